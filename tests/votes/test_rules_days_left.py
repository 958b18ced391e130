"""How many days are left: what is said is true until it is said anew."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.votes.days_left import DAY, FAR, MINUTE, MUCH_MORE, NEARLY, days_left, words_change_at

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (3 * DAY, (3, False)),
        (3 * DAY - HOUR + MINUTE, (3, False)),
        (3 * DAY - HOUR, (2, True)),
        (2 * DAY + MUCH_MORE, (2, True)),
        (2 * DAY + MUCH_MORE - MINUTE, (2, False)),
        (DAY, (1, False)),
        (DAY - MINUTE, (0, False)),
        (FAR * DAY + 20 * HOUR, (FAR, False)),
    ],
)
def test_what_is_said(left: timedelta, said: tuple[int, bool]) -> None:
    assert days_left(left) == said


@given(st.integers(1, 400 * 24 * 60))
def test_it_is_said_anew_in_the_very_minute_in_which_it_changes(minutes: int) -> None:
    left = minutes * MINUTE
    changes = words_change_at(left)
    if changes is None:
        assert days_left(left) == (0, False)
        return
    assert changes < left
    assert days_left(changes + MINUTE) == days_left(left)
    assert days_left(changes) != days_left(left)


@given(st.integers(24 * 60, 400 * 24 * 60))
def test_nobody_is_promised_much_more_than_there_is_nor_told_much_less(minutes: int) -> None:
    left = minutes * MINUTE
    days, is_more = days_left(left)
    assert days * DAY - NEARLY < left
    assert left < days * DAY + (MUCH_MORE if days < FAR and not is_more else DAY)
