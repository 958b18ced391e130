"""Two rosters one after the other: each question names its file and speaks for no other."""

import pytest

from tests.compounds.test_handlers_roster import CHEN, settle
from tests.compounds.test_roster_chat import ROWS, workbook
from tests.residents.worlds import dialog
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage


async def sent(wire: Wire, name: str) -> Shown:
    await wire.send_file(CHEN, workbook(ROWS), name)
    await wire.work()
    return wire.last(CHEN.id)


async def test_the_older_question_says_that_a_newer_file_came(wire: Wire) -> None:
    await settle(wire, "和平小区", "锦绣花园")
    first = await sent(wire, "一期.xlsx")
    assert "文件：一期.xlsx" in first.text
    pressed = first.data("和平小区")
    second = await sent(wire, "二期.xlsx")
    assert "文件：二期.xlsx" in second.text
    assert "后面又发了「二期.xlsx」" in first.text
    assert "再发一次" in first.text
    assert first.labels == []
    assert "后面又发了「二期.xlsx」" in dialog(await wire.press(CHEN, pressed, message=first))
    await wire.work()
    assert not any("导入前请看一遍" in one.text for one in wire.sent)
    await wire.tap(CHEN, second, "锦绣花园")
    await wire.work()
    assert "导入前请看一遍：锦绣花园" in wire.last(CHEN.id).text


async def test_the_name_of_a_new_compound_is_asked_for_the_newer_file(wire: Wire) -> None:
    await settle(wire)
    first = await sent(wire, "一期.xlsx")
    assert "文件：一期.xlsx" in first.text
    second = await sent(wire, "二期.xlsx")
    assert "后面又发了「二期.xlsx」" in first.text
    assert "文件：二期.xlsx" in second.text


async def test_a_new_compound_from_the_older_question_is_refused(wire: Wire) -> None:
    await settle(wire, "和平小区", "锦绣花园")
    first = await sent(wire, "一期.xlsx")
    new = first.data("新小区")
    await sent(wire, "二期.xlsx")
    assert "没有用上" in dialog(await wire.press(CHEN, new, message=first))


async def test_a_preview_goes_on_waiting_behind_two_questions(wire: Wire) -> None:
    await settle(wire, "和平小区", "锦绣花园")
    await wire.tap(CHEN, await sent(wire, "一期.xlsx"), "和平小区")
    await wire.work()
    preview = wire.last(CHEN.id)
    await sent(wire, "二期.xlsx")
    third = await sent(wire, "三期.xlsx")
    await wire.tap(CHEN, third, "锦绣花园")
    await wire.work()
    assert "后面又发了一份表格" in preview.text
