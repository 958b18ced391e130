"""What people may see of votes: their own choices, and — those in charge — participation."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.actions.ballots.mandates import own_mandates
from bot.actions.ballots.receipts import heading_for, names_of, seen_stand
from bot.actions.ballots.speakers import owners_present
from bot.actions.entries.reading import ways_in
from bot.actions.unit import UnitOfWork
from bot.actions.votes.charge import buildings_seen, may_designate, vote_in_charge
from bot.actions.votes.closing import read_result
from bot.actions.votes.letters import version_of_key, vote_of_key
from bot.actions.votes.own_receipts import own_receipts
from bot.actions.votes.traces import check_leaves_nothing
from bot.rules.ports import Language
from bot.rules.proofs import TakenBack
from bot.rules.residents import Actor, Binding, Place, PlaceKind, Role
from bot.rules.votes import VoteClosed
from bot.rules.votes.ballots import Channel
from bot.rules.votes.casting import HeadBook, Mandate, Stand, held_heads, sort_mandates, voices
from bot.rules.votes.drafts import DRAFT_AT_HAND, DRAFTERS, Draft
from bot.rules.votes.facts import HeadReceipt, VoteResult, VoteState
from bot.rules.votes.mine import HeadChoice, HeadChoices, HeldHome, MyVote, VoteOver
from bot.rules.votes.previews import DisputedHead, DisputedHeads, OwnerName, SpokenHead, VoteLine, VoteOverview
from bot.rules.votes.schemes import SchemeChanged
from bot.rules.votes.violations import (
    BuildingNotAsked,
    NotBoundHere,
    NotInCharge,
    TooLateToRetract,
    VoteCancelled,
    VoteRetracted,
    VoteUnknown,
)
from storage.votes.records import Vote

MOST_LISTED = 20
# Votes read in one look for a list: a head may have to look further for those of the own building.
READ_AT_ONCE = 50
ALIVE = (VoteState.OPEN, VoteState.UNDECIDED)
OVER = (VoteState.CLOSED, VoteState.CANCELLED)


async def read_votes_in_charge(unit: UnitOfWork, actor: Actor) -> tuple[VoteLine, ...]:
    """Votes that this person looks after, or whose open homes they may see; newest first, open ones before closed."""
    if not any(one.role in DRAFTERS or one.role is Role.BUILDING_HEAD for one in actor.appointments):
        raise NotInCharge
    async with unit:
        compounds = await compounds_seen(unit, actor)
        mine = await _newest_in_charge(unit, actor, compounds, ALIVE, MOST_LISTED)
        mine += await _newest_in_charge(unit, actor, compounds, (VoteState.CLOSED,), MOST_LISTED - len(mine))
    return tuple(VoteLine(vote.heading, vote.state, vote.closes_at) for vote in mine)


async def _newest_in_charge(unit: UnitOfWork, actor: Actor, compounds: Sequence[str], states: Sequence[VoteState], most: int) -> list[Vote]:
    """Those that run are looked for by themselves: newer ones that are over, or asked elsewhere, would push them off the list."""
    found: list[Vote] = []
    skip = 0
    while compounds and len(found) < most:
        some = await unit.votes.of_compounds(compounds, states, READ_AT_ONCE, skip=skip)
        found += [vote for vote in some if await _looks_after(unit, actor, vote)]
        if len(some) < READ_AT_ONCE:
            break
        skip += len(some)
    return found[:most]


async def _looks_after(unit: UnitOfWork, actor: Actor, vote: Vote) -> bool:
    """A building's head: votes that ask a home there."""
    try:
        await buildings_seen(unit, actor, vote)
    except (BuildingNotAsked, NotInCharge):
        return False
    return True


async def compounds_seen(unit: UnitOfWork, actor: Actor) -> list[str]:
    found: dict[str, None] = {}
    for appointment in actor.appointments:
        if appointment.role in DRAFTERS:
            places: list[Place] = await unit.compounds.places_under(appointment.place, PlaceKind.COMPOUND)
            found |= dict.fromkeys(place.id for place in places)
        elif appointment.role is Role.BUILDING_HEAD and appointment.place.compound_id:
            found[appointment.place.compound_id] = None
    return list(found)


async def read_overview(unit: UnitOfWork, *, actor: Actor, vote_id: str, now: datetime) -> VoteOverview:
    async with unit:
        vote = await vote_in_charge(unit, actor, vote_id)
        card = await unit.votes.card(vote, now)
        retractable = vote.state is VoteState.OPEN and await _leaves_nothing(unit, vote, now)
        may_enter, contradictions = await ways_in(unit, actor, vote)
        held = {one.head for one in contradictions if one.holds}
        differ = [number for number in await unit.ballots.disputed(vote.id) if number not in held]
        disputed = names_of((await unit.electorates.frozen(vote.id, differ)).electors) if differ else ()
        spoken = await unit.electorates.registered_speakers(vote.id)
        groups = await unit.votes.groups(vote.id)
    return VoteOverview(
        heading=vote.heading,
        state=vote.state,
        opened_at=vote.opened_at,
        closes_at=vote.closes_at,
        as_of=now,
        homes_in=card.homes_in,
        homes=card.homes,
        disputed=len(disputed),
        may_enter=may_enter,
        contradictions=len({one.owner_id for one in contradictions}),
        groups=len(groups),
        retractable=retractable,
        outcome=vote.outcome,
        spoken=len(spoken),
        end_reason=vote.end_reason or "",
    )


async def _leaves_nothing(unit: UnitOfWork, vote: Vote, now: datetime) -> bool:
    """Of a lift's two votes, which are taken back together, neither."""
    try:
        for part in await unit.votes.parts(vote.pair_id) if vote.pair_id is not None else [vote]:
            await check_leaves_nothing(unit, part, now)
    except TooLateToRetract:
        return False
    return True


async def read_disputed(unit: UnitOfWork, *, actor: Actor, vote_id: str) -> DisputedHeads:
    """Homes whose owners differ, with their names, so that one can be registered to speak for them (R4), and those for which that was
    done. A head sees the own ones."""
    async with unit:
        vote = await unit.votes.vote(vote_id)
        if vote is None:
            raise VoteUnknown
        seen = await buildings_seen(unit, actor, vote)
        disputed, speakers = await unit.ballots.disputed(vote.id), await unit.electorates.registered_speakers(vote.id)
        electorate = await unit.electorates.frozen(vote.id, [*disputed, *speakers])
        mine = [elector for elector in electorate.electors if may_designate(elector, seen)]
        books = await unit.ballots.books(vote.id, disputed)
        # Channels of one owner that differ are settled elsewhere: naming an owner would not.
        apart = [elector for elector in mine if elector.number in disputed and books[elector.number].owners_differ(elector)]
        differ = [elector for elector in apart if not elector.head.developer]
        present = {elector.number: await owners_present(unit, vote, elector, books[elector.number]) for elector in differ}
        wanted = {owner for owners in present.values() for owner in owners} | set(speakers.values())
        names = await unit.electorates.owner_names(vote.compound_id, sorted(wanted))
    heads = [
        DisputedHead(elector.number, names_of([elector]), tuple(OwnerName(owner, names[owner]) for owner in present[elector.number]))
        for elector in differ
    ]
    spoken = [
        SpokenHead(elector.number, names_of([elector]), OwnerName(speakers[elector.number], names.get(speakers[elector.number], "")))
        for elector in mine
        if elector.number in speakers
    ]
    agree_only = names_of(elector for elector in apart if elector.head.developer)
    return DisputedHeads(vote.heading, tuple(heads), tuple(spoken), agree_only)


async def read_my_vote(unit: UnitOfWork, *, actor: Actor, vote_id: str, now: datetime) -> MyVote:
    """One vote as a resident sees it in private: what they chose themselves."""
    async with unit:
        vote, mandates, held = await _mine(unit, actor, vote_id)
        books = await unit.ballots.books(vote.id, [one.elector.number for one in mandates]) if mandates else {}
        card = await unit.votes.card(vote, now, private=True)
    mine, stand = _chosen(actor, mandates, books)
    card = replace(card, heading=heading_for(vote, [books[one.elector.number].stand(one.owner) for one in mandates]))
    return MyVote(card, vote.state, mine, stand.receipt if stand else "", stand.received_at if stand else None, held)


async def read_answered_since(unit: UnitOfWork, *, actor: Actor, vote_id: str, since: datetime | None) -> bool:
    """Whether this account has a ballot or an opinion here that came later; any at all where it is not known since when."""
    async with unit:
        vote, mandates, _ = await _mine(unit, actor, vote_id)
        books = await unit.ballots.books(vote.id, [one.elector.number for one in mandates]) if mandates else {}
        given = await unit.ballots.opinions_given(vote.id, actor.person_id) if actor.person_id is not None else []
    moments = [*given]
    for mandate in mandates:
        stand = books[mandate.elector.number].stand(mandate.owner)
        if stand is not None and stand.person_id in {None, actor.person_id} and stand.former.choice is not None:
            moments.append(stand.received_at)
    return any(since is None or moment > since for moment in moments)


def _chosen(actor: Actor, mandates: tuple[Mandate, ...], books: dict[int, HeadBook]) -> tuple[tuple[HeadChoice, ...], Stand | None]:
    """What this account chose, head by head, and the last of it that stands."""
    mine, last = [], None
    for mandate in sort_mandates(mandates, books).ballots:
        elector, book = mandate.elector, books[mandate.elector.number]
        channel, stand = seen_stand(mandate, book, actor.person_id)
        choice = stand.former.choice if stand is not None else None
        disputed = choice is not None and book.owners_differ(elector)
        aside = stand is not None and stand.set_aside
        own = HeadChoice(elector.number, names_of([elector]), choice, disputed, elector.head.developer, channel)
        own = replace(own, elsewhere=choice is None and mandate.owner in book.choosing, by_agent=book.by_agent(mandate.owner))
        code = stand.receipt if stand is not None else ""
        mine.append(replace(own, contradicts=book.contradicts(mandate.owner), aside=aside, code=code))
        # What was put down for them is not theirs to take back by a tap.
        if choice is not None and channel is Channel.CHAT:
            last = stand
    return tuple(mine), last


async def read_over(unit: UnitOfWork, *, actor: Actor, vote_id: str) -> VoteOver | None:
    """How the vote ended, for a private message that was pressed after that; None while it may still go on.

    Only the reader's own heads are read: after a close thousands may press their old receipts.
    """
    async with unit:
        vote = await unit.votes.vote(vote_id)
        if vote is None or vote.state not in OVER or not await _belongs(unit, actor, vote, actor.bindings):
            return None
        mine, stand = await own_choices(unit, actor, vote)
    ended_at = vote.closes_at if vote.state is VoteState.CLOSED else vote.closed_at or vote.closes_at
    return VoteOver(vote.heading, vote.state, ended_at, vote.end_reason or "", mine, stand.receipt if stand else "")


async def own_choices(unit: UnitOfWork, actor: Actor, vote: Vote) -> tuple[tuple[HeadChoice, ...], Stand | None]:
    """What this account chose, and the last of it that stands; only its own heads are read."""
    return _chosen(actor, *(await own_mandates(unit, actor.telegram_id, vote))[1:])


async def read_my_receipts(
    unit: UnitOfWork, *, actor: Actor, vote_id: str, now: datetime
) -> tuple[MyVote, tuple[HeadReceipt | TakenBack, ...]]:
    """「查我的凭证」: the same ballots as /receipt has, of this vote."""
    view = await read_my_vote(unit, actor=actor, vote_id=vote_id, now=now)
    async with unit.beside() as reader:
        vote = await reader.votes.vote(vote_id)
        return view, await own_receipts(reader, actor, vote) if vote is not None else ()


async def read_head_choices(unit: UnitOfWork, *, actor: Actor, vote_id: str, now: datetime) -> HeadChoices:
    """「各户分别表决」"""
    view = await read_my_vote(unit, actor=actor, vote_id=vote_id, now=now)
    if view.state is VoteState.CLOSED:
        raise VoteClosed(closed_at=view.card.closes_at)
    return HeadChoices(view.card.heading, view.mine, view.card.closes_at)


async def _mine(unit: UnitOfWork, actor: Actor, vote_id: str) -> tuple[Vote, tuple[Mandate, ...], tuple[HeldHome, ...]]:
    vote = await unit.votes.vote(vote_id)
    if vote is None:
        raise VoteUnknown
    if vote.state is VoteState.RETRACTED:
        raise VoteRetracted
    if vote.state is VoteState.CANCELLED:
        raise VoteCancelled(cancelled_at=vote.closed_at or vote.closes_at)
    voter = (await unit.ballots.voters([actor.telegram_id])).get(actor.telegram_id)
    electorate = await unit.electorates.frozen(vote.id)
    said = voices(electorate, voter, vote.heading, vote.compound_id) if voter else None
    if said is None or voter is None or not (said.mandates or said.opinions):
        raise NotBoundHere(vote.heading.compound)
    held = [HeldHome(names_of([elector]), suspended) for elector, suspended in held_heads(electorate, voter, said)]
    return vote, said.mandates, tuple(held)


async def read_group_language(unit: UnitOfWork, *, vote_id: str = "", draft_id: str = "", now: datetime) -> Language | None:
    """What is spoken in the groups that will read ready-made words about this vote or draft; None where there is none."""
    async with unit:
        vote = await unit.votes.vote(vote_id) if vote_id else None
        known = await unit.vote_drafts.by_id(draft_id, now) if draft_id else None
        compound_id = vote.compound_id if vote is not None else known[1].compound_id if known is not None else ""
        for group in await unit.groups.of_compound(compound_id) if compound_id else []:
            chat = await unit.chats.chat(group.chat_id)
            if chat is not None:
                return chat.language
    return None


async def read_has_group(unit: UnitOfWork, *, vote_id: str) -> bool:
    """Whether what is told of the vote is told in a group at all."""
    async with unit:
        return bool(await unit.votes.groups(vote_id))


async def read_card_at(unit: UnitOfWork, chat_id: int, message_id: int) -> tuple[str | None, int | None]:
    """Which vote a message in a group is the card of, and of which former scheme, if it is."""
    async with unit:
        living = await unit.chats.live_at(chat_id, message_id)
    return (vote_of_key(living.live_key), version_of_key(living.live_key)) if living else (None, None)


async def read_changed(unit: UnitOfWork, *, actor: Actor, vote_id: str) -> SchemeChanged | None:
    """What a private message about a former scheme says from then on; None to somebody whom the vote is nothing to."""
    async with unit:
        vote = await unit.votes.vote(vote_id)
        if vote is None or vote.scheme_version == 1 or not await _belongs(unit, actor, vote, actor.bindings):
            return None
        return SchemeChanged(vote.heading, vote.asked_at, vote.scheme_reason or "", vote.closes_at)


async def read_vote_result(unit: UnitOfWork, *, vote_id: str) -> VoteResult:
    """Of a vote that was shown to them before, as one that they look after."""
    async with unit:
        vote = await unit.votes.vote(vote_id)
        if vote is None:
            raise VoteUnknown
        result = await read_result(unit, vote)
    if result is None:
        raise VoteUnknown
    return result


async def read_result_here(unit: UnitOfWork, *, actor: Actor, vote_id: str, chat_id: int = 0) -> VoteResult:
    """What was told to the whole group: in a group that has it, or for those who live in the compound or look after it."""
    async with unit:
        vote = await unit.votes.vote(vote_id)
        if vote is None:
            raise VoteUnknown
        await check_may_read(unit, actor, vote, chat_id)
        result = await read_result(unit, vote)
    if result is None:
        raise VoteUnknown
    return result


async def check_may_read(unit: UnitOfWork, actor: Actor, vote: Vote, chat_id: int) -> None:
    """What everybody in its groups may read, and those who belong to the compound wherever they ask."""
    if chat_id not in {group.chat_id for group in await unit.votes.groups(vote.id)}:
        await check_belongs(unit, actor, vote)


async def check_belongs(unit: UnitOfWork, actor: Actor, vote: Vote) -> None:
    if not await _belongs(unit, actor, vote, actor.active_bindings):
        raise NotBoundHere(vote.heading.compound)


async def _belongs(unit: UnitOfWork, actor: Actor, vote: Vote, bindings: Iterable[Binding]) -> bool:
    if any(binding.home.compound_id == vote.compound_id for binding in bindings):
        return True
    compound = await unit.compounds.place(vote.compound_id)
    return any(compound is not None and _reaches(one.place, compound) for one in actor.appointments)


def _reaches(place: Place, compound: Place) -> bool:
    """An appointment above the compound, at it, or within it."""
    return place.id in compound.path or compound.id in place.path


async def read_draft_at_hand(unit: UnitOfWork, *, actor: Actor, now: datetime) -> Draft | None:
    """The draft that this person works on, where no question of it waits.

    Not once they have turned to ballots that came back: the photo of one would be the scheme that everybody sees.
    """
    since = now - DRAFT_AT_HAND
    async with unit:
        draft = await unit.vote_drafts.at_hand(actor.telegram_id, since)
        entered = await unit.entries.entered_last(actor.person_id, since) if draft is not None and actor.person_id is not None else None
        return draft if entered is None else await unit.vote_drafts.at_hand(actor.telegram_id, entered)
