"""Sheets for the notice board: who may have them, what they say. A worker prints them."""

from datetime import datetime, tzinfo

from bot.actions.unit import UnitOfWork
from bot.actions.votes.charge import vote_in_charge
from bot.actions.votes.closing import read_result
from bot.rules.residents import Actor
from bot.rules.sheets import (
    BallotSheet,
    DeliverySheet,
    PaperSize,
    Reached,
    ResultSheet,
    SchemeVersion,
    Sheet,
    SheetAbout,
    SheetBeforeClose,
    SheetKind,
    SheetOffer,
    check_may_print,
    final_from,
    homes_to_ask,
    last_day_to_object,
)
from bot.rules.votes.violations import VoteUnknown
from storage.votes.records import Vote

PRINT = "sheets.print"


async def read_sheets(unit: UnitOfWork, *, actor: Actor, vote_id: str, kind: SheetKind) -> SheetOffer:
    """What may be printed in the place of `kind`: both result sheets after the close, else that one."""
    async with unit:
        vote = await vote_in_charge(unit, actor, vote_id)
    check_may_print(kind, vote.state, vote.closes_at)
    return SheetOffer(vote.heading, (SheetKind.PRELIMINARY, SheetKind.FINAL) if kind.is_result else (kind,))


async def queue_sheet(unit: UnitOfWork, *, actor: Actor, vote_id: str, kind: SheetKind, paper: PaperSize, now: datetime) -> None:
    """A worker prints it, as it is by then, for whoever is in charge by then."""
    async with unit:
        vote = await vote_in_charge(unit, actor, vote_id)
        check_may_print(kind, vote.state, vote.closes_at)
        arguments = {"vote": vote.id, "kind": kind.value, "paper": paper.value, "language": actor.language}
        await unit.jobs.queue(PRINT, arguments, now, compound_id=vote.compound_id, chat_id=actor.telegram_id)
        await unit.commit()


async def read_sheet(unit: UnitOfWork, *, vote_id: str, kind: SheetKind, zone: tzinfo, now: datetime, actor: Actor | None = None) -> Sheet:
    """The facts. `actor` None: for the operator's command line, which asks nobody."""
    async with unit:
        vote = await unit.votes.vote(vote_id) if actor is None else await vote_in_charge(unit, actor, vote_id)
        if vote is None:
            raise VoteUnknown
        check_may_print(kind, vote.state, vote.closes_at)
        about = await _about(unit, vote, zone, now)
        if kind.is_result:
            return await _result(unit, vote, about, kind, zone)
        electorate = await unit.electorates.frozen(vote.id)
        proofs = await unit.deliveries.proofs(vote.id) if kind is SheetKind.DELIVERIES else {}
    homes = homes_to_ask(electorate.electors, {home: Reached(one.way, one.at.astimezone(zone).date()) for home, one in proofs.items()})
    return DeliverySheet(about, homes) if kind is SheetKind.DELIVERIES else BallotSheet(about, homes, electorate.heads_differ)


async def _about(unit: UnitOfWork, vote: Vote, zone: tzinfo, now: datetime) -> SheetAbout:
    compound = await unit.compounds.place(vote.compound_id)
    above = await unit.compounds.places_by_id(compound.path[:-1]) if compound is not None else {}
    return SheetAbout(
        heading=vote.heading,
        organiser="".join(above[one].name for one in (compound.path[:-1] if compound is not None else ()) if one in above),
        scheme=SchemeVersion(vote.scheme_name or "", vote.scheme_sha256 or "", vote.scheme_version),
        opened_at=vote.opened_at,
        closes_at=vote.closes_at,
        roster_hash=vote.roster_hash,
        chain_head=vote.chain_head or "",
        printed_on=now.astimezone(zone).date(),
    )


async def _result(unit: UnitOfWork, vote: Vote, about: SheetAbout, kind: SheetKind, zone: tzinfo) -> ResultSheet:
    result = await read_result(unit, vote)
    if result is None:
        raise SheetBeforeClose(vote.closes_at)
    days = vote.terms.objection_days if vote.terms else None
    closed_on = vote.closes_at.astimezone(zone).date()
    return ResultSheet(
        kind=kind,
        about=about,
        result=result,
        objection_days=days,
        object_until=None if days is None else last_day_to_object(about.printed_on, days),
        final_from=None if days is None else final_from(kind, closed_on, about.printed_on, days),
    )
