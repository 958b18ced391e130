"""A chief whom one member of staff proposed waits for a second, where there is one (people.md, Roles)."""

from datetime import datetime

import structlog

from bot.actions.residents.common import actor_of, card_of, close_card, place_name, put_card, renew_cards, tell
from bot.actions.unit import UnitOfWork
from bot.rules.residents import STAFF, Place
from bot.rules.residents.deciding import Passed, hardest
from bot.rules.residents.facts import CardState, ChiefProposed, RoleSettled
from bot.rules.residents.mornings import MORNING, next_morning
from bot.rules.residents.violations import MayNotGrant, RoleOver, SecondPersonNeeded
from storage.residents.roles import ACTIVE, Held

log = structlog.get_logger()
# What is written down as the reason when a chief was not agreed to, or nobody of staff is left who could.
NOT_AGREED, NO_STAFF = "not_agreed", "no_staff"
CARD = "residents.chief_proposed"


def proposal_key(appointment_id: str) -> str:
    return f"chief:{appointment_id}"


def settled_key(appointment_id: str) -> str:
    return f"chief-settled:{appointment_id}"


async def others_of_staff(unit: UnitOfWork, place: Place, besides: set[int]) -> list[int]:
    """Members of staff of the place who could be the second to agree."""
    return [one for one in await unit.residents.holders(STAFF, place.path) if one not in besides]


async def ask_seconds(unit: UnitOfWork, proposal: Held, now: datetime) -> list[int]:
    """Whoever could be the second gets the card, or what is new on it. Who that is."""
    proposer = await unit.residents.account(proposal.granted_by)
    seconds = await others_of_staff(unit, proposal.place, {proposal.telegram_id or 0, proposer or 0})
    facts = await _card(unit, proposal, CardState.WAITS)
    for second in seconds:
        if await card_of(unit, key=proposal_key(proposal.id), telegram_id=second, kind=ChiefProposed) != facts:
            cause = f"{'left' if facts.proposer_left else 'asked'}:{now.isoformat()}"
            await put_card(unit, key=proposal_key(proposal.id), telegram_id=second, card=CARD, facts=facts, cause=cause, now=now)
    return seconds


async def _card(unit: UnitOfWork, proposal: Held, state: CardState) -> ChiefProposed:
    name = await unit.residents.name(proposal.granted_by)
    left = not await _proposer_stands(unit, proposal)
    return ChiefProposed(proposal.id, await place_name(unit, proposal.place), proposal.name, name, state, left)


async def _proposer_stands(unit: UnitOfWork, proposal: Held) -> bool:
    """Whether who proposed is still of the staff there."""
    account = await unit.residents.account(proposal.granted_by)
    return account is not None and (await actor_of(unit, account)).is_staff_of(proposal.place)


async def staff_came(unit: UnitOfWork, place: Place, now: datetime) -> None:
    """What still waits for a second member of staff may wait for the one who has just come."""
    for proposal in await unit.appointments.proposed(place):
        await ask_seconds(unit, proposal, now)


async def staff_left(unit: UnitOfWork, held: Held, now: datetime) -> Passed:
    """One of those who proposed or could agree is gone; who that leaves decides. Whom the card was taken from reads so."""
    if held.role not in STAFF or held.state != ACTIVE:
        return Passed.NOTHING
    return hardest([await _left(unit, one, held.telegram_id, now) for one in await unit.appointments.proposed(held.place)])


async def _left(unit: UnitOfWork, proposal: Held, gone: int | None, now: datetime) -> Passed:
    seconds = await ask_seconds(unit, proposal, now)
    if gone is not None and not (await actor_of(unit, gone)).is_staff_of(proposal.place):
        state = CardState.MOVED if seconds or await _proposer_stands(unit, proposal) else CardState.ORPHANED
        await close_card(
            unit, key=proposal_key(proposal.id), telegram_id=gone, card=CARD, facts=await _card(unit, proposal, state), now=now
        )
    if seconds:
        return Passed.COLLEAGUE
    return await _without_second(unit, proposal, now)


async def _without_second(unit: UnitOfWork, proposal: Held, now: datetime) -> Passed:
    """「…where there is one」: the proposal is enough then. Without its proposer either it is over, and the operator hears of it."""
    stands = await _proposer_stands(unit, proposal)
    if stands:
        await unit.appointments.confirm(proposal.id, None, now)
        await _wake(unit, proposal, now)
    else:
        await unit.appointments.end(proposal.id, by=None, reason=NO_STAFF, now=now)
        unit.after_commit(lambda: log.warning("chief_without_staff", appointment=proposal.id))
    await _tell_both(unit, proposal, agreed=stands, no_second=True, now=now)
    return Passed.NOTHING if stands else Passed.NOBODY


async def _tell_both(unit: UnitOfWork, proposal: Held, *, agreed: bool, no_second: bool, now: datetime) -> None:
    """Who was proposed, and who proposed while they are of the staff."""
    where = await place_name(unit, proposal.place)
    people = [proposal.person_id, *([proposal.granted_by] if await _proposer_stands(unit, proposal) else [])]
    for person_id in people:
        settled = RoleSettled(proposal.role, where, proposal.name, agreed, person_id == proposal.person_id, no_second)
        account = await unit.residents.account(person_id)
        await tell(unit, account, key=settled_key(proposal.id), card="residents.role_settled", facts=settled, now=now)


async def confirm_chief(unit: UnitOfWork, *, appointment_id: str, agree: bool, telegram_id: int, now: datetime) -> None:
    """The second member of staff. Whoever proposed, and the chief, are not the second (threat 3)."""
    async with unit:
        held = await unit.appointments.held(appointment_id)
        actor = await actor_of(unit, telegram_id)
        if held is None:
            raise RoleOver
        if not actor.has_role(STAFF, held.place):
            raise MayNotGrant(held.role)
        if actor.person_id in {held.person_id, held.granted_by}:
            raise SecondPersonNeeded
        await _settle(unit, held, actor.person_id or "", agree, now)
        state = CardState.CONFIRMED if agree else CardState.REFUSED
        await renew_cards(unit, key=proposal_key(held.id), card=CARD, facts=await _card(unit, held, state), cause=state, now=now)
        await _tell_both(unit, held, agreed=agree, no_second=False, now=now)
        await unit.commit()


async def _settle(unit: UnitOfWork, held: Held, by: str, agree: bool, now: datetime) -> None:
    if held.state == ACTIVE:
        raise RoleOver
    done = (
        await unit.appointments.confirm(held.id, by, now)
        if agree
        else await unit.appointments.end(held.id, by=by, reason=NOT_AGREED, now=now)
    )
    if not done:
        raise RoleOver
    if agree:
        await _wake(unit, held, now)


async def _wake(unit: UnitOfWork, held: Held, now: datetime) -> None:
    """From now on there are mornings: the one of the proposal may have found no role yet."""
    if held.telegram_id is not None:
        await unit.schedule.plan(MORNING, str(held.telegram_id), next_morning(now))


async def take_back_proposal(unit: UnitOfWork, held: Held, now: datetime) -> None:
    """Nobody has to decide any more."""
    proposed = ChiefProposed(held.id, await place_name(unit, held.place), held.name, "", CardState.TAKEN_BACK)
    await renew_cards(unit, key=proposal_key(held.id), card=CARD, facts=proposed, cause="ended", now=now)
