"""What one tap is to the writer."""

from dataclasses import dataclass
from datetime import datetime

from bot.rules.ports import Language
from bot.rules.votes import Channel, Choice
from bot.rules.votes.electorates import Electorate
from bot.rules.votes.facts import NotBound, Receipt


@dataclass(frozen=True, slots=True)
class Entered:
    """A ballot that somebody else put down for its owner: from paper, with its photo, or by phone, confirmed by a second person."""

    owner_id: str
    entered_by: str
    confirmed_by: str | None = None
    photo_sha256: str | None = None
    agent: str | None = None
    """Who stood in for the owner by a written power (R11); by chat that is whoever taps."""


@dataclass(frozen=True, slots=True)
class Cast:
    """`choice` None takes the ballot back; `head` limits the tap to one head of a person with several (R5).

    `received_at` is the intake's clock when the update arrived (R14); `now` is when it is written.
    """

    vote_id: str
    telegram_id: int
    choice: Choice | None
    received_at: datetime
    now: datetime
    electorate: Electorate
    update_id: int | None = None
    head: int | None = None
    channel: Channel = Channel.CHAT
    entered: Entered | None = None
    """None by chat, where whoever taps speaks for themselves; an agent does not."""
    scheme: int | None = None
    """The version of the scheme that the button was about (R15); None: whichever is asked about now."""

    @property
    def agent(self) -> str | None:
        return self.entered.agent if self.entered is not None else None

    @property
    def by_proxy(self) -> bool:
        return self.agent is not None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one tap did, and the language its person chose; None for somebody who has no chat with the bot."""

    outcome: Receipt | NotBound
    language: Language | None
