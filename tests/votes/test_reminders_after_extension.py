"""Reminders across an extension: planned anew they reach everybody again, by what was sent and not by the clock."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.actions.votes import reminding
from bot.actions.votes.changing import cancel_vote, extend_vote
from bot.actions.votes.due import DUE
from bot.rules.letters import LetterState
from bot.rules.votes.drafts import Drafter
from bot.rules.votes.facts import Reminder
from storage.base import decode
from storage.outbox_table import outbox
from storage.schedule import due
from tests.fixtures import Units
from tests.profiles import NATIONAL
from tests.votes.houses import CHEN, SHANGHAI, Houses, owner, settle
from tests.votes.test_told_in_steps import run_due

pytestmark = pytest.mark.storage
EVERYBODY = {owner(number).id for number in range(1, 10)}


@pytest.fixture
async def houses(uow: Units, monkeypatch: pytest.MonkeyPatch) -> Houses:
    """Saturday, 10:00; nine owners, reminded two at a time."""
    monkeypatch.setattr(reminding, "AT_ONCE", 2)
    made = await settle(uow)
    uow.clock.move_to(at(28, 10))
    return made


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Up to the 27th it is March, from the 28th February."""
    return datetime(2026, 2 if day >= 28 else 3, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


async def until(uow: Units, moment: datetime) -> None:
    uow.clock.move_to(moment)
    await run_due(uow)


async def extend(houses: Houses, vote_id: str, closes_at: datetime) -> None:
    by = Drafter(await houses.actor(CHEN), SHANGHAI, houses.uow.clock.now(), NATIONAL)
    await extend_vote(houses.uow(), by, vote_id, closes_at=closes_at, reason="多等几天")


async def planned(uow: Units) -> dict[str, str]:
    query = select(due.c.kind, due.c.due_at).where(due.c.done_at.is_(None), due.c.kind.startswith("votes.remind_"))
    async with uow.read() as unit:
        rows = list(await unit.connection.execute(query))
    return {row.kind.removeprefix("votes.remind_"): row.due_at.astimezone(SHANGHAI).strftime("%d %H:%M") for row in rows}


async def reminded(uow: Units, *states: LetterState) -> Counter[int]:
    query = select(outbox.c.chat_id).where(outbox.c.card == "votes.reminder", outbox.c.state.in_(states or LetterState))
    async with uow.read() as unit:
        return Counter((await unit.connection.execute(query)).scalars())


def each(times: int) -> Counter[int]:
    return Counter(dict.fromkeys(EVERYBODY, times))


async def test_the_day_before_the_new_close_reaches_those_who_were_reminded_before_the_old_one(uow: Units, houses: Houses) -> None:
    vote_id = (await houses.open(closes_in=timedelta(hours=30))).heading.vote_id
    await until(uow, at(28, 16, 1))
    assert await reminded(uow) == each(1)
    uow.clock.move_to(at(28, 17))
    await extend(houses, vote_id, at(10, 18))
    assert (await planned(uow))["day"] == "09 18:00"
    before = await reminded(uow)
    await until(uow, at(5, 15))
    assert await reminded(uow) - before == each(1), "half time of the longer vote, of which nobody was told yet"
    before = await reminded(uow)
    await until(uow, at(9, 18, 1))
    assert await reminded(uow) - before == each(1)


async def test_a_step_that_is_done_again_writes_nothing_twice(uow: Units, houses: Houses) -> None:
    await houses.open(closes_in=timedelta(hours=30))
    uow.clock.move_to(at(28, 16, 1))
    async with uow() as unit:
        [item] = await unit.schedule.claim("votes.remind_day", uow.clock.now())
        await unit.commit()
    await run_due(uow)
    await DUE[item.kind](uow(), item, uow.clock.now())
    async with uow() as unit:
        await unit.schedule.plan(item.kind, f"{item.target}:0:{int(item.due_at.timestamp())}", uow.clock.now(), item.compound_id)
        await unit.commit()
    await run_due(uow)
    assert await reminded(uow) == each(1)


async def test_a_reminder_that_was_under_way_at_an_extension_is_one_and_the_next_is_another(uow: Units, houses: Houses) -> None:
    vote_id = (await houses.open(closes_in=timedelta(hours=30))).heading.vote_id
    uow.clock.move_to(at(28, 16, 1))
    async with uow() as unit:
        [item] = await unit.schedule.claim("votes.remind_day", uow.clock.now())
        await unit.commit()
    await DUE[item.kind](uow(), item, uow.clock.now())
    assert len(await reminded(uow)) == 2, "the others follow in steps"
    await extend(houses, vote_id, at(5, 18))
    await run_due(uow)
    assert await reminded(uow) == each(1)
    await until(uow, at(3, 8, 1))
    assert await reminded(uow) == each(2), "half time"
    await until(uow, at(4, 18, 1))
    assert await reminded(uow) == each(3)


async def test_what_waits_of_a_reminder_is_taken_back_with_the_vote(uow: Units, houses: Houses) -> None:
    vote_id = (await houses.open(closes_in=timedelta(hours=30))).heading.vote_id
    await until(uow, at(28, 16, 1))
    await cancel_vote(uow(), actor=await houses.actor(CHEN), vote_id=vote_id, reason="重复发了", now=uow.clock.now())
    await run_due(uow)
    assert await reminded(uow, LetterState.CANCELLED) == each(1)


async def test_within_six_hours_of_the_last_nobody_is_reminded_again(uow: Units, houses: Houses) -> None:
    vote_id = (await houses.open(closes_in=timedelta(hours=30))).heading.vote_id
    await until(uow, at(28, 16, 1))
    await extend(houses, vote_id, at(1, 19))
    assert "day" not in await planned(uow), "19:00 is three hours after 16:00"


async def test_within_two_hours_of_the_new_close_nobody_is_reminded(uow: Units, houses: Houses) -> None:
    vote_id = (await houses.open(closes_in=timedelta(hours=22))).heading.vote_id
    await until(uow, at(28, 21, 30))
    assert await reminded(uow) == each(0), "half time was at 21:00, and 08:00 is at the close itself"
    await extend(houses, vote_id, at(1, 9, 30))
    assert await planned(uow) == {}, "08:00 is 90 minutes before the new close"
    await extend(houses, vote_id, at(1, 12))
    assert await planned(uow) == {"half": "01 08:00"}


async def test_half_time_that_waits_for_the_morning_survives_an_extension(uow: Units, houses: Houses) -> None:
    vote_id = (await houses.open(closes_in=timedelta(hours=26))).heading.vote_id
    await until(uow, at(28, 12, 1))
    sent = await reminded(uow)
    await until(uow, at(1, 7, 30))
    assert await planned(uow) == {"half": "01 08:00"}
    await extend(houses, vote_id, at(8, 18))
    assert (await planned(uow)).keys() == {"half", "day"}, "nothing was sent of half time, though it has passed"
    await until(uow, at(7, 18, 1))
    assert await reminded(uow) - sent == each(2)


async def test_half_time_that_waits_stays_due_in_the_morning_after_a_short_extension(uow: Units, houses: Houses) -> None:
    vote_id = (await houses.open(closes_in=timedelta(hours=26))).heading.vote_id
    await until(uow, at(28, 12, 1))
    await until(uow, at(1, 7, 30))
    await extend(houses, vote_id, at(1, 14))
    assert await planned(uow) == {"half": "01 08:00"}, "half time is at midnight now"


async def test_half_time_is_kept_once_however_often_a_vote_is_extended(uow: Units, houses: Houses) -> None:
    vote_id = (await houses.open(closes_in=timedelta(days=6))).heading.vote_id
    await until(uow, at(3, 10, 1))
    assert await reminded(uow) == each(1)
    await extend(houses, vote_id, at(10, 18))
    assert await planned(uow) == {"day": "09 18:00"}
    await extend(houses, vote_id, at(12, 18))
    assert await planned(uow) == {"day": "11 18:00"}


async def test_half_time_that_linli_slept_through_is_kept_at_the_new_one_and_once(uow: Units, houses: Houses) -> None:
    vote_id = (await houses.open(closes_in=timedelta(days=6))).heading.vote_id
    uow.clock.move_to(at(3, 15))
    await extend(houses, vote_id, at(10, 18))
    assert await planned(uow) == {"half": "05 14:00", "day": "09 18:00"}
    assert await reminded(uow) == each(0)
    await until(uow, at(5, 14, 1))
    assert await reminded(uow) == each(1)
    await extend(houses, vote_id, at(12, 18))
    assert await planned(uow) == {"day": "11 18:00"}


async def test_after_an_outage_over_the_close_those_who_were_never_reminded_are_reminded_once(uow: Units, houses: Houses) -> None:
    vote_id = (await houses.open(closes_in=timedelta(days=2))).heading.vote_id
    await until(uow, at(2, 10, 30))
    assert await reminded(uow) == each(0)
    await extend(houses, vote_id, at(3, 10, 30))
    assert await planned(uow) == {"half": "03 08:00"}, "half of the day that was added, by day"
    await until(uow, at(3, 8, 1))
    assert await reminded(uow) == each(1)
    await extend(houses, vote_id, at(3, 18))
    assert await planned(uow) == {}


@pytest.mark.parametrize("state", [LetterState.CANCELLED, LetterState.EXPIRED])
async def test_reminders_that_never_left_reminded_nobody(uow: Units, houses: Houses, state: LetterState) -> None:
    vote_id = (await houses.open(closes_in=timedelta(days=6))).heading.vote_id
    await until(uow, at(3, 10, 1))
    async with uow() as unit:
        await unit.connection.execute(update(outbox).where(outbox.c.card == "votes.reminder").values(state=state))
        await unit.commit()
    uow.clock.move_to(at(3, 12))
    await extend(houses, vote_id, at(6, 18))
    assert (await planned(uow))["half"] == "03 14:00", "also within six hours of one that nobody has read"


async def told_times(uow: Units) -> Counter[tuple[datetime, datetime | None]]:
    """(the close that a waiting reminder names, until when it may leave)"""
    query = select(outbox.c.facts, outbox.c.expires_at).where(outbox.c.card == "votes.reminder", outbox.c.state == LetterState.DEFERRED)
    async with uow.read() as unit:
        return Counter([(decode(row.facts, Reminder).closes_at, row.expires_at) for row in await unit.connection.execute(query)])


async def defer_all(uow: Units, until: datetime) -> None:
    waiting = outbox.c.card == "votes.reminder"
    async with uow() as unit:
        values = {"state": LetterState.DEFERRED, "not_before": until, "request": "{}"}
        await unit.connection.execute(update(outbox).where(waiting).values(values))
        await unit.commit()


async def test_reminders_that_wait_name_the_new_time(uow: Units, houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminding, "REDATED_AT_ONCE", 4)
    vote_id = (await houses.open(closes_in=timedelta(hours=30))).heading.vote_id
    await until(uow, at(28, 16, 1))
    await defer_all(uow, at(1, 8))
    old, new = at(1, 16), at(5, 18)
    assert await told_times(uow) == {(old, at(1, 14)): 9}
    await extend(houses, vote_id, new)
    assert await told_times(uow) == {(new, at(5, 16)): 4, (old, at(1, 14)): 5}, "the others in steps"
    await run_due(uow)
    assert await told_times(uow) == {(new, at(5, 16)): 9}
    async with uow.read() as unit:
        requests = await unit.connection.execute(select(outbox.c.request).where(outbox.c.card == "votes.reminder"))
        assert set(requests.scalars()) == {None}, "its words are made anew"
    assert await reminded(uow) == each(1)
    assert (await planned(uow))["day"] == "04 18:00"


async def test_what_was_taken_back_or_is_too_late_stays_so(uow: Units, houses: Houses) -> None:
    vote_id = (await houses.open(closes_in=timedelta(hours=30))).heading.vote_id
    await until(uow, at(28, 16, 1))
    await defer_all(uow, at(1, 8))
    late, taken_back = owner(1).id, owner(2).id
    async with uow() as unit:
        mine = update(outbox).where(outbox.c.card == "votes.reminder")
        await unit.connection.execute(mine.where(outbox.c.chat_id == late).values(expires_at=at(28, 17)))
        await unit.connection.execute(mine.where(outbox.c.chat_id == taken_back).values(state=LetterState.CANCELLED))
        await unit.commit()
    uow.clock.move_to(at(28, 18))
    await extend(houses, vote_id, at(5, 18))
    assert await told_times(uow) == {(at(5, 18), at(5, 16)): 7, (at(1, 16), at(28, 17)): 1}
    assert await reminded(uow, LetterState.CANCELLED) == {taken_back: 1}
