"""What nobody decides goes one level up: after 48 hours, or when the one who had it is gone."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.actions.residents.binding import REQUEST_WAITS
from bot.actions.residents.common import actor_of, as_own, card_of, close_card, deciders, holders_at, home_at, put_card, tell
from bot.actions.residents.objections import objection_card, objection_key, put_objection
from bot.actions.residents.requests import note_nobody, put_to_deciders, request_card, request_key, settled_card, standing_key, standing_of
from bot.actions.shown import renew_shown
from bot.actions.unit import DueItem, UnitOfWork
from bot.rules.residents import REQUEST_PATIENCE, Level, Place, Request, may_decide
from bot.rules.residents.deciding import Passed, hardest, level_of, levels_above
from bot.rules.residents.facts import CardState, HomeAt, ObjectionCard, RequestCard, RequestMoved
from storage.residents.roles import PROPOSED, Held

HANDING_OVER = "residents.hand_over"
# Requests handed over in one transaction: more would hold the writer for longer than 250 ms (design.md, How an update flows).
AT_ONCE = 10


async def move_up(unit: UnitOfWork, request: Request, now: datetime, *, left: bool = False) -> Passed:
    """To the next level at which somebody is. `left`: nobody is at its level any more."""
    home, building = await home_at(unit, request.home_id)
    above = levels_above(request.level)
    if not above:
        return Passed.NOTHING
    level, holders = await deciders(unit, building, above, request.telegram_id)
    await unit.schedule.cancel(request.id, REQUEST_WAITS)
    if not await unit.bindings.move_up(request.id, level, now):
        return Passed.NOTHING
    moved = await unit.bindings.request(request.id)
    assert moved is not None, "a request that was just moved"
    reached = bool(await unit.residents.arriving(holders))
    await _pass_on(unit, moved, home, building, besides=holders, to=level if reached else None, now=now)
    await _put(unit, moved, home, holders, now, came_from=None if left else request.level)
    await _tell_newcomer(unit, moved, home, now, left=left, nobody=not reached)
    return Passed.UP if reached else Passed.NOBODY


async def _put(unit: UnitOfWork, request: Request, home: HomeAt, holders: list[int], now: datetime, *, came_from: Level | None) -> None:
    put = put_objection if request.suspended else put_to_deciders
    await put(unit, request, home, holders, now, came_from=came_from)


async def _tell_newcomer(unit: UnitOfWork, request: Request, home: HomeAt, now: datetime, *, left: bool, nobody: bool) -> None:
    """Who has it now, or that nobody has."""
    own = await as_own(unit, home, request.compound_id, request.person_id)
    facts = RequestMoved(own, request.level, now, request.goes_up_at, left, nobody)
    key = f"moved:{request.id}:{'nobody' if nobody else request.level}:{now.isoformat()}"
    await tell(unit, request.telegram_id, key=key, card="residents.request_moved", facts=facts, now=now)
    if nobody:
        note_nobody(unit, request)
    elif not request.suspended:
        standing = await standing_of(unit, request.id, home)
        cause = f"moved:{now.isoformat()}"
        await renew_shown(unit, standing_key(request.id), card="residents.request_standing", facts=standing, cause=cause, now=now)


async def _pass_on(
    unit: UnitOfWork, request: Request, home: HomeAt, building: Place, *, besides: list[int], to: Level | None, now: datetime
) -> None:
    """Those who had it read who has it now (None: nobody else); a card that still waits for the morning is not sent any more."""
    key = objection_key(request.id) if request.suspended else request_key(request.id)
    name = "residents.objection_card" if request.suspended else "residents.request_card"
    card = await objection_card(unit, request, home) if request.suspended else await request_card(unit, request, home)
    for telegram_id in await unit.residents.told(f"{key}:"):
        # whose role ended has been told so already
        if telegram_id in besides or not may_decide(await actor_of(unit, telegram_id), building):
            continue
        if to is not None and await unit.chats.live(f"{key}:{telegram_id}") is None and await unit.outbox.cancel(f"{key}:{telegram_id}:"):
            continue
        facts, cause = replace(card, passed_to=to), f"passed:{now.isoformat()}"
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


async def hand_over(unit: UnitOfWork, held: Held, now: datetime, *, after: str = "") -> Passed:
    """A decider is gone: their cards close; what waited for them is for whoever is left at its level, else for the level above.

    Some at a time, by their ids from `after` on: the next step is planned with this one.
    """
    level = level_of(held.role)
    if level is None or held.state == PROPOSED:
        return Passed.NOTHING
    had = await _had(unit, held.telegram_id)
    waiting = [one for one in await unit.bindings.requests_under([held.place.id]) if one.level is level or one.id in had]
    waiting = sorted((one for one in waiting if one.id > after), key=lambda one: one.id)
    some = waiting[:AT_ONCE]
    passed = {request.id: await _take_over(unit, request, now) for request in some if request.level is level}
    if held.telegram_id is not None:
        await _close_cards(unit, held.telegram_id, [one for one in some if one.id in had], passed, now)
    if len(waiting) > AT_ONCE:
        await unit.schedule.plan(HANDING_OVER, f"{held.id}:{some[-1].id}", now, held.place.compound_id)
    return hardest(passed.values())


async def hand_over_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """`item.target` is the appointment that ended, and the last request of the step before."""
    appointment_id, _, after = item.target.partition(":")
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        held = await unit.appointments.ever(appointment_id)
        if held is not None:
            await hand_over(unit, held, now, after=after)
        await unit.commit()


async def _had(unit: UnitOfWork, telegram_id: int | None) -> set[str]:
    """Of which requests cards were written to this account."""
    if telegram_id is None:
        return set()
    keys = [*await unit.residents.keys_told(telegram_id, request_key("")), *await unit.residents.keys_told(telegram_id, objection_key(""))]
    return {key.split(":")[1] for key in keys}


async def count_handed_over(unit: UnitOfWork, held: Held) -> tuple[int, int]:
    """(requests that would move up with this role, requests that nobody else is there to decide)."""
    level = level_of(held.role)
    if level is None or held.state == PROPOSED:
        return 0, 0
    found = Counter(one.building_id for one in await unit.bindings.requests_under([held.place.id]) if one.level is level)
    up = stranded = 0
    for building_id, building in (await unit.compounds.places_by_id(found)).items():
        others = await holders_at(unit, building, level, held.telegram_id)
        if not await unit.residents.arriving(others):
            _, above = await deciders(unit, building, levels_above(level), None)
            reached = bool(await unit.residents.arriving(above))
            up, stranded = up + found[building_id] * reached, stranded + found[building_id] * (not reached)
    return up, stranded


async def _take_over(unit: UnitOfWork, request: Request, now: datetime) -> Passed:
    """Whoever else is at its level may have come after the card, or never got it."""
    home, building = await home_at(unit, request.home_id)
    holders = await holders_at(unit, building, request.level, request.telegram_id)
    reached = bool(await unit.residents.arriving(holders))
    if not reached and levels_above(request.level):
        return await move_up(unit, request, now, left=True)
    lacking = [one for one in holders if not await _has_card(unit, request, one)]
    await _put(unit, request, home, lacking, now, came_from=None)
    if not reached:
        await _tell_newcomer(unit, request, home, now, left=True, nobody=True)
    return Passed.COLLEAGUE if reached else Passed.NOBODY


async def _has_card(unit: UnitOfWork, request: Request, telegram_id: int) -> bool:
    key = objection_key(request.id) if request.suspended else request_key(request.id)
    kind: type[ObjectionCard] | type[RequestCard] = ObjectionCard if request.suspended else RequestCard
    card: ObjectionCard | RequestCard | None = await card_of(unit, key=key, telegram_id=telegram_id, kind=kind)
    return card is not None and card.state is CardState.WAITS and card.passed_to is None


async def _close_cards(unit: UnitOfWork, telegram_id: int, cards: list[Request], passed: Mapping[str, Passed], now: datetime) -> None:
    actor = await actor_of(unit, telegram_id)
    buildings = await unit.compounds.places_by_id({request.building_id for request in cards})
    for request in cards:
        if may_decide(actor, buildings[request.building_id]):
            continue
        home, _ = await home_at(unit, request.home_id)
        state = CardState.ORPHANED if passed.get(request.id) is Passed.NOBODY else CardState.MOVED
        if request.suspended:
            key, name, card = objection_key(request.id), "residents.objection_card", await objection_card(unit, request, home, state)
            await close_card(unit, key=key, telegram_id=telegram_id, card=name, facts=card, now=now)
        else:
            key, closed = request_key(request.id), settled_card(request, home, state)
            await close_card(unit, key=key, telegram_id=telegram_id, card="residents.request_card", facts=closed, now=now)
