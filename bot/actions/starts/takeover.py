"""`linli init --from-sandbox`: rosters and roles tried in the sandbox, without its people and their ballots."""

from datetime import datetime

from bot.actions.unit import UnitOfWork
from bot.rules.residents import CODE_LIFE, Place, PlaceKind
from bot.rules.residents.codes import InviteKind
from bot.rules.starts import CompoundNameTaken, RoleInvite, SandboxCompound, TakenOver
from storage.residents.codes import NewInvite
from storage.takeovers import RoleRow, Roster


async def read_sandbox(unit: UnitOfWork) -> tuple[SandboxCompound, ...]:
    """The compounds of the sandbox; `unit` reads its database."""
    async with unit:
        return await unit.takeovers.compounds()


async def take_over(
    unit: UnitOfWork, *, source: UnitOfWork, compounds: tuple[SandboxCompound, ...], now: datetime
) -> tuple[TakenOver, ...]:
    """Homes, owners and gaps as they are; for each appointment a fresh invite, because people come by themselves.

    A compound that was taken over before is left as it is.
    """
    async with source:
        wanted = [(one, await source.takeovers.roster(one.id), await source.takeovers.roles(one.id)) for one in compounds]
    async with unit:
        done = tuple([await _take(unit, compound, roster, roles, now) for compound, roster, roles in wanted])
        await unit.commit()
    return done


async def _take(unit: UnitOfWork, compound: SandboxCompound, roster: Roster, roles: list[RoleRow], now: datetime) -> TakenOver:
    if await unit.compounds.place(compound.id) is not None:
        return TakenOver(compound, again=True)
    street = await unit.compounds.add_place(PlaceKind.STREET, compound.street, None)
    community = await unit.compounds.add_place(PlaceKind.COMMUNITY, compound.community, street)
    if any(place.name == compound.name for place in await unit.compounds.places_under(community, PlaceKind.COMPOUND)):
        raise CompoundNameTaken(compound.name, community.name)
    await unit.takeovers.put(roster, community)
    places = {PlaceKind.STREET: street, PlaceKind.COMMUNITY: community}
    return TakenOver(compound, tuple([await _invite(unit, role, places, now) for role in roles]))


async def _invite(unit: UnitOfWork, row: RoleRow, places: dict[PlaceKind, Place], now: datetime) -> RoleInvite:
    """Street and community have ids of their own here; compound and buildings kept theirs."""
    place_id = places[row.kind].id if row.kind in places else row.place_id
    issued = await unit.invites.issue(NewInvite(InviteKind.ROLE, row.role, place_id, None, now + CODE_LIFE), now)
    return RoleInvite(row.role, row.place, issued.payload)
