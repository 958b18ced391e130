"""The scheme in private: what is voted on, sent to whoever asks for it; and a word where nobody can be told in private."""

from datetime import datetime, timedelta

from bot.actions.unit import UnitOfWork
from bot.actions.votes.amending import scheme_now
from bot.actions.votes.letters import SCHEME, TYPED, scheme_of
from bot.actions.votes.looking import check_may_read, own_choices
from bot.rules.letters import Lane, Letter, Reworded
from bot.rules.residents import Actor
from bot.rules.votes.facts import Scheme, VoteState
from bot.rules.votes.typed import EditNotRead, TypedByStranger
from bot.rules.votes.violations import VoteUnknown
from storage.base import decode
from storage.outbox import StoredLetter
from storage.votes.records import Vote

# By how much the platform's clock and ours may differ.
CLOCKS_APART = timedelta(minutes=1)


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
        facts = scheme_now(vote)
        key = scheme_key(vote.id, actor.telegram_id, now)
        letters = [Letter(key, actor.telegram_id, "votes.scheme", facts, coalesce_key=key, live_key=key)]
        if facts.file is not None:
            letters.append(Letter(f"{key}:file", actor.telegram_id, "votes.scheme_file", facts))
        await unit.mailing.put_all(letters, now)
        await unit.commit()
    return True


def scheme_key(of: str, telegram_id: int, now: datetime) -> str:
    """Asked for again within the minute it is the same letter, and later a message of its own; what lives ends with its account."""
    return f"{SCHEME}:{of}:{int(now.timestamp() // 60)}:{telegram_id}"


async def shows_what_is_asked(unit: UnitOfWork, letter: StoredLetter) -> bool | Reworded:
    """Whoever asked for the scheme reads the one of now; what was to edit a message about a former one is overtaken by the news of it."""
    facts = decode(letter.facts, Scheme)
    if facts.practice:
        return True
    vote = await unit.votes.vote(facts.heading.vote_id)
    if vote is None or vote.state is VoteState.RETRACTED:
        return False
    is_edit = letter.live_key is not None and letter.live_key != letter.key
    if is_edit and scheme_of(letter.facts) < vote.scheme_version:
        return False
    return Reworded(scheme_now(vote))


async def tell_typed_in_vain(unit: UnitOfWork, *, vote_id: str, chat_id: int, now: datetime, unclear: bool = False) -> None:
    """The group reads how it is done, at most once an hour: a choice typed by somebody not bound, or `unclear` words of anybody."""
    async with unit:
        vote = await unit.votes.vote(vote_id)
        if vote is not None and vote.state is VoteState.OPEN:
            await _tell_group(unit, TypedByStranger(vote.heading, unclear), chat_id, now)
        await unit.commit()


async def _tell_group(unit: UnitOfWork, facts: TypedByStranger, chat_id: int, now: datetime) -> None:
    kind = TYPED[2 if facts.edited else 1 if facts.unclear else 0]
    key = f"{kind}:{facts.heading.vote_id}:{chat_id}:{int(now.timestamp() // 3600)}"
    await unit.outbox.put(Letter(key, chat_id, "votes.typed_by_stranger", facts, lane=Lane.CARD), now)


async def tell_edit_not_read(
    unit: UnitOfWork, *, actor: Actor, vote_id: str, chat_id: int, written_at: datetime, is_answer: bool, now: datetime
) -> None:
    """A reply under a card was edited, which casts no ballot and takes none back: whoever has one reads in private what stands.

    `is_answer`: it reads like an answer now; other words matter only where the ballot may have come of them.
    """
    async with unit:
        vote = await unit.votes.vote(vote_id)
        if vote is not None and vote.state is VoteState.OPEN:
            stands = await _what_stands(unit, actor, vote, None if is_answer else written_at - CLOCKS_APART)
            chat = await unit.chats.chat(actor.telegram_id)
            if stands is not None and chat is not None and chat.reachable:
                # Once an hour, however often it is edited.
                key = f"edited:{vote.id}:{actor.telegram_id}:{stands.code}:{int(now.timestamp() // 3600)}"
                await unit.outbox.put(Letter(key, actor.telegram_id, "votes.edit_not_read", stands), now)
            elif stands is not None or is_answer:
                await _tell_group(unit, TypedByStranger(vote.heading, edited=True), chat_id, now)
        await unit.commit()


async def _what_stands(unit: UnitOfWork, actor: Actor, vote: Vote, since: datetime | None) -> EditNotRead | None:
    mine, stand = await own_choices(unit, actor, vote)
    if stand is None or (since is not None and stand.received_at < since):
        return None
    return EditNotRead(vote.heading, mine, stand.receipt, stand.received_at)
