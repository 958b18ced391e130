"""What was missed of votes whose card is in somebody's private chat: it arrived after the news, or nothing arrived there for a while."""

from dataclasses import replace
from datetime import datetime

from bot.actions.unit import UnitOfWork
from bot.actions.votes.asking_again import ask_again
from bot.actions.votes.latest import extension_cause, latest
from bot.actions.votes.letters import gone_letter, is_private_key, scheme_of, vote_of_key
from bot.actions.votes.opening import PRIVATE_CARD, private_facts
from bot.actions.votes.telling import told_letter
from bot.rules.letters import Reworded
from bot.rules.votes.facts import VoteCard, VoteExtended, VoteState
from storage.base import decode
from storage.chats import LiveMessage
from storage.outbox import REVIVED_WITHIN, Landed, StoredLetter
from storage.votes.records import Vote


async def card_landed(unit: UnitOfWork, vote: Vote, landed: Landed) -> None:
    """A private card was just delivered, in the transaction that says so: it may have been under way while its vote went on."""
    letter, now = landed.letter, landed.at
    assert letter.live_key is not None
    if _is_told(vote, letter.facts) or scheme_of(letter.facts) < vote.scheme_version:
        # The card about the scheme of now is on its way, or here: it takes the place of this one.
        return
    if vote.state is VoteState.RETRACTED:
        await unit.outbox.put(gone_letter(vote, letter.live_key, letter.chat_id), now)
    elif (news := await latest(unit, vote)) is not None:
        await unit.outbox.put(told_letter(vote, letter.chat_id, news), now)


def _is_told(vote: Vote, facts: str) -> bool:
    """Whether a card with these facts says how the vote stands."""
    return vote.state is VoteState.OPEN and decode(facts, VoteCard).closes_at == vote.closes_at


async def catch_up(unit: UnitOfWork, telegram_id: int, now: datetime) -> None:
    """Somebody is back whom no letter reached: what is new of each vote whose card they have, and the cards that wait for them.

    Inside a unit that was entered, once what was lost is revived; what they were told already is not told again.
    """
    for living in await unit.tellings.living_in(telegram_id):
        vote = await unit.votes.vote(vote_of_key(living.live_key) or "") if is_private_key(living.live_key) else None
        if vote is None:
            continue
        if vote.state is VoteState.OPEN and await _asked_before(unit, vote, living):
            await ask_again(unit, vote, [telegram_id], now)
            continue
        if not await _is_news(unit, vote, living, now):
            continue
        if (news := await latest(unit, vote)) is not None:
            await unit.outbox.put(told_letter(vote, telegram_id, news, night_waits=False), now)
    for key in await unit.tellings.waiting_for(telegram_id, PRIVATE_CARD):
        vote = await unit.votes.vote(vote_of_key(key) or "")
        if vote is not None and vote.state is VoteState.OPEN:
            await unit.outbox.renew([key], await private_facts(unit, vote, now), expires_at=vote.closes_at, night_waits=False)


async def _asked_before(unit: UnitOfWork, vote: Vote, living: LiveMessage) -> bool:
    """Its card is about a former scheme: nothing reached this person when it was changed."""
    sent = await unit.outbox.letter_at(living.chat_id, living.message_id)
    return vote.scheme_version > 1 and (sent is None or scheme_of(sent.facts) < vote.scheme_version)


async def _is_news(unit: UnitOfWork, vote: Vote, living: LiveMessage, now: datetime) -> bool:
    if vote.state is VoteState.OPEN:
        sent = await unit.outbox.letter_at(living.chat_id, living.message_id)
        return sent is None or not sent.facts or not _is_told(vote, sent.facts)
    return vote.closed_at is not None and vote.closed_at > now - REVIVED_WITHIN


async def is_extended_still(unit: UnitOfWork, letter: StoredLetter) -> bool | Reworded:
    """Revived, or late, it may speak of a time that holds no longer, or of taps that another scheme made void since; a group reads what
    was announced there, in its order."""
    _, vote_id, _, cause = letter.key.split(":")
    vote = await unit.votes.vote(vote_id) if letter.chat_id > 0 else None
    if vote is None:
        return True
    still = vote.state is VoteState.OPEN and cause == extension_cause(vote.closes_at)
    return Reworded(replace(decode(letter.facts, VoteExtended), heading=vote.heading)) if still else False


CONDITIONS = {"votes.vote_extended": is_extended_still}
