"""Pictures of who has answered: what goes with one into a group, how often, and why there may be none."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rules.votes.facts import Heading
from bot.rules.votes.violations import VoteRefusal

# On demand at most once an hour for a group and a vote (issue 4): each is a message that rings for everybody.
PICTURE_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ParticipationPicture:
    """The words under one picture. `number` and `pictures`: the first of four; `closed`: as it was at the close, with the result."""

    heading: Heading
    sha256: str
    buildings: tuple[str, ...]
    homes_in: int
    homes: int
    as_of: datetime
    number: int = 1
    pictures: int = 1
    closed: bool = False


@dataclass(eq=False)
class PictureAskedAlready(VoteRefusal):
    """There is one in this group that is not an hour old."""

    asked_at: datetime
    again_at: datetime


@dataclass(eq=False)
class TooFewForPicture(VoteRefusal):
    """With so few answers the result would tell of each who gave it."""

    needed: int


@dataclass(eq=False)
class VoteOverNoPicture(VoteRefusal):
    """The vote runs no more: closed, waiting for its drafter, cancelled."""


def check_may_ask_picture(asked_at: datetime | None, now: datetime) -> None:
    """PictureAskedAlready within the hour after the last one was asked for."""
    if asked_at is not None and now < asked_at + PICTURE_EVERY:
        raise PictureAskedAlready(asked_at, asked_at + PICTURE_EVERY)
