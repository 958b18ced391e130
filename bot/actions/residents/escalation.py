"""What nobody decides goes one level up: after 48 hours, or when the one who had it is gone."""

from datetime import datetime

from bot.actions.residents.binding import REQUEST_WAITS
from bot.actions.residents.common import deciders, home_at, tell
from bot.actions.residents.objections import put_objection
from bot.actions.residents.requests import put_to_deciders
from bot.actions.unit import DueItem, UnitOfWork
from bot.rules.residents import REQUEST_PATIENCE, Level, Place, Request, Role
from bot.rules.residents.deciding import levels_above
from bot.rules.residents.facts import RequestMoved


async def move_up(unit: UnitOfWork, request: Request, now: datetime) -> bool:
    """To the next level at which somebody is; False where there is none above."""
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
    if request.suspended:
        await put_objection(unit, moved, home, holders, now)
    else:
        await put_to_deciders(unit, moved, home, holders, now)
    facts = RequestMoved(home, level, now, moved.goes_up_at)
    key = f"moved:{request.id}:{level}:{now.isoformat()}"
    await tell(unit, request.telegram_id, key=key, card="residents.request_moved", facts=facts, now=now)
    return True


async def request_waited(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """48 hours without a decision (people.md, By the head)."""
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        request = await unit.bindings.request(item.target)
        if request is not None and request.since + REQUEST_PATIENCE <= now:
            await move_up(unit, request, now)
        await unit.commit()


async def move_up_without(unit: UnitOfWork, place: Place, role: Role, now: datetime) -> int:
    """A head or chief is gone: what waited for them goes up, unless another of them is left."""
    level = {Role.BUILDING_HEAD: Level.BUILDING_HEAD, Role.COMPOUND_CHIEF: Level.COMPOUND_CHIEF}.get(role)
    if level is None or place.compound_id is None or await unit.residents.holders({role}, (place.id,)):
        return 0
    waiting = await unit.bindings.requests_in(place.compound_id, [place.id] if role is Role.BUILDING_HEAD else None)
    moved = [await move_up(unit, request, now) for request in waiting if request.level is level]
    return sum(moved)
