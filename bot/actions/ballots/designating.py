"""Registering who speaks for a home whose owners differ, and taking that back: what stands is counted anew each time."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.actions.ballots.pointing import speaks_key, told_key, with_pointers
from bot.actions.ballots.receipts import names_of
from bot.actions.ballots.rewording import receipts_of_head
from bot.actions.ballots.speakers import owners_present
from bot.actions.ballots.sums import count_anew
from bot.actions.proofs.adding import add_speaker, roster_speaker
from bot.actions.unit import UnitOfWork
from bot.actions.votes.charge import buildings_seen, may_designate
from bot.actions.votes.letters import can_wait, card_letters
from bot.rules.letters import Letter
from bot.rules.residents import Actor
from bot.rules.votes.casting import HeadBook
from bot.rules.votes.electorates import Elector
from bot.rules.votes.facts import OwnerDesignated, VoteState
from bot.rules.votes.previews import OwnerName, SpeakerAsked
from bot.rules.votes.violations import NobodySpeaks, NotDisputed, NotInCharge, VoteUnknown
from storage.ballots import Writes
from storage.votes.records import Vote


async def read_speaker(unit: UnitOfWork, *, actor: Actor, vote_id: str, head: int, owner_id: str) -> SpeakerAsked:
    """What is asked before it is registered."""
    async with unit:
        vote = await unit.votes.vote(vote_id)
        elector, present = await _differing(unit, actor, vote, head, owner_id)
        assert vote is not None
        names = await unit.electorates.owner_names(vote.compound_id, present)
    others = tuple(OwnerName(one, names[one]) for one in present if one != owner_id)
    return SpeakerAsked(vote.heading, head, names_of([elector]), OwnerName(owner_id, names[owner_id]), others)


async def designate_owner(unit: UnitOfWork, *, actor: Actor, vote_id: str, head: int, owner_id: str, now: datetime) -> str:
    """The name of the one who speaks from now on. For those in charge and the building's head; nobody is shown what an owner chose (R4)."""
    async with unit:
        vote = (await unit.votes.lock([vote_id])).get(vote_id)
        elector, _ = await _differing(unit, actor, vote, head, owner_id)
        assert vote is not None
        name = (await unit.electorates.owner_names(vote.compound_id, [owner_id]))[owner_id]
        await unit.electorates.designate(vote.id, head, owner_id, now)
        await add_speaker(unit, vote, elector, owner_id, now)
        book = await _count(unit, vote, elector, now)
        await _tell(unit, vote, elector, owner_id, now, book=book, registered_by=actor.telegram_id)
        await unit.commit()
    return name


async def undo_designation(unit: UnitOfWork, *, actor: Actor, vote_id: str, head: int, owner_id: str, now: datetime) -> None:
    """A slip of the thumb: what every owner chose counts as before. Whom the roster designated is so again.

    NobodySpeaks when it was not `owner_id` who is registered by now: an old button undoes nothing of somebody else's.
    """
    async with unit:
        vote = (await unit.votes.lock([vote_id])).get(vote_id)
        elector = await _elector(unit, actor, vote, head)
        assert vote is not None
        if vote.state is not VoteState.OPEN or (await unit.electorates.registered_speakers(vote.id)).get(head) != owner_id:
            raise NobodySpeaks
        await unit.electorates.designate(vote.id, head, await roster_speaker(unit, vote, elector), None)
        await add_speaker(unit, vote, elector, None, now)
        tapped = await _forget_opinions(unit, vote, elector)
        book = await _count(unit, vote, elector, now)
        await _tell(unit, vote, elector, owner_id, now, book=book, tapped=tapped, undone=True)
        await unit.commit()


async def _elector(unit: UnitOfWork, actor: Actor, vote: Vote | None, head: int) -> Elector:
    """Only this head: reading twenty thousand homes held the writer for most of a second."""
    if vote is None:
        raise VoteUnknown
    seen = await buildings_seen(unit, actor, vote)
    electorate = await unit.electorates.frozen(vote.id, [head])
    if head not in {elector.number for elector in electorate.electors}:
        raise NotDisputed
    elector = electorate.elector(head)
    if not may_designate(elector, seen):
        raise NotInCharge
    return elector


async def _differing(unit: UnitOfWork, actor: Actor, vote: Vote | None, head: int, owner_id: str) -> tuple[Elector, tuple[str, ...]]:
    """The head, and those of whom one may be registered."""
    if vote is None:
        raise VoteUnknown
    await buildings_seen(unit, actor, vote)
    if vote.state is not VoteState.OPEN or head not in await unit.ballots.disputed(vote.id):
        raise NotDisputed
    elector = await _elector(unit, actor, vote, head)
    # Its owners have no more in common than the seller: nobody speaks for them (section 8).
    if elector.head.developer:
        raise NotDisputed
    book = (await unit.ballots.books(vote.id, [head]))[head]
    present = await owners_present(unit, vote, elector, book)
    if owner_id not in present or not book.owners_differ(elector):
        raise NotDisputed
    return elector, present


async def _forget_opinions(unit: UnitOfWork, vote: Vote, elector: Elector) -> frozenset[str]:
    """Of those who have a ballot of their own again; who of them had tapped while somebody else spoke."""
    book = (await unit.ballots.books(vote.id, [elector.number]))[elector.number]
    heard = [owner for owner in await owners_present(unit, vote, elector, book) if book.hears(elector, owner)]
    tapped = await unit.ballots.owners_with_opinions(vote.id, elector.first_home.id, heard)
    await unit.ballots.forget_opinions(vote.id, elector.first_home.id, heard)
    return tapped


async def _count(unit: UnitOfWork, vote: Vote, elector: Elector, now: datetime) -> HeadBook:
    """The head as it counts from now on; what is not heard any more is kept as an opinion."""
    book = (await unit.ballots.books(vote.id, [elector.number]))[elector.number]
    before, writes = book.counted, Writes()
    count_anew(writes, vote.id, elector, before=before, after=book.recount(elector))
    home = elector.first_home.id
    for (owner, _, _), stand in book.streams.items():
        if not book.hears(elector, owner) and stand.person_id is not None and stand.former.choice is not None:
            opinion = {"vote_id": vote.id, "person_id": stand.person_id, "home_id": home, "choice": stand.former.choice}
            writes.opinions[vote.id, stand.person_id, home] = {**opinion, "given_at": stand.received_at}
    await unit.ballots.record(writes, {vote.id: vote.compound_id}, now)
    return book


async def _tell(
    unit: UnitOfWork,
    vote: Vote,
    elector: Elector,
    speaker: str,
    now: datetime,
    *,
    book: HeadBook,
    tapped: frozenset[str] = frozenset(),
    undone: bool = False,
    registered_by: int | None = None,
) -> None:
    chose = frozenset(book.choosing)
    accounts = await unit.electorates.accounts_of_owners(await owners_present(unit, vote, elector, book))
    held = await unit.electorates.count_heads(vote.id, [account for _, account in accounts])
    several = frozenset(account for account, heads in held.items() if heads > 1)
    how = {"undone": undone, "by_speaker": (speaker, registered_by) in accounts}
    told = _told(vote, elector, speaker, now, accounts=accounts, chose=chose, tapped=tapped - chose, several=several, how=how)
    # 「请商量后改成一样」 waits for the morning perhaps.
    await unit.outbox.overtaken(list(told))
    letters = [
        *await receipts_of_head(unit, vote, elector, book, accounts=accounts, cause=f"speaker-{now.isoformat()}"),
        *await with_pointers(unit, told, dict.fromkeys(told, vote.heading), now),
        *await card_letters(unit, vote, f"owner-{elector.number}-{now.isoformat()}", now),
    ]
    await unit.mailing.put_all(letters, now)


def _told(
    vote: Vote,
    elector: Elector,
    speaker: str,
    now: datetime,
    *,
    accounts: Sequence[tuple[str, int]],
    chose: frozenset[str],
    tapped: frozenset[str],
    several: frozenset[int],
    how: Mapping[str, bool],
) -> dict[str, Letter]:
    """By the key under which each reader is told of this head; `several`: readers with other heads beside it."""
    homes = names_of([elector])

    def facts(owner: str, telegram_id: int) -> OwnerDesignated:
        told = {"is_reader": owner == speaker, **how, "chose": owner in chose, "only_opinion": owner in tapped}
        return OwnerDesignated(vote.heading, homes, vote.closes_at, **told, part=telegram_id in several)

    letters = {}
    for owner, telegram_id in accounts:
        key = told_key(vote.id, elector.number, telegram_id)
        letters[key] = Letter(
            key=f"{speaks_key(vote.id, elector.number, telegram_id)}:{now.isoformat()}",
            chat_id=telegram_id,
            card="votes.owner_designated",
            facts=facts(owner, telegram_id),
            # What was registered and taken back again in one night is told as it stands in the morning.
            coalesce_key=speaks_key(vote.id, elector.number, telegram_id),
            live_key=key,
            night_waits=can_wait(vote, now),
        )
    return letters
