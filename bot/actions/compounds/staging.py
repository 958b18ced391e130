"""How a roster is changed in parts: a revision that tells of others' changes, steps of at most 500 rows, leftovers cleared."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self, TypeVar

from bot.actions.compounds.planning import Kept
from bot.actions.unit import UnitOfWork
from bot.rules.compounds import RosterBusy
from bot.rules.residents import PlaceKind
from bot.rules.residents.violations import PlaceUnknown
from storage.base import new_id
from storage.roster_switches import ChangedHome
from storage.rosters import CHUNK

Item = TypeVar("Item")
# An import that said nothing for so long has died with its process: 20,000 rows take a tenth of it.
CLAIM = timedelta(minutes=2)
# So often something prepared from the roster is prepared anew when somebody changes the roster meanwhile.
TRIES = 3


class RosterMoved(Exception):
    """Somebody else changed the roster since the plan was made."""


def parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


@dataclass(slots=True)
class Staging:
    """`unit` is entered once for each step; a lent unit keeps all of it in its lender's one transaction."""

    unit: UnitOfWork
    compound_id: str
    revision: int
    now: datetime
    import_id: str = field(default_factory=new_id)

    @classmethod
    async def begin(cls, unit: UnitOfWork, compound_id: str, now: datetime) -> Self:
        async with unit:
            revision = await unit.roster_switches.touch(compound_id)
            await unit.commit()
        return cls(unit, compound_id, revision, now)

    @asynccontextmanager
    async def step(self, unit: UnitOfWork) -> AsyncIterator[None]:
        """One transaction of the preparation, inside the entered unit."""
        if not await unit.roster_switches.holds(self.compound_id, self.revision):
            raise RosterMoved
        yield
        await unit.commit()

    async def take(self, unit: UnitOfWork) -> None:
        """From here to the commit nobody else changes the roster."""
        if not await unit.roster_switches.take(self.compound_id, self.revision):
            raise RosterMoved

    async def buildings(self, kept: Kept, positions: Mapping[str, int]) -> dict[str, str]:
        """Building name → its id, new ones made, all in their natural order. What has none lies in the compound itself."""
        known = {"": self.compound_id} | {one.name: one.id for one in kept.buildings}
        async with self.unit as unit, self.step(unit):
            compound = await unit.compounds.place(self.compound_id)
            for name in positions:
                if name not in known:
                    known[name] = (await unit.compounds.add_place(PlaceKind.BUILDING, name, compound, positions[name])).id
            await unit.rosters.order_buildings({known[name]: position for name, position in positions.items()})
        return known

    async def changes(self, changed: Sequence[tuple[ChangedHome, tuple[str, ...]]]) -> None:
        for some in parts(changed):
            async with self.unit as unit, self.step(unit):
                await unit.roster_switches.stage_changes(self.compound_id, self.import_id, some)


async def read_kept(unit: UnitOfWork, compound_id: str) -> Kept:
    async with unit.beside() as reader:
        rosters = reader.rosters
        return Kept(
            homes=await rosters.every(compound_id),
            owners=await rosters.owners(compound_id),
            separated=await rosters.separated(compound_id),
            buildings=await rosters.buildings(compound_id),
            gaps=await rosters.gaps(compound_id, ("open", "struck", "filled")),
            last=await reader.roster_work.last_import(compound_id),
        )


async def clear_leftovers(unit: UnitOfWork, compound_id: str) -> None:
    """What unfinished and undone imports left behind: nobody sees it, and it would be in the way of the next one."""
    more = True
    while more:
        async with unit:
            more = await unit.roster_switches.clear(compound_id)
            await unit.commit()


@asynccontextmanager
async def claimed(unit: UnitOfWork, compound_id: str, now: datetime) -> AsyncIterator[None]:
    """One import of a compound at a time, with nothing of earlier ones in its way.

    PlaceUnknown when there is no such compound; RosterBusy while another import is prepared.
    """
    holder = new_id()
    async with unit:
        place = await unit.compounds.place(compound_id)
        if place is None or place.kind is not PlaceKind.COMPOUND:
            raise PlaceUnknown(compound_id)
        if not await unit.roster_switches.claim(compound_id, holder, now + CLAIM, now):
            raise RosterBusy
        await unit.commit()
    try:
        await clear_leftovers(unit, compound_id)
        yield
        await clear_leftovers(unit, compound_id)
    finally:
        async with unit:
            await unit.roster_switches.release(compound_id, holder)
            await unit.commit()
