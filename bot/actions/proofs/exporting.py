"""The two files of a vote that has ended: the public one shows that nothing was moved, the audit one what everything came to."""

from typing import Any

from bot.actions.unit import UnitOfWork
from bot.rules.proofs import ChainBroken, EventType, ExportedVote, VoteNotOver, VoteWithoutChain, electorate_entries
from bot.rules.proofs_files import entitled_roles
from bot.rules.votes.facts import VoteState
from bot.rules.votes.violations import VoteUnknown
from storage.proofs import KeptEvent
from storage.votes.records import Vote

ENDED = (VoteState.CLOSED, VoteState.CANCELLED)


async def read_votes(unit: UnitOfWork, wanted: str) -> list[Vote]:
    """Votes of every compound with this id, or with these words in their title: for the operator's command line. Newest first."""
    async with unit:
        votes = await unit.votes.called(wanted)
    return [vote for vote in votes if vote.id == wanted] or votes


async def read_export(unit: UnitOfWork, *, vote_id: str) -> ExportedVote:
    """Both files, from the end of the vote on: before it nothing that is opened here may be seen by anybody (section 6).

    Of a vote that was cancelled nobody counted anything, and the question may come again: its choices stay closed.
    """
    async with unit:
        vote = await unit.votes.vote(vote_id)
        if vote is None:
            raise VoteUnknown
        if vote.state not in ENDED:
            raise VoteNotOver(closes_at=vote.closes_at)
        events = await unit.proofs.events(vote.compound_id, vote.id)
        if not events:
            raise VoteWithoutChain
        if events[-1].event.hash != vote.chain_head:
            raise ChainBroken(height=len(events) - 1)
        audit = await _audit(unit, vote, events) if vote.state is VoteState.CLOSED else None
        return ExportedVote(vote.heading, _public(events), audit, entitled_roles(vote.terms))


def _public(events: list[KeptEvent]) -> dict[str, Any]:
    chain = [
        {"height": one.event.height, "parent": one.event.parent, "type": one.event.type.value, "payload": one.event.payload}
        for one in events
    ]
    return {"format": "linli-vote/1", "events": chain, "head": events[-1].event.hash}


async def _audit(unit: UnitOfWork, vote: Vote, events: list[KeptEvent]) -> dict[str, Any]:
    """A ballot's entry is made of its row in the ledger: one that was changed since opens nothing."""
    ledger = await unit.proofs.ledger(vote.compound_id, vote.id)
    frozen: dict[int, str | None] = {}
    for one in events:
        if one.event.type is EventType.SPEAKER:
            frozen.setdefault(one.opened_entry["head"], one.opened_entry["former"])
    heads = electorate_entries(vote.id, await unit.electorates.frozen(vote.id), frozen)
    entries = []
    for one in events[1:]:
        if one.event.type in {EventType.BALLOT, EventType.REFUSED}:
            if one.event.height not in ledger:
                raise ChainBroken(height=one.event.height)
            entries.append({"height": one.event.height, "salt": one.salt, "entry": ledger[one.event.height].facts(vote.id)})
        elif one.entry is not None:
            entries.append({"height": one.event.height, "salt": one.salt, "entry": one.opened_entry})
    head = events[-1].event.hash
    return {"format": "linli-vote-audit/1", "head": head, "salt": events[0].salt, "heads": heads, "entries": entries}
