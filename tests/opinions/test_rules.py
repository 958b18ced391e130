"""What an opinion is about, what may stand on the list, and what a tap on 「我家也要」 does."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.opinions import (
    KEYWORDS,
    LONGEST_REASON,
    LONGEST_TITLE,
    LONGEST_WORDS,
    Category,
    OpinionState,
    Support,
    Supporter,
    category_of,
    check_state,
    list_reason_from,
    proposed_title,
    reason_from,
    support_step,
    taken_back,
    title_from,
    words_from,
)
from bot.rules.opinions.violations import OpinionMovedOn, ReasonNotUsable, TitleNotUsable, WordsNotUsable, WordsOnListNameHome
from bot.rules.taps import DOUBLE_TAP
from bot.rules.unnamed import home_said

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("下水道老是堵", Category.PIPES),
        ("我家楼顶漏了", Category.BUILDING),
        ("爬楼爬不动了，想装电梯", Category.LIFT),
        ("多划几个停车位", Category.PARKING),
        ("晚上路灯不亮", Category.ROADS),
        ("想要个健身的地方", Category.GREEN),
        ("大门装个监控", Category.SAFETY),
        ("垃圾没有人收", Category.SERVICE),
        ("More Parking please", Category.PARKING),
        ("the street is dark", Category.OTHER),  # no tree in it, no care in "scared"
        ("I am scared of the dark", Category.OTHER),
        ("more trees", Category.GREEN),
        ("都挺好的", Category.OTHER),
        ("", Category.OTHER),
    ],
)
def test_what_it_seems_to_be_about(words: str, category: Category) -> None:
    assert category_of(words) is category


def test_the_longest_word_decides() -> None:
    assert category_of("消防通道停满了电动车") is Category.PARKING, "电动车 is longer than 消防"
    assert category_of("电梯 停车") is Category.LIFT, "of two equally long the first of the table"


def test_no_word_of_the_table_means_two_things() -> None:
    words = [word for known in KEYWORDS.values() for word in known]
    assert len(words) == len(set(words))
    assert all(word == word.casefold() for word in words)
    assert set(KEYWORDS) == set(Category) - {Category.OTHER}


# As people name a home, and numbers that name none.
NAMING = (
    *("3栋2单元301漏水", "0301室的墙", "3栋 301漏水", "三栋二单元三零一漏水", "二单元三零一", "A栋1204噪音", "3#301", "3-301漏水"),
    *("3-2-301", "301王阿姨家漏水", "301家漏水", "甲座 101"),
)
NOT_NAMING = (
    "换1500米水管",
    "3栋有24户",
    "2000元大家出",
    "补3-400米路",
    "1982年的楼",
    "三四十盏灯",
    "10-15户的楼道",
    "3栋的外墙",
    "200户人家",
)


def test_what_names_a_home_is_seen_and_what_counts_something_is_not() -> None:
    assert [typed for typed in NAMING if not home_said(typed)] == []
    assert [typed for typed in NOT_NAMING if home_said(typed)] == []


def test_a_title_is_proposed_only_where_no_number_may_be_a_room() -> None:
    assert proposed_title("屋顶防水") == "屋顶防水"
    assert proposed_title("301漏水") == ""
    assert proposed_title("301王阿姨家漏水") == ""
    assert proposed_title("修路灯找13800001234") == "", "nor a phone number"


def test_words_are_one_line_and_hold_something() -> None:
    assert words_from(" 楼道\n灯坏了\u200b ") == "楼道 灯坏了"
    assert words_from("我家3栋2单元301漏水") == "我家3栋2单元301漏水", "staff read it, nobody else"
    for typed in ("", "  ", "……", "长" * (LONGEST_WORDS + 1)):
        with pytest.raises(WordsNotUsable):
            words_from(typed)


def test_what_the_list_says_names_no_home() -> None:
    assert title_from("屋顶防水") == "屋顶防水"
    for typed in NAMING:
        with pytest.raises(WordsOnListNameHome):
            title_from(typed)
        with pytest.raises(WordsOnListNameHome):
            list_reason_from(typed)
    with pytest.raises(WordsOnListNameHome):
        title_from("修路灯找 13800001234")
    for typed in ("", "？", "长" * (LONGEST_TITLE + 1)):
        with pytest.raises(TitleNotUsable):
            title_from(typed)


def test_own_words_are_proposed_where_they_would_do() -> None:
    assert proposed_title("屋顶防水") == "屋顶防水"
    assert proposed_title("3栋2单元301漏水") == ""
    assert proposed_title("长" * (LONGEST_TITLE + 1)) == ""


def test_a_reason_is_a_sentence() -> None:
    assert reason_from("今年没有这笔钱") == "今年没有这笔钱"
    for typed in ("", "。", "长" * (LONGEST_REASON + 1)):
        with pytest.raises(ReasonNotUsable):
            reason_from(typed)


def test_what_was_dealt_with_is_not_dealt_with_again() -> None:
    check_state(OpinionState.NEW, OpinionState.NEW)
    with pytest.raises(OpinionMovedOn) as refused:
        check_state(OpinionState.MERGED, OpinionState.NEW)
    assert refused.value.state == "merged"


MINE, WIFES, LEFT = (Supporter(person, NOON) for person in ("me", "wife", None))
MY_OPINION, WIFES_OPINION = (Supporter(person, NOON, by_opinion=True) for person in ("me", "wife"))


@pytest.mark.parametrize(
    ("standing", "homes", "step"),
    [
        ({}, ["a"], Support.GIVEN),
        ({"a": MINE}, ["a"], Support.TAKEN_BACK),
        ({"a": WIFES}, ["a"], Support.ALREADY),
        ({"a": LEFT}, ["a"], Support.TAKEN_BACK),
        ({"a": MINE}, ["a", "b"], Support.GIVEN),
        ({"a": WIFES, "b": MINE}, ["a", "b"], Support.TAKEN_BACK),
        ({"a": MY_OPINION}, ["a"], Support.BY_OPINION),
        ({"a": WIFES_OPINION}, ["a"], Support.BY_OPINION),
        ({"a": MY_OPINION, "b": MINE}, ["a", "b"], Support.TAKEN_BACK),
    ],
)
def test_a_home_counts_once(standing: dict[str, Supporter], homes: list[str], step: Support) -> None:
    assert support_step(standing, homes, "me", NOON + DOUBLE_TAP) is step


def test_a_double_tap_takes_nothing_back() -> None:
    assert support_step({"a": MINE}, ["a"], "me", NOON + DOUBLE_TAP - timedelta(milliseconds=1)) is Support.GIVEN


def test_what_was_said_with_an_opinion_is_not_taken_back_by_a_tap() -> None:
    assert taken_back({"a": MY_OPINION, "b": MINE, "c": WIFES, "d": LEFT}, "abcd", "me") == ["b", "d"]
