"""A button that takes back what it gave: the second half of a double tap is not meant so."""

from collections.abc import Sequence
from datetime import datetime, timedelta

# Old hands tap twice, as on a computer (ease.md, section 2): longer than a double click, shorter than reading the answer.
DOUBLE_TAP = timedelta(seconds=2)


def is_double(first: datetime, received_at: datetime) -> bool:
    """Whether a tap comes so soon after the one before, at `first`, that it is the same one."""
    return received_at - first < DOUBLE_TAP


def is_second_half(chosen: Sequence[int], number: int, given_at: datetime, received_at: datetime) -> bool:
    """Whether a tap on `number` only repeats the one that chose it: the last of `chosen`, which stand in the order of the taps."""
    return bool(chosen) and chosen[-1] == number and is_double(given_at, received_at)
