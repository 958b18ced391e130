"""The clerk's roster: send the file, look, import, fill, tell names apart, undo."""

import io
from datetime import timedelta

import pytest
from openpyxl import Workbook

from bot.actions.compounds import ensure_compound
from bot.actions.residents import accept_offer, agree, invite_role, open_code
from bot.rules.residents import PRIVACY_VERSION, Role
from tests.wire import Person, Shown, Wire

pytestmark = pytest.mark.storage
CHEN = Person(7, "陈静")
WANG = Person(8, "王桂芳")
HEAD = ["楼栋", "单元", "房号", "面积", "业主"]
ROWS = [
    ["1栋", "1单元", "0101", 89.35, "王建国"],
    ["1栋", "1单元", "0102", None, "李丽"],
    ["1栋", "2单元", "0101", 70.5, "王建国"],
    ["2栋", "1单元", "0101", 100, "张三、李四"],
]


def workbook(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in [HEAD, *rows]:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
async def compound(wire: Wire):
    """A compound with 陈静 as its clerk."""
    place = await ensure_compound(wire.app.unit(True), street="北城街道", community="北街社区", compound="和平小区")
    now = wire.clock.now()
    _, issued = await invite_role(wire.app.unit(True), role=Role.COMMUNITY_STAFF, place_id=place.path[-2], granter=None, link="", now=now)
    offer = await open_code(wire.app.unit(True), telegram_id=CHEN.id, code=issued.code, language="zh", now=now)
    await accept_offer(wire.app.unit(True), telegram_id=CHEN.id, invite_id=offer.invite_id, display_name="陈静", now=now)
    await agree(wire.app.unit(True), telegram_id=CHEN.id, version=PRIVACY_VERSION, display_name="陈静", now=now)
    return place


async def send(wire: Wire, rows: list[list[object]], name: str = "花名册.xlsx") -> Shown:
    wire.clock.move(timedelta(minutes=1))
    await wire.send_file(CHEN, workbook(rows), name)
    await wire.work()
    return wire.last(CHEN.id)


async def imported(wire: Wire, rows: list[list[object]] = ROWS) -> Shown:
    await wire.tap(CHEN, await send(wire, rows), "导入")
    await wire.work()
    return wire.last(CHEN.id)


async def homes(wire: Wire, compound) -> dict[str, int]:
    async with wire.app.unit(False) as unit:
        return {one.home.name.in_files: one.home.area_cm2m for one in await unit.rosters.kept(compound.id)}


async def test_nothing_is_written_before_it_was_looked_at(wire: Wire, compound) -> None:
    preview = await send(wire, ROWS)
    assert "3 户、259.85" in preview.text
    assert "第 3 行 1栋1单元102：没有面积" in preview.text
    assert await homes(wire, compound) == {}
    result = await wire.tap(CHEN, preview, "导入")
    assert result is not None
    await wire.work()
    assert await homes(wire, compound) == {"1栋-1单元-0101": 8935, "1栋-2单元-0101": 7050, "2栋-1单元-0101": 10000}
    assert {"补全缺的", "看同名的", "撤销导入"} <= set(wire.last(CHEN.id).labels)


@pytest.mark.rule("R2.filled")
async def test_a_gap_is_filled_by_typing_its_area(wire: Wire, compound) -> None:
    await wire.tap(CHEN, await imported(wire), "补全缺的")
    question = wire.last(CHEN.id)
    assert "1栋1单元102（花名册.xlsx 第 3 行）：没有面积" in question.text
    await wire.tap(CHEN, question, "填面积")
    await wire.say(CHEN, "不知道")
    assert "我没看懂" in wire.last(CHEN.id).text
    await wire.say(CHEN, "88.10㎡")
    assert "都补全了" in wire.last(CHEN.id).text
    assert (await homes(wire, compound))["1栋-1单元-0102"] == 8810


async def test_a_wrong_area_is_shown_as_the_file_has_it(wire: Wire, compound) -> None:
    preview = await send(wire, [*ROWS, ["2栋", "1单元", "0102", "八十九点多<", "郑兰"]])
    await wire.tap(CHEN, preview, "导入")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "补全缺的")
    await wire.tap(CHEN, wire.last(CHEN.id), "填面积")
    await wire.say(CHEN, "88.10㎡")
    assert "2栋1单元102（花名册.xlsx 第 6 行）：面积不对，写的是「八十九点多&lt;」" in wire.last(CHEN.id).text


# No two in a row are answered alike: each answer is seen to be new.
WILL_NOT_DO = [
    ("8935000", "「8935000」太大了，一户最多写 100,000 平方米。看看是不是少打了小数点，例如 89.35。"),
    ("0", "面积不能是 0。请照房产证写，例如 89.35；不是住户的，回上面点「不算这户」。"),
    ("9" * 30, "太大了，一户最多写 100,000 平方米。"),
    ("0.001", "面积不能是 0。"),
    ("-89.35", "「-89.35」前面有减号，面积没有负的。请再写一次，例如 89.35。"),
    ("八十九点三五", "「八十九点三五」请用数字写，例如 89.35。"),
    ("负八十九", "面积没有负的。"),
    ("89.35亩", "「89.35亩」里的单位我不认识。请换成平方米，只写数字，例如 89.35。"),
    ("89,35", "「89,35」里的逗号分不清是不是小数点。小数点请用「.」，例如 89.35。"),
    ("89.35 亩", "里的单位我不认识。"),
    ("不知道", "「不知道」我没看懂。请只写数字，例如 89.35。"),
    ("八十九平方米", "请用数字写"),
]


async def test_an_area_that_will_not_do_is_told_why(wire: Wire, compound) -> None:
    await wire.tap(CHEN, await imported(wire), "补全缺的")
    await wire.tap(CHEN, wire.last(CHEN.id), "填面积")
    for typed, words in WILL_NOT_DO:
        await wire.say(CHEN, typed)
        assert words in wire.last(CHEN.id).text, typed
    await wire.say(CHEN, "８８．１０")
    assert (await homes(wire, compound))["1栋-1单元-0102"] == 8810


async def test_an_area_unlike_all_others_is_asked_about(wire: Wire, compound) -> None:
    await wire.tap(CHEN, await imported(wire), "补全缺的")
    await wire.tap(CHEN, wire.last(CHEN.id), "填面积")
    await wire.say(CHEN, "8935")
    asked = wire.last(CHEN.id)
    assert "小区里最大的一户是 100.00\u00a0㎡，这个有它的 89 倍" in asked.text
    assert asked.labels == ["是 89.35", "就是 8,935.00", "返回"]
    assert "1栋-1单元-0102" not in await homes(wire, compound)
    forged = asked.data("是 89.35").replace("8935", "9999999")
    await wire.press(CHEN, forged)
    assert "1栋-1单元-0102" not in await homes(wire, compound)
    await wire.tap(CHEN, asked, "是 89.35")
    assert (await homes(wire, compound))["1栋-1单元-0102"] == 8935


@pytest.mark.parametrize(("then", "area"), [("就是", 893_500), ("返回", 8_810), ("", 8_810)])
async def test_after_the_doubt_it_stays_or_is_typed_again(wire: Wire, compound, then: str, area: int) -> None:
    await wire.tap(CHEN, await imported(wire), "补全缺的")
    await wire.tap(CHEN, wire.last(CHEN.id), "填面积")
    await wire.say(CHEN, "8935")
    if then:
        label = next(one for one in wire.last(CHEN.id).labels if one.startswith(then))
        await wire.tap(CHEN, wire.last(CHEN.id), label)
    if then != "就是":
        await wire.say(CHEN, "88.10")
    assert (await homes(wire, compound))["1栋-1单元-0102"] == area


@pytest.mark.rule("R2.struck")
async def test_a_row_is_struck_with_a_reason_and_stays_so(wire: Wire, compound) -> None:
    await wire.tap(CHEN, await imported(wire), "补全缺的")
    await wire.tap(CHEN, wire.last(CHEN.id), "不算这户")
    await wire.say(CHEN, "门卫室，不是住户")
    assert "都补全了" in wire.last(CHEN.id).text
    again = await imported(wire)
    assert "补全缺的" not in again.labels


async def test_names_are_told_apart_and_remembered(wire: Wire, compound) -> None:
    await wire.tap(CHEN, await imported(wire), "看同名的")
    question = wire.last(CHEN.id)
    assert "「王建国」在 2 户都有" in question.text
    await wire.tap(CHEN, question, "不是")
    assert "都问完了" in wire.last(CHEN.id).text
    async with wire.app.unit(False) as unit:
        owners = await unit.rosters.owners(compound.id)
    assert len([key for key in owners if key.name == "王建国"]) == 2
    again = await imported(wire)
    assert "看同名的" not in again.labels


async def test_importing_again_changes_only_what_changed(wire: Wire, compound) -> None:
    await imported(wire)
    changed = [["1栋", "1单元", "0101", 90.0, "王建国"], *ROWS[1:3], ["2栋", "1单元", "0102", 55, "赵六"]]
    preview = await send(wire, changed)
    assert "新增 1 户，改了 1 户，表里少了 1 户（不会删）" in preview.text
    assert "\n1栋1单元101：面积 89.35\u00a0㎡ 改成 90.00\u00a0㎡\n" in preview.text
    await wire.tap(CHEN, preview, "导入")
    await wire.work()
    after = await homes(wire, compound)
    assert after["1栋-1单元-0101"] == 9000
    assert "2栋-1单元-0101" in after

    await wire.tap(CHEN, wire.last(CHEN.id), "看少了的")
    assert "新表里没有 2栋1单元101" in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "不再算")
    await wire.say(CHEN, "拆了")
    assert "2栋-1单元-0101" not in await homes(wire, compound)


async def test_after_the_missing_homes_the_names_that_are_open_still_stand_in_the_way(wire: Wire, compound) -> None:
    """「请点下一步」 led past them."""
    same = [["1栋", "1单元", f"010{room}", 80, "王建国"] for room in (1, 2, 3)]
    await imported(wire, same)
    preview = await send(wire, same[:2])
    await wire.tap(CHEN, preview, "导入")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), "看少了的")
    await wire.tap(CHEN, wire.last(CHEN.id), "还算")
    done = wire.last(CHEN.id)
    assert "少了的都看完了" in done.text
    assert "还有 1 个名字在几户都有" in done.text
    assert "看同名的" in done.labels
    assert "请点「下一步」" not in done.text


async def test_the_preview_names_the_homes_that_change(wire: Wire, compound) -> None:
    """「改了 4 户」 alone does not tell whether it is the right file."""
    first = [["1栋", "1单元", f"010{room}", 80 + room, "王一、李二"] for room in range(1, 6)]
    await imported(wire, first)
    owners = ("王一、<李>、赵三、钱四", "", "王一", "周五")
    preview = await send(wire, [[*row[:4], new] for row, new in zip(first, (*owners, "王一、李二"), strict=True)])
    lines = preview.text.split("\n")
    at = next(number for number, line in enumerate(lines) if "改了 4 户" in line)
    assert lines[at + 1 : at + 4] == [
        "1栋1单元101：业主 王一、李二 改成 王一、&lt;李&gt;、赵三 等 4 位",
        "1栋1单元102：业主 王一、李二 改成 没写",
        "1栋1单元103：业主 王一、李二 改成 王一；还改了 1 户",
    ]


async def test_the_last_import_is_undone_until_something_depends_on_it(wire: Wire, compound) -> None:
    await imported(wire)
    before = await homes(wire, compound)
    second = await imported(wire, [["1栋", "1单元", "0101", 90.0, "王建国"], ["9栋", "1单元", "0101", 50, "新人"]])
    await wire.tap(CHEN, second, "撤销导入")
    await wire.work()
    assert "上次导入撤销了" in wire.last(CHEN.id).text
    assert await homes(wire, compound) == before
    async with wire.app.unit(False) as unit:
        assert [one.gap.room for one in await unit.rosters.gaps(compound.id)] == ["0102"]
        assert (await unit.roster_work.last_import(compound.id)) is not None

    third = await imported(wire)
    undo = third.data("撤销导入")
    await wire.tap(CHEN, third, "补全缺的")
    await wire.tap(CHEN, wire.last(CHEN.id), "填面积")
    await wire.say(CHEN, "88.10")
    reply = await wire.press(CHEN, undo)
    assert reply is not None
    assert "不能撤销" in (reply.text or wire.last(CHEN.id).text)


@pytest.mark.parametrize("words", ["89.35", "89.35 ㎡", "１０２"])
async def test_an_area_typed_before_its_button_says_what_to_press(wire: Wire, compound, words: str) -> None:
    await wire.tap(CHEN, await imported(wire), "补全缺的")
    await wire.say(CHEN, words)
    question = wire.last(CHEN.id)
    assert "还没填上：先点下面的按钮，再发一次。" in question.text
    assert "1栋1单元102（花名册.xlsx 第 3 行）：没有面积" in question.text
    await wire.tap(CHEN, question, "填面积")
    await wire.say(CHEN, words)
    assert "1栋-1单元-0102" in await homes(wire, compound)
    await wire.say(CHEN, words)
    assert "还没填上" not in wire.last(CHEN.id).text, "nothing lacks any more"


async def test_an_area_typed_with_a_draft_in_hand_is_no_word_about_the_draft(wire: Wire, compound) -> None:
    await imported(wire)
    await wire.press(CHEN, f"mdr:{compound.id}")
    await wire.tap(CHEN, wire.last(CHEN.id), "屋顶防水改造")
    await wire.tap(CHEN, wire.last(CHEN.id), "3天后18:00")
    await wire.tap(CHEN, wire.last(CHEN.id), "去补名册")
    await wire.say(CHEN, "89.35")
    assert "还没填上" in wire.last(CHEN.id).text


async def test_a_number_that_a_form_waits_for_is_its_answer(wire: Wire, compound) -> None:
    await imported(wire)
    await wire.press(CHEN, f"mdr:{compound.id}")
    await wire.say(CHEN, "89.35")
    assert "还没填上" not in wire.last(CHEN.id).text


@pytest.mark.parametrize(
    ("data", "name", "part"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "花名册.xls", "另存为"),
        (b"%PDF-1.4 a letter", "通知.pdf", "不是表格"),
        (workbook(ROWS)[:2500], "花名册.xlsx", "打不开"),
    ],
)
async def test_a_file_that_is_no_roster_says_what_to_do(wire: Wire, compound, data: bytes, name: str, part: str) -> None:
    await wire.send_file(CHEN, data, name)
    await wire.work()
    assert part in wire.last(CHEN.id).text
    assert await homes(wire, compound) == {}


async def test_an_old_workbook_is_refused_before_it_is_asked_whose_it_is(wire: Wire, compound) -> None:
    """With two compounds the question came first, and the refusal after its answer."""
    await ensure_compound(wire.app.unit(True), street="北城街道", community="北街社区", compound="锦绣花园")
    await wire.send_file(CHEN, bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "花名册.xls")
    assert "这是旧格式（.xls）。请在电脑上打开，点「另存为」，选 .xlsx" in wire.last(CHEN.id).text


async def test_what_says_that_a_file_is_read_becomes_what_was_read(wire: Wire, compound) -> None:
    """Several of them stood in the chat, and told of nothing any more."""
    for name, says in (("花名册.xlsx", "导入前请看一遍"), ("花名册二.xlsx", "打不开")):
        await wire.send_file(CHEN, workbook(ROWS)[: None if name == "花名册.xlsx" else 2500], name)
        reading = wire.last(CHEN.id)
        assert "正在读" in reading.text
        await wire.work()
        assert says in reading.text
        assert wire.last(CHEN.id) is reading


async def test_a_photo_of_a_list_and_a_huge_file(wire: Wire, compound) -> None:
    await wire.send_file(CHEN, b"\xff\xd8jpeg", "", kind="photo")
    assert "照片里的字我还不会读" in wire.last(CHEN.id).text
    await wire.say(CHEN, "", document={"file_id": "x", "file_unique_id": "x", "file_name": "a.xlsx", "file_size": 26 * 1024 * 1024})
    assert "26 MB" in wire.last(CHEN.id).text


async def test_nobody_else_reaches_a_roster(wire: Wire, compound) -> None:
    preview = await send(wire, ROWS)
    await wire.say(WANG, "/start")
    for data in ("coi:x", f"cog:{compound.id}", f"cou:{compound.id}:x", f"mro:{compound.id}", f"cod:{compound.id}:x:1"):
        reply = await wire.press(WANG, data)
        assert reply is not None
        assert reply.show_alert, data
    assert await homes(wire, compound) == {}
    assert preview is not None
