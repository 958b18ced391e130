"""What leads out of an opinion, and what is left of one that was stopped or dropped."""

from datetime import timedelta

import pytest

from storage.opinions import opinions
from tests.fixtures import Units
from tests.opinions.test_taps import PHOTO, attachments, rows
from tests.opinions.worlds import (
    AUTHOR,
    WORDS,
    pass_time,
    said,
    write,
)
from tests.residents.worlds import dialog
from tests.votes.houses import settle
from tests.wire import Wire

pytestmark = pytest.mark.storage


async def test_what_was_not_handed_in_is_forgotten(wire: Wire, uow: Units) -> None:
    await settle(uow)
    shown = await write(wire)
    await pass_time(wire, timedelta(hours=25))
    assert await rows(uow, opinions.c.words) == [""]
    assert "没有找到这条意见" in dialog(await wire.press(AUTHOR, shown.data("交上去"), message=shown))


async def test_dropped_it_was_never_there(wire: Wire, uow: Units) -> None:
    await settle(uow)
    shown = await write(wire)
    data = shown.data("不交了")
    await wire.tap(AUTHOR, shown, "不交了")
    assert "没有交" in shown.text
    assert await rows(uow, opinions.c.words) == [""]
    await wire.press(AUTHOR, data)
    await wire.say(AUTHOR, "电梯")
    assert await rows(uow, opinions.c.words) == [""], "words after that are words"


@pytest.mark.parametrize("words", ["取消", "不填了", "/cancel"])
async def test_what_was_stopped_is_not_kept(wire: Wire, uow: Units, words: str) -> None:
    """「写的没有留下」, and 「交上去」 handed it in."""
    await settle(uow)
    shown = await write(wire)
    await wire.say(AUTHOR, words)
    assert "写的没有留下" in said(wire, AUTHOR.id)
    assert "没有找到这条意见" in dialog(await wire.press(AUTHOR, shown.data("交上去"), message=shown))
    assert await rows(uow, opinions.c.words) == [""]


@pytest.mark.parametrize("words", ["菜单", "怎么用", "帮忙"])
@pytest.mark.parametrize("written", [True, False])
async def test_what_leads_out_leads_out(wire: Wire, uow: Units, words: str, written: bool) -> None:
    await settle(uow)
    await wire.say(AUTHOR, "/opinion")
    if written:
        await wire.say(AUTHOR, WORDS)
    await wire.say(AUTHOR, words)
    assert "提意见" not in said(wire, AUTHOR.id)
    assert "我记成这样" not in said(wire, AUTHOR.id)
    assert await rows(uow, opinions.c.words) == ([WORDS] if written else [])


async def test_left_in_the_middle_of_a_new_writing_the_photo_goes(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.say(AUTHOR, "/opinion")
    await wire.send_file(AUTHOR, PHOTO, "", kind="photo", caption="楼道堆了杂物")
    await wire.work()
    await pass_time(wire, timedelta(hours=20))
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "重写")
    await pass_time(wire, timedelta(hours=20))
    await wire.say(AUTHOR, "楼道杂物太多")
    assert await rows(uow, opinions.c.words) == ["楼道杂物太多"], "a day from the new beginning"
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "重写")
    await pass_time(wire, timedelta(hours=50))
    await wire.work()
    assert list(attachments(wire).iterdir()) == []


async def test_stopped_in_the_middle_of_a_new_writing_nothing_is_kept(wire: Wire, uow: Units) -> None:
    """「写的没有留下」, and its photo was kept for a day."""
    await settle(uow)
    await wire.say(AUTHOR, "/opinion")
    await wire.send_file(AUTHOR, PHOTO, "", kind="photo", caption="楼道堆了杂物")
    await wire.work()
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "重写")
    await wire.say(AUTHOR, "取消")
    assert "写的没有留下" in said(wire, AUTHOR.id)
    assert await rows(uow, opinions.c.state) == ["withdrawn"]
    await pass_time(wire, timedelta(hours=1))
    await wire.work()
    assert list(attachments(wire).iterdir()) == []
