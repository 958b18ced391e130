"""A menu ends: at its time, before it, or taken back. What homes chose is ranked once."""

from datetime import datetime, timedelta

from bot.actions.papers import PAPER_FADES
from bot.actions.residents.common import tell
from bot.actions.unit import DueItem, UnitOfWork
from bot.actions.wishes.common import CLOSE, DRAW, end_cards, homes_in, in_charge, standing
from bot.actions.wishes.drafting import keep_for_a_week
from bot.rules.few import is_told
from bot.rules.letters import Lane, Letter, OnUnknown
from bot.rules.ports import Language
from bot.rules.residents import Actor
from bot.rules.wishes import WishState, check_retractable, lacks, rank
from bot.rules.wishes.facts import EndAsked, WishDesk, WishPicture, WishResult, WishRetraction, WishView
from bot.rules.wishes.violations import NotAtHomeHere, NotConfirmedYet, TooLateToRetract, WishesOver
from storage.groups import Group
from storage.wishes import Wishes

GONE = "wishes.wish_gone"
# The result is read first: what comes after it pushes it up on an open screen.
RESULT_IS_READ = timedelta(seconds=20)
# A picture of it is of no use any more after this time.
PICTURE_WAITS = timedelta(days=1)
# On the disk for longer than any letter with it may wait.
PICTURE_KEPT = timedelta(days=2)


async def close_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """Holds the menu first: a tap that came in time is in, or waits for nothing."""
    async with unit:
        one = await unit.wishes.held(item.target)
        if not await unit.schedule.finish(item.id, now):
            return
        if one is not None and one.state is WishState.OPEN:
            await _close(unit, one, by=None, now=now)
        await unit.commit()


async def read_view(unit: UnitOfWork, *, menu_id: str, telegram_id: int, now: datetime) -> WishView:
    async with unit:
        one, actor = await in_charge(unit, menu_id, telegram_id, write=False)
        return await _view(unit, one, actor, now)


async def _view(unit: UnitOfWork, one: Wishes, actor: Actor, now: datetime) -> WishView:
    is_open = one.state is WishState.OPEN
    answered = await unit.wishes.count(one.id) if is_open else one.answered
    return WishView(one.menu, one.state, answered, one.rows, is_open and await _is_retractable(unit, one, now), _lives_there(one, actor))


async def _is_retractable(unit: UnitOfWork, one: Wishes, now: datetime) -> bool:
    try:
        check_retractable(one.created_at, now, tapped=bool(await unit.wishes.count(one.id, tapped=True)))
    except TooLateToRetract:
        return False
    return True


def _lives_there(one: Wishes, actor: Actor) -> bool:
    try:
        return bool(homes_in(actor, one.compound_id))
    except (NotAtHomeHere, NotConfirmedYet):
        return False


async def retract(unit: UnitOfWork, *, menu_id: str, telegram_id: int, now: datetime) -> WishDesk:
    """「撤回」: sent by mistake, it leaves nothing behind, and is a draft again, of whoever took it back."""
    async with unit:
        one, actor = await in_charge(unit, menu_id, telegram_id)
        if one.state is not WishState.OPEN:
            raise WishesOver
        check_retractable(one.created_at, now, tapped=bool(await unit.wishes.count(one.id, tapped=True)))
        groups = await standing(unit, one)
        await unit.outbox.cancel(f"wishes:{one.id}:")
        letters = [
            Letter(f"gone:{key}:{now.isoformat()}", group.chat_id, GONE, WishRetraction(one.id), lane=Lane.CARD, live_key=key)
            for key, group in groups.items()
        ]
        await unit.mailing.put_all(letters, now)
        await unit.schedule.cancel(one.id)
        await unit.wishes.change(one.compound_id, one.id, state=WishState.DRAFT, created_by=actor.person_id, created_at=now)
        await keep_for_a_week(unit, one.id, one.compound_id, now)
        await unit.commit()
    return WishDesk(one.menu, lacks(one.menu), one.before is not None)


async def read_ending(unit: UnitOfWork, *, menu_id: str, telegram_id: int, cancel: bool) -> EndAsked:
    async with unit:
        one, _ = await in_charge(unit, menu_id, telegram_id, write=False)
        if one.state is not WishState.OPEN:
            raise WishesOver
        return EndAsked(one.menu, await unit.wishes.count(one.id), cancel)


async def end_now(unit: UnitOfWork, *, menu_id: str, telegram_id: int, cancel: bool, now: datetime) -> WishView:
    """「提前截止」 ranks what there is; 「收回」 ranks nothing and keeps nothing."""
    async with unit:
        one, actor = await in_charge(unit, menu_id, telegram_id)
        if one.state is not WishState.OPEN:
            raise WishesOver
        assert actor.person_id is not None, "somebody with a role"
        await unit.schedule.cancel(one.id, CLOSE)
        if cancel:
            await unit.wishes.cancel(one, by=actor.person_id, now=now)
            await unit.undone_taps.forget(one.id)
            await end_cards(unit, one, WishState.CANCELLED, 0, now)
        else:
            await _close(unit, one, by=actor.person_id, now=now)
        ended = await unit.wishes.wishes(one.id)
        assert ended is not None, "a menu that was just held"
        shown = await _view(unit, ended, actor, now)
        await unit.commit()
    return shown


async def _close(unit: UnitOfWork, one: Wishes, *, by: str | None, now: datetime) -> None:
    picks = await unit.wishes.picks(one.id)
    rows = rank(one.menu, (pick.picked for pick in picks)) if is_told(len(picks)) else ()
    await unit.wishes.close(one, rows, len(picks), by=by, now=now)
    await unit.undone_taps.forget(one.id)
    told = await end_cards(unit, one, WishState.CLOSED, len(picks), now)
    result = WishResult(one.menu, len(picks), rows)
    letters = [
        Letter(
            _result_key(one, group),
            group.chat_id,
            "wishes.wish_result",
            result,
            lane=Lane.CARD,
            night_waits=True,
            on_unknown=OnUnknown.RENEW,
        )
        for group in told
    ]
    await unit.mailing.put_all(letters, now)
    drafter = await unit.residents.account(one.created_by)
    await tell(unit, drafter, key=f"wishes-counted:{one.id}", card="wishes.wish_counted", facts=result, now=now)
    if rows and told:
        await unit.jobs.queue(DRAW, {"menu": one.id}, now, compound_id=one.compound_id)


def _result_key(one: Wishes, group: Group) -> str:
    return f"wishes-result:{one.id}:{group.id}"


# the picture
async def read_drawing(unit: UnitOfWork, *, menu_id: str) -> tuple[WishResult, tuple[tuple[Group, Language | None], ...]] | None:
    """What is drawn for whom; None when there is nothing to draw."""
    async with unit:
        one = await unit.wishes.wishes(menu_id)
        if one is None or one.state is not WishState.CLOSED or not one.rows:
            return None
        told = []
        for group in await unit.groups.of_compound(one.compound_id):
            if await unit.outbox.arrives(_result_key(one, group)):
                chat = await unit.chats.chat(group.chat_id)
                told.append((group, chat.language if chat is not None else None))
    return WishResult(one.menu, one.answered, one.rows), tuple(told)


async def post_picture(unit: UnitOfWork, *, result: WishResult, group: Group, sha256: str, now: datetime) -> None:
    """Written twice it is posted once."""
    async with unit:
        letter = Letter(
            f"wishes-picture:{result.menu.menu_id}:{group.id}",
            group.chat_id,
            "wishes.wish_picture",
            WishPicture(result.menu.menu_id, result.menu.compound, sha256),
            lane=Lane.BULK,
            not_before=now + RESULT_IS_READ,
            expires_at=now + PICTURE_WAITS,
            night_waits=True,
            on_unknown=OnUnknown.RENEW,
        )
        await unit.outbox.put(letter, now)
        await unit.schedule.plan(PAPER_FADES, sha256, now + PICTURE_KEPT)
        await unit.commit()
