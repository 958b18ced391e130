"""Words typed while a preview waits for a button: what waits is said, and how to go on."""

from datetime import timedelta

import pytest

from bot.actions.votes.changing import cancel_vote
from bot.rules.votes.drafts import DRAFT_AT_HAND
from tests.fixtures import Units
from tests.votes.houses import CHEN, CHIEF, Houses
from tests.wire import Shown, Wire

ROSTER = "楼栋,单元,房号,面积,业主\n3栋,1单元,101,89.35,王芳".encode()


async def say(wire: Wire, words: str = "好的") -> Shown:
    await wire.say(CHEN, words)
    return wire.last(CHEN.id)


async def preview(wire: Wire) -> None:
    await wire.press(CHEN, "mdr:")
    for label in ("屋顶防水改造", "3天后18:00"):
        await wire.tap(CHEN, wire.last(CHEN.id), label)
    assert "发出前请看一遍" in wire.last(CHEN.id).text


async def test_at_the_preview_of_a_vote(wire: Wire, houses: Houses) -> None:
    """「这句话我没看懂」, with the menu."""
    await preview(wire)
    told = await say(wire)
    assert told.text.startswith("🗳 <b>「屋顶防水改造」还没有发出</b>")
    assert told.labels == ["接着写", "不发了", "菜单"]
    await wire.tap(CHEN, told, "接着写")
    assert "发出前请看一遍" in wire.last(CHEN.id).text
    assert "还没有发出" not in (await say(wire, "发起表决")).text, "the menu's own words mean what they always mean"


@pytest.mark.parametrize("left", ["先存着", "later"])
async def test_a_draft_that_was_left_waits_for_nothing(wire: Wire, houses: Houses, left: str) -> None:
    await preview(wire)
    if left == "later":
        wire.clock.move(DRAFT_AT_HAND + timedelta(seconds=1))
    else:
        await wire.tap(CHEN, wire.last(CHEN.id), left)
    assert "没看懂" in (await say(wire)).text


async def test_before_a_cancellation(wire: Wire, houses: Houses, vote: str) -> None:
    await wire.press(CHEN, f"wc:{vote}")
    await say(wire, "楼道要先修水管")
    told = await say(wire)
    assert "还没有取消，您打的这句话没有用上" in told.text
    assert told.labels == ["确定取消", "不填了"]
    await wire.tap(CHEN, told, "确定取消")
    assert "已取消" in wire.last(CHEN.id).text
    assert "没看懂" in (await say(wire)).text


async def test_before_an_extension_that_is_given_up(wire: Wire, houses: Houses, vote: str) -> None:
    await wire.press(CHEN, f"we:{vote}")
    await wire.tap(CHEN, wire.last(CHEN.id), "晚1周")
    await say(wire, "大家出门了")
    told = await say(wire)
    assert told.text.startswith("🗳 <b>延期到 3月8日（周日）10:32：")
    assert told.labels == ["确定延期", "不填了"]
    await wire.tap(CHEN, told, "不填了")
    assert "没看懂" in (await say(wire)).text


async def test_nothing_waits_once_somebody_else_has_cancelled(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    await wire.press(CHEN, f"wc:{vote}")
    await say(wire, "楼道要先修水管")
    await cancel_vote(uow(), actor=await houses.actor(CHIEF), vote_id=vote, reason="重复了", now=wire.clock.now())
    assert "没看懂" in (await say(wire)).text


async def test_at_the_preview_of_a_roster(wire: Wire, houses: Houses) -> None:
    await wire.send_file(CHEN, ROSTER, "名册.csv")
    await wire.work()
    assert "导入前请看一遍" in wire.last(CHEN.id).text
    told = await say(wire)
    assert told.text.startswith("📋 名册.csv 的预览还在等您点")
    await wire.tap(CHEN, told, "不填了")
    assert "没看懂" in (await say(wire)).text


async def test_a_draft_without_a_title_is_none_yet(wire: Wire, houses: Houses) -> None:
    """「「」还没有发出」."""
    await wire.press(CHEN, "mdr:")
    await wire.press(CHEN, "stop")
    async with wire.app.unit(True) as unit:
        await unit.forms.clear(CHEN.id)
        await unit.commit()
    assert "还没有发出" not in (await say(wire)).text
