"""What goes into a vote's chain, inside the unit of its cause, while the vote is held."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.actions.unit import UnitOfWork
from bot.rules.proofs import (
    SALT_BYTES,
    BallotEntry,
    Chain,
    EventType,
    Sealed,
    canonical,
    commitment,
    moment,
    pseudonym,
    seal_electorate,
    speaker_entry,
    terms_facts,
)
from bot.rules.votes.electorates import Elector, Electorate
from storage.proofs import Added
from storage.votes.records import Vote


def new_salt() -> str:
    return secrets.token_hex(SALT_BYTES)


def seal(vote_id: str, electorate: Electorate) -> Sealed:
    """Twenty thousand heads are a second's work: for a thread, before anybody waits for the writer."""
    return seal_electorate(new_salt(), vote_id, electorate)


async def begin_chain(unit: UnitOfWork, vote: Vote, electorate: Sealed, now: datetime) -> Vote:
    """The first event: all that every later figure is measured by. The vote as it is with it."""
    chain = await unit.proofs.begin(vote.id)
    opened = chain.add(EventType.OPENED, {**_question(vote), "electorate": electorate.commitment})
    await unit.proofs.record([Added(vote.id, opened, salt=electorate.salt)], {vote.id: vote.compound_id}, now)
    return replace(vote, chain_height=chain.height, chain_head=chain.head)


def _question(vote: Vote) -> dict[str, Any]:
    heading = vote.heading
    return {
        "vote": vote.id,
        "title": vote.title,
        "body": vote.body,
        "place": [part for part in (heading.compound, heading.building, heading.entrance) if part],
        "matter": vote.matter.value,
        "threshold": vote.threshold.value if vote.threshold else None,
        "by_area_too": vote.by_area_too,
        "parking": vote.parking,
        "change_policy": vote.change_policy.value,
        "scheme_sha256": vote.scheme_sha256,
        "opened_at": moment(vote.opened_at),
        "closes_at": moment(vote.closes_at),
        "roster_hash": vote.roster_hash,
        # A vote whose row has none has no such line: what was written of it before there were profiles stays as it is.
        **({} if vote.terms is None else {"terms": terms_facts(vote.terms)}),
        # Likewise where the silent join nobody.
        **({} if vote.follow_clause is None else {"follow_majority": vote.follow_clause}),
        # And where the matter needs another vote at once.
        **({} if vote.pair_id is None or vote.part is None else {"pair": {"id": vote.pair_id, "part": vote.part.value}}),
        "total": {"area_cm2m": vote.total_area_cm2m, "heads": vote.total_heads, "homes": vote.total_homes},
    }


def ballot_event(chain: Chain | None, vote_id: str, entry: BallotEntry) -> Added | None:
    """Adds a row of the ledger to the chain, one that was refused without its receipt. None where there is no chain."""
    if chain is None:
        return None
    salt = new_salt()
    payload = {"commitment": commitment(salt, entry.facts(vote_id))}
    if entry.refused is not None:
        return Added(vote_id, chain.add(EventType.REFUSED, payload), salt)
    return Added(vote_id, chain.add(EventType.BALLOT, {**payload, "receipt": entry.receipt}), salt)


async def add_event(unit: UnitOfWork, vote: Vote, kind: EventType, payload: Mapping[str, Any], now: datetime) -> str | None:
    """The hash of the event; None for a vote from before there were chains."""
    return await _add(unit, vote, kind, payload, now)


async def add_speaker(unit: UnitOfWork, vote: Vote, elector: Elector, owner_id: str | None, now: datetime) -> None:
    """Which head it is about is opened by the audit file only: a number and a moment would name a home to its neighbours."""
    entry, salt = speaker_entry(vote.id, elector.number, owner_id, elector.head.designated), new_salt()
    await _add(unit, vote, EventType.SPEAKER, {"commitment": commitment(salt, entry)}, now, salt=salt, entry=canonical(entry))


async def add_settled(unit: UnitOfWork, vote: Vote, entry: Mapping[str, Any], now: datetime) -> None:
    """`entry`: a `settled_entry`, opened by the audit file only, like who speaks for a home."""
    salt = new_salt()
    await _add(unit, vote, EventType.SETTLED, {"commitment": commitment(salt, entry)}, now, salt=salt, entry=canonical(entry))


async def add_delivered(unit: UnitOfWork, vote: Vote, heads: Collection[int], now: datetime) -> None:
    """Whom the vote had reached: just before the count, where the silent among them join the majority. Opened by the audit file only."""
    entry, salt = {"heads": sorted(heads)}, new_salt()
    await _add(unit, vote, EventType.DELIVERED, {"commitment": commitment(salt, entry)}, now, salt=salt, entry=canonical(entry))


async def roster_speaker(unit: UnitOfWork, vote: Vote, elector: Elector) -> str | None:
    """Whom the roster had designated when the vote opened: the first registration in the chain says who spoke before it.

    None for a vote from before there were chains, too.
    """
    for entry in await unit.proofs.speakers(vote.compound_id, vote.id):
        if entry["head"] == elector.number:
            return next((owner for owner in elector.head.owners if pseudonym(vote.id, owner) == entry["former"]), None)
    return None


async def _add(
    unit: UnitOfWork,
    vote: Vote,
    kind: EventType,
    payload: Mapping[str, Any],
    now: datetime,
    *,
    salt: str | None = None,
    entry: str | None = None,
) -> str | None:
    chain = await unit.proofs.chain(vote.id)
    if chain is None:
        return None
    event = chain.add(kind, payload)
    await unit.proofs.record([Added(vote.id, event, salt, entry)], {vote.id: vote.compound_id}, now)
    return event.hash
