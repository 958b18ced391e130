"""The menu, help, the language, stopping a form: what works at any time."""

import structlog
from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions import residents as actions
from bot.rules.residents import DECIDERS, STAFF, Actor, Role
from bot.rules.residents.facts import HelpAsked, HelpFrom, HelpSent, HelpTopic
from handlers.context import Context, answer
from handlers.forms import TO_CALL, TO_HELP, TO_MENU, TO_STOP, FormStep, Said, is_left_for_the_menu
from handlers.menus import FindHome, MenuItem, OpenHeads, OpenMenu, OpenSlips, StopForm
from handlers.residents.callbacks import (
    CallHelp,
    ChooseLanguage,
    HelpWhere,
    OpenHelp,
    ShowLanguages,
    ShowMyData,
    ShowMyHomes,
    ShowRequests,
    TakeHelp,
)
from handlers.residents.cards import serving as cards
from handlers.residents.router.filters import Words, message_of
from messages import residents as texts
from messages.residents.labels import label

log = structlog.get_logger()


def _decides(actor: Actor) -> bool:
    return any(one.role in DECIDERS for one in actor.appointments)


def _grants(actor: Actor) -> bool:
    return any(one.role in STAFF or one.role is Role.COMPOUND_CHIEF for one in actor.appointments)


# In the order of the menu: what waits for somebody, their own home, what they look after, then what everybody has.
MENU_FIRST = (
    MenuItem(lambda language: label(language, "requests"), ShowRequests(), _decides),
    MenuItem(lambda language: label(language, "i_live_here"), FindHome(), lambda actor: not actor.bindings and not actor.is_staff),
    MenuItem(lambda language: label(language, "my_home"), ShowMyHomes(), lambda actor: bool(actor.bindings)),
)
MENU_LAST = (
    MenuItem(
        lambda language: label(language, "heads"),
        OpenHeads(),
        _grants,
    ),
    MenuItem(lambda language: label(language, "slips"), OpenSlips(), lambda actor: actor.is_staff),
    MenuItem(lambda language: label(language, "how"), OpenHelp(), lambda actor: True),
    MenuItem(lambda language: label(language, "help"), CallHelp(), lambda actor: True),
    MenuItem(lambda language: label(language, "my_data"), ShowMyData(), lambda actor: actor.person_id is not None),
    MenuItem(lambda language: label(language, "language"), ShowLanguages(), lambda actor: True),
)


async def show_menu(context: Context, menu: tuple[MenuItem, ...], *, replace: int | None = None, words: str | None = None) -> None:
    """Who somebody is may just have changed, so it is read anew."""
    telegram_id = context.actor.telegram_id
    who = await actions.read_who_i_am(context.read(), telegram_id=telegram_id, now=context.now())
    actor = await actions.read_actor(context.read(), telegram_id=telegram_id)
    await context.show(cards.menu(who, actor, menu, context.language, words=words), replace=replace)


async def menu_opened(query: CallbackQuery, callback_data: OpenMenu, context: Context, menu: tuple[MenuItem, ...]) -> AnswerCallbackQuery:
    await _stop_question(context)
    await show_menu(context, menu, replace=message_of(query))
    return answer(query)


async def menu_asked(message: Message, context: Context, menu: tuple[MenuItem, ...]) -> None:
    await _stop_question(context)
    await show_menu(context, menu)


async def _stop_question(context: Context) -> None:
    """Later words are not sent to the helper, or taken as a name."""
    if is_left_for_the_menu(context.form):
        await actions.stop_form(context.uow(), telegram_id=context.actor.telegram_id, now=context.now())


async def form_stopped(query: CallbackQuery, callback_data: StopForm, context: Context, menu: tuple[MenuItem, ...]) -> AnswerCallbackQuery:
    stopped = await actions.stop_form(context.uow(), telegram_id=query.from_user.id, now=context.now())
    replace = message_of(query)
    await show_menu(context, menu, replace=replace, words=texts.stopped(context.language, facts=stopped))
    return answer(query)


async def stop_asked(message: Message, context: Context, menu: tuple[MenuItem, ...]) -> None:
    stopped = await actions.stop_form(context.uow(), telegram_id=context.actor.telegram_id, now=context.now())
    await show_menu(context, menu, words=texts.stopped(context.language, facts=stopped))


# help
async def _help_page(context: Context, replace: int | None) -> None:
    who = await actions.read_who_i_am(context.read(), telegram_id=context.actor.telegram_id, now=context.now())
    asked = await actions.read_help(context.read(), telegram_id=context.actor.telegram_id, now=context.now())
    await context.show(cards.help_page(who, asked, context.language), replace=replace)


async def help_opened(query: CallbackQuery, callback_data: OpenHelp, context: Context) -> AnswerCallbackQuery:
    await _help_page(context, message_of(query))
    return answer(query)


async def help_page_asked(message: Message, context: Context) -> None:
    await _stop_question(context)
    await _help_page(context, None)


async def help_called(query: CallbackQuery, callback_data: CallHelp, context: Context) -> AnswerCallbackQuery:
    replace = message_of(query)
    if callback_data.topic is None:
        asked = await actions.open_help(context.uow(), telegram_id=query.from_user.id, now=context.now())
        await context.show(cards.help_asked(asked, context.language), replace=replace)
    elif callback_data.topic is HelpTopic.DATA:
        asked = await actions.open_help(context.uow(), telegram_id=query.from_user.id, now=context.now(), topic=HelpTopic.DATA)
        await context.show(cards.data_wrong_asked(asked, context.language), replace=replace)
    else:
        await _call(context, callback_data.topic, "", replace)
    return answer(query)


async def help_place_chosen(query: CallbackQuery, callback_data: HelpWhere, context: Context) -> AnswerCallbackQuery:
    topic = callback_data.topic
    asked = await actions.choose_where(
        context.uow(),
        telegram_id=query.from_user.id,
        place_id=callback_data.place,
        page=callback_data.page,
        topic=topic,
        now=context.now(),
    )
    words = cards.data_wrong_asked if topic is HelpTopic.DATA else cards.help_asked
    await context.show(words(asked, context.language), replace=message_of(query))
    return answer(query)


async def help_words_typed(message: Message, context: Context, words: str) -> None:
    topic = HelpTopic(context.form.facts.get("topic", HelpTopic.OWN_WORDS)) if context.form is not None else HelpTopic.OWN_WORDS
    await _call(context, topic, words, None)


async def help_word_said(message: Message, context: Context) -> None:
    """「帮忙」 typed instead of pressed."""
    asked = await actions.open_help(context.uow(), telegram_id=context.actor.telegram_id, now=context.now())
    await context.show(cards.help_asked(asked, context.language))


async def _call(context: Context, topic: HelpTopic, words: str, replace: int | None) -> None:
    sent = await actions.call_for_help(context.uow(), telegram_id=context.actor.telegram_id, topic=topic, words=words, now=context.now())
    if isinstance(sent, HelpAsked):
        await context.show(cards.help_asked(sent, context.language), replace=replace)
        return
    _log_for_operator(sent)
    await context.show(cards.help_sent(sent, context.language), replace=replace)


def _log_for_operator(sent: HelpSent) -> None:
    """Nobody here can help: the operator finds the error's code in the log, and nothing personal."""
    if sent.to is HelpFrom.OPERATOR:
        log.warning("help_wanted", code=sent.code)


async def help_taken(query: CallbackQuery, callback_data: TakeHelp, context: Context) -> AnswerCallbackQuery:
    await actions.take_help(context.uow(), call_id=callback_data.call, telegram_id=query.from_user.id, now=context.now())
    return answer(query, texts.help_taken(context.language))


# language
async def languages_opened(query: CallbackQuery, callback_data: ShowLanguages, context: Context) -> AnswerCallbackQuery:
    await context.show(cards.languages(context.language), replace=message_of(query))
    return answer(query)


async def languages_asked(message: Message, context: Context) -> None:
    await context.show(cards.languages(context.language))


async def language_chosen(
    query: CallbackQuery, callback_data: ChooseLanguage, context: Context, menu: tuple[MenuItem, ...]
) -> AnswerCallbackQuery:
    chosen = callback_data.language
    await actions.choose_language(context.uow(), telegram_id=query.from_user.id, language=chosen, now=context.now())
    context.language = chosen
    await show_menu(context, menu, replace=message_of(query))
    return answer(query, texts.language_chosen(chosen, chosen=chosen))


def register(router: Router) -> None:
    router.message.register(menu_asked, Said(*TO_MENU, in_forms=True))
    router.message.register(help_page_asked, Said(*TO_HELP, in_forms=True))
    router.message.register(help_word_said, Said(*TO_CALL, in_forms=True))
    router.message.register(languages_asked, Said("language", "语言"))
    router.message.register(stop_asked, Said(*TO_STOP, in_forms=True))
    router.callback_query.register(menu_opened, OpenMenu.filter())
    router.callback_query.register(form_stopped, StopForm.filter())
    router.callback_query.register(help_opened, OpenHelp.filter())
    router.callback_query.register(help_called, CallHelp.filter())
    router.callback_query.register(help_place_chosen, HelpWhere.filter())
    router.callback_query.register(help_taken, TakeHelp.filter())
    router.callback_query.register(languages_opened, ShowLanguages.filter())
    router.callback_query.register(language_chosen, ChooseLanguage.filter())


def register_words(router: Router) -> None:
    router.message.register(help_words_typed, FormStep("residents.help", "words"), Words())
