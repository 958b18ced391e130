"""How many homes a building has, written beside its name or in a column of its own: no line of a home is taken for a sum."""

import pytest

from tests.compounds.readings import gaps, homes, read

PLACES = ["楼栋", "单元", "房号", "面积", "业主"]
HOMES = {"1栋-1单元-101": (8900, ("张三",)), "1栋-1单元-102": (9000, ("李四",)), "2栋-1单元-101": (8000, ("王五",))}


@pytest.mark.parametrize("first", ["1栋（共24户）", "1栋(合计12户)", "1栋共2户", "1号楼（6层）", "1栋\n24户", "1幢（共六层）"])
def test_a_building_with_its_count_is_that_building(first: str) -> None:
    """The rows were dropped, or fell to the building above, whose owners they joined."""
    reading = read(PLACES, [first, "1单元", 101, 89, "张三"], [None, None, 102, 90, "李四"], ["2栋", "1单元", 101, 80, "王五"])
    assert (homes(reading), gaps(reading)) == (HOMES, [])
    reading = read(PLACES, ["2栋", "1单元", 101, 80, "王五"], [first, "1单元", 101, 89, "张三"], [None, None, 102, 90, "李四"])
    assert (homes(reading), gaps(reading)) == (HOMES, [])


@pytest.mark.parametrize("heading", [["32号楼（共3户）"], ["32号楼（共3户）", None, None, 179], ["32号楼共3户"], ["32号楼（6层）"]])
def test_a_line_that_names_a_building_and_its_count_is_a_heading(heading: list[object]) -> None:
    reading = read(PLACES, ["31号楼"], [None, 1, 101, 89, "张三"], heading, [None, 1, 101, 89, "李四"], [None, 1, 103, 90, "赵六"])
    assert homes(reading) == {
        "31栋-1单元-101": (8900, ("张三",)),
        "32栋-1单元-101": (8900, ("李四",)),
        "32栋-1单元-103": (9000, ("赵六",)),
    }
    assert gaps(reading) == []


def test_an_entrance_with_its_count_is_that_entrance() -> None:
    reading = read(PLACES, ["1栋", "1单元（共12户）", 101, 89, "张三"], [None, None, 102, 90, "李四"])
    assert list(homes(reading)) == ["1栋-1单元-101", "1栋-1单元-102"]


@pytest.mark.parametrize(("heading", "says"), [("数据来源", "2023年汇总表"), ("户数", "共24户"), ("户数", "合计")])
def test_a_column_that_nobody_knows_makes_no_sum_of_a_home(heading: str, says: str) -> None:
    reading = read([heading, *PLACES], [says, "1栋", 1, 101, 89, "张三"], ["现场", "1栋", 1, 102, 90, "李四"])
    assert list(homes(reading)) == ["1栋-1单元-101", "1栋-1单元-102"]


@pytest.mark.parametrize(
    "line",
    [
        ["1栋合计", None, 2, 179, None],
        ["1栋合计（2户）", None, 2, 179, None],
        ["合计（2户）", None, None, 179, None],
        ["共2户", None, None, 179, None],
        ["1栋小计24户", None, None, 179, "—"],
        [None, None, "小计", 179, None],
        ["1栋（共2户）", None, None, 179, None],
    ],
)
def test_sums_stay_sums(line: list[object]) -> None:
    reading = read(PLACES, ["1栋", 1, 101, 89, "张三"], [None, None, 102, 90, "李四"], line)
    assert (list(homes(reading)), gaps(reading)) == (["1栋-1单元-101", "1栋-1单元-102"], [])


@pytest.mark.parametrize("label", ["合计", "1栋小计", "总计：", "Total"])
def test_a_sums_label_may_stand_above_the_row_numbers(label: str) -> None:
    reading = read(["序号", *PLACES], [1, "1栋", 1, 101, 89, "张三"], [label, None, None, 1, 89, None])
    assert (list(homes(reading)), gaps(reading)) == (["1栋-1单元-101"], [])
