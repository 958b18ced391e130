"""Every card and screen about concerns in both languages: within Telegram's limits, six short lines, labels that are not cut."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.rules.concerns import ConcernKind, ConcernState, FloorBand, Identity
from bot.rules.concerns.facts import (
    AddingAsked,
    AnswerDue,
    AnswerShown,
    ConcernAdded,
    ConcernCard,
    ConcernLine,
    ConcernList,
    ConcernNews,
    ConcernPosted,
    EndAsked,
    Gone,
    JoinFirst,
    Known,
    MyConcern,
    News,
    PhotoFailed,
    Raising,
    RaisingStep,
    Said,
    WhoAsked,
)
from bot.rules.ports import LANGUAGES, Language
from bot.rules.residents import HomeRole
from bot.rules.residents.deciding import Level
from bot.rules.residents.facts import HomeAt
from bot.rules.votes.facts import Heading
from handlers.concerns import cards
from handlers.screens import Screen
from messages.rendering import plain_text

NOW = datetime(2026, 2, 27, 2, 32, tzinfo=UTC)
DUE = datetime(2026, 3, 6, 10, tzinfo=UTC)
HEADING = Heading("abcdefghij", "加装<电梯>", "锦绣花园", "3栋")
KNOWN = Known(HomeAt("h", "锦绣花园", "3栋", "2单元", "0301"), HomeRole.OWNER, "王桂芳")
SAID = Said("c", HEADING, ConcernKind.LIGHT, "井道会挡住<客厅>的光", FloorBand.LOW)
CARD = ConcernCard(SAID, ConcernState.RAISED, Identity.UNASKED, NOW, DUE, groups=1)
ANSWERED = replace(CARD, state=ConcernState.ANSWERED, answer="离窗 3\u00a0米")
POSTED = ConcernPosted(SAID, "离窗 3\u00a0米", ConcernState.ANSWERED)
SAMPLES: dict[str, list[Any]] = {
    "concern_added": [ConcernAdded("c", HEADING, ConcernKind.LIGHT, photos) for photos in (0, 1, 3)],
    "photo_failed": [PhotoFailed("c", HEADING, ConcernKind.LIGHT)],
    "answer_due": [
        AnswerDue("c", HEADING, ConcernKind.LIGHT, DUE, level, late)
        for level in (Level.COMPOUND_CHIEF, Level.STAFF)
        for late in (False, True)
    ],
    "concern_card": [
        CARD,
        replace(CARD, photos=3),
        replace(CARD, escalated=True, identity=Identity.ASKED),
        replace(CARD, identity=Identity.REFUSED, said=replace(SAID, band=FloorBand.UNSAID, kind=ConcernKind.OTHER)),
        replace(CARD, identity=Identity.AGREED, known=KNOWN),
        ANSWERED,
        replace(ANSWERED, posted=True, groups=0, state=ConcernState.MEDIATION, author_left=True, said=replace(SAID, words="")),
        *(
            replace(ANSWERED, state=state, reason="改了方案")
            for state in (ConcernState.SOLVED, ConcernState.COMPENSATED, ConcernState.KEPT)
        ),
        replace(CARD, state=ConcernState.WITHDRAWN, said=replace(SAID, words="")),
        *(replace(CARD, said=replace(SAID, words=""), gone=gone) for gone in (Gone.MOVED, Gone.NOBODY)),
    ],
    "concern_news": [ConcernNews("c", HEADING, ConcernKind.NOISE, what, "改到北侧", posted) for what in News for posted in (True, False)],
    "concern_posted": [replace(POSTED, state=state) for state in ConcernState if state is not ConcernState.RAISED],
    "who_asked": [WhoAsked("c", HEADING, ConcernKind.COST, replace(KNOWN, name=name)) for name in ("王桂芳", "")],
}
RAISING = Raising(HEADING, RaisingStep.KIND, Level.COMPOUND_CHIEF)
MINE = MyConcern(SAID, ConcernState.RAISED, Identity.UNASKED, Level.COMPOUND_CHIEF, NOW, DUE, known=KNOWN)
LINES = tuple(
    ConcernLine("c", HEADING, kind, state, DUE, late)
    for kind, state, late in (
        (ConcernKind.LIGHT, ConcernState.RAISED, True),
        (ConcernKind.ACCESS, ConcernState.RAISED, False),
        (ConcernKind.OTHER, ConcernState.MEDIATION, False),
    )
)
ENDING = EndAsked(SAID, ConcernState.KEPT, posted=True)
# Screens that are shown at once, and are no letters: (how it is worded, from what).
SCREENS: list[tuple[Any, Any]] = [
    (cards.join_first, JoinFirst("p")),
    *((cards.raising, replace(RAISING, step=step, words="光少了")) for step in RaisingStep),
    *((cards.raising, replace(RAISING, step=step, level=None, words="光少了", band_left_out=True, has_some=True)) for step in RaisingStep),
    (cards.raising, replace(RAISING, step=RaisingStep.CONFIRM, words="光少了", band=FloorBand.HIGH)),
    *((cards.my_concern, replace(MINE, level=level, escalated=late)) for level in (*Level, None) for late in (True, False)),
    *((cards.my_concern, replace(MINE, identity=identity)) for identity in Identity),
    *((cards.my_concern, replace(MINE, state=state, answer="北侧", reason="改了", posted=True)) for state in ConcernState),
    *((cards.my_concerns, facts) for facts in (ConcernList(LINES, 9, 1, 3), ConcernList((), 0, 0, 1))),
    (cards.take_back_asked, MINE),
    (cards.my_concern, replace(MINE, photos=3)),
    *((cards.raising, replace(RAISING, step=step, words="光少了", photos=3)) for step in RaisingStep),
    *((cards.ask_more, AddingAsked(SAID, photos)) for photos in (0, 3)),
    *((cards.concern_list, facts) for facts in (ConcernList(LINES, 9, 1, 3), ConcernList((), 0, 0, 1))),
    (cards.ask_answer, CARD),
    *((shown, AnswerShown(POSTED, groups)) for shown in (cards.answer_shown, cards.posting_shown) for groups in (0, 2)),
    *((cards.mediation_asked, replace(ANSWERED, posted=posted)) for posted in (True, False)),
    (cards.ask_reason, ENDING),
    (cards.end_shown, replace(ENDING, reason="间距够")),
]
RENDERED = [(name, number) for name, samples in SAMPLES.items() for number in range(len(samples))]
# What the group would read stands under a line that says so.
LONGER = {cards.answer_shown, cards.posting_shown}


def test_every_card_has_a_sample_of_its_facts() -> None:
    assert set(SAMPLES) == set(cards.CARDS)
    for name, samples in SAMPLES.items():
        assert all(isinstance(sample, cards.CARDS[name].facts) for sample in samples)


def check(screen: Screen, language: Language, lines: int = 6) -> None:
    text = screen.text
    assert 0 < len(plain_text(text)) <= 1024
    assert "<客厅>" not in text, "what people wrote is escaped"
    assert "<电梯>" not in text
    assert "None" not in text
    assert "\n\n" not in text
    for row in screen.keyboard.inline_keyboard if screen.keyboard else []:
        assert 0 < len(row) <= 3
        if language == "zh" and len(row) > 1:
            assert all(len(one.text) <= 5 for one in row), [one.text for one in row]
    if language == "zh":
        assert len(text.split("\n")) <= lines, text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "number"), RENDERED)
def test_a_card_in_both_languages(name: str, number: int, language: Language) -> None:
    check(cards.CARDS[name].words(SAMPLES[name][number], language), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", range(len(SCREENS)))
def test_a_screen_in_both_languages(number: int, language: Language) -> None:
    words, facts = SCREENS[number]
    check(words(facts, language), language, 7 if words in LONGER else 6)


def test_the_preview_is_what_the_group_reads() -> None:
    for language in LANGUAGES:
        shown, posted = cards.answer_shown(AnswerShown(POSTED, 1), language), cards.concern_posted(POSTED, language)
        assert shown.text.endswith(posted.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_it_is_stands_on_no_card_before_they_agreed(language: Language) -> None:
    for identity in Identity:
        text = cards.concern_card(replace(CARD, identity=identity, known=KNOWN), language).text
        assert ("王桂芳" in text) is (identity is Identity.AGREED)


def test_a_line_says_how_long_is_left() -> None:
    labels = [row[0].text for row in cards.concern_list(ConcernList(LINES, 3, 0, 1), "zh").keyboard.inline_keyboard]  # type: ignore[union-attr]
    assert labels[:3] == ["采光 · 过期没答复", "通行 · 3月6日（周五）前", "其他 · 调解中"]
    assert timedelta(days=7) < DUE - NOW
