"""What residents press and type to say something on a topic, and to take it back."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.statements import proposing as actions
from bot.rules.statements.facts import JoinFirst
from handlers.context import Context, answer, in_group, show_here
from handlers.forms import CameByLink, FormStep, HasWords, SentInstead
from handlers.screens import Screen
from handlers.statements import cards
from handlers.statements.callbacks import HandInStatement, MyOwn, Propose, TakeBackStatement
from handlers.statements.forms import WRITE_LINK


async def _opened(context: Context, topic: str) -> Screen:
    facts = await actions.open_proposing(
        context.uow(), topic_id=topic, telegram_id=context.actor.telegram_id, language=context.language, now=context.now()
    )
    return cards.join_first(facts, context.language) if isinstance(facts, JoinFirst) else cards.proposing(facts, context.language)


async def proposing_opened(query: CallbackQuery, callback_data: Propose, context: Context) -> AnswerCallbackQuery:
    """In a group nothing is asked: the tap itself leads to the private chat."""
    if in_group(query):
        return answer(query, url=context.start_link(f"{WRITE_LINK}{callback_data.topic}"))
    return await show_here(query, context, await _opened(context, callback_data.topic))


async def came_to_write(message: Message, context: Context, topic: str) -> None:
    await context.show(await _opened(context, topic))


async def words_typed(message: Message, context: Context, words: str) -> None:
    facts = await actions.type_statement(context.uow(), telegram_id=context.actor.telegram_id, typed=words, now=context.now())
    await context.show(cards.proposing(facts, context.language))


async def something_else_sent(message: Message, context: Context) -> None:
    """The question, or what was understood, once more."""
    facts = await actions.read_proposing(context.read(), telegram_id=context.actor.telegram_id, now=context.now())
    await context.show(cards.proposing(facts, context.language))


async def handed_in(query: CallbackQuery, callback_data: HandInStatement, context: Context) -> AnswerCallbackQuery:
    mine = await actions.hand_in(
        context.uow(),
        topic_id=callback_data.topic,
        telegram_id=query.from_user.id,
        mark=callback_data.mark,
        received_at=context.received_at,
        now=context.now(),
    )
    return await show_here(query, context, cards.my_statements(mine, context.language))


async def mine_opened(query: CallbackQuery, callback_data: MyOwn, context: Context) -> AnswerCallbackQuery:
    mine = await actions.read_mine(context.read(), topic_id=callback_data.topic, telegram_id=query.from_user.id)
    return await show_here(query, context, cards.my_statements(mine, context.language))


async def taking_back(query: CallbackQuery, callback_data: TakeBackStatement, context: Context) -> AnswerCallbackQuery:
    statement, me = callback_data.statement, query.from_user.id
    if not callback_data.sure:
        line, topic = await actions.read_taking_back(context.read(), statement_id=statement, telegram_id=me, now=context.now())
        return await show_here(query, context, cards.take_back_asked(line, topic, context.language))
    mine = await actions.take_back(context.uow(), statement_id=statement, telegram_id=me, now=context.now())
    return await show_here(query, context, cards.my_statements(mine, context.language))


def register(router: Router) -> None:
    router.callback_query.register(proposing_opened, Propose.filter())
    router.callback_query.register(handed_in, HandInStatement.filter())
    router.callback_query.register(mine_opened, MyOwn.filter())
    router.callback_query.register(taking_back, TakeBackStatement.filter())
    router.message.register(came_to_write, CameByLink(WRITE_LINK, "topic"))
    router.message.register(words_typed, FormStep(actions.PROPOSING), HasWords())
    router.message.register(something_else_sent, FormStep(actions.PROPOSING), SentInstead())
