"""What an owner was told of a ballot that somebody else put down, and of another account's, keeps up with the vote's time and end."""

from datetime import timedelta

import pytest

from tests.entries.worlds import enter_paper, office, tap
from tests.fixtures import Units
from tests.votes.houses import AGAINST, AGREE, owner
from tests.votes.test_amended_notes import come_due
from tests.votes.test_told_in_steps import cancel_it, close_it, extend_it
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage
SECOND = Person(7072, "另一部手机")


async def test_the_time_of_an_extension_and_the_end(wire: Wire, uow: Units) -> None:
    """「3月1日前点『去核对』，暂不计入」 stood there after an extension, and after the close."""
    houses, vote = await office(uow, wire)
    await houses.bind(SECOND, 2, owner_number=2)
    await enter_paper(wire, vote, "101", AGREE)
    [entered] = [one for one in wire.in_chat(owner(1).id) if "录入了您的纸质票" in one.text]
    await tap(wire, 1, vote, AGAINST)
    await wire.press(SECOND, f"vc:{vote}:agree")
    await tap(wire, 2, vote, AGAINST)
    [elsewhere] = [one for one in wire.in_chat(SECOND.id) if "另一个帐号" in one.text]
    assert "两张都暂不计入" in entered.text
    assert "3月1日" in entered.text.replace("\u2060", "")
    await extend_it(houses, vote, days=9)
    await come_due(wire)
    for one in (entered, elsewhere):
        assert "3月8日" in one.text.replace("\u2060", "")
        assert "3月1日" not in one.text.replace("\u2060", "")
    wire.clock.move(timedelta(days=1))
    await close_it(houses, vote)
    await come_due(wire)
    assert "截止前没有核对，两张都没有计入" in entered.text
    assert "这次表决已经截止" in entered.text
    assert "按那边的算" in elsewhere.text
    assert "再点一次" not in elsewhere.text
    assert elsewhere.labels == ["菜单"]


async def test_a_vote_that_was_called_off(wire: Wire, uow: Units) -> None:
    """Of another vote nothing is said: the keys name none."""
    houses, vote = await office(uow, wire)
    other = (await houses.open(title="加装门禁")).heading.vote_id
    await wire.deliver()
    for one in (vote, other):
        await enter_paper(wire, one, "101", AGREE)
    first, second = [one for one in wire.in_chat(owner(1).id) if "录入了您的纸质票" in one.text]
    await cancel_it(houses, vote)
    await come_due(wire)
    assert "取消了，原因" in first.text
    assert "没错就不用做什么" in second.text


async def test_joint_owners_who_differ_read_the_new_time(wire: Wire, uow: Units) -> None:
    houses, _ = await office(uow, wire)
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    await tap(wire, 1, vote, AGREE)
    await tap(wire, 11, vote, AGAINST)
    [differ] = [one for one in wire.in_chat(owner(1).id) if "和您不同" in one.text]
    await extend_it(houses, vote, days=9)
    await come_due(wire)
    assert "3月8日" in differ.text.replace("\u2060", "")
