"""The demand list as residents read and support it, and as those in charge carry it on."""

from datetime import datetime

from bot.actions.opinions.common import (
    PAGE,
    compound_in_charge,
    compound_named,
    compounds_in_charge,
    demand_of,
    home_in,
    line_of,
    tell_author,
)
from bot.actions.opinions.posting import renew_list
from bot.actions.residents.common import actor_of
from bot.actions.unit import Form, UnitOfWork
from bot.rules.marks import is_marked
from bot.rules.opinions import DemandState, Support, list_reason_from, support_step, taken_back
from bot.rules.opinions.facts import (
    CompoundChoice,
    DemandCard,
    DemandList,
    DemandReasonAsked,
    DemandsInCharge,
    JoinFirst,
    News,
    PickCompound,
    SupportTold,
)
from bot.rules.opinions.violations import DemandMovedOn, DemandUnknown, FormGone, NotAtHomeHere
from bot.rules.residents import Actor, Place
from bot.rules.taps import Undone, is_second_undoing
from bot.rules.votes.drafts import DRAFTERS
from storage.base import new_id
from storage.opinions.demands import Demand

# Why it is not planned is typed, then shown: only its button says so.
DECLINING, DECLINE = "opinions.declining", "opinions.decline"
TOLD = {
    DemandState.COLLECTED: News.COLLECTED,
    DemandState.CONSIDERED: News.CONSIDERED,
    DemandState.PLANNED: News.PLANNED,
    DemandState.NOT_PLANNED: News.NOT_PLANNED,
}


async def read_list(unit: UnitOfWork, *, actor: Actor, place_id: str, page: int) -> DemandList | PickCompound | JoinFirst:
    """What is published, for whoever is at home there or in charge."""
    async with unit:
        here = list(dict.fromkeys(one.home.compound_id for one in actor.bindings))
        if not place_id and len(here) > 1:
            return PickCompound(tuple([await compound_named(unit, one) for one in here]))
        compound_id = place_id or (here[0] if here else "")
        compound = await unit.compounds.place(compound_id) if compound_id else None
        if compound is None or not (compound.id in here or actor.has_role(DRAFTERS, compound)):
            if actor.bindings or (compound_id and compound is None):
                raise NotAtHomeHere
            return JoinFirst(compound.id if compound is not None else "")
        return await _page(unit, actor, compound, page)


async def _page(unit: UnitOfWork, actor: Actor, compound: Place, page: int) -> DemandList:
    total = await unit.demands.count(compound.id, published=True)
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 0), pages - 1)
    found = await unit.demands.page(compound.id, published=True, limit=PAGE, offset=page * PAGE)
    homes = [one.home.id for one in actor.active_bindings if one.home.compound_id == compound.id]
    mine = await unit.demands.supported_by(compound.id, homes) if homes else set()
    lines = tuple(line_of(one, mine=one.id in mine) for one in found)
    return DemandList(CompoundChoice(compound.id, compound.name), lines, total, page, pages, may_support=bool(homes))


async def support(unit: UnitOfWork, *, demand_id: str, telegram_id: int, received_at: datetime, now: datetime) -> SupportTold | JoinFirst:
    """「我家也要」, and once more takes it back. A home counts once, whoever of it taps."""
    async with unit:
        demand = await unit.demands.held(demand_id)
        if demand is None or demand.published_at is None:
            raise DemandUnknown
        actor = await actor_of(unit, telegram_id)
        if not actor.bindings:
            return JoinFirst(demand.compound_id)
        home_in(actor, demand.compound_id)
        assert actor.person_id is not None, "somebody with a home"
        homes = [one.home.id for one in actor.active_bindings if one.home.compound_id == demand.compound_id]
        step = await _step(unit, demand, homes, actor.person_id, received_at)
        if step in {Support.GIVEN, Support.TAKEN_BACK}:
            await renew_list(unit, demand.compound_id, f"support-{new_id()}", now)
        counted = await unit.demands.demand(demand.id)
        assert counted is not None
        await unit.commit()
    return SupportTold(step, demand.title, counted.homes)


async def _step(unit: UnitOfWork, demand: Demand, homes: list[str], person_id: str, received_at: datetime) -> Support:
    standing = await unit.demands.standing(demand.id, homes)
    if is_second_undoing(await unit.undone_taps.last(person_id, demand.id), 0, received_at):
        return Support.TAKEN_BACK
    step = support_step(standing, homes, person_id, received_at)
    if step is Support.GIVEN:
        for home in homes:
            await unit.demands.support(demand, home, person_id, received_at)
    elif step is Support.TAKEN_BACK:
        return await _take_back(unit, demand, taken_back(standing, homes, person_id), person_id, received_at)
    elif step is Support.BY_OPINION:
        for home, supporter in standing.items():
            if supporter.by_opinion and supporter.person_id != person_id:
                await unit.demands.tap_too(demand.id, home, person_id, received_at)
    return step


async def _take_back(unit: UnitOfWork, demand: Demand, homes: list[str], person_id: str, received_at: datetime) -> Support:
    """A home of which an opinion is part of the demand goes on counting by it."""
    await unit.demands.take_back(demand.id, homes)
    authors = await unit.opinions.authors(demand.id, homes)
    for home, author in authors.items():
        await unit.demands.support(demand, home, author, received_at, by_opinion=True)
    if len(authors) == len(homes):
        return Support.BY_OPINION
    await unit.undone_taps.note(person_id, demand.id, Undone(0, received_at))
    return Support.TAKEN_BACK


# of those in charge
async def read_in_charge(unit: UnitOfWork, *, telegram_id: int, place_id: str, page: int) -> DemandsInCharge | PickCompound:
    async with unit:
        actor = await actor_of(unit, telegram_id)
        compounds = await compounds_in_charge(unit, actor)
        if not place_id and len(compounds) > 1:
            return PickCompound(tuple(CompoundChoice(one.id, one.name) for one in compounds.values()))
        compound = await compound_in_charge(unit, actor, place_id or next(iter(compounds)))
        total = await unit.demands.count(compound.id, published=False)
        pages = max(1, -(-total // PAGE))
        page = min(max(page, 0), pages - 1)
        found = await unit.demands.page(compound.id, published=False, limit=PAGE, offset=page * PAGE)
        unpublished = total - await unit.demands.count(compound.id, published=True)
        groups = len(await unit.groups.of_compound(compound.id))
    here, lines, staff = CompoundChoice(compound.id, compound.name), tuple(line_of(one) for one in found), actor.is_staff_of(compound)
    return DemandsInCharge(here, lines, total, unpublished, page, pages, may_publish=staff, groups=groups)


async def _card(unit: UnitOfWork, actor: Actor, demand_id: str, compound: Place) -> DemandCard:
    demand = await unit.demands.demand(demand_id)
    assert demand is not None, "a demand that was just read"
    opinions = len(await unit.opinions.of_demand(compound.id, demand.id))
    here = CompoundChoice(compound.id, compound.name)
    return DemandCard(here, line_of(demand), opinions, demand.published_at is not None, actor.is_staff_of(compound))


async def read_demand(unit: UnitOfWork, *, demand_id: str, telegram_id: int) -> DemandCard:
    async with unit:
        actor = await actor_of(unit, telegram_id)
        demand, compound = await demand_of(unit, demand_id, actor, write=False)
        return await _card(unit, actor, demand.id, compound)


async def set_state(unit: UnitOfWork, *, demand_id: str, telegram_id: int, to: DemandState, mark: str, now: datetime) -> DemandCard:
    """How far it has got; what is not planned comes with the reason that was shown. Its authors are told; all of it can be set back."""
    async with unit:
        actor = await actor_of(unit, telegram_id)
        demand, compound = await demand_of(unit, demand_id, actor, staff=True)
        if demand.state is to:
            raise DemandMovedOn
        reason = await _shown_reason(unit, telegram_id, demand_id, mark, now) if to is DemandState.NOT_PLANNED else ""
        await unit.demands.change(compound.id, demand.id, state=to, reason=reason)
        for opinion in await unit.opinions.of_demand(compound.id, demand.id):
            await tell_author(unit, opinion, TOLD[to], now, title=demand.title, reason=reason)
        await renew_list(unit, compound.id, f"state-{demand.id}", now)
        card = await _card(unit, actor, demand.id, compound)
        await unit.commit()
    return card


async def _shown_reason(unit: UnitOfWork, telegram_id: int, demand_id: str, mark: str, now: datetime) -> str:
    form = await unit.forms.form(telegram_id, now)
    if form is None or form.name != DECLINE or form.facts["demand"] != demand_id:
        raise FormGone
    if not is_marked(mark, str(form.facts["reason"])):
        raise FormGone
    await unit.forms.clear(telegram_id)
    return str(form.facts["reason"])


async def ask_reason(unit: UnitOfWork, *, demand_id: str, telegram_id: int, now: datetime) -> DemandReasonAsked:
    async with unit:
        demand, _ = await demand_of(unit, demand_id, await actor_of(unit, telegram_id), staff=True)
        if demand.state is DemandState.NOT_PLANNED:
            raise DemandMovedOn
        await unit.forms.keep(telegram_id, Form(DECLINING, "reason", {"demand": demand.id}), now)
        await unit.commit()
    return DemandReasonAsked(line_of(demand), published=demand.published_at is not None)


async def type_reason(unit: UnitOfWork, *, telegram_id: int, typed: str, now: datetime) -> DemandReasonAsked:
    reason = list_reason_from(typed)
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        if form is None or form.name != DECLINING:
            raise FormGone
        demand, _ = await demand_of(unit, str(form.facts["demand"]), await actor_of(unit, telegram_id), staff=True)
        await unit.forms.keep(telegram_id, Form(DECLINE, "confirm", {"demand": demand.id, "reason": reason}), now)
        await unit.commit()
    return DemandReasonAsked(line_of(demand), reason, demand.published_at is not None)


async def read_place(unit: UnitOfWork, *, demand_id: str) -> str:
    """The compound of a demand that was just supported."""
    async with unit:
        demand = await unit.demands.demand(demand_id)
    if demand is None:
        raise DemandUnknown
    return demand.compound_id
