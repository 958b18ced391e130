"""What an owner was told of their agent's ballot stays true; an agent's channels that differ are settled like anybody's (R11, R13)."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.actions.residents.endings import leave_home
from bot.rules.residents import BindingState
from bot.rules.votes import BallotState
from storage.residents import bindings, people
from tests.entries.test_counted import checks, close
from tests.entries.test_powers import on_paper, registered
from tests.entries.test_story import counted
from tests.entries.worlds import CHEN, CHIEF, enter_paper, office, tap, to_home
from tests.fixtures import Units
from tests.votes.houses import AGAINST, AGREE, Houses, owner, settle
from tests.votes.test_pointer_over_night import night
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage


async def by_chat(wire: Wire, uow: Units) -> tuple[Houses, str]:
    """业主7 stands in for 业主1 and has tapped 「反对」."""
    houses, vote = await office(uow, wire)
    await registered(wire, vote, "101", "业主7")
    await wire.tap(owner(7), wire.last(owner(7).id), "反对")
    await wire.deliver()
    return houses, vote


def told(wire: Wire, number: int = 1) -> str:
    return next(one.text for one in wire.in_chat(owner(number).id) if "代理人替您投了票" in one.text)


async def test_the_letter_follows_the_owners_own_ballot(wire: Wire, uow: Units) -> None:
    _, vote = await by_chat(wire, uow)
    assert "没错就不用做什么" in told(wire)
    await enter_paper(wire, vote, "101", AGREE)
    assert "以您自己的为准，这张不计入" in told(wire)
    shown = await to_undo(wire, vote)
    assert "撤回" in shown
    assert "没错就不用做什么" in told(wire), "the agent's counts again"
    await tap(wire, 1, vote, AGREE)
    assert "这张不计入" in told(wire)
    await wire.press(owner(1), f"vr:{vote}")
    await wire.deliver()
    assert "没错就不用做什么" in told(wire)


async def test_each_account_of_the_agent_says_what_stands(wire: Wire, uow: Units) -> None:
    """「代 业主1 投了：反对」 stood on one telephone, with a receipt that the other one's tap had taken the place of."""
    houses, vote = await office(uow, wire)
    second = Person(7072, "另一部手机")
    await houses.bind(second, 7, owner_number=7)
    await registered(wire, vote, "101", "业主7")
    mine, other = wire.last(owner(7).id), wire.last(second.id)
    await wire.tap(owner(7), mine, "反对")
    await wire.deliver()
    wire.clock.move(timedelta(minutes=2))
    await wire.tap(second, other, "弃权")
    await wire.deliver()
    for shown in (mine, other):
        assert "代 业主1 投了：弃权" in shown.text
    assert len(wire.in_chat(owner(7).id)) == 1


async def leaves(uow: Units, wire: Wire, number: int) -> None:
    async with uow.read() as unit:
        mine = select(bindings.c.id).join(people, people.c.id == bindings.c.person_id).where(people.c.telegram_id == owner(number).id)
        active = mine.where(bindings.c.state == BindingState.ACTIVE).order_by(bindings.c.id)
        known = (await unit.connection.execute(active)).scalars().first()
    assert known is not None
    await leave_home(uow(), binding_id=known, telegram_id=owner(number).id, now=wire.clock.now())
    await wire.deliver()


async def test_an_agent_who_is_registered_no_more_has_no_buttons(wire: Wire, uow: Units) -> None:
    """A press was answered with 「没有这样一份委托…请从『录入票』重新看」, which is the office's."""
    houses, vote = await office(uow, wire)
    await houses.bind(owner(7), 8, owner_number=7)
    await registered(wire, vote, "101", "业主7")
    given = wire.last(owner(7).id)
    await leaves(uow, wire, 7)
    assert "同意" in given.labels, "still registered at the other home"
    await leaves(uow, wire, 7)
    assert given.labels == ["菜单"]
    assert "登记已经结束" in given.text


async def test_nor_gets_any_in_the_morning(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    await night(wire)
    await registered(wire, vote, "101", "业主7")
    await leaves(uow, wire, 7)
    wire.clock.move(timedelta(hours=10))
    await wire.deliver()
    assert not [one for one in wire.in_chat(owner(7).id) if "委托您代投" in one.text]


async def to_undo(wire: Wire, vote: str) -> str:
    await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"))
    await wire.tap(CHEN, wire.last(CHEN.id), "撤回录错的")
    await wire.tap(CHEN, wire.last(CHEN.id), "确定撤回")
    await wire.deliver()
    return wire.last(CHEN.id).text


async def test_two_channels_of_one_agent_that_differ_are_settled_by_the_chief(wire: Wire, uow: Units, tmp_path: Path) -> None:
    _, vote = await office(uow, wire)
    done = await registered(wire, vote, "101", "业主7")
    await wire.tap(owner(7), wire.last(owner(7).id), "反对")
    await on_paper(wire, done, "业主7", AGREE)
    assert await counted(uow, vote, 1) is BallotState.DISPUTED
    assert "代理人替您投的两张票不一样，两张都暂不计入" in told(wire)
    assert any("不一样" in text for text in wire.texts(CHIEF.id)), "who may settle it hears of it"
    await wire.press(CHIEF, f"jd:{vote}")
    shown = wire.last(CHIEF.id)
    assert "业主1（代理人投的）" in shown.text
    await wire.tap(CHIEF, shown, "1 以纸质票为准")
    await wire.tap(CHIEF, wire.last(CHIEF.id), "问过本人")
    await wire.tap(CHIEF, wire.last(CHIEF.id), "确定")
    await wire.deliver()
    assert await counted(uow, vote, 1) is BallotState.AGREE
    assert any("以代理人替您投的纸质票为准" in text for text in wire.texts(owner(1).id))
    await tap(wire, 1, vote, AGAINST)
    await wire.press(owner(1), f"vr:{vote}")
    assert await counted(uow, vote, 1) is BallotState.AGREE, "the owner's own ballot, taken back, leaves what was settled of the agent's"
    tally = await close(wire, uow, vote)
    assert tally.counts.agree.heads == 1
    assert tally.invalid == ()
    await checks(uow, vote, tmp_path)


async def test_of_an_agents_ballot_at_one_home_a_tap_at_another_makes_no_paper_ballot(wire: Wire, uow: Units) -> None:
    """What the other owner of the second home chose made the receipt say 「您的纸质票或电话票还在」 of the first."""
    houses = await settle(uow)
    await houses.share(4, 3)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    await registered(wire, vote, "301", "业主7")
    await wire.tap(owner(7), wire.last(owner(7).id), "同意")
    await tap(wire, 3, vote, AGAINST)
    wire.clock.move(timedelta(minutes=1))
    await wire.tap(owner(3), wire.last(owner(3).id), "撤回")
    await wire.deliver()
    receipt = wire.last(owner(3).id)
    assert "您的代理人投的那张还在" in receipt.text
    await tap(wire, 4, vote, AGREE)
    assert "另一位业主的还在" in receipt.text
    assert "您的代理人投的那张还在" in receipt.text
