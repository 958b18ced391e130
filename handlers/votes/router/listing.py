"""「去表决」: the votes that wait for a resident, by a button or by words that mean it."""

from typing import Literal

from aiogram import Router
from aiogram.filters import BaseFilter
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.residents.finding import FINDING
from bot.actions.votes import listing, looking
from bot.rules.votes import Choice
from bot.rules.votes.mine import MyVote
from bot.rules.votes.previews import VoteLine
from bot.rules.votes.typed import choice_from, is_unclear, means_votes
from bot.rules.votes.violations import BindingPending, BindingSuspended
from handlers.context import Context, answer
from handlers.forms import StrayWords
from handlers.menus import ShowMyVote
from handlers.screens import Screen
from handlers.votes.callbacks import MyVotes
from handlers.votes.cards import voting as cards


class VotesMeant(BaseFilter):
    """「同意」, 「我同意啊」, 「结果」 typed in private while nothing is asked: whoever typed a choice may believe to have voted."""

    async def __call__(self, message: Message, context: Context) -> Literal[False] | dict[str, object]:
        words, form = message.text or "", context.form
        # Whoever looks for another door is asked for nothing that could be a choice.
        asked = form is not None and form.name != FINDING
        if message.chat.type != "private" or asked or not context.actor.active_bindings:
            return False
        choice = choice_from(words)
        is_answer = choice is not None or is_unclear(words)
        if not is_answer and not means_votes(words):
            return False
        try:
            votes = await listing.read_my_votes(context.read(), context.actor)
        except (BindingPending, BindingSuspended):
            return False
        if is_answer:
            return {"votes": votes, "choice": choice, "is_answer": True} if votes else False
        results = await listing.read_my_results(context.read(), context.actor, context.now())
        return {"votes": votes, "choice": None, "is_answer": False} if votes or results else False


async def votes_meant(message: Message, context: Context, votes: tuple[VoteLine, ...], choice: Choice | None, *, is_answer: bool) -> None:
    """Never a ballot: which vote was meant, and that it was meant, only a press says."""
    screen, shown = await _votes(context, votes)
    if is_answer:
        stands = choice is not None and shown is not None and bool(shown.mine) and all(one.choice is choice for one in shown.mine)
        screen = cards.with_typed(screen, (message.text or "").strip() if choice else "", context.language, stands=stands)
    await context.show(screen)


async def _votes(context: Context, votes: tuple[VoteLine, ...]) -> tuple[Screen, MyVote | None]:
    """The one open vote itself; a list only where there is something to choose."""
    results = await listing.read_my_results(context.read(), context.actor, context.now())
    if len(votes) == 1 and not results:
        only = votes[0].heading.vote_id
        mine = await looking.read_my_vote(context.read(), actor=context.actor, vote_id=only, now=context.now())
        return cards.my_vote(mine, context.language, alone=True), mine
    return cards.my_votes(votes, results, context.language), None


async def my_votes_opened(query: CallbackQuery, context: Context) -> AnswerCallbackQuery:
    votes = await listing.read_my_votes(context.read(), context.actor)
    screen, _ = await _votes(context, votes)
    await _show(query, context, screen)
    return answer(query)


async def my_vote_opened(query: CallbackQuery, callback_data: ShowMyVote, context: Context) -> AnswerCallbackQuery:
    mine = await looking.read_my_vote(context.read(), actor=context.actor, vote_id=callback_data.vote, now=context.now())
    await _show(query, context, cards.my_vote(mine, context.language))
    return answer(query)


async def _show(query: CallbackQuery, context: Context, screen: Screen) -> None:
    """In place of the message whose button was pressed, where that is in the private chat."""
    message = query.message
    here = message is not None and message.chat.id == context.actor.telegram_id
    await context.show(screen, replace=message.message_id if message is not None and here else None)


def register(router: Router) -> None:
    router.callback_query.register(my_votes_opened, MyVotes.filter())
    router.callback_query.register(my_vote_opened, ShowMyVote.filter())
    router.message.register(votes_meant, StrayWords(), VotesMeant())
