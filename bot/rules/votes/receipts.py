"""Receipt codes: four characters that are read aloud, never typed, and unique within their vote."""

import hashlib
from enum import Enum
from functools import lru_cache

# Digits and capitals that cannot be taken for one another (no 0 O 1 I L); 31 is prime, so that any factor but it scrambles.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
# 31⁴ = 923,521 receipts of one vote before a fifth character is needed.
LENGTH = 4
# Spreads consecutive numbers over the whole range; no multiple of 31, so that no two numbers share a code.
FACTOR = 364_979
# Votes of which taps come at the same time: where their codes start is reckoned once.
OPEN_AT_ONCE = 64


class Old(Enum):
    """Why a private message that was pressed is shown anew: thousands are edited some at a time."""

    RECEIPT = "receipt"
    """It names the time from before an extension."""
    QUESTION = "question"
    """The same of a message that asks for a choice."""
    UNKNOWN = "unknown"
    """A receipt whose answer was lost; another one holds."""


@lru_cache(OPEN_AT_ONCE)
def _shift(vote_id: str) -> int:
    return int.from_bytes(hashlib.sha256(vote_id.encode()).digest()[:6])


def receipt_code(vote_id: str, number: int) -> str:
    """The code of the `number`-th receipt of a vote (from 0); another vote starts elsewhere."""
    length = LENGTH
    while number >= (room := len(ALPHABET) ** length):
        number -= room
        length += 1
    scrambled = (number * FACTOR + _shift(vote_id)) % room
    letters = []
    for _ in range(length):
        scrambled, digit = divmod(scrambled, len(ALPHABET))
        letters.append(ALPHABET[digit])
    return "".join(letters)
