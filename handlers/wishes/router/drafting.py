"""What those in charge press, type and send while a menu is written."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.wishes import closing
from bot.actions.wishes import drafting as actions
from bot.rules.wishes import WishStep
from bot.rules.wishes.facts import ItemAsked, PickCompound, WishDesk
from bot.rules.wishes.violations import WishDraftGone
from handlers.context import Context, answer, show_here
from handlers.forms import FormStep, HasWords
from handlers.screens import Screen
from handlers.wishes import cards
from handlers.wishes.callbacks import (
    AddItem,
    AskWish,
    BeginWishes,
    DropWishes,
    OpenDesk,
    PickUnit,
    PickWishClosing,
    PreviewWishes,
    RemoveItem,
    SendWishes,
    UndoItems,
    UseTable,
)
from handlers.wishes.forms import HasTable, SomethingElse
from messages import wishes as texts

# Asked for by a button of their own; the parts of an item follow one another.
_ASKED = frozenset({WishStep.BUDGET, WishStep.CLOSING, WishStep.FILE})


def _zone(context: Context) -> ZoneInfo:
    return ZoneInfo(context.facts.timezone)


def _screen(facts: ItemAsked | WishDesk, context: Context) -> Screen:
    return cards.wish_desk(facts, context.language) if isinstance(facts, WishDesk) else cards.ask_item(facts, context.language)


async def begun(query: CallbackQuery, callback_data: BeginWishes, context: Context) -> AnswerCallbackQuery:
    facts = await actions.begin(context.uow(), telegram_id=query.from_user.id, place_id=callback_data.place, now=context.now())
    if isinstance(facts, PickCompound):
        return await show_here(query, context, cards.pick_compound(facts, context.language))
    return await show_here(query, context, cards.wish_desk(facts, context.language))


async def desk_opened(query: CallbackQuery, callback_data: OpenDesk, context: Context) -> AnswerCallbackQuery:
    facts = await actions.open_desk(context.uow(), telegram_id=query.from_user.id, menu_id=callback_data.menu)
    return await show_here(query, context, cards.wish_desk(facts, context.language))


async def item_wanted(query: CallbackQuery, callback_data: AddItem, context: Context) -> AnswerCallbackQuery:
    item = {"kind": callback_data.kind.value}
    return await _ask(query, context, callback_data.menu, WishStep.NAME, item)


async def asked(query: CallbackQuery, callback_data: AskWish, context: Context) -> AnswerCallbackQuery:
    if callback_data.step not in _ASKED:
        raise WishDraftGone
    return await _ask(query, context, callback_data.menu, callback_data.step, None)


async def _ask(query: CallbackQuery, context: Context, menu: str, step: WishStep, item: dict[str, str] | None) -> AnswerCallbackQuery:
    me, now = query.from_user.id, context.now()
    facts = await actions.ask(context.uow(), telegram_id=me, menu_id=menu, step=step, zone=_zone(context), now=now, item=item)
    return await show_here(query, context, cards.ask_item(facts, context.language))


async def words_typed(message: Message, context: Context, words: str) -> None:
    facts = await actions.type_words(
        context.uow(), telegram_id=context.actor.telegram_id, form=context.form, typed=words, zone=_zone(context), now=context.now()
    )
    await context.show(_screen(facts, context))


async def something_else_sent(message: Message, context: Context) -> None:
    """The question once more."""
    facts = await actions.read_asked(
        context.read(), telegram_id=context.actor.telegram_id, form=context.form, zone=_zone(context), now=context.now()
    )
    await context.show(cards.ask_item(facts, context.language))


async def unit_picked(query: CallbackQuery, callback_data: PickUnit, context: Context) -> AnswerCallbackQuery:
    facts = await actions.pick_unit(
        context.uow(),
        telegram_id=query.from_user.id,
        menu_id=callback_data.menu,
        number=callback_data.unit,
        zone=_zone(context),
        now=context.now(),
    )
    return await show_here(query, context, cards.ask_item(facts, context.language))


async def closing_picked(query: CallbackQuery, callback_data: PickWishClosing, context: Context) -> AnswerCallbackQuery:
    facts = await actions.set_closing(
        context.uow(),
        telegram_id=query.from_user.id,
        menu_id=callback_data.menu,
        closes_at=_moment(callback_data.at),
        now=context.now(),
    )
    return await show_here(query, context, cards.wish_desk(facts, context.language))


def _moment(minutes: int) -> datetime:
    try:
        return datetime.fromtimestamp(minutes * 60, UTC)
    except (OverflowError, OSError, ValueError):
        raise WishDraftGone from None


async def removing(query: CallbackQuery, callback_data: RemoveItem, context: Context) -> AnswerCallbackQuery:
    me, menu = query.from_user.id, callback_data.menu
    if callback_data.item < 0:
        asked_which = await actions.read_removing(context.read(), telegram_id=me, menu_id=menu)
        return await show_here(query, context, cards.remove_asked(asked_which, context.language))
    facts = await actions.remove(
        context.uow(), telegram_id=me, menu_id=menu, number=callback_data.item, stamp=callback_data.stamp, now=context.now()
    )
    return await show_here(query, context, cards.wish_desk(facts, context.language))


async def undone(query: CallbackQuery, callback_data: UndoItems, context: Context) -> AnswerCallbackQuery:
    facts = await actions.undo(context.uow(), telegram_id=query.from_user.id, menu_id=callback_data.menu, now=context.now())
    return await show_here(query, context, cards.wish_desk(facts, context.language))


async def table_sent(_message: Message, context: Context, file_id: str, file_name: str, size: int) -> None:
    """What was read of it is shown when it is read."""
    await actions.send_table(
        context.uow(),
        telegram_id=context.actor.telegram_id,
        form=context.form,
        file_id=file_id,
        file_name=file_name,
        size=size,
        now=context.now(),
    )


async def table_used(query: CallbackQuery, callback_data: UseTable, context: Context) -> AnswerCallbackQuery:
    facts = await actions.use_table(
        context.uow(), telegram_id=query.from_user.id, menu_id=callback_data.menu, stamp=callback_data.stamp, now=context.now()
    )
    return await show_here(query, context, cards.wish_desk(facts, context.language))


async def previewed(query: CallbackQuery, callback_data: PreviewWishes, context: Context) -> AnswerCallbackQuery:
    facts = await actions.read_preview(context.read(), telegram_id=query.from_user.id, menu_id=callback_data.menu)
    return await show_here(query, context, cards.wish_preview(facts, context.language))


async def sent(query: CallbackQuery, callback_data: SendWishes, context: Context) -> AnswerCallbackQuery:
    menu, me = callback_data.menu, query.from_user.id
    groups, in_the_morning = await actions.send(context.uow(), telegram_id=me, menu_id=menu, stamp=callback_data.stamp, now=context.now())
    view = await closing.read_view(context.read(), menu_id=menu, telegram_id=me, now=context.now())
    await show_here(query, context, cards.wish_view(view, context.language))
    return answer(query, texts.wish_sent(context.language, groups=groups, in_the_morning=in_the_morning), alert=True)


async def dropping(query: CallbackQuery, callback_data: DropWishes, context: Context) -> AnswerCallbackQuery:
    menu, me = callback_data.menu, query.from_user.id
    if not callback_data.sure:
        asked_twice = await actions.read_dropping(context.read(), telegram_id=me, menu_id=menu)
        return await show_here(query, context, cards.drop_asked(asked_twice, context.language))
    await actions.drop(context.uow(), telegram_id=me, menu_id=menu)
    return await show_here(query, context, cards.draft_dropped(context.language))


def register(router: Router) -> None:
    presses = router.callback_query.register
    presses(begun, BeginWishes.filter())
    presses(desk_opened, OpenDesk.filter())
    presses(item_wanted, AddItem.filter())
    presses(asked, AskWish.filter())
    presses(unit_picked, PickUnit.filter())
    presses(closing_picked, PickWishClosing.filter())
    presses(removing, RemoveItem.filter())
    presses(undone, UndoItems.filter())
    presses(table_used, UseTable.filter())
    presses(previewed, PreviewWishes.filter())
    presses(sent, SendWishes.filter())
    presses(dropping, DropWishes.filter())
    router.message.register(table_sent, FormStep(actions.DRAFTING, WishStep.FILE), HasTable())
    router.message.register(words_typed, FormStep(actions.DRAFTING), HasWords())
    router.message.register(something_else_sent, FormStep(actions.DRAFTING), SomethingElse())
