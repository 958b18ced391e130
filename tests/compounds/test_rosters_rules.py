"""Areas, owners, shared names, and what importing again changes."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.rosters import (
    AreaSource,
    HomeKind,
    RosterGap,
    RosterHome,
    RosterProblem,
    RosterReading,
    compare_rosters,
    parse_area,
    read_area,
    read_owners,
    says_no_area,
    shared_names,
    split_owners,
)

_AREA_FORMATS = (
    lambda n: f"{n // 100}.{n % 100:02d}",
    lambda n: f"{n // 100:,}.{n % 100:02d}",
    lambda n: f" {n // 100}.{n % 100:02d} ㎡",
    lambda n: f"{n // 100}.{n % 100:02d}平方米",
    lambda n: f"{n // 100}。{n % 100:02d}m²",
    lambda n: f"{n // 100}．{n % 100:02d}",
    lambda n: f"{n // 100}.{n % 100:02d}0000",
)


@given(st.integers(1, 10_000_000), st.sampled_from(_AREA_FORMATS))
def test_an_area_is_read_back_from_every_way_of_writing_it(cm2m: int, write) -> None:
    assert parse_area(write(cm2m)) == cm2m


@given(st.integers(1, 10_000_000))
def test_an_area_survives_being_a_binary_fraction(cm2m: int) -> None:
    for stored in (cm2m / 100, cm2m * 0.01, cm2m / 100 + 1e-11):
        area = read_area(stored)
        assert area == (cm2m, False)


@pytest.mark.parametrize(
    ("written", "cm2m"),
    [("89.355", 8936), ("89.345", 8935), ("89.344", 8934), (89.345, 8935), (".5", 50), (117, 11700), ("９０．５", 9050)],
)
def test_more_than_two_decimals_round_half_up(written: str | float, cm2m: int) -> None:
    area = read_area(written)
    assert area is not None
    assert area.cm2m == cm2m


@pytest.mark.parametrize(
    "written",
    [
        "0",
        0,
        "-3",
        -3,
        "待核",
        "约89",
        "89,35",
        "1e3",
        "80-90",
        "0.001",
        float("nan"),
        float("inf"),
        1e300,
        "八十",
        "100000.01",
        "89.3.5",
        "3栋",
    ],
)
def test_what_is_no_area(written: str | float) -> None:
    assert read_area(written) is None


@pytest.mark.parametrize("cell", [None, "", " ", "-", "—", "/", "无"])
def test_a_dash_says_that_there_is_no_area(cell: str | None) -> None:
    assert says_no_area(cell)


han_names = st.text(st.sampled_from("王李张刘陈杨赵黄周吴建国英伟芳娜秀"), min_size=2, max_size=3)


@given(
    st.lists(han_names, min_size=1, max_size=5, unique=True),
    st.sampled_from(["、", ",", "，", "/", "／", ";", "；", " ", "\u3000", "\n", " 、 ", "|"]),
)
def test_owners_are_split_whatever_parts_them(names: list[str], mark: str) -> None:
    assert split_owners(mark.join(names)) == tuple(names)


@given(st.text(max_size=80))
def test_no_owner_holds_what_cannot_be_seen_and_splitting_again_changes_nothing(text: str) -> None:
    for name in split_owners(text):
        assert name == name.strip() != ""
        assert len(name) <= 60
        assert not set(name) & set("\u200b\u200e\u202e\u2066\ufeff\0\n")
        assert split_owners(name) == (name,) or not name.isprintable()


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("王 伟", ("王伟",)),
        ("张　三、李 四", ("张三", "李四")),
        ("张 三 李 四", ("张三", "李四")),
        ("John Smith; Mary Lee", ("John Smith", "Mary Lee")),
        ("张三13800000000", ("张三",)),
        ("510102194909122345 张三", ("张三",)),
        ("张三（夫）李四（妻）", ("张三", "李四")),
        ("王建国（大）", ("王建国(大)",)),
        ("王建国（13800138000）", ("王建国",)),
        ("王建国（138 0013 8000）、李丽【1/2】", ("王建国", "李丽")),
        ("王建国(电话13800138000)", ("王建国",)),
        ("王建国[手机：13800138000] 李丽(身份证号510102194909122345)", ("王建国", "李丽")),
        ("王建国（妻 13800138000）", ("王建国",)),
        ("王建国(1/2)、李丽(50%)", ("王建国", "李丽")),
        ("王建国(13800138000", ("王建国",)),
        ("王建国 手机13800138000", ("王建国",)),
        ("王建国（大）（13800138000）", ("王建国(大)",)),
        ("张三1/2、李四1/2", ("张三", "李四")),
        ("张三50%，李四50%", ("张三", "李四")),
        ("广安市宏达（集团）有限公司", ("广安市宏达(集团)有限公司",)),
        ("阿依古丽·买买提", ("阿依古丽·买买提",)),
        ("张三 张三", ("张三",)),
        ("王五 等", ("王五",)),
        ("王 伟 等3人", ("王伟",)),
        ("李 明、王 伟 等", ("李明", "王伟")),
        ("张三、周八（租户）", ("张三",)),
        ("周八（租客）", ()),
        ("李四（业主）张三（租户）", ("李四",)),
        ("租户：张三、李四", ("李四",)),
        ("租户：李 四", ()),
        ("租户：李四 业主：张三、王五", ("张三", "王五")),
        ("张三；租户：李四、王五", ("张三", "王五")),
        ("张三（租户：李四）、王五", ("张三", "王五")),
        ("张三（承租人：无）、李四", ("张三", "李四")),
        ("（租户：李四）张三", ("张三",)),
        ("租户：李四、赵六（业主）", ("赵六",)),
        ("租户：李四/张三", ("张三",)),
        ("新业主：张三", ("新业主:张三",)),
        ("孙七（业主：周八）", ("孙七(业主:周八)",)),
        ("租户李四", ("租户李四",)),
        ("张三 租户：李四（安徽）", ("张三",)),
        ("业主：张三 租户：瑞幸咖啡（上海）有限公司", ("张三",)),
        ("张三 租户：李四（3人）", ("张三",)),
        ("租户：李四业主：张三", ("张三",)),
        ("租户：李四。业主：张三", ("张三",)),
        ("1.业主：张三", ("张三",)),
        ("业主：张三(13800001111)租户：李四(13900001111)", ("张三",)),
        ("业主:张三13800001111租户:李四13900001111", ("张三",)),
        ("租客：李四（13800001111）业主：张三", ("张三",)),
        ("张三（13800001111）业主：李四", ("张三", "李四")),
        ("张三+业主：李四", ("张三", "李四")),
        ("张三&租户：李四", ("张三",)),
        ("张三租户：李四", ("张三",)),
        ("房客：John Smith 业主：张三", ("张三",)),
        ("租户：李四 王五 业主：张三", ("王五", "张三")),
        ("欧阳 修", ("欧阳修",)),
        ("欧阳 修 王 伟", ("欧阳修", "王伟")),
        ("王伟、修", ("王伟", "修")),
        ("出租户：张三", ("张三",)),
        ("业主：张三", ("张三",)),
        ("张三（租赁）", ("张三(租赁)",)),
        ("阿不都·买买提（租户）", ()),
        ("王 伟 李 娜（租户）", ("王伟", "李娜")),
        ("王 伟（租户）", ("王伟",)),
        ("John Smith(租户)", ("John Smith",)),
        ("张三 租户：李四", ("张三",)),
        ("王五 等 3 人", ("王五",)),
        ("张三（联系人）", ("张三",)),
        ("王五 等3人、李六", ("王五", "李六")),
        ("赵等", ("赵等",)),
        ("孙七（租户：周八）", ("孙七",)),
        ("张三 （租户：李四）", ("张三",)),
        ("张三（联系人李四13800000000）、李丽", ("张三", "李丽")),
        ("张三（亡）；李四（出租）", ("张三", "李四")),
        ("张\u202e三", ("张三",)),
        ("无", ()),
        ("-", ()),
    ],
)
def test_owners_as_offices_write_them(cell: str, names: tuple[str, ...]) -> None:
    assert split_owners(cell) == names


def test_a_cell_can_say_that_it_does_not_name_everybody_or_that_nobody_bought() -> None:
    assert read_owners("张三等3人").incomplete
    assert read_owners("张三 等").incomplete
    assert not read_owners("赵等").incomplete
    assert read_owners("开发商未售").unsold
    assert not read_owners("张三").unsold


@pytest.mark.parametrize(
    ("cell", "unclear"),
    [
        ("孙七（南屋）", True),
        ("张三（租赁）", True),
        ("租户：李四、王五", True),
        ("租户：李四；王五", False),
        ("租户李四", True),
        ("租户：李四 王五 业主：张三", True),
        ("新业主：张三", True),
        ("租户：李四 业主：张三", False),
        ("王伟、修", True),
        ("孙七（业主：周八）", True),
        ("王建国(大)", True),
        ("孙七（租户：周八）", False),
        ("宏达（集团）有限公司", False),
        ("孙七", False),
    ],
)
def test_brackets_behind_a_person_that_nobody_understands_are_told(cell: str, unclear: bool) -> None:
    assert read_owners(cell).unclear is unclear


def home(room: str = "0301", owners: tuple[str, ...] = ("王建国",), **changes) -> RosterHome:
    return dataclasses.replace(RosterHome("3栋", "2单元", room, HomeKind.HOME, 8935, AreaSource.UNSTATED, owners), **changes)


def reading(*homes: RosterHome, gaps: tuple[RosterGap, ...] = (), fields: frozenset[str] = frozenset({"owners"})) -> RosterReading:
    return RosterReading(homes, gaps, fields=fields)


def test_names_at_several_homes_are_listed_and_parking_is_not_asked_about() -> None:
    homes = [
        home("0301"),
        home("0302", ("李英", "王建国")),
        home("0303", ("李英",)),
        home("P1", ("赵六",), kind=HomeKind.PARKING),
        home("0304", ("赵六",)),
    ]
    assert [(shared.name, [at.room for at in shared.homes]) for shared in shared_names(homes)] == [
        ("王建国", ["0301", "0302"]),
        ("李英", ["0302", "0303"]),
    ]
    assert [shared.name for shared in shared_names(homes, frozenset(HomeKind))] == ["王建国", "李英", "赵六"]


def test_importing_the_same_again_changes_nothing() -> None:
    homes = [home("0301"), home("0302")]
    difference = compare_rosters(homes, reading(*(dataclasses.replace(each, row=9, room=each.room.lstrip("0")) for each in homes)))
    assert difference.is_empty
    assert difference.same == tuple(homes)


def test_importing_again_shows_new_changed_and_missing_homes() -> None:
    before = [home("0301"), home("0302"), home("0303"), home("0304")]
    gap = RosterGap(7, "", RosterProblem.NO_AREA, "3栋", "2单元", "0304")
    difference = compare_rosters(before, reading(home("0301", area_cm2m=9000), home("302", ("李英",)), home("0305"), gaps=(gap,)))
    assert [(change.after.room, change.fields) for change in difference.changed] == [("0301", ("area_cm2m",)), ("0302", ("owners",))]
    assert [each.room for each in difference.new] == ["0305"]
    # A home that the new file names without an area is a gap, not a home that has gone.
    assert [each.room for each in difference.missing] == ["0303"]
    assert difference.gaps == (gap,)


def test_a_column_that_the_new_file_lacks_changes_nothing() -> None:
    before = home(designated="王建国", area_source=AreaSource.REGISTER)
    assert compare_rosters([before], reading(home())).is_empty
    changed = compare_rosters([before], reading(home(), fields=frozenset({"owners", "designated"}))).changed
    assert [change.fields for change in changed] == [("designated",)]


def test_a_sold_home_loses_the_designated_voter_who_left() -> None:
    changed = compare_rosters([home(designated="王建国")], reading(home(owners=("李英",)))).changed
    assert changed[0].after.designated == ""
