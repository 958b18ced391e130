"""Closing times as people type them, and as buttons offer them. It is Friday 27 February 2026, 10:32, in Shanghai."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.ports import Language
from bot.rules.votes.closing_times import LONGEST, check_closing, closing_from, is_short, later_closings, offered_closings
from bot.rules.votes.violations import ClosingNotUnderstood, ClosingTooFar, ClosingTooSoon
from messages import formatting
from messages import votes as texts
from messages.formatting import day, left, when

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 2, 27, 10, 32, 15, tzinfo=SHANGHAI)
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@pytest.fixture(scope="module", autouse=True)
def first_uses_are_over() -> None:
    """Templates and patterns are made when they are first used, which takes a hundred times as long as any later use: on a busy machine
    the first example of a property test was late for Hypothesis."""
    for language in LANGUAGES:
        for offered in offered_closings(NOW):
            assert closing_from(texts.offered_closing(language, offer=offered), NOW) == offered.at


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("今天下午6点整", "02-27 18:00"),
        ("3月2日18点整", "03-02 18:00"),
        ("半夜12点", "02-28 00:00"),
        ("明天半夜十二点", "03-01 00:00"),
        ("明天半夜1点", "02-28 01:00"),
        ("今天深夜11点", "02-27 23:00"),
        ("一个半小时后", "02-27 12:03"),
        ("两个半小时", "02-27 13:03"),
        ("本月28日", "02-28 18:00"),
        ("这个月28号晚上8点", "02-28 20:00"),
        ("28 of this month", "02-28 18:00"),
        ("一个月后", "03-27 18:00"),
        ("一个月", "03-27 18:00"),
        ("10个月后", "12-27 18:00"),
        ("半个月", "03-14 18:00"),
        ("半个月后晚上8点", "03-14 20:00"),
        ("in a month", "03-27 18:00"),
        ("2026-03-01T18:00", "03-01 18:00"),
        ("2026-03-01T18:00:00", "03-01 18:00"),
        ("明天18:00", "02-28 18:00"),
        ("明天18点", "02-28 18:00"),
        ("明晚8点", "02-28 20:00"),
        ("后天下午6点半", "03-01 18:30"),
        ("大后天", "03-02 18:00"),
        ("周日18：00", "03-01 18:00"),
        ("周日", "03-01 18:00"),
        ("星期天晚上八点", "03-01 20:00"),
        ("礼拜天中午", "03-01 12:00"),
        ("下周三 9点", "03-04 09:00"),
        ("下下周一", "03-09 18:00"),
        ("周五", "02-27 18:00"),
        ("周五9点", "03-06 09:00"),
        ("18:00", "02-27 18:00"),
        ("１８：００", "02-27 18:00"),
        ("9:00", "02-28 09:00"),
        ("8点半", "02-28 08:30"),
        ("明天早上九点一刻", "02-28 09:15"),
        ("周日晚上12点", "03-02 00:00"),
        ("24:00", "02-28 00:00"),
        ("3天后", "03-02 18:00"),
        ("三天以后18点", "03-02 18:00"),
        ("2小时后", "02-27 12:33"),
        ("半小时后", "02-27 11:03"),
        ("10分钟后", "02-27 10:43"),
        ("一周后", "03-06 18:00"),
        ("两个星期后", "03-13 18:00"),
        ("三月一号晚上八点", "03-01 20:00"),
        ("3月1日18:00", "03-01 18:00"),
        ("3月1日（周日）18:00截止", "03-01 18:00"),
        ("3-1 18:00", "03-01 18:00"),
        ("3/1", "03-01 18:00"),
        ("3.1 18:00", "03-01 18:00"),
        ("2026-03-01 18:00", "03-01 18:00"),
        ("2026年3月1日18时30分", "03-01 18:30"),
        ("十二月三十一日", "12-31 18:00"),
        ("15号", "03-15 18:00"),
        ("今晚8点", "02-27 20:00"),
        ("tomorrow 18:00", "02-28 18:00"),
        ("Sunday 6pm", "03-01 18:00"),
        ("1 March 18:00", "03-01 18:00"),
        ("March 1 at 6:30 pm", "03-01 18:30"),
        ("in 3 days", "03-02 18:00"),
        ("in 2 hours", "02-27 12:33"),
        ("tonight", "02-27 20:00"),
        ("3月1日周日18点", "03-01 18:00"),
        ("三月一号星期天晚上八点", "03-01 20:00"),
        ("周四十八点", "03-05 18:00"),
        ("下个月1号", "03-01 18:00"),
        ("下个月十五号晚上8点", "03-15 20:00"),
        ("下下个月3号", "04-03 18:00"),
        ("今年3月1日0点", "03-01 00:00"),
        ("今晚12点", "02-28 00:00"),
        ("今晚0点", "02-28 00:00"),
        ("明天凌晨1点", "02-28 01:00"),
        ("3天", "03-02 18:00"),
        ("三天", "03-02 18:00"),
        ("2个小时", "02-27 12:33"),
        ("1周", "03-06 18:00"),
        ("还有 3 天", "03-02 18:00"),
        ("midnight", "02-28 00:00"),
        ("tomorrow midnight", "03-01 00:00"),
        ("noon", "02-27 12:00"),
        ("3 days", "03-02 18:00"),
        ("three days", "03-02 18:00"),
        ("in a week", "03-06 18:00"),
        ("in an hour", "02-27 11:33"),
        ("half an hour", "02-27 11:03"),
        ("tomorrow evening", "02-28 20:00"),
        ("tomorrow morning", "02-28 09:00"),
        ("this evening", "02-27 20:00"),
        ("tomorrow at 8 in the evening", "02-28 20:00"),
        ("tonight at 8", "02-27 20:00"),
        ("the day after tomorrow", "03-01 18:00"),
        ("Friday 3pm", "02-27 15:00"),
        ("this Friday 3pm", "02-27 15:00"),
        ("next Friday 3pm", "03-06 15:00"),
        ("Friday next week 3pm", "03-06 15:00"),
        ("next Monday", "03-02 18:00"),
        ("Sunday, 1 March 18:00", "03-01 18:00"),
        ("the 15th of March", "03-15 18:00"),
        ("on the 3rd of next month", "03-03 18:00"),
    ],
)
def test_typed(typed: str, expected: str) -> None:
    assert closing_from(typed, NOW) == datetime.strptime(f"2026-{expected}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("typed", "expected"), [("下周五下午三点", "12-04 15:00"), ("next Friday 3pm", "12-04 15:00"), ("Friday 3pm", "11-27 15:00")]
)
def test_next_friday_is_next_weeks_in_both_languages(typed: str, expected: str) -> None:
    wednesday = datetime(2026, 11, 25, 10, 0, tzinfo=SHANGHAI)
    assert closing_from(typed, wednesday) == datetime.strptime(f"2026-{expected}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def test_a_day_that_has_passed_is_next_year() -> None:
    assert closing_from("1月5日18:00", NOW).year == 2027


@pytest.mark.parametrize(
    "typed", ["明年1月1日0点", "明年的1月1号 0:00", "1 January next year midnight", "今晚12点", "24:00", "下个月1号0点"]
)
def test_new_years_eve(typed: str) -> None:
    midnight = datetime(2027, 1, 2 if "midnight" in typed else 1, tzinfo=SHANGHAI)
    assert closing_from(typed, datetime(2026, 12, 31, 23, 50, tzinfo=SHANGHAI)) == midnight


@pytest.mark.parametrize(
    ("typed", "days"),
    [("晚1天", 1), ("晚三天", 3), ("晚1周", 7), ("延3天", 3), ("A day later", 1), ("3 days later", 3), ("a week later", 7)],
)
def test_later_is_later_than_the_close_that_is_extended(typed: str, days: int) -> None:
    former = datetime(2026, 3, 5, 20, 15, tzinfo=SHANGHAI)
    assert closing_from(typed, NOW, former.astimezone(UTC)) == former + timedelta(days=days)
    assert closing_from("3月8日18:00", NOW, former.astimezone(UTC)) == datetime(2026, 3, 8, 18, 0, tzinfo=SHANGHAI)


MINUTES = st.integers(min_value=3, max_value=364 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
NOWS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 31)).map(lambda one: one.replace(tzinfo=SHANGHAI))


@given(NOWS, MINUTES, st.sampled_from(["zh", "en"]), st.booleans())
def test_each_time_the_assistant_writes_it_understands(now: datetime, ahead: timedelta, language: Language, with_as_of: bool) -> None:
    at = (now + ahead).replace(second=0, microsecond=0)
    written = when(at, language, now if with_as_of else None)
    read = closing_from(written, now)
    assert read == at
    assert closing_from(written.replace("（", "").replace("）", " "), now) == at
    assert closing_from(f"{written} 截\u2060止" if language == "zh" else f"closes {written}", now) == at


@given(NOWS, MINUTES, st.sampled_from(["zh", "en"]))
def test_each_day_the_assistant_writes_it_understands(now: datetime, ahead: timedelta, language: Language) -> None:
    at = now + ahead
    assert closing_from(day(at, language, now), now) == at.replace(hour=18, minute=0, second=0, microsecond=0)


@given(NOWS, st.sampled_from(["zh", "en"]))
def test_each_closing_on_a_button_can_be_typed(now: datetime, language: Language) -> None:
    for offered in offered_closings(now):
        assert closing_from(texts.offered_closing(language, offer=offered), now) == offered.at
    former = (now + timedelta(days=2)).replace(second=0, microsecond=0)
    for offered in later_closings(former, now):
        assert closing_from(texts.offered_closing(language, offer=offered), now, former) == offered.at


@given(NOWS, st.integers(min_value=2, max_value=60 * 24 * 30), st.sampled_from(["zh", "en"]))
def test_how_long_is_left_can_be_typed(now: datetime, minutes: int, language: Language) -> None:
    closes_at = now + timedelta(minutes=minutes)
    for said in (left(closes_at, now, language), formatting.ahead(closes_at, now)):
        assert now < closing_from(said, now) <= closes_at + timedelta(days=1)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "你好",
        "明天25点",
        "2月30日",
        "13月1日",
        "明天18点不见不散",
        "12345",
        "3月1日 18:61",
        "3月1日周一18点",
        "Monday 1 March",
        "晚1天",
        "下下个月31号",
    ],
)
def test_what_makes_no_sense_is_said(typed: str) -> None:
    with pytest.raises(ClosingNotUnderstood):
        closing_from(typed, NOW)


@given(st.text(alphabet="0123456789:：点月日号周天后半十一二三上下午晚明今大 -/.年分钟小时ampmMarch", max_size=20))
def test_anything_is_a_time_or_a_refusal(typed: str) -> None:
    try:
        closing_from(typed, NOW)
    except (ClosingNotUnderstood, ClosingTooFar, ClosingTooSoon):
        pass


@pytest.mark.parametrize("seconds", [0, 11, 59.5])
def test_the_earliest_time_that_a_refusal_names_is_taken_as_it_is_read(seconds: float) -> None:
    now = NOW + timedelta(seconds=seconds)
    with pytest.raises(ClosingTooSoon) as refused:
        check_closing(now, closing_from("1分钟后", now))
    typed = f"今天{refused.value.earliest.astimezone(NOW.tzinfo):%H:%M}"
    check_closing(now, closing_from(typed, now))


def test_two_minutes_to_a_year() -> None:
    check_closing(NOW, NOW + timedelta(minutes=2))
    with pytest.raises(ClosingTooSoon):
        check_closing(NOW, NOW + timedelta(seconds=119))
    for typed in ("昨天18点", "前天晚上", "昨晚8点", "yesterday 6pm"):
        with pytest.raises(ClosingTooSoon) as refused:
            check_closing(NOW, closing_from(typed, NOW))
        assert refused.value.is_past
    with pytest.raises(ClosingTooFar):
        check_closing(NOW, NOW + timedelta(days=400))
    with pytest.raises(ClosingTooFar) as far:
        check_closing(NOW, closing_from("2099年1月1日", NOW))
    # The day that the refusal names is taken, whatever the hour.
    for hour in ("0点10分", "18点", "23点59分"):
        check_closing(NOW, closing_from(f"{far.value.latest.astimezone(NOW.tzinfo):%Y-%m-%d} {hour}", NOW))
    assert is_short(NOW, NOW + timedelta(hours=23, minutes=59))
    assert not is_short(NOW, NOW + timedelta(hours=24))


@pytest.mark.parametrize("day", range(7))
def test_each_offer_is_a_moment_of_its_own(day: int) -> None:
    offers = offered_closings(NOW + timedelta(days=day))
    moments = [one.at for one in offers]
    assert len(set(moments)) == len(moments) >= 3
    assert moments == sorted(moments)
    assert all(moment.hour == 18 and moment > NOW + timedelta(days=day) for moment in moments)


@pytest.mark.parametrize("closes_in", [timedelta(hours=3), timedelta(days=7), timedelta(days=60)])
def test_an_extension_is_offered_from_the_closing_time_on(closes_in: timedelta) -> None:
    closes_at = NOW + closes_in
    assert [one.at - closes_at for one in later_closings(closes_at, NOW)] == [timedelta(days=1), timedelta(days=3), timedelta(days=7)]


def test_no_extension_is_offered_beyond_what_may_be_chosen() -> None:
    assert later_closings(NOW + LONGEST - timedelta(days=2), NOW)[-1].at <= NOW + LONGEST
    assert later_closings(NOW + LONGEST, NOW) == ()
