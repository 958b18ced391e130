"""What people type becomes plain text: no invisible characters, one way of writing letters and digits."""

import re
import unicodedata
from functools import lru_cache

# Longer than any place name met in rosters; the rest of such a cell is not a name (threat 15: length caps).
LONGEST_PLACE = 24
# A company's full registered name fits; a person's does many times over (threat 15: length caps).
LONGEST_NAME = 60
# What a report shows of a cell that could not be understood.
LONGEST_QUOTE = 60
# Cc controls, Cf zero-width and direction marks, Cs halves of characters: none of them is ever part of a name (threat 15).
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣~～"), "-")
# Rosters copied from Hong Kong or Taiwan software, and full forms that simplified keyboards still offer.
_SIMPLIFIED = str.maketrans("棟樓號單", "栋楼号单")
_WHOLE_NUMBER = re.compile(r"^(-?\d+)\.0+$")


def plain_text(text: str, longest: int = LONGEST_QUOTE) -> str:
    """One line without invisible characters, in composed form, full-width letters as half-width, cut at `longest`."""
    composed = unicodedata.normalize("NFC", text)
    seen = composed if composed.isprintable() else without_unseen(composed)
    return " ".join(seen.translate(_FULL_WIDTH).split())[:longest].strip()


def said_text(text: str, longest: int) -> str:
    """As `plain_text`, in the signs in which somebody wrote it: a sentence keeps its 「，」."""
    composed = unicodedata.normalize("NFC", text)
    seen = composed if composed.isprintable() else without_unseen(composed)
    return " ".join(seen.split())[:longest].strip()


def without_unseen(text: str) -> str:
    """No controls, no zero-width signs; every kind of space is a plain one."""
    spaced = (" " if letter.isspace() else letter for letter in text)
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in _UNSEEN)


# A roster writes the same few buildings, entrances and kinds thousands of times.
@lru_cache(maxsize=8192, typed=True)
def tight_text(cell: str | float) -> str:
    """A cell as it is compared: no spaces, capital letters, one kind of dash, `3.0` as `3`."""
    text = str(cell) if isinstance(cell, str | int) else repr(cell)
    composed = plain_text(unicodedata.normalize("NFKC", text).translate(_DASHES).translate(_SIMPLIFIED), 200)
    # Taking spaces out can bring a letter and its accent together.
    tight = unicodedata.normalize("NFC", composed.replace(" ", "").upper())
    whole = _WHOLE_NUMBER.match(tight)
    return whole[1] if whole else tight
