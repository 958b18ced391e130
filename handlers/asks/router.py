"""Renovations: what was asked of them, the next ask, and what changed because of it."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.asks import renovating, telling
from bot.rules.votes.drafts import DRAFTERS
from handlers.asks import cards
from handlers.asks.callbacks import BeginRenovation, DropRenovation, ListRenovations, PublishChanges, ShowRenovation, TellChanges
from handlers.context import Context, answer
from handlers.forms import FormStep, HasWords
from handlers.menus import MenuItem
from handlers.screens import Screen
from messages import asks as texts
from messages.asks.labels import label

MENU = (
    MenuItem(
        lambda language: label(language, "renovations"),
        ListRenovations(),
        lambda actor: bool(actor.active_bindings) or any(one.role in DRAFTERS for one in actor.appointments),
    ),
)


async def _show(query: CallbackQuery, context: Context, screen: Screen, said: str | None = None) -> AnswerCallbackQuery:
    message = query.message
    private = message is not None and message.chat.id == context.actor.telegram_id
    await context.show(screen, replace=message.message_id if private and message is not None else None)
    return answer(query, said)


async def listed(query: CallbackQuery, callback_data: ListRenovations, context: Context) -> AnswerCallbackQuery:
    facts = await renovating.read_renovations(context.read(), telegram_id=query.from_user.id)
    return await _show(query, context, cards.renovation_list(facts, context.language))


async def begun(query: CallbackQuery, callback_data: BeginRenovation, context: Context) -> AnswerCallbackQuery:
    choices = await renovating.begin(context.uow(), telegram_id=query.from_user.id, place_id=callback_data.place, now=context.now())
    screen = cards.ask_title(context.language) if choices is None else cards.pick_place(choices, context.language)
    return await _show(query, context, screen)


async def title_typed(_message: Message, context: Context, words: str) -> None:
    assert context.form is not None
    me, form = context.actor.telegram_id, context.form
    view = await renovating.write_title(context.uow(), telegram_id=me, form=form, typed=words, now=context.now())
    await context.show(cards.renovation_view(view, context.language))


async def opened(query: CallbackQuery, callback_data: ShowRenovation, context: Context) -> AnswerCallbackQuery:
    me, renovation = query.from_user.id, callback_data.renovation
    view = await renovating.read_renovation(context.read(), telegram_id=me, renovation_id=renovation, now=context.now())
    return await _show(query, context, cards.renovation_view(view, context.language))


async def dropping(query: CallbackQuery, callback_data: DropRenovation, context: Context) -> AnswerCallbackQuery:
    me, renovation = query.from_user.id, callback_data.renovation
    if callback_data.sure:
        await renovating.drop(context.uow(), telegram_id=me, renovation_id=renovation)
        facts = await renovating.read_renovations(context.read(), telegram_id=me)
        return await _show(query, context, cards.renovation_list(facts, context.language), texts.renovation_dropped(context.language))
    view = await renovating.read_droppable(context.read(), telegram_id=me, renovation_id=renovation, now=context.now())
    return await _show(query, context, cards.drop_asked(view, context.language))


async def changes_wanted(query: CallbackQuery, callback_data: TellChanges, context: Context) -> AnswerCallbackQuery:
    me, renovation, ask = query.from_user.id, callback_data.renovation, callback_data.ask
    facts = await telling.ask_changes(context.uow(), telegram_id=me, renovation_id=renovation, ask_id=ask, now=context.now())
    return await _show(query, context, cards.write_changes(facts, context.language))


async def changes_typed(_message: Message, context: Context, words: str) -> None:
    """Typed once more under what was shown it takes its place."""
    assert context.form is not None
    me, form = context.actor.telegram_id, context.form
    facts = await telling.write_changes(context.uow(), telegram_id=me, form=form, typed=words, now=context.now())
    await context.show(cards.changes_shown(facts, context.language))


async def published(query: CallbackQuery, callback_data: PublishChanges, context: Context) -> AnswerCallbackQuery:
    view = await telling.publish(
        context.uow(),
        telegram_id=query.from_user.id,
        form=context.form,
        renovation_id=callback_data.renovation,
        ask_id=callback_data.ask,
        mark=callback_data.mark,
        now=context.now(),
    )
    return await _show(query, context, cards.renovation_view(view, context.language), texts.changes_sent(context.language))


def build_router() -> Router:
    router = Router(name="asks")
    presses = router.callback_query.register
    presses(listed, ListRenovations.filter())
    presses(begun, BeginRenovation.filter())
    presses(opened, ShowRenovation.filter())
    presses(dropping, DropRenovation.filter())
    presses(changes_wanted, TellChanges.filter())
    presses(published, PublishChanges.filter())
    router.message.register(title_typed, FormStep(renovating.BEGINNING), HasWords())
    router.message.register(changes_typed, FormStep(telling.TELLING), HasWords())
    return router
