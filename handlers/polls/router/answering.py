"""What residents press: an option in the group or in private, an order of several."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.polls import answering as actions
from bot.rules.polls.facts import JoinFirst, MyPoll, PollAnswered
from bot.rules.polls.violations import OptionUnknown
from handlers.context import Context, answer, in_group, show_here
from handlers.forms import CameByLink
from handlers.polls import cards
from handlers.polls.callbacks import AnswerPoll, OpenMyPoll, RankPoll, SendRank
from handlers.polls.forms import LINK_PREFIX
from handlers.screens import Screen
from messages import polls as texts


def _order(written: str) -> tuple[int, ...]:
    if written and not (written.isascii() and written.isdigit()):
        raise OptionUnknown
    return tuple(int(one) for one in written)


def _screen(facts: MyPoll | JoinFirst, context: Context) -> Screen:
    return cards.join_first(facts, context.language) if isinstance(facts, JoinFirst) else cards.my_poll(facts, context.language)


async def _told(query: CallbackQuery, context: Context, poll: str, outcome: PollAnswered | JoinFirst) -> AnswerCallbackQuery:
    """Somebody not known is taken to the private chat by the tap itself; the first answer comes as a dialog."""
    if isinstance(outcome, JoinFirst):
        return answer(query, url=context.start_link(f"{LINK_PREFIX}{poll}"))
    if not in_group(query):
        mine = await actions.read_mine(context.read(), poll_id=poll, telegram_id=query.from_user.id, order=None, now=context.now())
        await show_here(query, context, _screen(mine, context))
    return answer(query, texts.poll_answered(context.language, facts=outcome), alert=outcome.first)


async def answered(query: CallbackQuery, callback_data: AnswerPoll, context: Context) -> AnswerCallbackQuery:
    outcome = await actions.answer(
        context.uow(),
        poll_id=callback_data.poll,
        option=callback_data.option,
        telegram_id=query.from_user.id,
        received_at=context.received_at,
        now=context.now(),
    )
    return await _told(query, context, callback_data.poll, outcome)


async def rank_sent(query: CallbackQuery, callback_data: SendRank, context: Context) -> AnswerCallbackQuery:
    outcome = await actions.send_rank(
        context.uow(),
        poll_id=callback_data.poll,
        order=_order(callback_data.order),
        telegram_id=query.from_user.id,
        received_at=context.received_at,
        now=context.now(),
    )
    return await _told(query, context, callback_data.poll, outcome)


async def mine_opened(query: CallbackQuery, callback_data: OpenMyPoll, context: Context) -> AnswerCallbackQuery:
    if in_group(query):
        return answer(query, url=context.start_link(f"{LINK_PREFIX}{callback_data.poll}"))
    return await _show(query, context, callback_data.poll, None)


async def ranking(query: CallbackQuery, callback_data: RankPoll, context: Context) -> AnswerCallbackQuery:
    return await _show(query, context, callback_data.poll, _order(callback_data.order))


async def _show(query: CallbackQuery, context: Context, poll: str, order: tuple[int, ...] | None) -> AnswerCallbackQuery:
    mine = await actions.read_mine(context.read(), poll_id=poll, telegram_id=query.from_user.id, order=order, now=context.now())
    return await show_here(query, context, _screen(mine, context))


async def came_to_answer(message: Message, context: Context, poll: str) -> None:
    mine = await actions.open_mine(
        context.uow(), poll_id=poll, telegram_id=context.actor.telegram_id, language=context.language, now=context.now()
    )
    await context.show(_screen(mine, context))


def register(router: Router) -> None:
    router.callback_query.register(answered, AnswerPoll.filter())
    router.callback_query.register(rank_sent, SendRank.filter())
    router.callback_query.register(mine_opened, OpenMyPoll.filter())
    router.callback_query.register(ranking, RankPoll.filter())
    router.message.register(came_to_answer, CameByLink(LINK_PREFIX, "poll"))
