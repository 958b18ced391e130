"""「取消」 in the middle of a draft: what was written is kept, and the answer says so and where."""

import pytest

from handlers.menus import OpenDraft
from handlers.wishes.callbacks import BeginWishes
from tests.fixtures import Units
from tests.votes.houses import CHEN, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage


@pytest.mark.parametrize("words", ["取消", "不填了", "/cancel"])
async def test_a_draft_with_a_title_is_not_called_lost(wire: Wire, uow: Units, words: str) -> None:
    houses = await settle(uow)
    await wire.press(CHEN, OpenDraft(place=houses.compound.id).pack())
    await wire.say(CHEN, "修门禁")
    await wire.say(CHEN, words)
    said = wire.last(CHEN.id)
    assert "「修门禁」还没有发，写过的都留着" in said.text
    assert "没有留下" not in said.text
    await wire.tap(CHEN, said, "发起表决")
    await wire.tap(CHEN, wire.last(CHEN.id), "接着写")
    assert "修门禁" in wire.last(CHEN.id).text
    assert "什么时候截止" in wire.last(CHEN.id).text


async def test_a_photo_sent_after_it_is_no_scheme(wire: Wire, uow: Units) -> None:
    """「先不填了」, and the photo of a ballot that came next was what everybody would have seen."""
    houses = await settle(uow)
    await wire.press(CHEN, OpenDraft(place=houses.compound.id).pack())
    await wire.say(CHEN, "修门禁")
    await wire.say(CHEN, "取消")
    stopped = wire.last(CHEN.id)
    await wire.send_file(CHEN, b"photo", "", kind="photo")
    await wire.work()
    await wire.deliver()
    assert not any("文件收到了" in text for text in wire.texts(CHEN.id))
    await wire.tap(CHEN, stopped, "发起表决")
    await wire.tap(CHEN, stopped, "接着写")
    await wire.say(CHEN, "3天后")
    assert "发出前请看一遍" in wire.last(CHEN.id).text
    await wire.send_file(CHEN, b"photo", "", kind="photo")
    await wire.work()
    await wire.deliver()
    assert "文件收到了" in wire.last(CHEN.id).text, "once it is gone on with, it is at hand again"


async def test_one_without_is_nothing(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    await wire.press(CHEN, OpenDraft(place=houses.compound.id).pack())
    await wire.say(CHEN, "取消")
    assert "写的没有留下" in wire.last(CHEN.id).text


async def test_a_renovation_menu_is_not_called_lost_either(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.press(CHEN, BeginWishes().pack())
    desk = wire.last(CHEN.id)
    await wire.tap(CHEN, desk, desk.labels[0])
    await wire.say(CHEN, "取消")
    said = wire.last(CHEN.id)
    assert "前面记下的都留着" in said.text
    await wire.tap(CHEN, said, "改造菜单")
    assert "没有发" in "".join([wire.last(CHEN.id).text, *wire.last(CHEN.id).labels])
