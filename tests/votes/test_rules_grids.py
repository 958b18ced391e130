"""Where a home is, guessed from its room; which buildings share a picture; from how many answers on there is one."""

import pytest

from bot.rules.votes.grids import BuildingGrid, PictureHome, Spot, building_grids, may_be_pictured, shared_out, spot_of


@pytest.mark.parametrize(
    ("room", "floor", "unit"),
    [
        ("0301", 3, "1"),
        ("301", 3, "1"),
        ("1201", 12, "1"),
        ("3312", 33, "12"),
        ("01201", 12, "1"),
        ("301室", 3, "1"),
        ("３０１", 3, "1"),
        (" 301 ", 3, "1"),
        ("301A", 3, "1A"),
        ("301a", 3, "1A"),
        ("A301", 3, "A1"),
        ("3-01", 3, "1"),
        ("3-1", 3, "1"),
        ("12-2", 12, "2"),
        ("3层02", 3, "2"),
        ("3楼东", 3, "东"),
        ("3F-2", 3, "2"),
        ("110", 1, "10"),
    ],
)
def test_a_room_says_its_floor_and_which_of_its_homes_it_is(room: str, floor: int, unit: str) -> None:
    assert spot_of(room) == Spot(floor, unit)


@pytest.mark.parametrize(
    "room",
    ["7", "12", "商铺3", "门面", "B1-03", "-101", "负101", "0001", "001", "300", "13001", "99901", "123456", "1-301", "3栋", "", "S-1"],
)
def test_a_room_that_may_be_anything_says_nothing(room: str) -> None:
    assert spot_of(room) is None


def home(room: str, entrance: str = "1单元", building: str = "1栋", *, answered: bool = False) -> PictureHome:
    return PictureHome(building, entrance, room, answered)


def rooms(grid: BuildingGrid) -> list[list[list[str]]]:
    return [[[one.room if one else "" for one in row] for row in entrance.rows] for entrance in grid.entrances]


def test_floors_lie_over_each_other_and_homes_of_one_stair_in_columns() -> None:
    homes = [home(f"{floor:02d}{unit:02d}") for floor in (1, 2, 10) for unit in (1, 2)] + [home("201", "2单元"), home("203", "2单元")]
    (grid,) = building_grids(homes)
    assert grid.floors == (10, 2, 1)
    assert [entrance.entrance for entrance in grid.entrances] == ["1单元", "2单元"]
    assert rooms(grid) == [[["1001", "1002"], ["0201", "0202"], ["0101", "0102"]], [["", ""], ["201", "203"], ["", ""]]]
    assert [entrance.columns for entrance in grid.entrances] == [2, 2]
    assert grid.plain == ()


def test_what_has_no_place_stands_in_a_row_of_its_own_and_is_counted() -> None:
    (grid,) = building_grids([home("301", answered=True), home("商铺2", answered=True), home("0301"), home("7")])
    assert rooms(grid) == [[["301"]]]
    assert [one.room for one in grid.plain] == ["7", "0301", "商铺2"]
    assert (grid.homes, grid.answered) == (4, 2)


def test_a_building_of_counted_rooms_is_one_row() -> None:
    (grid,) = building_grids([home(str(number), "") for number in range(1, 13)])
    assert (grid.floors, grid.entrances) == ((), ())
    assert [one.room for one in grid.plain] == [str(number) for number in range(1, 13)]


def test_a_stair_with_more_homes_on_a_floor_than_a_phone_shows_is_a_row_too() -> None:
    (grid,) = building_grids([*(home(f"1{unit:02d}") for unit in range(1, 26)), home("101", "2单元")])
    assert rooms(grid) == [[["101"]]]
    assert len(grid.plain) == 25


def test_buildings_come_as_people_count_them() -> None:
    grids = building_grids([home("101", building=name) for name in ("10栋", "2栋", "1栋")])
    assert [grid.building for grid in grids] == ["1栋", "2栋", "10栋"]


@pytest.mark.parametrize(
    ("buildings", "sizes"),
    [(1, [1]), (4, [1, 1, 1, 1]), (5, [5]), (12, [12]), (13, [7, 6]), (40, [10, 10, 10, 10]), (200, [20] * 10), (0, [])],
)
def test_a_few_buildings_have_a_picture_each_and_many_share(buildings: int, sizes: list[int]) -> None:
    grids = building_grids([home("101", building=f"{number}栋") for number in range(1, buildings + 1)])
    assert [len(picture) for picture in shared_out(grids)] == sizes
    assert [grid for picture in shared_out(grids) for grid in picture] == list(grids)


def test_beside_a_result_of_four_a_picture_would_name_them() -> None:
    assert not may_be_pictured(4)
    assert may_be_pictured(5)
