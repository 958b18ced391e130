"""Those who may settle it hear that one owner's ballots by several channels say different things (R13)."""

from collections.abc import Iterable
from datetime import datetime

from bot.actions.ballots.receipts import names_of
from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import can_wait
from bot.rules.entries.facts import BallotsDiffer
from bot.rules.letters import Letter
from bot.rules.residents.deciding import LEVEL_ROLES, Level
from bot.rules.votes.casting import Mandate
from storage.base import decode
from storage.outbox import WAITING
from storage.votes.records import Vote


async def those_in_charge(unit: UnitOfWork, vote: Vote) -> list[int]:
    """Accounts of those who settle ballots of the vote, and confirm them."""
    compound = await unit.compounds.place(vote.compound_id)
    assert compound is not None, "the compound of a vote"
    return list(await unit.residents.holders(LEVEL_ROLES[Level.STAFF] | LEVEL_ROLES[Level.COMPOUND_CHIEF], compound.path))


async def differ_letters(unit: UnitOfWork, vote: Vote, mandate: Mandate, code: str, now: datetime) -> list[Letter]:
    """Not to the owner, who settles nothing of their own and has a receipt that says so. One of a vote at a time in each chat, which
    names every home that was not told of yet."""
    owners = {account for _, account in await unit.electorates.accounts_of_owners([mandate.owner])}
    keys = {f"ballots-differ:{vote.id}:{one}": one for one in await those_in_charge(unit, vote) if one not in owners}
    newest = await unit.outbox.newest(list(keys)) if keys else {}
    waiting = {key: decode(one.facts, BallotsDiffer) for key, one in newest.items() if one.state in WAITING}
    letters = []
    for key, telegram_id in keys.items():
        before = waiting[key].heads if key in waiting else ()
        facts = await differing(unit, vote, {*before, mandate.elector.number})
        name = f"{key}:{mandate.elector.number}:{code}"
        waits = can_wait(vote, now)
        letters.append(Letter(name, telegram_id, "entries.ballots_differ", facts, coalesce_key=key, live_key=name, night_waits=waits))
    return letters


async def differing(unit: UnitOfWork, vote: Vote, heads: Iterable[int]) -> BallotsDiffer:
    numbers = sorted(heads)
    electorate = await unit.electorates.frozen(vote.id, numbers)
    return BallotsDiffer(vote.heading, names_of(electorate.elector(number) for number in numbers), vote.closes_at, tuple(numbers))
