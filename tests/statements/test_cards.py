"""Every card and screen about topics in both languages: within Telegram's limits, labels that are not cut, and never a vote."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.rules.ports import LANGUAGES, Language
from bot.rules.statements import LONGEST_STATEMENT, Division, Reason, Stance, StatementState, TopicState, TopicStep, TopicText
from bot.rules.statements.facts import (
    EndAsked,
    JoinFirst,
    MyStatement,
    MyStatements,
    News,
    NothingToWeigh,
    PickCompound,
    Proposing,
    RefusalAsked,
    ReportPage,
    ShownLine,
    ShownList,
    StatementCard,
    StatementNews,
    StatementsWait,
    StatementWithdrawn,
    TopicCard,
    TopicCompound,
    TopicDraft,
    TopicEnded,
    TopicGone,
    TopicLine,
    TopicList,
    TopicPicture,
    TopicReport,
    TopicView,
    ToWeigh,
    Weighing,
)
from bot.rules.statements.reports import Block, Row, Standing
from bot.rules.votes.closing_times import offered_closings
from handlers.screens import Screen
from handlers.statements import cards
from messages import statements as texts
from messages.rendering import plain_text
from messages.statements import reporting

NOW = datetime(2026, 2, 27, 2, 32, tzinfo=UTC)
TEXT = TopicText("t", "c", "锦绣花园", "电梯<怎>么装？", "图纸<在>居委会", Division.BUILDINGS, NOW + timedelta(days=2))
BARE = replace(TEXT, words="", division=Division.FLOORS)
WORDS = "装在<南>边，早上能晒到太阳"
LONG = "长" * LONGEST_STATEMENT


def row(words: str, standing: Standing, *blocks: tuple[str, int, int, int]) -> Row:
    return Row("s", words, standing, tuple(Block(tuple(parts.split("+")), *figures) for parts, *figures in blocks))


AGREED = row(WORDS, Standing.AGREED, ("1栋", 9, 1, 0), ("2栋", 8, 0, 1), ("3栋+4栋", 9, 1, 1))
OPPOSED = row("谁都不要装", Standing.OPPOSED, ("1栋", 0, 10, 0), ("2栋", 1, 8, 0), ("3栋+4栋", 0, 9, 2))
DIVIDED = row("一楼也要出钱", Standing.DIVIDED, ("1栋", 9, 1, 0), ("2栋", 2, 7, 0), ("3栋+4栋", 5, 5, 1))
UNSURE = row("先问消防", Standing.UNSURE, ("1栋", 2, 1, 7), ("2栋", 3, 0, 6), ("3栋+4栋", 4, 1, 6))
FEW = row("再装摄像头", Standing.FEW)
ROWS = (AGREED, OPPOSED, DIVIDED, UNSURE, FEW)
MANY = row(LONG, Standing.DIVIDED, *((f"{number}栋", number, 9, 0) for number in range(1, 12)), ("12栋+13栋+14栋", 4, 4, 0))
FLOORS = row(WORDS, Standing.AGREED, ("low", 9, 1, 0), ("middle+unsaid", 8, 0, 1), ("high", 1_240, 1, 1))
ALONE = row(WORDS, Standing.AGREED, ("1栋+2栋", 7, 2, 0))
REPORTS = [
    TopicReport(TEXT, 28, 31, ROWS),
    TopicReport(replace(TEXT, title="长" * 60), 1_240, 2_310, (*(replace(AGREED, words=LONG) for _ in range(5)), MANY, MANY, FEW)),
    TopicReport(BARE, 1_205, 1_262, (FLOORS,)),
    TopicReport(TEXT, 9, 9, (ALONE,)),
    TopicReport(TEXT, 3, 3, (FEW,)),
    TopicReport(TEXT, 0, 0, (FEW,)),
    TopicReport(TEXT, 0, 0, ()),
]
NEWS = [
    StatementNews("t", "锦绣花园", "电梯<怎>么装？", WORDS, what, kind, "太长了<" if kind is Reason.OTHER else "")
    for what in News
    for kind in (Reason if what in {News.REFUSED, News.TAKEN_DOWN} else (None,))
]
SAMPLES: dict[str, list[Any]] = {
    "statement_news": NEWS,
    "statement_withdrawn": [StatementWithdrawn("t")],
    "statements_wait": [StatementsWait("t", "锦绣花园", "电梯<怎>么装？")],
    "topic_card": [TopicCard(text, homes, said) for text in (TEXT, BARE) for homes, said in ((0, 0), (1, 1), (1_240, 38))],
    "topic_counted": REPORTS,
    "topic_ended": [TopicEnded(TEXT, state, 12) for state in (TopicState.CLOSED, TopicState.CANCELLED)],
    "topic_gone": [TopicGone("t")],
    "topic_picture": [TopicPicture(TEXT, "a" * 64)],
    "topic_report": REPORTS,
}
OFFERED = offered_closings(NOW)
CARD = StatementCard(TEXT, "s", WORDS, StatementState.WAITING, NOW)
MINE = tuple(
    MyStatement("s", words, state, kind, "太长了<" if kind is Reason.OTHER else "")
    for words, state, kind in (
        (WORDS, StatementState.WAITING, None),
        (LONG, StatementState.SHOWN, None),
        (WORDS, StatementState.REFUSED, Reason.SEVERAL),
        (WORDS, StatementState.REFUSED, Reason.OTHER),
    )
)
# Screens that are shown at once, and are no letters: (how it is worded, from what).
SCREENS: list[tuple[Any, Any]] = [
    (cards.join_first, JoinFirst("p")),
    (cards.pick_compound, PickCompound((TopicCompound("c", "锦绣花园"), TopicCompound("d", "和平小区")))),
    *((cards.draft_asked, TopicDraft(TEXT, step, OFFERED)) for step in TopicStep if step is not TopicStep.CONFIRM),
    *(
        (cards.draft_asked, TopicDraft(text, TopicStep.CONFIRM, (), groups, 160, 31, 7))
        for text in (TEXT, BARE)
        for groups in ((), ("业主<群>", "3栋群"))
    ),
    *((words, TopicList(())) for words in (cards.topic_list, cards.topics_at_home)),
    *(
        (words, TopicList(tuple(TopicLine("t", "锦绣花园", "长" * 60, state, waiting) for state in TopicState for waiting in (0, 3))))
        for words in (cards.topic_list, cards.topics_at_home)
    ),
    *(
        (cards.to_weigh, ToWeigh(TEXT, "s", words, stance, 3, 12, previous, 9))
        for words, stance, previous in ((WORDS, None, ""), (LONG, Stance.AGREE, "p"), (WORDS, Stance.SKIP, "p"))
    ),
    *((cards.nothing_to_weigh, NothingToWeigh(TEXT, answered, previous)) for answered, previous in ((0, ""), (12, "p"))),
    *((cards.proposing, Proposing(TEXT, words)) for words in ("", WORDS, LONG)),
    *((cards.my_statements, MyStatements(TEXT, state, lines)) for state in (TopicState.OPEN, TopicState.CLOSED) for lines in ((), MINE)),
    *(
        (cards.topic_view, TopicView(TEXT, state, 12, 14, 5, waiting, may_undo, ROWS if state is TopicState.CLOSED else ()))
        for state in TopicState
        if state is not TopicState.DRAFT
        for waiting, may_undo in ((0, True), (3, False))
    ),
    *((cards.end_asked, EndAsked(TEXT, 12, waiting, cancel)) for cancel in (True, False) for waiting in (0, 2)),
    (cards.statement_card, CARD),
    (cards.statement_card, replace(CARD, words=LONG, waiting=4)),
    *((cards.statement_card, replace(CARD, state=StatementState.SHOWN, answers=answers, waiting=2)) for answers in (0, 7)),
    *((cards.statement_card, replace(CARD, state=StatementState.REFUSED, reason_kind=kind, reason="乱<写")) for kind in Reason),
    *(
        (cards.refusal_asked, RefusalAsked("t", "s", WORDS, is_out, typing, reason))
        for is_out in (True, False)
        for typing, reason in ((False, ""), (True, ""), (False, "太<长"))
    ),
    (cards.shown_list, ShownList(TEXT, (), 0, 1)),
    (cards.shown_list, ShownList(TEXT, (ShownLine("s", LONG, 12), ShownLine("s", WORDS, 1)), 1, 3)),
    (cards.report_page, ReportPage(TEXT, ROWS[:3], 0, 3)),
    (cards.report_page, ReportPage(BARE, (FLOORS, ALONE), 0, 1)),
    (cards.report_page, ReportPage(TEXT, (MANY, FEW, UNSURE), 1, 3)),
    (cards.report_page, ReportPage(TEXT, (), 0, 1)),
]
RENDERED = [(name, number) for name, samples in SAMPLES.items() for number in range(len(samples))]


def test_every_card_has_a_sample_of_its_facts() -> None:
    assert set(SAMPLES) == set(cards.CARDS)
    for name, samples in SAMPLES.items():
        assert all(isinstance(sample, cards.CARDS[name].facts) for sample in samples)


def check(screen: Screen, language: Language, lines: int) -> None:
    text = screen.text
    assert 0 < len(plain_text(text)) <= 4096
    for raw in ("<怎>", "<在>", "<群>", "<南>", "<长", "<写"):
        assert raw not in text, "what people wrote is escaped"
    assert "None" not in text
    assert "\n\n" not in text
    assert "。。" not in text
    for one in screen.keyboard.inline_keyboard if screen.keyboard else []:
        assert 0 < len(one) <= 3
        if language == "zh" and len(one) > 1:
            assert all(len(button.text) <= 5 for button in one), [button.text for button in one]
    if language == "zh":
        assert len(text.split("\n")) <= lines, text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "number"), RENDERED)
def test_a_card_in_both_languages(name: str, number: int, language: Language) -> None:
    """Two lines for each statement, where there are some."""
    facts = SAMPLES[name][number]
    screen = cards.CARDS[name].words(facts, language)
    if name == "topic_gone":
        assert screen.delete
        return
    check(screen, language, 21 if name in {"topic_report", "topic_counted"} else 6)
    if name in {"topic_card", "topic_report", "topic_picture", "topic_counted"}:
        assert {"zh": "不算表决", "en": "no vote"}[language] in screen.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", range(len(SCREENS)))
def test_a_screen_in_both_languages(number: int, language: Language) -> None:
    words, facts = SCREENS[number]
    check(words(facts, language), language, 24)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dropped_draft_what_is_taken_back_and_answers_to_taps(language: Language) -> None:
    check(cards.draft_dropped(language), language, 6)
    for line in MINE[:2]:
        check(cards.take_back_asked(line, "t", language), language, 6)
    said = [texts.weighed(language, facts=Weighing("t", stance, first)) for stance in (None, *Stance) for first in (True, False)]
    said.append(texts.weighed(language, facts=Weighing("t", None, first=False, unread=True)))
    said += [texts.topic_sent(language, groups=groups, in_the_morning=late) for groups in (1, 2) for late in (True, False)]
    said += [texts.topic_unsent(language), texts.picture_comes(language)]
    assert all(0 < len(plain_text(one)) <= 200 and "\n" not in one for one in said)


def test_the_preview_is_what_the_group_reads() -> None:
    for language in LANGUAGES:
        shown = cards.draft_asked(TopicDraft(TEXT, TopicStep.CONFIRM, (), ("群",), 160, 31, 7), language)
        assert shown.text.endswith(cards.topic_card(TopicCard(TEXT, 0, 0), language).text)
    assert "160 户里有 31 户登记了" in plain(shown_in_chinese())


def shown_in_chinese() -> str:
    return cards.draft_asked(TopicDraft(TEXT, TopicStep.CONFIRM, (), ("群",), 160, 31, 7), "zh").text


def plain(text: str) -> str:
    return plain_text(text).replace("\u00a0", " ").replace("\u2060", "")


def test_a_report_in_words() -> None:
    assert plain(texts.topic_report("zh", facts=REPORTS[0])).split("\n") == [
        "💬 议题结果：电梯<怎>么装？",
        "锦绣花园：28 户、31 人看了 5 条看法。不算表决。",
        "各楼栋多数都同意",
        "· 装在<南>边，早上能晒到太阳",
        "同意 26，不同意 2，跳过 2 ■■■■□",
        "各楼栋多数都不同意",
        "· 谁都不要装",
        "同意 1，不同意 27，跳过 2 □□□□□",
        "看法不一",
        "· 一楼也要出钱",
        "同意 16，不同意 13，跳过 1 ■■□□□",
        "还有 1 条说不准。",
        "还有 1 条答的户数太少，不列数字。",
        "只作参考，没有定下什么。",
    ]
    assert "多数同意\n" in plain(texts.topic_report("zh", facts=REPORTS[3])), "of one block nobody says every building"
    assert "没有放出看法" in plain(texts.topic_report("zh", facts=REPORTS[6]))
    assert "没有人表态" in plain(texts.topic_report("zh", facts=REPORTS[5]))


def test_all_of_it_with_its_parts() -> None:
    shown = plain(texts.report_page("zh", facts=ReportPage(TEXT, (DIVIDED,), 0, 1)))
    assert "看法不一：同意 16，不同意 13，跳过 1\n1栋 同意 9/10\n2栋 同意 2/9\n3栋、4栋 同意 5/11" in shown
    floors = plain(texts.report_page("zh", facts=ReportPage(BARE, (FLOORS,), 0, 1)))
    assert "高低楼层多数都同意" in floors
    assert "中层、楼层不清 同意 8/9" in floors
    assert plain(reporting.block_name("zh", MANY.blocks[-1], Division.BUILDINGS)) == "12栋等 3 栋"
    told = reporting.told_blocks(MANY)
    assert [one.parts for one in told] == [("1栋",), ("11栋",)], "of many the one that agrees least, and most"


def test_nothing_but_a_tap_stands_between_two_statements() -> None:
    """The answers stand in their order whatever is chosen: nothing moves under the thumb."""
    for stance in (None, *Stance):
        shown = cards.to_weigh(ToWeigh(TEXT, "s", WORDS, stance, 3, 12, "p", 9), "zh")
        assert shown.keyboard is not None
        assert [one.text.removeprefix("✓ ") for one in shown.keyboard.inline_keyboard[0]] == ["同意", "不同意", "跳过"]
