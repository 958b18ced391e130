"""How a binding ends: its person leaves, or the confirmer says that the home was sold or they moved."""

from datetime import datetime

from bot.actions.residents.binding import end_binding
from bot.actions.residents.common import actor_of, as_own, home_at, renew_cards
from bot.actions.residents.objections import objection_card, objection_key
from bot.actions.residents.requests import drop_request
from bot.actions.unit import UnitOfWork
from bot.rules.residents import BindingState, EndReason, may_decide
from bot.rules.residents.facts import CardState, EndAsked, HomeAt, HomePeople, MemberLine
from bot.rules.residents.violations import HomeUnknown, NotOfThisHome, NotTheDecider, OwnRequest, RequestDecided
from storage.residents.homes import Member


async def leave_home(unit: UnitOfWork, *, binding_id: str, telegram_id: int, now: datetime, waited: bool = False) -> EndAsked:
    """The person's own wish; a request that waits is taken back the same way. What was ended is the answer.

    `waited`: they were asked about such a request. Once it is confirmed nothing ends, and the answer is what to ask instead.
    """
    async with unit:
        member = await _own(unit, binding_id, telegram_id)
        ended = await _leaving(unit, member)
        if waited and not ended.waits:
            return ended
        await leave(unit, member, now)
        if member.state is BindingState.PENDING:
            await unit.bindings.restore_replaced(member.binding_id)
        await unit.commit()
    return ended


async def leave(unit: UnitOfWork, member: Member, now: datetime) -> None:
    """Inside a unit: the binding ends, and whoever had a card of it sees that there is nothing to decide."""
    request = await unit.bindings.request(member.binding_id)
    card = None
    if request is not None and request.suspended:
        home, _ = await home_at(unit, member.home_id)
        card = await objection_card(unit, request, home, CardState.ENDED)
    reason = EndReason.WITHDRAWN if member.state is BindingState.PENDING else EndReason.LEFT
    await end_binding(unit, member, reason=reason, by=member.person_id, now=now, told=False)
    if card is not None:
        key = objection_key(member.binding_id)
        await renew_cards(unit, key=key, card="residents.objection_card", facts=card, cause="left", now=now)
    elif request is not None:
        await drop_request(unit, request, now)


async def _own(unit: UnitOfWork, binding_id: str, telegram_id: int) -> Member:
    member = await unit.bindings.member(binding_id)
    if member is None or member.telegram_id != telegram_id:
        raise NotOfThisHome
    if member.state in {BindingState.ENDED, BindingState.REFUSED}:
        raise RequestDecided
    return member


async def read_leaving(unit: UnitOfWork, *, binding_id: str, telegram_id: int) -> EndAsked:
    async with unit:
        return await _leaving(unit, await _own(unit, binding_id, telegram_id))


async def _leaving(unit: UnitOfWork, member: Member) -> EndAsked:
    home, _ = await home_at(unit, member.home_id)
    home = await as_own(unit, home, member.compound_id, member.person_id)
    return EndAsked(member.binding_id, home, member.role, member.owner, own=True, waits=member.state is BindingState.PENDING)


async def read_home_people(unit: UnitOfWork, *, home_id: str, telegram_id: int) -> HomePeople:
    """Who is registered at a home, for the heads, chiefs and staff who decide about it."""
    async with unit:
        home, building = await home_at(unit, home_id)
        if not may_decide(await actor_of(unit, telegram_id), building):
            raise NotTheDecider(home)
        members = await unit.bindings.at_home(building.compound_id or "", home_id)
        dropped = await unit.roster_work.dropped_owners(building.compound_id or "")
        numbers = _numbers(members)
        rest = {one.binding_id: (one.binding_id in dropped, numbers.get(one.binding_id, 0)) for one in members}
        lines = [MemberLine(one.binding_id, one.role, one.owner, one.state, one.registered_at, *rest[one.binding_id]) for one in members]
        return HomePeople(home, tuple(lines))


def _numbers(members: list[Member]) -> dict[str, int]:
    """Those who read alike, counted from the oldest: two accounts of one owner must be told apart before one of them ends."""
    found: dict[str, int] = {}
    for role, owner in {(one.role, one.owner) for one in members}:
        alike = [one.binding_id for one in members if (one.role, one.owner) == (role, owner)]
        found |= {binding_id: number for number, binding_id in enumerate(alike, 1)} if len(alike) > 1 else {}
    return found


async def read_ending(unit: UnitOfWork, *, binding_id: str, reason: EndReason | None, telegram_id: int) -> EndAsked:
    """Asked twice: which reason, then whether it is sure."""
    async with unit:
        member, home = await _decided_by(unit, binding_id, telegram_id)
        number = _numbers(await unit.bindings.at_home(member.compound_id, member.home_id)).get(binding_id, 0)
        return EndAsked(binding_id, home, member.role, member.owner, own=False, reason=reason, number=number)


async def end_by_decider(unit: UnitOfWork, *, binding_id: str, reason: EndReason, telegram_id: int, now: datetime) -> HomeAt:
    async with unit:
        member, home = await _decided_by(unit, binding_id, telegram_id)
        by = await unit.residents.person(telegram_id)
        if not await end_binding(unit, member, reason=reason, by=by, now=now, told=True):
            raise RequestDecided
        await unit.commit()
    return home


async def _decided_by(unit: UnitOfWork, binding_id: str, telegram_id: int) -> tuple[Member, HomeAt]:
    member = await unit.bindings.member(binding_id)
    if member is None:
        raise HomeUnknown
    home, building = await home_at(unit, member.home_id)
    if not may_decide(await actor_of(unit, telegram_id), building):
        raise NotTheDecider(home)
    if member.telegram_id == telegram_id:
        raise OwnRequest
    if member.state is not BindingState.ACTIVE:
        raise RequestDecided
    return member, home
