"""Letters about a vote as such: its card in each group, and what is announced below it."""

from datetime import datetime
from typing import Any

from bot.actions.unit import UnitOfWork
from bot.rules.groups import EVENING_ZONE
from bot.rules.letters import Lane, Letter, OnUnknown, after_quiet_hours, may_wait_until_morning
from bot.rules.votes.facts import CardMoved, Retraction, VoteCard, VoteEnded, VoteState
from storage.base import decode
from storage.chats import LiveMessage
from storage.votes.records import Vote, VoteGroup

UNSEND = "votes.unsend"
# Before the number of a former scheme, at the end of the keys of what was sent about it.
FORMER = "v"
# How keys begin: of the scheme that somebody asked for, and of what a group is told of typed words (a choice, unclear ones, an edit).
SCHEME = "scheme"
TYPED = ("typed", "typed-unclear", "typed-edited")
# Waiting letters taken back in one transaction: more than leave in the minute after which a step that was cut off is done again
# (29/s, and the lease of a due row), so that none of them leaves meanwhile.
UNSENT_AT_ONCE = 2000


def can_wait(vote: Vote, now: datetime) -> bool:
    """Whether what is written about it by night is still of use in the morning (design.md, quiet hours)."""
    return may_wait_until_morning(now.astimezone(EVENING_ZONE), vote.closes_at)


def is_night(now: datetime) -> bool:
    """Whether what may wait for the morning is held."""
    here = now.astimezone(EVENING_ZONE)
    return after_quiet_hours(here) > here


def card_key(vote_id: str, group_id: str) -> str:
    """The living card of a vote in a group: edited in place, posted anew when it is gone."""
    return f"vote:{vote_id}:{group_id}"


def private_key(vote_id: str) -> str:
    """Private cards of a vote that had no group when it opened: the key of each begins so, its account follows."""
    return f"vote:{vote_id}:private:"


def remind_prefix(vote_id: str) -> str:
    """Reminders of a vote: the key of each begins so, which reminder it was and its account follow."""
    return f"remind:{vote_id}:"


def is_private_key(live_key: str) -> bool:
    return live_key.split(":")[:1] == ["vote"] and live_key.split(":")[2:3] == ["private"]


def vote_of_key(live_key: str) -> str | None:
    """Which vote a living message is the card of; older cards that became pointers count too."""
    kind, _, rest = live_key.partition(":")
    return rest.split(":")[0] if kind == "vote" else None


def scheme_of(facts: str) -> int:
    """The version of the scheme that a letter with these facts speaks of (R15)."""
    heading = decode(facts).get("heading") if facts else None
    return int(heading.get("scheme", 1)) if isinstance(heading, dict) else 1


def version_of_key(live_key: str) -> int | None:
    """Of a card in a group that asked about a former scheme: which; None where it asks about the present one."""
    last = live_key.rpartition(":")[2]
    return int(last[1:]) if last[:1] == FORMER and last[1:].isdecimal() else None


def card_letter(vote: Vote, group: VoteGroup, card: VoteCard, version: str) -> Letter:
    key = card_key(vote.id, group.id)
    return Letter(
        key=f"{key}:{version}",
        chat_id=group.chat_id,
        card="votes.vote_card",
        facts=card,
        lane=Lane.CARD,
        coalesce_key=key,
        live_key=key,
        pin=group.can_pin,
        on_unknown=OnUnknown.RENEW,
    )


async def card_letters(unit: UnitOfWork, vote: Vote, version: str, now: datetime) -> list[Letter]:
    """The card in each group, told anew; a letter that waits in the outbox takes the next facts while it waits."""
    card = await unit.votes.card(vote, now)
    return [card_letter(vote, group, card, version) for group in await unit.votes.groups(vote.id)]


def announced_key(vote_id: str, group_id: str, cause: str) -> str:
    return f"told:{vote_id}:{group_id}:{cause}"


def announcement(vote: Vote, group: VoteGroup, card: str, facts: Any, cause: str) -> Letter:
    """A new message below the card."""
    key = announced_key(vote.id, group.id, cause)
    return Letter(key, group.chat_id, card, facts, lane=Lane.CARD, on_unknown=OnUnknown.RENEW)


async def end_cards(unit: UnitOfWork, vote: Vote, ended: VoteEnded, now: datetime) -> list[Letter]:
    """Each card says that it is over, or that it waits for the drafter. What still waits to be written on it is not written any more."""
    await unsend(unit, vote, now)
    letters = []
    groups = {card_key(vote.id, group.id): group for group in await unit.votes.groups(vote.id)}
    for key, living in (await unit.ballots.living(list(groups))).items():
        letters.append(await end_card(unit, groups[key], living, ended, now))
    for group in groups.values():
        letters += [await end_card(unit, group, one, ended, now) for one in await _not_pointing(unit, vote.id, group)]
    return letters


async def end_card(unit: UnitOfWork, group: VoteGroup, living: LiveMessage, ended: VoteEnded, now: datetime) -> Letter:
    if ended.state is not VoteState.UNDECIDED:
        await unpin(unit, group, living, now)
    key = f"over:{living.live_key}:{ended.state}:{int(ended.ended_at.timestamp())}"
    return Letter(key, group.chat_id, "votes.vote_ended", ended, lane=Lane.CARD, live_key=living.live_key)


def gone_letter(vote: Vote, key: str, chat_id: int) -> Letter:
    """Takes a card away; written twice it is one."""
    return Letter(f"gone:{key}", chat_id, "votes.retracted", Retraction(vote.id), lane=Lane.ANSWER, live_key=key)


async def unsend(unit: UnitOfWork, vote: Vote, now: datetime) -> None:
    """Cards and reminders that still wait are not sent: the oldest at once, and what is more than that in steps."""
    if await unsend_some(unit, vote.id):
        await unit.schedule.plan(UNSEND, vote.id, now, vote.compound_id)


async def unsend_some(unit: UnitOfWork, vote_id: str) -> bool:
    """Whether more may be left."""
    room = UNSENT_AT_ONCE
    for prefix in (f"vote:{vote_id}:", remind_prefix(vote_id)):
        room -= await unit.outbox.cancel(prefix, room)
    return room == 0


async def unpin(unit: UnitOfWork, group: VoteGroup, living: LiveMessage, now: datetime) -> None:
    """Only where the bot may, and so has pinned it; a call of the platform, so it is work for the runtime."""
    if group.can_pin:
        await unit.jobs.queue("votes.unpin_card", {"chat_id": living.chat_id, "message_id": living.message_id}, now)


async def move_card(unit: UnitOfWork, vote: Vote, group: VoteGroup, now: datetime, *, elsewhere: bool = False) -> list[Letter]:
    """The card's next version is a new message (`elsewhere`: in another topic); the one that stands now becomes a pointer to it."""
    key = card_key(vote.id, group.id)
    living = await unit.ballots.living([key])
    if key not in living:
        return []
    await unpin(unit, group, living[key], now)
    former = f"{key}:{living[key].message_id}"
    await unit.ballots.rename_living({key: former})
    return [_pointer(former, group, CardMoved(vote.heading, elsewhere))]


async def newer_landed(unit: UnitOfWork, vote: Vote, chat_id: int, now: datetime) -> None:
    """A new card is there: those above it that did not point to it, since it was not there yet, do so now."""
    group = next((one for one in await unit.votes.groups(vote.id) if one.chat_id == chat_id), None)
    if group is None or vote.state not in {VoteState.OPEN, VoteState.UNDECIDED}:
        return
    for one in await _not_pointing(unit, vote.id, group):
        await unit.outbox.put_again(_pointer(one.live_key, group, CardMoved(vote.heading)), now)


async def _not_pointing(unit: UnitOfWork, vote_id: str, group: VoteGroup) -> list[LiveMessage]:
    """Cards that were moved, and neither say so nor will."""
    moved = f"{card_key(vote_id, group.id)}:"
    living = [one for one in await unit.tellings.living_in(group.chat_id) if one.live_key.removeprefix(moved).isdecimal()]
    return [one for one in living if not await unit.outbox.arrives(f"{one.live_key}:")]


async def retire_cards(unit: UnitOfWork, vote: Vote, group: VoteGroup, now: datetime) -> list[Letter]:
    """As `move_card`, once the vote asks about another scheme: every card so far is of the former one, those that point already, too.

    `vote` as it is since then. What is typed in answer to one of them is no choice about the new scheme."""
    key, old = card_key(vote.id, group.id), f":{FORMER}{vote.scheme_version - 1}"
    cards = [one for one in await unit.tellings.living_in(group.chat_id) if one.live_key == key or one.live_key.startswith(f"{key}:")]
    cards = [one for one in cards if version_of_key(one.live_key) is None]
    renamed = {one.live_key: f"{key}:{one.message_id}{old}" for one in cards}
    for one in cards:
        if one.live_key == key:
            await unpin(unit, group, one, now)
    await unit.ballots.rename_living(renamed)
    return [_pointer(former, group, CardMoved(vote.heading, other_scheme=True)) for former in renamed.values()]


def _pointer(key: str, group: VoteGroup, facts: CardMoved) -> Letter:
    return Letter(f"{key}:moved", group.chat_id, "votes.card_moved", facts, lane=Lane.CARD, live_key=key)
