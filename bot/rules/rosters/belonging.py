"""Whose roster a file is: the compound that its title names, and owners who are all strangers."""

import re
from collections.abc import Iterable, Sequence

from bot.rules.rosters.differences import RosterDifference
from bot.rules.rosters.writing import tight_text

# As compounds are called. Whatever stands before a community or a street belongs to their names.
_COMPOUND = re.compile(r"(?:.*(?:社区|街道|居委会|[:：\d年月日]))?(?P<name>[\u3400-\u9fff]{2,12}?(?:小区|花园|家园|嘉园|公寓|新村|苑))")
# Fewer homes than these change their owners by themselves.
FEWEST_STRANGERS = 3


def compound_in(titles: Iterable[str], name: str) -> str:
    """The other compound that the titles name; empty where they name this one, or none."""
    tight = [tight_text(title) for title in titles]
    own = tight_text(name)
    if any(own in title for title in tight):
        return ""
    found = next((match["name"] for title in tight if (match := _COMPOUND.search(title))), "")
    return "" if found and (found in own or own in found) else found


def strangers(difference: RosterDifference) -> int:
    """Homes of the compound whose owners in the file are all others; 0 unless that is so for most homes that both have."""
    both = [(one.before.owners, one.after.owners) for one in difference.changed]
    both += [(one.owners, one.owners) for one in difference.same]
    known: Sequence[tuple[tuple[str, ...], tuple[str, ...]]] = [(old, new) for old, new in both if old and new]
    others = sum(not set(old) & set(new) for old, new in known)
    return others if others >= FEWEST_STRANGERS and 2 * others > len(known) else 0
