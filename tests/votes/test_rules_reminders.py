"""When reminders come: half time and a day before, by day, never in a crowd, never in the last two hours."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.letters import QUIET_FROM_HOUR, QUIET_UNTIL_HOUR
from bot.rules.votes.reminders import TOO_NEAR_ANOTHER, TOO_NEAR_CLOSE, ReminderKind, reminders

SHANGHAI = ZoneInfo("Asia/Shanghai")
OPENED = datetime(2026, 2, 27, 10, 0, tzinfo=SHANGHAI)


def planned(hours: float, **more: object) -> list[tuple[str, str]]:
    found = reminders(OPENED, OPENED + timedelta(hours=hours), OPENED, **more)
    return [(one.kind.value, one.at.strftime("%d %H:%M")) for one in found]


def test_a_week_has_both() -> None:
    assert planned(7 * 24) == [("half", "03 08:00"), ("day", "05 10:00")]


def test_two_days_have_one() -> None:
    assert planned(48) == [("day", "28 10:00")]


def test_half_a_day_has_none_that_would_come_too_late() -> None:
    assert planned(3) == [], "half time would be 90 minutes before the close"
    assert planned(8) == [("half", "27 14:00")]


def test_one_within_six_hours_of_another_is_dropped() -> None:
    assert planned(58) == [("half", "28 15:00")], "the day before would be four hours on"
    assert planned(60) == [("half", "28 16:00"), ("day", "01 08:00")]


def test_night_moves_to_the_morning_or_is_dropped() -> None:
    closes_early = OPENED.replace(hour=9) + timedelta(days=1)
    assert reminders(OPENED, closes_early, OPENED) == (), "half time is at 21:30, and 08:00 is an hour before the close"


def test_after_an_extension_half_time_is_not_kept_twice() -> None:
    reminded = OPENED + timedelta(days=1)
    later = OPENED + timedelta(days=5)
    found = reminders(OPENED, later, reminded + timedelta(hours=1), reminded_at=reminded, half_done=True)
    assert [(one.kind, one.at) for one in found] == [(ReminderKind.DAY, later - timedelta(days=1))]


@given(minutes=st.integers(2, 60 * 24 * 60), at=st.integers(0, 24 * 60))
def test_always_by_day_apart_and_in_time(minutes: int, at: int) -> None:
    opened = OPENED.replace(hour=0) + timedelta(minutes=at)
    closes = opened + timedelta(minutes=minutes)
    found = reminders(opened, closes, opened)
    assert len(found) <= 2
    for one in found:
        assert opened < one.at <= closes - TOO_NEAR_CLOSE
        assert QUIET_UNTIL_HOUR <= one.at.hour < QUIET_FROM_HOUR
    assert all(second.at - first.at >= TOO_NEAR_ANOTHER for first, second in pairwise(found))


def test_what_waits_for_the_morning_is_still_to_come_in_that_night() -> None:
    closes = OPENED + timedelta(hours=28)
    morning = OPENED.replace(hour=7, minute=30) + timedelta(days=1)
    found = reminders(OPENED, closes, morning, reminded_at=OPENED + timedelta(hours=4))
    assert [(one.kind, one.at.hour) for one in found] == [(ReminderKind.HALF, 8)], "half time was at midnight"
    assert reminders(OPENED, closes, morning.replace(hour=8), half_done=True) == ()


def test_half_time_that_passed_unsaid_is_kept_at_the_half_of_what_is_left() -> None:
    """Linli was away then; where somebody was reminded, or the new half time is still to come, nothing is added."""
    closes, now = OPENED + timedelta(hours=72), OPENED + timedelta(hours=48)
    late = reminders(OPENED, closes, now)
    assert [(one.kind, one.at) for one in late] == [(ReminderKind.HALF, OPENED.replace(hour=8) + timedelta(days=3))]
    assert reminders(OPENED, closes, now, reminded_at=OPENED + timedelta(hours=24)) == ()
    assert reminders(OPENED, closes, now, half_done=True) == ()
    longer = reminders(OPENED, OPENED + timedelta(hours=120), now)
    assert [(one.kind, one.at) for one in longer] == [
        (ReminderKind.HALF, OPENED + timedelta(hours=70)),
        (ReminderKind.DAY, OPENED + timedelta(hours=96)),
    ]


def test_half_of_what_is_left_comes_too_late_in_the_last_hours() -> None:
    assert reminders(OPENED, OPENED + timedelta(hours=10), OPENED + timedelta(hours=7)) == ()
