"""Whether a row is a home, a parking place or a storage room: a home that has one besides stays a home."""

import pytest

from bot.files.rosters import read_roster
from tests.compounds.readings import read
from tests.compounds.untidy_rosters import workbook

OF_A_HOME = (
    "住宅（含车位） 住宅、车库 车库上住宅 商铺（原车库） 汽车美容店 住宅+储藏室 住宅(储) 住宅 成套住宅 居住 办公 商业 住宅带车位 "
    "住宅附储藏室 住宅含地下室 车库改商铺 商铺/停车场 储蓄所 非住宅"
)
OF_PARKING = (
    "车位 地下车位 车库 车棚 住宅车位 住宅地下车库 住宅配套车库 商业车位 车位（住宅） 泊位 停车场 非机动车 机动车库 Parking garage 车"
)
OF_STORAGE = "储藏室 住宅储藏室 杂物间 地下室 储藏间（住宅） 储 storage"


@pytest.mark.parametrize(
    ("kind", "written"),
    [(kind, one) for kind, all_of in (("home", OF_A_HOME), ("parking", OF_PARKING), ("storage", OF_STORAGE)) for one in all_of.split()],
)
def test_a_type_says_what_the_row_is_and_not_what_belongs_to_it(kind: str, written: str) -> None:
    """A home taken for a parking place was lost to every vote."""
    reading = read(["楼栋", "单元", "房号", "类型", "面积", "业主"], ["1栋", 1, 101, written, 89, "张三"])
    assert [home.kind.value for home in reading.homes] == [kind]


@pytest.mark.parametrize(
    ("room", "kind"),
    [
        ("101带车位", "home"),
        ("101附储藏室", "home"),
        ("101室含车库", "home"),
        ("101有地下车位", "home"),
        ("101+车位", "home"),
        ("201(带车位)", "home"),
        ("1201车位", "parking"),
        ("车位12", "parking"),
        ("101储藏室", "storage"),
        ("储藏室3", "storage"),
    ],
)
def test_a_room_with_a_parking_place_is_a_home(room: str, kind: str) -> None:
    assert [home.kind.value for home in read(["楼栋", "单元", "房号", "面积", "业主"], ["1栋", 1, room, 89, "张三"]).homes] == [kind]


def test_a_type_that_says_nothing_leaves_what_the_sheet_says() -> None:
    rows = [["车位号", "类型", "面积", "业主"], ["A1", "地下", 12, "张三"], ["A2", "住宅", 12, "李四"]]
    assert [home.kind.value for home in read_roster(workbook(("车位", rows)), "名册.xlsx").homes] == ["parking", "parking"]


def test_a_shop_whose_building_is_written_and_whose_entrance_is_not_is_behind_none() -> None:
    """It took the entrance of the flat above: the shop counted among the homes of 2单元, and stood on its bar."""
    rows = [["1栋", "2单元", 101], ["1栋", None, "商铺1"], ["1栋", None, 102], [None, None, "底商2"], ["1栋", "1单元", "商铺3"]]
    reading = read(["楼栋", "单元", "房号", "面积", "业主"], *([*row, 89, "张三"] for row in rows))
    assert [f"{one.building} {one.entrance} {one.room}" for one in (home.name for home in reading.homes)] == [
        "1栋 2单元 101",
        "1栋  商铺1",
        "1栋 2单元 102",
        "1栋 2单元 底商2",
        "1栋 1单元 商铺3",
    ]
