"""Areas as people write them, to whole numbers in 0.01 m²."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple

from bot.rules.rosters.writing import tight_text

# No exclusive part of a housing compound is larger than ten hectares; a longer number is something else.
LARGEST_AREA_CM2M = 100_000_00
# Binary fractions (89.35 stored as 89.35000000000001) are noise below this many places.
_NOISE_PLACES = 6
_HUNDREDTH = Decimal("0.01")
# `89.35`, `1,234.5`, `.5`, `89。35` (the full stop of a Chinese keyboard), then a unit or none.
_AREA = re.compile(r"^(?P<whole>\d{1,3}(?:,\d{3})+|\d{0,9})(?:[.。](?P<part>\d{1,20}))?(?:M2|平方米|平米|平方|平|SQM|SQ\.?M\.?)?[。.]?$")
# What is wrong with a typed area, tried in this order on the tight text; the number may stand among other words.
_COMMA = re.compile(r"^\d+,\d{1,2}(?!\d)")
_NUMBER = re.compile(r"^\d[\d,]*(?:[.。]\d+)?")
_CHINESE = re.compile(r"^[〇零一二三四五六七八九十百千万两点]+(?:M2|平方米|平米|平方|平)?$")
_NO_AREA = frozenset({"", "-", "--", "/", "\\", "无", "空", "NONE", "N/A", "NULL"})


class AreaFault(StrEnum):
    """Why something that was typed is no area."""

    TOO_LARGE = "too_large"
    ZERO = "zero"
    NEGATIVE = "negative"
    CHINESE = "chinese"
    UNIT = "unit"
    COMMA = "comma"
    UNKNOWN = "unknown"


class Area(NamedTuple):
    """`rounded` when the roster had more than two decimals: half up, as people round (四舍五入)."""

    cm2m: int
    rounded: bool


def says_no_area(cell: str | float | None) -> bool:
    """Whether the cell is empty, or says so by a dash."""
    return cell is None or tight_text(cell) in _NO_AREA


def read_area(cell: str | float) -> Area | None:
    """Nothing for what is no area: words, a range, zero, a minus, more than any home has."""
    match = _AREA.match(tight_text(cell if isinstance(cell, str) else f"{cell:.{_NOISE_PLACES}f}"))
    if not match or not (match["whole"] or match["part"]):
        return None
    exact = Decimal(f"{match['whole'].replace(',', '') or '0'}.{match['part'] or '0'}")
    area = exact.quantize(_HUNDREDTH, ROUND_HALF_UP)
    cm2m = int(area * 100)
    return Area(cm2m, rounded=area != exact) if 0 < cm2m <= LARGEST_AREA_CM2M else None


def parse_area(text: str) -> int | None:
    """An area that somebody typed, in 0.01 m²; nothing when it is none."""
    area = read_area(text)
    return area.cm2m if area else None


def area_fault(words: Sequence[str]) -> AreaFault:
    """Of typed words that hold no area: the last one is looked at, then the last two, since a unit may stand apart."""
    found = (_fault(tight_text(" ".join(words[-count:]))) for count in (1, 2))
    return next((one for one in found if one is not AreaFault.UNKNOWN), AreaFault.UNKNOWN)


def _fault(tight: str) -> AreaFault:
    if tight.startswith(("-", "负")):
        return AreaFault.NEGATIVE
    if _CHINESE.match(tight):
        return AreaFault.CHINESE
    number = _NUMBER.match(tight)
    if number is None:
        return AreaFault.UNKNOWN
    if _COMMA.match(tight):
        return AreaFault.COMMA
    if parse_area(number[0]) is not None:
        return AreaFault.UNIT if number[0] != tight else AreaFault.UNKNOWN
    exact = Decimal(number[0].replace(",", "").replace("。", "."))
    return AreaFault.ZERO if exact < 1 else AreaFault.TOO_LARGE
