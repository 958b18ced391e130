"""What screens and letters about entered ballots are told. Of the screens only `EntryShown` carries a choice: where it is checked."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.entries import Ending, EntryState, Way
from bot.rules.votes.ballots import Channel, Choice
from bot.rules.votes.facts import Heading, HomeName


@dataclass(frozen=True, slots=True)
class EntriesHome:
    """Where entering begins."""

    heading: Heading
    closes_at: datetime
    waiting: int
    contradictions: int
    may_enter: bool
    may_settle: bool
    powers: int = 0
    photos: int = 0
    """Ballots from a table that wait for their photo."""


@dataclass(frozen=True, slots=True)
class EntriesWaiting:
    """Of one vote, for one of those in charge: ballots by phone to confirm, owners whose ballots differ, ballots that lack a photo."""

    vote_id: str
    phones: int = 0
    differ: int = 0
    photos: int = 0


@dataclass(frozen=True, slots=True)
class EntryPlaces:
    """The buildings of the vote, or (`building` is named) the entrances of one, by their number."""

    heading: Heading
    channel: Channel
    names: tuple[tuple[int, str], ...]
    building: str = ""
    building_number: int = -1


@dataclass(frozen=True, slots=True)
class EntryHome:
    home_id: str
    room: str
    done: bool
    """A ballot by this channel was recorded, or waits; never which."""


@dataclass(frozen=True, slots=True)
class EntryHomes:
    heading: Heading
    channel: Channel
    building: str
    entrance: str
    at: tuple[int, int]
    homes: tuple[EntryHome, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class EntryOwner:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class EntryOwners:
    heading: Heading
    channel: Channel
    home_id: str
    home: HomeName
    owners: tuple[EntryOwner, ...]


class EntryStep(StrEnum):
    PHOTO = "photo"
    CHOICE = "choice"
    CONFIRM = "confirm"
    CHECK = "check"
    """By the second person."""


@dataclass(frozen=True, slots=True)
class EntryShown:
    """`homes` are all that the one ballot counts for. `choice` in the last two steps only, for the eyes of whoever checks it."""

    entry_id: str
    heading: Heading
    channel: Channel
    step: EntryStep
    homes: tuple[HomeName, ...]
    owner: str
    choice: Choice | None = None
    agent: str = ""
    """Who signed it for the owner, by a written power."""
    entered_by: str = ""
    entered_at: datetime | None = None
    not_a_photo: bool = False
    """Something else was sent where the photo is asked for."""
    undo: str = ""
    """An entry of this owner by this channel that stands, where the reader may take it back."""


@dataclass(frozen=True, slots=True)
class EntryDone:
    """What became of it, without what it says."""

    heading: Heading
    channel: Channel
    state: EntryState
    homes: tuple[HomeName, ...]
    owner: str
    at: datetime
    code: str = ""
    returned: bool = False
    """By the reader, as the second person."""
    may_enter: bool = True
    """The reader may enter the next one."""
    undo: str = ""
    """The entry, where the reader may take it back."""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class WaitingLine:
    entry_id: str
    homes: tuple[HomeName, ...]
    entered_at: datetime
    mine: bool
    """Entered by the reader, who is no second person."""


@dataclass(frozen=True, slots=True)
class WaitingEntries:
    heading: Heading
    closes_at: datetime
    lines: tuple[WaitingLine, ...]
    total: int
    page: int
    pages: int
    lapsed: int = 0
    """Still waiting when the vote ended."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Channels of one owner that say different things: that they differ, never what they say."""

    head: int
    owner_id: str
    owner: str
    homes: tuple[HomeName, ...]
    channels: tuple[Channel, ...]
    holds: bool = True
    """The home does not count for it; False where another owner's ballot does, or the owners differ besides."""
    by_agent: bool = False
    """The ballots are those of whoever stands in for the owner."""


@dataclass(frozen=True, slots=True)
class Contradictions:
    heading: Heading
    closes_at: datetime
    heads: tuple[Contradiction, ...]
    total: int


@dataclass(frozen=True, slots=True)
class SettlingAsked:
    """`reason` is empty while it is asked for."""

    heading: Heading
    contradiction: Contradiction
    way: Way
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UndoAsked:
    """Asked once more before it is taken back."""

    entry_id: str
    heading: Heading
    channel: Channel
    homes: tuple[HomeName, ...]
    owner: str
    code: str


# letters
@dataclass(frozen=True, slots=True)
class BallotUndone:
    """To the owner. `own`: another ballot of theirs stands; `counts`: the home counts, by that or by another owner's."""

    heading: Heading
    channel: Channel
    homes: tuple[HomeName, ...]
    office: str
    by_head: bool
    closes_at: datetime
    code: str
    own: bool = False
    counts: bool = False
    agent: str = ""
    """Whose ballot for the owner it was that was taken back."""
    by_agent: bool = False
    """The other one that stands is an agent's."""
    over: bool = False


@dataclass(frozen=True, slots=True)
class EntryEnded:
    """In place of a screen that showed what it says. `by`: whoever ended it; empty where nobody did."""

    heading: Heading
    channel: Channel
    ending: Ending
    homes: tuple[HomeName, ...]
    owner: str
    at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class EntryReturned:
    """To whoever put a ballot by phone down. `refused`: it was confirmed and does not count, for `why`."""

    heading: Heading
    homes: tuple[HomeName, ...]
    owner: str
    by: str
    at: datetime
    closes_at: datetime
    refused: bool = False
    why: Ending = Ending.REFUSED
    over: bool = False


@dataclass(frozen=True, slots=True)
class EntriesLapsed:
    """To whoever put ballots by phone down that nobody confirmed, or sent a table of ballots of which `photos` had none at the close, or
    which they did not confirm themselves (`table`: how many it had)."""

    heading: Heading
    homes: tuple[HomeName, ...]
    closes_at: datetime
    photos: int = 0
    reschemed: bool = False
    """Not at the close: another scheme took the place of the one that they were about (R15)."""
    table: int = 0
    forgotten: bool = False
    """Of a table: not at the close, but a day after it was sent; it may be sent again."""


@dataclass(frozen=True, slots=True)
class BallotEntered:
    """To the owner: a ballot of theirs was entered, by whom, and what it says: their own eyes only."""

    heading: Heading
    channel: Channel
    homes: tuple[HomeName, ...]
    choice: Choice
    office: str
    by_head: bool
    received_at: datetime
    closes_at: datetime
    code: str
    contradicts: bool = False
    counts: bool = True
    """False where the head does not count, for whatever reason."""
    agent: str = ""
    """Who chose it for the owner by a written power; by chat that is nobody else's doing."""
    beaten: bool = False
    """The owner's own ballot stands: this one does not count while it does (R11)."""
    aside: bool = False
    """It was settled that another ballot of the same owner counts."""
    over: bool = False
    """It is told of when the vote has closed."""
    undone: bool = False
    """It was taken back."""
    replaced: bool = False
    """A newer one of its kind took its place."""


@dataclass(frozen=True, slots=True)
class PhoneWaits:
    """To those who may confirm: that there is one, not what it says."""

    heading: Heading
    homes: tuple[HomeName, ...]
    closes_at: datetime
    entries: tuple[str, ...] = ()
    void: str = ""
    """Why another scheme took the place of the one that these were about (R15): nothing is left to do."""
    done: bool = False
    """Nothing of it is left to do: it stands already, and is edited for another cause."""


@dataclass(frozen=True, slots=True)
class BallotsDiffer:
    """To those in charge of the vote: ballots of one owner say different things. Not what they say."""

    heading: Heading
    homes: tuple[HomeName, ...]
    closes_at: datetime
    heads: tuple[int, ...] = ()
    void: str = ""
    """Why another scheme took the place of the one that these were about (R15): nothing is left to do."""
    done: bool = False
    """Nothing of it is left to do: it stands already, and is edited for another cause."""


@dataclass(frozen=True, slots=True)
class PhotoFailed:
    """To whoever sent it. `closed_at`: the vote has closed meanwhile. Without an entry it is a power's, or `of_table`."""

    entry_id: str
    heading: Heading
    homes: tuple[HomeName, ...]
    of_table: bool = False
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BallotSettled:
    """To the owner: which of their ballots counts, and why."""

    heading: Heading
    homes: tuple[HomeName, ...]
    channel: Channel
    reason: str
    closes_at: datetime
    over: bool = False
    by_agent: bool = False
