"""The operator's codes: `linli invite owner --home REF --owner NAME`."""

from dataclasses import dataclass
from datetime import datetime

from bot.actions.places import find_place, path_of
from bot.actions.residents.common import home_of
from bot.actions.unit import UnitOfWork
from bot.rules.residents import CODE_LIFE, HomeRef, HomeRole, InviteKind, Issued, Place, PlaceKind, names_match
from bot.rules.residents.violations import HomeUnknown, OwnerUnclear, PlaceAmbiguous
from bot.rules.rosters import HomeName, find_home, parse_home_ref
from storage.residents.codes import NewInvite


@dataclass(frozen=True, slots=True)
class HomeCode:
    """`home` as files write it, `owner` the roster's name (empty where it names none)."""

    scope: str
    home: str
    owner: str
    issued: Issued


async def invite_to_home(
    unit: UnitOfWork, *, scope: str | None, home_ref: str, role: HomeRole, owner: str | None, now: datetime
) -> HomeCode:
    """By the operator. Without `scope`, or a path before the home, it must be in one compound only."""
    scope, home_ref = _parted(scope, home_ref)
    async with unit:
        name = parse_home_ref(home_ref)
        home, compound = await _home(unit, scope, name)
        owner_id, owner_name = await _owner(unit, home, compound, owner) if role is HomeRole.OWNER else (None, "")
        kind = InviteKind.SLIP if role is HomeRole.OWNER else InviteKind.HOUSEHOLD
        new = NewInvite(kind, role, compound.id, None, now + CODE_LIFE, home_id=home.id, owner_id=owner_id)
        issued = await unit.invites.issue(new, now)
        where = await path_of(unit, compound)
        await unit.commit()
    return HomeCode(where, HomeName(home.building, home.entrance, home.room).in_files, owner_name, issued)


def _parted(scope: str | None, home_ref: str) -> tuple[str | None, str]:
    """和平小区/3栋-1单元-402: the path is a scope, as the answer to an ambiguous home suggests."""
    path, _, home = home_ref.replace("／", "/").rpartition("/")
    if not path or path.replace("/", "").isdigit() or find_home(home) is None:
        return scope, home_ref
    return (f"{scope}/{path}" if scope else path), home


async def _home(unit: UnitOfWork, scope: str | None, name: HomeName) -> tuple[HomeRef, Place]:
    if scope is not None:
        compounds = [await find_place(unit, scope, {PlaceKind.COMPOUND})]
    else:
        compounds = await unit.doors.compounds()
    found = []
    for compound in compounds:
        home = await unit.doors.home_named(compound.id, name.building, name.entrance, name.room)
        if home is not None:
            found.append((home, compound))
    if not found:
        raise HomeUnknown
    if len(found) > 1:
        raise PlaceAmbiguous(name.for_people, tuple(sorted([await path_of(unit, compound) for _, compound in found])))
    return found[0]


async def _owner(unit: UnitOfWork, home: HomeRef, compound: Place, owner: str | None) -> tuple[str | None, str]:
    """The name may be left out where the home has one owner; a home without any gives an owner who cannot vote yet."""
    owners = await unit.doors.owners(home.id)
    if not owners:
        return None, ""
    named = [one for one in owners if owner is None or names_match(owner, one.name)]
    if len(named) != 1:
        raise OwnerUnclear(home_of(home, compound), tuple(one.name for one in owners))
    return named[0].id, named[0].name
