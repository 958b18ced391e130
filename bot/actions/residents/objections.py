"""A member of the home does not know a newcomer: suspended at once, until somebody decides."""

from dataclasses import replace
from datetime import datetime

from bot.actions.residents.binding import REQUEST_WAITS, end_binding
from bot.actions.residents.common import as_own, first_deciders, home_at, put_card, renew_cards, tell
from bot.actions.residents.guests import tell_inviter
from bot.actions.residents.requests import checked_request, passed_to
from bot.actions.unit import UnitOfWork
from bot.rules.residents import BindingState, EndReason, HomeRole, Level, Request
from bot.rules.residents.deciding import OBJECTION_SPAN
from bot.rules.residents.facts import (
    BindingSuspendedTold,
    CardState,
    Decided,
    EndAsked,
    HomeAt,
    ObjectionCard,
    ObjectionMade,
    ObjectionSettled,
)
from bot.rules.residents.violations import NotOfThisHome, ObjectionTooLate, OwnRequest, RequestDecided
from storage.residents.homes import Member


def objection_key(binding_id: str) -> str:
    return f"objection:{binding_id}"


async def object_to(unit: UnitOfWork, *, binding_id: str, telegram_id: int, now: datetime) -> ObjectionMade:
    """By somebody who was at the home before; pressed twice it is one objection."""
    async with unit:
        member = await unit.bindings.member(binding_id)
        person_id = await unit.residents.person(telegram_id)
        if member is None or person_id is None or not await _is_elder(unit, member, person_id):
            raise NotOfThisHome
        home, building = await home_at(unit, member.home_id)
        if member.state is BindingState.SUSPENDED and await unit.bindings.objector(binding_id) == person_id:
            level = member.level or Level.STAFF
        else:
            await _check_may_object(unit, member, person_id, home, now)
            level, holders = await first_deciders(unit, building, member.telegram_id)
            await unit.bindings.object(member, person_id, now)
            if await unit.bindings.suspend(binding_id, level, now):
                await _put_suspended(unit, member, home, holders, now)
                await tell_inviter(unit, member.binding_id, home, level, CardState.WAITS, objectors=[person_id], now=now)
        await unit.commit()
    return ObjectionMade(binding_id, home, level)


async def _put_suspended(unit: UnitOfWork, member: Member, home: HomeAt, holders: list[int], now: datetime) -> None:
    request = await unit.bindings.request(member.binding_id)
    assert request is not None, "a binding that was just suspended"
    await put_objection(unit, request, home, holders, now)
    key = f"suspended:{member.binding_id}:{now.isoformat()}"
    told = BindingSuspendedTold(await as_own(unit, home, member.compound_id, member.person_id), request.level, member.role)
    await tell(unit, member.telegram_id, key=key, card="residents.binding_suspended", facts=told, now=now)


async def check_may_know(unit: UnitOfWork, *, binding_id: str, telegram_id: int) -> None:
    """「认识」: by whoever could also object."""
    async with unit:
        member = await unit.bindings.member(binding_id)
        person_id = await unit.residents.person(telegram_id)
        if member is None or person_id is None or not await _is_elder(unit, member, person_id):
            raise NotOfThisHome


async def _is_elder(unit: UnitOfWork, newcomer: Member, person_id: str) -> bool:
    """Registered at the home, and before the newcomer."""
    own = await unit.bindings.living(person_id, newcomer.home_id)
    return (
        own is not None
        and own.binding_id != newcomer.binding_id
        and own.state is BindingState.ACTIVE
        and own.registered_at <= newcomer.registered_at
    )


async def _check_may_object(unit: UnitOfWork, member: Member, person_id: str, home: HomeAt, now: datetime) -> None:
    if member.state not in {BindingState.ACTIVE, BindingState.SUSPENDED}:
        raise RequestDecided
    if now - member.registered_at > OBJECTION_SPAN:
        raise ObjectionTooLate(home)
    if await unit.bindings.objected_before(member.binding_id, person_id):
        raise RequestDecided


async def put_objection(
    unit: UnitOfWork, request: Request, home: HomeAt, holders: list[int], now: datetime, *, came_from: Level | None = None
) -> None:
    facts = replace(await objection_card(unit, request, home), came_from=came_from)
    for telegram_id in holders:
        cause = f"{request.level}:{now.isoformat()}"
        await put_card(
            unit, key=objection_key(request.id), telegram_id=telegram_id, card="residents.objection_card", facts=facts, cause=cause, now=now
        )
    if request.goes_up_at is not None:
        await unit.schedule.plan(REQUEST_WAITS, request.id, request.goes_up_at, request.compound_id)


async def objection_card(unit: UnitOfWork, request: Request, home: HomeAt, state: CardState = CardState.WAITS) -> ObjectionCard:
    member = await unit.bindings.member(request.id)
    assert member is not None, "a request has its binding"
    owner = member.owner if member.role is HomeRole.OWNER else ""
    goes_up_at = request.goes_up_at if state is CardState.WAITS else None
    return ObjectionCard(
        request.id, home, request.role, owner, member.via, member.registered_at, request.since, request.level, goes_up_at, state
    )


async def read_objection(unit: UnitOfWork, *, binding_id: str, telegram_id: int) -> ObjectionCard:
    async with unit:
        request, home, building, actor = await checked_request(unit, binding_id, telegram_id)
        return replace(await objection_card(unit, request, home), passed_to=await passed_to(unit, actor, building, request))


async def withdraw_objection(unit: UnitOfWork, *, binding_id: str, telegram_id: int, now: datetime) -> ObjectionSettled:
    """「撤回」: it was a mistake. The newcomer votes again at once."""
    async with unit:
        request = await unit.bindings.request(binding_id)
        person_id = await unit.residents.person(telegram_id)
        if request is None or not request.suspended or person_id != await unit.bindings.objector(binding_id):
            raise RequestDecided
        home, _ = await home_at(unit, request.home_id)
        await _resume(unit, request, home, CardState.TAKEN_BACK, by=person_id, now=now)
        await unit.commit()
    return ObjectionSettled(home, kept=True, to_newcomer=False, withdrawn=True)


async def _checked_objection(unit: UnitOfWork, binding_id: str, telegram_id: int) -> tuple[Request, HomeAt, str | None]:
    """With the person who decides: not the one who objected."""
    request, home, _, actor = await checked_request(unit, binding_id, telegram_id)
    if not request.suspended:
        raise RequestDecided
    if actor.person_id == await unit.bindings.objector(binding_id):
        raise OwnRequest
    return request, home, actor.person_id


async def read_objection_ending(unit: UnitOfWork, *, binding_id: str, telegram_id: int) -> EndAsked:
    """「解除」: why? There is no way back but to register again."""
    async with unit:
        request, home, _ = await _checked_objection(unit, binding_id, telegram_id)
        card = await objection_card(unit, request, home)
        return EndAsked(binding_id, home, card.role, card.owner, own=False)


async def settle_objection(unit: UnitOfWork, *, binding_id: str, end: EndReason | None, telegram_id: int, now: datetime) -> Decided:
    """The confirmer decides: the newcomer stays, or the binding ends for a reason."""
    async with unit:
        request, home, by = await _checked_objection(unit, binding_id, telegram_id)
        if end is None:
            card = await _resume(unit, request, home, CardState.KEPT, by=by, now=now)
        else:
            card = await _end(unit, request, home, end, by=by, now=now)
        await unit.commit()
    return Decided(home, CardState.KEPT if end is None else CardState.ENDED, card)


async def _resume(unit: UnitOfWork, request: Request, home: HomeAt, state: CardState, *, by: str | None, now: datetime) -> ObjectionCard:
    facts = await objection_card(unit, request, home, state)
    if not await unit.bindings.resume(request.id):
        raise RequestDecided
    await unit.schedule.cancel(request.id, REQUEST_WAITS)
    withdrawn = state is CardState.TAKEN_BACK
    objectors = await unit.bindings.settle_objections(request.id, "withdrawn" if withdrawn else "kept", by, now)
    await renew_cards(
        unit, key=objection_key(request.id), card="residents.objection_card", facts=facts, cause=f"{state}:{now.isoformat()}", now=now
    )
    own = await as_own(unit, home, request.compound_id, request.person_id)
    settled = ObjectionSettled(own, kept=True, to_newcomer=True, withdrawn=withdrawn, role=request.role)
    key = f"settled:{request.id}:{now.isoformat()}"
    await tell(unit, request.telegram_id, key=key, card="residents.objection_settled", facts=settled, now=now)
    if not withdrawn:
        await _tell_objectors(unit, objectors, ObjectionSettled(home, kept=True, to_newcomer=False), key, now)
    await tell_inviter(unit, request.id, home, request.level, state, objectors=objectors, now=now)
    return facts


async def _end(unit: UnitOfWork, request: Request, home: HomeAt, reason: EndReason, *, by: str | None, now: datetime) -> ObjectionCard:
    facts = await objection_card(unit, request, home, CardState.ENDED)
    member = await unit.bindings.member(request.id)
    objectors = await unit.bindings.settle_objections(request.id, "ended", by, now)
    if member is None or not await end_binding(unit, member, reason=reason, by=by, now=now, told=True):
        raise RequestDecided
    await renew_cards(unit, key=objection_key(request.id), card="residents.objection_card", facts=facts, cause="ended", now=now)
    await _tell_objectors(unit, objectors, ObjectionSettled(home, kept=False, to_newcomer=False), f"settled:{request.id}", now)
    await tell_inviter(unit, member.binding_id, home, request.level, CardState.ENDED, objectors=objectors, now=now)
    return facts


async def _tell_objectors(unit: UnitOfWork, people: list[str], facts: ObjectionSettled, key: str, now: datetime) -> None:
    for person_id in people:
        await tell(unit, await unit.residents.account(person_id), key=key, card="residents.objection_settled", facts=facts, now=now)
