"""What residents press on a topic: the next statement, an answer to it, one before it; and of a closed topic the report."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.statements import reading
from bot.actions.statements import weighing as actions
from bot.rules.statements.facts import JoinFirst, NothingToWeigh, ReportPage, ToWeigh
from bot.rules.votes.drafts import DRAFTERS
from handlers.context import Context, answer, in_group, show_here
from handlers.forms import CameByLink, Said
from handlers.screens import Screen
from handlers.statements import cards
from handlers.statements.callbacks import LookBack, OpenTopic, ShowReport, TopicsAtHome, Weigh
from handlers.statements.forms import WEIGH_LINK
from messages import statements as texts


def _screen(facts: ToWeigh | NothingToWeigh | ReportPage | JoinFirst, context: Context) -> Screen:
    if isinstance(facts, JoinFirst):
        return cards.join_first(facts, context.language)
    if isinstance(facts, ReportPage):
        return cards.report_page(facts, context.language)
    return cards.to_weigh(facts, context.language) if isinstance(facts, ToWeigh) else cards.nothing_to_weigh(facts, context.language)


async def _opened(context: Context, topic: str, *, anew: bool = False) -> Screen:
    facts = await actions.open_topic(
        context.uow(), topic_id=topic, telegram_id=context.actor.telegram_id, language=context.language, now=context.now(), anew=anew
    )
    return _screen(facts, context)


async def topic_opened(query: CallbackQuery, callback_data: OpenTopic, context: Context) -> AnswerCallbackQuery:
    """In a group nothing is shown: the tap itself leads to the private chat."""
    if in_group(query):
        return answer(query, url=context.start_link(f"{WEIGH_LINK}{callback_data.topic}"))
    return await show_here(query, context, await _opened(context, callback_data.topic))


async def came_to_weigh(message: Message, context: Context, topic: str) -> None:
    await context.show(await _opened(context, topic, anew=True))


async def weighed(query: CallbackQuery, callback_data: Weigh, context: Context) -> AnswerCallbackQuery:
    """The first answer of a topic comes as a dialog, later ones as a toast."""
    outcome = await actions.weigh(
        context.uow(),
        statement_id=callback_data.statement,
        stance=callback_data.stance,
        shown_at=callback_data.shown,
        telegram_id=query.from_user.id,
        received_at=context.received_at,
        now=context.now(),
    )
    if isinstance(outcome, JoinFirst):
        return await show_here(query, context, _screen(outcome, context))
    if outcome.unread:
        return answer(query, texts.weighed(context.language, facts=outcome))
    then = await actions.read_next(context.read(), topic_id=outcome.topic_id, telegram_id=query.from_user.id, now=context.now())
    await show_here(query, context, _screen(then, context))
    return answer(query, texts.weighed(context.language, facts=outcome), alert=outcome.first or outcome.stance is None)


async def looked_back(query: CallbackQuery, callback_data: LookBack, context: Context) -> AnswerCallbackQuery:
    facts = await actions.look_back(context.read(), statement_id=callback_data.statement, telegram_id=query.from_user.id, now=context.now())
    return await show_here(query, context, _screen(facts, context))


async def report_opened(query: CallbackQuery, callback_data: ShowReport, context: Context) -> AnswerCallbackQuery:
    facts = await reading.read_report(context.read(), topic_id=callback_data.topic, telegram_id=query.from_user.id, page=callback_data.page)
    return await show_here(query, context, cards.report_page(facts, context.language))


async def _topics(context: Context) -> Screen:
    facts = await reading.read_topics_at_home(context.read(), telegram_id=context.actor.telegram_id)
    return _screen(facts, context) if isinstance(facts, JoinFirst) else cards.topics_at_home(facts, context.language)


async def topics_opened(query: CallbackQuery, callback_data: TopicsAtHome, context: Context) -> AnswerCallbackQuery:
    return await show_here(query, context, await _topics(context))


async def topics_asked(message: Message, context: Context) -> None:
    """Of whoever lives there; somebody in charge who does not sees those they lead."""
    if context.actor.bindings or not any(one.role in DRAFTERS for one in context.actor.appointments):
        await context.show(await _topics(context))
        return
    led = await reading.read_topics(context.read(), telegram_id=context.actor.telegram_id)
    await context.show(cards.topic_list(led, context.language))


def register(router: Router) -> None:
    router.callback_query.register(topic_opened, OpenTopic.filter())
    router.callback_query.register(weighed, Weigh.filter())
    router.callback_query.register(looked_back, LookBack.filter())
    router.callback_query.register(report_opened, ShowReport.filter())
    router.callback_query.register(topics_opened, TopicsAtHome.filter())
    router.message.register(came_to_weigh, CameByLink(WEIGH_LINK, "topic"))
    router.message.register(topics_asked, Said("statements", "topics", "议题"))
