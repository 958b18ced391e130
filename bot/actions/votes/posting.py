"""What stands in the groups is posted once more: a card or a result when those in charge want it, an end that a group never read."""

from datetime import datetime, timedelta

from bot.actions.ballots.pointing import OVERTAKEN, WORDS
from bot.actions.unit import UnitOfWork
from bot.actions.votes.charge import check_not_called_off, vote_in_charge
from bot.actions.votes.closing import RESULT, read_result
from bot.actions.votes.latest import latest
from bot.actions.votes.letters import announced_key, announcement, card_key, card_letter, end_card, move_card
from bot.actions.votes.scopes import groups_of, meets
from bot.actions.votes.telling import News
from bot.rules.letters import Lane, Letter
from bot.rules.residents import Actor
from bot.rules.votes import END_IS_NEWS
from bot.rules.votes.facts import CardMoved, VoteEnded, VoteState
from bot.rules.votes.previews import PostedAgain
from storage.base import decode
from storage.groups import Group
from storage.outbox import StoredLetter
from storage.votes.records import Vote, VoteGroup

# How what is posted again is told apart, and how long after it another press posts nothing.
AGAIN = "again-"
POSTED_LATELY = timedelta(minutes=1)
# How the living key of a result that became a pointer begins.
POINTER = "result"
# And those of cards.
CARD = "vote"


async def post_again(unit: UnitOfWork, *, actor: Actor, vote_id: str, now: datetime) -> PostedAgain:
    """「再发一次」: a new message below, the old one points to it; a group that was bound meanwhile gets its first."""
    async with unit:
        vote = await vote_in_charge(unit, actor, vote_id, held=True)
        check_not_called_off(vote)
        for group in await groups_of(unit, vote.compound_id, vote.place_id):
            await unit.votes.add_group(vote.id, group.id, vote.compound_id)
        groups = await unit.votes.groups(vote.id)
        if await _posted_lately(unit, vote, groups, now):
            return PostedAgain(len(groups), vote.state, lately=True)
        if vote.state is VoteState.CLOSED:
            await _post_result(unit, vote, groups, now)
        else:
            await _post_card(unit, vote, groups, now)
        await unit.commit()
    return PostedAgain(len(groups), vote.state)


async def _posted_lately(unit: UnitOfWork, vote: Vote, groups: list[VoteGroup], now: datetime) -> bool:
    """A second press within the minute: every group has it, or gets it, as its last message."""
    made = announced_key if vote.state is VoteState.CLOSED else lambda vote_id, group_id, cause: f"{card_key(vote_id, group_id)}:{cause}"
    cause = f"{RESULT}-{AGAIN}" if vote.state is VoteState.CLOSED else AGAIN
    last = [await unit.outbox.written_at(made(vote.id, group.id, cause)) for group in groups]
    return bool(last) and all(at is not None and now - at < POSTED_LATELY for at in last)


async def _post_card(unit: UnitOfWork, vote: Vote, groups: list[VoteGroup], now: datetime) -> None:
    card = await unit.votes.card(vote, now)
    letters: list[Letter] = []
    for standing in groups:
        pointers = await move_card(unit, vote, standing, now)
        # The new one first: 「最新的一张在下面」 is true once that is there.
        letters += [card_letter(vote, standing, card, f"{AGAIN}{int(now.timestamp())}"), *pointers]
    await unit.mailing.put_all(letters, now)


async def _post_result(unit: UnitOfWork, vote: Vote, groups: list[VoteGroup], now: datetime) -> None:
    result = await read_result(unit, vote)
    cause = f"{RESULT}-{AGAIN}{int(now.timestamp())}"
    letters = [announcement(vote, group, "votes.vote_result", result, cause) for group in groups]
    for group in groups:
        for message_id in await unit.outbox.messages_of(announced_key(vote.id, group.id, RESULT), group.chat_id):
            letters.append(await point_to_newer_result(unit, vote, group, message_id, now))
    await unit.mailing.put_all(letters, now)


async def point_to_newer_result(unit: UnitOfWork, vote: Vote, group: VoteGroup, message_id: int, now: datetime) -> Letter:
    """The message is a pointer from then on; written once, whoever finds it first."""
    key = f"{POINTER}:{vote.id}:{group.id}:{message_id}"
    await unit.chats.set_live(key, group.chat_id, message_id, now)
    return Letter(f"{key}:seen", group.chat_id, "votes.card_moved", CardMoved(vote.heading), lane=Lane.CARD, live_key=key)


async def newer_stands(unit: UnitOfWork, letter: StoredLetter) -> bool:
    """An older result or card points to a newer one only where that arrived: asked when the pointer, written after it, is about to leave.

    So does what people were told of their ballots: what was to come in the morning does not come once the vote is over.
    """
    kind, _, rest = letter.key.partition(":")
    if kind in WORDS and not letter.key.endswith(OVERTAKEN):
        vote = await unit.votes.vote(rest.split(":")[0])
        return vote is not None and vote.state is VoteState.OPEN
    if kind == CARD and letter.facts:
        moved, (vote_id, group_id) = decode(letter.facts, CardMoved), rest.split(":")[:2]
        # In another topic it comes after this one; about another scheme the older one may not be answered in any case.
        return moved.elsewhere or moved.other_scheme or await unit.chats.live(card_key(vote_id, group_id)) is not None
    if kind != POINTER:
        return True
    vote_id, group_id, message_id = rest.split(":")[:3]
    return any(one != int(message_id) for one in await unit.outbox.messages_of(announced_key(vote_id, group_id, RESULT), letter.chat_id))


async def hold_votes(unit: UnitOfWork, compound_id: str | None, now: datetime) -> list[Vote]:
    """The votes that a group of this compound may have been asked in, held: a close at this moment comes before what is done to
    the group, or after it.

    First of all that is done to the group, and once: whoever closes or changes a vote holds it before anything of its groups, and
    would wait forever for somebody who has that already and waits for the vote.
    """
    return [] if compound_id is None else await unit.votes.hold_current(compound_id, now - END_IS_NEWS)


async def tell_missed_ends(unit: UnitOfWork, group: Group, held: list[Vote], now: datetime) -> None:
    """Results and cancellations of those of the `held` votes that had their card in this group, and never arrived there."""
    for vote in held:
        asked_there = meets(group, vote.compound_id, vote.place_id) and (await unit.groups.newest_card((card_key(vote.id, group.id),)))[0]
        if not asked_there or (end := await _end_of(unit, vote)) is None:
            continue
        await unit.votes.add_group(vote.id, group.id, vote.compound_id)
        for there in await unit.votes.groups(vote.id):
            if there.id == group.id:
                await _tell_missed(unit, vote, there, end, now)


async def _end_of(unit: UnitOfWork, vote: Vote) -> tuple[News, VoteEnded] | None:
    """What is told of it, and what its card says; None while it runs."""
    if vote.state not in {VoteState.CLOSED, VoteState.CANCELLED} or (news := await latest(unit, vote)) is None:
        return None
    ended_at = vote.closes_at if vote.state is VoteState.CLOSED else vote.closed_at or vote.closes_at
    return news, VoteEnded(vote.heading, vote.state, ended_at, vote.end_reason or "")


async def _tell_missed(unit: UnitOfWork, vote: Vote, group: VoteGroup, end: tuple[News, VoteEnded], now: datetime) -> None:
    (news, ended), key = end, card_key(vote.id, group.id)
    living = (await unit.ballots.living([key])).get(key)
    if living is not None and not await unit.outbox.arrives(f"over:{key}:{ended.state}:"):
        await unit.outbox.put_again(await end_card(unit, group, living, ended, now), now)
    # Posted once more by staff it has arrived, too.
    if not await unit.outbox.arrives(announced_key(vote.id, group.id, news.cause)):
        await unit.outbox.put_again(announcement(vote, group, news.card, news.facts, news.cause), now)
