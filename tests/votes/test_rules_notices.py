"""The day of notice as people type it, and from when on a vote may open (voting-rules.md, section 7)."""

from datetime import date, datetime, timedelta

import pytest

from bot.rules.votes import Matter
from bot.rules.votes.notices import check_notice, check_notice_day, notice_day_from, offered_notices
from bot.rules.votes.violations import NoticeDayNotUsable, NoticeTooShort
from tests.profiles import CITY_PROFILE, national
from tests.votes.houses import SHANGHAI

TODAY = date(2026, 2, 27)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2月10日", date(2026, 2, 10)),
        ("2 月 10 号", date(2026, 2, 10)),
        ("２月１０日", date(2026, 2, 10)),
        ("2026-02-10", date(2026, 2, 10)),
        ("2/10", date(2026, 2, 10)),
        ("2.10", date(2026, 2, 10)),
        ("2025年12月1日", date(2025, 12, 1)),
        ("12月1日", date(2025, 12, 1)),
        ("今天", TODAY),
        ("昨天", date(2026, 2, 26)),
        ("10 February", date(2026, 2, 10)),
        ("Feb 10, 2026", date(2026, 2, 10)),
        ("yesterday", date(2026, 2, 26)),
    ],
)
def test_a_day_as_people_write_it(typed: str, day: date) -> None:
    assert notice_day_from(typed, TODAY) == day


@pytest.mark.parametrize("typed", ["明天", "2026-02-28", "2月30日", "13月1日", "2024-01-01", "上周", "", "3月1日18:00", "10 Foo"])
def test_what_is_no_day_or_still_to_come_is_refused(typed: str) -> None:
    with pytest.raises(NoticeDayNotUsable) as refused:
        notice_day_from(typed, TODAY)
    assert refused.value.latest == TODAY


@pytest.mark.parametrize("day", [date(1, 1, 1), date(2026, 2, 28), date(2025, 2, 25)])
def test_a_forged_day_is_refused(day: date) -> None:
    with pytest.raises(NoticeDayNotUsable):
        check_notice_day(day, TODAY)


def test_offered_are_today_and_the_last_day_that_is_long_enough_ago() -> None:
    assert [one.day for one in offered_notices(TODAY, 15)] == [TODAY, date(2026, 2, 12)]
    assert len(offered_notices(TODAY, 0)) == 1


@pytest.mark.rule("S7.notice")
def test_fifteen_days_are_fifteen_whole_days() -> None:
    terms = CITY_PROFILE.terms(Matter.ORDINARY, date(2026, 2, 10))
    first = datetime(2026, 2, 25, tzinfo=SHANGHAI)
    assert terms.opens_from(SHANGHAI) == first
    check_notice(terms, SHANGHAI, first)
    with pytest.raises(NoticeTooShort) as refused:
        check_notice(terms, SHANGHAI, first - timedelta(seconds=1))
    assert (refused.value.days, refused.value.opens_from) == (15, first)


@pytest.mark.rule("S7.notice")
def test_notice_is_a_condition_of_a_vote_of_law_only() -> None:
    now = datetime(2026, 2, 27, tzinfo=SHANGHAI)
    check_notice(national().terms(Matter.ORDINARY), SHANGHAI, now)
    check_notice(CITY_PROFILE.terms(Matter.CONSULTATION), SHANGHAI, now)
    with pytest.raises(NoticeDayNotUsable):
        check_notice(CITY_PROFILE.terms(Matter.SPECIAL), SHANGHAI, now)
