"""What those in charge press and type about statements: out, not out with a reason, undone."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.statements import moderating as actions
from bot.actions.statements.common import words_of
from bot.rules.statements.facts import StatementCard
from handlers.context import Context, show_here
from handlers.forms import FormStep, HasWords
from handlers.statements import cards
from handlers.statements.callbacks import AskRefusal, LetOut, ListShown, LookThrough, Refuse, ShowStatement, UndoDecision


async def looking_through(query: CallbackQuery, callback_data: LookThrough, context: Context) -> AnswerCallbackQuery:
    facts = await actions.read_waiting(context.read(), topic_id=callback_data.topic, telegram_id=query.from_user.id)
    if isinstance(facts, StatementCard):
        return await show_here(query, context, cards.statement_card(facts, context.language), quotes=words_of(facts.statement_id))
    return await show_here(query, context, cards.topic_view(facts, context.language))


async def statement_opened(query: CallbackQuery, callback_data: ShowStatement, context: Context) -> AnswerCallbackQuery:
    facts = await actions.read_statement(context.read(), statement_id=callback_data.statement, telegram_id=query.from_user.id)
    return await show_here(query, context, cards.statement_card(facts, context.language), quotes=words_of(facts.statement_id))


async def let_out(query: CallbackQuery, callback_data: LetOut, context: Context) -> AnswerCallbackQuery:
    facts = await actions.let_out(context.uow(), statement_id=callback_data.statement, telegram_id=query.from_user.id, now=context.now())
    return await show_here(query, context, cards.statement_card(facts, context.language), quotes=words_of(facts.statement_id))


async def refusal_asked(query: CallbackQuery, callback_data: AskRefusal, context: Context) -> AnswerCallbackQuery:
    facts = await actions.ask_refusal(
        context.uow(),
        statement_id=callback_data.statement,
        telegram_id=query.from_user.id,
        typing=callback_data.typing,
        now=context.now(),
    )
    return await show_here(query, context, cards.refusal_asked(facts, context.language), quotes=words_of(facts.statement_id))


async def reason_typed(message: Message, context: Context, words: str) -> None:
    facts = await actions.type_reason(context.uow(), telegram_id=context.actor.telegram_id, typed=words, now=context.now())
    await context.show(cards.refusal_asked(facts, context.language), quotes=words_of(facts.statement_id))


async def refused(query: CallbackQuery, callback_data: Refuse, context: Context) -> AnswerCallbackQuery:
    facts = await actions.refuse(
        context.uow(),
        statement_id=callback_data.statement,
        telegram_id=query.from_user.id,
        kind=callback_data.reason,
        mark=callback_data.mark,
        now=context.now(),
    )
    return await show_here(query, context, cards.statement_card(facts, context.language), quotes=words_of(facts.statement_id))


async def undone(query: CallbackQuery, callback_data: UndoDecision, context: Context) -> AnswerCallbackQuery:
    facts = await actions.undo(context.uow(), statement_id=callback_data.statement, telegram_id=query.from_user.id, now=context.now())
    return await show_here(query, context, cards.statement_card(facts, context.language), quotes=words_of(facts.statement_id))


async def shown_listed(query: CallbackQuery, callback_data: ListShown, context: Context) -> AnswerCallbackQuery:
    facts = await actions.read_shown(context.read(), topic_id=callback_data.topic, telegram_id=query.from_user.id, page=callback_data.page)
    quotes = tuple(words_of(line.statement_id) for line in facts.lines)
    return await show_here(query, context, cards.shown_list(facts, context.language), quotes=quotes)


def register(router: Router) -> None:
    router.callback_query.register(looking_through, LookThrough.filter())
    router.callback_query.register(statement_opened, ShowStatement.filter())
    router.callback_query.register(let_out, LetOut.filter())
    router.callback_query.register(refusal_asked, AskRefusal.filter())
    router.callback_query.register(refused, Refuse.filter())
    router.callback_query.register(undone, UndoDecision.filter())
    router.callback_query.register(shown_listed, ListShown.filter())
    router.message.register(reason_typed, FormStep(actions.REFUSING), HasWords())
