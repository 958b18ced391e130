"""What the acts on opinions share: who may, what is shown of a demand, who is told."""

from datetime import datetime

from bot.actions.photos import drop_all
from bot.actions.residents.common import actor_of
from bot.actions.staff import compounds_led
from bot.actions.unit import UnitOfWork
from bot.rules.letters import Letter
from bot.rules.opinions import TOLD_AFTER, OpinionState
from bot.rules.opinions.facts import CompoundChoice, DemandLine, News, OpinionCard, OpinionLine, OpinionNews
from bot.rules.opinions.violations import (
    DemandUnknown,
    NotAtHomeHere,
    NotConfirmedYet,
    NotInCharge,
    OpinionUnknown,
    OwnOpinion,
    StaffOnly,
)
from bot.rules.residents import Actor, Place, PlaceKind
from bot.rules.starts import nothing_in_charge
from bot.rules.votes.drafts import DRAFTERS
from storage.opinions.demands import Demand
from storage.opinions.records import Opinion

# Lines of a list: each is a button of its own.
PAGE = 6
# Of more the list would be no list: what is shown of one compound at once.
MOST_DEMANDS = 500


def news_key(opinion_id: str) -> str:
    """Of what its author is told; its letters quote the opinion."""
    return f"opinion-news:{opinion_id}"


def words_of(opinion_id: str) -> str:
    """How the screens that show its words are known."""
    return f"opinion:{opinion_id}"


def photos_of(opinion_id: str) -> str:
    """The same of its photos."""
    return f"opinion-photos:{opinion_id}"


def photo_news_key(opinion_id: str) -> str:
    """Of a photo that did not arrive; its letter quotes the opinion, too."""
    return f"opinion-photo:{opinion_id}"


async def compound_named(unit: UnitOfWork, compound_id: str) -> CompoundChoice:
    compound = await unit.compounds.place(compound_id)
    return CompoundChoice(compound_id, compound.name if compound is not None else "")


def home_in(actor: Actor, compound_id: str) -> str:
    """The home for which this person speaks: owners, family and tenants alike (docs/decisions/0022)."""
    active = [one for one in actor.active_bindings if one.home.compound_id == compound_id]
    if active:
        return active[0].home.id
    waiting = any(one.home.compound_id == compound_id for one in actor.bindings)
    raise NotConfirmedYet if waiting else NotAtHomeHere


async def compounds_in_charge(unit: UnitOfWork, actor: Actor) -> dict[str, Place]:
    """Those of a compound chief, and of staff; NotInCharge for everybody else."""
    found = await compounds_led(unit, actor)
    if not found:
        raise nothing_in_charge(actor, NotInCharge())
    return found


async def compound_in_charge(unit: UnitOfWork, actor: Actor, place_id: str, *, staff: bool = False) -> Place:
    """NotInCharge also where there is no such compound; `staff`: the chief is not enough."""
    compound = await unit.compounds.place(place_id)
    if compound is None or compound.kind is not PlaceKind.COMPOUND or not actor.has_role(DRAFTERS, compound):
        raise NotInCharge
    if staff and not actor.is_staff_of(compound):
        raise StaffOnly
    return compound


async def handled(unit: UnitOfWork, opinion_id: str, telegram_id: int, *, write: bool = True) -> tuple[Opinion, Actor]:
    """The opinion, of somebody who sorts it; in a writing unit it is held."""
    opinion = await (unit.opinions.held if write else unit.opinions.opinion)(opinion_id)
    actor = await actor_of(unit, telegram_id)
    if opinion is None or opinion.state is OpinionState.DRAFT:
        raise OpinionUnknown
    compound = await unit.compounds.place(opinion.compound_id)
    if compound is None or not actor.has_role(DRAFTERS, compound):
        raise OpinionUnknown
    if opinion.person_id is not None and opinion.person_id == actor.person_id:
        raise OwnOpinion
    return opinion, actor


async def own(unit: UnitOfWork, opinion_id: str, telegram_id: int, *, write: bool = True) -> Opinion:
    """The opinion, of its author."""
    opinion = await (unit.opinions.held if write else unit.opinions.opinion)(opinion_id)
    person_id = await unit.residents.person(telegram_id)
    if opinion is None or person_id is None or opinion.person_id != person_id:
        raise OpinionUnknown
    return opinion


async def demand_of(unit: UnitOfWork, demand_id: str, actor: Actor, *, write: bool = True, staff: bool = False) -> tuple[Demand, Place]:
    """A demand, of somebody in charge; in a writing unit it is held."""
    demand = await (unit.demands.held if write else unit.demands.demand)(demand_id)
    compound = None if demand is None else await unit.compounds.place(demand.compound_id)
    if demand is None or compound is None or not actor.has_role(DRAFTERS, compound):
        raise DemandUnknown
    if staff and not actor.is_staff_of(compound):
        raise StaffOnly
    return demand, compound


def line_of(demand: Demand, *, mine: bool = False) -> DemandLine:
    return DemandLine(demand.id, demand.number, demand.title, demand.category, demand.state, demand.homes, demand.reason, mine)


def opinion_line(opinion: Opinion, compound: str = "") -> OpinionLine:
    return OpinionLine(opinion.id, opinion.category, opinion.words, opinion.state, compound)


async def demand_line(unit: UnitOfWork, demand_id: str | None) -> DemandLine | None:
    demand = await unit.demands.demand(demand_id) if demand_id is not None else None
    return None if demand is None else line_of(demand)


async def card_of(unit: UnitOfWork, opinion_id: str) -> OpinionCard:
    """As those who sort see it now."""
    opinion = await unit.opinions.opinion(opinion_id)
    assert opinion is not None, "an opinion that was just read"
    return OpinionCard(
        opinion_id=opinion.id,
        compound=(await compound_named(unit, opinion.compound_id)).name,
        category=opinion.category,
        words=opinion.words,
        photos=len(await unit.opinion_photos.of(opinion.compound_id, opinion.id)),
        state=opinion.state,
        given_at=opinion.given_at,
        reason=opinion.reason,
        demand=await demand_line(unit, opinion.demand_id),
        demands=await unit.demands.count(opinion.compound_id, published=False),
    )


async def tell_author(
    unit: UnitOfWork, opinion: Opinion, what: News, now: datetime, *, title: str = "", reason: str = "", at_once: bool = False
) -> None:
    """Nothing to somebody who has left. What waits takes the newest: they hear once how it stands."""
    author = await unit.residents.account(opinion.person_id)
    if author is None:
        return
    compound = (await compound_named(unit, opinion.compound_id)).name
    key = news_key(opinion.id)
    letter = Letter(
        f"{key}:{what}:{now.isoformat()}",
        author,
        "opinions.opinion_news",
        OpinionNews(opinion.id, compound, opinion.words, what, title, reason),
        not_before=None if at_once else now + TOLD_AFTER,
        coalesce_key=key,
        night_waits=True,
    )
    await unit.outbox.put(letter, now)


async def unmerge(unit: UnitOfWork, opinion: Opinion) -> None:
    """Its demand without it: the home counts on only where something else speaks for it. An empty one that nobody has read goes."""
    demand = await unit.demands.held(opinion.demand_id) if opinion.demand_id is not None else None
    if demand is None:
        return
    others = [one for one in await unit.opinions.of_demand(opinion.compound_id, demand.id) if one.id != opinion.id]
    if opinion.home_id is not None and all(one.home_id != opinion.home_id for one in others):
        await unit.demands.take_back(demand.id, [opinion.home_id], by_opinion=True)
    if not others and demand.published_at is None:
        await unit.opinions.change(opinion.compound_id, opinion.id, demand_id=None)
        await unit.demands.drop(demand.compound_id, demand.id)


async def drop_photos(unit: UnitOfWork, opinion: Opinion, now: datetime) -> None:
    """Off the disk as well."""
    await drop_all(unit, unit.opinion_photos, opinion.compound_id, opinion.id, now)
