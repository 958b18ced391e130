"""What a new file does to the gaps of earlier ones: nothing is lost unseen, and nothing that staff settled is asked again (R2)."""

from collections.abc import Sequence

from bot.rules.rosters import RosterHome, RosterReading
from bot.rules.rosters.completing import complete
from bot.rules.rosters.gaps import KnownGap, plan_gaps
from tests.compounds.readings import homes, read
from tests.compounds.rosters import home

PLACES = ["楼栋", "单元", "房号", "面积", "业主"]
ROOMLESS = ([1, 1, None, 60, "张三"], [1, 1, None, 90, "张三"], [1, 1, 101, 80, "王五"])


def known(reading: RosterReading, *states: str) -> list[KnownGap]:
    gaps = plan_gaps([], reading, []).new
    return [KnownGap(str(number), state, gap, "名册.xlsx") for number, (state, gap) in enumerate(zip(states, gaps, strict=True))]


def left(gaps: Sequence[KnownGap], reading: RosterReading, standing: Sequence[RosterHome] = ()) -> int:
    return plan_gaps(gaps, reading, standing).open_after


def test_a_building_that_was_read_is_told_though_its_entrance_was_not() -> None:
    reading = read(PLACES, [3, "=A99", 302, 80, "李四"], [3, 1, 101, 80, "王五"])
    [gap] = reading.gaps
    assert (gap.building, gap.room, gap.needs_place) == ("3栋", "", True)


def test_another_buildings_file_closes_nothing() -> None:
    """A home of 80 ㎡ was gone from the total without a word."""
    for row in ([3, "=A99", 302, 80, "李四"], ["=A99", 1, 302, 80, "李四"], [3, 1, None, 80, "李四"]):
        first = read(PLACES, row, [3, 1, 101, 80, "王五"])
        gaps = known(first, "open")
        other = read(PLACES, [5, 1, 101, 80, "赵六"])
        assert left(gaps, other, first.homes) == 1, row


def test_a_new_list_of_its_building_or_of_everything_takes_a_gaps_place() -> None:
    without_room = known(read(PLACES, [3, 1, None, 80, "李四"], [3, 1, 101, 80, "王五"]), "open")
    assert left(without_room, read(PLACES, [3, 1, 302, 80, "李四"], [3, 1, 101, 80, "王五"])) == 0
    nowhere = known(read(PLACES, ["=A99", 1, 302, 80, "李四"], [3, 1, 101, 80, "王五"]), "open")
    assert left(nowhere, read(PLACES, [3, 1, 302, 80, "李四"]), [home("5栋", "1单元", "0101")]) == 0, "the same owner has a home now"
    assert left(nowhere, read(PLACES, [5, 1, 101, 80, "赵六"]), [home("5栋", "1单元", "0101")]) == 0, "every building anew"
    assert left(nowhere, read(PLACES, [5, 1, 101, 80, "赵六"]), [home("3栋", "1单元", "0101")]) == 1


def test_of_two_rows_of_one_owner_the_struck_one_stays_struck() -> None:
    reading = read(PLACES, *ROOMLESS)
    for states in (("struck", "open"), ("open", "struck")):
        gaps = known(reading, *states)
        plan = plan_gaps(gaps, reading, reading.homes)
        assert (plan.new, plan.closed, plan.open_after) == ((), (), 1), states
        assert plan_gaps(gaps[::-1], reading, reading.homes) == plan, "in whatever order they are kept"


def test_a_struck_row_is_no_other_row_of_the_same_owner() -> None:
    gaps = known(read(PLACES, ROOMLESS[0], ROOMLESS[2]), "struck")
    assert left(gaps, read(PLACES, ROOMLESS[1], ROOMLESS[2])) == 1


def test_the_row_that_was_filled_keeps_its_own_area() -> None:
    """张三's first row was struck, the second filled as 301: the same file once more made 301 as large as the first."""
    reading = read(PLACES, *ROOMLESS)
    struck, filled = known(reading, "struck", "filled")
    made = home("1栋", "1单元", "0301", 9_000, "张三")
    whole = complete(reading, {made.key: made}, [(struck, None), (filled, made.key)])
    assert homes(whole)["1栋-1单元-0301"] == (9_000, ("张三",))
    assert [gap.area_cm2m for gap in whole.gaps] == [6_000]
