"""Tables as offices keep them, and the bars of a demand list."""

import io

import pytest
from openpyxl import Workbook
from PIL import Image

from bot.files.pictures.bars import WIDTH
from bot.files.pictures.looks import FULL
from bot.files.pictures.wishes import draw_wishes
from bot.files.wishes_tables import MOST_ROWS, read_wish_table
from bot.rules.ports import LANGUAGES, Language
from bot.rules.wishes import MOST_ITEMS, WishClass
from bot.rules.wishes.facts import WishResult
from bot.rules.wishes.violations import WishTableNotReadable, WishTableTooLong
from bot.rules.wishes.writing import WishFault
from tests.wishes.test_cards import MANY, RESULTS

BLUE = tuple(bytes.fromhex(FULL[1:]))
HEAD = ("项目名称", "类别", "单位", "单价（元）", "工程量")


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_a_workbook_with_a_title_and_sums() -> None:
    data = workbook(
        ("和平小区改造项目表",),
        HEAD,
        ("楼道扶手", "完善类", "米", 120.5, 350),
        ("水管", "基础", "㎡", "280", "1,200"),
        ("合计", None, None, "=D3*E3", None),
    )
    table = read_wish_table("菜单.xlsx", data)
    assert [(one.name, one.kind, one.unit, one.cost) for one in table.items] == [
        ("水管", WishClass.BASIC, "㎡", 33_600_000),
        ("楼道扶手", WishClass.IMPROVEMENT, "米", 4_217_500),
    ]
    assert (table.faults, table.sums) == ((), 1)


def test_formulas_stay_text_and_are_named() -> None:
    data = workbook(HEAD, ('=HYPERLINK("http://x")', "完善类", "米", 1, 1), ("门", "完善类", "个", "=1+1", 1))
    table = read_wish_table("x.xlsx", data)
    assert table.items == ()
    assert [(one.row, one.fault) for one in table.faults] == [(2, WishFault.FORMULA), (3, WishFault.FORMULA)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_in_any_of_its_encodings(encoding: str) -> None:
    data = "名称,类别,单位,单价,数量\n门,提升类,个,2万,1\n".encode(encoding)
    assert [one.cost for one in read_wish_table("x.csv", data).items] == [2_000_000]


def test_what_is_too_long_or_no_table() -> None:
    row = ("门{}", "提升类", "个", 1, 1)
    many = [(f"门{number}", *row[1:]) for number in range(MOST_ITEMS + 1)]
    with pytest.raises(WishTableTooLong) as refused:
        read_wish_table("x.xlsx", workbook(HEAD, *many))
    assert (refused.value.rows, refused.value.most) == (MOST_ITEMS + 1, MOST_ITEMS)
    with pytest.raises(WishTableTooLong):
        read_wish_table("x.csv", ("名称,类别,单位,单价,数量\n" + "x\n" * (MOST_ROWS + 1)).encode())
    assert len(read_wish_table("x.xlsx", workbook(HEAD, *many[1:])).items) == MOST_ITEMS
    for data, missing in ((b"%PDF-1.4\0", ""), ("名称,单价\n门,1\n".encode(), "类别、单位、数量")):
        with pytest.raises(WishTableNotReadable) as unread:
            read_wish_table("x.csv", data)
        assert unread.value.missing == missing


def bars(picture: Image.Image) -> list[int]:
    """The length of each bar, from the top."""
    found: list[int] = []
    before = 0
    for y in range(picture.height):
        here = sum(picture.getpixel((x, y)) == BLUE for x in range(picture.width))
        if here and not before:
            found.append(here)
        before = here
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bar_for_each_item_in_the_order_of_the_list(language: Language) -> None:
    picture = Image.open(io.BytesIO(draw_wishes(RESULTS[0], language))).convert("RGB")
    assert picture.width == WIDTH
    first, second, third = bars(picture)
    assert first == second
    assert third == pytest.approx(first * 5 / 7, abs=2)


def test_the_longest_menu_has_room() -> None:
    picture = Image.open(io.BytesIO(draw_wishes(WishResult(MANY, 2, RESULTS[5].rows), "zh"))).convert("RGB")
    assert picture.height < 10_000 - picture.width, "what the platform takes as a photo"
    edge = [picture.getpixel((x, y)) for x in (*range(8), *range(picture.width - 8, picture.width)) for y in range(0, picture.height, 3)]
    assert set(edge) == {(255, 255, 255)}
