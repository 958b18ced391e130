"""Words that others read, and that may not say which home or whose they are."""

import re
import unicodedata
from collections.abc import Iterable

from bot.rules.rosters.places import short_room
from bot.rules.rosters.writing import plain_text

_DIGIT = "零〇一二两三四五六七八九"
# 301, 1204, 三零一; not 三四十 and not 三百.
_ROOM = rf"(?:\d{{3,4}}(?!\d)|[{_DIGIT}]{{3,4}}(?![{_DIGIT}十百千万]))"
_BUILDING = rf"(?:\d|[A-Za-z]|[{_DIGIT}十甲乙丙丁])\s*(?:栋|幢|号楼|座|#)"
# What is counted or measured and no room: 1500米, 200户.
_MEASURED = "元块米平户人个份盏年度瓦升"
# A home, whoever's it is: 3栋2单元301, 三栋二单元三零一, 3栋 301, A座1204, 3#301, 2单元301, 3-2-0301, 3-301, 301室, 301王阿姨家.
_HOMES = re.compile(
    rf"{_BUILDING}\s*[^，。；\s]{{0,6}}?\s*{_ROOM}"
    rf"|单元\s*{_ROOM}"
    rf"|\d+\s*-\s*\d+\s*-\s*{_ROOM}"
    rf"|(?<![\d.-])\d{{1,2}}\s*-\s*\d{{3,4}}(?![\d.-]|\s*[{_MEASURED}])"
    r"|(?<!\d)\d{3,4}\s*(?:室|号房|房)"
    rf"|(?<![\d.-])\d{{3,4}}\s*(?![{_MEASURED}])[\u4e00-\u9fff]{{0,3}}?家"
)
# It may be a room as well as a number of anything.
_PERHAPS_ROOM = re.compile(r"(?<![\d.])\d{3,4}(?!\d)")

# A mobile number (eleven digits, 13 to 19 and nine more, with or without 86) or an ID number (six digits, a year, seven more and a digit
# or X), also as people write them: 138 0013 8000, 138.0013.8000. 「1 2 3 4 5 6 7 8 9 10」 are floors, 202611301234567890 an order.
_APART = r"[\s-]*"
_PAUSE = r"(?:\s*[-.·—–]\s*|\s+)"
_NUMBER = re.compile(
    r"(?<!\d)(?:(?:(?:00)?86)?1[3-9]\d{9}|\d{6}(?:19|20)\d{9}[\dX])(?!\d)"
    r"|(?<!\d)(?<!\d[\s-])"
    rf"(?:(?:(?:00)?86{_APART})?1{_APART}[3-9](?:{_APART}\d){{9}}|(?:\d{_APART}){{6}}(?:19|20)(?:{_APART}\d){{9}}{_APART}[\dX])"
    rf"(?!{_APART}\d)"
    rf"|(?<!\d)1[3-9]\d{_PAUSE}\d{{4}}{_PAUSE}\d{{4}}(?!\d)",
    re.IGNORECASE,
)


def one_line(typed: str) -> str:
    """As it was written, with its own punctuation, without what nobody sees (threat 15)."""
    spaced = (" " if sign.isspace() else sign for sign in unicodedata.normalize("NFC", typed))
    return " ".join("".join(sign for sign in spaced if not unicodedata.category(sign).startswith("C")).split())


def home_said(words: str) -> str:
    """What in these words names a home, whoever's it is; empty where nothing does. Digits of full width say it as well."""
    found = _HOMES.search(plain_text(words, len(words)))
    return found.group() if found else ""


def number_said(words: str) -> str:
    """The phone or ID number in these words, as it is written; empty where there is none."""
    found = _NUMBER.search(unicodedata.normalize("NFKC", words))
    return found.group() if found else ""


def somebody_said(words: str) -> str:
    """What in these words says whose they are or whom they mean: a home, a phone, an ID."""
    return home_said(words) or number_said(words)


def may_name_home(words: str) -> bool:
    """Whether somebody should look before others read it: 「301漏水」 names a home, 「换 1500 米水管」 none."""
    return _PERHAPS_ROOM.search(plain_text(words, len(words))) is not None or bool(home_said(words))


def said_of_own(words: str, room: str, names: Iterable[str]) -> str:
    """What in these words is this very room, or one of these names; empty where nothing is."""
    short, words = short_room(room), plain_text(words, len(words))
    number = re.search(rf"(?<!\d)0*{re.escape(short)}(?!\d)", words) if short.isdigit() and len(short) > 2 else None
    if number:
        return number.group()
    return next((one for one in names if len(one) > 1 and one in words), "")
