"""What a vote's people are told goes on in steps: each a short transaction of its own, in which the next one is planned."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.actions.unit import DueItem, UnitOfWork
from bot.actions.votes.asking_again import ask_again_due, read_concerned
from bot.actions.votes.changing import take_cards_away
from bot.actions.votes.closing import PAIR, read_pair
from bot.actions.votes.extending import extension_of, tell_extended
from bot.actions.votes.latest import latest
from bot.actions.votes.letters import unsend_some
from bot.actions.votes.opening import OPENED, OPENED_FOR_TODAY, send_cards
from bot.actions.votes.telling import ASKED_AGAIN, GONE, UNTIL, News, read_addresses, read_holders, read_owed, tell_some
from bot.rules.votes.facts import VoteState
from storage.votes.records import Vote


async def tell_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """`item.target` is the vote, what is told of it, and the last person who was told in the step before."""
    vote_id, cause, after = item.target.split(":")
    addresses = await _reader_of(cause)(unit, vote_id, int(after))
    async with unit:
        vote = (await unit.votes.lock([vote_id])).get(vote_id)
        if not await unit.schedule.finish(item.id, now):
            return
        if vote is not None:
            await _tell_on(unit, vote, cause, addresses, now)
        await unit.commit()


def _reader_of(cause: str) -> Callable[[UnitOfWork, str, int], Awaitable[list[int]]]:
    """Who is told of it."""
    if cause.startswith(ASKED_AGAIN):
        return read_concerned
    if cause == GONE:
        return read_holders
    return read_owed if cause.startswith(UNTIL) else read_addresses


async def _tell_on(unit: UnitOfWork, vote: Vote, cause: str, addresses: Sequence[int], now: datetime) -> None:
    """Nothing any more once something newer is true of the vote: that is told by itself."""
    if cause in {OPENED, OPENED_FOR_TODAY}:
        if vote.state is VoteState.OPEN:
            await send_cards(unit, vote, cause, addresses, now)
    elif cause.startswith(ASKED_AGAIN):
        await ask_again_due(unit, vote, cause, addresses, now)
    elif cause == GONE:
        await take_cards_away(unit, vote, addresses, now)
    elif cause.startswith(UNTIL):
        if (extension := await extension_of(unit, vote, cause)) is not None:
            await tell_extended(unit, extension, addresses, now)
    elif cause == PAIR:
        if (pair := await read_pair(unit, vote)) is not None:
            await tell_some(unit, vote, News(PAIR, "votes.pair_result", pair), addresses, now)
    elif (news := await latest(unit, vote)) is not None and news.cause == cause:
        await tell_some(unit, vote, news, addresses, now)


async def unsend_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """Until nothing is left; a vote that was opened again after an outage keeps its letters. Entered once for each step."""
    more = True
    while more:
        async with unit:
            vote = (await unit.votes.lock([item.target])).get(item.target)
            more = vote is not None and vote.state is not VoteState.OPEN and await unsend_some(unit, item.target)
            if not more:
                await unit.schedule.finish(item.id, now)
            await unit.commit()
