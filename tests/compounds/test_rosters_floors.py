"""Rooms that are numbered anew on each floor, and buildings that are numbered anew in each phase."""

import pytest

from bot.rules.rosters.places import in_phase, phase_name, room_on_floor
from tests.compounds.readings import gaps, homes, notes, read

FLOORS = ["楼栋", "单元", "楼层", "房号", "面积", "业主"]
PHASES = ["期数", "楼栋", "单元", "房号", "面积", "业主"]


def test_homes_of_different_floors_are_different_homes() -> None:
    """They became one home, whose owners were joined."""
    reading = read(FLOORS, [1, 1, 3, "01", 89, "张三"], [1, 1, 4, "01", 89, "李四"], [None, None, None, "02", 90, "王五"])
    assert homes(reading) == {
        "1栋-1单元-301": (8900, ("张三",)),
        "1栋-1单元-401": (8900, ("李四",)),
        "1栋-1单元-402": (9000, ("王五",)),
    }
    assert (gaps(reading), notes(reading)) == ([], [])


def test_a_floor_does_not_go_on_in_the_next_entrance_nor_into_a_whole_number() -> None:
    reading = read(FLOORS, [1, 1, 3, "301", 89, "张三"], [1, 2, None, "01", 89, "李四"], [None, None, "3层", "2-402", 90, "王五"])
    assert list(homes(reading)) == ["1栋-1单元-301", "1栋-2单元-01", "1栋-2单元-402"]


@pytest.mark.parametrize(
    ("floor", "room", "whole"),
    [
        (3.0, "01", "301"),
        ("3层", "1", "301"),
        ("第3层", "12", "312"),
        ("三楼", "02", "302"),
        ("12F", "A", "12A"),
        ("3/6", "01", "301"),
        ("3", "01B", "301B"),
        ("3", "0301", "0301"),
        ("", "01", "01"),
        ("-1层", "01", "负1层01"),
        ("跃层", "01", "跃层01"),
        ("3", "商铺1", "商铺1"),
    ],
)
def test_a_room_on_its_floor(floor: str | float, room: str, whole: str) -> None:
    assert room_on_floor(floor, room) == whole


def test_buildings_of_different_phases_are_different_buildings() -> None:
    """The second was a duplicate, and its homes were lost."""
    reading = read(PHASES, ["一期", "1栋", 1, 101, 89, "张三"], ["二期", "1栋", 1, 101, 95, "李四"], [None, None, None, 102, 95, "王五"])
    assert list(homes(reading)) == ["一期1栋-1单元-101", "二期1栋-1单元-101", "二期1栋-1单元-102"]
    assert gaps(reading) == []


def test_floor_and_phase_go_on_below_a_repeated_heading() -> None:
    heading = [*PHASES[:3], "楼层", *PHASES[3:]]
    reading = read(heading, ["二期", 1, 1, 3, "01", 89, "张三"], heading, [None, None, None, None, "02", 90, "李四"])
    assert list(homes(reading)) == ["二期1栋-1单元-301", "二期1栋-1单元-302"]


def test_a_new_phase_without_a_building_is_asked_for() -> None:
    reading = read(PHASES, ["一期", "1栋", 1, 101, 89, "张三"], ["二期", None, 1, 101, 95, "李四"])
    assert gaps(reading) == [(3, "no_room", "1单元101")]


def test_parking_places_of_different_phases() -> None:
    reading = read(["期别", "车位号", "面积", "业主"], [1, "A1", 12, "张三"], [2, "A1", 12, "李四"], sheet="车位")
    assert list(homes(reading)) == ["1期-A1", "2期-A1"]


@pytest.mark.parametrize(("cell", "name"), [(1.0, "1期"), ("2期", "2期"), ("第二期", "二期"), ("二", "二期"), ("南区", "南区"), ("-", "")])
def test_how_a_phase_is_written(cell: str | float, name: str) -> None:
    assert phase_name(cell) == name


def test_a_building_that_says_its_phase_keeps_it() -> None:
    assert [in_phase("二期", "二期1栋"), in_phase("2期", "二期1栋"), in_phase("", "1栋"), in_phase("2期", "")] == [
        "二期1栋",
        "二期1栋",
        "1栋",
        "",
    ]
