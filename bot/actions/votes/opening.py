"""Opening a vote: the electorate is frozen, the card goes to the groups, everything that will happen is planned."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any

from bot.actions.asks.recording import check_draft, note_sent
from bot.actions.compounds.staging import TRIES, RosterMoved
from bot.actions.proofs.adding import begin_chain, seal
from bot.actions.proofs.due import plan_head
from bot.actions.unit import UnitOfWork
from bot.actions.votes.charge import check_alive, vote_in_charge
from bot.actions.votes.freezing import Opening, clear, stage
from bot.actions.votes.letters import card_letter, private_key
from bot.actions.votes.scopes import Scope, group_names, groups_of, read_scope
from bot.actions.votes.telling import go_on, read_addresses
from bot.rules.compounds import RosterBusy
from bot.rules.letters import Lane, Letter
from bot.rules.proofs import Sealed
from bot.rules.votes import Matter, roster_hash
from bot.rules.votes.closing_times import check_closing
from bot.rules.votes.days_left import words_change_at
from bot.rules.votes.drafts import Draft, Drafter, DraftStep, FileState, next_step, private_cards_wait
from bot.rules.votes.electorates import Electorate
from bot.rules.votes.facts import VoteCard
from bot.rules.votes.notices import check_notice
from bot.rules.votes.pairs import parts_of
from bot.rules.votes.parts import Part
from bot.rules.votes.previews import Opened
from bot.rules.votes.reminders import reminders
from bot.rules.votes.violations import AlreadyAsked, DraftersOnly, DraftGone, ParkingNotSaid, PreviewOutdated, RosterHasGaps, SchemeNotHere
from storage.base import encode, new_id
from storage.votes.records import Vote

PRIVATE_CARD = "votes.private_card"
# What private cards are told by, when they wait for the morning and when they cannot.
OPENED, OPENED_FOR_TODAY = "open", "open-today"


async def send_draft(unit: UnitOfWork, by: Drafter, draft_id: str, *, revision: int) -> Opened:
    """「发出」 under a preview: what stood there goes out, once.

    RosterBusy when the roster is being changed all the while; nothing is written then.
    """

    async def take(unit: UnitOfWork) -> Draft:
        draft = await unit.vote_drafts.draft(by.actor.telegram_id, draft_id, by.now)
        if draft is None:
            raise DraftGone
        if draft.revision != revision:
            raise PreviewOutdated
        return draft

    return await _open(unit, by, take, previewed=True)


async def read_sent(unit: UnitOfWork, by: Drafter, draft_id: str) -> Opened:
    """「发出」 pressed once more: what the first press did. DraftGone to whoever did not send it."""
    async with unit:
        vote_id = await unit.vote_drafts.sent_as(by.actor.telegram_id, draft_id, by.now)
        if not vote_id:
            raise DraftGone
        vote = await vote_in_charge(unit, by.actor, vote_id)
        check_alive(vote)
        groups = await groups_of(unit, vote.compound_id, vote.place_id)
        letters = 0 if groups else await unit.tellings.count_registered(vote.id)
        other = [one.heading for one in await unit.votes.parts(vote.id) if one.id != vote.id]
    return Opened(vote.heading, vote.opened_at, vote.closes_at, group_names(groups), letters, other[0] if other else None)


async def open_vote(unit: UnitOfWork, by: Drafter, *, draft: Draft) -> Opened:
    """A vote from a draft that is at hand, without a preview: for worlds that are set up by the product's own actions."""

    async def take(_unit: UnitOfWork) -> Draft:
        return draft

    return await _open(unit, by, take)


async def _open(unit: UnitOfWork, by: Drafter, take: Callable[[UnitOfWork], Awaitable[Draft]], *, previewed: bool = False) -> Opened:
    """`take` gives the draft while it may be sent; in the unit that opens the vote nobody can send it again."""
    for _ in range(TRIES):
        openings = await _read(unit, by, take, previewed=previewed)
        if not openings:
            # The same update once more is told so here, and nobody else finds the draft either.
            async with unit:
                await take(unit)
            continue
        for opening in openings:
            await stage(unit, opening, by.now)
        try:
            reached = {one.vote_id: await _reach(unit, one.vote_id) for one in openings}
            async with unit:
                draft = await take(unit)
                if previewed:
                    await _check_not_asked(unit, draft)
                opened = [await _switch(unit, by, one, *reached[one.vote_id]) for one in openings]
                if previewed:
                    await _note_sent(unit, by, draft, openings[0].vote_id)
                assert by.actor.person_id is not None, "drafts"
                await note_sent(unit, draft, openings[0].vote_id, by=by.actor.person_id)
                await unit.commit()
        except Exception as error:
            for opening in openings:
                await clear(unit, opening.vote_id)
            if not isinstance(error, RosterMoved):
                raise
        else:
            return replace(opened[0], other=opened[1].heading if len(opened) > 1 else None)
    raise RosterBusy


async def _check_not_asked(unit: UnitOfWork, draft: Draft) -> None:
    """In the unit that opens it: two of those in charge may have drafted the same at once."""
    found = await unit.votes.asking(draft.compound_id, draft.place_id, draft.entrance, draft.title)
    if found is not None:
        raise AlreadyAsked(title=found.title, closes_at=found.closes_at)


async def _reach(unit: UnitOfWork, vote_id: str) -> tuple[Sequence[int], int]:
    """The first of those who are told in private when there is no group, and how many there are."""
    addresses = await read_addresses(unit, vote_id)
    async with unit.beside() as reader:
        return addresses, await reader.tellings.count_registered(vote_id)


async def _note_sent(unit: UnitOfWork, by: Drafter, draft: Draft, vote_id: str) -> None:
    if not await unit.vote_drafts.sent(draft, vote_id):
        raise DraftGone
    for other in await unit.vote_drafts.left(by.actor.telegram_id, draft.compound_id, by.now):
        # Begun twice, sent once: the first beginning would be called unsent at every stray word.
        if other.says_no_more_than(draft):
            await unit.vote_drafts.drop(other.id)
    await unit.forms.clear(by.actor.telegram_id)


async def _read(unit: UnitOfWork, by: Drafter, take: Callable[[UnitOfWork], Awaitable[Draft]], *, previewed: bool) -> list[Opening]:
    """What is to be opened, read and reckoned while nobody waits for the writer: one vote, or the two of a lift on common land.

    Empty when the draft cannot be taken."""
    async with unit.beside() as reader:
        try:
            draft = await take(reader)
        except (DraftGone, PreviewOutdated):
            return []
        await check_draft(reader, draft)
        if previewed:
            await _check_not_asked(reader, draft)
        roster = await reader.roster_switches.revision(draft.compound_id)
        parts = [(part, await read_scope(reader, by.actor, part)) for part in parts_of(draft, by.profile)]
    terms, has_parking = by.terms(draft), any(scope.has_parking for _, scope in parts)
    if previewed and next_step(draft, by.now, has_parking=has_parking, needs_notice=terms.needs_notice) is not DraftStep.PREVIEW:
        raise PreviewOutdated
    check_notice(terms, by.zone, by.now)
    for part, scope in parts:
        _check(scope, part, by.now)
    ids = [new_id() for _ in parts]
    return [
        await _opening(by, part, scope, vote_id, roster, pair=_pair(number, ids, parts[0][1]))
        for number, (vote_id, (part, scope)) in enumerate(zip(ids, parts, strict=True))
    ]


def _pair(number: int, ids: Sequence[str], own: Scope) -> dict[str, Any]:
    if len(ids) == 1:
        return {}
    land = {} if number == 0 else {"land_building": own.place.name, "land_entrance": own.entrance}
    return {"pair_id": ids[0], "part": (Part.OWN, Part.LAND)[number], **land}


async def _opening(by: Drafter, draft: Draft, scope: Scope, vote_id: str, roster: int, *, pair: dict[str, Any]) -> Opening:
    if by.actor.person_id is None:
        raise DraftersOnly
    electorate, totals, sealed = await asyncio.to_thread(_reckon, scope, draft, vote_id)
    times = {"drafted_by": by.actor.person_id, "opened_at": by.now, "closes_at": draft.closes_at}
    law = {"change_policy": by.profile.change, "terms": encode(by.terms(draft))}
    values = {**_question(draft, scope), **totals, **times, **law, **pair}
    return Opening(vote_id, scope.compound.id, roster, electorate, values, sealed)


def _check(scope: Scope, draft: Draft, now: datetime) -> None:
    if draft.closes_at is None:
        raise PreviewOutdated
    check_closing(now, draft.closes_at)
    if scope.gaps:
        raise RosterHasGaps(gaps=len(scope.gaps))
    if scope.has_parking and draft.parking is None:
        raise ParkingNotSaid
    if draft.file is not None and draft.file.state is not FileState.KEPT:
        raise SchemeNotHere(failed=draft.file.state is FileState.FAILED)


async def _switch(unit: UnitOfWork, by: Drafter, opening: Opening, addresses: Sequence[int], registered: int) -> Opened:
    """All that was staged is open from the commit on. RosterMoved when the roster is another by now.

    `addresses`: the first of those `registered` who are told in private when there is no group.
    """
    now = by.now
    if not await unit.roster_switches.holds(opening.compound_id, opening.roster) or not await unit.openings.switch(opening.vote_id):
        raise RosterMoved
    vote = await unit.votes.vote(opening.vote_id)
    assert vote is not None
    vote = await begin_chain(unit, vote, opening.sealed, now)
    await plan(unit, vote, zone=by.zone, now=now)
    groups = await groups_of(unit, vote.compound_id, vote.place_id)
    for group in groups:
        await unit.votes.add_group(vote.id, group.id, vote.compound_id)
    if groups:
        card = await unit.votes.card(vote, now)
        await unit.mailing.put_all([card_letter(vote, group, card, "open") for group in await unit.votes.groups(vote.id)], now)
    else:
        waits = private_cards_wait(by.local_now, vote.closes_at)
        await send_cards(unit, vote, OPENED if waits else OPENED_FOR_TODAY, addresses, now)
    return Opened(vote.heading, now, vote.closes_at, group_names(groups), 0 if groups else registered)


def _reckon(scope: Scope, draft: Draft, vote_id: str) -> tuple[Electorate, dict[str, Any], Sealed]:
    electorate = scope.electorate(draft.parking)
    return electorate, _totals(draft, scope, electorate), seal(vote_id, electorate)


def _question(draft: Draft, scope: Scope) -> dict[str, Any]:
    file = draft.file
    return {
        "title": draft.title,
        "body": draft.body,
        "matter": draft.matter,
        "place_id": scope.place.id,
        "entrance": draft.entrance,
        "parking": draft.parking if scope.has_parking else None,
        "threshold": draft.threshold if draft.matter is Matter.CONSULTATION else None,
        "by_area_too": draft.by_area_too,
        "scheme_sha256": file.sha256 if file else None,
        "scheme_name": file.name if file else None,
        "scheme_is_photo": file.is_photo if file else False,
        "follow_clause": draft.follow_clause or None,
    }


def _totals(draft: Draft, scope: Scope, electorate: Electorate) -> dict[str, Any]:
    rows = scope.rows(draft.parking)
    return {
        "roster_hash": roster_hash(rows),
        "total_homes": electorate.homes,
        "total_heads": len(electorate.electors),
        "total_area_cm2m": sum(row.area_cm2m for row in rows),
    }


async def plan(unit: UnitOfWork, vote: Vote, *, zone: tzinfo, now: datetime) -> None:
    """The close, the reminders, and the card's count of days; what was planned before for this vote is planned anew."""
    await unit.schedule.cancel(vote.id)
    await unit.schedule.plan("votes.close", vote.id, vote.closes_at, vote.compound_id)
    local = (vote.asked_at.astimezone(zone), vote.closes_at.astimezone(zone), now.astimezone(zone))
    reminded_at = vote.reminded_at if await unit.tellings.reminded(vote.id, vote.asked_at) else None
    half_done = await unit.tellings.kept_half_time(vote.id, vote.asked_at)
    for reminder in reminders(*local, reminded_at=reminded_at, half_done=half_done):
        await unit.schedule.plan(f"votes.remind_{reminder.kind}", vote.id, reminder.at, vote.compound_id)
    await plan_refresh(unit, vote, now)
    await plan_head(unit, vote, now)


async def plan_refresh(unit: UnitOfWork, vote: Vote, now: datetime) -> None:
    """The card says how many days are left: it is told anew when these words are true no more."""
    left = words_change_at(vote.closes_at - now)
    if left is not None:
        await unit.schedule.plan("votes.refresh", vote.id, vote.closes_at - left, vote.compound_id)


async def send_cards(unit: UnitOfWork, vote: Vote, cause: str, addresses: Sequence[int], now: datetime) -> None:
    """Without a group everybody registered gets the card in private, in steps; what it says is as it is now."""
    card = await private_facts(unit, vote, now)
    letters = [private_letter(vote, card, telegram_id, night_waits=cause == OPENED) for telegram_id in addresses]
    await unit.mailing.put_all(letters, now)
    await go_on(unit, vote, cause, addresses, now)


def of_scheme(vote: Vote) -> str:
    """In the keys of its private cards: whoever was asked about a former scheme is asked again (R15)."""
    return "" if vote.scheme_version == 1 else f":s{vote.scheme_version}"


async def private_facts(unit: UnitOfWork, vote: Vote, now: datetime) -> VoteCard:
    """It tells of no participation, and thousands of them lie in the outbox."""
    return replace(await unit.votes.card(vote, now, private=True), lines=())


def private_letter(vote: Vote, card: VoteCard, telegram_id: int, *, night_waits: bool) -> Letter:
    return Letter(
        key=f"{private_key(vote.id)}{telegram_id}{of_scheme(vote)}",
        chat_id=telegram_id,
        card=PRIVATE_CARD,
        facts=card,
        lane=Lane.BULK,
        expires_at=vote.closes_at,
        live_key=f"{private_key(vote.id)}{telegram_id}",
        night_waits=night_waits,
    )
