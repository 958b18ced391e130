"""Another account of the same owner takes the ballot over while a receipt, or the word about that, still waits: neither leaves untrue."""

import asyncio
from datetime import timedelta

import pytest
from aiogram.exceptions import TelegramServerError
from aiogram.methods import SendMessage
from sqlalchemy import update

from bot.actions.ballots.batch import record_ballots
from bot.actions.ballots.items import Cast
from bot.rules.residents.mornings import next_morning
from storage.compounds import home_owners
from tests.fixtures import Units
from tests.votes.houses import ABSTAIN, AGAINST, AGREE, Houses, owner, settle
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage
SECOND = Person(7070, "另一部手机")
FIRST = owner(1)
RECORDED, ELSEWHERE = "已记下：", "同一位业主的另一个帐号"


@pytest.fixture
async def houses(uow: Units) -> Houses:
    houses = await settle(uow, bound=9)
    await houses.bind(SECOND, 1, owner_number=1)
    return houses


@pytest.fixture
async def vote(wire: Wire, houses: Houses) -> str:
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    return vote


async def tap(wire: Wire, person: Person, vote: str, choice: str) -> None:
    wire.clock.move(timedelta(seconds=1))
    await wire.press(person, f"vc:{vote}:{choice}")


def saying(wire: Wire, words: str, person: Person = FIRST) -> list[str]:
    return [text for text in wire.texts(person.id) if words in text]


async def test_one_that_was_not_sent_yet(wire: Wire, vote: str) -> None:
    await tap(wire, FIRST, vote, "agree")
    await tap(wire, SECOND, vote, "against")
    await wire.deliver()
    assert saying(wire, RECORDED) == []
    assert len(saying(wire, ELSEWHERE)) == 1
    assert len(saying(wire, RECORDED, SECOND)) == 1


async def test_an_edit_that_the_platform_did_not_take(wire: Wire, vote: str) -> None:
    """The message that it would have edited is a pointer by then: it would come as a new one."""
    await tap(wire, FIRST, vote, "agree")
    await wire.deliver()
    wire.session.refuse["sendMessage"] = TelegramServerError(SendMessage(chat_id=1, text="x"), "x")
    await tap(wire, FIRST, vote, "abstain")
    await wire.deliver()
    await tap(wire, SECOND, vote, "against")
    wire.clock.move(timedelta(minutes=1))
    await wire.deliver()
    assert saying(wire, RECORDED) == []
    assert len(saying(wire, ELSEWHERE)) == 1


@pytest.mark.parametrize("again", [False, True])
async def test_both_in_one_batch(wire: Wire, uow: Units, vote: str, again: bool) -> None:
    taps = [(FIRST, AGREE), (SECOND, AGAINST), *([(FIRST, ABSTAIN)] if again else [])]
    now = wire.clock.now()
    async with uow() as unit:
        electorate = await unit.electorates.frozen(vote)
        await record_ballots(
            unit, [Cast(vote, person.id, choice, now, now, electorate, number) for number, (person, choice) in enumerate(taps)]
        )
        await unit.commit()
    await wire.deliver()
    assert len(saying(wire, RECORDED)) == again
    assert len(saying(wire, ELSEWHERE)) == (not again)
    assert len(saying(wire, ELSEWHERE, SECOND)) == again


async def test_of_another_home_it_is_the_receipt_still(wire: Wire, uow: Units, houses: Houses) -> None:
    """201 is shared by owner 1 and owner 2, for whom the second account does not speak: bound as owner 2 there, the first one does."""
    await houses.bind(FIRST, 2, owner_number=2)
    vote = (await houses.open(title="第二次")).heading.vote_id
    await wire.deliver()
    await asyncio.gather(wire.press(FIRST, f"vc:{vote}:agree"), wire.press(SECOND, f"vc:{vote}:against"))
    await wire.deliver()
    [receipt] = saying(wire, RECORDED)
    assert "1栋1单元201" in receipt
    assert "1栋1单元101 同意" not in receipt
    assert len(saying(wire, ELSEWHERE)) == 1


async def test_taken_over_and_back_in_one_night(wire: Wire, vote: str) -> None:
    """「您之前点的不算了」 waited for the morning, and in the morning it counted."""
    wire.clock.move_to(next_morning(wire.clock.now()) - timedelta(hours=10))
    for person, choice in ((FIRST, "agree"), (SECOND, "against"), (FIRST, "agree")):
        await tap(wire, person, vote, choice)
        await wire.deliver()
    wire.clock.move_to(next_morning(wire.clock.now()))
    await wire.deliver()
    assert saying(wire, ELSEWHERE) == []
    assert len(saying(wire, ELSEWHERE, SECOND)) == 1


async def test_of_two_homes_the_one_that_was_taken_back_is_not_named(wire: Wire, uow: Units, houses: Houses) -> None:
    async with uow() as unit:
        mine = update(home_owners).where(home_owners.c.home_id == houses.homes[2])
        await unit.connection.execute(mine.values(owner_id=houses.owners[2]))
        await unit.commit()
    for person in (FIRST, SECOND):
        await houses.bind(person, 2, owner_number=2)
    vote = (await houses.open(title="第二次")).heading.vote_id
    await wire.deliver()
    wire.clock.move_to(next_morning(wire.clock.now()) - timedelta(hours=10))
    for person, choice in ((FIRST, "agree"), (SECOND, "against")):
        await tap(wire, person, vote, choice)
    await wire.press(FIRST, f"ve:{vote}")
    await wire.tap(FIRST, wire.last(FIRST.id), "1 同意")
    wire.clock.move_to(next_morning(wire.clock.now()))
    await wire.deliver()
    [told] = saying(wire, ELSEWHERE)
    assert "201" in told
    assert "101" not in told
