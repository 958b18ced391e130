"""Homes by name: every way of writing one gives the same home."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.rules.rosters import HomeName, HomeRefUnreadable, building_name, entrance_name, natural_order, parse_home_ref, room_name

_HAN = "零一二三四五六七八九"


def _in_han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _HAN[tens]) + ("十" if tens else "") + (_HAN[ones] if ones else "")


def _full_width(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


numbers = st.integers(1, 99)
rooms = st.builds(lambda floor, door: f"{floor}{door:02d}", st.integers(1, 33), st.integers(1, 8))


@st.composite
def written_homes(draw: st.DrawFn) -> tuple[HomeName, str]:
    building, entrance, room = draw(numbers), draw(st.integers(1, 12)), draw(rooms)
    zero = draw(st.sampled_from(["", "0"])) if len(room) == 3 else ""
    text = draw(
        st.sampled_from(
            [
                f"{building}栋-{entrance}单元-{zero}{room}",
                f"{building}栋{entrance}单元{zero}{room}",
                f"{building}-{entrance}-{zero}{room}",
                f"{building}号楼{entrance}单元{zero}{room}室",
                f"{building:02d}栋{entrance}单元 {zero}{room}",
                f"{_in_han(building)}栋{_in_han(entrance)}单元{zero}{room}",
                f"{building}幢{entrance}门{zero}{room}号",
                f"{building}#楼{entrance}单元{zero}{room}",
                f"和平小区{building}栋{entrance}单元{zero}{room}",
                f"Building {building}, entrance {entrance}, {zero}{room}",
                f"{building}/{entrance}/{zero}{room}",
                f"{building}栋{entrance}单元{room[:-2]}楼{zero}{room}",
            ]
        )
    )
    change = draw(st.sampled_from([str, _full_width, lambda text: f"  {text}\u200b ", lambda text: text.replace("-", "—")]))
    return HomeName(f"{building}栋", f"{entrance}单元", zero + room), change(text)


@given(written_homes())
def test_any_way_of_writing_a_home_gives_the_same_home(case: tuple[HomeName, str]) -> None:
    home, written = case
    assert parse_home_ref(written) == home


@given(written_homes())
def test_what_is_written_is_read_back(case: tuple[HomeName, str]) -> None:
    home, _ = case
    assert parse_home_ref(home.in_files) == parse_home_ref(home.in_full) == home
    assert parse_home_ref(home.for_people).key == home.key


def test_the_three_ways_of_writing() -> None:
    home = parse_home_ref("3-2-0301")
    assert (home.in_files, home.in_full, home.for_people) == ("3栋-2单元-0301", "3栋2单元0301", "3栋2单元301")
    assert home.key == parse_home_ref("3栋2单元301").key


@pytest.mark.parametrize(
    ("written", "home"),
    [
        ("A座1201", HomeName("A栋", "", "1201")),
        ("3-301", HomeName("3栋", "", "301")),
        ("3栋2-301", HomeName("3栋", "2单元", "301")),
        ("东区3号楼2单元301", HomeName("东区3栋", "2单元", "301")),
        ("广安区和平路12号3栋2单元301室", HomeName("3栋", "2单元", "301")),
        ("3栋-2单元-301-1", HomeName("3栋", "2单元", "301-1")),
        ("3栋-北侧-301", HomeName("3栋", "北侧", "301")),
        ("综合楼-301", HomeName("综合楼", "", "301")),
    ],
)
def test_rarer_homes(written: str, home: HomeName) -> None:
    assert parse_home_ref(written) == home


@pytest.mark.parametrize("text", ["", "你好", "3栋", "3栋2单元", "3--301", "锦绣-花园", "-", "我家", "3-2-"])
def test_what_names_no_home_is_refused(text: str) -> None:
    with pytest.raises(HomeRefUnreadable) as refusal:
        parse_home_ref(text)
    assert refusal.value.text == text


@pytest.mark.parametrize(
    "cell",
    ["3", 3.0, "3.0", "3栋", "３栋", "3号楼", "三栋", "三", "第3栋", "3#", "3#楼", "03栋", "3 栋", "Building 3", "3\u202e栋", "3幢", "3棟"],
)
def test_one_building_however_the_office_writes_it(cell: str | float) -> None:
    assert building_name(cell) == "3栋"


@pytest.mark.parametrize(
    ("cell", "name"),
    [("八一楼", "八一楼"), ("百合楼", "百合楼"), ("A座", "A栋"), ("二十一幢", "21栋"), ("CLUBHOUSE", "CLUBHOUSE"), ("-", ""), ("", "")],
)
def test_buildings_with_names(cell: str, name: str) -> None:
    assert building_name(cell) == name


@pytest.mark.parametrize("cell", ["2", 2.0, "2单元", "二单元", "2号门", "Unit 2", "02", "2 单元", "第2单元"])
def test_one_entrance_however_the_office_writes_it(cell: str | float) -> None:
    assert entrance_name(cell) == "2单元"


@pytest.mark.parametrize(
    ("cell", "room"),
    [(301.0, "301"), ("0301", "0301"), ("０３０１", "0301"), ("301室", "301"), ("301a", "301A"), ("商铺3号", "商铺3"), ("无", "")],
)
def test_rooms_keep_what_tells_them_apart(cell: str | float, room: str) -> None:
    assert room_name(cell) == room


@given(st.text(max_size=30))
@example("1" + "0" * 22)
def test_names_are_stable_and_never_hold_what_cannot_be_seen(text: str) -> None:
    for name in (building_name, entrance_name, room_name):
        once = name(text)
        assert len(once) <= 24
        assert not set(once) & set("\u200b\u202e\u2066\n\t\0 ")
    # A name that had to be cut is no building's.
    building = building_name(text)
    assert len(building) == 24 or building_name(building) == building


def test_buildings_stand_in_the_order_people_count() -> None:
    assert sorted(["10栋", "2栋", "A栋", "1栋", "东区2栋", "东区10栋"], key=natural_order) == [
        "1栋",
        "2栋",
        "10栋",
        "A栋",
        "东区2栋",
        "东区10栋",
    ]
