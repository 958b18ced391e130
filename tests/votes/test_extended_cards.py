"""Private cards across an extension: nobody is left with an old time or without a card, whatever became of the one they were to get."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.actions.votes import amending, letters, telling
from bot.actions.votes.changing import add_day
from bot.actions.votes.due import DUE
from bot.rules.letters import LetterState
from bot.rules.votes.drafts import Drafter
from bot.rules.votes.facts import VoteCard, VoteExtended
from storage.base import decode
from storage.outbox import WAITING
from storage.outbox_table import outbox
from storage.schedule import LEASE
from storage.unit_of_work import UnitOfWork
from tests.fixtures import Units
from tests.profiles import NATIONAL
from tests.votes.houses import CHEN, GROUP, SHANGHAI, Houses, join, owner, settle
from tests.votes.test_told_in_steps import (
    NO_EDIT,
    OWNERS,
    cancel_it,
    deliver,
    die_in_what_is_due,
    extend_it,
    facts,
    open_it,
    run_due,
    written,
)
from tests.wire import Wire

pytestmark = pytest.mark.storage
CARD, NOTICE = "votes.private_card", "votes.vote_extended"


@pytest.fixture
async def houses(uow: Units, monkeypatch: pytest.MonkeyPatch) -> Houses:
    """Nine owners and no group, told two at a time."""
    monkeypatch.setattr(telling, "AT_ONCE", 2)
    monkeypatch.setattr(amending, "AT_ONCE", 2)
    monkeypatch.setattr(letters, "UNSENT_AT_ONCE", 2)
    return await settle(uow, grouped=False)


async def add_a_day(houses: Houses, vote: str) -> None:
    by = Drafter(await houses.actor(CHEN), SHANGHAI, houses.uow.clock.now(), NATIONAL)
    await add_day(houses.uow(), by, vote, reason="助手没有在线")


async def put_in_state(uow: Units, state: LetterState, *numbers: int, **values: object) -> None:
    """The cards of these owners, or of all, as delivery left them."""
    chats = [owner(number).id for number in numbers or range(1, 10)]
    async with uow() as unit:
        theirs = update(outbox).where(outbox.c.card == CARD, outbox.c.chat_id.in_(chats))
        await unit.connection.execute(theirs.values(state=state, **values))
        await unit.commit()


async def after_an_outage(houses: Houses) -> str:
    """All cards were written and none had left when Linli went away over the close."""
    vote = await open_it(houses)
    await run_due(houses.uow)
    houses.uow.clock.move(timedelta(days=2, hours=1))
    await run_due(houses.uow)
    assert await written(houses.uow, CARD, LetterState.CANCELLED) == Counter(OWNERS)
    return vote


async def waiting_until(uow: Units) -> set[tuple[datetime, datetime, str | None]]:
    """(the time in its words, its expiry, words that were made before) of every card that waits."""
    async with uow.read() as unit:
        wanted = (outbox.c.facts, outbox.c.expires_at, outbox.c.request)
        rows = list(await unit.connection.execute(select(*wanted).where(outbox.c.card == CARD, outbox.c.state.in_(WAITING), NO_EDIT)))
    return {(decode(row.facts, VoteCard).closes_at, row.expires_at, row.request) for row in rows}


async def test_after_an_outage_everybody_whose_card_was_taken_back_gets_one(houses: Houses) -> None:
    uow = houses.uow
    vote = await after_an_outage(houses)
    await add_a_day(houses, vote)
    await run_due(uow)
    assert await written(uow, CARD, *WAITING) == Counter(OWNERS)
    until = uow.clock.now() + timedelta(days=1)
    assert await waiting_until(uow) == {(until, until, None)}
    assert await written(uow, NOTICE) == Counter(), "of a vote that they never saw they need no change"


async def test_they_can_vote_with_it(wire: Wire, uow: Units) -> None:
    houses = await settle(uow, grouped=False)
    vote = await after_an_outage(houses)
    await wire.deliver()
    await wire.tap(CHEN, wire.last(CHEN.id), "延期一天")
    await wire.deliver()
    if wire.last(CHEN.id).labels != ["菜单"]:
        await wire.tap(CHEN, wire.last(CHEN.id), wire.last(CHEN.id).labels[0])
    await wire.due()
    await wire.deliver()
    [card] = wire.in_chat(owner(1).id)
    await wire.tap(owner(1), card, "同意")
    async with uow.read() as unit:
        assert (await unit.ballots.counts(vote)).agree.heads == 1


@pytest.mark.parametrize("state", [LetterState.EXPIRED, LetterState.FAILED, LetterState.CANCELLED, LetterState.UNKNOWN])
async def test_a_card_that_never_arrived_comes_with_the_extension(houses: Houses, state: LetterState) -> None:
    uow = houses.uow
    vote = await open_it(houses)
    await run_due(uow)
    await put_in_state(uow, state, 1, 9)
    await deliver(uow)
    await extend_it(houses, vote)
    await run_due(uow)
    assert await written(uow, CARD, *WAITING) == Counter({owner(1).id, owner(9).id})
    assert await written(uow, NOTICE) == Counter(OWNERS - {owner(1).id, owner(9).id})


async def test_cards_that_wait_name_the_new_time_and_live_until_then(houses: Houses) -> None:
    uow = houses.uow
    vote = await open_it(houses)
    await run_due(uow)
    await put_in_state(uow, LetterState.RETRY, 1, 5, request="worded before", not_before=uow.clock.now() + timedelta(minutes=5))
    await put_in_state(uow, LetterState.DEFERRED, 2, 6)
    await extend_it(houses, vote)
    await run_due(uow)
    until = uow.clock.now() + timedelta(days=4)
    assert await waiting_until(uow) == {(until, until, None)}
    assert await written(uow, CARD) == Counter(OWNERS)
    assert await written(uow, NOTICE) == Counter()


async def test_a_card_that_is_just_being_sent_names_the_new_time_if_it_is_tried_again(houses: Houses) -> None:
    uow = houses.uow
    vote = await open_it(houses)
    await run_due(uow)
    await put_in_state(uow, LetterState.LEASED, request="worded before")
    await extend_it(houses, vote)
    await run_due(uow)
    assert await written(uow, CARD) == Counter(OWNERS)
    async with uow() as unit:
        for letter in await unit.outbox.in_state([LetterState.LEASED]):
            await unit.outbox.send_once_more(letter.id, uow.clock.now(), "nobody knows")
        await unit.commit()
    until = uow.clock.now() + timedelta(days=4)
    assert await waiting_until(uow) == {(until, until, None)}


async def test_extended_again_nobody_has_two(houses: Houses) -> None:
    uow = houses.uow
    vote = await after_an_outage(houses)
    await add_a_day(houses, vote)
    await extend_it(houses, vote, days=3)
    await run_due(uow)
    await extend_it(houses, vote, days=5)
    await run_due(uow)
    until = uow.clock.now() + timedelta(days=5)
    assert await waiting_until(uow) == {(until, until, None)}
    assert await written(uow, CARD, *WAITING) == Counter(OWNERS)
    await deliver(uow)
    await extend_it(houses, vote, days=6)
    await run_due(uow)
    assert await written(uow, CARD, *WAITING) == Counter()
    assert await written(uow, NOTICE) == Counter(OWNERS)


async def test_a_second_outage_takes_back_what_came_of_the_first(houses: Houses) -> None:
    uow = houses.uow
    vote = await after_an_outage(houses)
    await add_a_day(houses, vote)
    await run_due(uow)
    uow.clock.move(timedelta(days=1, hours=1))
    await run_due(uow)
    assert await written(uow, CARD, *WAITING) == Counter()
    await add_a_day(houses, vote)
    await run_due(uow)
    assert await written(uow, CARD, *WAITING) == Counter(OWNERS)


async def test_cancelled_meanwhile_no_more_of_them_are_written(houses: Houses) -> None:
    uow = houses.uow
    vote = await after_an_outage(houses)
    await add_a_day(houses, vote)
    before = await written(uow, CARD)
    await cancel_it(houses, vote)
    await run_due(uow)
    assert await written(uow, CARD) == before
    assert await written(uow, CARD, *WAITING) == Counter()


async def mixed(houses: Houses) -> str:
    """Three have the card, three wait for it, of three it was taken back."""
    vote = await open_it(houses)
    await run_due(houses.uow)
    await put_in_state(houses.uow, LetterState.CANCELLED, 2, 5, 8)
    await put_in_state(houses.uow, LetterState.LEASED, 3, 6, 9)
    await deliver(houses.uow)
    await put_in_state(houses.uow, LetterState.PENDING, 3, 6, 9)
    return vote


@pytest.mark.parametrize("after", [False, True], ids=["before the commit", "after it"])
@pytest.mark.parametrize("die_at", range(1, 8))
async def test_a_crash_between_steps_loses_and_doubles_nothing(houses: Houses, die_at: int, after: bool) -> None:
    uow = houses.uow
    vote = await mixed(houses)
    await extend_it(houses, vote)
    await die_in_what_is_due(uow, die_at, after=after)
    until = uow.clock.now() + timedelta(days=4)
    uow.clock.move(LEASE)
    await run_due(uow)
    assert await written(uow, NOTICE) == Counter({owner(1).id, owner(4).id, owner(7).id})
    assert await written(uow, CARD, *WAITING) == Counter({owner(number).id for number in (2, 3, 5, 6, 8, 9)})
    assert await waiting_until(uow) == {(until, until, None)}


async def test_few_are_written_or_changed_in_one_transaction(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    uow = houses.uow
    vote = await mixed(houses)
    commit, sizes = UnitOfWork.commit, []

    async def state(unit: UnitOfWork) -> set[tuple[object, ...]]:
        query = select(outbox.c.key, outbox.c.state, outbox.c.expires_at).where(NO_EDIT)
        return {tuple(row) for row in await unit.connection.execute(query)}

    async with uow.read() as unit:
        before = await state(unit)

    async def counted(unit: UnitOfWork) -> None:
        now = await state(unit)
        sizes.append(len({row[0] for row in now ^ before}))
        before.clear()
        before.update(now)
        await commit(unit)

    monkeypatch.setattr(UnitOfWork, "commit", counted)
    await extend_it(houses, vote)
    await run_due(uow)
    assert sum(sizes) == 9
    assert max(sizes) == 2


async def test_a_group_that_was_bound_meanwhile_leaves_nobody_with_the_old_time(houses: Houses) -> None:
    uow = houses.uow
    vote = await mixed(houses)
    async with uow() as unit:
        group = await join(unit, GROUP, houses.compound, houses.compound, uow.clock.now())
        await unit.votes.add_group(vote, group, houses.compound.id)
        await unit.commit()
    await extend_it(houses, vote)
    await run_due(uow)
    until = uow.clock.now() + timedelta(days=4)
    assert await waiting_until(uow) == {(until, until, None)}
    assert await written(uow, CARD, *WAITING) == Counter({owner(number).id for number in (3, 6, 9)})
    assert await written(uow, NOTICE) == Counter({GROUP.id, owner(1).id, owner(4).id, owner(7).id})


async def test_what_delivery_saw_too_late_before_the_extension_is_not_too_late_after_it(houses: Houses) -> None:
    """It read the letter, the extension was written, and only then it sets aside what has expired."""
    uow = houses.uow
    vote = await open_it(houses)
    await extend_it(houses, vote, days=3)
    async with uow() as unit:
        [letter, *_] = await unit.outbox.in_state(WAITING)
        await unit.outbox.expire(letter.id, uow.clock.now() + timedelta(days=2, minutes=1))
        await unit.commit()
    assert (await written(uow, CARD, *WAITING)).total() == 2
    async with uow() as unit:
        await unit.outbox.expire(letter.id, uow.clock.now() + timedelta(days=3))
        await unit.commit()
    assert (await written(uow, CARD, LetterState.EXPIRED)).total() == 1


async def test_what_was_taken_back_meanwhile_does_not_wait_for_the_morning(houses: Houses) -> None:
    uow = houses.uow
    vote = await open_it(houses)
    async with uow.read() as unit:
        [letter, *_] = await unit.outbox.in_state(WAITING)
    await cancel_it(houses, vote)
    async with uow() as unit:
        await unit.outbox.defer(letter.id, uow.clock.now() + timedelta(hours=8))
        await unit.commit()
    assert await written(uow, CARD, *WAITING) == Counter()


@pytest.mark.parametrize(("hours", "waits"), [(6, False), (20, True)])
async def test_by_night_what_is_over_by_the_morning_is_told_at_once(houses: Houses, hours: int, waits: bool) -> None:
    """23:00; extended to 05:00 or to the next evening."""
    uow = houses.uow
    uow.clock.move_to(datetime(2026, 3, 3, 8, 0, tzinfo=SHANGHAI).astimezone(UTC))
    vote = (await houses.open(closes_in=timedelta(hours=16))).heading.vote_id
    await run_due(uow)
    await put_in_state(uow, LetterState.CANCELLED, 8, 9)
    await deliver(uow)
    uow.clock.move(timedelta(hours=15))
    await extend_it(houses, vote, days=0, hours=hours)
    await run_due(uow)
    async with uow.read() as unit:
        late = (outbox.c.created_at == uow.clock.now(), outbox.c.card.in_([CARD, NOTICE]), NO_EDIT)
        rows = list(await unit.connection.execute(select(outbox.c.chat_id, outbox.c.night_waits).where(*late)))
    assert {row.chat_id for row in rows} == OWNERS
    assert {row.night_waits for row in rows} == {waits}


async def test_a_step_of_the_opening_that_comes_late_writes_no_second_card(houses: Houses) -> None:
    uow = houses.uow
    vote = await open_it(houses)
    async with uow() as unit:
        [opening] = await unit.schedule.claim(telling.TELL, uow.clock.now())
        await unit.commit()
    await extend_it(houses, vote)
    await run_due(uow)
    await DUE[telling.TELL](uow(), opening, uow.clock.now())
    await run_due(uow)
    assert await written(uow, CARD) == Counter(OWNERS)


async def test_whoever_registered_since_gets_the_card_too(houses: Houses) -> None:
    uow = houses.uow
    vote = await open_it(houses)
    await run_due(uow)
    await deliver(uow)
    await houses.bind(owner(10), 1)
    await extend_it(houses, vote)
    await run_due(uow)
    assert await written(uow, CARD, *WAITING) == Counter({owner(10).id})
    assert {decode(text, VoteExtended).closes_at for _, text in await facts(uow, NOTICE)} == {uow.clock.now() + timedelta(days=4)}
