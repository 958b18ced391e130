"""Doors: how a home is found by going there, from the compound to the building, the entrance and the room."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.residents import BindingState, HomeRef, HomeRole, Place, PlaceKind
from storage.compounds import HOME_FIELDS, PLACE_FIELDS, home_owners, homes, place_of, places, roster_owners
from storage.residents.tables import bindings

# As the roster writes a flat; nobody lives in a parking place.
FLAT = "home"
_STANDING = (homes.c.kind == FLAT, homes.c.retired_at.is_(None))


@dataclass(frozen=True, slots=True)
class Entrance:
    """`home_id` is its first home, by which a button names it."""

    name: str
    home_id: str


@dataclass(frozen=True, slots=True)
class Owner:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class HomeOwners:
    """A home and those of its owners on the roster who are not registered yet."""

    home: HomeRef
    owners: tuple[Owner, ...]
    registered: int


class Doors:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def compounds(self) -> list[Place]:
        """Compounds with a roster, in their order."""
        with_homes = select(homes.c.compound_id).where(*_STANDING)
        query = select(*PLACE_FIELDS).where(places.c.kind == PlaceKind.COMPOUND, places.c.id.in_(with_homes))
        return [place_of(row) for row in await self._connection.execute(query.order_by(places.c.position, places.c.name))]

    async def buildings(self, compound_id: str) -> list[Place]:
        with_homes = select(homes.c.building_id).where(homes.c.compound_id == compound_id, *_STANDING)
        query = select(*PLACE_FIELDS).where(places.c.id.in_(with_homes))
        return [place_of(row) for row in await self._connection.execute(query.order_by(places.c.position, places.c.name))]

    async def entrances(self, compound_id: str, building_id: str) -> list[Entrance]:
        query = select(homes.c.id, homes.c.entrance).where(
            homes.c.compound_id == compound_id, homes.c.building_id == building_id, *_STANDING
        )
        first: dict[str, str] = {}
        for home_id, entrance in await self._connection.execute(query.order_by(homes.c.position, homes.c.id)):
            first.setdefault(entrance, home_id)
        return [Entrance(name, home_id) for name, home_id in first.items()]

    async def rooms(self, compound_id: str, building_id: str, entrance: str) -> list[HomeRef]:
        query = select(*HOME_FIELDS).where(homes.c.compound_id == compound_id, homes.c.building_id == building_id, *_STANDING)
        rows = await self._connection.execute(query.where(homes.c.entrance == entrance).order_by(homes.c.position, homes.c.id))
        return [HomeRef(*row) for row in rows]

    async def home(self, home_id: str, *, standing: bool = True) -> tuple[HomeRef, Place, Place] | None:
        """(home, its building, its compound); only a flat that the roster has now, unless `standing` is False."""
        query = select(*HOME_FIELDS, homes.c.building_id).where(homes.c.id == home_id, *(_STANDING if standing else ()))
        row = (await self._connection.execute(query)).first()
        if row is None:
            return None
        around = select(*PLACE_FIELDS).where(places.c.id.in_([row.building_id, row.compound_id]))
        found = {place.id: place for place in map(place_of, await self._connection.execute(around))}
        return HomeRef(*row[:-1]), found[row.building_id], found[row.compound_id]

    async def home_named(self, compound_id: str, building: str, entrance: str, room: str) -> HomeRef | None:
        """The only home that `homes_named` finds."""
        same = await self.homes_named(compound_id, building, entrance, room)
        return same[0] if len(same) == 1 else None

    async def homes_named(self, compound_id: str, building: str, entrance: str, room: str) -> list[HomeRef]:
        """`room` as on the roster or without its leading zeros; where the entrance was left out, in every one that has it."""
        query = select(*HOME_FIELDS).where(homes.c.compound_id == compound_id, homes.c.building == building, *_STANDING)
        if entrance:
            query = query.where(homes.c.entrance == entrance)
        short = room.lstrip("0")
        found = [HomeRef(*row) for row in await self._connection.execute(query)]
        return [home for home in found if home.room == room] or [home for home in found if home.room.lstrip("0") == short]

    async def owners(self, home_id: str) -> list[Owner]:
        query = select(roster_owners.c.id, roster_owners.c.name).join(home_owners, home_owners.c.owner_id == roster_owners.c.id)
        rows = await self._connection.execute(query.where(home_owners.c.home_id == home_id).order_by(home_owners.c.position))
        return [Owner(*row) for row in rows]

    async def owners_to_register(self, compound_id: str) -> list[HomeOwners]:
        """Every flat with its owners who are not verified yet: what a sheet of slips is made of."""
        scope = (homes.c.compound_id == compound_id, *_STANDING)
        flats = await self._connection.execute(select(*HOME_FIELDS).where(*scope).order_by(homes.c.position, homes.c.id))
        owned = (
            select(homes.c.id, roster_owners.c.id, roster_owners.c.name, func.count(bindings.c.id))
            .join(home_owners, home_owners.c.home_id == homes.c.id)
            .join(roster_owners, roster_owners.c.id == home_owners.c.owner_id)
            .outerjoin(
                bindings,
                (bindings.c.home_id == homes.c.id)
                & (bindings.c.owner_id == roster_owners.c.id)
                & (bindings.c.role == HomeRole.OWNER)
                & (bindings.c.state == BindingState.ACTIVE),
            )
            .where(*scope)
            .group_by(homes.c.id, roster_owners.c.id, roster_owners.c.name, home_owners.c.position)
            .order_by(home_owners.c.position)
        )
        missing: dict[str, list[Owner]] = {}
        known: dict[str, int] = {}
        for home_id, owner_id, name, bound in await self._connection.execute(owned):
            if bound:
                known[home_id] = known.get(home_id, 0) + 1
            else:
                missing.setdefault(home_id, []).append(Owner(owner_id, name))
        return [HomeOwners(home, tuple(missing.get(home.id, ())), known.get(home.id, 0)) for home in (HomeRef(*row) for row in flats)]
