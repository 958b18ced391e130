"""Roles: granted by an invite of the level above, a chief by two, revoked by whoever may grant."""

from datetime import datetime

from bot.actions.concerns.escalation import pass_concerns_on
from bot.actions.residents.common import actor_of, place_name, tell
from bot.actions.residents.escalation import count_handed_over, hand_over
from bot.actions.residents.helping import pass_help_on
from bot.actions.residents.proposals import others_of_staff, staff_left, take_back_proposal
from bot.actions.unit import UnitOfWork
from bot.actions.votes.doubting import pass_doubts_on
from bot.rules.residents import CODE_LIFE, ROLE_SCOPE, Actor, InviteKind, Issued, Place, Role, may_grant
from bot.rules.residents.deciding import Passed, hardest, level_of
from bot.rules.residents.facts import PlaceName, RevokeAsked, RoleEndedTold, RoleInvite
from bot.rules.residents.violations import MayNotGrant, PlaceNotForRole, RoleOver
from storage.residents.codes import NewInvite
from storage.residents.roles import PROPOSED, Held

# What is written down as the reason when a role ends without one.
BY_OPERATOR, BY_GRANTER, BY_HOLDER = "operator", "granter", "holder"


async def invite_role(
    unit: UnitOfWork, *, role: Role, place_id: str, granter: int | None, link: str, now: datetime
) -> tuple[RoleInvite, Issued]:
    """`granter` None is the operator at the command line; `link` is the bot's address up to the payload."""
    async with unit:
        place = await unit.compounds.place(place_id)
        if place is None:
            raise MayNotGrant(role)
        where = await place_name(unit, place)
        if place.kind is not ROLE_SCOPE[role]:
            raise PlaceNotForRole(role, where)
        actor = await _granting(unit, granter, role, place)
        new = NewInvite(InviteKind.ROLE, role, place.id, actor.person_id if actor else None, now + CODE_LIFE)
        issued = await unit.invites.issue(new, now)
        needs_second = role is Role.COMPOUND_CHIEF and granter is not None and bool(await others_of_staff(unit, place, {granter}))
        await unit.commit()
    return RoleInvite(issued.invite_id, role, where, f"{link}{issued.payload}", issued.expires_at, needs_second), issued


async def _granting(unit: UnitOfWork, granter: int | None, role: Role, place: Place) -> Actor | None:
    if granter is None:
        return None
    actor = await actor_of(unit, granter)
    if not may_grant(actor, role, place):
        raise MayNotGrant(role)
    return actor


async def read_revocation(unit: UnitOfWork, *, appointment_id: str, telegram_id: int) -> RevokeAsked:
    """Asked before a role ends, of who may end it or of who holds it."""
    async with unit:
        held, where = await _held(unit, appointment_id)
        actor = await actor_of(unit, telegram_id)
        _check_may_end(held, actor)
        waiting, stranded = await count_handed_over(unit, held)
        return RevokeAsked(held.id, held.role, where, held.name, waiting, stranded)


async def revoke_role(unit: UnitOfWork, *, appointment_id: str, telegram_id: int | None, now: datetime) -> RoleEndedTold:
    """By whoever may grant it, by its holder, or (None) by the operator. Its open cards move up, its holder is told."""
    async with unit:
        held, where = await _held(unit, appointment_id)
        actor = await actor_of(unit, telegram_id) if telegram_id is not None else None
        if actor is not None:
            _check_may_end(held, actor)
        by_self = actor is not None and actor.person_id == held.person_id
        by = BY_HOLDER if by_self else BY_GRANTER if actor is not None else BY_OPERATOR
        passed = await end_role(unit, held, where, by=actor.person_id if actor else None, reason=by, now=now)
        await unit.commit()
    return RoleEndedTold(held.role, where, by_self, passed)


async def end_role(unit: UnitOfWork, held: Held, where: PlaceName, *, by: str | None, reason: str, now: datetime) -> Passed:
    """Inside a unit. Who has now what the holder had open."""
    if not await unit.appointments.end(held.id, by=by, reason=reason, now=now):
        raise RoleOver
    if held.state == PROPOSED:
        await take_back_proposal(unit, held, now)
    passed = await _hand_over(unit, held, now)
    if reason != BY_HOLDER:
        told = RoleEndedTold(held.role, where, passed=passed)
        await tell(unit, held.telegram_id, key=f"role-ended:{held.id}", card="residents.role_ended", facts=told, now=now)
    return passed


async def _hand_over(unit: UnitOfWork, held: Held, now: datetime) -> Passed:
    """Every kind of open card (people.md, Roles): whoever adds one adds it here."""
    passed = [await hand_over(unit, held, now), await staff_left(unit, held, now), await pass_doubts_on(unit, held, now)]
    passed.append(await pass_concerns_on(unit, held, now))
    if held.telegram_id is not None:
        passed.append(await pass_help_on(unit, held.telegram_id, now, level=level_of(held.role)))
    return hardest(passed)


async def _held(unit: UnitOfWork, appointment_id: str) -> tuple[Held, PlaceName]:
    held = await unit.appointments.held(appointment_id)
    if held is None:
        raise RoleOver
    return held, await place_name(unit, held.place)


def _check_may_end(held: Held, actor: Actor) -> None:
    if actor.person_id != held.person_id and not may_grant(actor, held.role, held.place):
        raise MayNotGrant(held.role)
