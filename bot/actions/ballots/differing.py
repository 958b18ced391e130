"""Those who may settle it hear that one owner's ballots by several channels say different things (R13)."""

from bot.actions.ballots.receipts import names_of
from bot.actions.unit import UnitOfWork
from bot.rules.entries.facts import BallotsDiffer
from bot.rules.letters import Letter
from bot.rules.residents.deciding import LEVEL_ROLES, Level
from bot.rules.votes.casting import Mandate
from storage.votes.records import Vote


async def differ_letters(unit: UnitOfWork, vote: Vote, mandate: Mandate, code: str) -> list[Letter]:
    """Not to the owner, who settles nothing of their own and has a receipt that says so. One of a vote at a time in each chat."""
    compound = await unit.compounds.place(vote.compound_id)
    assert compound is not None, "the compound of a vote"
    roles = LEVEL_ROLES[Level.STAFF] | LEVEL_ROLES[Level.COMPOUND_CHIEF]
    owners = {account for _, account in await unit.electorates.accounts_of_owners([mandate.owner])}
    facts = BallotsDiffer(vote.heading, names_of([mandate.elector]), vote.closes_at)
    letters = []
    for telegram_id in await unit.residents.holders(roles, compound.path):
        if telegram_id not in owners:
            key = f"ballots-differ:{vote.id}:{telegram_id}"
            name = f"{key}:{mandate.elector.number}:{code}"
            letters.append(Letter(name, telegram_id, "entries.ballots_differ", facts, coalesce_key=key, night_waits=True))
    return letters
