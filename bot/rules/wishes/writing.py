"""What drafters write of a menu, by hand or in a table: names, units, sums of money, amounts. Decimal at the edge, integers behind it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.rules.unnamed import one_line
from bot.rules.wishes import WishClass, WishItem, in_order, is_named_twice
from bot.rules.wishes.violations import AmountNotUsable, MoneyNotUsable, NameNotUsable, UnitNotUsable

# A name that a line of large type and its figure have room for; a button shows its beginning.
LONGEST_NAME = 20
LONGEST_UNIT = 6
# Offered by buttons, as bills of quantities have them; others are typed.
UNITS = ("㎡", "米", "个", "户", "处", "项")
# 10 billion yuan, in fen: no compound costs so much, and a slip of the finger does.
MOST_MONEY = 10_000_000_000 * 100
# Hundredths of a unit: a hundred million of them.
MOST_AMOUNT = 100_000_000 * 100
# Bytes of a table, as of a table of ballots.
LARGEST_TABLE = 5 * 1024 * 1024

_NUMBER = r"([0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
# 120 · 1,200.50元 · ¥3.5万 · 280元/㎡ · 300万元整
_MONEY = re.compile(
    rf"(?:¥|人民币|rmb|cny)?\s*{_NUMBER}\s*(万|亿|million)?\s*(?:元|块钱|块|圆|yuan|rmb|cny)?\s*整?\s*(?:(?:/|每|per\s).{{1,{LONGEST_UNIT}}})?",
    re.IGNORECASE,
)
_TIMES = {"万": Decimal(10_000), "亿": Decimal(100_000_000), "million": Decimal(1_000_000)}
# 1,200 · 1200.5㎡ (m2 by then) · 3 处
_AMOUNT = re.compile(rf"{_NUMBER}\s*(?:m[23]|[^\d\s.,-]{{0,{LONGEST_UNIT}}})")


def name_from(typed: str) -> str:
    name = one_line(typed)
    if not any(sign.isalnum() for sign in name) or len(name) > LONGEST_NAME:
        raise NameNotUsable(longest=LONGEST_NAME)
    return name


def unit_from(typed: str) -> str:
    unit = one_line(typed)
    if not unit or len(unit) > LONGEST_UNIT or any(sign.isdigit() for sign in unit):
        raise UnitNotUsable(longest=LONGEST_UNIT)
    return unit


def cents_from(typed: str) -> int:
    """In fen, of a sum above nothing with whole fen."""
    said = one_line(unicodedata.normalize("NFKC", typed))
    found = _MONEY.fullmatch(said)
    if found is None:
        raise MoneyNotUsable(said=said[:LONGEST_NAME])
    sum_of = Decimal(found[1].replace(",", "")) * _TIMES.get((found[2] or "").lower(), Decimal(1)) * 100
    if sum_of != sum_of.to_integral_value() or not 0 < sum_of <= MOST_MONEY:
        raise MoneyNotUsable(said=said[:LONGEST_NAME])
    return int(sum_of)


def amount_from(typed: str) -> int:
    """In hundredths, above nothing; the unit may stand behind it."""
    said = one_line(unicodedata.normalize("NFKC", typed))
    found = _AMOUNT.fullmatch(said)
    hundredths = Decimal(found[1].replace(",", "")) * 100 if found is not None else Decimal(0)
    if hundredths != hundredths.to_integral_value() or not 0 < hundredths <= MOST_AMOUNT:
        raise AmountNotUsable(said=said[:LONGEST_NAME])
    return int(hundredths)


# tables
class WishFault(StrEnum):
    """Why a row is no item."""

    FORMULA = "formula"
    BAD_NAME = "bad_name"
    TWICE = "twice"
    BAD_CLASS = "bad_class"
    BAD_UNIT = "bad_unit"
    BAD_COST = "bad_cost"
    BAD_AMOUNT = "bad_amount"
    TOO_DEAR = "too_dear"


CLASS_WORDS = {
    **dict.fromkeys(("基础类", "基础", "basic"), WishClass.BASIC),
    **dict.fromkeys(("完善类", "完善", "improvement"), WishClass.IMPROVEMENT),
    **dict.fromkeys(("提升类", "提升", "upgrade"), WishClass.UPGRADE),
}
# Lines that an office adds up below its list; they are stepped over, and the preview says how many.
_SUMS = re.compile(r"(?:小计|合计|总计|共计|subtotal|total)\s*[:：]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WishTableRow:
    """As the file has it, a text a cell."""

    row: int
    name: str
    kind: str
    unit: str
    unit_cost: str
    amount: str


@dataclass(frozen=True, slots=True)
class WishRowFault:
    row: int
    fault: WishFault
    name: str = ""


@dataclass(frozen=True, slots=True)
class WishTable:
    items: tuple[WishItem, ...]
    faults: tuple[WishRowFault, ...]
    sums: int = 0
    """Rows that add up others."""


def read_rows(rows: Iterable[WishTableRow]) -> WishTable:
    """In the order of the file; what is wrong is told row by row, and of two with one name the first is the item."""
    items: list[WishItem] = []
    faults: list[WishRowFault] = []
    sums = 0
    for row in rows:
        if _SUMS.fullmatch(row.name) or (not row.name and _SUMS.fullmatch(row.kind)):
            sums += 1
            continue
        found = _item(row)
        if isinstance(found, WishItem) and is_named_twice(found.name, items):
            found = WishFault.TWICE
        if isinstance(found, WishFault):
            faults.append(WishRowFault(row.row, found, one_line(row.name)[:LONGEST_NAME]))
        else:
            items.append(found)
    return WishTable(in_order(items), tuple(faults), sums)


def _item(row: WishTableRow) -> WishItem | WishFault:
    # What a formula comes to is not in the file for certain: it is named, and nothing is reckoned for anybody.
    if any(cell.startswith("=") for cell in (row.name, row.kind, row.unit, row.unit_cost, row.amount)):
        return WishFault.FORMULA
    kind = CLASS_WORDS.get(one_line(unicodedata.normalize("NFKC", row.kind)).casefold())
    if kind is None:
        return WishFault.BAD_CLASS
    fault = WishFault.BAD_NAME
    try:
        name = name_from(row.name)
        fault = WishFault.BAD_UNIT
        unit = unit_from(row.unit)
        fault = WishFault.BAD_COST
        unit_cost = cents_from(row.unit_cost)
        fault = WishFault.BAD_AMOUNT
        amount = amount_from(row.amount)
    except (NameNotUsable, UnitNotUsable, MoneyNotUsable, AmountNotUsable):
        return fault
    item = WishItem(name, kind, unit, unit_cost, amount)
    return item if 0 < item.cost <= MOST_MONEY else WishFault.TOO_DEAR


def check_item(item: WishItem) -> WishItem:
    """One that was written by hand: what it comes to is no slip of the finger."""
    if not 0 < item.cost <= MOST_MONEY:
        raise AmountNotUsable(said="")
    return item
