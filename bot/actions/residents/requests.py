"""Binding by the head: a newcomer asks, the head confirms or refuses."""

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.actions.residents.binding import REQUEST_WAITS, settle_in
from bot.actions.residents.common import (
    actor_of,
    as_own,
    first_deciders,
    holders_at,
    home_at,
    in_charge_of,
    is_unnamed_owner,
    owner_names,
    put_card,
    renew_cards,
    tell,
)
from bot.actions.shown import renew_shown
from bot.actions.unit import UnitOfWork
from bot.rules.residents import Actor, BindingState, EndReason, HomeRole, Level, Place, RefusalReason, Request, Via, may_decide, names_match
from bot.rules.residents.deciding import REQUESTS_A_DAY, REQUESTS_PER_HOME, REQUESTS_WAITING, has_passed
from bot.rules.residents.facts import (
    CardState,
    ConfirmAsked,
    Decided,
    HomeAt,
    Joined,
    RefusalAsked,
    RequestAnswered,
    RequestCard,
    RequestRefused,
    RequestStanding,
)
from bot.rules.residents.violations import (
    HomeTaken,
    NotTheDecider,
    OwnerNotOfHome,
    OwnRequest,
    RequestDecided,
    TooManyRequests,
)
from storage.residents.homes import NewBinding

log = structlog.get_logger()


def request_key(binding_id: str) -> str:
    return f"request:{binding_id}"


def standing_key(binding_id: str) -> str:
    """What the newcomer's own screen shows."""
    return f"standing:{binding_id}"


async def put_request(
    unit: UnitOfWork, *, person_id: str, telegram_id: int, home_id: str, role: HomeRole, name: str, now: datetime
) -> RequestStanding:
    """Inside the unit of the step that completes it. Asked twice, the first request stands.

    An owner of whom it was not said which one asks anew, in the place of that registration.
    """
    home, building = await home_at(unit, home_id)
    known = await unit.bindings.living(person_id, home_id)
    anew = known is not None and known.state is BindingState.ACTIVE and role is HomeRole.OWNER and is_unnamed_owner(known)
    if known is not None and not anew:
        return await standing_of(unit, known.binding_id, home)
    await _check_limits(unit, person_id, home_id, now)
    if known is not None:
        await unit.bindings.end(known.binding_id, reason=EndReason.REPLACED, by=person_id, now=now)
    level, holders = await first_deciders(unit, building, telegram_id)
    new = NewBinding(building.compound_id or "", home_id, person_id, role, None, Via.HEAD, BindingState.PENDING, name, level)
    binding_id = await unit.bindings.add(new, now)
    request = await unit.bindings.request(binding_id) if binding_id is not None else None
    if request is None:
        raise HomeTaken(home)
    await put_to_deciders(unit, request, home, holders, now)
    if not await unit.residents.arriving(holders):
        note_nobody(unit, request)
    return await _standing(unit, request, home)


def note_nobody(unit: UnitOfWork, request: Request) -> None:
    """Nobody is there to decide: the operator finds it in the log, and nothing personal."""
    unit.after_commit(lambda: log.warning("request_without_decider", request=request.id))


async def _check_limits(unit: UnitOfWork, person_id: str, home_id: str, now: datetime) -> None:
    if (
        # one account asks for a whole stairway
        await unit.bindings.count_waiting(person_id=person_id) >= REQUESTS_WAITING
        # or again and again
        or await unit.bindings.count_asked(person_id, now - timedelta(days=1)) >= REQUESTS_A_DAY
        # or many accounts ask for one home
        or await unit.bindings.count_waiting(home_id=home_id) >= REQUESTS_PER_HOME
    ):
        raise TooManyRequests


async def standing_of(unit: UnitOfWork, binding_id: str, home: HomeAt) -> RequestStanding:
    """HomeTaken when it is not a request any more."""
    request = await unit.bindings.request(binding_id)
    if request is None:
        raise HomeTaken(home)
    return await _standing(unit, request, home)


async def _standing(unit: UnitOfWork, request: Request, home: HomeAt) -> RequestStanding:
    own = await as_own(unit, home, request.compound_id, request.person_id)
    return RequestStanding(request.id, own, request.role, request.level, request.since, request.goes_up_at, request.suspended)


async def put_to_deciders(
    unit: UnitOfWork, request: Request, home: HomeAt, holders: list[int], now: datetime, *, came_from: Level | None = None
) -> None:
    """Cards to those who have it now, and when it goes up."""
    facts = replace(await request_card(unit, request, home), came_from=came_from)
    for telegram_id in holders:
        cause = f"{request.level}:{now.isoformat()}"
        await put_card(
            unit, key=request_key(request.id), telegram_id=telegram_id, card="residents.request_card", facts=facts, cause=cause, now=now
        )
    if request.goes_up_at is not None:
        await unit.schedule.plan(REQUEST_WAITS, request.id, request.goes_up_at, request.compound_id)


async def request_card(unit: UnitOfWork, request: Request, home: HomeAt, state: CardState = CardState.WAITS) -> RequestCard:
    owners = await owner_names(unit, request.home_id) if request.role is HomeRole.OWNER else ()
    matches = any(names_match(request.typed_name, owner.name) for owner in owners)
    return RequestCard(
        request.id, home, request.role, request.typed_name, matches, owners, request.since, request.level, request.goes_up_at, state
    )


async def checked_request(unit: UnitOfWork, binding_id: str, telegram_id: int) -> tuple[Request, HomeAt, Place, Actor]:
    """For a decider of that building, and nobody's own; RequestDecided once it does not wait any more."""
    request = await unit.bindings.request(binding_id)
    actor = await actor_of(unit, telegram_id)
    if request is None:
        raise RequestDecided
    home, building = await home_at(unit, request.home_id)
    if not may_decide(actor, building):
        raise NotTheDecider(home)
    if request.person_id == actor.person_id:
        raise OwnRequest
    return request, await in_charge_of(unit, home, actor), building, actor


async def read_request(unit: UnitOfWork, *, binding_id: str, telegram_id: int) -> RequestCard:
    async with unit:
        request, home, building, actor = await checked_request(unit, binding_id, telegram_id)
        return replace(await request_card(unit, request, home), passed_to=await passed_to(unit, actor, building, request))


async def passed_to(unit: UnitOfWork, actor: Actor, building: Place, request: Request) -> Level | None:
    """Who has it now that was this person's to decide; None where it still is, or nobody else is there."""
    passed = has_passed(actor, building, request.level)
    holders = await holders_at(unit, building, request.level, request.telegram_id) if passed else []
    return request.level if await unit.residents.arriving(holders) else None


async def read_refusal(unit: UnitOfWork, *, binding_id: str, telegram_id: int) -> RefusalAsked:
    async with unit:
        request, home, _, _ = await checked_request(unit, binding_id, telegram_id)
        return RefusalAsked(request.id, home)


async def confirm_request(
    unit: UnitOfWork, *, binding_id: str, owner_id: str | None, telegram_id: int, now: datetime, sure: bool = False
) -> Decided | ConfirmAsked:
    """An owner is confirmed as one roster owner of the home; where the roster names none, as an owner who cannot vote yet.

    Where the choice looks like a slip of the thumb it is asked about first: a wrong account would vote in that owner's place.
    """
    async with unit:
        request, home, _, actor = await checked_request(unit, binding_id, telegram_id)
        owner = await _chosen_owner(unit, request, home, owner_id)
        doubt = None if sure or request.suspended else await _doubt(unit, request, home, owner)
        if doubt is not None:
            return doubt
        if request.suspended or not await unit.bindings.confirm(request.id, owner_id=owner, by=actor.person_id, now=now):
            raise RequestDecided
        await unit.schedule.cancel(request.id, REQUEST_WAITS)
        joined = await settle_in(unit, request.id, now, by_letter=True)
        card = await _settle_cards(unit, request, home, CardState.CONFIRMED, now=now, joined=joined)
        await unit.commit()
    return Decided(home, CardState.CONFIRMED, card, joined.owner)


async def _chosen_owner(unit: UnitOfWork, request: Request, home: HomeAt, owner_id: str | None) -> str | None:
    if request.role is not HomeRole.OWNER:
        return None
    owners = await owner_names(unit, request.home_id)
    if owners and owner_id not in {owner.id for owner in owners}:
        raise OwnerNotOfHome(home)
    return owner_id if owners else None


async def _doubt(unit: UnitOfWork, request: Request, home: HomeAt, owner_id: str | None) -> ConfirmAsked | None:
    """What speaks against this owner: another name was typed, or somebody else is them already."""
    owner = next((one for one in await owner_names(unit, request.home_id) if one.id == owner_id), None)
    if owner is None:
        return None
    matches = names_match(request.typed_name, owner.name)
    has_account = await unit.bindings.is_somebody(request.compound_id, owner.id, besides=request.person_id)
    if matches and not has_account:
        return None
    return ConfirmAsked(request.id, home, request.typed_name, owner, matches, has_account)


async def refuse_request(unit: UnitOfWork, *, binding_id: str, reason: RefusalReason, telegram_id: int, now: datetime) -> Decided:
    async with unit:
        request, home, _, actor = await checked_request(unit, binding_id, telegram_id)
        if request.suspended or not await unit.bindings.refuse(request.id, reason=reason, by=actor.person_id or "", now=now):
            raise RequestDecided
        await unit.bindings.restore_replaced(request.id)
        await unit.schedule.cancel(request.id, REQUEST_WAITS)
        facts = RequestRefused(await as_own(unit, home, request.compound_id, request.person_id), reason, request.level)
        await tell(unit, request.telegram_id, key=f"refused:{request.id}", card="residents.request_refused", facts=facts, now=now)
        card = await _settle_cards(unit, request, home, CardState.REFUSED, now=now)
        await unit.commit()
    return Decided(home, CardState.REFUSED, card)


async def _settle_cards(
    unit: UnitOfWork, request: Request, home: HomeAt, state: CardState, *, now: datetime, joined: Joined | None = None
) -> RequestCard:
    """Every card of it says what was decided; the name that was typed is not repeated."""
    facts = settled_card(request, home, state, joined.owner if joined else "")
    await tell_newcomers_screen(unit, request, home, state, now)
    await renew_cards(unit, key=request_key(request.id), card="residents.request_card", facts=facts, cause=state, now=now)
    return facts


async def tell_newcomers_screen(unit: UnitOfWork, request: Request, home: HomeAt, state: CardState, now: datetime) -> None:
    """The newcomer's own screens say what became of it: their buttons are for somebody who waits."""
    own = await as_own(unit, home, request.compound_id, request.person_id)
    facts = RequestAnswered(own, request.role, state, now)
    await renew_shown(unit, standing_key(request.id), card="residents.request_answered", facts=facts, cause=state, now=now)


def settled_card(request: Request, home: HomeAt, state: CardState, owner: str = "") -> RequestCard:
    return RequestCard(request.id, home, request.role, owner, False, (), request.since, request.level, None, state)


async def drop_request(unit: UnitOfWork, request: Request, now: datetime) -> None:
    """The newcomer took it back, or a slip was faster: nobody has to decide any more."""
    home, _ = await home_at(unit, request.home_id)
    await unit.schedule.cancel(request.id, REQUEST_WAITS)
    await _settle_cards(unit, request, home, CardState.TAKEN_BACK, now=now)
