"""The clerk sends a file, looks at what it would change, and settles what is open."""

from typing import Any

from aiogram import Router
from aiogram.filters import BaseFilter
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.compounds import clerk, files, forgetting, gaps, missing, names, undoing
from bot.rules.compounds import AllDone, FileRead, GapQuestion, NameQuestion, OtherImportSince, RosterChoice, Settling
from bot.rules.residents import STAFF
from bot.rules.rosters import RosterFormatUnread, UnreadFormat
from bot.rules.rosters.areas import parse_area
from handlers.compounds import cards
from handlers.compounds.callbacks import (
    AreaTaken,
    CompoundAdded,
    CompoundChosen,
    CompoundDoubted,
    GapAnswered,
    GapsOpened,
    ImportConfirmed,
    ImportUndone,
    MissingOpened,
    NameDecided,
    NamesOpened,
    RetireAsked,
    SettlingUndone,
    TitledAdded,
)
from handlers.context import Context, answer
from handlers.forms import FormStep, StrayWords, is_staff_table, waits_for_words
from handlers.menus import MenuItem, OpenGaps, OpenRoster
from handlers.screens import Screen
from messages import compounds as texts
from messages.compounds.labels import label

MENU = (MenuItem(lambda language: label(language, "roster"), OpenRoster(), lambda actor: actor.is_staff),)


class RosterFile(BaseFilter):
    """A file or a picture that staff send in private while no other form waits for one."""

    async def __call__(self, message: Message, context: Context) -> bool:
        if message.chat.type != "private" or not any(one.role in STAFF for one in context.actor.appointments):
            return False
        form = context.form
        if message.document is None and form is not None and form.name in {gaps.FORM, gaps.DOUBT, missing.FORM}:
            return False  # no roster is waited for, and no picture
        waits = form is not None and not form.name.startswith("compounds.")
        # Where only a button is waited for, a table is what it is elsewhere.
        waits = waits and (waits_for_words(form) or not is_staff_table(message, context))
        return not waits and (message.document is not None or message.photo is not None)


async def roster_sent(message: Message, context: Context) -> None:
    if message.document is None:
        raise RosterFormatUnread(UnreadFormat.PICTURE, "")
    document = message.document
    taken = await files.take_file(
        context.uow(),
        telegram_id=context.actor.telegram_id,
        file_id=document.file_id,
        file_name=document.file_name or "",
        size=document.file_size or 0,
        language=context.language,
        now=context.now(),
    )
    if isinstance(taken, RosterChoice):
        await _ask_which(context, taken)
    else:
        await _say_reading(context, taken)


async def _say_reading(context: Context, read: FileRead, replace: int | None = None) -> None:
    """The message becomes the preview; where that was faster, it goes."""
    shown = await context.show(cards.reading(context.language, read.file_name), replace=replace)
    if shown is None:
        return
    me, now = context.actor.telegram_id, context.now()
    if not await files.note_reading(context.uow(), telegram_id=me, file=read.file, message_id=shown, now=now):
        await context.show(Screen("", delete=True), replace=shown)


async def _ask_which(context: Context, choice: RosterChoice) -> None:
    """A question about a file that was sent before says that this one came."""
    me, language = context.actor.telegram_id, context.language
    if choice.replaces is not None:
        await context.show(cards.file_replaced(language, choice.file_name), replace=choice.replaces)
    named = choice.compounds or not choice.may_add
    shown = await context.show(cards.roster_choice(choice, language) if named else cards.compound_asked(language, choice.file_name))
    if shown is not None:
        await files.note_question(context.uow(), telegram_id=me, file=choice.file, message_id=shown, now=context.now())


async def compound_chosen(query: CallbackQuery, callback_data: CompoundChosen, context: Context) -> AnswerCallbackQuery:
    read = await files.choose_compound(
        context.uow(), telegram_id=query.from_user.id, compound_id=callback_data.place, file=callback_data.file, now=context.now()
    )
    await _say_reading(context, read, query.message.message_id if query.message is not None else None)
    return answer(query)


async def compound_doubted(query: CallbackQuery, callback_data: CompoundDoubted, context: Context) -> AnswerCallbackQuery:
    who, which, when = query.from_user.id, callback_data.preview, context.now()
    choice = await files.choose_again(context.uow(), telegram_id=who, preview_id=which, language=context.language, now=when)
    shown = query.message.message_id if query.message is not None else None
    asked = await context.show(cards.roster_choice(choice, context.language), replace=shown)
    if asked is not None:
        await files.note_question(context.uow(), telegram_id=query.from_user.id, file=choice.file, message_id=asked, now=context.now())
    return answer(query)


async def compound_added(query: CallbackQuery, callback_data: CompoundAdded, context: Context) -> AnswerCallbackQuery:
    who, which = query.from_user.id, callback_data.file
    file_name = await files.ask_new_name(context.uow(), telegram_id=who, file=which, now=context.now())
    return await _shown(query, context, cards.compound_asked(context.language, file_name))


async def titled_added(query: CallbackQuery, callback_data: TitledAdded, context: Context) -> AnswerCallbackQuery:
    who, which, when = query.from_user.id, callback_data.file, context.now()
    read = await files.add_titled(context.uow(), telegram_id=who, file=which, language=context.language, now=when)
    await _say_reading(context, read, query.message.message_id if query.message is not None else None)
    return answer(query)


async def compound_named(message: Message, context: Context) -> None:
    read = await files.name_compound(
        context.uow(), telegram_id=context.actor.telegram_id, text=message.text or "", language=context.language, now=context.now()
    )
    await _say_reading(context, read)


async def roster_opened(query: CallbackQuery, callback_data: OpenRoster, context: Context) -> AnswerCallbackQuery:
    facts = await clerk.read_roster_screen(
        context.read(), telegram_id=query.from_user.id, compound_id=callback_data.place, language=context.language
    )
    words = (
        cards.roster_choice(facts, context.language) if isinstance(facts, RosterChoice) else cards.roster_overview(facts, context.language)
    )
    return await _shown(query, context, words)


async def import_confirmed(query: CallbackQuery, callback_data: ImportConfirmed, context: Context) -> AnswerCallbackQuery:
    shown = query.message.message_id if query.message is not None else None
    who, which = query.from_user.id, callback_data.preview
    await files.confirm_import(context.uow(), telegram_id=who, preview_id=which, message_id=shown, now=context.now())
    return await _shown(query, context, cards.importing(context.language))


async def import_undone(query: CallbackQuery, callback_data: ImportUndone, context: Context) -> AnswerCallbackQuery:
    shown = query.message.message_id if query.message is not None else None
    who, what = query.from_user.id, {"compound_id": callback_data.place, "import_id": callback_data.id}
    try:
        await undoing.ask_to_undo(context.uow(), telegram_id=who, **what, message_id=shown, now=context.now())
    except OtherImportSince:
        # A dead button would be pressed again: in its place the roster as it is.
        facts = await clerk.read_roster(context.read(), telegram_id=who, compound_id=callback_data.place)
        await _shown(query, context, cards.roster_overview(facts, context.language))
        raise
    return await _shown(query, context, cards.undoing(context.language))


async def gaps_opened(query: CallbackQuery, callback_data: GapsOpened | OpenGaps, context: Context) -> AnswerCallbackQuery:
    facts = await gaps.read_gap(context.read(), telegram_id=query.from_user.id, compound_id=callback_data.place)
    return await _shown(query, context, cards.question(facts, context.language))


async def gap_answered(query: CallbackQuery, callback_data: GapAnswered, context: Context) -> AnswerCallbackQuery:
    who, where = query.from_user.id, {"compound_id": callback_data.place, "gap_id": callback_data.gap}
    if callback_data.how == cards.AS_IT_IS:
        taken = await gaps.take_gap(context.uow(), telegram_id=who, **where, now=context.now())
        return await _shown(query, context, cards.question(taken, context.language))
    if callback_data.how == cards.BACK:
        again = await gaps.leave_gap(context.uow(), telegram_id=who, **where, now=context.now())
        return await _shown(query, context, cards.question(again, context.language))
    facts = await gaps.ask_about_gap(context.uow(), telegram_id=who, **where, step=callback_data.how, now=context.now())
    return await _shown(query, context, cards.gap_asked(facts, context.language, callback_data.how))


async def area_taken(query: CallbackQuery, callback_data: AreaTaken, context: Context) -> AnswerCallbackQuery:
    facts = await gaps.take_area(
        context.uow(),
        telegram_id=query.from_user.id,
        compound_id=callback_data.place,
        gap_id=callback_data.gap,
        area_cm2m=callback_data.area,
        now=context.now(),
    )
    return await _shown(query, context, cards.question(facts, context.language))


async def area_typed(message: Message, context: Context) -> None:
    facts = await gaps.fill_gap(context.uow(), telegram_id=context.actor.telegram_id, text=message.text or "", now=context.now())
    await context.show(cards.question(facts, context.language))


async def strike_typed(message: Message, context: Context) -> None:
    facts = await gaps.strike_gap(context.uow(), telegram_id=context.actor.telegram_id, text=message.text or "", now=context.now())
    await context.show(cards.question(facts, context.language))


async def names_opened(query: CallbackQuery, callback_data: NamesOpened, context: Context) -> AnswerCallbackQuery:
    facts = await names.read_name(context.read(), telegram_id=query.from_user.id, compound_id=callback_data.place)
    return await _shown(query, context, cards.question(facts, context.language))


async def name_decided(query: CallbackQuery, callback_data: NameDecided, context: Context) -> AnswerCallbackQuery:
    facts = await names.decide_name(
        context.uow(),
        telegram_id=query.from_user.id,
        compound_id=callback_data.place,
        owner_id=callback_data.owner,
        same=callback_data.same,
        now=context.now(),
    )
    return await _name_shown(query, context, facts, Settling.SAME if callback_data.same else Settling.APART)


async def _name_shown(query: CallbackQuery, context: Context, facts: NameQuestion | AllDone, pressed: Settling) -> AnswerCallbackQuery:
    """A colleague was faster: without a word whoever pressed would take theirs for what was recorded."""
    shown = await _shown(query, context, cards.question(facts, context.language))
    stands = facts.settled
    if stands is None or stands.what is pressed:
        return shown
    return answer(query, texts.name_stands(context.language, settled=stands), alert=True)


async def missing_opened(query: CallbackQuery, callback_data: MissingOpened, context: Context) -> AnswerCallbackQuery:
    facts = await missing.read_missing(
        context.read(), telegram_id=query.from_user.id, compound_id=callback_data.place, after=callback_data.after
    )
    return await _shown(query, context, cards.question(facts, context.language))


async def retire_asked(query: CallbackQuery, callback_data: RetireAsked, context: Context) -> AnswerCallbackQuery:
    home = await missing.ask_to_retire(
        context.uow(), telegram_id=query.from_user.id, compound_id=callback_data.place, home_id=callback_data.home, now=context.now()
    )
    return await _shown(query, context, cards.retire_asked(context.language, home))


async def retire_typed(message: Message, context: Context) -> None:
    facts = await missing.retire_home(context.uow(), telegram_id=context.actor.telegram_id, text=message.text or "", now=context.now())
    await context.show(cards.question(facts, context.language))


async def settling_undone(query: CallbackQuery, callback_data: SettlingUndone, context: Context) -> AnswerCallbackQuery:
    who, where, what = query.from_user.id, callback_data.place, callback_data.id
    match callback_data.what:
        case Settling.FILLED | Settling.STRUCK:
            facts = await gaps.reopen_gap(context.uow(), telegram_id=who, compound_id=where, gap_id=what)
            return await _shown(query, context, cards.question(facts, context.language))
        case Settling.SAME | Settling.APART:
            pressed = callback_data.what
            name = await names.ask_name_again(context.uow(), telegram_id=who, compound_id=where, owner_id=what, what=pressed)
            return await _name_shown(query, context, name, pressed)
        case _:
            home = await missing.bring_home_back(context.uow(), telegram_id=who, compound_id=where, home_id=what)
            return await _shown(query, context, cards.question(home, context.language))


async def _shown(query: CallbackQuery, context: Context, screen: Screen) -> AnswerCallbackQuery:
    await context.show(screen, replace=query.message.message_id if query.message is not None else None)
    return answer(query)


async def typed_at_preview(_message: Message, context: Context) -> None:
    assert context.form is not None
    await context.show(cards.preview_waits(str(context.form.facts["file_name"]), context.language))


class AreaAlone(BaseFilter):
    """An area and nothing else, typed by staff while no form waits: they saw a row that lacks one and did not press 「填面积」."""

    async def __call__(self, message: Message, context: Context) -> bool | dict[str, GapQuestion]:
        words = message.text or ""
        if context.form is not None or not context.actor.is_staff or parse_area(words) is None:
            return False
        question = await gaps.read_gap_for(context.read(), context.actor, text=words)
        return False if question is None else {"question": question}


async def area_typed_alone(_message: Message, context: Context, question: GapQuestion) -> None:
    await context.show(cards.question(question, context.language))


class Words(BaseFilter):
    """Typed words, not a command: a command leaves the form."""

    async def __call__(self, message: Message) -> bool:
        return bool(message.text) and not str(message.text).startswith("/")


PRESSES: tuple[tuple[Any, Any], ...] = (
    (roster_opened, OpenRoster),
    (compound_chosen, CompoundChosen),
    (compound_doubted, CompoundDoubted),
    (compound_added, CompoundAdded),
    (titled_added, TitledAdded),
    (import_confirmed, ImportConfirmed),
    (import_undone, ImportUndone),
    (gaps_opened, GapsOpened),
    (gaps_opened, OpenGaps),
    (gap_answered, GapAnswered),
    (area_taken, AreaTaken),
    (names_opened, NamesOpened),
    (name_decided, NameDecided),
    (missing_opened, MissingOpened),
    (retire_asked, RetireAsked),
    (settling_undone, SettlingUndone),
)


def build_areas() -> Router:
    """Before the features that take words while no form waits: a draft's preview may be what showed the row."""
    router = Router(name="compounds.areas")
    router.message.register(area_typed_alone, StrayWords(), AreaAlone())
    return router


def build_router() -> Router:
    router = Router(name="compounds")
    for handler, data in PRESSES:
        router.callback_query.register(handler, data.filter())
    for step in (files.WHICH, files.NAME):
        router.message.register(compound_named, FormStep(forgetting.FORM, step), Words())
    router.message.register(area_typed, FormStep(gaps.FORM, gaps.AREA), Words())
    router.message.register(area_typed, FormStep(gaps.DOUBT), Words())
    router.message.register(strike_typed, FormStep(gaps.FORM, gaps.STRIKE), Words())
    router.message.register(retire_typed, FormStep(missing.FORM, missing.REASON), Words())
    router.message.register(typed_at_preview, FormStep(forgetting.FORM, files.CONFIRM), StrayWords())
    router.message.register(roster_sent, RosterFile())
    return router
