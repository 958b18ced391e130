"""Rows of one home: its owners one under the other, duplicates, and rows that contradict each other (decision 0012)."""

from dataclasses import replace

import pytest

from bot.rules.rosters import RosterNote
from bot.rules.rosters.gaps import KnownGap, plan_gaps
from tests.compounds.readings import gaps, homes, notes, read

PLACES = ["楼栋", "单元", "房号", "面积", "业主"]


def test_rows_of_one_home_with_an_owner_each_are_its_owners() -> None:
    """One owner a row: the second was lost, and the first was one head with another home of theirs alone (R3)."""
    reading = read(PLACES, [1, 1, 101, 80, "张三"], [1, 1, 101, 80, "李四"], [1, 1, 101, None, "王五"], [1, 1, 102, 90, "张三"])
    assert homes(reading) == {"1栋-1单元-101": (8000, ("张三", "李四", "王五")), "1栋-1单元-102": (9000, ("张三",))}
    assert [gap[1:] for gap in gaps(reading)] == [("duplicate", "1栋1单元101")] * 2, "one of them may be a mistyped room"
    assert notes(reading) == [(RosterNote.OWNERS_JOINED, 3), (RosterNote.OWNERS_JOINED, 4)]


def test_the_area_may_stand_in_the_second_row() -> None:
    reading = read(PLACES, [1, 1, 101, None, "张三"], [1, 1, 101, 80, "李四"])
    assert homes(reading) == {"1栋-1单元-101": (8000, ("李四", "张三"))}
    assert gaps(reading) == [(2, "duplicate", "1栋1单元101")]


def test_whom_a_later_row_designates_speaks() -> None:
    heading = [*PLACES, "指定投票人"]
    reading = read(heading, [1, 1, 101, 80, "张三", None], [1, 1, 101, 80, "李四", "李四"])
    assert [(home.owners, home.designated) for home in reading.homes] == [(("张三", "李四"), "李四")]


def test_places_that_nobody_numbered_are_not_owned_together() -> None:
    reading = read(PLACES, *([1, 1, "商铺1", 20, f"业主{number}"] for number in range(10)))
    assert [home.owners for home in reading.homes] == [("业主0",)]
    assert len(gaps(reading)) == 9
    assert notes(reading) == []


@pytest.mark.parametrize("again", [[1, 1, 101, 80, "张三"], [1, 1, 101, 80, None], [1, 1, 101, None, "李四"]])
def test_a_row_that_adds_nobody_is_a_duplicate(again: list[object]) -> None:
    reading = read(PLACES, [1, 1, 101, 80, "张三、李四"], again)
    assert gaps(reading) == [(3, "duplicate", "1栋1单元101")]
    assert notes(reading) == []


def test_rows_of_one_home_with_different_areas_are_told_and_the_first_counts() -> None:
    reading = read(PLACES, [1, 1, 101, 80, "张三"], [1, 1, 101, 99, "李四"])
    assert homes(reading) == {"1栋-1单元-101": (8000, ("张三",))}
    assert gaps(reading) == [(3, "duplicate", "1栋1单元101")]
    assert notes(reading) == [(RosterNote.ROWS_DIFFER, 3)]


@pytest.mark.parametrize(("kinds", "owners"), [(("未售", "李四"), ()), (("李四", "未售"), ("李四",))])
def test_the_developers_home_is_joined_with_nobodys(kinds: tuple[str, str], owners: tuple[str, ...]) -> None:
    reading = read(PLACES, *([1, 1, 101, 80, owner] for owner in kinds))
    assert homes(reading) == {"1栋-1单元-101": (8000, owners)}
    assert gaps(reading) == [(3, "duplicate", "1栋1单元101")]
    assert notes(reading) == []


def test_owners_of_a_home_without_an_area_wait_together_for_it() -> None:
    """The second was told as a duplicate, and lost when staff typed the area."""
    reading = read(PLACES, [1, 1, 101, None, "张三"], [1, 1, 101, None, "李四"], [1, 1, 102, 90, "王五"])
    assert [(gap.problem.value, gap.owners) for gap in reading.gaps] == [("no_area", ("张三", "李四")), ("duplicate", ("李四",))]


def test_an_area_that_cannot_be_read_takes_no_owner_away() -> None:
    reading = read(PLACES, [1, 1, 101, 80, "张三"], [1, 1, 101, "见附件", "李四"])
    assert homes(reading) == {"1栋-1单元-101": (8000, ("张三", "李四"))}


def test_a_co_owner_who_cannot_be_read_leaves_the_owners_incomplete() -> None:
    reading = read(PLACES, [1, 1, 101, 80, "张三"], [1, 1, 101, 80, "=A99"])
    assert homes(reading) == {"1栋-1单元-101": (8000, ("张三",))}
    assert notes(reading) == [(RosterNote.OWNERS_INCOMPLETE, 2)]


def test_rows_of_which_nobody_knows_the_building_are_homes_of_their_own() -> None:
    """One was taken for the other's duplicate, and lost."""
    reading = read(PLACES, ["=A99", 1, 302, 80, "张三"], ["=A99", 1, 302, 95, "李四"], [6, 1, 301, 90, "王五"])
    assert [(gap.problem.value, gap.owners, gap.area_cm2m) for gap in reading.gaps] == [
        ("unreadable", ("张三",), 8000),
        ("unreadable", ("李四",), 9500),
    ]
    planned = plan_gaps([], reading, [])
    assert (len(planned.new), planned.open_after) == (2, 2)


def test_one_owner_with_two_rows_that_lack_their_room_has_two_gaps() -> None:
    reading = read(PLACES, [1, 1, None, 80, "张三"], [1, 1, None, 90, "张三"], [1, 1, 301, 90, "王五"])
    first = plan_gaps([], reading, [])
    assert first.open_after == 2
    known = [KnownGap(str(number), "open", gap, "名册.xlsx") for number, gap in enumerate(first.new)]
    assert plan_gaps(known, reading, []).open_after == 2
    struck = [replace(known[0], state="struck"), known[1]]
    assert plan_gaps(struck, reading, []).open_after == 1
