"""Where no group is bound nobody reads 「群里已说明」: what is told, is told in private."""

from collections.abc import AsyncIterator

import pytest

from handlers.groups.callbacks import UnbindGroup
from tests.fixtures import Units
from tests.votes.houses import CHEN, Houses, settle
from tests.wire import Wire


@pytest.fixture
async def alone(uow: Units) -> Houses:
    return await settle(uow, grouped=False, bound=2)


@pytest.fixture
async def private_vote(alone: Houses, wire: Wire) -> AsyncIterator[str]:
    vote = (await alone.open()).heading.vote_id
    await wire.deliver()
    yield vote
    said = [one.text for one in wire.in_chat(CHEN.id)]
    assert not [text for text in said if "群里" in text.replace("还没有群", "")]


async def test_an_extension_without_a_group(wire: Wire, private_vote: str) -> None:
    await wire.press(CHEN, f"we:{private_vote}")
    await wire.tap(CHEN, wire.last(CHEN.id), "晚1周")
    await wire.say(CHEN, "李大爷要问过儿子")
    assert "大家就会看到这句话" in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "确定延期")
    assert "会私信告诉收得到的住户" in wire.last(CHEN.id).text


async def test_a_cancellation_without_a_group(wire: Wire, private_vote: str) -> None:
    await wire.press(CHEN, f"wc:{private_vote}")
    await wire.tap(CHEN, wire.last(CHEN.id), "方案要改")
    await wire.tap(CHEN, wire.last(CHEN.id), "确定取消")
    assert "已取消，会私信告诉收得到的住户。" in wire.last(CHEN.id).text


async def test_taken_back_without_a_group(wire: Wire, private_vote: str) -> None:
    await wire.press(CHEN, f"wb:{private_vote}")
    assert "发出的卡片马上拿走" in wire.last(CHEN.id).text


async def test_with_a_group_it_is_the_group(wire: Wire, vote: str) -> None:
    await wire.press(CHEN, f"we:{vote}")
    await wire.tap(CHEN, wire.last(CHEN.id), "晚1周")
    await wire.tap(CHEN, wire.last(CHEN.id), "参与不够")
    assert "群里已说明" in wire.last(CHEN.id).text


async def test_whoever_unbinds_a_group_reads_which_open_vote_leaves_it(wire: Wire, uow: Units, vote: str) -> None:
    async with uow.read() as unit:
        [group] = await unit.votes.groups(vote)
    await wire.press(CHEN, UnbindGroup(group=group.id).pack())
    assert "正在问的「屋顶防水改造」，卡片会从这个群拿走" in wire.last(CHEN.id).text
