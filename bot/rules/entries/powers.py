"""Written powers (R11): who stands in for whom in one vote, until when, and what of it is asked and shown."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bot.rules.entries.violations import AgentNotUsable, PowerOver, TermNotUsable
from bot.rules.votes.ballots import Choice
from bot.rules.votes.facts import Heading, HomeName
from bot.rules.votes.notices import day_of, day_parts

# A name as rosters have it.
LONGEST_NAME = 40


class PowerState(StrEnum):
    DRAFT = "draft"
    STANDING = "standing"
    WITHDRAWN = "withdrawn"
    """From then on the agent casts no ballot; what was cast under it stands, and the owner's own beats it."""
    DROPPED = "dropped"


def agent_name_from(typed: str) -> str:
    name = " ".join(unicodedata.normalize("NFKC", typed).split())
    if not name or len(name) > LONGEST_NAME or not any(sign.isalpha() for sign in name):
        raise AgentNotUsable(longest=LONGEST_NAME)
    return name


def agent_key(owner_id: str | None, name: str) -> str:
    """The same agent for the cap: an owner on the roster, or a name as it is written."""
    return owner_id or "name:" + "".join(name.split()).casefold()


def term_from(typed: str, today: date) -> date:
    """「3月1日」: the last day of the power; without a year the next one there is."""
    found = day_parts(unicodedata.normalize("NFKC", typed).strip(" \t\n.。").lower())
    for year in (found[0],) if found and found[0] else (today.year, today.year + 1):
        day = day_of(year, found[1], found[2]) if found else None
        if day is not None and day >= today:
            return day
    raise TermNotUsable(earliest=today)


def end_of(day: date, zone: tzinfo) -> datetime:
    """The first moment at which it holds no more."""
    return datetime.combine(day + timedelta(days=1), time(), zone)


def has_ended(until: datetime | None, at: datetime) -> bool:
    """`until` None: it holds until the close."""
    return until is not None and at >= until


def check_term(until: datetime | None, received_at: datetime) -> None:
    if has_ended(until, received_at):
        raise PowerOver


@dataclass(frozen=True, slots=True)
class Candidate:
    """An owner on the roster with the name that was typed, by a home of theirs."""

    owner_id: str
    name: str
    home: HomeName


class PowerStep(StrEnum):
    AGENT = "agent"
    WHICH = "which"
    """Owners on the roster have this name."""
    TERM = "term"
    PHOTO = "photo"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class PowerShown:
    power_id: str
    heading: Heading
    step: PowerStep
    homes: tuple[HomeName, ...]
    owner: str
    agent: str = ""
    on_roster: bool = False
    until: datetime | None = None
    candidates: tuple[Candidate, ...] = ()
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PowerLine:
    power_id: str
    homes: tuple[HomeName, ...]
    owner: str
    agent: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class PowersListed:
    heading: Heading
    lines: tuple[PowerLine, ...]
    total: int
    page: int
    pages: int
    cap: int | None


@dataclass(frozen=True, slots=True)
class AgentsOffered:
    """Whose signature is on a ballot that is being entered: agents of its owner, or a power to be registered."""

    entry_id: str
    heading: Heading
    homes: tuple[HomeName, ...]
    owner: str
    agents: tuple[tuple[str, str], ...]
    """(power, name of the agent)."""


@dataclass(frozen=True, slots=True)
class PowerDone:
    heading: Heading
    state: PowerState
    homes: tuple[HomeName, ...]
    owner: str
    agent: str
    by_chat: bool
    """The agent is bound, and has the buttons."""
    entry_id: str = ""
    """The ballot that was being entered meanwhile."""


# letters
@dataclass(frozen=True, slots=True)
class PowerEntered:
    """To the owner."""

    heading: Heading
    homes: tuple[HomeName, ...]
    agent: str
    office: str
    until: datetime | None
    closes_at: datetime
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class PowerGiven:
    """To the agent, with buttons; `chosen` is what was cast under it from here, by the agent's own hand."""

    power_id: str
    heading: Heading
    homes: tuple[HomeName, ...]
    owner: str
    until: datetime | None
    closes_at: datetime
    chosen: Choice | None = None
    code: str = ""
    over: bool = False
    """Withdrawn, or another paper took its place: no buttons any more."""
    void: bool = False
    """It was about a former scheme (R15): no buttons any more; a newer message has them, unless the power has run out (`over`)."""
    reason: str = ""
    """Why another scheme is asked about, where one is."""
    left: bool = False
    """The power holds, but the agent is registered as an owner no more: no buttons any more (`over`)."""
