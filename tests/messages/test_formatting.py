"""Times as people say them, areas, shares never rounded up, bars that are full only when everything is there."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages import formatting as f
from messages.rendering import plain_text

CLOSE = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)  # 18:00 in Shanghai, a Sunday


def test_times_are_said_in_the_zone_of_the_neighbourhood() -> None:
    assert f.when(CLOSE, "zh") == "3月1日（周日）18:00"
    assert f.when(CLOSE, "en") == "Sunday 1 March 18:00"
    assert f.clock(datetime(2026, 3, 1, 1, 5, tzinfo=UTC)) == "9:05"


def test_a_span_over_midnight_names_its_days() -> None:
    assert f.span(CLOSE, CLOSE + timedelta(minutes=29), "zh") == "18:00–18:29"
    assert f.span(CLOSE, CLOSE + timedelta(days=1), "zh") == "3月1日（周日）18:00 – 3月2日（周一）18:00"


@pytest.mark.parametrize(
    ("before", "zh", "en"),
    [
        (timedelta(hours=23, minutes=59), "1 天", "1 day"),
        (timedelta(hours=23), "23 小时", "23 hours"),
        (timedelta(hours=5, minutes=1), "6 小时", "6 hours"),
        (timedelta(hours=1), "1 小时", "1 hour"),
        (timedelta(minutes=59, seconds=30), "1 小时", "1 hour"),
        (timedelta(minutes=5), "5 分钟", "5 minutes"),
        (timedelta(minutes=4, seconds=10), "5 分钟", "5 minutes"),
        (timedelta(seconds=20), "1 分钟", "1 minute"),
        (timedelta(0), "1 分钟", "1 minute"),
    ],
)
def test_less_than_how_long_is_left_stays_true_until_the_close(before: timedelta, zh: str, en: str) -> None:
    assert f.within(CLOSE, CLOSE - before, "zh").replace("\u00a0", " ").replace("\u2060", "") == zh
    assert f.within(CLOSE, CLOSE - before, "en").replace("\u00a0", " ") == en


@pytest.mark.parametrize(
    ("before", "zh", "en"),
    [
        (timedelta(days=8, hours=7), "8\u00a0天", "8\u00a0days"),
        (timedelta(days=2, hours=7), "2\u00a0天多", "more than 2\u00a0days"),
        (timedelta(days=2, hours=5, minutes=59), "2\u00a0天", "2\u00a0days"),
        (timedelta(days=1, hours=20), "1\u00a0天多", "more than 1\u00a0day"),
        (timedelta(days=1), "1\u00a0天", "1\u00a0day"),
        (timedelta(hours=23, minutes=59), "23\u00a0小时", "23\u00a0hours"),
        (timedelta(minutes=59), "59\u00a0分钟", "59\u00a0minutes"),
        (timedelta(seconds=20), "1\u00a0分钟", "1\u00a0minute"),
    ],
)
def test_how_long_is_left(before: timedelta, zh: str, en: str) -> None:
    assert f.left(CLOSE, CLOSE - before, "zh") == zh
    assert f.left(CLOSE, CLOSE - before, "en") == en


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(days=2, hours=7), "more than 2 days left"),
        (timedelta(days=2), "in 2 days"),
        (timedelta(days=1, hours=20), "more than 1 day left"),
        (timedelta(hours=5, minutes=30), "in 5 hours"),
    ],
)
def test_when_it_closes_as_it_is_said_in_english(before: timedelta, said: str) -> None:
    """「Closes Sunday 1 March 18:00, in over 2 days」."""
    assert f.ahead(CLOSE, CLOSE - before).replace("\u00a0", " ") == said


def test_areas_keep_their_two_places_and_their_unit_on_the_line() -> None:
    assert f.area(190320) == "1,903.20\u00a0㎡"
    assert f.area(5) == "0.05\u00a0㎡"


@pytest.mark.rule("S2.shown")
def test_shares_are_truncated() -> None:
    assert f.share(2, 3) == "66.66%"
    assert f.share(27, 36) == "75.00%"
    assert f.share(0, 0) == "0.00%"


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_bar_has_five_cells_and_is_full_only_at_the_end(part: int, whole: int) -> None:
    part = min(part, whole)
    bar = f.bar(part, whole)
    assert len(bar) == f.CELLS
    assert ("□" not in bar) == (part == whole)


def test_homes_are_read_without_their_leading_zero() -> None:
    assert f.home("3栋", "2单元", "0301", "zh") == "3栋2单元301"
    assert f.home("3栋", "2单元", "0301", "en") == "Building 3, entrance 2, 301"
    assert f.home("商铺", "", "A-1", "en") == "商铺, A-1"


def test_homes_that_come_as_labels_are_read_in_both_languages() -> None:
    homes = ["5栋1单元101", "12栋0502", "商铺3"]
    assert f.labels(homes, "zh") == "5栋1单元101、12栋0502、商铺3"
    assert f.labels(homes, "en") == "Building 5, entrance 1, 101; Building 12, 0502; 商铺3"


@pytest.mark.parametrize(
    ("before", "days"),
    [
        (timedelta(days=6, hours=23, minutes=53), 7),
        (timedelta(days=6, hours=23, minutes=1), 7),
        (timedelta(days=6, hours=23), 6),
        (timedelta(days=1, hours=23, minutes=30), 2),
        (timedelta(days=1, hours=1), 1),
    ],
)
def test_a_week_less_minutes_is_said_as_a_week(before: timedelta, days: int) -> None:
    """Never an hour more than is true; 「2 天」 is no promise of the minute."""
    assert f.left(CLOSE, CLOSE - before, "zh").replace("\u00a0", " ").removesuffix("多") == f"{days} 天"
    assert timedelta(days=days) - before < timedelta(hours=1)


def test_the_last_day_is_told_in_hours_that_are_there() -> None:
    assert f.left(CLOSE, CLOSE - timedelta(hours=23, minutes=59), "en").replace("\u00a0", " ") == "23 hours"


def test_dialogs_and_terminals_get_plain_text() -> None:
    assert plain_text("<b>a &lt; b</b> &amp; c") == "a < b & c"


def test_a_number_is_not_parted_from_its_building_in_a_heading() -> None:
    assert f.joined("3栋2单元") == "3\u2060栋2\u2060单元"
    assert f.joined("3月1日（周日）18:00") == "3\u2060月1\u2060日（周日）18:00"
    assert f.joined("东区") == "东区"
    assert f.whole("截止") == "截\u2060止"


def test_another_year_is_said() -> None:
    """One mistyped year makes a vote of a year: the preview must show it."""
    as_of, next_year = datetime(2026, 2, 27, 10, 0, tzinfo=UTC), datetime(2027, 2, 27, 10, 0, tzinfo=UTC)
    assert f.when(as_of, "zh", as_of) == "2月27日（周五）18:00"
    assert f.when(next_year, "zh", as_of) == "2027年2月27日（周六）18:00"
    assert f.when(next_year, "en", as_of) == "Saturday 27 February 2027 18:00"
    assert f.when(datetime(2026, 12, 31, 16, 30, tzinfo=UTC), "zh", as_of) == "2027年1月1日（周五）0:30"
