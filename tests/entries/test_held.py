"""What the night held back about entered ballots says in the morning what is so by then, and nothing of what is over."""

from datetime import timedelta

import pytest

from bot.actions.votes.changing import cancel_vote, extend_vote
from bot.rules.residents.mornings import next_morning
from bot.rules.votes.drafts import Drafter
from tests.entries.test_several_heads import settle_for
from tests.entries.worlds import CHEN, CHIEF, LI, enter_paper, office, put_down_phone, tap
from tests.fixtures import Units
from tests.profiles import NATIONAL
from tests.votes.houses import AGAINST, AGREE, SHANGHAI, Houses, owner
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage
DIFFER, WAITS, ENTERED, SETTLED = "两张票不一样，要核对", "有电话票等您确认", "录入了您的", "已核对："


def at_night(wire: Wire) -> None:
    wire.clock.move_to(next_morning(wire.clock.now()) - timedelta(hours=10))


async def in_the_morning(wire: Wire) -> None:
    wire.clock.move_to(next_morning(wire.clock.now()))
    await wire.deliver()


def told(wire: Wire, person: Person, words: str) -> list[str]:
    return [text.replace("\u2060", "") for text in wire.texts(person.id) if words in text]


async def cancel(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    await cancel_vote(uow(), actor=await houses.actor(CHEN), vote_id=vote, reason="重复了", now=wire.clock.now())


async def differing_at_night(wire: Wire, vote: str, *homes: int) -> None:
    for home in homes:
        await tap(wire, home, vote, AGREE)
    for home in homes:
        await enter_paper(wire, vote, f"{home}01", AGAINST)


async def test_ballots_that_were_made_the_same_in_the_night_need_no_settling(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    at_night(wire)
    await differing_at_night(wire, vote, 1)
    await tap(wire, 1, vote, AGAINST)
    await in_the_morning(wire)
    assert [told(wire, person, DIFFER) for person in (CHEN, LI, CHIEF)] == [[], [], []]


async def test_every_home_that_still_needs_settling_is_named_and_no_other(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    at_night(wire)
    await differing_at_night(wire, vote, 1, 2, 3)
    await tap(wire, 2, vote, AGAINST)
    await in_the_morning(wire)
    [text] = told(wire, CHIEF, DIFFER)
    assert "1栋1单元101、1栋1单元301" in text
    assert "201" not in text


async def test_whoever_is_no_longer_in_charge_is_not_told(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    at_night(wire)
    await differing_at_night(wire, vote, 1)
    async with uow() as unit:
        [held] = (await houses.actor(LI)).appointments
        await unit.appointments.end(held.id, by=None, reason="revoked", now=wire.clock.now())
        await unit.commit()
    await in_the_morning(wire)
    assert (len(told(wire, CHIEF, DIFFER)), told(wire, LI, DIFFER)) == (1, [])


async def test_of_a_vote_that_was_cancelled_in_the_night_nothing_is_told(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    at_night(wire)
    await differing_at_night(wire, vote, 1, 2)
    await settle_for(wire, vote, "以纸质票为准")
    await put_down_phone(wire, vote, "301", AGREE)
    await wire.deliver()
    await cancel(wire, uow, houses, vote)
    await in_the_morning(wire)
    for person in (LI, CHIEF, owner(1), owner(2)):
        for words in (DIFFER, WAITS, ENTERED, SETTLED):
            assert told(wire, person, words) == [], words


async def test_a_ballot_by_phone_that_was_looked_at_in_the_night_waits_for_nobody(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    at_night(wire)
    for home in ("101", "201"):
        wire.clock.move(timedelta(minutes=1))
        await put_down_phone(wire, vote, home, AGREE)
    await wire.press(LI, f"jl:{vote}:0")
    await wire.tap(LI, wire.last(LI.id), "去确认 2")
    await wire.tap(LI, wire.last(LI.id), "属实")
    await in_the_morning(wire)
    [text] = told(wire, CHIEF, WAITS)
    assert "1栋1单元101" in text
    assert "201" not in text
    assert told(wire, CHEN, WAITS) == []


async def test_a_ballot_that_was_taken_back_in_the_night_is_not_told_as_entered(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    at_night(wire)
    done = await enter_paper(wire, vote, "101", AGREE)
    await wire.tap(CHEN, done, "撤回录错的")
    await wire.tap(CHEN, wire.last(CHEN.id), "确定撤回")
    await tap(wire, 1, vote, AGAINST)
    await in_the_morning(wire)
    assert told(wire, owner(1), ENTERED) == []
    [text] = told(wire, owner(1), "撤回了录错的纸质票")
    assert "您的另一张票还在，按那张计入" in text
    assert "现在算没有表决" not in text


async def test_of_two_papers_the_one_that_stands_is_told(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    at_night(wire)
    for choice in (AGREE, AGAINST):
        wire.clock.move(timedelta(minutes=1))
        await enter_paper(wire, vote, "101", choice)
    await in_the_morning(wire)
    [text] = told(wire, owner(1), ENTERED)
    assert "反对" in text.split("\n")[0]


async def test_what_was_settled_and_opened_anew_in_the_night_is_not_told_as_settled(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    at_night(wire)
    await differing_at_night(wire, vote, 1)
    await settle_for(wire, vote, "以纸质票为准")
    wire.clock.move(timedelta(minutes=1))
    await tap(wire, 1, vote, AGREE)
    await in_the_morning(wire)
    assert told(wire, owner(1), SETTLED) == []


async def test_an_extension_of_the_night_is_in_what_the_morning_says(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    at_night(wire)
    await differing_at_night(wire, vote, 1)
    await put_down_phone(wire, vote, "301", AGREE)
    by = Drafter(await houses.actor(CHEN), SHANGHAI, wire.clock.now(), NATIONAL)
    await extend_vote(uow(), by, vote, closes_at=by.now + timedelta(days=20), reason="人太少")
    await in_the_morning(wire)
    day = (by.local_now + timedelta(days=20)).day
    for person, words in ((CHIEF, DIFFER), (CHIEF, WAITS), (owner(1), ENTERED)):
        [text] = told(wire, person, words)
        assert f"{day}日" in text, words


async def test_what_closes_before_the_morning_is_told_at_once(wire: Wire, uow: Units) -> None:
    """Held until 08:00 each of these came when nothing could be done any more."""
    houses, _ = await office(uow, wire)
    at_night(wire)
    vote = (await houses.open(timedelta(hours=9), title="第二次")).heading.vote_id
    await differing_at_night(wire, vote, 1)
    await put_down_phone(wire, vote, "301", AGREE)
    await settle_for(wire, vote, "以纸质票为准")
    for person, words in ((CHIEF, DIFFER), (CHIEF, WAITS), (owner(1), ENTERED), (owner(1), SETTLED)):
        assert len(told(wire, person, words)) == 1, words


async def test_a_ballot_told_of_after_the_close_asks_for_nothing_before_it(wire: Wire, uow: Units) -> None:
    """The machine was off until nine; the vote had closed at half past eight."""
    houses, _ = await office(uow, wire)
    at_night(wire)
    vote = (await houses.open(timedelta(hours=10, minutes=30), title="第二次")).heading.vote_id
    await enter_paper(wire, vote, "101", AGREE)
    await differing_at_night(wire, vote, 2)
    wire.clock.move_to(next_morning(wire.clock.now()) + timedelta(minutes=31))
    while await wire.due():
        pass
    await wire.deliver()
    [text] = told(wire, owner(1), ENTERED)
    assert "去核对" not in text
    assert "已经截止" in text
    [text] = told(wire, owner(2), ENTERED)
    assert "两张都没有计入" in text
    assert told(wire, CHIEF, DIFFER) == []
