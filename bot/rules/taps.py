"""A button that takes back what it gave: the second half of a double tap is not meant so."""

from datetime import datetime, timedelta

# Old hands tap twice, as on a computer (ease.md, section 2): longer than a double click, shorter than reading the answer.
DOUBLE_TAP = timedelta(seconds=2)


def is_double(first: datetime, received_at: datetime) -> bool:
    """Whether a tap comes so soon after the one before, at `first`, that it is the same one."""
    return received_at - first < DOUBLE_TAP
