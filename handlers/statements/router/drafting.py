"""What those in charge press and type: a draft, its preview, what became of what was opened."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.statements import closing, picturing, reading
from bot.actions.statements import drafting as actions
from bot.rules.statements.facts import PickCompound
from bot.rules.statements.violations import DraftGone
from handlers.context import Context, answer, show_here
from handlers.forms import FormStep, HasWords, SentInstead
from handlers.menus import TopicsInCharge
from handlers.statements import cards
from handlers.statements.callbacks import (
    AskPicture,
    BeginTopic,
    DropTopic,
    EditTopic,
    EndTopic,
    NothingToAdd,
    PickDivision,
    PickTopicClosing,
    SendTopic,
    ShowTopic,
    UnsendTopic,
)
from messages import statements as texts


def _zone(context: Context) -> ZoneInfo:
    return ZoneInfo(context.facts.timezone)


async def topics_opened(query: CallbackQuery, callback_data: TopicsInCharge, context: Context) -> AnswerCallbackQuery:
    facts = await reading.read_topics(context.read(), telegram_id=query.from_user.id)
    return await show_here(query, context, cards.topic_list(facts, context.language))


async def begun(query: CallbackQuery, callback_data: BeginTopic, context: Context) -> AnswerCallbackQuery:
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


async def something_else_sent(message: Message, context: Context) -> None:
    """The question once more."""
    facts = await actions.read_draft(
        context.read(), telegram_id=context.actor.telegram_id, form=context.form, zone=_zone(context), now=context.now()
    )
    await context.show(cards.draft_asked(facts, context.language))


async def picked(
    query: CallbackQuery, callback_data: NothingToAdd | PickDivision | PickTopicClosing, context: Context
) -> AnswerCallbackQuery:
    facts = await actions.pick(
        context.uow(),
        telegram_id=query.from_user.id,
        topic_id=callback_data.topic,
        zone=_zone(context),
        now=context.now(),
        words="" if isinstance(callback_data, NothingToAdd) else None,
        division=callback_data.division if isinstance(callback_data, PickDivision) else None,
        closes_at=_moment(callback_data.at) if isinstance(callback_data, PickTopicClosing) else None,
    )
    return await show_here(query, context, cards.draft_asked(facts, context.language))


def _moment(minutes: int) -> datetime:
    try:
        return datetime.fromtimestamp(minutes * 60, UTC)
    except (OverflowError, OSError, ValueError) as forged:
        raise DraftGone from forged


async def edited(query: CallbackQuery, callback_data: EditTopic, context: Context) -> AnswerCallbackQuery:
    facts = await actions.ask_again(
        context.uow(),
        telegram_id=query.from_user.id,
        topic_id=callback_data.topic,
        step=callback_data.step,
        zone=_zone(context),
        now=context.now(),
    )
    return await show_here(query, context, cards.draft_asked(facts, context.language))


async def dropped(query: CallbackQuery, callback_data: DropTopic, context: Context) -> AnswerCallbackQuery:
    await actions.drop(context.uow(), telegram_id=query.from_user.id, topic_id=callback_data.topic)
    return await show_here(query, context, cards.draft_dropped(context.language))


async def sent(query: CallbackQuery, callback_data: SendTopic, context: Context) -> AnswerCallbackQuery:
    topic, me = callback_data.topic, query.from_user.id
    groups, in_the_morning = await actions.send(context.uow(), telegram_id=me, topic_id=topic, stamp=callback_data.stamp, now=context.now())
    view = await reading.read_topic(context.read(), topic_id=topic, telegram_id=me, now=context.now())
    await show_here(query, context, cards.topic_view(view, context.language))
    return answer(query, texts.topic_sent(context.language, groups=groups, in_the_morning=in_the_morning), alert=True)


async def unsent(query: CallbackQuery, callback_data: UnsendTopic, context: Context) -> AnswerCallbackQuery:
    facts = await actions.unsend(
        context.uow(), telegram_id=query.from_user.id, topic_id=callback_data.topic, zone=_zone(context), now=context.now()
    )
    await show_here(query, context, cards.draft_asked(facts, context.language))
    return answer(query, texts.topic_unsent(context.language), alert=True)


# what was opened
async def topic_opened(query: CallbackQuery, callback_data: ShowTopic, context: Context) -> AnswerCallbackQuery:
    view = await reading.read_topic(context.read(), topic_id=callback_data.topic, telegram_id=query.from_user.id, now=context.now())
    return await show_here(query, context, cards.topic_view(view, context.language))


async def ending(query: CallbackQuery, callback_data: EndTopic, context: Context) -> AnswerCallbackQuery:
    topic, me, cancel = callback_data.topic, query.from_user.id, callback_data.cancel
    if not callback_data.sure:
        asked = await closing.read_ending(context.read(), topic_id=topic, telegram_id=me, cancel=cancel)
        return await show_here(query, context, cards.end_asked(asked, context.language))
    view = await closing.end_now(context.uow(), topic_id=topic, telegram_id=me, cancel=cancel, now=context.now())
    return await show_here(query, context, cards.topic_view(view, context.language))


async def picture_asked(query: CallbackQuery, callback_data: AskPicture, context: Context) -> AnswerCallbackQuery:
    await picturing.ask_picture(
        context.uow(), topic_id=callback_data.topic, telegram_id=query.from_user.id, language=context.language, now=context.now()
    )
    return answer(query, texts.picture_comes(context.language))


def register(router: Router) -> None:
    presses = router.callback_query.register
    presses(topics_opened, TopicsInCharge.filter())
    presses(begun, BeginTopic.filter())
    presses(picked, NothingToAdd.filter())
    presses(picked, PickDivision.filter())
    presses(picked, PickTopicClosing.filter())
    presses(edited, EditTopic.filter())
    presses(dropped, DropTopic.filter())
    presses(sent, SendTopic.filter())
    presses(unsent, UnsendTopic.filter())
    presses(topic_opened, ShowTopic.filter())
    presses(ending, EndTopic.filter())
    presses(picture_asked, AskPicture.filter())
    router.message.register(words_typed, FormStep(actions.DRAFTING), HasWords())
    router.message.register(something_else_sent, FormStep(actions.DRAFTING), SentInstead())
