"""What a vote's people hold in private is edited when it is true no more: by an extension, a cancellation, the close.

Receipts, reminders, the private card, the scheme, what joint owners were told, and what somebody else put down: some chats at a time,
in bulk, and no edit rings.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.actions.ballots.entered import BY_PROXY, ENTERED
from bot.actions.ballots.pointing import MOVED, WORDS, newest_words
from bot.actions.ballots.rewording import known_receipts, receipt_key
from bot.actions.entries.agents import GIVEN, given_now, given_prefix
from bot.actions.unit import DueItem, UnitOfWork
from bot.actions.votes.asking_again import TOLD_IN_CHARGE
from bot.actions.votes.letters import SCHEME, private_key, remind_prefix
from bot.actions.votes.opening import PRIVATE_CARD, private_facts
from bot.rules.entries.facts import BallotEntered
from bot.rules.entries.powers import PowerGiven
from bot.rules.letters import Lane, Letter
from bot.rules.votes.endings import ended
from bot.rules.votes.facts import (
    OwnerElsewhere,
    OwnersDiffer,
    Receipt,
    ReceiptKind,
    ReceiptReplaced,
    Reminder,
    Scheme,
    VoteState,
)
from bot.rules.votes.mine import VoteOver
from storage.base import decode
from storage.chats import LiveMessage
from storage.outbox import StoredLetter
from storage.votes.records import Vote

AMEND = "votes.amend"
# Chats in one transaction: each may hold several messages, and more would hold the writer for longer than 250 ms.
AT_ONCE = 250
# What was just being sent when the vote changed has arrived by then.
LANDED = timedelta(minutes=1)
# How the keys of what people are told of their ballots begin.
WORD_KEYS = tuple(f"{kind}:" for kind in WORDS)
# Letters that name a time until which a choice is asked for, and what they carry.
DATED = {
    "votes.reminder": Reminder,
    "votes.owners_differ": OwnersDiffer,
    "votes.owner_elsewhere": OwnerElsewhere,
    "votes.scheme": Scheme,
    "entries.ballot_entered": BallotEntered,
}


def _prefixes(vote_id: str) -> tuple[str, ...]:
    """Of what somebody else put down for an owner the key names no vote: its letter does."""
    own = f"receipt:{vote_id}:", f"differ:{vote_id}:", f"elsewhere:{vote_id}:", f"{SCHEME}:{vote_id}:"
    return (*own, remind_prefix(vote_id), private_key(vote_id), given_prefix(vote_id), *_of_charge(vote_id), ENTERED, BY_PROXY)


def _of_charge(vote_id: str) -> tuple[str, ...]:
    """What those in charge are to settle and to confirm: which of it, stands at the end of the key."""
    return tuple(f"{kind}:{vote_id}:" for kind in TOLD_IN_CHARGE)


async def plan_amending(unit: UnitOfWork, vote: Vote, now: datetime) -> None:
    """In the transaction of what happened to the vote. Done twice it changes nothing more."""
    if not await unit.tellings.concerned(_prefixes(vote.id), 0, 1):
        return
    for at in (now, now + LANDED):
        await unit.schedule.plan(AMEND, f"{vote.id}:0", at, vote.compound_id)


async def amend_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """`item.target` is the vote, and the last chat of the step before. The next step is planned with the letters of this one."""
    vote_id, after = item.target.split(":")
    async with unit.beside() as reader:
        chats = await reader.tellings.concerned(_prefixes(vote_id), int(after), AT_ONCE)
    async with unit:
        vote = (await unit.votes.lock([vote_id])).get(vote_id)
        if not await unit.schedule.finish(item.id, now):
            return
        if vote is not None and chats:
            await unit.mailing.put_all(await _amended(unit, vote, chats, now), now)
            if len(chats) == AT_ONCE:
                await unit.schedule.plan(AMEND, f"{vote.id}:{chats[-1]}", now, vote.compound_id)
        await unit.commit()


async def _amended(unit: UnitOfWork, vote: Vote, chats: Sequence[int], now: datetime) -> list[Letter]:
    if vote.state not in {VoteState.OPEN, VoteState.CLOSED, VoteState.CANCELLED}:
        return []
    receipts = await known_receipts(unit, [receipt_key(vote.id, chat) for chat in chats])
    found = await unit.tellings.living_with(chats, _prefixes(vote.id))
    living = [one for one in found if _is_newest(one)]
    others = [one for one in living if one.live_key not in receipts]
    newest = await newest_words(unit, [one.live_key for one in others])
    others = [one for one in others if _is_of(vote, one, newest)]
    charged = [one for one in found if one.live_key.startswith(_of_charge(vote.id))]
    if vote.state is VoteState.OPEN:
        dated = [*_redated_receipts(vote, receipts), *await _redated(unit, vote, others, (newest, receipts), now)]
        return [*dated, *await _redated_charge(unit, vote, charged)]
    return [*_ended_receipts(vote, receipts), *_over(vote, [*others, *charged], newest), *await _unpointed(unit, vote, found)]


async def _redated_charge(unit: UnitOfWork, vote: Vote, charged: Sequence[LiveMessage]) -> list[Letter]:
    """What of it is still to be done, the letters find out as they leave (entries/standing.py)."""
    said = await unit.schemes.living(vote.id, {one.chat_id for one in charged}) if charged else {}
    letters = []
    for one in charged:
        card, kind = TOLD_IN_CHARGE[one.live_key.partition(":")[0]]
        words = said[one.live_key].facts if one.live_key in said else ""
        told = decode(words, kind) if words else None
        if told is not None and told.closes_at != vote.closes_at:
            facts = replace(told, closes_at=vote.closes_at)
            letters.append(_edit(_until(vote), one.live_key, one.chat_id, card, facts, coalesce=False))
    return letters


async def _unpointed(unit: UnitOfWork, vote: Vote, found: Sequence[LiveMessage]) -> list[Letter]:
    """Older words that point to no newer one: it waited for the morning, or was about to leave, and does not come any more."""
    theirs = {f"{one.live_key}:{MOVED}": one for one in found if one.live_key.startswith(WORD_KEYS) and not _is_newest(one)}
    left = await unit.outbox.left(theirs)
    return list(_over(vote, [one for key, one in theirs.items() if key not in left], {}))


def _is_of(vote: Vote, message: LiveMessage, newest: Mapping[str, StoredLetter]) -> bool:
    if not message.live_key.startswith((ENTERED, BY_PROXY)):
        return True
    letter = newest.get(message.live_key)
    return letter is not None and letter.card in DATED and decode(letter.facts, BallotEntered).heading.vote_id == vote.id


def _is_newest(message: LiveMessage) -> bool:
    """Not one that was left as a pointer: its message follows the account in its key."""
    return message.live_key.endswith(f":{message.chat_id}")


def _edit(cause: str, key: str, chat_id: int, card: str, facts: object, *, coalesce: bool = True) -> Letter:
    """Its key begins with the cause: what still waits for a vote that ends is taken back by how its key begins."""
    return Letter(f"{cause}:{key}", chat_id, card, facts, lane=Lane.BULK, coalesce_key=key if coalesce else None, live_key=key)


def _until(vote: Vote) -> str:
    return f"until-{int(vote.closes_at.timestamp())}"


def _redated_receipts(vote: Vote, receipts: dict[str, Receipt]) -> Iterable[Letter]:
    for key, receipt in receipts.items():
        # An opinion names no time.
        if receipt.closes_at != vote.closes_at and receipt.kind is not ReceiptKind.OPINION:
            facts = replace(receipt, closes_at=vote.closes_at)
            yield _edit(_until(vote), key, _chat_of(key), "votes.receipt", facts)


def _chat_of(key: str) -> int:
    return int(key.rpartition(":")[2])


async def _redated(
    unit: UnitOfWork, vote: Vote, living: Sequence[LiveMessage], said: tuple[Mapping[str, StoredLetter], dict[str, Receipt]], now: datetime
) -> list[Letter]:
    """`said`: the letters that stand, and the receipts among them."""
    newest, receipts = said
    card = await private_facts(unit, vote, now) if living else None
    receipts_at = await unit.ballots.living(list(receipts)) if living and receipts else {}
    letters = []
    for one in living:
        key, letter = one.live_key, newest.get(one.live_key)
        if key.startswith(private_key(vote.id)):
            letters.append(_edit(_until(vote), key, one.chat_id, PRIVATE_CARD, card, coalesce=False))
        elif letter is not None and letter.card == GIVEN:
            given = decode(letter.facts, PowerGiven)
            if not given.over and given.closes_at != vote.closes_at:
                letters.append(_edit(_until(vote), key, one.chat_id, GIVEN, await given_now(unit, vote, given)))
        elif letter is not None and letter.card in DATED:
            facts = decode(letter.facts, DATED[letter.card])
            answered = receipts.get(receipt_key(vote.id, one.chat_id))
            if isinstance(facts, Reminder) and answered is not None and _answers(answered, facts):
                at = receipts_at.get(receipt_key(vote.id, one.chat_id))
                above = at is not None and at.message_id < one.message_id
                pointer = ReceiptReplaced(vote.heading, answered.received_at, above=above)
                letters.append(_edit("answered", key, one.chat_id, "votes.receipt_replaced", pointer, coalesce=False))
            elif facts.closes_at != vote.closes_at:
                letters.append(_edit(_until(vote), key, one.chat_id, letter.card, replace(facts, closes_at=vote.closes_at)))
    return letters


def _answers(receipt: Receipt, reminder: Reminder) -> bool:
    """Whether every home of which the reminder says 「还没点」 has a ballot by now."""
    told = {*receipt.homes, *(home for one in receipt.also for home in one.homes)}
    return receipt.kind is ReceiptKind.RECORDED and set(reminder.homes) <= told


def ended_at(vote: Vote) -> datetime:
    """When it was over for its people: a close is done some seconds after its time."""
    return vote.closes_at if vote.state is VoteState.CLOSED else vote.closed_at or vote.closes_at


def scheme_now(vote: Vote) -> Scheme:
    """What 「看方案」 shows: for whoever asked, what was voted on is of use after the end, too."""
    ended = vote.state if vote.state in {VoteState.CLOSED, VoteState.CANCELLED} else None
    when, why = (ended_at(vote), vote.end_reason or "") if ended is not None else (None, "")
    return Scheme(vote.heading, vote.body, vote.scheme_file, vote.closes_at, ended=ended, ended_at=when, end_reason=why)


def _ended_receipts(vote: Vote, receipts: dict[str, Receipt]) -> Iterable[Letter]:
    for key, receipt in receipts.items():
        if receipt.ended is None:
            facts = ended(receipt, vote.state, ended_at(vote), vote.end_reason or "")
            yield _edit(f"over-{vote.state}", key, _chat_of(key), "votes.receipt", facts)


def _over(vote: Vote, living: Sequence[LiveMessage], newest: Mapping[str, StoredLetter]) -> Iterable[Letter]:
    """What asked for a choice, and receipts whose words are kept no longer. Whose ballot counted is of use after the close, too."""
    facts = VoteOver(vote.heading, vote.state, ended_at(vote), vote.end_reason or "", (), "")
    for one in living:
        letter = newest.get(one.live_key)
        told = decode(letter.facts, DATED[letter.card]) if letter is not None and letter.card in DATED else None
        last = _last_words(vote, told)
        if letter is not None and last is not None:
            yield _edit(f"over-{vote.state}", one.live_key, one.chat_id, letter.card, last)
        else:
            yield _edit(f"over-{vote.state}", one.live_key, one.chat_id, "votes.vote_over", facts, coalesce=False)


def _last_words(vote: Vote, told: object) -> BallotEntered | OwnerElsewhere | Scheme | None:
    """What is of use when it is over, as it is by then."""
    if isinstance(told, Scheme):
        return scheme_now(vote)
    if vote.state is not VoteState.CLOSED:
        return None
    if isinstance(told, BallotEntered):
        return replace(told, over=True)
    return replace(told, closed=True) if isinstance(told, OwnerElsewhere) else None
