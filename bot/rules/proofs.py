"""The chain of a vote: every event names the one before it, and every ballot is in it as a commitment that only its salt opens.

`verify.py` (bot/cli/verify.py) reads what is exported of it without this program; a test holds the two together.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from bot.rules.residents.people import Role
from bot.rules.violations import RuleViolation
from bot.rules.votes.ballots import Choice
from bot.rules.votes.counts import Counts
from bot.rules.votes.decision import Bar, Margins
from bot.rules.votes.electorates import Electorate
from bot.rules.votes.facts import Heading, HeadReceipt, HomeName
from bot.rules.votes.tally import Followed, Tally
from bot.rules.votes.terms import Terms

# What the first event names as the one before it.
NOTHING_BEFORE = "0" * 64
# 128 bits: nobody tries all salts to find which of three choices a commitment holds.
SALT_BYTES = 16
# What people see of a head: 64 bits in groups of four, more than anybody can make collide while a vote is open.
SHOWN = 16
GROUP = 4
# The due row that posts the head.
DAILY = "proofs.daily"
_ONE_WAY = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


class EventType(StrEnum):
    OPENED = "opened"
    """First: the question, the roster's hash, every total that the law divides by."""
    BALLOT = "ballot"
    REFUSED = "refused"
    """A ballot that does not count: too late, a change that is not allowed (R12)."""
    SPEAKER = "speaker"
    """Who speaks for a jointly owned home was registered, or taken back (R4)."""
    SETTLED = "settled"
    """Channels of one owner said different things: which of them counts, until that owner's next ballot (R13)."""
    DELIVERED = "delivered"
    """Whom the vote had reached when it closed: where the silent among them join the majority (R10)."""
    SCHEME = "scheme"
    """Another file is asked about from then on: every ballot before it is void (R15)."""
    EXTENDED = "extended"
    UNDECIDED = "undecided"
    """Linli was away near the close (R14)."""
    CANCELLED = "cancelled"
    CLOSED = "closed"
    """Last: the tally."""


@dataclass(eq=False)
class VoteNotOver(RuleViolation):
    """Nothing of a vote is exported before its end (section 6)."""

    slug: ClassVar[str] = "proofs"
    closes_at: datetime


@dataclass(eq=False)
class VoteWithoutChain(RuleViolation):
    """It was opened before there were chains."""

    slug: ClassVar[str] = "proofs"


@dataclass(eq=False)
class ChainBroken(RuleViolation):
    """What is kept is not what was written: somebody changed the database at or before this event."""

    slug: ClassVar[str] = "proofs"
    height: int


@dataclass(frozen=True, slots=True)
class HeadLine:
    heading: Heading
    chain_head: str
    events: int


@dataclass(frozen=True, slots=True)
class HeadPosted:
    """To a group: where the chain of a vote stands this evening, after so many events; `more` are the other votes that are open there."""

    heading: Heading
    chain_head: str
    events: int
    more: tuple[HeadLine, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The receipt of a retraction that stands, of the reader's own."""

    homes: tuple[HomeName, ...]
    code: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class OwnReceipt:
    """What one account chose in one vote, as it stands: for its own eyes."""

    heading: Heading
    mine: tuple[HeadReceipt | TakenBack, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class KeptTap:
    """Of somebody whose registration waits, or who has none yet: it counts nowhere, and is asked about once it may."""

    heading: Heading
    choice: Choice


@dataclass(frozen=True, slots=True)
class ExportedVote:
    """`public` for everybody; `audit` opens every commitment, for those whom the rules of the vote entitle: none of a cancelled vote."""

    heading: Heading
    public: dict[str, Any]
    audit: dict[str, Any] | None
    audit_for: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """`payload` holds text, integers, booleans, None, and mappings and lists of these: it is written in one way only."""

    height: int
    parent: str
    type: EventType
    payload: Mapping[str, Any]

    @property
    def hash(self) -> str:
        whole = {"height": self.height, "parent": self.parent, "type": self.type.value, "payload": self.payload}
        return digest(canonical(whole))


@dataclass(slots=True)
class Chain:
    """Where a vote's chain stands; each event that is added moves it. `height` is that of the next event."""

    height: int = 0
    head: str = NOTHING_BEFORE

    def add(self, kind: EventType, payload: Mapping[str, Any]) -> Event:
        event = Event(self.height, self.head, kind, payload)
        self.height, self.head = event.height + 1, event.hash
        return event


def canonical(value: object) -> str:
    """The one way in which a value is written: keys sorted, nothing between, every character itself."""
    return _ONE_WAY.encode(value)


def as_file(value: object) -> bytes:
    """The bytes of an exported file: `verify.py` takes every other way of writing the same for a change."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def digest(text: str) -> str:
    """SHA-256 of its UTF-8, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def commitment(salt: str, entry: Mapping[str, Any]) -> str:
    """What binds an entry without showing it; whoever is given salt and entry finds the same again."""
    return digest(f"{salt}:{canonical(entry)}")


def pseudonym(vote_id: str, owner_id: str) -> str:
    """An owner in one vote's files: the same throughout it, another in every other vote, and no name."""
    return digest(f"{vote_id}:{owner_id}")[:12]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A commitment and the salt that opens it."""

    salt: str
    commitment: str


def seal_electorate(salt: str, vote_id: str, electorate: Electorate) -> Sealed:
    """Who counts, by number: read long before anybody votes, opened by the audit file."""
    return Sealed(salt, digest(f"{salt}:{canonical(electorate_entries(vote_id, electorate))}"))


def electorate_entries(vote_id: str, electorate: Electorate, frozen: Mapping[int, str | None] | None = None) -> list[dict[str, Any]]:
    """Every head as it was frozen; `frozen`: who spoke then (a pseudonym) for heads of which that was changed during the vote."""
    changed = frozen or {}
    return [
        {
            "head": elector.number,
            "area_cm2m": elector.head.weight.area_cm2m,
            "homes": len(elector.dwellings),
            "owners": sorted(pseudonym(vote_id, owner) for owner in elector.head.owners),
            "designated": changed.get(elector.number, _speaker(vote_id, elector.head.designated)),
            "developer": elector.head.developer,
        }
        for elector in electorate.electors
    ]


def _speaker(vote_id: str, owner_id: str | None) -> str | None:
    return None if owner_id is None else pseudonym(vote_id, owner_id)


@dataclass(frozen=True, slots=True)
class BallotEntry:
    """One row of the ledger as it is committed to. `choice`: a Choice or `retract`; `refused`: why it does not count.

    `photo_sha256`: of the paper that it was entered from; `agent`: who stood in for the owner, by whom the cap is counted; `scheme`:
    the version that it is about (R15)."""

    head: int
    owner_id: str
    channel: str
    by_proxy: bool
    choice: str
    refused: str | None
    receipt: str
    received_at: datetime
    photo_sha256: str | None = None
    agent: str | None = None
    scheme: int = 1

    def values(self) -> dict[str, Any]:
        """As the ledger has it."""
        return {name: getattr(self, name) for name in self.__slots__}

    def facts(self, vote_id: str) -> dict[str, Any]:
        """As it is committed to."""
        values = self.values()
        owner, photo, agent = pseudonym(vote_id, values.pop("owner_id")), values.pop("photo_sha256"), values.pop("agent")
        scheme = values.pop("scheme")
        # A ballot without a photo, or an agent, has no such line: what was written before there were any stays as it is.
        more = {"photo_sha256": photo} if photo else {}
        more |= {"agent": pseudonym(vote_id, agent)} if agent else {}
        more |= {"scheme": scheme} if scheme > 1 else {}
        return {**values, "owner": owner, "received_at": moment(self.received_at), **more}


def speaker_entry(vote_id: str, head: int, owner_id: str | None, former: str | None) -> dict[str, Any]:
    """`owner_id` None: nobody is registered any more, so that whom the roster designated is so again; `former`: who was until then."""
    return {"head": head, "owner": _speaker(vote_id, owner_id), "former": _speaker(vote_id, former)}


def settled_entry(vote_id: str, head: int, owner_id: str, channel: str, reason: str, *, by_proxy: bool = False) -> dict[str, Any]:
    """`by_proxy`: of the ballots of whoever stands in; without it, of the owner's own."""
    more = {"by_proxy": True} if by_proxy else {}
    return {"head": head, "owner": pseudonym(vote_id, owner_id), "channel": channel, "reason": reason, **more}


def tally_facts(tally: Tally) -> dict[str, Any]:
    """What the last event says of the vote: the whole result, so that it cannot be told otherwise later."""
    reasons = Counter(one.reason.value for one in tally.invalid)
    return {
        "outcome": tally.outcome.value,
        "counts": {choice.value: _weight(tally.counts, choice) for choice in Choice},
        "margins": _margins(tally.margins),
        "disputed": len(tally.disputed),
        "invalid": dict(reasons),
        "opinions": tally.opinions,
        # Only where a clause says so: what was written of other votes stays as it is.
        **({} if tally.follow_majority is None else {"follow_majority": _followed(tally.follow_majority)}),
    }


def _margins(margins: Margins) -> dict[str, int]:
    return {name: getattr(margins, name) for name in ("quorum_area", "quorum_heads", "majority_area", "majority_heads")}


def _followed(followed: Followed) -> dict[str, Any]:
    return {
        "joined": followed.joined.value,
        "followers": {"area_cm2m": followed.followers.area_cm2m, "heads": followed.followers.heads},
        "outcome": followed.outcome.value,
        "counts": {choice.value: _weight(followed.counts, choice) for choice in Choice},
        "margins": _margins(followed.margins),
    }


def terms_facts(terms: Terms) -> dict[str, Any]:
    """What the first event says of the law that the vote is held by: `verify.py` counts by its numbers."""
    rule = terms.rule
    return {
        "profile": terms.profile,
        "is_vote": terms.is_vote,
        "article": terms.article,
        "quorum": None if rule is None or rule.quorum is None else _bar(rule.quorum),
        "majority": None if rule is None else _bar(rule.majority),
        "of_all": rule is not None and rule.of_all,
        "notice_days": terms.notice_days,
        "noticed_on": None if terms.noticed_on is None else terms.noticed_on.isoformat(),
        "proxy_cap": terms.proxy_cap,
        "paper_by": terms.paper_by.value,
    }


def _bar(bar: Bar) -> dict[str, Any]:
    return {"share": [bar.part, bar.whole], "strictly": bar.strictly}


def _weight(counts: Counts, choice: Choice) -> dict[str, int]:
    weight = {Choice.AGREE: counts.agree, Choice.AGAINST: counts.against, Choice.ABSTAIN: counts.abstain}[choice]
    return {"area_cm2m": weight.area_cm2m, "heads": weight.heads}


def moment(at: datetime) -> str:
    """In UTC, to the microsecond, so that the same moment is always written the same."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def shown_head(head: str) -> str:
    """A1B2-C3D4-E5F6-0718: what the group reads, and what `--head` takes."""
    start = head[:SHOWN].upper()
    return "-".join(start[at : at + GROUP] for at in range(0, SHOWN, GROUP))
