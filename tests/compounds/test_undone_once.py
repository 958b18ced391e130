"""「撤销导入」 takes back the import under which it stands, once: not a newer one, not a colleague's, not the one before."""

import pytest

from bot.rules.residents import Place, Role
from handlers.compounds.callbacks import ImportUndone
from tests.compounds.test_handlers_roster import CHEN, homes, send, settle
from tests.compounds.test_roster_chat import ROWS
from tests.residents.worlds import appoint
from tests.wire import Person, Shown, Wire

pytestmark = pytest.mark.storage
LI = Person(8, "李干部")
MORE = [*ROWS, ["9栋", "1单元", "0901", 77.5, "赵六"]]


async def imported(wire: Wire, rows: list[list[object]] = ROWS, who: Person = CHEN) -> Shown:
    await wire.tap(who, await send(wire, rows, who), "导入")
    await wire.work()
    return wire.last(who.id)


async def two_clerks(wire: Wire) -> Place:
    (place,) = await settle(wire, "和平小区")
    async with wire.app.unit(True) as unit:
        (staff,) = (await unit.residents.actor(CHEN.id, "zh")).appointments
        await appoint(unit, LI, Role.COMMUNITY_STAFF, staff.place, wire.clock.now())
        await unit.commit()
    return place


async def test_a_colleagues_newer_import_is_not_undone_from_an_older_one(wire: Wire) -> None:
    place = await two_clerks(wire)
    older = await imported(wire)
    newer = await imported(wire, MORE, LI)
    assert await homes(wire, place) == 4
    refused = await wire.tap(CHEN, older, "撤销导入")
    await wire.work()
    assert refused is not None
    assert "后来又导入过" in (refused.text or "")
    assert await homes(wire, place) == 4
    assert "4 户" in older.text.replace("\u00a0", " "), "in its place stands the roster as it is"
    await wire.tap(LI, newer, "撤销导入")
    await wire.work()
    assert await homes(wire, place) == 3


@pytest.mark.parametrize("worked_between", [True, False])
async def test_pressed_twice_it_is_one(wire: Wire, worked_between: bool) -> None:
    (place,) = await settle(wire, "和平小区")
    await imported(wire)
    newer = await imported(wire, MORE)
    data = newer.data("撤销导入")
    await wire.press(CHEN, data, message=newer)
    if worked_between:
        await wire.work()
    again = await wire.press(CHEN, data, message=newer)
    await wire.work()
    assert await homes(wire, place) == 3, "the import before it stands"
    assert "不能撤销" not in newer.text
    if worked_between:
        assert again is not None
        assert "已经撤销了" in (again.text or "")
    else:
        assert "上次导入撤销了" in newer.text


async def test_the_only_import_undone_twice_says_so(wire: Wire) -> None:
    (place,) = await settle(wire, "和平小区")
    shown = await imported(wire)
    data = shown.data("撤销导入")
    for _ in range(2):
        await wire.press(CHEN, data, message=shown)
    await wire.work()
    assert await homes(wire, place) == 0
    assert "上次导入撤销了" in shown.text
    again = await wire.press(CHEN, ImportUndone(place=place.id, id="nosuchimport").pack(), message=shown)
    assert again is not None
    assert "已经撤销了" in (again.text or "")
