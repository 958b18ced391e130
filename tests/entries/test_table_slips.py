"""Slips with a table of ballots and its photos: whose photo it is, what was not understood, and a table that is sent once more."""

import pytest

from bot.rules.entries.tables import TableFault, TableHome, TableRow, judge_rows, unknown_in
from bot.rules.votes import Choice
from bot.rules.votes.facts import HomeName
from bot.rules.votes.heads import place_key
from tests.entries.test_story import ledger
from tests.entries.test_tables import CLOSES, csv_of, photo, sent, states
from tests.entries.worlds import CHEN, PHOTO, SHA, office
from tests.fixtures import Units
from tests.votes.houses import settle
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage
OF_TWO = csv_of("1栋,1单元,0101,业主1,同意,纸质", "1栋,1单元,0101,业主21,反对,纸质", "1栋,1单元,0201,,同意,")


async def _joint(uow: Units, wire: Wire) -> tuple[str, Shown]:
    houses = await settle(uow)
    await houses.share(1, 21)
    vote = (await houses.open()).heading.vote_id
    shown = await sent(wire, vote, OF_TWO)
    await wire.tap(CHEN, shown, "都录入")
    return vote, shown


async def test_a_photo_of_joint_owners_is_asked_for_by_name(wire: Wire, uow: Units) -> None:
    """Two buttons that read alike gave the paper of one owner to the ballot of the other."""
    vote, shown = await _joint(uow, wire)
    assert sorted(shown.labels[:2]) == ["1栋1单元101 业主1", "1栋1单元101 业主21"]
    assert shown.labels[2] == "1栋1单元201", "of one owner, whom the home says"
    await wire.tap(CHEN, shown, "1栋1单元101 业主21")
    assert "请发 1栋1单元101 业主21 的照片" in wire.last(CHEN.id).text.replace("\u2060", "").replace("\u00a0", " ")
    got = await photo(wire, "")
    assert await ledger(uow, vote) == [(1, "paper", "against", SHA, None)]
    assert got.labels[:2] == ["1栋1单元101 业主1", "1栋1单元201"], "also once it is the only one there"


async def test_words_that_name_a_home_of_several_ballots_give_the_photo_to_none(wire: Wire, uow: Units) -> None:
    await _joint(uow, wire)
    await wire.send_file(CHEN, PHOTO, "", kind="photo", caption="1栋1单元101")
    told = wire.last(CHEN.id).text.replace("\u2060", "").replace("\u00a0", " ")
    assert "1栋1单元101 有几位业主的票在等照片" in told
    assert await states(uow) == {"photo": 3}


async def test_what_was_not_understood_under_a_photo_is_said(wire: Wire, uow: Units) -> None:
    await _joint(uow, wire)
    await wire.send_file(CHEN, PHOTO, "", kind="photo", caption="1栋1单元201、1栋2单元402")
    assert "「1-2-402」没有在等照片" in wire.last(CHEN.id).text
    await wire.send_file(CHEN, PHOTO, "", kind="photo")
    assert "照片下面没有写房号" in wire.last(CHEN.id).text


def test_the_part_of_the_words_that_names_no_home() -> None:
    waiting = {"a": HomeName("1栋", "1单元", "0101"), "b": HomeName("1栋", "1单元", "0201")}
    assert unknown_in("1栋1单元101、201", waiting) == ""
    assert unknown_in("1栋1单元101、999", waiting) == "999"
    assert unknown_in("你好", waiting) == "你好"


async def test_a_table_with_the_rows_that_were_mended_is_taken_where_photos_are_asked_for(wire: Wire, uow: Units) -> None:
    """「改好以后再发一个只有那几行的表」: it was answered that a photo is wanted, with no way on."""
    _, vote = await office(uow, wire)
    await wire.tap(CHEN, await sent(wire, vote, csv_of("1栋,1单元,0101,,同意,纸质", "1栋,1单元,0201,,也许,纸质")), "都录入")
    await wire.send_file(CHEN, csv_of("1栋,1单元,0201,,反对,纸质"), "票.csv")
    await wire.work()
    assert "读了 1 行：1 张能录" in wire.last(CHEN.id).text.replace("\u00a0", " ")
    await wire.tap(CHEN, wire.last(CHEN.id), "都录入")
    assert await states(uow) == {"photo": 2}
    assert "记到 2 户" in (await photo(wire, "1栋1单元101、201")).text.replace("\u00a0", " ")


def test_a_room_is_found_with_and_without_its_zero_where_that_is_no_guess() -> None:
    one, other, far = TableHome("a", 1, (("o1", "王芳"),)), TableHome("b", 2, (("o2", "李明"),)), TableHome("c", 3, (("o3", "孙兰"),))
    homes = {place_key("1栋", "1单元", "402"): one, place_key("2栋", "1单元", "402"): other, place_key("2栋", "1单元", "0402"): far}

    def row(number: int, building: str, room: str) -> TableRow:
        return TableRow(number, place_key(building, "1单元", room), choice=Choice.AGREE)

    rows = [row(2, "1号楼", "0402"), row(3, "2栋", "0402"), row(4, "2栋", "00402"), row(5, "1栋", "402")]
    ballots, faults = judge_rows(rows, homes, CLOSES)
    assert [one.home.home_id for one in ballots] == ["a", "c"]
    assert [(one.row, one.fault) for one in faults] == [(4, TableFault.NO_SUCH_HOME), (5, TableFault.TWICE)]
