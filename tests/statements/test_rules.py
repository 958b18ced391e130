"""What may be said, what comes next, who is shown what first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.concerns import FloorBand
from bot.rules.statements import (
    LEAVES_NO_TRACE,
    LONGEST_STATEMENT,
    LONGEST_TITLE,
    LONGEST_WORDS,
    Division,
    StatementState,
    TopicState,
    TopicStep,
    TopicText,
    Weighed,
    check_leaves_no_trace,
    check_open,
    check_step,
    next_statement,
    next_step,
    part_of,
    reason_from,
    same_words,
    stamp_of,
    statement_from,
    title_from,
    words_from,
)
from bot.rules.statements.violations import (
    ReasonNotUsable,
    StatementMovedOn,
    StatementNamesHome,
    StatementNotUsable,
    TitleNotUsable,
    TooLateToUndo,
    TopicOver,
    WordsNotUsable,
)

NOW = datetime(2026, 2, 27, 2, 32, tzinfo=UTC)
WAITING, SHOWN, REFUSED, WITHDRAWN = StatementState


def test_a_title_and_words_are_one_line_each() -> None:
    assert title_from(" 电梯\n怎么装 ") == "电梯 怎么装"
    assert words_from("图纸在居委会，\n可以去看") == "图纸在居委会， 可以去看"
    for typed in ("", "？？", "长" * (LONGEST_TITLE + 1)):
        with pytest.raises(TitleNotUsable):
            title_from(typed)
    with pytest.raises(WordsNotUsable):
        words_from("长" * (LONGEST_WORDS + 1))
    for read in (title_from, words_from):
        with pytest.raises(StatementNamesHome):
            read("3栋2单元301漏水怎么办")


def test_a_statement_is_one_short_thought() -> None:
    assert statement_from("电梯应该装在南边 ", ()) == "电梯应该装在南边"
    for typed in ("！！", "长" * (LONGEST_STATEMENT + 1)):
        with pytest.raises(StatementNotUsable):
            statement_from(typed, ())
    with pytest.raises(ReasonNotUsable):
        reason_from("…")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("3栋2单元301天天吵", "3栋2单元301"),
        ("我家 301 最吵", "301"),
        ("王建国家的狗太吵", "王建国"),
        ("５０２室漏水", "502室"),
        ("收费的打 13800001234", "13800001234"),
    ],
)
def test_a_statement_names_no_home_and_nobody_of_its_author(typed: str, said: str) -> None:
    with pytest.raises(StatementNamesHome) as refused:
        statement_from(typed, [("0301", ["王建国"])])
    assert refused.value.said == said


def test_the_same_to_the_letter() -> None:
    assert same_words("电梯，应该装！", "电梯应该装")
    assert same_words("Lift Yes", "lift, yes.")
    assert not same_words("电梯应该装", "电梯不应该装")


def test_a_draft_asks_for_what_is_missing() -> None:
    text = TopicText("t", "c", "和平小区")
    steps = []
    said = {"title": "电梯", "words": "", "division": Division.FLOORS, "closes_at": NOW}
    for name, value in said.items():
        steps.append(next_step(text))
        text = replace(text, **{name: value})  # type: ignore[arg-type]
    assert [*steps, next_step(text)] == list(TopicStep)
    assert stamp_of(text) == stamp_of(replace(text))
    assert stamp_of(text) != stamp_of(replace(text, words="图纸"))


def test_it_is_open_until_its_last_moment() -> None:
    check_open(TopicState.OPEN, NOW, NOW)
    late = NOW + timedelta(microseconds=1)
    for state, received in ((TopicState.OPEN, late), (TopicState.CLOSED, NOW - timedelta(days=1)), (TopicState.DRAFT, NOW)):
        with pytest.raises(TopicOver):
            check_open(state, NOW, received)


@pytest.mark.parametrize(
    ("state", "to", "may"),
    [
        (WAITING, SHOWN, True),
        (WAITING, REFUSED, True),
        (WAITING, WITHDRAWN, True),
        (SHOWN, WAITING, True),
        (SHOWN, REFUSED, True),
        (SHOWN, WITHDRAWN, True),
        (REFUSED, WAITING, True),
        (REFUSED, SHOWN, False),
        (REFUSED, WITHDRAWN, False),
        (WITHDRAWN, WAITING, False),
        (SHOWN, SHOWN, False),
    ],
)
def test_what_becomes_of_a_statement(state: StatementState, to: StatementState, may: bool) -> None:
    if may:
        check_step(state, to)
        return
    with pytest.raises(StatementMovedOn):
        check_step(state, to)


def test_what_people_have_weighed_is_taken_down_with_a_reason_not_put_back() -> None:
    check_step(SHOWN, REFUSED, answers=3)
    with pytest.raises(StatementMovedOn):
        check_step(SHOWN, WAITING, answers=1)


def test_it_leaves_no_trace_for_two_minutes_while_nobody_takes_part() -> None:
    late = NOW + LEAVES_NO_TRACE
    check_leaves_no_trace(NOW, late - timedelta(seconds=1), people=0, statements=0)
    for now, people, statements in ((late, 0, 0), (NOW, 1, 0), (NOW, 0, 1)):
        with pytest.raises(TooLateToUndo):
            check_leaves_no_trace(NOW, now, people=people, statements=statements)


WEIGHED = st.lists(
    st.builds(Weighed, id=st.text("abc123", min_size=10, max_size=10), answers=st.integers(0, 5)), unique_by=lambda one: one.id
)


@given(WEIGHED, st.randoms(use_true_random=False), st.text(max_size=10))
def test_the_one_with_the_fewest_answers_is_next_whatever_order_they_come_in(weighed: list[Weighed], random: object, voice: str) -> None:
    found = next_statement(weighed, voice)
    shuffled = list(weighed)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert next_statement(shuffled, voice) == found, "always the same for a person"
    assert (found is None) is (not weighed)
    if found is not None:
        assert {one.id: one.answers for one in weighed}[found] == min(one.answers for one in weighed)


def test_of_equals_each_person_begins_elsewhere() -> None:
    weighed = [Weighed(f"s{number}", 0) for number in range(10)]
    begun = [next_statement(weighed, f"person{number}") for number in range(500)]
    assert all(20 <= begun.count(one.id) <= 90 for one in weighed), "about fifty each"


@given(st.integers(1, 8), st.integers(1, 40))
def test_answered_one_after_the_other_all_get_about_as_many(statements: int, people: int) -> None:
    """Each person answers two: no statement is more than one answer behind another."""
    answers = dict.fromkeys([f"s{number}" for number in range(statements)], 0)
    for person in range(people):
        mine: set[str] = set()
        for _ in range(min(2, statements)):
            found = next_statement([Weighed(one, many) for one, many in answers.items() if one not in mine], f"p{person}")
            assert found is not None
            mine.add(found)
            answers[found] += 1
    assert max(answers.values()) - min(answers.values()) <= 1


@pytest.mark.parametrize(
    ("division", "room", "part"),
    [
        (Division.BUILDINGS, "0301", "3栋"),
        (Division.BUILDINGS, "?", "3栋"),
        (Division.FLOORS, "0101", FloorBand.LOW),
        (Division.FLOORS, "0301", FloorBand.MIDDLE),
        (Division.FLOORS, "6-02", FloorBand.HIGH),
        (Division.FLOORS, "商铺3", FloorBand.UNSAID),
        (Division.FLOORS, "7", FloorBand.UNSAID),
    ],
)
def test_to_which_part_a_home_belongs(division: Division, room: str, part: str) -> None:
    assert part_of(division, "3栋", room, ["0101", "0301", "0602", "商铺3"]) == part
