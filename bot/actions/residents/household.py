"""An owner invites family and tenants from the own menu."""

from datetime import datetime, timedelta

from bot.actions.residents.common import as_own, home_at
from bot.actions.unit import UnitOfWork
from bot.rules.letters import Letter
from bot.rules.residents import CODE_LIFE, BindingState, HomeRole, InviteKind, Issued
from bot.rules.residents.deciding import INVITES_PER_HOME
from bot.rules.residents.facts import HomeAt, HouseholdInvite, InviteAsked, InviteVoid
from bot.rules.residents.violations import InviteGone, OnlyOwnersInvite, TooManyInvites
from storage.residents.codes import NewInvite

# The platform lets a bot take its message away for 48 hours; an hour is for a letter that waits.
TAKEN_AWAY_FOR = timedelta(hours=47)


async def invite_household(
    unit: UnitOfWork, *, home_id: str, role: HomeRole, telegram_id: int, link: str, now: datetime
) -> tuple[HouseholdInvite, Issued]:
    """`link` is the bot's address up to the payload."""
    async with unit:
        home, compound_id, person_id = await _owned(unit, home_id, telegram_id)
        if role is HomeRole.OWNER:
            raise OnlyOwnersInvite(home)
        if await unit.invites.count_open(home_id, now) >= INVITES_PER_HOME:
            raise TooManyInvites(home)
        new = NewInvite(InviteKind.HOUSEHOLD, role, compound_id, person_id, now + CODE_LIFE, home_id=home_id)
        issued = await unit.invites.issue(new, now)
        await unit.commit()
    return HouseholdInvite(issued.invite_id, home, role, f"{link}{issued.payload}", issued.expires_at), issued


async def read_household_choice(unit: UnitOfWork, *, home_id: str, telegram_id: int) -> InviteAsked:
    async with unit:
        home, _, _ = await _owned(unit, home_id, telegram_id)
        return InviteAsked(home)


async def _owned(unit: UnitOfWork, home_id: str, telegram_id: int) -> tuple[HomeAt, str, str]:
    """(the home, its compound, the person) of a verified owner; OnlyOwnersInvite for everybody else."""
    home, building = await home_at(unit, home_id)
    person_id = await unit.residents.person(telegram_id)
    own = await unit.bindings.living(person_id, home_id) if person_id is not None else None
    if (
        own is None
        or person_id is None
        or own.role is not HomeRole.OWNER
        # an owner whom the roster does not name brings nobody in
        or own.owner_id is None
        or own.state is not BindingState.ACTIVE
    ):
        raise OnlyOwnersInvite(home)
    return await as_own(unit, home, building.compound_id, person_id), building.compound_id or "", person_id


async def note_forward(unit: UnitOfWork, *, invite_id: str, telegram_id: int, message_id: int, now: datetime) -> None:
    """Where the code stands in the chat of whoever made it: it is taken away with the invite."""
    async with unit:
        await unit.chats.set_live(forward_key(invite_id), telegram_id, message_id, now)
        await unit.commit()


def forward_key(invite_id: str) -> str:
    return f"invite:{invite_id}"


async def revoke_invite(unit: UnitOfWork, *, invite_id: str, telegram_id: int, now: datetime) -> None:
    """By who made it, while nobody has used it. The message with its code goes, or says that it is void."""
    async with unit:
        invite = await unit.invites.by_id(invite_id)
        person_id = await unit.residents.person(telegram_id)
        if invite is None or person_id is None or invite.created_by != person_id:
            raise InviteGone
        if invite.revoked_at is not None:
            # A second tap reads what the first one did.
            return
        if not await unit.invites.revoke(invite_id, now):
            raise InviteGone
        key = forward_key(invite_id)
        if await unit.chats.live(key) is not None:
            void = InviteVoid(goes=now - invite.created_at < TAKEN_AWAY_FOR)
            await unit.outbox.put(Letter(f"{key}:void", telegram_id, "residents.invite_void", void, live_key=key), now)
        await unit.commit()
