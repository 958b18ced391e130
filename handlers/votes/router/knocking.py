"""What a building's head does before the close: look who has not answered, tick off the doors, take the list along on paper."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery

from bot.actions.votes import knocking, not_returned
from bot.rules.votes.drafts import may_draft_anywhere
from bot.rules.votes.knocking import NobodyToKnock
from handlers.context import Context, answer
from handlers.votes.callbacks import PrintKnocks, ShowKnocks, TickDoor
from handlers.votes.cards import keeping as keeping_cards
from handlers.votes.cards import knocking as cards
from handlers.votes.router.drafting import shown
from messages import votes as texts


async def knocks_opened(query: CallbackQuery, callback_data: ShowKnocks, context: Context) -> AnswerCallbackQuery:
    await _show(query, context, callback_data.vote, callback_data.page)
    return answer(query)


async def door_ticked(query: CallbackQuery, callback_data: TickDoor, context: Context) -> AnswerCallbackQuery:
    vote, home, knocked = callback_data.vote, callback_data.home, callback_data.knocked
    ticked = await knocking.tick_door(context.uow(), actor=context.actor, vote_id=vote, home_id=home, knocked=knocked, now=context.now())
    await _show(query, context, vote, callback_data.page)
    return answer(query, texts.door_ticked(context.language, ticked=ticked))


async def _show(query: CallbackQuery, context: Context, vote: str, page: int) -> None:
    """Once no door is left, the list that says so."""
    try:
        facts = await knocking.read_knocks(context.read(), actor=context.actor, vote_id=vote, page=page, now=context.now())
    except NobodyToKnock:
        homes = await not_returned.read_not_returned(context.read(), actor=context.actor, vote_id=vote)
        in_charge = may_draft_anywhere(context.actor)
        await shown(query, context, keeping_cards.not_returned(homes, context.language, in_charge=in_charge))
    else:
        await shown(query, context, cards.knock_list(facts, context.language))


async def knocks_wanted_on_paper(query: CallbackQuery, callback_data: PrintKnocks, context: Context) -> AnswerCallbackQuery:
    await knocking.queue_knock_print(context.uow(), actor=context.actor, vote_id=callback_data.vote, now=context.now())
    return answer(query, texts.knocks_queued(context.language))


def register(router: Router) -> None:
    router.callback_query.register(knocks_opened, ShowKnocks.filter())
    router.callback_query.register(door_ticked, TickDoor.filter())
    router.callback_query.register(knocks_wanted_on_paper, PrintKnocks.filter())
