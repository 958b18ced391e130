"""What an opinion is about, what may stand on the list, and what a tap on 「我家也要」 does."""

import pytest

from bot.rules.opinions import (
    KEYWORDS,
    LONGEST_REASON,
    LONGEST_TITLE,
    LONGEST_WORDS,
    Category,
    OpinionState,
    Support,
    category_of,
    check_state,
    list_reason_from,
    proposed_title,
    reason_from,
    support_step,
    title_from,
    words_from,
)
from bot.rules.opinions.violations import OpinionMovedOn, ReasonNotUsable, TitleNotUsable, WordsNotUsable, WordsOnListNameHome


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


def test_words_are_one_line_and_hold_something() -> None:
    assert words_from(" 楼道\n灯坏了\u200b ") == "楼道 灯坏了"
    assert words_from("我家3栋2单元301漏水") == "我家3栋2单元301漏水", "staff read it, nobody else"
    for typed in ("", "  ", "……", "长" * (LONGEST_WORDS + 1)):
        with pytest.raises(WordsNotUsable):
            words_from(typed)


def test_what_the_list_says_names_no_home() -> None:
    assert title_from("屋顶防水") == "屋顶防水"
    for typed in ("3栋2单元301漏水", "0301室的墙"):
        with pytest.raises(WordsOnListNameHome):
            title_from(typed)
        with pytest.raises(WordsOnListNameHome):
            list_reason_from(typed)
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


@pytest.mark.parametrize(
    ("standing", "homes", "step"),
    [
        ({}, ["a"], Support.GIVEN),
        ({"a": "me"}, ["a"], Support.TAKEN_BACK),
        ({"a": "wife"}, ["a"], Support.ALREADY),
        ({"a": None}, ["a"], Support.TAKEN_BACK),
        ({"a": "me"}, ["a", "b"], Support.GIVEN),
        ({"a": "wife", "b": "me"}, ["a", "b"], Support.TAKEN_BACK),
    ],
)
def test_a_home_counts_once(standing: dict[str, str | None], homes: list[str], step: Support) -> None:
    assert support_step(standing, homes, "me") is step
