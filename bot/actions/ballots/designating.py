"""Registering who speaks for a home whose owners differ: what stands is counted anew, the others' choices are opinions."""

from datetime import datetime

from bot.actions.ballots.receipts import names_of
from bot.actions.ballots.sums import count_anew
from bot.actions.unit import UnitOfWork
from bot.actions.votes.charge import buildings_seen, may_designate
from bot.actions.votes.letters import card_letters
from bot.rules.letters import Letter
from bot.rules.residents import Actor
from bot.rules.votes.electorates import Elector
from bot.rules.votes.facts import OwnerDesignated, VoteState
from bot.rules.votes.violations import NotDisputed, NotInCharge, VoteUnknown
from storage.ballots import Writes
from storage.votes.records import Vote


async def designate_owner(unit: UnitOfWork, *, actor: Actor, vote_id: str, head: int, owner_id: str, now: datetime) -> str:
    """The name of the one who speaks from now on. For those in charge and the building's head; nobody is shown what an owner chose (R4)."""
    async with unit:
        vote = (await unit.votes.lock([vote_id])).get(vote_id)
        if vote is None:
            raise VoteUnknown
        seen = await buildings_seen(unit, actor, vote)
        # Only this head: reading twenty thousand homes held the writer for most of a second.
        electorate = await unit.electorates.frozen(vote.id, [head])
        if vote.state is not VoteState.OPEN or head not in await unit.ballots.disputed(vote.id):
            raise NotDisputed
        elector = electorate.elector(head)
        if not may_designate(elector, seen):
            raise NotInCharge
        if owner_id not in elector.head.owners:
            raise NotDisputed
        name = (await unit.electorates.owner_names(vote.compound_id, [owner_id]))[owner_id]
        await unit.electorates.designate(vote.id, head, owner_id)
        await _count(unit, vote, elector, owner_id, now)
        await unit.mailing.put_all(
            [*await _told(unit, vote, elector, owner_id), *await card_letters(unit, vote, f"owner-{head}", now)], now
        )
        await unit.commit()
    return name


async def _count(unit: UnitOfWork, vote: Vote, elector: Elector, speaker: str, now: datetime) -> None:
    book = (await unit.ballots.books(vote.id, [elector.number]))[elector.number]
    before, writes = book.counted, Writes()
    count_anew(writes, vote.id, elector, before=before, after=book.recount(elector))
    home = (elector.dwellings or elector.homes)[0]
    for (owner, _, _), stand in book.streams.items():
        if owner != speaker and stand.person_id is not None and stand.former.choice is not None:
            opinion = {"vote_id": vote.id, "person_id": stand.person_id, "home_id": home.id, "choice": stand.former.choice}
            writes.opinions[vote.id, stand.person_id, home.id] = {**opinion, "given_at": stand.received_at}
    await unit.ballots.record(writes, {vote.id: vote.compound_id}, now)


async def _told(unit: UnitOfWork, vote: Vote, elector: Elector, owner_id: str) -> list[Letter]:
    homes = names_of([elector])
    return [
        Letter(
            key=f"designated:{vote.id}:{elector.number}:{telegram_id}",
            chat_id=telegram_id,
            card="votes.owner_designated",
            facts=OwnerDesignated(vote.heading, homes, vote.closes_at, is_reader=owner == owner_id),
            night_waits=True,
        )
        for owner, telegram_id in await unit.electorates.accounts_of_owners(elector.head.owners)
    ]
