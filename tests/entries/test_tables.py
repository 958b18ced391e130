"""Paper ballots from a table: what is read and refused row by row, confirmed in one step, and counted once each has its photo."""

import io
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from sqlalchemy import func, select

from bot.files.entries_tables import read_paper_ballots
from bot.rules.entries import EntryState
from bot.rules.entries.tables import (
    MOST_TABLE_ROWS,
    TableFault,
    TableHome,
    TableNotReadable,
    TableRow,
    TableTooLong,
    homes_named,
    judge_rows,
)
from bot.rules.votes import BallotState, Choice
from bot.rules.votes.facts import HomeName
from bot.rules.votes.heads import place_key
from storage.entries import entries
from tests.entries.test_story import counted, ledger
from tests.entries.worlds import CHEN, LI, PHOTO, SHA, dialog, office
from tests.fixtures import Units
from tests.votes.houses import owner
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage
HEAD = "楼栋,单元,房号,投票人,意见,渠道\n"
CLOSES = datetime(2026, 3, 1, 10, tzinfo=UTC)


def csv_of(*rows: str) -> bytes:
    return (HEAD + "".join(f"{row}\n" for row in rows)).encode("gb18030")


def test_each_row_is_read_or_named() -> None:
    rows = ("1栋,1单元,0101,业主1,同意,纸质", "1栋,1单元,0201,,撤回,纸质", "1栋,1单元,0301,,,纸质")
    table = read_paper_ballots("票.csv", csv_of(*rows, "1栋,2单元,0401,,也许,", "1栋,2单元,0501,,反对,电话"))
    assert [(one.row, one.choice, one.fault) for one in table.rows] == [
        (2, Choice.AGREE, None),
        (3, None, TableFault.BAD_CHOICE),
        (4, None, TableFault.NO_CHOICE),
        (5, None, TableFault.BAD_CHOICE),
        (6, None, TableFault.NOT_PAPER),
    ]


def test_a_formula_is_named_and_not_believed() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["building", "entrance", "room", "choice"], ["1栋", "1单元", "0101", '="同"&"意"'], ["1栋", "1单元", "0201", "against"]):
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    assert [one.fault for one in read_paper_ballots("票.xlsx", kept.getvalue()).rows] == [TableFault.FORMULA, None]


def test_a_row_of_sums_is_no_ballot() -> None:
    table = read_paper_ballots("票.csv", csv_of("1栋,1单元,0101,,同意,纸质", "合计,,,,3,", ",小计：,,,3,", "合计栋,,,,同意,"))
    assert [one.row for one in table.rows] == [2, 5], "what merely begins so is named like any row"


def test_a_file_that_is_none_lacks_a_column_or_is_too_long() -> None:
    with pytest.raises(TableNotReadable) as lacking:
        read_paper_ballots("票.csv", "楼栋,单元,房号\n1栋,1单元,0101\n".encode())
    assert lacking.value.missing == "意见"
    with pytest.raises(TableNotReadable):
        read_paper_ballots("票.xlsx", b"PK\x03\x04 no workbook")
    with pytest.raises(TableTooLong) as long:
        read_paper_ballots("票.csv", csv_of(*("1栋,1单元,0101,,同意,",) * 30_000))
    assert (long.value.rows, long.value.most) == (30_000, MOST_TABLE_ROWS)


def test_rows_are_judged_by_the_homes_of_the_vote() -> None:
    one, joint = TableHome("a", 1, (("o1", "王芳"),)), TableHome("b", 2, (("o2", "李明"), ("o3", "孙兰")))
    homes = {
        place_key("1栋", "1单元", "0101"): one,
        place_key("1栋", "1单元", "0102"): TableHome("a2", 1, (("o1", "王芳"),)),
        place_key("1栋", "1单元", "0201"): joint,
        place_key("2栋", "1单元", "0101"): TableHome("c", 3, (("o4", "赵"),), yours=False),
        place_key("1栋", "1单元", "0301"): TableHome("d", 4, ()),
    }

    def row(number: int, room: str, building: str = "1栋", **values: object) -> TableRow:
        return TableRow(number, place_key(building, "1单元", room), choice=Choice.AGREE, **values)  # type: ignore[arg-type]

    late = CLOSES + timedelta(seconds=1)
    rows = [
        row(2, "０１０１", voter="王芳", received_at=CLOSES),
        row(3, "0102"),
        row(4, "0201"),
        row(5, "0201", voter="孙兰"),
        row(6, "0201", voter="周"),
        row(7, "0101", building="2栋"),
        row(8, "0301"),
        row(9, "9999"),
        row(10, "0201", voter="李明", received_at=late),
        row(11, "0201", voter="李明", by_proxy=True),
        row(12, "0201", voter="李明"),
    ]
    ballots, faults = judge_rows(rows, homes, CLOSES)
    assert [(one.home.home_id, one.owner_id) for one in ballots] == [("a", "o1"), ("b", "o3"), ("b", "o2")]
    assert {one.row: one.fault for one in faults} == {
        3: TableFault.TWICE,
        4: TableFault.WHICH_OWNER,
        6: TableFault.WHICH_OWNER,
        7: TableFault.NOT_YOURS,
        8: TableFault.NO_OWNER,
        9: TableFault.NO_SUCH_HOME,
        10: TableFault.LATE,
        11: TableFault.PROXY,
    }


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("1栋1单元101", ["a"]),
        ("1-1-0101", ["a"]),
        ("１栋１单元101、201", ["a", "b"]),
        ("1栋1单元101 2栋1单元101", ["a", "c"]),
        ("101", []),
        ("1栋1单元101、999", []),
        ("你好", []),
    ],
)
def test_the_words_under_a_photo_name_homes_or_none(words: str, named: list[str]) -> None:
    waiting = {"a": HomeName("1栋", "1单元", "0101"), "b": HomeName("1栋", "1单元", "0201"), "c": HomeName("2栋", "1单元", "0101")}
    assert homes_named(words, waiting) == named


async def sent(wire: Wire, vote: str, data: bytes) -> Shown:
    await wire.press(CHEN, f"jo:{vote}")
    await wire.tap(CHEN, wire.last(CHEN.id), "录表格")
    await wire.send_file(CHEN, data, "票.csv")
    await wire.work()
    return wire.last(CHEN.id)


async def states(uow: Units) -> dict[str, int]:
    async with uow.read() as unit:
        rows = await unit.connection.execute(select(entries.c.state, func.count()).group_by(entries.c.state))
        return {row[0]: row[1] for row in rows}


async def photo(wire: Wire, words: str) -> Shown:
    await wire.send_file(CHEN, PHOTO, "", kind="photo", caption=words)
    shown = wire.last(CHEN.id)
    await wire.work()
    await wire.deliver()
    return shown


TABLE = csv_of(
    "1栋,1单元,0101,,同意,纸质", "1栋,1单元,0201,业主2,反对,", "1栋,1单元,0301,,同意,", "1栋,9单元,0901,,同意,", "1栋,2单元,0401,,也许,"
)


async def test_a_table_is_taken_in_one_step_and_each_ballot_counts_with_its_photo(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    shown = await sent(wire, vote, TABLE)
    text = shown.text.replace("\u00a0", " ")
    assert "读了 5 行：3 张能录，2 行不能录" in text
    assert "第 5 行：这次没有这一户" in text
    assert "第 6 行：意见看不懂" in text
    assert not {"同意", "反对"} & set(text)
    assert await states(uow) == {"staged": 3}
    confirm = shown.data("都录入")
    assert "从「录入票」重新发" in dialog(await wire.press(LI, confirm)), "somebody else's"
    await wire.press(CHEN, confirm, message=shown)
    assert "还有 3 张票等照片" in shown.text.replace("\u00a0", " ")
    assert await states(uow) == {"photo": 3}
    assert await ledger(uow, vote) == [], "nothing counts without its photo"
    assert "从「录入票」重新发" in dialog(await wire.press(CHEN, confirm, message=shown))
    await photo(wire, "")
    assert "照片下面没有写房号" in "".join(wire.texts(CHEN.id))
    got = await photo(wire, "1栋1单元101、201")
    assert "记到 2 户" in got.text.replace("\u00a0", " ")
    assert sorted(await ledger(uow, vote), key=str) == [(1, "paper", "agree", SHA, None), (2, "paper", "against", SHA, None)]
    assert await counted(uow, vote, 2) is BallotState.AGAINST
    assert "录入了您的纸质票" in wire.last(owner(1).id).text
    await wire.press(CHEN, f"jo:{vote}")
    await wire.tap(CHEN, wire.last(CHEN.id), "补照片")
    await wire.tap(CHEN, wire.last(CHEN.id), "1栋1单元301")
    got = await photo(wire, "")
    assert "照片都有了" in got.text
    assert await states(uow) == {"recorded": 3}
    async with uow.read() as unit:
        assert set((await unit.connection.execute(select(entries.c.choice))).scalars()) == {None}


async def test_what_has_no_photo_at_the_close_lapses_and_a_table_that_is_dropped_leaves_nothing(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    shown = await sent(wire, vote, TABLE)
    await wire.tap(CHEN, shown, "不录了")
    assert "什么都没有留下" in shown.text
    await wire.tap(CHEN, await sent(wire, vote, TABLE), "都录入")
    assert await states(uow) == {EntryState.DROPPED: 3, EntryState.PHOTO: 3}
    uow.clock.move(timedelta(days=2, seconds=1))
    while await wire.due():
        pass
    assert await states(uow) == {EntryState.DROPPED: 3, EntryState.LAPSED: 3}
    await wire.press(CHEN, f"jl:{vote}:0")
    assert "没有计入" in wire.last(CHEN.id).text
    async with uow.read() as unit:
        assert set((await unit.connection.execute(select(entries.c.choice))).scalars()) == {None}
        tally = await unit.votes.tally(vote)
    assert tally is not None
    assert tally.counts.participating.heads == 0


async def test_a_table_left_for_a_day_is_forgotten_and_one_that_cannot_be_read_says_why(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire, closes_in=timedelta(days=4))
    shown = await sent(wire, vote, TABLE)
    confirm = shown.data("都录入")
    uow.clock.move(timedelta(hours=24, minutes=1))
    while await wire.due():
        pass
    assert await states(uow) == {EntryState.DROPPED: 3}
    assert "重新发" in dialog(await wire.press(CHEN, confirm, message=shown))
    await wire.deliver()
    [told] = [one for one in wire.texts(CHEN.id) if "没有点「都录入」" in one]
    assert "表格里的 3" in told.replace("\u00a0", " ")
    assert "请再发一次这个表格" in told, "who sent it hears it, and what to do"
    refused = await sent(wire, vote, "楼栋,单元,房号\n1栋,1单元,0101\n".encode())
    assert "少了这几列：意见" in refused.text
