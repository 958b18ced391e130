"""Backoff, quiet hours, flood."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.flood import MESSAGES_PER_MINUTE, PRESSES_PER_MINUTE, Flood, Pace
from bot.rules.letters import LONGEST_BACKOFF, after_quiet_hours, backoff, may_wait_until_morning
from tests.fake_clock import START

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_backoff_doubles_from_five_seconds_to_five_minutes() -> None:
    assert [backoff(tries).total_seconds() for tries in range(1, 9)] == [5, 10, 20, 40, 80, 160, 300, 300]
    assert backoff(500) == LONGEST_BACKOFF


@pytest.mark.parametrize(
    ("hour", "minute", "then"),
    [(20, 59, "27 20:59"), (21, 0, "28 08:00"), (23, 30, "28 08:00"), (0, 0, "27 08:00"), (7, 59, "27 08:00"), (8, 0, "27 08:00")],
)
def test_the_night_waits_until_eight(hour: int, minute: int, then: str) -> None:
    moment = datetime(2026, 2, 27, hour, minute, tzinfo=SHANGHAI)
    assert f"{after_quiet_hours(moment):%d %H:%M}" == then


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
def test_never_by_night_never_back_never_more_than_a_night_later(naive: datetime) -> None:
    moment = naive.replace(tzinfo=SHANGHAI)
    then = after_quiet_hours(moment)
    assert 8 <= then.hour < 21
    assert timedelta(0) <= then - moment <= timedelta(hours=11)


@pytest.mark.parametrize(
    ("written", "over", "waits"),
    [
        ("27 22:00", "28 07:59", False),
        ("27 22:00", "28 08:00", False),
        ("27 22:00", "28 08:01", True),
        ("28 03:00", "28 07:00", False),
        ("28 03:00", "28 09:00", True),
        ("27 20:59", "28 07:00", False),
        ("27 20:59", "28 09:00", True),
        ("27 10:32", "27 18:00", False),
    ],
)
def test_what_is_over_by_the_end_of_the_night_does_not_wait_for_it(written: str, over: str, *, waits: bool) -> None:
    """What is written a minute before the night leaves in it, perhaps."""
    moments = [datetime.strptime(f"2026-02-{one}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI) for one in (written, over)]
    assert may_wait_until_morning(*moments) is waits


def test_one_warning_then_silence_until_the_minute_is_over() -> None:
    flood = Flood()
    paces = [flood.message(1, START) for _ in range(MESSAGES_PER_MINUTE + 3)]
    assert paces == [Pace.FINE] * MESSAGES_PER_MINUTE + [Pace.WARN, Pace.TOO_FAST, Pace.TOO_FAST]
    assert flood.message(2, START) is Pace.FINE
    assert flood.message(1, START + timedelta(seconds=61)) is Pace.FINE


def test_presses_are_counted_apart_from_messages() -> None:
    flood = Flood()
    for _ in range(MESSAGES_PER_MINUTE + 1):
        flood.message(1, START)
    assert [flood.press(1, START) for _ in range(PRESSES_PER_MINUTE)] == [Pace.FINE] * PRESSES_PER_MINUTE


def test_people_who_fell_silent_are_forgotten() -> None:
    flood = Flood()
    flood.message(1, START)
    flood.press(1, START)
    flood.forget_old(START + timedelta(seconds=61))
    assert not flood._messages
    assert not flood._presses
