"""「去表决」 shows what counts: a home whose owners differ, and homes whose registration waits or is on hold."""

import pytest

from bot.rules.residents import BindingState
from handlers.menus import ShowMyVote
from handlers.votes.callbacks import EachHome, MyReceipt, MyVotes
from tests.fixtures import Units
from tests.votes.houses import GROUP, Houses, owner, settle
from tests.votes.test_suspended_home import counted
from tests.votes.test_told_in_steps import run_due
from tests.wire import Person, Wire


@pytest.fixture
async def houses(uow: Units) -> Houses:
    return await settle(uow, bound=2)


async def differ(wire: Wire, houses: Houses) -> str:
    """The owners 1 and 2 both own the first home and chose differently."""
    await houses.share(1, 2)
    await houses.bind(owner(2), 1, owner_number=2)
    vote_id = (await houses.open()).heading.vote_id
    await wire.deliver()
    for person, word in ((owner(1), "同意"), (owner(2), "反对")):
        await wire.tap(person, wire.last(GROUP.id), word)
    return vote_id


async def seen(wire: Wire, person: Person) -> str:
    await wire.press(person, MyVotes().pack())
    return wire.last(person.id).text


async def test_owners_who_differ_are_told_that_it_does_not_count(wire: Wire, uow: Units, houses: Houses) -> None:
    await differ(wire, houses)
    shown = await seen(wire, owner(1))
    assert "1单元101：同意（暂不计入）" in shown
    assert "您家另一位业主的意见不同，这一户暂不计入。请商量后改成一样，或请楼长登记由谁代表。" in shown
    await wire.tap(owner(2), wire.last(GROUP.id), "同意")
    shown = await seen(wire, owner(1))
    assert "暂不计入" not in shown


async def test_in_english(wire: Wire, uow: Units, houses: Houses) -> None:
    await differ(wire, houses)
    async with uow() as unit:
        await unit.chats.set_language(owner(1).id, "en")
        await unit.commit()
    shown = await seen(wire, owner(1))
    assert "101: yes (does not count yet)" in shown
    assert "Another owner chose differently, so that home does not count yet." in shown


async def test_each_home_by_itself_marks_the_one_that_does_not_count(wire: Wire, houses: Houses) -> None:
    vote_id = await differ(wire, houses)
    await wire.press(owner(2), EachHome(vote=vote_id).pack())
    assert wire.last(owner(2).id).text.count("（暂不计入）") == 1


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (BindingState.SUSPENDED, "登记有人有不同意见，先不计入，谁在办看「我的家」"),
        (BindingState.PENDING, "登记还在等确认，先不计入，谁在办看「我的家」"),
    ],
)
async def test_a_home_that_waits_stands_beside_the_others(wire: Wire, houses: Houses, state: BindingState, words: str) -> None:
    await houses.bind(owner(1), 5, owner_number=5, state=state)
    vote_id = (await houses.open()).heading.vote_id
    await wire.deliver()
    await wire.press(owner(1), ShowMyVote(vote=vote_id).pack())
    text = wire.last(owner(1).id).text
    assert words in text
    assert text.count("：还没点") == 1


@pytest.mark.parametrize(("state", "words"), [(BindingState.SUSPENDED, "还在核对"), (BindingState.PENDING, "在等楼长确认")])
async def test_whose_only_home_waits_is_told_so_and_not_that_there_is_nothing(
    wire: Wire, uow: Units, houses: Houses, state: BindingState, words: str
) -> None:
    await houses.bind(owner(5), 5, state=state)
    await wire.press(owner(5), MyVotes().pack())
    assert "现在没有要表决的事" in wire.last(owner(5).id).text
    vote_id = (await houses.open()).heading.vote_id
    await wire.deliver()
    answer = await wire.press(owner(5), MyVotes().pack())
    assert answer is not None
    assert words in (answer.text or "")
    assert await counted(uow, vote_id) == 0


async def test_after_the_close_it_was_not_counted(wire: Wire, uow: Units, houses: Houses) -> None:
    vote_id = await differ(wire, houses)
    async with uow.read() as unit:
        vote = await unit.votes.vote(vote_id)
    assert vote is not None
    uow.clock.move_to(vote.closes_at)
    await run_due(uow)
    answer = await wire.press(owner(1), MyReceipt(vote=vote_id).pack())
    assert answer is not None
    assert "已记下；您家业主意见不同，没有计入。凭证" in (answer.text or "")
    await wire.press(owner(1), ShowMyVote(vote=vote_id).pack())
    shown = wire.last(owner(1).id).text
    assert "同意（没有计入）" in shown
    assert "暂不" not in shown
