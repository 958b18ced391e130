"""Renovations: begun by those in charge, seen by everybody who lives there, each stage asked by a draft of a vote."""

from collections.abc import Sequence
from datetime import datetime

from bot.actions.asks.recording import named
from bot.actions.residents.common import actor_of
from bot.actions.unit import Form, UnitOfWork
from bot.actions.votes.drafting import begin_ask_draft
from bot.rules.asks import (
    PickPlace,
    RenovationAsked,
    RenovationLine,
    RenovationList,
    RenovationUnknown,
    RenovationView,
    Stage,
    StageLine,
    StageStatus,
    check_may_ask,
    first_undone,
    stages_of,
    title_from,
    was_asked,
)
from bot.rules.residents import Actor, Place, PlaceKind
from bot.rules.starts import nothing_in_charge
from bot.rules.votes.drafts import DRAFTERS, Drafter
from bot.rules.votes.previews import DraftView
from bot.rules.votes.violations import DraftersOnly
from storage.asks import Renovation

BEGINNING = "asks.begin"
MOST_LISTED = 10


async def _charges(unit: UnitOfWork, actor: Actor) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for one in actor.appointments:
        if one.role in DRAFTERS:
            found |= {place.id: place for place in await unit.compounds.places_under(one.place, PlaceKind.COMPOUND)}
    return found


async def read_renovations(unit: UnitOfWork, *, telegram_id: int) -> RenovationList:
    """Of the compounds that this person looks after, or lives in."""
    async with unit:
        actor = await actor_of(unit, telegram_id)
        charges = await _charges(unit, actor)
        homes = {one.home.compound_id for one in actor.active_bindings}
        lines = []
        for one in await unit.asks.of_compounds(charges.keys() | homes, MOST_LISTED):
            at = _at(stages_of(await unit.asks.asks(one.compound_id, one.id)))
            lines.append(RenovationLine(one.id, one.title, one.compound, *at))
    return RenovationList(tuple(lines), may_begin=bool(charges))


def _at(stages: Sequence[StageLine]) -> tuple[Stage, StageStatus]:
    at = first_undone(stages)
    return at.stage, at.status


async def begin(unit: UnitOfWork, *, telegram_id: int, place_id: str, now: datetime) -> PickPlace | None:
    """The next words are its title; which compound, where there are several."""
    async with unit:
        actor = await actor_of(unit, telegram_id)
        charges = await _charges(unit, actor)
        if not charges or (place_id and place_id not in charges):
            raise DraftersOnly() if place_id else nothing_in_charge(actor, DraftersOnly())
        if not place_id and len(charges) > 1:
            return PickPlace(tuple((place.id, place.name) for place in charges.values()))
        place = place_id or next(iter(charges))
        await unit.forms.keep(telegram_id, Form(BEGINNING, "title", {"compound": place}), now)
        await unit.commit()
    return None


async def write_title(unit: UnitOfWork, *, telegram_id: int, form: Form, typed: str, now: datetime) -> RenovationView:
    title = title_from(typed)
    async with unit:
        actor = await actor_of(unit, telegram_id)
        compound = await unit.compounds.place(str(form.facts["compound"]))
        if compound is None or not actor.has_role(DRAFTERS, compound) or actor.person_id is None:
            raise DraftersOnly
        identifier = await unit.asks.begin(compound.id, title, by=actor.person_id, now=now)
        await unit.forms.clear(telegram_id)
        view = await view_of(unit, actor, identifier, now)
        await unit.commit()
    return view


async def read_renovation(unit: UnitOfWork, *, telegram_id: int, renovation_id: str, now: datetime) -> RenovationView:
    async with unit:
        return await view_of(unit, await actor_of(unit, telegram_id), renovation_id, now)


async def view_of(unit: UnitOfWork, actor: Actor, renovation_id: str, now: datetime) -> RenovationView:
    """RenovationUnknown to whoever neither looks after its compound nor lives there. Inside a unit that was entered."""
    renovation = await unit.asks.renovation(renovation_id)
    compound = await unit.compounds.place(renovation.compound_id) if renovation is not None else None
    if renovation is None or compound is None:
        raise RenovationUnknown
    in_charge = actor.has_role(DRAFTERS, compound)
    if not in_charge and all(one.home.compound_id != compound.id for one in actor.active_bindings):
        raise RenovationUnknown
    asks = await unit.asks.asks(renovation.compound_id, renovation.id)
    return RenovationView(renovation.id, renovation.title, renovation.compound, stages_of(asks), in_charge, now, was_asked(asks))


async def read_droppable(unit: UnitOfWork, *, telegram_id: int, renovation_id: str, now: datetime) -> RenovationView:
    """What 「删掉」 would take away; refused like it."""
    async with unit:
        actor = await actor_of(unit, telegram_id)
        await renovation_in_charge(unit, actor, renovation_id)
        view = await view_of(unit, actor, renovation_id, now)
    if not view.may_be_dropped:
        raise RenovationAsked
    return view


async def drop(unit: UnitOfWork, *, telegram_id: int, renovation_id: str) -> None:
    """「删掉」, while nobody was asked: RenovationAsked afterwards."""
    async with unit:
        renovation = await renovation_in_charge(unit, await actor_of(unit, telegram_id), renovation_id, held=True)
        if was_asked(await unit.asks.asks(renovation.compound_id, renovation.id)):
            raise RenovationAsked
        await unit.asks.drop(renovation.compound_id, renovation.id)
        await unit.commit()


async def renovation_in_charge(unit: UnitOfWork, actor: Actor, renovation_id: str, *, held: bool = False) -> Renovation:
    renovation = await unit.asks.renovation(renovation_id, held=held)
    compound = await unit.compounds.place(renovation.compound_id) if renovation is not None else None
    if renovation is None or compound is None or not actor.has_role(DRAFTERS, compound):
        raise RenovationUnknown
    return renovation


async def begin_ask(unit: UnitOfWork, by: Drafter, *, renovation_id: str, stage: Stage, title: str) -> DraftView:
    """A draft of the vote, which goes on like any: scheme file, closing time, preview. `title` as the vote will be called."""
    async with unit.beside() as reader:
        renovation = await renovation_in_charge(reader, by.actor, renovation_id)
        check_may_ask(stage, await reader.asks.asks(renovation.compound_id, renovation.id))
    return await begin_ask_draft(unit, by, compound_id=renovation.compound_id, title=title, ask=named(renovation.id, stage))


async def read_title(unit: UnitOfWork, by: Drafter, *, renovation_id: str) -> str:
    """Of a renovation in one's charge."""
    async with unit:
        return (await renovation_in_charge(unit, by.actor, renovation_id)).title
