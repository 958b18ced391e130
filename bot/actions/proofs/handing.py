"""The files of a vote that has ended, for those in charge of it: sealed before the end, the audit file for whom its terms entitle."""

from datetime import datetime, timedelta

from bot.actions.papers import PAPER_FADES
from bot.actions.unit import UnitOfWork
from bot.actions.votes.charge import vote_in_charge
from bot.rules.letters import Letter
from bot.rules.proofs_files import (
    NAMED_AT_MOST,
    FileKind,
    FileSent,
    FilesOffer,
    check_may_have,
    entitled_roles,
    file_name,
)
from bot.rules.residents import Actor, Role
from bot.rules.votes.facts import VoteState
from bot.rules.votes.violations import VoteUnknown
from storage.base import new_id
from storage.votes.records import Vote

HAND = "proofs.hand"
# A file leaves the disk after so long, delivered or not.
FILE_KEPT = timedelta(days=1)


async def read_files(unit: UnitOfWork, *, actor: Actor, vote_id: str) -> FilesOffer:
    """What there is and who has had it; VoteNotOver before the end."""
    async with unit:
        vote, held = await _charge(unit, actor, vote_id)
        check_may_have(FileKind.PUBLIC, vote.state, vote.closes_at, vote.terms, held)
        handed, times = await unit.proofs.audit_handed(vote.compound_id, vote.id, NAMED_AT_MOST)
    entitled = entitled_roles(vote.terms)
    return FilesOffer(vote.heading, vote.state is VoteState.CLOSED, entitled, bool(held & set(entitled)), handed, times)


async def queue_file(unit: UnitOfWork, *, actor: Actor, vote_id: str, kind: FileKind, now: datetime) -> None:
    """A worker writes it for whoever may have it by then."""
    async with unit:
        vote, held = await _charge(unit, actor, vote_id)
        check_may_have(kind, vote.state, vote.closes_at, vote.terms, held)
        arguments = {"vote": vote.id, "kind": kind.value, "language": actor.language}
        await unit.jobs.queue(HAND, arguments, now, compound_id=vote.compound_id, chat_id=actor.telegram_id)
        await unit.commit()


async def check_file(unit: UnitOfWork, *, actor: Actor, vote_id: str, kind: FileKind) -> None:
    """Before it is written: whoever asked may have lost the role meanwhile."""
    async with unit:
        vote, held = await _charge(unit, actor, vote_id)
        check_may_have(kind, vote.state, vote.closes_at, vote.terms, held)


async def hand_over(
    unit: UnitOfWork, *, actor: Actor, vote_id: str, kind: FileKind, job: str, sha256: str, head: str, now: datetime
) -> None:
    """The file's letter, that it was given, and when it leaves the disk: together, and once for a job."""
    async with unit:
        vote, held = await _charge(unit, actor, vote_id)
        check_may_have(kind, vote.state, vote.closes_at, vote.terms, held)
        sent = FileSent(vote.heading, kind, sha256, file_name(vote.id, kind), head)
        letter = Letter(f"proof-file:{job}", actor.telegram_id, "proofs.file_sent", sent, expires_at=now + FILE_KEPT)
        await unit.outbox.put(letter, now)
        if kind is FileKind.AUDIT:
            person = actor.person_id
            await unit.proofs.hand_audit(vote.compound_id, vote.id, asked_by=job, person_id=person, sha256=sha256, now=now)
        # The same bytes may have been asked for earlier today: they stay for the letter that waits longest.
        await unit.schedule.cancel(sha256, PAPER_FADES)
        await unit.schedule.plan(PAPER_FADES, sha256, now + FILE_KEPT)
        await unit.commit()


async def note_exported(unit: UnitOfWork, *, vote_id: str, sha256: str, now: datetime) -> None:
    """Before the operator's command writes the audit file; AuditNotForYou where the terms of the vote entitle nobody."""
    async with unit:
        vote = await unit.votes.vote(vote_id)
        if vote is None:
            raise VoteUnknown
        # Whoever runs the machine gives it on to those who are entitled.
        check_may_have(FileKind.AUDIT, vote.state, vote.closes_at, vote.terms, entitled_roles(vote.terms))
        await unit.proofs.hand_audit(vote.compound_id, vote.id, asked_by=new_id(), person_id=None, sha256=sha256, now=now)
        await unit.commit()


async def _charge(unit: UnitOfWork, actor: Actor, vote_id: str) -> tuple[Vote, frozenset[Role]]:
    """The vote and the roles of whoever is in charge of it that hold at its compound."""
    vote = await vote_in_charge(unit, actor, vote_id)
    compound = await unit.compounds.place(vote.compound_id)
    return vote, frozenset(role for role in Role if compound is not None and actor.has_role({role}, compound))
