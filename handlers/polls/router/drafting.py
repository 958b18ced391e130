"""What those in charge press and type: a draft, its preview, what became of what was asked."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.polls import closing, reading
from bot.actions.polls import drafting as actions
from bot.rules.polls.facts import PickCompound
from bot.rules.polls.violations import DraftGone
from handlers.context import Context, answer, show_here
from handlers.forms import FormStep, HasWords
from handlers.polls import cards
from handlers.polls.callbacks import (
    BeginPoll,
    DropPoll,
    EditPoll,
    EndPoll,
    PickKind,
    PickNamed,
    PickPer,
    PickPollClosing,
    PollsInCharge,
    SendPoll,
    ShowPoll,
    ShowVoices,
)
from messages import polls as texts


def _zone(context: Context) -> ZoneInfo:
    return ZoneInfo(context.facts.timezone)


async def polls_opened(query: CallbackQuery, callback_data: PollsInCharge, context: Context) -> AnswerCallbackQuery:
    facts = await reading.read_polls(context.read(), telegram_id=query.from_user.id)
    return await show_here(query, context, cards.poll_list(facts, context.language))


async def begun(query: CallbackQuery, callback_data: BeginPoll, context: Context) -> AnswerCallbackQuery:
    facts = await actions.begin(
        context.uow(), telegram_id=query.from_user.id, place_id=callback_data.place, zone=_zone(context), now=context.now()
    )
    if isinstance(facts, PickCompound):
        return await show_here(query, context, cards.pick_compound(facts, context.language))
    return await show_here(query, context, cards.draft_asked(facts, context.language))


async def words_typed(message: Message, context: Context, words: str) -> None:
    facts = await actions.type_words(
        context.uow(), telegram_id=context.actor.telegram_id, form=context.form, typed=words, zone=_zone(context), now=context.now()
    )
    await context.show(cards.draft_asked(facts, context.language))


async def picked(
    query: CallbackQuery, callback_data: PickKind | PickPer | PickNamed | PickPollClosing, context: Context
) -> AnswerCallbackQuery:
    facts = await actions.pick(
        context.uow(),
        telegram_id=query.from_user.id,
        poll_id=callback_data.poll,
        zone=_zone(context),
        now=context.now(),
        kind=callback_data.kind if isinstance(callback_data, PickKind) else None,
        per=callback_data.per if isinstance(callback_data, PickPer) else None,
        named=callback_data.named if isinstance(callback_data, PickNamed) else None,
        closes_at=_moment(callback_data.at) if isinstance(callback_data, PickPollClosing) else None,
    )
    return await show_here(query, context, cards.draft_asked(facts, context.language))


def _moment(minutes: int) -> datetime:
    try:
        return datetime.fromtimestamp(minutes * 60, UTC)
    except (OverflowError, OSError, ValueError) as forged:
        raise DraftGone from forged


async def edited(query: CallbackQuery, callback_data: EditPoll, context: Context) -> AnswerCallbackQuery:
    facts = await actions.ask_again(
        context.uow(),
        telegram_id=query.from_user.id,
        poll_id=callback_data.poll,
        step=callback_data.step,
        zone=_zone(context),
        now=context.now(),
    )
    return await show_here(query, context, cards.draft_asked(facts, context.language))


async def dropped(query: CallbackQuery, callback_data: DropPoll, context: Context) -> AnswerCallbackQuery:
    await actions.drop(context.uow(), telegram_id=query.from_user.id, poll_id=callback_data.poll)
    return await show_here(query, context, cards.draft_dropped(context.language))


async def sent(query: CallbackQuery, callback_data: SendPoll, context: Context) -> AnswerCallbackQuery:
    poll, me = callback_data.poll, query.from_user.id
    groups, in_the_morning = await actions.send(context.uow(), telegram_id=me, poll_id=poll, stamp=callback_data.stamp, now=context.now())
    view = await reading.read_poll(context.read(), poll_id=poll, telegram_id=me)
    await show_here(query, context, cards.poll_view(view, context.language))
    return answer(query, texts.poll_sent(context.language, groups=groups, in_the_morning=in_the_morning), alert=True)


# what was asked
async def poll_opened(query: CallbackQuery, callback_data: ShowPoll, context: Context) -> AnswerCallbackQuery:
    view = await reading.read_poll(context.read(), poll_id=callback_data.poll, telegram_id=query.from_user.id)
    return await show_here(query, context, cards.poll_view(view, context.language))


async def ending(query: CallbackQuery, callback_data: EndPoll, context: Context) -> AnswerCallbackQuery:
    poll, me, cancel = callback_data.poll, query.from_user.id, callback_data.cancel
    if not callback_data.sure:
        asked = await closing.read_ending(context.read(), poll_id=poll, telegram_id=me, cancel=cancel)
        return await show_here(query, context, cards.end_asked(asked, context.language))
    view = await closing.end_now(context.uow(), poll_id=poll, telegram_id=me, cancel=cancel, now=context.now())
    return await show_here(query, context, cards.poll_view(view, context.language))


async def voices_opened(query: CallbackQuery, callback_data: ShowVoices, context: Context) -> AnswerCallbackQuery:
    facts = await reading.read_voices(
        context.read(),
        poll_id=callback_data.poll,
        option=callback_data.option,
        page=callback_data.page,
        telegram_id=query.from_user.id,
    )
    return await show_here(query, context, cards.poll_voices(facts, context.language))


def register(router: Router) -> None:
    presses = router.callback_query.register
    presses(polls_opened, PollsInCharge.filter())
    presses(begun, BeginPoll.filter())
    presses(picked, PickKind.filter())
    presses(picked, PickPer.filter())
    presses(picked, PickNamed.filter())
    presses(picked, PickPollClosing.filter())
    presses(edited, EditPoll.filter())
    presses(dropped, DropPoll.filter())
    presses(sent, SendPoll.filter())
    presses(poll_opened, ShowPoll.filter())
    presses(ending, EndPoll.filter())
    presses(voices_opened, ShowVoices.filter())
    router.message.register(words_typed, FormStep(actions.DRAFTING), HasWords())
