"""Finding one's home by buttons or by typing it: compound, building, entrance, room."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from bot.actions.residents.binding import ask_about_tap
from bot.actions.residents.common import actor_of, arrive, home_at, home_of, place_name
from bot.actions.residents.requests import standing_of
from bot.actions.unit import Form, UnitOfWork
from bot.rules.ports import Language
from bot.rules.residents import DECIDERS, Actor, BindingState, HomeRef, Place, PlaceKind
from bot.rules.residents.facts import (
    EntranceChoice,
    EntrancePick,
    HomePicked,
    PlaceName,
    PlacePick,
    RequestStanding,
    RoomPick,
    TapAsked,
    TapRemembered,
)
from bot.rules.residents.violations import HomeUnknown, NotInCharge, OfferGone
from bot.rules.rosters import HomeName, building_name, find_home, said_home, short_room, within_compound, without_saying
from bot.rules.votes.facts import VoteState
from storage.residents import Tap

FINDING = "residents.finding"
WHERE = "where"
# Buttons of one page: four rows of three.
PAGE = 12

Pick = PlacePick | EntrancePick | RoomPick | HomePicked
T = TypeVar("T")
P = TypeVar("P", bound=Pick)


async def start_finding(unit: UnitOfWork, *, telegram_id: int, place_id: str, language: Language, now: datetime) -> Pick:
    """「我是住户」: in the compound or building that is known, else from the top. From here on a home may also be typed."""
    async with unit:
        await arrive(unit, telegram_id, language, now)
        pick = await _with_again(unit, await _pick_in(unit, place_id, 0))
        above = pick.above if isinstance(pick, PlacePick) else pick.building if not isinstance(pick, HomePicked) else None
        place = await unit.compounds.place(above.id) if above is not None else None
        compound_id = place.compound_id if place is not None else None
        await unit.forms.keep(telegram_id, Form(FINDING, WHERE, {"compound": compound_id or ""}), now)
        await unit.commit()
    return pick


async def read_places(unit: UnitOfWork, *, place_id: str, page: int) -> Pick:
    async with unit:
        return await _with_again(unit, await _pick_in(unit, place_id, page))


async def _pick_in(unit: UnitOfWork, place_id: str, page: int) -> Pick:
    place = await unit.compounds.place(place_id) if place_id else None
    if place_id and (place is None or place.kind is PlaceKind.STREET):
        raise OfferGone
    if place is not None and place.kind is PlaceKind.BUILDING:
        return await _entrances(unit, place)
    if place is not None and place.kind is PlaceKind.COMPOUND:
        return await _buildings(unit, place, page)
    compounds = await unit.doors.compounds()
    if place is not None:
        compounds = [one for one in compounds if place.id in one.path]
    if len(compounds) == 1:
        return await _buildings(unit, compounds[0], page)
    return await pick_compound(unit, compounds, place, page)


async def pick_compound(unit: UnitOfWork, compounds: Sequence[Place], above: Place | None, page: int) -> PlacePick:
    """Among all there are, or among those of a community that was chosen: first the community where they are many."""
    if above is None and len(compounds) > PAGE:
        parents = await unit.compounds.places_by_id({one.parent_id for one in compounds if one.parent_id is not None})
        communities = sorted(parents.values(), key=lambda one: (one.name, one.id))
        return await _page(unit, communities, None, page)
    return await _page(unit, compounds, above, page)


async def _buildings(unit: UnitOfWork, compound: Place, page: int) -> Pick:
    buildings = await unit.doors.buildings(compound.id)
    return await _entrances(unit, buildings[0]) if len(buildings) == 1 else await _page(unit, buildings, compound, page)


async def _page(unit: UnitOfWork, places: Sequence[Place], above: Place | None, page: int) -> PlacePick:
    shown, page, pages = paged(places, page)
    names = tuple([await place_name(unit, place) for place in shown])
    return PlacePick(await place_name(unit, above) if above is not None else None, names, page, pages)


def paged(items: Sequence[T], page: int) -> tuple[Sequence[T], int, int]:
    """(what one page shows, which page that is, how many there are)."""
    pages = max(1, -(-len(items) // PAGE))
    page = min(max(page, 0), pages - 1)
    return items[page * PAGE : (page + 1) * PAGE], page, pages


async def _entrances(unit: UnitOfWork, building: Place) -> Pick:
    entrances = await unit.doors.entrances(building.compound_id or "", building.id)
    if not entrances:
        raise HomeUnknown
    if len(entrances) == 1:
        return await _rooms(unit, building, entrances[0].name, 0)
    choices = tuple(EntranceChoice(one.name, one.home_id) for one in entrances)
    return EntrancePick(await place_name(unit, building), choices)


async def _rooms(unit: UnitOfWork, building: Place, entrance: str, page: int) -> RoomPick:
    compound = await unit.compounds.place(building.compound_id or "")
    if compound is None:
        raise HomeUnknown
    rooms = await unit.doors.rooms(compound.id, building.id, entrance)
    shown, page, pages = paged(rooms, page)
    choices = tuple(home_of(room, compound) for room in shown)
    return RoomPick(await place_name(unit, building), entrance, choices, page, pages)


async def _with_again(unit: UnitOfWork, pick: P, own: Sequence[Place] | None = None) -> P:
    """Where 「重新选」 begins: the nearest place that leaves something to choose, within `own` for whoever decides there."""
    if not isinstance(pick, EntrancePick | RoomPick):
        return pick
    building = await unit.compounds.place(pick.building.id)
    compound_id = building.compound_id if building is not None and building.compound_id is not None else ""
    places = own if own is not None else await unit.doors.compounds()
    here = isinstance(pick, RoomPick) and len(await unit.doors.entrances(compound_id, pick.building.id)) > 1
    beside = any(place.id == compound_id for place in places) and len(await unit.doors.buildings(compound_id)) > 1
    return replace(pick, again=compound_id if beside else pick.building.id if here else "" if len(places) > 1 else None)


async def read_managed_places(unit: UnitOfWork, *, place_id: str, page: int, telegram_id: int) -> Pick:
    """The same way down, for heads, chiefs and staff who look up who is registered; each within their own places."""
    async with unit:
        actor = await actor_of(unit, telegram_id)
        wanted = await unit.compounds.place(place_id) if place_id else None
        places = await _places_of(unit, actor)
        if place_id and (wanted is None or not actor.has_role(DECIDERS, wanted)):
            raise NotInCharge
        if wanted is not None:
            return await _with_again(unit, await _pick_in(unit, wanted.id, page), places)
        if not places:
            raise NotInCharge
        pick = await _pick_in(unit, places[0].id, page) if len(places) == 1 else await _page(unit, places, None, page)
        return await _with_again(unit, pick, places)


async def _places_of(unit: UnitOfWork, actor: Actor) -> list[Place]:
    """The compounds and buildings in which they decide."""
    own = [one.place for one in actor.appointments if one.role in DECIDERS]
    places = [place for place in own if place.compound_id is not None]
    for place in own:
        if place.compound_id is None:
            places += [one for one in await unit.doors.compounds() if place.id in one.path]
    return places


async def read_managed_rooms(unit: UnitOfWork, *, home_id: str, page: int, telegram_id: int) -> RoomPick:
    """As `read_rooms`, for whoever decides there."""
    async with unit:
        actor, found = await actor_of(unit, telegram_id), await unit.doors.home(home_id)
        if found is None:
            raise HomeUnknown
        if not actor.has_role(DECIDERS, found[1]):
            raise NotInCharge
        rooms = await _rooms(unit, found[1], found[0].entrance, page)
        return await _with_again(unit, rooms, await _places_of(unit, actor))


async def read_rooms(unit: UnitOfWork, *, home_id: str, page: int) -> RoomPick:
    """The rooms behind the entrance of which this home is one."""
    async with unit:
        found = await unit.doors.home(home_id)
        if found is None:
            raise HomeUnknown
        home, building, _ = found
        return await _with_again(unit, await _rooms(unit, building, home.entrance, page))


async def read_home(unit: UnitOfWork, *, home_id: str) -> HomePicked:
    async with unit:
        found = await unit.doors.home(home_id)
        if found is None:
            raise HomeUnknown
        return HomePicked(home_of(found[0], found[2]))


async def type_home(unit: UnitOfWork, *, telegram_id: int, text: str, language: Language, now: datetime) -> Pick:
    """`3栋2单元301` typed instead of pressed; where several compounds or entrances have such a home, they are asked for."""
    async with unit:
        await arrive(unit, telegram_id, language, now)
        form = await unit.forms.form(telegram_id, now)
        wanted = form.facts.get("compound", "") if form is not None and form.name == FINDING else ""
        found = await _homes_named(unit, find_home(text), wanted) or await _homes_named(unit, said_home(text), wanted)
        pick = await _which_of(unit, found, text.strip()) if found else await _building_said(unit, without_saying(text), wanted)
        await unit.commit()
    return pick


async def _building_said(unit: UnitOfWork, said: str, compound_id: str) -> Pick:
    """`三栋` in the compound that is chosen, as if its button had been pressed."""
    name = building_name(said)
    for building in await unit.doors.buildings(compound_id):
        if building.name == name:
            return await _with_again(unit, await _entrances(unit, building))
    raise HomeUnknown


async def _which_of(unit: UnitOfWork, found: list[tuple[list[HomeRef], Place]], typed: str) -> HomePicked | PlacePick | EntrancePick:
    homes, compound = found[0]
    if len(found) > 1:
        # What was typed is not asked for again: the compound's button leads to that home.
        places = tuple([await place_name(unit, one) for _, one in found[:PAGE]])
        return PlacePick(None, places, 0, 1, typed, tuple(some[0].id if len(some) == 1 else "" for some, _ in found[:PAGE]))
    if len(homes) == 1:
        return HomePicked(home_of(homes[0], compound))
    known = await unit.doors.home(homes[0].id)
    assert known is not None, "a home that was just found"
    choices = tuple(EntranceChoice(one.entrance or short_room(one.room), one.id) for one in homes)
    return EntrancePick(await place_name(unit, known[1]), choices, compound.id, of_homes=True)


async def _homes_named(unit: UnitOfWork, name: HomeName | None, compound_id: str) -> list[tuple[list[HomeRef], Place]]:
    """Homes of this name by their compound, which may be said before it; in one compound only where it is chosen."""
    if name is None:
        return []
    found = []
    for compound in await unit.doors.compounds():
        if compound_id not in {"", compound.id}:
            continue
        for said in (name, within_compound(name, compound.name)):
            homes = await unit.doors.homes_named(compound.id, said.building, said.entrance, said.room) if said is not None else []
            if homes:
                found.append((homes, compound))
                break
    return found


async def remember_tap(
    unit: UnitOfWork, *, telegram_id: int, vote_id: str, choice: str, language: Language, now: datetime
) -> TapRemembered | RequestStanding | TapAsked | None:
    """`/start v_…`: somebody not bound tapped a vote. None when it is not open any more; whoever is bound is asked at once."""
    async with unit:
        actor = await arrive(unit, telegram_id, language, now)
        vote = await unit.votes.vote(vote_id)
        place = await unit.compounds.place(vote.place_id) if vote is not None else None
        answer: TapRemembered | RequestStanding | TapAsked | None = None
        if vote is not None and place is not None and vote.state is VoteState.OPEN and vote.closes_at > now:
            await unit.residents.remember_tap(telegram_id, Tap(vote.id, choice, now))
            answer = await _after_tap(unit, actor, vote.compound_id, now)
            answer = answer or TapRemembered(vote.title, await place_name(unit, place), elsewhere=bool(actor.bindings))
        await unit.commit()
    return answer


async def _after_tap(unit: UnitOfWork, actor: Actor, compound_id: str, now: datetime) -> RequestStanding | TapAsked | None:
    """Bound meanwhile: asked now. Waiting for the head: told who has it."""
    here = [binding for binding in actor.bindings if binding.home.compound_id == compound_id]
    if any(binding.state is BindingState.ACTIVE for binding in here):
        return TapAsked(await ask_about_tap(unit, actor.telegram_id, compound_id, now, at_once=True))
    if here:
        home, _ = await home_at(unit, here[0].home.id)
        return await standing_of(unit, here[0].id, home)
    return None


async def read_group_place(unit: UnitOfWork, *, group_id: str, actor: Actor) -> tuple[PlaceName | None, bool]:
    """Where 「我是住户」 was pressed, the compound or building of that group; and whether they have a home in that compound already."""
    async with unit:
        group = await unit.groups.by_id(group_id)
        place = await unit.compounds.place(group.place_id) if group is not None and group.place_id else None
        if group is None or place is None:
            return None, False
        return await place_name(unit, place), any(one.home.compound_id == group.compound_id for one in actor.bindings)
