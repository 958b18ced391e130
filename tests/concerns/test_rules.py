"""The clock of workdays, what words may not say, bands that single nobody out, and which step follows which."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.concerns import (
    ENDS,
    HOMES_TO_HIDE_AMONG,
    LONGEST_WORDS,
    NEXT,
    OPEN,
    ConcernState,
    FloorBand,
    band_of,
    check_step,
    check_unnamed,
    floor_of,
    may_handle,
    reason_from,
    shown_band,
    words_from,
)
from bot.rules.concerns.clock import answer_by, remind_at, workday_after
from bot.rules.concerns.violations import ConcernMovedOn, ReasonNotUsable, WordsNameHome, WordsNotUsable
from bot.rules.residents import Actor, Appointment, Level, Place, PlaceKind, Role

SHANGHAI = ZoneInfo("Asia/Shanghai")


# the clock
@pytest.mark.parametrize(
    ("day", "fifth"),
    [
        (date(2026, 2, 27), date(2026, 3, 6)),  # a Friday: the next one
        (date(2026, 2, 28), date(2026, 3, 6)),  # a Saturday and a Sunday count like the Friday before
        (date(2026, 3, 1), date(2026, 3, 6)),
        (date(2026, 3, 2), date(2026, 3, 9)),  # a Monday: over one weekend
        (date(2026, 12, 29), date(2027, 1, 5)),  # over the year; 1 January is a public holiday, and is not known
    ],
)
def test_five_workdays_run_from_the_day_after(day: date, fifth: date) -> None:
    assert workday_after(day, 5) == fifth


def test_an_answer_is_due_at_the_end_of_the_fifth_workday() -> None:
    friday = datetime(2026, 2, 27, 10, 32, tzinfo=SHANGHAI)
    assert answer_by(friday, SHANGHAI) == datetime(2026, 3, 6, 18, tzinfo=SHANGHAI)
    assert remind_at(friday, SHANGHAI) == datetime(2026, 3, 5, 9, tzinfo=SHANGHAI)


def test_which_day_it_is_the_zone_says() -> None:
    """17:00 UTC on a Sunday is Monday in Shanghai already."""
    moment = datetime(2026, 3, 1, 17, tzinfo=UTC)
    assert answer_by(moment, SHANGHAI).date() == date(2026, 3, 9)
    assert answer_by(moment, UTC).date() == date(2026, 3, 6)


def test_the_reminder_leaves_time_on_every_day() -> None:
    for days in range(14):
        raised = datetime(2026, 2, 27, 23, 59, tzinfo=SHANGHAI) + timedelta(days=days)
        assert raised < remind_at(raised, SHANGHAI) < answer_by(raised, SHANGHAI) - timedelta(days=1)


# words
@pytest.mark.parametrize("typed", ["", "  ", "\u200b", "光" * (LONGEST_WORDS + 1)])
def test_words_are_there_and_not_too_long(typed: str) -> None:
    with pytest.raises(WordsNotUsable):
        words_from(typed)
    with pytest.raises(ReasonNotUsable):
        reason_from(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "我家3栋2单元301会被挡住",
        "3-2-0301 没有光",
        "3号楼301太吵",
        "2单元0301的窗",
        "住301室的老人",
        "1203号房",
        "住 301 房",
        "住３０１室",
        "3栋二单元1203",
    ],
)
def test_words_name_no_home(typed: str) -> None:
    with pytest.raises(WordsNameHome):
        words_from(typed)


@pytest.mark.parametrize(
    "typed",
    ["低层的光会被井道挡住", "每户要 3000 元太多", "3栋2单元的楼道太窄", "2026-03-01 开工太早", "有300户的小区也没装", "电话 13800001234"],
)
def test_other_numbers_may_be_said(typed: str) -> None:
    assert words_from(typed) == typed


@pytest.mark.parametrize(
    "words",
    ["我是王桂芳", "301没有光", "0301 没有光", "找我 13800001234", "138 0000 1234", "+86 138-0000-1234"]
    + ["0086 138 0000 1234", "三楼 302 138 0000 1234", "138.0000.1234", "138—0000—1234", "110101 19900307 123X"],
)
def test_its_writer_does_not_name_themselves_unseen(words: str) -> None:
    with pytest.raises(WordsNameHome):
        check_unnamed(words, "0301", ["王桂芳"])


@pytest.mark.parametrize(
    "words", ["光少了", "要 3010 元", "13014 号文件", "每层都晒不到：1 2 3 4 5 6 7 8 9 10", "单号 202611301234567890", "共 10000000000 元"]
)
def test_what_only_looks_like_it_passes(words: str) -> None:
    check_unnamed(words, "0301", ["王桂芳", "王"])


# bands
@pytest.mark.parametrize(
    ("room", "floor"), [("0301", 3), ("301", 3), ("1203", 12), ("301A", 3), ("商铺1", None), ("12", None), ("12031", None)]
)
def test_the_floor_of_a_room(room: str, floor: int | None) -> None:
    assert floor_of(room) == floor


def test_thirds_of_a_building() -> None:
    assert [band_of(floor, 6) for floor in range(1, 7)] == [*[FloorBand.LOW] * 2, *[FloorBand.MIDDLE] * 2, *[FloorBand.HIGH] * 2]
    assert band_of(1, 1) is FloorBand.LOW
    assert [band_of(floor, 7) for floor in (1, 7)] == [FloorBand.LOW, FloorBand.HIGH]


def test_a_band_is_said_where_enough_homes_share_it() -> None:
    assert HOMES_TO_HIDE_AMONG == 5, "voting-rules.md, section 6"
    rooms = [f"0{floor}0{door}" for floor in range(1, 7) for door in (1, 2, 3)]
    assert shown_band(FloorBand.HIGH, rooms) is FloorBand.HIGH
    assert shown_band(FloorBand.HIGH, [room for room in rooms if room != "0603" and room != "0503"]) is FloorBand.UNSAID
    assert shown_band(FloorBand.LOW, ["0101", "0201", "0301"]) is FloorBand.UNSAID
    assert shown_band(FloorBand.LOW, ["商铺"] * 9) is FloorBand.UNSAID, "nobody can tell how many"
    assert shown_band(FloorBand.LOW, []) is FloorBand.UNSAID
    assert shown_band(FloorBand.UNSAID, rooms) is FloorBand.UNSAID


# steps
def test_each_state_leads_to_these_and_no_others() -> None:
    allowed = {(state, to) for state in ConcernState for to in ConcernState if to in NEXT.get(state, ())}
    answered, mediation = ConcernState.ANSWERED, ConcernState.MEDIATION
    raised = ConcernState.RAISED
    assert allowed == {
        (raised, answered),
        (raised, ConcernState.WITHDRAWN),
        (answered, mediation),
        *((state, end) for state in (answered, mediation) for end in ENDS),
    }
    for state in ConcernState:
        for to in ConcernState:
            if (state, to) in allowed:
                check_step(state, to)
            else:
                with pytest.raises(ConcernMovedOn):
                    check_step(state, to)
    assert set(NEXT) == set(OPEN), "what has ended has ended"


# who
COMPOUND = Place("c", PlaceKind.COMPOUND, "和平小区", "q", "c", ("s", "q", "c"))
COMMUNITY = Place("q", PlaceKind.COMMUNITY, "北街社区", "s", None, ("s", "q"))
BUILDING = Place("b", PlaceKind.BUILDING, "1栋", "c", "c", ("s", "q", "c", "b"))
ELSEWHERE = Place("d", PlaceKind.COMPOUND, "太平苑", "q", "d", ("s", "q", "d"))


@pytest.mark.parametrize(
    ("role", "place", "at_chief", "at_staff"),
    [
        (Role.COMPOUND_CHIEF, COMPOUND, True, True),
        (Role.COMMUNITY_STAFF, COMMUNITY, False, True),
        (Role.BUILDING_HEAD, BUILDING, False, False),
        (Role.COMPOUND_CHIEF, ELSEWHERE, False, False),
        (Role.OWNERS_COMMITTEE, COMPOUND, False, False),
    ],
)
def test_the_chief_has_it_and_staff_once_it_came_to_them(role: Role, place: Place, at_chief: bool, at_staff: bool) -> None:
    actor = Actor(1, "zh", "p", appointments=(Appointment("a", role, place),))
    assert may_handle(actor, COMPOUND, Level.COMPOUND_CHIEF) is at_chief
    assert may_handle(actor, COMPOUND, Level.STAFF) is at_staff
