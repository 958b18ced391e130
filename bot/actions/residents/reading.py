"""What people and deciders see: the menu's head, my home, what waits, the roles of a place."""

from dataclasses import replace
from datetime import datetime

from bot.actions.residents.common import actor_of, as_own, decides_in_several, home_at, is_unnamed_owner, owner_names, place_name
from bot.actions.residents.finding import paged
from bot.actions.residents.joining import ASKING, NAME
from bot.actions.staff import compounds_of
from bot.actions.unit import UnitOfWork
from bot.rules.residents import DECIDERS, Actor, BindingState, HomeRole, Level, Place, PlaceKind, Request, Role, may_grant
from bot.rules.residents.deciding import REQUEST_PATIENCE, is_turn_of
from bot.rules.residents.facts import (
    BuildingHeads,
    HolderLine,
    HomeAt,
    HomeLine,
    MyHomes,
    PlacePick,
    RequestLine,
    RequestList,
    RoleCount,
    RoleHolders,
    RoleLine,
    RoleOverview,
    WhoAmI,
)
from bot.rules.residents.violations import MayNotGrant, NotInCharge, NotOfThisHome
from bot.rules.starts import nothing_in_charge
from storage.residents.homes import Member
from storage.residents.roles import PROPOSED

# Requests of one screen: one to a row.
REQUESTS_SHOWN = 8


async def read_actor(unit: UnitOfWork, *, telegram_id: int) -> Actor:
    """Who this is now, after an act that changed it."""
    async with unit:
        return await actor_of(unit, telegram_id)


async def read_who_i_am(unit: UnitOfWork, *, telegram_id: int, now: datetime) -> WhoAmI:
    async with unit:
        actor = await actor_of(unit, telegram_id)
        waiting = await requests_for(unit, actor)
        mine = sum(elsewhere is None for _, elsewhere in waiting)
        return WhoAmI(await role_lines(unit, actor), await home_lines(unit, actor), mine, await _name_lacking(unit, telegram_id, now))


async def _name_lacking(unit: UnitOfWork, telegram_id: int, now: datetime) -> HomeAt | None:
    form = await unit.forms.form(telegram_id, now)
    if form is None or (form.name, form.step) != (ASKING, NAME):
        return None
    home, building = await home_at(unit, form.facts["home"])
    return await as_own(unit, home, building.compound_id, await unit.residents.person(telegram_id))


async def role_lines(unit: UnitOfWork, actor: Actor) -> tuple[RoleLine, ...]:
    return tuple([RoleLine(one.id, one.role, await place_name(unit, one.place)) for one in actor.appointments])


async def home_lines(unit: UnitOfWork, actor: Actor) -> tuple[HomeLine, ...]:
    members = await unit.bindings.of_person(actor.person_id) if actor.person_id is not None else []
    apart = len({member.compound_id for member in members}) > 1
    return tuple([await _home_line(unit, member, apart) for member in members])


async def _home_line(unit: UnitOfWork, member: Member, apart: bool) -> HomeLine:
    home, _ = await home_at(unit, member.home_id)
    active = member.state is BindingState.ACTIVE
    others = await unit.bindings.at_home(member.compound_id, member.home_id, [BindingState.ACTIVE]) if active else []
    unnamed = active and is_unnamed_owner(member)
    goes_up = member.level_since is not None and member.level is not Level.STAFF
    return HomeLine(
        member.binding_id,
        replace(home, apart=apart),
        member.role,
        member.owner,
        member.state,
        member.registered_at,
        member.level,
        member.level_since,
        member.level_since + REQUEST_PATIENCE if goes_up and member.level_since is not None else None,
        others=len([one for one in others if one.binding_id != member.binding_id]),
        may_invite=active and member.role is HomeRole.OWNER and member.owner_id is not None,
        unnamed=unnamed,
        may_name=unnamed and bool(await owner_names(unit, member.home_id)),
    )


async def read_my_homes(unit: UnitOfWork, *, telegram_id: int) -> MyHomes:
    async with unit:
        return MyHomes(await home_lines(unit, await actor_of(unit, telegram_id)))


async def read_my_home(unit: UnitOfWork, *, binding_id: str, telegram_id: int) -> HomeLine:
    async with unit:
        lines = await home_lines(unit, await actor_of(unit, telegram_id))
        line = next((one for one in lines if one.binding_id == binding_id), None)
        if line is None:
            raise NotOfThisHome
        return line


# what waits for a decision
async def requests_for(unit: UnitOfWork, actor: Actor) -> list[tuple[Request, Level | None]]:
    """Heads see their buildings, chiefs and staff their compounds; nobody their own request. With who has it, where others do."""
    places = [one.place.id for one in actor.appointments if one.role in DECIDERS]
    requests = [one for one in await unit.bindings.requests_under(places) if one.person_id != actor.person_id]
    buildings = await unit.compounds.places_by_id({one.building_id for one in requests})
    waiting = [(one, None if is_turn_of(actor, buildings[one.building_id], one.level) else one.level) for one in requests]
    return sorted(waiting, key=lambda one: one[1] is not None)


async def read_requests(unit: UnitOfWork, *, telegram_id: int) -> RequestList:
    async with unit:
        actor = await actor_of(unit, telegram_id)
        if not any(one.role in DECIDERS for one in actor.appointments):
            raise NotInCharge
        waiting = await requests_for(unit, actor)
        lines, apart = [], await decides_in_several(unit, actor)
        for request, elsewhere in waiting[:REQUESTS_SHOWN]:
            home, _ = await home_at(unit, request.home_id)
            lines.append(RequestLine(request.id, replace(home, apart=apart), request.role, request.suspended, request.since, elsewhere))
        return RequestList(tuple(lines), len(waiting) - len(lines), sum(elsewhere is None for _, elsewhere in waiting))


# roles
async def read_role_places(unit: UnitOfWork, *, telegram_id: int, place_id: str, page: int = 0) -> PlacePick | RoleOverview:
    """Where this person may grant roles: the one place, or a choice of them."""
    async with unit:
        actor = await actor_of(unit, telegram_id)
        places = {place.id: place for place in await compounds_of(unit, actor)}
        for appointment in actor.appointments:
            if appointment.role is Role.STREET_STAFF:
                found = await unit.compounds.places_under(appointment.place, PlaceKind.COMMUNITY)
                places = {place.id: place for place in found} | places
            elif appointment.role is Role.COMPOUND_CHIEF:
                places[appointment.place.id] = appointment.place
        if not places or (place_id and place_id not in places):
            raise NotInCharge() if place_id else nothing_in_charge(actor, NotInCharge())
        if place_id or len(places) == 1:
            return await _overview(unit, actor, places.get(place_id) or next(iter(places.values())))
        shown, page, pages = paged(list(places.values()), page)
        return PlacePick(None, tuple([await place_name(unit, place) for place in shown]), page, pages)


async def _overview(unit: UnitOfWork, actor: Actor, place: Place) -> RoleOverview:
    where = await place_name(unit, place)
    roles = [role for role in Role if may_grant(actor, role, place)]
    held = await unit.appointments.at([place.id], roles)
    counts = tuple(RoleCount(role, where, sum(one.role is role for one in held)) for role in roles)
    buildings = await unit.doors.buildings(place.id) if place.kind is PlaceKind.COMPOUND else []
    heads = await unit.appointments.at([one.id for one in buildings], [Role.BUILDING_HEAD])
    no_roster = place.kind is PlaceKind.COMPOUND and not buildings
    return RoleOverview(where, counts, len(buildings), len({one.place.id for one in heads}), no_roster)


async def read_building_heads(unit: UnitOfWork, *, place_id: str, page: int, telegram_id: int) -> BuildingHeads:
    async with unit:
        compound = await unit.compounds.place(place_id)
        actor = await actor_of(unit, telegram_id)
        if compound is None or compound.kind is not PlaceKind.COMPOUND:
            raise NotInCharge
        buildings, page, pages = paged(await unit.doors.buildings(compound.id), page)
        if not all(may_grant(actor, Role.BUILDING_HEAD, building) for building in buildings):
            raise MayNotGrant(Role.BUILDING_HEAD)
        heads = await unit.appointments.at([one.id for one in buildings], [Role.BUILDING_HEAD])
        lines = [
            RoleCount(Role.BUILDING_HEAD, await place_name(unit, building), sum(one.place.id == building.id for one in heads))
            for building in buildings
        ]
        return BuildingHeads(await place_name(unit, compound), tuple(lines), page, pages)


async def read_holders(unit: UnitOfWork, *, role: Role, place_id: str, telegram_id: int) -> RoleHolders:
    async with unit:
        place = await unit.compounds.place(place_id)
        if place is None or not may_grant(await actor_of(unit, telegram_id), role, place):
            raise MayNotGrant(role)
        held = await unit.appointments.at([place.id], [role])
        lines = (HolderLine(one.id, one.name, one.granted_at, one.state == PROPOSED) for one in held)
        return RoleHolders(role, await place_name(unit, place), place.compound_id or "", tuple(lines))


async def read_compound_choice(unit: UnitOfWork, *, telegram_id: int, place_id: str, page: int = 0) -> PlacePick:
    """Compounds of a member of staff; only the named one where one is named."""
    async with unit:
        actor = await actor_of(unit, telegram_id)
        compounds = await compounds_of(unit, actor)
        chosen = [one for one in compounds if one.id == place_id] if place_id else compounds
        if not chosen:
            raise NotInCharge() if place_id else nothing_in_charge(actor, NotInCharge())
        shown, page, pages = paged(chosen, page)
        return PlacePick(None, tuple([await place_name(unit, one) for one in shown]), page, pages)
