"""What may be asked, what a tap does, how answers are counted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.polls import (
    LONGEST_OPTION,
    LONGEST_QUESTION,
    OptionCount,
    Per,
    PollKind,
    PollState,
    PollStep,
    PollText,
    after_tap,
    check_open,
    count,
    is_answer,
    leaders,
    next_step,
    options_from,
    question_from,
    stamp_of,
)
from bot.rules.polls.violations import AskedNamesHome, OptionsNotUsable, OptionsWrong, PollOver, QuestionNotUsable

NOW = datetime(2026, 2, 27, 2, 32, tzinfo=UTC)
SINGLE, MULTIPLE, RANKED = PollKind


def test_a_question_is_one_line() -> None:
    assert question_from(" 健身器材\n放哪里？ ") == "健身器材 放哪里？"
    for typed in ("", "？？", "长" * (LONGEST_QUESTION + 1)):
        with pytest.raises(QuestionNotUsable):
            question_from(typed)


@pytest.mark.parametrize(
    ("typed", "options"),
    [
        ("东门\n西门", ("东门", "西门")),
        ("1. 东门\n2、西门\n\n3）都行", ("东门", "西门", "都行")),
        ("A. 东门\nB：西门", ("东门", "西门")),
        ("- 东门\n• 西门", ("东门", "西门")),
        ("3.5 米\n4.5 米", ("3.5 米", "4.5 米")),
        ("12\n13", ("12", "13")),
    ],
)
def test_options_come_one_a_line_with_or_without_numbers(typed: str, options: tuple[str, ...]) -> None:
    assert options_from(typed) == options


@pytest.mark.parametrize("typed", ["", "东门", "\n\n东门\n", "\n".join(map(str, range(100, 111)))])
def test_two_to_ten_of_them(typed: str) -> None:
    with pytest.raises(OptionsNotUsable):
        options_from(typed)


@pytest.mark.parametrize(
    ("typed", "said", "twice"),
    [("东门\n？", "？", False), ("东门\n" + "长" * (LONGEST_OPTION + 1), "长" * 17, False), ("Gate\ngate", "gate", True)],
)
def test_each_says_something_else_in_a_few_words(typed: str, said: str, twice: bool) -> None:
    with pytest.raises(OptionsWrong) as refused:
        options_from(typed)
    assert (refused.value.said, refused.value.twice) == (said, twice)


def test_neither_question_nor_option_names_a_home() -> None:
    with pytest.raises(AskedNamesHome) as refused:
        question_from("3栋301王阿姨家门口装灯吗")
    assert refused.value.said.startswith("3栋301")
    with pytest.raises(AskedNamesHome):
        options_from("东门\n3栋 301 门口")


def test_a_draft_asks_for_what_is_missing() -> None:
    text = PollText("p", "c", "和平小区")
    steps = []
    said = {"question": "放哪里", "options": ("东", "西"), "kind": SINGLE, "per": Per.HOME, "named": False, "closes_at": NOW}
    for name, value in said.items():
        steps.append(next_step(text))
        text = replace(text, **{name: value})  # type: ignore[arg-type]
    assert [*steps, next_step(text)] == list(PollStep)
    assert stamp_of(text) == stamp_of(replace(text))
    assert stamp_of(text) != stamp_of(replace(text, named=True))


def test_it_is_open_until_its_last_moment() -> None:
    check_open(PollState.OPEN, NOW, NOW - timedelta(seconds=1))
    for state, received in (
        (PollState.OPEN, NOW),
        (PollState.CLOSED, NOW - timedelta(days=1)),
        (PollState.CANCELLED, NOW),
        (PollState.DRAFT, NOW),
    ):
        with pytest.raises(PollOver):
            check_open(state, NOW, received)


@pytest.mark.parametrize(
    ("kind", "chosen", "option", "then"),
    [
        (SINGLE, (), 1, (1,)),
        (SINGLE, (0,), 1, (1,)),
        (SINGLE, (1,), 1, ()),
        (MULTIPLE, (2,), 1, (1, 2)),
        (MULTIPLE, (1, 2), 1, (2,)),
        (RANKED, (2,), 1, (2, 1)),
        (RANKED, (2, 1, 0), 1, (2, 0)),
    ],
)
def test_what_a_tap_does(kind: PollKind, chosen: tuple[int, ...], option: int, then: tuple[int, ...]) -> None:
    assert after_tap(kind, chosen, option) == then


def test_what_can_be_no_answer() -> None:
    assert is_answer(RANKED, 3, (2, 0))
    for kind, chosen in ((SINGLE, ()), (SINGLE, (0, 1)), (MULTIPLE, (0, 0)), (MULTIPLE, (3,)), (RANKED, (-1,)), (RANKED, ())):
        assert not is_answer(kind, 3, chosen)


def test_each_choice_counts_once() -> None:
    assert count(SINGLE, 3, [(1,), (1,), (2,)]) == (OptionCount(1, 2), OptionCount(2, 1), OptionCount(0, 0))
    assert count(MULTIPLE, 3, [(0, 1), (1,)]) == (OptionCount(1, 2), OptionCount(0, 1), OptionCount(2, 0))


def test_bordas_own_example() -> None:
    """His 21 voters of 1781, with 3, 2, 1 points: A is first with 8 of them, and last of all; C wins."""
    a, b, c = 0, 1, 2
    voters = [(a, b, c)] * 1 + [(a, c, b)] * 7 + [(b, c, a)] * 7 + [(c, b, a)] * 6
    assert count(RANKED, 3, voters) == (OptionCount(c, 47, 6), OptionCount(b, 42, 7), OptionCount(a, 37, 8))


def test_what_was_left_out_of_a_rank_gets_nothing() -> None:
    assert count(RANKED, 4, [(3,), (0, 3)]) == (OptionCount(3, 7, 1), OptionCount(0, 4, 1), OptionCount(1, 0), OptionCount(2, 0))


def test_who_leads() -> None:
    assert leaders(count(SINGLE, 3, [(1,), (2,), (2,)])) == (2,)
    assert leaders(count(SINGLE, 3, [(1,), (2,)])) == (1, 2)
    assert leaders(count(SINGLE, 3, [])) == ()


@given(st.lists(st.permutations(range(4)).flatmap(lambda one: st.integers(1, 4).map(lambda many: tuple(one[:many])))))
def test_the_sum_of_points_is_what_the_ranks_bring(answers: list[tuple[int, ...]]) -> None:
    rows = count(RANKED, 4, answers)
    assert sum(row.score for row in rows) == sum(sum(4 - place for place in range(len(one))) for one in answers)
    assert sum(row.firsts for row in rows) == len(answers)
    assert sorted(row.option for row in rows) == [0, 1, 2, 3]
