"""Telling everybody a vote concerns: its groups at once; in private, some people at a time, whoever has its card there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import announcement, private_key
from bot.rules.letters import Lane, Letter
from storage.votes.records import Vote

# People in one transaction: more would hold the writer for longer than 250 ms (design.md, How an update flows).
AT_ONCE = 500
TELL = "votes.tell"
# What of a vote is told by itself, in the keys of its letters; an extension goes on with its new time.
UNTIL, CALLED_OFF, GONE = "until-", "cancelled", "gone"
# Everybody is asked again, about the scheme of this number.
ASKED_AGAIN = "scheme-"


@dataclass(frozen=True, slots=True)
class News:
    """`cause` keeps one piece of news about a vote apart from every other: it is in the keys of its letters."""

    cause: str
    card: str
    facts: Any


async def read_addresses(unit: UnitOfWork, vote_id: str, after: int = 0) -> list[int]:
    """Some of those who are told in private, from `after` on; read beside, so that it holds no writer."""
    async with unit.beside() as reader:
        if await reader.votes.groups(vote_id):
            # A group that was bound meanwhile does not reach everybody who has the card in private.
            return await reader.tellings.holding(private_key(vote_id), after, AT_ONCE)
        return await reader.tellings.registered(vote_id, after, AT_ONCE)


async def read_owed(unit: UnitOfWork, vote_id: str, after: int = 0) -> list[int]:
    """As `read_addresses`, for what also concerns a private card that is still on its way."""
    async with unit.beside() as reader:
        if await reader.votes.groups(vote_id):
            return await reader.tellings.having(private_key(vote_id), after, AT_ONCE)
        return await reader.tellings.registered(vote_id, after, AT_ONCE)


async def read_holders(unit: UnitOfWork, vote_id: str, after: int = 0) -> list[int]:
    """Some of those in whose chat the private card stands."""
    async with unit.beside() as reader:
        return await reader.tellings.holding(private_key(vote_id), after, AT_ONCE)


async def tell(unit: UnitOfWork, vote: Vote, news: News, addresses: Sequence[int], now: datetime) -> None:
    """The groups and the first `addresses`, as they were just read; the others in steps of their own."""
    await tell_groups(unit, vote, news, now)
    await tell_some(unit, vote, news, addresses, now)


async def tell_groups(unit: UnitOfWork, vote: Vote, news: News, now: datetime) -> None:
    groups = await unit.votes.groups(vote.id)
    await unit.mailing.put_all([announcement(vote, group, news.card, news.facts, news.cause) for group in groups], now)


async def tell_some(unit: UnitOfWork, vote: Vote, news: News, addresses: Sequence[int], now: datetime) -> None:
    await unit.mailing.put_all([told_letter(vote, telegram_id, news) for telegram_id in addresses], now)
    await go_on(unit, vote, news.cause, addresses, now)


def told_letter(vote: Vote, telegram_id: int, news: News, *, night_waits: bool = True) -> Letter:
    key = told_key(vote.id, telegram_id, news.cause)
    return Letter(key, telegram_id, news.card, news.facts, lane=Lane.BULK, night_waits=night_waits)


def told_key(vote_id: str, telegram_id: int, cause: str) -> str:
    return f"told:{vote_id}:{telegram_id}:{cause}"


async def go_on(unit: UnitOfWork, vote: Vote, cause: str, addresses: Sequence[int], now: datetime) -> None:
    """The next step is planned with the letters of this one, so that a crash leaves nobody out and tells nobody twice."""
    if len(addresses) == AT_ONCE:
        await unit.schedule.plan(TELL, f"{vote.id}:{cause}:{addresses[-1]}", now, vote.compound_id)
