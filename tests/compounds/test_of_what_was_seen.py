"""Buttons about a roster act on what stands above them: this preview, this gap, what this clerk decided."""

import pytest

from bot.rules.residents import Place
from handlers.residents.callbacks import RenameMe
from tests.compounds.test_handlers_roster import CHEN, homes, settle
from tests.compounds.test_roster_chat import ROWS
from tests.compounds.test_two_files import sent
from tests.compounds.test_undone_once import LI, imported, two_clerks
from tests.residents.worlds import dialog
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage


async def two_files(wire: Wire) -> tuple[list[Place], Shown, Shown]:
    """The preview of the first file waits while the second is asked about."""
    places = await settle(wire, "和平小区", "锦绣花园")
    await wire.tap(CHEN, await sent(wire, "一期.xlsx"), "和平小区")
    await wire.work()
    preview = wire.last(CHEN.id)
    return places, preview, await sent(wire, "二期.xlsx")


async def test_a_preview_is_imported_while_a_further_file_is_asked_about(wire: Wire) -> None:
    """「不在等导入了……把表格再发一次」, and it did wait."""
    (first, second), preview, asked = await two_files(wire)
    await wire.tap(CHEN, preview, "导入")
    await wire.work()
    assert (await homes(wire, first), await homes(wire, second)) == (3, 0)
    await wire.tap(CHEN, asked, "锦绣花园")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "导入")
    await wire.work()
    assert (await homes(wire, first), await homes(wire, second)) == (3, 3)


async def test_another_compound_is_asked_for_the_file_of_the_preview_only(wire: Wire) -> None:
    """「换小区」 under the first file's preview asked about the second, and the preview was gone."""
    _, preview, asked = await two_files(wire)
    said = dialog(await wire.tap(CHEN, preview, "换小区"))
    assert "下面还在问「二期.xlsx」是哪个小区的" in said
    assert "导入前请看一遍" in preview.text
    assert "文件：二期.xlsx" in asked.text
    await wire.tap(CHEN, asked, "锦绣花园")
    await wire.work()
    assert "导入前请看一遍：锦绣花园" in wire.last(CHEN.id).text


async def test_another_compound_pressed_twice_is_asked_once_more(wire: Wire) -> None:
    await settle(wire, "和平小区", "锦绣花园")
    await wire.tap(CHEN, await sent(wire, "一期.xlsx"), "和平小区")
    await wire.work()
    preview = wire.last(CHEN.id)
    other = preview.data("换小区")
    for _ in range(2):
        await wire.press(CHEN, other, message=preview)
    assert "文件：一期.xlsx" in preview.text
    await wire.tap(CHEN, preview, "锦绣花园")
    await wire.work()
    assert "导入前请看一遍：锦绣花园" in wire.last(CHEN.id).text


async def test_the_second_clerk_reads_that_the_first_has_decided_a_name(wire: Wire) -> None:
    await two_clerks(wire)
    await wire.tap(CHEN, await imported(wire), "看同名的")
    question = wire.last(CHEN.id)
    await wire.press(LI, question.data("是同一个人"))
    theirs = wire.last(LI.id)
    back = theirs.data("改回去")
    said = dialog(await wire.tap(CHEN, question, "不是"))
    assert "「王建国」已经有人定过了：是同一个人。您刚才点的没有改它" in said
    assert "「王建国」是同一个人" in question.text
    await wire.tap(CHEN, question, "改回去")
    await wire.tap(CHEN, question, "不是")
    said = dialog(await wire.press(LI, back, message=theirs))
    assert "「王建国」已经有人定过了：不是同一个人" in said, "an older 「改回去」 takes nothing of a colleague's back"
    assert "「王建国」不是同一个人" in theirs.text
    await wire.tap(LI, theirs, "改回去")
    assert "「王建国」在 2 户都有" in theirs.text


async def test_a_double_tap_on_a_name_is_one(wire: Wire) -> None:
    await two_clerks(wire)
    await wire.tap(CHEN, await imported(wire), "看同名的")
    question = wire.last(CHEN.id)
    same = question.data("是同一个人")
    for _ in range(2):
        answered = await wire.press(CHEN, same, message=question)
        assert answered is not None
        assert not answered.show_alert


async def at_the_area(wire: Wire) -> Shown:
    await settle(wire, "和平小区")
    await wire.tap(CHEN, await imported(wire), "补全缺的")
    await wire.tap(CHEN, wire.last(CHEN.id), "填面积")
    return wire.last(CHEN.id)


async def test_a_photo_while_an_area_is_awaited_is_not_asked_for_as_a_table(wire: Wire) -> None:
    await at_the_area(wire)
    await wire.say(CHEN, "", photo=[{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}])
    told = wire.last(CHEN.id)
    assert told.text.startswith("照片这里用不上。我在等您打一句话")
    assert "Excel" not in told.text
    await wire.say(CHEN, "88.10")
    assert "已记下：1栋1单元102 88.10" in wire.last(CHEN.id).text


async def test_an_older_stop_of_a_gap_leaves_what_was_begun_since(wire: Wire) -> None:
    asked = await at_the_area(wire)
    stop = asked.data("不填了")
    await wire.press(CHEN, RenameMe().pack())
    await wire.press(CHEN, stop, message=asked)
    assert "这一户没补全" in asked.text
    await wire.say(CHEN, "陈小静")
    assert "没看懂" not in wire.last(CHEN.id).text


@pytest.mark.parametrize("asked_before", [True, False])
async def test_a_home_that_a_newer_file_has_again_is_not_retired_from_an_older_screen(wire: Wire, asked_before: bool) -> None:
    """「新表里没有」 stood above, a colleague had sent a table that has it, and the next vote did not ask the home."""
    place = await two_clerks(wire)
    await imported(wire)
    await wire.tap(CHEN, await imported(wire, ROWS[:3]), "看少了的")
    screen = wire.last(CHEN.id)
    retire = screen.data("不再算")
    if asked_before:
        await wire.press(CHEN, retire, message=screen)
    await imported(wire, ROWS, LI)
    if asked_before:
        await wire.say(CHEN, "拆了")
    else:
        assert "已经有人办好了" in dialog(await wire.press(CHEN, retire, message=screen))
    assert await homes(wire, place) == 3
    async with wire.app.unit(False) as unit:
        counts = await unit.starts.counts(place.id)
    assert counts.homes == 3


async def test_a_gap_is_not_opened_again_once_a_newer_file_has_its_home(wire: Wire) -> None:
    """「改回去」 took the home away that the newest roster has in full."""
    place = await two_clerks(wire)
    await wire.tap(CHEN, await imported(wire), "补全缺的")
    await wire.tap(CHEN, wire.last(CHEN.id), "填面积")
    await wire.say(CHEN, "88.10")
    done = wire.last(CHEN.id)
    full = [[*row[:3], 88.1 if row[3] is None else row[3], *row[4:]] for row in ROWS]
    await imported(wire, [*full, ["9栋", "1单元", "0901", 77.5, "赵六"]], LI)
    assert await homes(wire, place) == 5
    assert "不能撤销了" in dialog(await wire.tap(CHEN, done, "改回去"))
    assert await homes(wire, place) == 5
