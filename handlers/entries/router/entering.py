"""What staff press and send while a ballot is put down, and what the second person presses."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.entries import confirming, ending, entering, reading, undoing
from bot.rules.entries import EntryState
from bot.rules.entries.facts import EntryOwners, EntryShown
from handlers.context import Context, answer
from handlers.entries import cards
from handlers.entries.callbacks import (
    ChooseAgain,
    ConfirmEntry,
    DropEntry,
    ListWaiting,
    PickBallotHome,
    PickChoice,
    PickEntrance,
    PickPlace,
    RecordEntry,
    SendPhotoAgain,
    ShowWaiting,
    UndoEntry,
)
from handlers.entries.forms import HasNoCommand, HasPhoto
from handlers.forms import FormStep
from handlers.menus import OpenEntries
from handlers.screens import Screen
from messages import entries as texts


def pressed(query: CallbackQuery, context: Context) -> int | None:
    """The private message whose button was pressed."""
    message = query.message
    private = message is not None and message.chat.id == context.actor.telegram_id
    return message.message_id if private and message is not None else None


async def show_here(query: CallbackQuery, context: Context, screen: Screen, *, quotes: str = "") -> AnswerCallbackQuery:
    """In place of the message whose button was pressed: what it said of a ballot is gone. `quotes` as `Context.show` has it."""
    await context.show(screen, replace=pressed(query, context), quotes=quotes)
    return answer(query)


async def entries_opened(query: CallbackQuery, callback_data: OpenEntries, context: Context) -> AnswerCallbackQuery:
    facts = await reading.read_home(context.read(), actor=context.actor, vote_id=callback_data.vote)
    return await show_here(query, context, cards.entries_home(facts, context.language))


async def place_picked(query: CallbackQuery, callback_data: PickPlace, context: Context) -> AnswerCallbackQuery:
    facts = await reading.read_places(
        context.read(),
        actor=context.actor,
        vote_id=callback_data.vote,
        channel=callback_data.channel,
        building=callback_data.building,
        received_at=context.received_at,
    )
    return await show_here(query, context, cards.entry_places(facts, context.language))


async def entrance_picked(query: CallbackQuery, callback_data: PickEntrance, context: Context) -> AnswerCallbackQuery:
    facts = await reading.read_homes(
        context.read(),
        actor=context.actor,
        vote_id=callback_data.vote,
        channel=callback_data.channel,
        at=(callback_data.building, callback_data.entrance),
        page=callback_data.page,
        received_at=context.received_at,
    )
    return await show_here(query, context, cards.entry_homes(facts, context.language))


async def home_picked(query: CallbackQuery, callback_data: PickBallotHome, context: Context) -> AnswerCallbackQuery:
    facts = await entering.pick_home(
        context.uow(),
        actor=context.actor,
        vote_id=callback_data.vote,
        home_id=callback_data.home,
        channel=callback_data.channel,
        owner_id=callback_data.owner,
        received_at=context.received_at,
        now=context.now(),
    )
    if isinstance(facts, EntryOwners):
        return await show_here(query, context, cards.entry_owners(facts, context.language))
    return await _asked(query, context, facts)


async def _asked(query: CallbackQuery, context: Context, facts: EntryShown) -> AnswerCallbackQuery:
    return await show_here(query, context, cards.entry_asked(facts, context.language))


async def photo_sent(_message: Message, context: Context, file_id: str, size: int) -> None:
    facts = await entering.send_photo(
        context.uow(),
        actor=context.actor,
        form=context.form,
        file_id=file_id,
        size=size,
        received_at=context.received_at,
        now=context.now(),
    )
    await context.show(cards.entry_asked(facts, context.language))


async def something_else_sent(_message: Message, context: Context, words: str) -> None:
    """The question once more."""
    facts = await entering.read_photo_wanted(context.read(), actor=context.actor, form=context.form, received_at=context.received_at)
    await context.show(cards.entry_asked(facts, context.language))


async def photo_wanted_again(query: CallbackQuery, callback_data: SendPhotoAgain, context: Context) -> AnswerCallbackQuery:
    facts = await entering.ask_photo(
        context.uow(), actor=context.actor, entry_id=callback_data.entry, received_at=context.received_at, now=context.now()
    )
    return await _asked(query, context, facts)


async def choice_picked(query: CallbackQuery, callback_data: PickChoice | ChooseAgain, context: Context) -> AnswerCallbackQuery:
    facts = await entering.choose(
        context.uow(),
        actor=context.actor,
        entry_id=callback_data.entry,
        choice=callback_data.choice if isinstance(callback_data, PickChoice) else None,
        message_id=pressed(query, context),
        received_at=context.received_at,
        now=context.now(),
    )
    return await _asked(query, context, facts)


async def entry_recorded(query: CallbackQuery, callback_data: RecordEntry, context: Context) -> AnswerCallbackQuery:
    done = await entering.finish(
        context.uow(),
        actor=context.actor,
        entry_id=callback_data.entry,
        message_id=pressed(query, context),
        received_at=context.received_at,
        now=context.now(),
    )
    quotes = ending.put_down_screen(callback_data.entry) if done.state is EntryState.WAITING else ""
    shown = await show_here(query, context, cards.entry_done(done, context.language), quotes=quotes)
    return answer(query, texts.entry_again(context.language, facts=done)) if context.is_as_before else shown


async def entry_dropped(query: CallbackQuery, callback_data: DropEntry, context: Context) -> AnswerCallbackQuery:
    here = pressed(query, context)
    done = await entering.drop(context.uow(), actor=context.actor, entry_id=callback_data.entry, message_id=here, now=context.now())
    return await show_here(query, context, cards.entry_done(done, context.language))


async def undo_pressed(query: CallbackQuery, callback_data: UndoEntry, context: Context) -> AnswerCallbackQuery:
    entry, received_at = callback_data.entry, context.received_at
    if not callback_data.sure:
        facts = await undoing.ask_undo(context.read(), actor=context.actor, entry_id=entry, received_at=received_at)
        return await show_here(query, context, cards.undo_asked(facts, context.language))
    done = await undoing.undo(context.uow(), actor=context.actor, entry_id=entry, received_at=received_at, now=context.now())
    return await show_here(query, context, cards.entry_done(done, context.language))


async def waiting_listed(query: CallbackQuery, callback_data: ListWaiting, context: Context) -> AnswerCallbackQuery:
    facts = await reading.read_waiting(context.read(), actor=context.actor, vote_id=callback_data.vote, page=callback_data.page)
    await ending.leave_screen(context.uow(), actor=context.actor, message_id=pressed(query, context))
    return await show_here(query, context, cards.waiting_entries(facts, context.language))


async def waiting_opened(query: CallbackQuery, callback_data: ShowWaiting, context: Context) -> AnswerCallbackQuery:
    entry, received_at = callback_data.entry, context.received_at
    here = pressed(query, context)
    facts = await confirming.show_waiting(
        context.uow(), actor=context.actor, entry_id=entry, message_id=here, received_at=received_at, now=context.now()
    )
    shown = await _asked(query, context, facts)
    over = await confirming.read_over(context.read(), actor=context.actor, entry_id=entry)
    return shown if over is None else await show_here(query, context, cards.entry_ended(over, context.language))


async def entry_confirmed(query: CallbackQuery, callback_data: ConfirmEntry, context: Context) -> AnswerCallbackQuery:
    done = await confirming.confirm(
        context.uow(),
        actor=context.actor,
        entry_id=callback_data.entry,
        agree=callback_data.agree,
        message_id=pressed(query, context),
        received_at=context.received_at,
        now=context.now(),
    )
    return await show_here(query, context, cards.entry_done(done, context.language))


def register(router: Router) -> None:
    presses = router.callback_query.register
    presses(entries_opened, OpenEntries.filter())
    presses(place_picked, PickPlace.filter())
    presses(entrance_picked, PickEntrance.filter())
    presses(home_picked, PickBallotHome.filter())
    presses(photo_wanted_again, SendPhotoAgain.filter())
    presses(choice_picked, PickChoice.filter())
    presses(choice_picked, ChooseAgain.filter())
    presses(entry_recorded, RecordEntry.filter())
    presses(entry_dropped, DropEntry.filter())
    presses(undo_pressed, UndoEntry.filter())
    presses(waiting_listed, ListWaiting.filter())
    presses(waiting_opened, ShowWaiting.filter())
    presses(entry_confirmed, ConfirmEntry.filter())
    router.message.register(photo_sent, FormStep(entering.ENTERING, entering.PHOTO), HasPhoto())
    router.message.register(something_else_sent, FormStep(entering.ENTERING, entering.PHOTO), HasNoCommand())
