"""What the clerk reads while a roster is brought in: everything that is still open, and figures that fit together."""

import pytest

from bot.rules.residents import Place
from tests.compounds.test_handlers_roster import CHEN, send, settle
from tests.compounds.test_roster_chat import ROWS
from tests.wire import Wire

pytestmark = pytest.mark.storage


async def imported(wire: Wire, rows: list[list[object]] = ROWS) -> Place:
    (place,) = await settle(wire, "和平小区")
    await wire.tap(CHEN, await send(wire, rows), "导入")
    await wire.work()
    return place


async def test_names_are_not_forgotten_when_the_gaps_are_done_first(wire: Wire) -> None:
    await imported(wire)
    await wire.tap(CHEN, wire.last(CHEN.id), "补全缺的")
    await wire.tap(CHEN, wire.last(CHEN.id), "填面积")
    await wire.say(CHEN, "88.10")
    done = wire.last(CHEN.id)
    assert "都补全了" in done.text
    assert "还有 1 个名字在几户都有" in done.text
    assert done.labels == ["看同名的", "下一步", "改回去", "名册"]
    await wire.tap(CHEN, done, "看同名的")
    await wire.tap(CHEN, wire.last(CHEN.id), "是同一个人")
    assert wire.last(CHEN.id).text.endswith("请点「下一步」。")
    assert wire.last(CHEN.id).labels == ["下一步", "改回去", "名册"]


async def test_gaps_are_not_forgotten_when_the_names_are_done_first(wire: Wire) -> None:
    await imported(wire)
    await wire.tap(CHEN, wire.last(CHEN.id), "看同名的")
    await wire.tap(CHEN, wire.last(CHEN.id), "不是")
    done = wire.last(CHEN.id)
    assert "同名的都问完了" in done.text
    assert "还有 1 户没补全，不补就不能表决" in done.text
    assert "补全缺的" in done.labels
