"""What nobody decides goes one level up: after 48 hours, or when the one who had it is gone."""

from dataclasses import replace
from datetime import datetime

from bot.actions.residents.binding import REQUEST_WAITS
from bot.actions.residents.common import actor_of, deciders, home_at, put_card, tell
from bot.actions.residents.objections import objection_card, objection_key, put_objection
from bot.actions.residents.requests import put_to_deciders, request_card, request_key, settled_card
from bot.actions.unit import DueItem, UnitOfWork
from bot.rules.residents import REQUEST_PATIENCE, Level, Place, Request, Role, may_decide
from bot.rules.residents.deciding import levels_above
from bot.rules.residents.facts import CardState, HomeAt, RequestMoved
from storage.residents.roles import Held


async def move_up(unit: UnitOfWork, request: Request, now: datetime, *, left: bool = False) -> bool:
    """To the next level at which somebody is; False where there is none above. `left`: nobody is at its level any more."""
    home, building = await home_at(unit, request.home_id)
    above = levels_above(request.level)
    if not above:
        return False
    level, holders = await deciders(unit, building, above, request.telegram_id)
    await unit.schedule.cancel(request.id, REQUEST_WAITS)
    if not await unit.bindings.move_up(request.id, level, now):
        return False
    moved = await unit.bindings.request(request.id)
    assert moved is not None, "a request that was just moved"
    came_from = None if left else request.level
    await _pass_on(unit, moved, home, building, besides=holders, now=now)
    if request.suspended:
        await put_objection(unit, moved, home, holders, now, came_from=came_from)
    else:
        await put_to_deciders(unit, moved, home, holders, now, came_from=came_from)
    facts = RequestMoved(home, level, now, moved.goes_up_at, left)
    key = f"moved:{request.id}:{level}:{now.isoformat()}"
    await tell(unit, request.telegram_id, key=key, card="residents.request_moved", facts=facts, now=now)
    return True


async def _pass_on(unit: UnitOfWork, request: Request, home: HomeAt, building: Place, *, besides: list[int], now: datetime) -> None:
    """Those who had it read who has it now; a card that still waits for the morning is not sent any more."""
    key = objection_key(request.id) if request.suspended else request_key(request.id)
    name = "residents.objection_card" if request.suspended else "residents.request_card"
    card = await objection_card(unit, request, home) if request.suspended else await request_card(unit, request, home)
    for telegram_id in await unit.residents.told(f"{key}:"):
        # whose role ended has been told so already
        if telegram_id in besides or not may_decide(await actor_of(unit, telegram_id), building):
            continue
        if await unit.chats.live(f"{key}:{telegram_id}") is None and await unit.outbox.cancel(f"{key}:{telegram_id}:"):
            continue
        facts, cause = replace(card, passed_to=request.level), f"passed:{now.isoformat()}"
        await put_card(unit, key=key, telegram_id=telegram_id, card=name, facts=facts, cause=cause, now=now)


async def request_waited(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """48 hours without a decision (people.md, By the head)."""
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        request = await unit.bindings.request(item.target)
        if request is not None and request.since + REQUEST_PATIENCE <= now:
            await move_up(unit, request, now)
        await unit.commit()


async def hand_over(unit: UnitOfWork, held: Held, now: datetime) -> int:
    """A head or chief is gone: their cards close, and what waited for them goes up, unless another of them is left."""
    level = {Role.BUILDING_HEAD: Level.BUILDING_HEAD, Role.COMPOUND_CHIEF: Level.COMPOUND_CHIEF}.get(held.role)
    if level is None or held.place.compound_id is None:
        return 0
    buildings = [held.place.id] if held.role is Role.BUILDING_HEAD else None
    waiting = await unit.bindings.requests_in(held.place.compound_id, buildings)
    if held.telegram_id is not None:
        await _close_cards(unit, held.telegram_id, waiting, now)
    if await unit.residents.holders({held.role}, (held.place.id,)):
        return 0
    return sum([await move_up(unit, request, now, left=True) for request in waiting if request.level is level])


async def _close_cards(unit: UnitOfWork, telegram_id: int, waiting: list[Request], now: datetime) -> None:
    """Cards not sent yet are not sent; those that stand say that somebody else has it."""
    actor = await actor_of(unit, telegram_id)
    for request in waiting:
        home, building = await home_at(unit, request.home_id)
        key = objection_key(request.id) if request.suspended else request_key(request.id)
        if may_decide(actor, building):
            continue
        await unit.outbox.cancel(f"{key}:{telegram_id}:")
        if await unit.chats.live(f"{key}:{telegram_id}") is None:
            continue
        if request.suspended:
            card, facts = "residents.objection_card", await objection_card(unit, request, home, CardState.MOVED)
            await put_card(unit, key=key, telegram_id=telegram_id, card=card, facts=facts, cause="moved", now=now)
        else:
            closed = settled_card(request, home, CardState.MOVED)
            await put_card(unit, key=key, telegram_id=telegram_id, card="residents.request_card", facts=closed, cause="moved", now=now)
