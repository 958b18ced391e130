"""One home more, in its place among the others; and taken out again while nothing depends on it."""

from datetime import datetime

from bot.actions.compounds.planning import Kept, Owners
from bot.actions.unit import UnitOfWork
from bot.rules.compounds import HomeAlreadyThere, UndoTooLate
from bot.rules.residents import Place, PlaceKind
from bot.rules.rosters import HomeKind, HomeName, RosterHome, natural_order, short_room
from storage.base import new_id
from storage.roster_switches import ChangedHome, NewHome
from storage.rosters import OwnerKey


async def add_home(unit: UnitOfWork, compound: Place, home: RosterHome, now: datetime) -> str:
    """Its id; inside an entered unit. A home that was retired comes back; HomeAlreadyThere when it stands on the roster."""
    await unit.roster_switches.touch(compound.id)
    near = await unit.rosters.in_building(compound.id, home.building)
    same = next((one for one in near if one.home.key == home.key), None)
    if same is not None and same.retired_at is None:
        raise HomeAlreadyThere(home.name)
    made: dict[OwnerKey, str] = {}
    names = (*home.owners, *([home.designated] if home.designated else ()))
    known = Kept([], await unit.rosters.owners_named(compound.id, names), await unit.rosters.separated(compound.id), [], [])
    owners = Owners(known, made)
    owner_ids, designated = owners.of(home), owners.designated(home)
    await unit.rosters.add_owners(compound.id, made)
    if same is not None:
        back = ChangedHome(same.id, home.area_cm2m, home.area_source, home.developer, designated, owner_ids)
        await unit.roster_switches.change(compound.id, back, same.owner_ids)
        return same.id
    building = await _building(unit, compound, home.building)
    position = await _position(unit, compound, home)
    await unit.roster_switches.make_room(compound.id, position)
    new = NewHome(new_id(), position, home, designated, owner_ids)
    await unit.roster_switches.stage_homes(compound.id, None, [new], {home.building: building.id}, now)
    return new.id


async def check_not_there(unit: UnitOfWork, compound: Place, typed: HomeName) -> None:
    """HomeAlreadyThere also where the building has no entrances and one was typed: 2栋1单元0202 is its 2栋202."""
    standing = [one.home.name for one in await unit.rosters.in_building(compound.id, typed.building) if one.retired_at is None]
    if any(name.entrance for name in standing):
        return
    same = next((name for name in standing if short_room(name.room) == short_room(typed.room)), None)
    if same is not None:
        raise HomeAlreadyThere(same)


async def _building(unit: UnitOfWork, compound: Place, name: str) -> Place:
    """What has no building (a parking place) lies in the compound itself."""
    if not name:
        return compound
    known = await unit.rosters.buildings(compound.id)
    if all(one.name != name for one in known):
        order = sorted([*(one.name for one in known), name], key=natural_order)
        await unit.rosters.order_buildings({one.id: order.index(one.name) for one in known})
        return await unit.compounds.add_place(PlaceKind.BUILDING, name, compound, order.index(name))
    return await unit.compounds.add_place(PlaceKind.BUILDING, name, compound)


async def _position(unit: UnitOfWork, compound: Place, home: RosterHome) -> int:
    """Behind the last home that comes before it."""
    near = [one for one in await unit.rosters.in_building(compound.id, home.building) if one.home.kind is home.kind]
    before = [one.position for one in near if one.home.name.order < home.name.order]
    if before:
        return max(before) + 1
    if near:
        return min(one.position for one in near)
    ends = await unit.rosters.building_ends(compound.id)
    kinds = list(HomeKind)
    mine = (kinds.index(home.kind), natural_order(home.building))
    earlier = [end for (kind, building), end in ends.items() if (kinds.index(kind), natural_order(building)) < mine]
    return max(earlier, default=-1) + 1


async def drop_home(unit: UnitOfWork, compound: Place, home_id: str) -> None:
    """Inside an entered unit. UndoTooLate once a binding, a code or a vote depends on it."""
    if await unit.roster_work.depends_on_home(compound.id, home_id):
        raise UndoTooLate
    await unit.roster_switches.touch(compound.id)
    await unit.roster_switches.delete_home(compound.id, home_id)
