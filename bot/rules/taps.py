"""A button that takes back what it gave, or that stands where another one stood: the second half of a double tap is not meant so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# Old hands tap twice, as on a computer (ease.md, section 2): longer than a double click, shorter than reading the answer.
DOUBLE_TAP = timedelta(seconds=2)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Undone:
    """A tap that took back option `number`."""

    number: int
    at: datetime


def is_double(first: datetime, received_at: datetime) -> bool:
    """Whether a tap comes so soon after the one before, at `first`, that it is the same one."""
    return received_at - first < DOUBLE_TAP


def is_unread(shown_at: int, received_at: datetime) -> bool:
    """Whether a tap comes too soon after its screen took the place of another (`shown_at`, in milliseconds since 1970) to be meant for it:
    the second half of the double tap on what stood there before."""
    return timedelta() <= received_at - _EPOCH - timedelta(milliseconds=shown_at) < DOUBLE_TAP


def is_second_half(chosen: Sequence[int], number: int, given_at: datetime, received_at: datetime) -> bool:
    """Whether a tap on `number` only repeats the one that chose it: the last of `chosen`, which stand in the order of the taps."""
    return bool(chosen) and chosen[-1] == number and is_double(given_at, received_at)


def is_second_undoing(undone: Undone | None, number: int, received_at: datetime) -> bool:
    """Whether a tap on `number` only repeats the one that took it back."""
    return undone is not None and undone.number == number and is_double(undone.at, received_at)
