"""What residents see of their own votes, for their own eyes only."""

from dataclasses import dataclass
from datetime import datetime

from bot.rules.votes.ballots import Channel, Choice
from bot.rules.votes.facts import Heading, HomeName, VoteCard, VoteState


@dataclass(frozen=True, slots=True)
class HeadChoice:
    """One head of a person with several, and what they chose for it: for their own eyes only."""

    head: int
    homes: tuple[HomeName, ...]
    choice: Choice | None
    disputed: bool = False
    """Its owners chose differently: it does not count (R4)."""
    developer: bool = False
    """The developer's head: nobody can be registered to speak for it."""
    channel: Channel = Channel.CHAT
    contradicts: bool = False
    """Their own channels say different things: it does not count until that is settled (R13)."""
    aside: bool = False
    code: str = ""
    """The receipt of that choice."""
    elsewhere: bool = False
    """Not chosen here, but another account of the same owner, or their agent (`by_agent`), did: what, is for that one's eyes."""
    by_agent: bool = False


@dataclass(frozen=True, slots=True)
class HeldHome:
    """A home of an owner whose registration there waits, or is on hold after an objection: no ballot yet."""

    homes: tuple[HomeName, ...]
    suspended: bool


@dataclass(frozen=True, slots=True)
class HeadChoices:
    """「各户分别表决」: each head of one person with buttons of its own (R5)."""

    heading: Heading
    heads: tuple[HeadChoice, ...]
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class MyVote:
    """A resident's own view of one vote: what they chose themselves, and how many have answered."""

    card: VoteCard
    state: VoteState
    mine: tuple[HeadChoice, ...]
    code: str
    received_at: datetime | None
    held: tuple[HeldHome, ...] = ()


@dataclass(frozen=True, slots=True)
class VoteOver:
    """In place of a private message that was pressed after its vote had ended: how it ended, and what its reader had chosen."""

    heading: Heading
    state: VoteState
    ended_at: datetime
    reason: str
    mine: tuple[HeadChoice, ...]
    code: str
