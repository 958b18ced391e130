"""`linli init`: the first street and community, and the invite of its first clerk. Done twice it changes nothing."""

from datetime import datetime

from bot.actions.unit import UnitOfWork
from bot.rules.residents import CODE_LIFE, Place, PlaceKind, Role
from bot.rules.residents.codes import InviteKind
from bot.rules.starts import ClerkInvite, Founded, FoundedBefore, InviteState
from storage.residents.codes import NewInvite


async def read_founded(unit: UnitOfWork) -> FoundedBefore | None:
    """The first community of this installation, when there is one."""
    async with unit:
        community = await unit.starts.first_community()
        if community is None:
            return None
        street = await unit.compounds.place(community.parent_id or "")
        return FoundedBefore(street.name if street is not None else "", community.name)


async def found(unit: UnitOfWork, *, street: str, community: str, compound: str, now: datetime) -> Founded:
    """The places, made where they are missing, and an invite where the community has no staff and none was invited."""
    async with unit:
        place = await unit.compounds.add_place(PlaceKind.COMMUNITY, community, await _street(unit, street))
        if compound:
            await unit.compounds.add_place(PlaceKind.COMPOUND, compound, place)
        invite = await _invite_clerk(unit, place, now)
        await unit.commit()
    return Founded(street, community, compound, invite)


async def _street(unit: UnitOfWork, name: str) -> Place:
    return await unit.compounds.add_place(PlaceKind.STREET, name, None)


async def _invite_clerk(unit: UnitOfWork, community: Place, now: datetime) -> ClerkInvite:
    if await unit.residents.holders({Role.COMMUNITY_STAFF, Role.STREET_STAFF}, community.path):
        return ClerkInvite(InviteState.NOT_NEEDED)
    waiting_until = await unit.starts.open_invite(community.id, Role.COMMUNITY_STAFF, now)
    if waiting_until is not None:
        return ClerkInvite(InviteState.WAITING, expires_at=waiting_until)
    issued = await unit.invites.issue(NewInvite(InviteKind.ROLE, Role.COMMUNITY_STAFF, community.id, None, now + CODE_LIFE), now)
    return ClerkInvite(InviteState.ISSUED, issued.payload, issued.expires_at)
