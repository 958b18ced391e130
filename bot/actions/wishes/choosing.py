"""A home chooses in private, a tap at a time; each tap is kept, and what stands at the close counts."""

from datetime import datetime

from bot.actions.residents.common import actor_of, arrive, home_of
from bot.actions.unit import UnitOfWork
from bot.actions.wishes.common import homes_in, is_in_charge, renew_cards, sent
from bot.rules.ports import Language
from bot.rules.residents import Actor, BindingState, HomeRef
from bot.rules.residents.facts import HomeAt
from bot.rules.taps import Undone, is_second_half, is_second_undoing
from bot.rules.wishes import WishState, after_tap, check_open, left_of
from bot.rules.wishes.facts import JoinFirst, MyWishes, PickHome, WishDetails, WishPicked
from bot.rules.wishes.violations import NotAtHomeHere, WishesOver, WishesUnknown
from storage.wishes import Pick, Wishes


async def open_mine(
    unit: UnitOfWork, *, menu_id: str, telegram_id: int, language: Language, now: datetime
) -> MyWishes | PickHome | JoinFirst:
    """From a group: the menu in private, with what the home has chosen."""
    async with unit:
        actor = await arrive(unit, telegram_id, language, now)
        shown = await _mine(unit, await sent(unit, menu_id), actor, now=now)
        await unit.commit()
    return shown


async def read_mine(
    unit: UnitOfWork, *, menu_id: str, home_id: str, page: int, telegram_id: int, now: datetime
) -> MyWishes | PickHome | JoinFirst:
    """Also after the close: what one's own home chose is seen again."""
    async with unit:
        return await _mine(unit, await sent(unit, menu_id), await actor_of(unit, telegram_id), home_id=home_id, page=page, now=now)


async def _mine(
    unit: UnitOfWork, one: Wishes, actor: Actor, *, now: datetime, home_id: str = "", page: int = 0
) -> MyWishes | PickHome | JoinFirst:
    if not actor.bindings:
        return JoinFirst(one.compound_id)
    homes = homes_in(actor, one.compound_id)
    if one.state is WishState.CANCELLED:
        raise WishesOver
    if one.state is WishState.OPEN:
        check_open(one.state, one.menu.closes_at, now)
    if not home_id and len(homes) > 1:
        return PickHome(one.menu, tuple([await _at(unit, home) for home in homes]))
    home = _own(homes, home_id)
    if one.state is WishState.CLOSED:
        await _check_lived_there(unit, one, actor, home)
    pick = await unit.wishes.pick_of(one.id, home.id)
    others = pick is not None and pick.person_id not in {None, actor.person_id}
    picked = pick.picked if pick is not None else ()
    return MyWishes(one.menu, one.state, await _at(unit, home), picked, page, others, len(homes) > 1)


def _own(homes: list[HomeRef], home_id: str) -> HomeRef:
    found = next((home for home in homes if home.id == home_id or not home_id), None)
    if found is None:
        raise NotAtHomeHere
    return found


async def _at(unit: UnitOfWork, home: HomeRef) -> HomeAt:
    compound = await unit.compounds.place(home.compound_id)
    assert compound is not None, "a home of a compound that there is"
    return home_of(home, compound)


async def _check_lived_there(unit: UnitOfWork, one: Wishes, actor: Actor, home: HomeRef) -> None:
    """Who moved in after the close sees nothing of what those before them chose."""
    members = await unit.bindings.at_home(one.compound_id, home.id, (BindingState.ACTIVE,))
    mine = [member for member in members if member.person_id == actor.person_id]
    if not any(one.menu.closes_at is not None and member.registered_at < one.menu.closes_at for member in mine):
        raise WishesUnknown


async def pick(
    unit: UnitOfWork, *, menu_id: str, home_id: str, number: int, on: bool, telegram_id: int, received_at: datetime, now: datetime
) -> WishPicked | JoinFirst:
    """One tap. Refused where it does not fit: what it costs, what is left, what is missing."""
    async with unit:
        one = await sent(unit, menu_id, write=True)
        actor = await actor_of(unit, telegram_id)
        if not actor.bindings:
            return JoinFirst(one.compound_id)
        home = _own(homes_in(actor, one.compound_id), home_id)
        check_open(one.state, one.menu.closes_at, received_at)
        before = await unit.wishes.pick_of(one.id, home.id)
        was = before.picked if before is not None else ()
        assert actor.person_id is not None, "somebody with a home"
        if on:
            on = not is_second_undoing(await unit.undone_taps.last(actor.person_id, one.id), number, received_at)
        else:
            on = _is_repeated(before, number, actor, received_at)
        picked = after_tap(one.menu, was, number, on=on)
        if number in was and number not in picked:
            await unit.undone_taps.note(actor.person_id, one.id, Undone(number, received_at))
        if picked != was or before is None:
            await _put(unit, one, home, before, picked, actor=actor, received_at=received_at)
        if bool(picked) is not bool(was):
            await renew_cards(unit, one, now)
        await unit.commit()
    return WishPicked(one.menu.items[number].name, on, left_of(one.menu, picked), first=before is None)


def _is_repeated(before: Pick | None, number: int, actor: Actor, received_at: datetime) -> bool:
    """The second half of a double tap, pressed on a screen that says 「再点一次去掉」 by now."""
    if before is None or before.person_id != actor.person_id:
        return False
    return is_second_half(before.taps, number, before.picked_at, received_at)


async def _put(
    unit: UnitOfWork, one: Wishes, home: HomeRef, before: Pick | None, picked: tuple[int, ...], *, actor: Actor, received_at: datetime
) -> None:
    """Taking something out chooses nothing: its moment is that of what is left."""
    assert actor.person_id is not None, "somebody with a home"
    standing = before.taps if before is not None else ()
    new = [number for number in picked if number not in standing]
    taps = [*(number for number in standing if number in picked), *new]
    at = before.picked_at if before is not None and not new else received_at
    await unit.wishes.pick(one, home.id, person_id=actor.person_id, taps=taps, picked_at=at)


async def read_details(unit: UnitOfWork, *, menu_id: str, home_id: str, telegram_id: int) -> WishDetails:
    """Every item with its unit cost and amount, for whoever lives there or is in charge."""
    async with unit:
        one = await sent(unit, menu_id)
        actor = await actor_of(unit, telegram_id)
        if not await is_in_charge(unit, actor, one.compound_id):
            homes_in(actor, one.compound_id)
            if one.state is WishState.CANCELLED:
                raise WishesOver
    return WishDetails(one.menu, home_id)
