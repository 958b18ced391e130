"""A role is taken by its invite: active at once, or, for a chief, after a second member of staff agreed."""

from datetime import datetime

from bot.actions.residents.common import actor_of, place_name, tell
from bot.actions.residents.proposals import ask_seconds, others_of_staff, staff_came
from bot.actions.unit import UnitOfWork
from bot.rules.residents import STAFF, BindingState, HomeRole, Invite, InviteKind, Role, may_grant
from bot.rules.residents.facts import RoleTaken, RoleTakenTold
from bot.rules.residents.mornings import MORNING, next_morning
from bot.rules.residents.violations import OfferGone
from storage.residents.roles import ACTIVE, PROPOSED


def taken_key(appointment_id: str) -> str:
    return f"role-taken:{appointment_id}"


async def still_entitled(unit: UnitOfWork, invite: Invite) -> bool:
    """Whether what the code promises may still be given: its maker still may, the roster still says so."""
    if invite.kind is InviteKind.SLIP:
        home = await unit.doors.home(invite.home_id or "")
        owners = {owner.id for owner in await unit.doors.owners(invite.home_id or "")}
        return home is not None and (invite.owner_id in owners or (invite.owner_id is None and not owners))
    if invite.created_by is None:
        return True
    maker = await unit.residents.account(invite.created_by)
    if maker is None:
        return False
    if invite.kind is InviteKind.HOUSEHOLD:
        binding = await unit.bindings.living(invite.created_by, invite.home_id or "")
        owns = binding is not None and binding.role is HomeRole.OWNER and binding.owner_id is not None
        return owns and binding is not None and binding.state is BindingState.ACTIVE
    place = await unit.compounds.place(invite.place_id)
    return place is not None and may_grant(await actor_of(unit, maker), Role(invite.role), place)


async def take_role(unit: UnitOfWork, invite: Invite, *, person_id: str, telegram_id: int, name: str, now: datetime) -> RoleTaken:
    role, place = Role(invite.role), await unit.compounds.place(invite.place_id)
    if place is None:
        raise OfferGone
    if name and not await unit.residents.name(person_id):
        await unit.residents.set_name(person_id, name)
    maker = await unit.residents.account(invite.created_by)
    seconds = await others_of_staff(unit, place, {telegram_id, maker or 0}) if role is Role.COMPOUND_CHIEF and maker is not None else []
    appointment_id = await unit.appointments.add(
        person_id=person_id,
        role=role,
        place_id=place.id,
        state=PROPOSED if seconds else ACTIVE,
        granted_by=invite.created_by,
        now=now,
    )
    await unit.schedule.plan(MORNING, str(telegram_id), next_morning(now))
    where = await place_name(unit, place)
    called = await unit.residents.name(person_id)
    if appointment_id is None:
        held = next(one for one in await unit.appointments.of_person(person_id) if (one.role, one.place.id) == (role, place.id))
        return RoleTaken(held.id, role, where, called, waits=held.state == PROPOSED)
    if seconds and (proposal := await unit.appointments.held(appointment_id)) is not None:
        await ask_seconds(unit, proposal, now)
    if role in STAFF:
        await staff_came(unit, place, now)
    unreached = bool(seconds) and not await unit.residents.arriving(seconds)
    told = RoleTakenTold(role, where, called, bool(seconds), unreached)
    await tell(unit, maker, key=taken_key(appointment_id), card="residents.role_taken", facts=told, now=now)
    return RoleTaken(appointment_id, role, where, called, waits=bool(seconds))
