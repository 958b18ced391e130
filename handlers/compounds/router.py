"""The clerk sends a file, looks at what it would change, and settles what is open."""

from typing import Any

from aiogram import Router
from aiogram.filters import BaseFilter
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.compounds import clerk, deciding, files
from bot.rules.compounds import RosterChoice
from bot.rules.residents import STAFF
from bot.rules.rosters import RosterFormatUnread, UnreadFormat
from handlers.compounds import cards
from handlers.compounds.callbacks import (
    CompoundChosen,
    GapAnswered,
    GapsOpened,
    ImportConfirmed,
    ImportUndone,
    MissingOpened,
    NameDecided,
    NamesOpened,
    RetireAsked,
)
from handlers.context import Context, answer
from handlers.forms import FormStep
from handlers.menus import MenuItem, OpenRoster
from handlers.screens import Screen
from messages.compounds.labels import label

MENU = (MenuItem(lambda language: label(language, "roster"), OpenRoster(), lambda actor: actor.is_staff),)


class RosterFile(BaseFilter):
    """A file or a picture that staff send in private while no other form waits for one."""

    async def __call__(self, message: Message, context: Context) -> bool:
        if message.chat.type != "private" or not any(one.role in STAFF for one in context.actor.appointments):
            return False
        waits = context.form is not None and not context.form.name.startswith("compounds.")
        return not waits and (message.document is not None or message.photo is not None)


async def roster_sent(message: Message, context: Context) -> None:
    if message.document is None:
        raise RosterFormatUnread(UnreadFormat.PICTURE, "")
    document = message.document
    choice = await files.take_file(
        context.uow(),
        telegram_id=context.actor.telegram_id,
        file_id=document.file_id,
        file_name=document.file_name or "",
        size=document.file_size or 0,
        language=context.language,
        now=context.now(),
    )
    await context.show(
        cards.roster_choice(choice, context.language) if choice else cards.reading(context.language, document.file_name or "")
    )


async def compound_chosen(query: CallbackQuery, callback_data: CompoundChosen, context: Context) -> AnswerCallbackQuery:
    await files.choose_compound(context.uow(), telegram_id=query.from_user.id, compound_id=callback_data.place, now=context.now())
    return await _shown(query, context, cards.reading(context.language, ""))


async def roster_opened(query: CallbackQuery, callback_data: OpenRoster, context: Context) -> AnswerCallbackQuery:
    facts = await clerk.read_roster_screen(
        context.read(), telegram_id=query.from_user.id, compound_id=callback_data.place, language=context.language
    )
    words = (
        cards.roster_choice(facts, context.language) if isinstance(facts, RosterChoice) else cards.roster_overview(facts, context.language)
    )
    return await _shown(query, context, words)


async def import_confirmed(query: CallbackQuery, context: Context) -> AnswerCallbackQuery:
    await files.confirm_import(context.uow(), telegram_id=query.from_user.id, now=context.now())
    return await _shown(query, context, cards.importing(context.language))


async def import_undone(query: CallbackQuery, callback_data: ImportUndone, context: Context) -> AnswerCallbackQuery:
    after = await files.undo_import(context.uow(), telegram_id=query.from_user.id, compound_id=callback_data.place, now=context.now())
    return await _shown(query, context, cards.roster_overview(after, context.language))


async def gaps_opened(query: CallbackQuery, callback_data: GapsOpened, context: Context) -> AnswerCallbackQuery:
    facts = await deciding.read_gap(context.read(), telegram_id=query.from_user.id, compound_id=callback_data.place)
    return await _shown(query, context, cards.question(facts, context.language))


async def gap_answered(query: CallbackQuery, callback_data: GapAnswered, context: Context) -> AnswerCallbackQuery:
    where = {"compound_id": callback_data.place, "gap_id": callback_data.gap, "step": callback_data.how}
    facts = await deciding.ask_about_gap(context.uow(), telegram_id=query.from_user.id, **where, now=context.now())
    return await _shown(query, context, cards.gap_asked(facts, context.language, callback_data.how))


async def area_typed(message: Message, context: Context) -> None:
    facts = await deciding.fill_gap(context.uow(), telegram_id=context.actor.telegram_id, text=message.text or "", now=context.now())
    await context.show(cards.question(facts, context.language))


async def strike_typed(message: Message, context: Context) -> None:
    facts = await deciding.strike_gap(context.uow(), telegram_id=context.actor.telegram_id, text=message.text or "", now=context.now())
    await context.show(cards.question(facts, context.language))


async def names_opened(query: CallbackQuery, callback_data: NamesOpened, context: Context) -> AnswerCallbackQuery:
    facts = await deciding.read_name(context.read(), telegram_id=query.from_user.id, compound_id=callback_data.place)
    return await _shown(query, context, cards.question(facts, context.language))


async def name_decided(query: CallbackQuery, callback_data: NameDecided, context: Context) -> AnswerCallbackQuery:
    facts = await deciding.decide_name(
        context.uow(),
        telegram_id=query.from_user.id,
        compound_id=callback_data.place,
        first_home=callback_data.home,
        same=callback_data.same,
        now=context.now(),
    )
    return await _shown(query, context, cards.question(facts, context.language))


async def missing_opened(query: CallbackQuery, callback_data: MissingOpened, context: Context) -> AnswerCallbackQuery:
    facts = await deciding.read_missing(
        context.read(), telegram_id=query.from_user.id, compound_id=callback_data.place, after=callback_data.after
    )
    return await _shown(query, context, cards.question(facts, context.language))


async def retire_asked(query: CallbackQuery, callback_data: RetireAsked, context: Context) -> AnswerCallbackQuery:
    home = await deciding.ask_to_retire(
        context.uow(), telegram_id=query.from_user.id, compound_id=callback_data.place, home_id=callback_data.home, now=context.now()
    )
    return await _shown(query, context, cards.retire_asked(context.language, home))


async def retire_typed(message: Message, context: Context) -> None:
    facts = await deciding.retire_home(context.uow(), telegram_id=context.actor.telegram_id, text=message.text or "", now=context.now())
    await context.show(cards.question(facts, context.language))


async def _shown(query: CallbackQuery, context: Context, screen: Screen) -> AnswerCallbackQuery:
    await context.show(screen, replace=query.message.message_id if query.message is not None else None)
    return answer(query)


class Words(BaseFilter):
    """Typed words, not a command: a command leaves the form."""

    async def __call__(self, message: Message) -> bool:
        return bool(message.text) and not str(message.text).startswith("/")


PRESSES: tuple[tuple[Any, Any], ...] = (
    (roster_opened, OpenRoster),
    (compound_chosen, CompoundChosen),
    (import_confirmed, ImportConfirmed),
    (import_undone, ImportUndone),
    (gaps_opened, GapsOpened),
    (gap_answered, GapAnswered),
    (names_opened, NamesOpened),
    (name_decided, NameDecided),
    (missing_opened, MissingOpened),
    (retire_asked, RetireAsked),
)


def build_router() -> Router:
    router = Router(name="compounds")
    for handler, data in PRESSES:
        router.callback_query.register(handler, data.filter())
    router.message.register(area_typed, FormStep(deciding.GAP_FORM, deciding.AREA), Words())
    router.message.register(strike_typed, FormStep(deciding.GAP_FORM, deciding.STRIKE), Words())
    router.message.register(retire_typed, FormStep(deciding.RETIRE_FORM, deciding.RETIRE), Words())
    router.message.register(roster_sent, RosterFile())
    return router
