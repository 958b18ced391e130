"""「先练一练」: a vote whose card stands in the drafter's own chat only; nothing is counted and it goes after a day."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from bot.actions.unit import DueItem, UnitOfWork
from bot.actions.votes.answering import Take, look_and_keep
from bot.actions.votes.drafting import own_draft
from bot.actions.votes.scopes import Scope, compound_for, heading_of, read_scope
from bot.actions.votes.showing import scheme_key
from bot.rules.letters import Letter
from bot.rules.residents import Actor, Place, PlaceKind
from bot.rules.votes import Choice, Kind, RosterRow
from bot.rules.votes.closing_times import offered_closings
from bot.rules.votes.drafts import PRACTICE_LIFE, Draft, Drafter, may_draft_anywhere, title_from
from bot.rules.votes.electorates import Electorate, RosterHome
from bot.rules.votes.facts import HomeName, Retraction, Scheme, VoteCard
from bot.rules.votes.previews import PracticeCard, PracticeReceipt, PracticeScheme
from bot.rules.votes.violations import DraftersOnly, PracticeOver
from storage.base import new_id
from storage.votes.drafts import Practice
from storage.votes.records import Line, card_lines

# Before a roster is there: four floors with two homes each, all alike.
EXAMPLE = tuple(RosterRow("1栋", "1单元", f"{floor:02}{door:02}", 8_000, (f"{floor}-{door}",)) for floor in range(1, 5) for door in (1, 2))
Look = Callable[[UnitOfWork, Draft], Awaitable[Scope]]


async def practise_draft(unit: UnitOfWork, by: Drafter, draft_id: str) -> str:
    """「先发给我看」: the draft as its group would see it. The id of the practice card."""

    async def as_it_is(reader: UnitOfWork, draft: Draft) -> Scope:
        return await read_scope(reader, by.actor, draft)

    return await _practise(unit, by, lambda unit: own_draft(unit, by, draft_id), as_it_is)


async def practise(unit: UnitOfWork, by: Drafter, *, compound_id: str, title: str, example: str) -> str:
    """From the menu, before any draft: a ready-made title for the whole compound.

    Whoever tries it first has no roster yet, or (`compound_id` empty) no compound: they practise on one made up, called `example`.
    """
    draft_id = new_id()

    async def ready_made(unit: UnitOfWork) -> Draft:
        if compound_id:
            await compound_for(unit, by.actor, compound_id)
        elif not may_draft_anywhere(by.actor):
            raise DraftersOnly
        return Draft(id=draft_id, compound_id=compound_id, place_id=compound_id, title=title_from(title), parking=False)

    async def or_made_up(reader: UnitOfWork, draft: Draft) -> Scope:
        scope = await read_scope(reader, by.actor, draft) if compound_id else None
        return scope if scope and scope.counted(draft.parking) else _example(example)

    return await _practise(unit, by, ready_made, or_made_up)


def _example(name: str) -> Scope:
    place = Place("", PlaceKind.COMPOUND, name, None, None, ())
    homes = tuple(RosterHome(row.room, row, "", number) for number, row in enumerate(EXAMPLE))
    return Scope(place, place, None, homes, ())


async def _practise(unit: UnitOfWork, by: Drafter, take: Take, read: Look) -> str:
    async def look(reader: UnitOfWork, draft: Draft) -> Practice:
        scope = await read(reader, draft)
        return await asyncio.to_thread(_practice, scope, by, draft)

    async def begin(unit: UnitOfWork, practice: Practice) -> None:
        await unit.vote_drafts.begin_practice(practice)
        await unit.schedule.plan("votes.practice_over", practice.id, practice.goes_at, practice.compound_id or None)
        await unit.outbox.put(_letter(practice, practice.card, "begun"), by.now)

    return (await look_and_keep(unit, take, look, begin)).id


def _practice(scope: Scope, by: Drafter, draft: Draft) -> Practice:
    electorate = scope.electorate(draft.parking)
    heading = heading_of(scope, by, draft)
    lines = _lines(electorate)
    card = VoteCard(
        heading=heading,
        has_scheme=bool(draft.body or draft.file),
        files=1 if draft.file else 0,
        lines=card_lines(heading, lines),
        homes_in=0,
        homes=electorate.homes,
        area_in_cm2m=0,
        area_cm2m=sum(line.area_cm2m for line in lines),
        closes_at=draft.closes_at or offered_closings(by.local_now)[-1].at,
        as_of=by.now,
        private=False,
    )
    first = electorate.electors[0].homes[0].row
    home = HomeName(first.building, first.entrance, first.room)
    return Practice(new_id(), by.actor.telegram_id, draft.compound_id, card, home, by.now + PRACTICE_LIFE)


def _lines(electorate: Electorate) -> list[Line]:
    """In the roster's order, as the real card has them: an owner's second home may stand far from the first."""
    sums: dict[tuple[str, str], Line] = {}
    for home in sorted((home for elector in electorate.electors for home in elector.homes), key=lambda home: home.position):
        key = (home.row.building, home.row.entrance)
        line = sums.get(key, Line(*key, 0, 0, 0, 0))
        dwelling = home.row.kind is Kind.HOME
        sums[key] = replace(line, homes=line.homes + dwelling, area_cm2m=line.area_cm2m + home.row.area_cm2m)
    return list(sums.values())


def practice_key(practice_id: str) -> str:
    return f"practice:{practice_id}"


def _letter(practice: Practice, card: VoteCard, version: str) -> Letter:
    key = practice_key(practice.id)
    facts = PracticeCard(practice.id, card)
    return Letter(
        f"{key}:{version}", practice.telegram_id, "votes.practice_card", facts, expires_at=practice.goes_at, coalesce_key=key, live_key=key
    )


async def practise_tap(unit: UnitOfWork, *, actor: Actor, practice_id: str, choice: Choice, now: datetime) -> PracticeReceipt:
    """What a resident would read; the card moves as it would in the group."""
    async with unit:
        practice = await unit.vote_drafts.practice(actor.telegram_id, practice_id, now)
        if practice is None:
            raise PracticeOver
        if practice.card.homes_in == 0:
            moved = _with_one_home(practice.card, practice.home)
            await unit.vote_drafts.change_practice(practice.id, moved)
            await unit.outbox.put(_letter(practice, moved, "tapped"), now)
        await unit.commit()
    return PracticeReceipt(choice, practice.home, now)


async def show_practice_scheme(unit: UnitOfWork, *, actor: Actor, practice_id: str, now: datetime) -> None:
    """The text and the file of the draft, or of the vote that it has become."""
    async with unit:
        practice = await unit.vote_drafts.practice(actor.telegram_id, practice_id, now)
        if practice is None:
            raise PracticeOver
        heading = practice.card.heading
        draft = await unit.vote_drafts.draft(actor.telegram_id, heading.vote_id, now)
        sent_as = "" if draft is not None else await unit.vote_drafts.sent_as(actor.telegram_id, heading.vote_id, now)
        vote = await unit.votes.vote(sent_as) if sent_as else None
        if draft is None and vote is None:
            raise PracticeOver
        body, file = (draft.body, draft.file) if draft is not None else (vote.body, vote.scheme_file) if vote is not None else ("", None)
        scheme = Scheme(heading, body, file, practice.card.closes_at, practice=True)
        key = f"{practice_key(practice.id)}:{scheme_key(practice.id, actor.telegram_id, now)}"
        facts, goes_at = PracticeScheme(practice.id, scheme), practice.goes_at
        letters = [Letter(key, actor.telegram_id, "votes.practice_scheme", facts, expires_at=goes_at, live_key=key)]
        if file is not None and file.sha256 is not None:
            letters.append(Letter(f"{key}:file", actor.telegram_id, "votes.scheme_file", scheme))
        await unit.mailing.put_all(letters, now)
        await unit.commit()


def _with_one_home(card: VoteCard, home: HomeName) -> VoteCard:
    lines = tuple(
        replace(line, homes_in=1) if line.building == home.building and line.entrance in {"", home.entrance} else line
        for line in card.lines
    )
    return replace(card, lines=lines, homes_in=1, area_in_cm2m=card.area_cm2m // max(card.homes, 1))


async def practice_over_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        telegram_id = await unit.vote_drafts.end_practice(item.target)
        if telegram_id is not None:
            key = practice_key(item.target)
            await unit.outbox.cancel(f"{key}:")
            # The card, and each time its scheme was shown below it.
            shown = [one.live_key for one in await unit.tellings.living_in(telegram_id) if one.live_key.startswith(f"{key}:")]
            gone = [Letter(f"gone:{one}", telegram_id, "votes.retracted", Retraction(item.target), live_key=one) for one in (key, *shown)]
            await unit.mailing.put_all(gone, now)
        await unit.vote_drafts.forget_old(now)
        await unit.commit()
