"""Money and amounts as offices write them, and which rows of a table are items."""

import pytest

from bot.rules.wishes import WishClass
from bot.rules.wishes.violations import AmountNotUsable, MoneyNotUsable, NameNotUsable, UnitNotUsable
from bot.rules.wishes.writing import LONGEST_NAME, WishFault, WishTableRow, amount_from, cents_from, name_from, read_rows, unit_from


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("120", 12_000),
        ("120.5元", 12_050),
        ("1,200.50", 120_050),
        ("３００万元", 300_000_000),
        ("1.25万", 1_250_000),
        ("¥ 0.01", 1),
        ("280元/㎡", 28_000),
        ("280 元每平方米", 28_000),
        ("2 亿", 20_000_000_000),
        ("300万元整", 300_000_000),
        ("1.2 million yuan", 120_000_000),
    ],
)
def test_money_as_it_is_written(typed: str, fen: int) -> None:
    assert cents_from(typed) == fen


@pytest.mark.parametrize(
    "typed", ["", "免费", "0", "-5", "1.005", "1,20", "12,34,567", "三百", "1e5", "101亿", "=A1*2", "1 2", "12元34", "٣"]
)
def test_what_is_no_sum(typed: str) -> None:
    with pytest.raises(MoneyNotUsable):
        cents_from(typed)


@pytest.mark.parametrize(("typed", "hundredths"), [("1,200", 120_000), ("1200.5㎡", 120_050), ("3 处", 300), ("0.01", 1), ("８", 800)])
def test_amounts_as_they_are_written(typed: str, hundredths: int) -> None:
    assert amount_from(typed) == hundredths


@pytest.mark.parametrize("typed", ["", "很多", "0", "-1", "1.005", "1,2", "3处5", "100000001"])
def test_what_is_no_amount(typed: str) -> None:
    with pytest.raises(AmountNotUsable):
        amount_from(typed)


def test_names_and_units() -> None:
    assert name_from(" 楼道\n扶手 ") == "楼道 扶手"
    for typed in ("", "——", "长" * (LONGEST_NAME + 1)):
        with pytest.raises(NameNotUsable):
            name_from(typed)
    assert unit_from("㎡") == "㎡"
    for typed in ("", "12", "米2", "七个字的单位啊"):
        with pytest.raises(UnitNotUsable):
            unit_from(typed)


def row(number: int, name: str = "扶手", kind: str = "完善类", unit: str = "米", cost: str = "120", amount: str = "50") -> WishTableRow:
    return WishTableRow(number, name, kind, unit, cost, amount)


def test_rows_become_items_or_are_named() -> None:
    table = read_rows(
        [
            row(2, "大门", "提升"),
            row(3, "水管", "基础类"),
            row(4, "路灯", "亮化"),
            row(5, "", "完善类"),
            row(6, "座椅", unit=""),
            row(7, "绿化", cost="面议"),
            row(8, "门禁", amount="0"),
            row(9, "大门", "完善类"),
            row(10, "雨棚", cost="=120*2"),
            row(11, "合计", ""),
            row(12, "", "小计："),
            row(13, "天桥", cost="90亿", amount="3"),
            row(14, "线", cost="0.01", amount="0.01"),
            row(15, "Handrail", "Improvement", cost="1,200.50"),
        ]
    )
    assert [(one.name, one.kind, one.cost) for one in table.items] == [
        ("水管", WishClass.BASIC, 600_000),
        ("Handrail", WishClass.IMPROVEMENT, 6_002_500),
        ("大门", WishClass.UPGRADE, 600_000),
    ]
    assert [(one.row, one.fault) for one in table.faults] == [
        (4, WishFault.BAD_CLASS),
        (5, WishFault.BAD_NAME),
        (6, WishFault.BAD_UNIT),
        (7, WishFault.BAD_COST),
        (8, WishFault.BAD_AMOUNT),
        (9, WishFault.TWICE),
        (10, WishFault.FORMULA),
        (13, WishFault.TOO_DEAR),
        (14, WishFault.TOO_DEAR),
    ]
    assert table.sums == 2
