"""The clerk's chat where a file meets no compound or several, takes long, or is thought better of."""

import asyncio
from datetime import timedelta

import pytest

from bot.actions.compounds import ensure_compound
from bot.rules.residents import Place, PlaceKind, Role
from bot.runtime.work import progress
from bot.runtime.work.reading import reporting
from tests.compounds.test_roster_chat import ROWS, workbook
from tests.residents.worlds import appoint
from tests.wire import Person, Shown, Wire

pytestmark = pytest.mark.storage
CHEN = Person(7, "陈静")
ANNA = Person(9, "Anna", "en")


async def settle(wire: Wire, *compounds: str, clerk: Person = CHEN) -> list[Place]:
    """A community with these compounds, and its clerk."""
    now = wire.clock.now()
    async with wire.app.unit(True) as unit:
        street = await unit.compounds.add_place(PlaceKind.STREET, "北街街道", None)
        community = await unit.compounds.add_place(PlaceKind.COMMUNITY, "北街社区", street)
        await appoint(unit, clerk, Role.COMMUNITY_STAFF, community, now)
        await unit.chats.set_language(clerk.id, "en" if clerk.language_code == "en" else "zh")
        await unit.commit()
    where = {"street": "北街街道", "community": "北街社区"}
    return [await ensure_compound(wire.app.unit(True), **where, compound=name) for name in compounds]


async def send(wire: Wire, rows: list[list[object]] = ROWS, who: Person = CHEN) -> Shown:
    wire.clock.move(timedelta(minutes=1))
    await wire.send_file(who, workbook(rows), "花名册.xlsx")
    await wire.work()
    return wire.last(who.id)


async def homes(wire: Wire, place: Place) -> int:
    async with wire.app.unit(False) as unit:
        return (await unit.rosters.size(place.id))[0]


async def test_the_first_roster_names_its_compound(wire: Wire) -> None:
    await settle(wire)
    asked = await send(wire)
    assert "请打出小区的名字" in asked.text
    await wire.say(CHEN, "和平小区/3栋")
    assert "不要带 /" in wire.last(CHEN.id).text
    await wire.say(CHEN, " 和平小区 ")
    await wire.work()
    assert "导入前请看一遍：和平小区" in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "导入")
    await wire.work()
    async with wire.app.unit(False) as unit:
        (place,) = await unit.compounds.places_named("和平小区")
    assert await homes(wire, place) == 3


async def test_a_file_for_one_of_several_compounds(wire: Wire) -> None:
    first, second = await settle(wire, "和平小区", "锦绣花园")
    asked = await send(wire)
    assert asked.labels == ["和平小区", "锦绣花园", "新小区", "不填了"]
    await wire.tap(CHEN, asked, "和平小区")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "换小区")
    await wire.tap(CHEN, wire.last(CHEN.id), "锦绣花园")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "导入")
    await wire.work()
    assert (await homes(wire, first), await homes(wire, second)) == (0, 3)


async def test_a_compound_is_added_from_the_choice(wire: Wire) -> None:
    await settle(wire, "和平小区", "锦绣花园")
    await wire.tap(CHEN, await send(wire), "新小区")
    await wire.say(CHEN, "新村")
    await wire.work()
    assert "导入前请看一遍：新村" in wire.last(CHEN.id).text


async def test_thought_better_of_it(wire: Wire) -> None:
    (place,) = await settle(wire, "和平小区")
    preview = await send(wire)
    import_it = preview.data("导入")
    await wire.tap(CHEN, preview, "先不")
    reply = await wire.press(CHEN, import_it, message=preview)
    assert reply is not None
    assert reply.show_alert
    assert "再发一次" in str(reply.text)
    await wire.work()
    assert await homes(wire, place) == 0


async def test_a_compound_that_was_added_for_a_roster_is_said_to_stay(wire: Wire) -> None:
    """「写的没有留下」, and the empty compound stood in every list."""
    await settle(wire, "和平小区", "锦绣花园")
    await wire.tap(CHEN, await send(wire), "新小区")
    await wire.say(CHEN, "大大小区")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "先不")
    said = wire.last(CHEN.id).text
    assert "没有留下" not in said
    assert "小区「大大小区」已经加上了" in said
    await wire.tap(CHEN, await send(wire), "和平小区")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "导入")
    await wire.work()
    await wire.tap(CHEN, await send(wire), "和平小区")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "先不")
    assert "没有留下" in wire.last(CHEN.id).text


async def test_formulas_without_a_value_are_explained_and_no_import_of_gaps_is_called_the_same(wire: Wire) -> None:
    """「和原来一样，没有要改的」 stood beside 「还有 4 户没补全」."""
    await settle(wire, "和平小区")
    formulas = [[*row[:3], "=40+49", *row[4:]] for row in ROWS]
    preview = await send(wire, formulas)
    assert "公式没存下算好的数，读不出来" in preview.text
    assert "在 Excel 里打开、保存一次再发" in preview.text
    await wire.tap(CHEN, preview, "导入")
    await wire.work()
    said = wire.last(CHEN.id).text
    assert "还有 4 户没补全" in said
    assert "和原来一样" not in said
    preview = await send(wire, formulas)
    await wire.tap(CHEN, preview, "导入")
    await wire.work()
    assert "和原来一样，没有要改的" in wire.last(CHEN.id).text


async def test_a_second_tap_on_import_does_no_harm(wire: Wire) -> None:
    (place,) = await settle(wire, "和平小区")
    preview = await send(wire)
    import_it = preview.data("导入")
    for _ in range(2):
        await wire.press(CHEN, import_it, message=preview)
    await wire.work()
    assert await homes(wire, place) == 3


async def test_the_import_is_told_in_the_message_that_was_tapped(wire: Wire) -> None:
    await settle(wire, "和平小区")
    preview = await send(wire)
    await wire.tap(CHEN, preview, "导入")
    assert "正在导入" in wire.last(CHEN.id).text
    await wire.work()
    assert wire.last(CHEN.id).message_id == preview.message_id
    assert "名册导入好了" in wire.last(CHEN.id).text


async def test_long_reading_tells_how_far_it_is(wire: Wire, monkeypatch) -> None:
    """One message that is edited and becomes the preview."""
    await settle(wire, "和平小区")
    told = asyncio.Event()
    real = wire.app.workers._tools.in_process  # the worker process is replaced by a reader that a test can hold
    say = progress.Progressing._say

    async def slow(function, data, name, path):
        reporting(path)(12_000, 20_000)
        await told.wait()
        return await real(function, data, name, path)

    async def said(self, screen) -> None:
        await say(self, screen)
        told.set()

    monkeypatch.setattr(progress, "TOLD_EVERY", 0.01)
    monkeypatch.setattr(progress.Progressing, "_say", said)
    monkeypatch.setattr(wire.app.workers._tools, "in_process", slow)
    before = len(wire.in_chat(CHEN.id))
    preview = await send(wire)
    [told_in] = wire.in_chat(CHEN.id)[before:]
    assert (told_in.message_id, told_in.edits >= 2) == (preview.message_id, True)
    assert "导入前请看一遍" in told_in.text


async def test_what_was_decided_is_said_and_taken_back(wire: Wire) -> None:
    await settle(wire, "和平小区")
    await wire.tap(CHEN, await send(wire), "导入")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "补全缺的")
    await wire.tap(CHEN, wire.last(CHEN.id), "填面积")
    await wire.say(CHEN, "88.10")
    done = wire.last(CHEN.id)
    assert "已记下：1栋1单元102 88.10" in done.text
    await wire.tap(CHEN, done, "改回去")
    await wire.tap(CHEN, wire.last(CHEN.id), "填面积")
    await wire.say(CHEN, "88.10")
    assert "已记下：1栋1单元102 88.10" in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "名册")
    await wire.tap(CHEN, wire.last(CHEN.id), "看同名的")
    await wire.tap(CHEN, wire.last(CHEN.id), "不是")
    assert "「王建国」不是同一个人" in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "改回去")
    assert "「王建国」在 2 户都有" in wire.last(CHEN.id).text


async def test_the_same_in_english(wire: Wire) -> None:
    (place,) = await settle(wire, "和平小区", clerk=ANNA)
    preview = await send(wire, who=ANNA)
    assert "Row 3 Building 1, entrance 1, 102: no area" in preview.text
    await wire.tap(ANNA, preview, "Import")
    await wire.work()
    await wire.tap(ANNA, wire.last(ANNA.id), "Fill gaps")
    await wire.tap(ANNA, wire.last(ANNA.id), "Leave out")
    await wire.say(ANNA, "a guard's room")
    assert "Recorded: Building 1, entrance 1, 102 is left out" in wire.last(ANNA.id).text
    await wire.tap(ANNA, wire.last(ANNA.id), "Take back")
    assert "This home lacks something" in wire.last(ANNA.id).text
    assert await homes(wire, place) == 3


async def test_the_roster_screen_opens_undoes_and_says_so(wire: Wire) -> None:
    (place,) = await settle(wire, "和平小区")
    await wire.tap(CHEN, await send(wire), "导入")
    await wire.work()
    await wire.say(CHEN, "/menu")
    await wire.tap(CHEN, wire.last(CHEN.id), "名册")
    screen = wire.last(CHEN.id)
    assert "现在有 3 户" in screen.text
    assert "导入「花名册.xlsx」" in screen.text
    await wire.tap(CHEN, screen, "撤销导入")
    await wire.work()
    assert "上次导入撤销了" in wire.last(CHEN.id).text
    assert await homes(wire, place) == 0
    await wire.tap(CHEN, wire.last(CHEN.id), "名册")
    assert "还没有名册" in wire.last(CHEN.id).text


async def test_a_file_read_late_leaves_the_newer_preview_alone(wire: Wire) -> None:
    """Its reading was cut off by a crash; meanwhile she sent another file, which is the one she looks at."""
    (place,) = await settle(wire, "和平小区")
    await wire.send_file(CHEN, workbook(ROWS), "旧的.xlsx")
    async with wire.app.unit(True) as unit:
        assert await unit.jobs.claim(wire.clock.now()) is not None
        await unit.commit()
    wire.clock.move(timedelta(seconds=20))
    await wire.send_file(CHEN, workbook(ROWS[2:]), "新的.xlsx")
    await wire.work()
    newer = wire.last(CHEN.id)
    assert "2 户、170.50" in newer.text
    async with wire.app.unit(True) as unit:
        await unit.jobs.release()
        await unit.commit()
    await wire.work()
    assert wire.last(CHEN.id) is newer
    late = next(one for one in wire.in_chat(CHEN.id) if "旧的.xlsx" in one.text)
    assert "新的.xlsx" in late.text
    assert "再发一次" in late.text
    assert late.labels == ["菜单"]
    await wire.tap(CHEN, newer, "导入")
    await wire.work()
    assert await homes(wire, place) == 2


async def test_a_file_read_late_leaves_the_question_about_a_newer_one_alone(wire: Wire) -> None:
    first, second = await settle(wire, "和平小区", "锦绣花园")
    asked = await send(wire)
    await wire.tap(CHEN, asked, "和平小区")
    async with wire.app.unit(True) as unit:
        assert await unit.jobs.claim(wire.clock.now()) is not None
        await unit.commit()
    asked = await send(wire)
    async with wire.app.unit(True) as unit:
        await unit.jobs.release()
        await unit.commit()
    await wire.work()
    assert "再发一次" in wire.in_chat(CHEN.id)[-2].text, "what said that it is read"
    await wire.tap(CHEN, asked, "锦绣花园")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "导入")
    await wire.work()
    assert (await homes(wire, first), await homes(wire, second)) == (0, 3)


async def test_the_same_file_chosen_for_another_compound_is_read_again(wire: Wire) -> None:
    """「换小区」 while it is read a second time: it is no older than itself."""
    _, second = await settle(wire, "和平小区", "锦绣花园")
    await wire.tap(CHEN, await send(wire), "和平小区")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "换小区")
    await wire.tap(CHEN, wire.last(CHEN.id), "锦绣花园")
    await wire.work()
    assert "导入前请看一遍：锦绣花园" in wire.last(CHEN.id).text
    assert await homes(wire, second) == 0


@pytest.mark.parametrize(
    ("name", "size", "said"),
    [
        ("通知.pdf", 26 * 1024 * 1024, "「通知.pdf」不是表格"),
        ("方案.DOCX", 10, "「方案.DOCX」不是表格"),
        ("名册.jpg", 10, "照片里的字我还不会读"),
        ("x.exe", 10, "「x.exe」不是表格"),
    ],
)
async def test_what_is_no_table_by_its_name_is_refused_before_anything_is_asked(wire: Wire, name: str, size: int, said: str) -> None:
    """A clerk of two compounds was asked whose roster it is; a large PDF was told how large a roster may be."""
    await settle(wire, "和平小区", "锦绣花园")
    document = {"file_id": "f", "file_unique_id": "f", "file_name": name, "file_size": size}
    await wire.say(CHEN, "", document=document)
    assert said in wire.last(CHEN.id).text
    assert "哪个小区" not in "".join(wire.texts(CHEN.id))
