"""The files of a vote that has ended: who may have which of them, and who has had the audit file."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from bot.rules.proofs import VoteNotOver
from bot.rules.residents.people import Role
from bot.rules.violations import RuleViolation
from bot.rules.votes.facts import Heading, VoteState
from bot.rules.votes.terms import ENTITLED_UNSAID, Terms

# As many of those who were given the audit file are named; the rest is counted.
NAMED_AT_MOST = 8


class FileKind(StrEnum):
    PUBLIC = "public"
    """The chain and the totals: for everybody."""
    AUDIT = "audit"
    """Opens the chain: area and choice of every home side by side, which is as good as a name."""


@dataclass(eq=False)
class AuditNotForYou(RuleViolation):
    """The terms of the vote name others, or nobody (`roles` empty)."""

    slug: ClassVar[str] = "proofs"
    roles: tuple[Role, ...]


@dataclass(eq=False)
class NoAuditFile(RuleViolation):
    """It was cancelled: nobody counted it, and the question may come again."""

    slug: ClassVar[str] = "proofs"


@dataclass(frozen=True, slots=True)
class Handed:
    """The audit file, given to somebody. `name` empty: by the operator, at the command line."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FilesOffer:
    """What those in charge of a vote see of its files. `handed`: the newest, first; `times`: how often at all."""

    heading: Heading
    is_counted: bool
    """Closed by its count; of a cancelled vote there is no audit file."""
    entitled: tuple[Role, ...]
    may_have_audit: bool
    handed: tuple[Handed, ...] = ()
    times: int = 0


@dataclass(frozen=True, slots=True)
class FileSent:
    """A file on its way to whoever asked for it."""

    heading: Heading
    kind: FileKind
    sha256: str
    name: str
    chain_head: str


def entitled_roles(terms: Terms | None) -> tuple[Role, ...]:
    """Of a vote from before there were terms: as where a profile says nothing of it."""
    return ENTITLED_UNSAID if terms is None else terms.audit_for


def check_may_have(kind: FileKind, state: VoteState, closes_at: datetime, terms: Terms | None, held: Collection[Role]) -> None:
    """`held`: roles of whoever asks, at the place of the vote. VoteNotOver to everybody before the end, AuditNotForYou, NoAuditFile."""
    if state not in {VoteState.CLOSED, VoteState.CANCELLED}:
        raise VoteNotOver(closes_at=closes_at)
    if kind is FileKind.PUBLIC:
        return
    if not set(held) & set(entitled_roles(terms)):
        raise AuditNotForYou(roles=entitled_roles(terms))
    if state is VoteState.CANCELLED:
        raise NoAuditFile


def file_name(vote_id: str, kind: FileKind) -> str:
    return f"linli-{vote_id}-{kind.value}.json"
