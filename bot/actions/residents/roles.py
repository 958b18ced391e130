"""Roles: granted by an invite of the level above, a chief by two, revoked by whoever may grant."""

from datetime import datetime

from bot.actions.residents.common import actor_of, place_name, renew_cards, tell
from bot.actions.residents.escalation import hand_over
from bot.actions.residents.taking import others_of_staff
from bot.actions.unit import UnitOfWork
from bot.rules.residents import CODE_LIFE, ROLE_SCOPE, STAFF, Actor, InviteKind, Issued, Place, Role, may_grant
from bot.rules.residents.facts import (
    CardState,
    ChiefProposed,
    PlaceName,
    RevokeAsked,
    RoleEndedTold,
    RoleInvite,
    RoleSettled,
)
from bot.rules.residents.violations import MayNotGrant, PlaceNotForRole, RoleOver, SecondPersonNeeded
from storage.residents.codes import NewInvite
from storage.residents.roles import ACTIVE, PROPOSED, Held

# What is written down as the reason when a role ends without one.
BY_OPERATOR, BY_GRANTER, BY_HOLDER, NOT_AGREED = "operator", "granter", "holder", "not_agreed"


async def invite_role(
    unit: UnitOfWork, *, role: Role, place_id: str, granter: int | None, link: str, now: datetime
) -> tuple[RoleInvite, Issued]:
    """`granter` None is the operator at the command line; `link` is the bot's address up to the payload."""
    async with unit:
        place = await unit.compounds.place(place_id)
        assert place is not None, "a place that was just found or shown"
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
        waiting = 0
        if held.role in {Role.BUILDING_HEAD, Role.COMPOUND_CHIEF} and held.place.compound_id is not None:
            buildings = [held.place.id] if held.role is Role.BUILDING_HEAD else None
            waiting = len(await unit.bindings.requests_in(held.place.compound_id, buildings))
        return RevokeAsked(held.id, held.role, where, held.name, waiting)


async def revoke_role(unit: UnitOfWork, *, appointment_id: str, telegram_id: int | None, now: datetime) -> RoleEndedTold:
    """By whoever may grant it, by its holder, or (None) by the operator. Its open cards move up, its holder is told."""
    async with unit:
        held, where = await _held(unit, appointment_id)
        actor = await actor_of(unit, telegram_id) if telegram_id is not None else None
        if actor is not None:
            _check_may_end(held, actor)
        by_self = actor is not None and actor.person_id == held.person_id
        by = BY_HOLDER if by_self else BY_GRANTER if actor is not None else BY_OPERATOR
        await end_role(unit, held, where, by=actor.person_id if actor else None, reason=by, now=now)
        await unit.commit()
    return RoleEndedTold(held.role, where, by_self)


async def end_role(unit: UnitOfWork, held: Held, where: PlaceName, *, by: str | None, reason: str, now: datetime) -> None:
    """Inside a unit."""
    if not await unit.appointments.end(held.id, by=by, reason=reason, now=now):
        raise RoleOver
    if held.state == PROPOSED:
        proposed = ChiefProposed(held.id, where, held.name, "", CardState.TAKEN_BACK)
        await renew_cards(unit, key=f"chief:{held.id}", card="residents.chief_proposed", facts=proposed, cause="ended", now=now)
    await hand_over(unit, held, now)
    if reason != BY_HOLDER:
        told = RoleEndedTold(held.role, where)
        await tell(unit, held.telegram_id, key=f"role-ended:{held.id}", card="residents.role_ended", facts=told, now=now)


async def _held(unit: UnitOfWork, appointment_id: str) -> tuple[Held, PlaceName]:
    held = await unit.appointments.held(appointment_id)
    if held is None:
        raise RoleOver
    return held, await place_name(unit, held.place)


def _check_may_end(held: Held, actor: Actor) -> None:
    if actor.person_id != held.person_id and not may_grant(actor, held.role, held.place):
        raise MayNotGrant(held.role)


async def confirm_chief(unit: UnitOfWork, *, appointment_id: str, agree: bool, telegram_id: int, now: datetime) -> None:
    """The second member of staff. Whoever proposed, and the chief, are not the second (threat 3)."""
    async with unit:
        held, where = await _held(unit, appointment_id)
        actor = await actor_of(unit, telegram_id)
        if not actor.has_role(STAFF, held.place):
            raise MayNotGrant(held.role)
        if actor.person_id in {held.person_id, held.granted_by}:
            raise SecondPersonNeeded
        await _settle_chief(unit, held, actor.person_id or "", agree, now)
        proposer = await unit.residents.name(held.granted_by)
        state = CardState.CONFIRMED if agree else CardState.REFUSED
        facts = ChiefProposed(held.id, where, held.name, proposer, state)
        await renew_cards(unit, key=f"chief:{held.id}", card="residents.chief_proposed", facts=facts, cause=state, now=now)
        for person_id in (held.person_id, held.granted_by):
            settled = RoleSettled(held.role, where, held.name, agree, to_holder=person_id == held.person_id)
            account = await unit.residents.account(person_id)
            await tell(unit, account, key=f"chief-settled:{held.id}", card="residents.role_settled", facts=settled, now=now)
        await unit.commit()


async def _settle_chief(unit: UnitOfWork, held: Held, by: str, agree: bool, now: datetime) -> None:
    if held.state == ACTIVE:
        raise RoleOver
    done = (
        await unit.appointments.confirm(held.id, by, now)
        if agree
        else await unit.appointments.end(held.id, by=by, reason=NOT_AGREED, now=now)
    )
    if not done:
        raise RoleOver
