"""Words that others read, and that may not say which home or whose they are."""

import re
import unicodedata
from collections.abc import Iterable

from bot.rules.rosters.places import short_room
from bot.rules.rosters.writing import plain_text

_ROOM = r"\d{3,4}(?!\d)"
# 3栋2单元301, 3-2-0301, 3栋301, 2单元301, 301室: a home, whoever's it is.
_HOMES = re.compile(
    rf"\d\s*(?:栋|幢|号楼|座)[^，。；\s]{{0,6}}?{_ROOM}|单元\s*{_ROOM}|\d+\s*-\s*\d+\s*-\s*{_ROOM}|(?<!\d)\d{{3,4}}\s*(?:室|号房|房)"
)


def one_line(typed: str) -> str:
    """As it was written, with its own punctuation, without what nobody sees (threat 15)."""
    spaced = (" " if sign.isspace() else sign for sign in unicodedata.normalize("NFC", typed))
    return " ".join("".join(sign for sign in spaced if not unicodedata.category(sign).startswith("C")).split())


def home_said(words: str) -> str:
    """What in these words names a home, whoever's it is; empty where nothing does. Digits of full width say it as well."""
    found = _HOMES.search(plain_text(words, len(words)))
    return found.group() if found else ""


def said_of_own(words: str, room: str, names: Iterable[str]) -> str:
    """What in these words is this very room, or one of these names; empty where nothing is."""
    short, words = short_room(room), plain_text(words, len(words))
    number = re.search(rf"(?<!\d)0*{re.escape(short)}(?!\d)", words) if short.isdigit() and len(short) > 2 else None
    if number:
        return number.group()
    return next((one for one in names if len(one) > 1 and one in words), "")
