"""Rows of one home: its owners one under the other, duplicates, and rows that contradict each other (decision 0012)."""

import pytest

from bot.rules.rosters import RosterNote
from tests.compounds.test_rosters_reading import gaps, homes, notes, read

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


@pytest.mark.parametrize("kinds", [("未售", "李四"), ("李四", "未售")])
def test_the_developers_home_is_joined_with_nobodys(kinds: tuple[str, str]) -> None:
    reading = read(PLACES, *([1, 1, 101, 80, owner] for owner in kinds))
    assert gaps(reading) == [(3, "duplicate", "1栋1单元101")]
