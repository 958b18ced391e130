"""Finding one's home by buttons or by typing it: compound, building, entrance, room."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from bot.actions.residents.common import arrive, home_of, place_name
from bot.actions.unit import Form, UnitOfWork
from bot.rules.ports import Language
from bot.rules.residents import Place, PlaceKind
from bot.rules.residents.facts import EntranceChoice, EntrancePick, HomePicked, PlaceName, PlacePick, RoomPick, TapRemembered
from bot.rules.residents.violations import HomeUnknown
from bot.rules.rosters import find_home
from bot.rules.votes.facts import VoteState
from storage.residents import Tap

FINDING = "residents.finding"
WHERE = "where"
# Buttons of one page: four rows of three.
PAGE = 12

Pick = PlacePick | EntrancePick | RoomPick | HomePicked
T = TypeVar("T")


async def start_finding(unit: UnitOfWork, *, telegram_id: int, place_id: str, now: datetime) -> Pick:
    """「我是住户」: in the compound or building that is known, else from the top. From here on a home may also be typed."""
    async with unit:
        pick = await _pick_in(unit, place_id, 0)
        above = pick.above if isinstance(pick, PlacePick) else pick.building if not isinstance(pick, HomePicked) else None
        place = await unit.compounds.place(above.id) if above is not None else None
        compound_id = place.compound_id if place is not None else None
        await unit.forms.keep(telegram_id, Form(FINDING, WHERE, {"compound": compound_id or ""}), now)
        await unit.commit()
    return pick


async def read_places(unit: UnitOfWork, *, place_id: str, page: int) -> Pick:
    async with unit:
        return await _pick_in(unit, place_id, page)


async def _pick_in(unit: UnitOfWork, place_id: str, page: int) -> Pick:
    place = await unit.compounds.place(place_id) if place_id else None
    if place is not None and place.kind is PlaceKind.BUILDING:
        return await _entrances(unit, place)
    if place is not None and place.kind is PlaceKind.COMPOUND:
        return await _buildings(unit, place, page)
    compounds = await unit.doors.compounds()
    if place is not None:
        compounds = [one for one in compounds if place.id in one.path]
    if len(compounds) == 1:
        return await _buildings(unit, compounds[0], page)
    if place is None and len(compounds) > PAGE:
        parents = await unit.compounds.places_by_id({one.parent_id for one in compounds if one.parent_id is not None})
        communities = sorted(parents.values(), key=lambda one: (one.name, one.id))
        return await _page(unit, communities, None, page)
    return await _page(unit, compounds, place, page)


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
    return RoomPick(await place_name(unit, building), entrance, tuple(home_of(room, compound) for room in shown), page, pages)


async def read_rooms(unit: UnitOfWork, *, home_id: str, page: int) -> RoomPick:
    """The rooms behind the entrance of which this home is one."""
    async with unit:
        found = await unit.doors.home(home_id)
        if found is None:
            raise HomeUnknown
        home, building, _ = found
        return await _rooms(unit, building, home.entrance, page)


async def read_home(unit: UnitOfWork, *, home_id: str) -> HomePicked:
    async with unit:
        found = await unit.doors.home(home_id)
        if found is None:
            raise HomeUnknown
        return HomePicked(home_of(found[0], found[2]))


async def read_typed_home(unit: UnitOfWork, *, telegram_id: int, text: str, now: datetime) -> HomePicked:
    """`3栋2单元301` typed instead of pressed; where several compounds have such a home, buttons find it."""
    async with unit:
        form = await unit.forms.form(telegram_id, now)
        wanted = form.facts.get("compound", "") if form is not None and form.name == FINDING else ""
        name = find_home(text)
        compounds = [one for one in await unit.doors.compounds() if wanted in {"", one.id}]
        homes = [
            home_of(home, compound)
            for compound in (compounds if name is not None else [])
            if name is not None and (home := await unit.doors.home_named(compound.id, name.building, name.entrance, name.room)) is not None
        ]
        if len(homes) != 1:
            raise HomeUnknown
        return HomePicked(homes[0])


async def remember_tap(
    unit: UnitOfWork, *, telegram_id: int, vote_id: str, choice: str, language: Language, now: datetime
) -> TapRemembered | None:
    """`/start v_…`: somebody not bound tapped a vote. None when that vote is not open any more."""
    async with unit:
        await arrive(unit, telegram_id, language, now)
        vote = await unit.votes.vote(vote_id)
        place = await unit.compounds.place(vote.place_id) if vote is not None else None
        remembered = None
        if vote is not None and place is not None and vote.state is VoteState.OPEN and vote.closes_at > now:
            await unit.residents.remember_tap(telegram_id, Tap(vote.id, choice), now)
            remembered = TapRemembered(vote.title, await place_name(unit, place))
        await unit.commit()
    return remembered


async def read_group_place(unit: UnitOfWork, *, group_id: str) -> PlaceName | None:
    """Where 「我是住户」 was pressed: the compound or building of that group."""
    async with unit:
        group = await unit.groups.by_id(group_id)
        place = await unit.compounds.place(group.place_id) if group is not None and group.place_id else None
        return await place_name(unit, place) if place is not None else None
