"""The scheme in private: what is voted on, sent to whoever asks for it; and a word where nobody can be told in private."""

from datetime import datetime

from bot.actions.unit import UnitOfWork
from bot.actions.votes.looking import check_may_read
from bot.rules.letters import Lane, Letter
from bot.rules.residents import Actor
from bot.rules.votes.facts import Scheme, TypedByStranger, VoteState
from bot.rules.votes.violations import VoteUnknown


async def send_scheme(unit: UnitOfWork, *, actor: Actor, vote_id: str, chat_id: int, now: datetime) -> bool:
    """False when no letter reaches this person yet.

    Who may read it: everybody at home in the compound, those in charge, and whoever stands in a group that has the card.
    """
    async with unit:
        vote = await unit.votes.vote(vote_id)
        if vote is None or vote.state is VoteState.RETRACTED:
            raise VoteUnknown
        await check_may_read(unit, actor, vote, chat_id)
        chat = await unit.chats.chat(actor.telegram_id)
        if chat is None or not chat.reachable:
            return False
        facts = Scheme(vote.heading, vote.body, vote.scheme_file, vote.closes_at)
        key = scheme_key(vote.id, actor.telegram_id, now)
        letters = [Letter(key, actor.telegram_id, "votes.scheme", facts)]
        if facts.file is not None:
            letters.append(Letter(f"{key}:file", actor.telegram_id, "votes.scheme_file", facts))
        await unit.mailing.put_all(letters, now)
        await unit.commit()
    return True


def scheme_key(of: str, telegram_id: int, now: datetime) -> str:
    """Asked for again within the minute it is the same letter."""
    return f"scheme:{of}:{telegram_id}:{int(now.timestamp() // 60)}"


async def tell_typed_in_vain(unit: UnitOfWork, *, vote_id: str, chat_id: int, now: datetime, unclear: bool = False) -> None:
    """The group reads how it is done, at most once an hour: a choice typed by somebody not bound, or `unclear` words of anybody."""
    async with unit:
        vote = await unit.votes.vote(vote_id)
        if vote is not None and vote.state is VoteState.OPEN:
            key = f"typed{'-unclear' if unclear else ''}:{vote.id}:{chat_id}:{int(now.timestamp() // 3600)}"
            facts = TypedByStranger(vote.heading, unclear)
            await unit.outbox.put(Letter(key, chat_id, "votes.typed_by_stranger", facts, lane=Lane.CARD), now)
        await unit.commit()
