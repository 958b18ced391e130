"""Every card and screen about opinions in both languages: within Telegram's limits, short lines, labels that are not cut."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.rules.opinions import Category, DemandState, OpinionState, Support
from bot.rules.opinions.facts import (
    CompoundChoice,
    DemandCard,
    DemandLine,
    DemandList,
    DemandReasonAsked,
    DemandsInCharge,
    DemandsMoved,
    DemandsPosted,
    Invitation,
    InvitationShown,
    JoinFirst,
    MergePick,
    MyOpinion,
    News,
    OpinionAsked,
    OpinionCard,
    OpinionDraft,
    OpinionLine,
    OpinionList,
    OpinionNews,
    OpinionsWait,
    OpinionWithdrawn,
    PhotoFailed,
    PickCompound,
    PostingShown,
    RejectionAsked,
    SayInPrivate,
    SupportTold,
    TitleAsked,
)
from bot.rules.ports import LANGUAGES, Language
from handlers.opinions import cards
from handlers.screens import Screen
from messages import opinions as texts
from messages.rendering import plain_text

NOW = datetime(2026, 2, 27, 2, 32, tzinfo=UTC)
HERE = CompoundChoice("p", "锦绣花园")
WORDS = "下水道<老>堵"
LINES = (
    DemandLine("a", 1, "修<下水道>", Category.PIPES, DemandState.COLLECTED, 12),
    DemandLine("b", 2, "加装电梯", Category.LIFT, DemandState.CONSIDERED, 1_240, mine=True),
    DemandLine("c", 13, "地下车库", Category.PARKING, DemandState.NOT_PLANNED, 1, "今年没有这笔钱"),
    DemandLine("d", 14, "屋顶防水", Category.BUILDING, DemandState.PLANNED, 0),
)
SAMPLES: dict[str, list[Any]] = {
    "demands_moved": [DemandsMoved("锦绣花园")],
    "demands_posted": [DemandsPosted(HERE, LINES, 14), DemandsPosted(HERE, LINES[:1], 1)],
    "invitation": [Invitation(HERE)],
    "opinion_news": [OpinionNews("o", "锦绣花园", WORDS, what, "修<下水道>", "管子是<自来水公司>的") for what in News],
    "opinion_withdrawn": [OpinionWithdrawn(is_photo=False)],
    "opinions_wait": [OpinionsWait("锦绣花园", category) for category in Category],
    "photo_failed": [PhotoFailed("o", WORDS), PhotoFailed("o", WORDS, left=9)],
    "say_in_private": [SayInPrivate("p")],
}
MINE = MyOpinion("o", "锦绣花园", Category.PIPES, WORDS, 1, OpinionState.NEW, NOW)
CARD = OpinionCard("o", "锦绣花园", Category.PIPES, WORDS, 1, OpinionState.NEW, NOW, demands=3)
LISTED = {OpinionState.MERGED: LINES[2]}
OF_STATES = [replace(MINE, state=one, demand=LISTED.get(one), reason="不归小区管", photos=0) for one in OpinionState]
OPINIONS = OpinionList(tuple(OpinionLine("o", Category.PIPES, WORDS * 4, one, compound="锦绣花园") for one in OpinionState), 9, 1, 3)
NONE = OpinionList((), 0, 0, 1)
DEMANDS = DemandList(HERE, LINES, 14, 1, 3)
CHARGE = DemandsInCharge(HERE, LINES, 14, 2, 1, 3, may_publish=True, groups=2)
DEMAND = DemandCard(HERE, LINES[2], 3, published=True, may_decide=True)
POSTING = PostingShown(SAMPLES["demands_posted"][0], ("业主<群>", "3栋群"), 2, 7)
DRAFT = OpinionDraft("o", "锦绣花园", Category.OTHER, WORDS)
ASKED = OpinionAsked(HERE)
# Screens that are shown at once, and are no letters: (how it is worded, from what).
SCREENS: list[tuple[Any, Any]] = [
    (cards.join_first, JoinFirst("p")),
    *(
        (shown, PickCompound((HERE, CompoundChoice("q", "和平小区"))))
        for shown in (cards.pick_compound, cards.pick_list, cards.pick_in_charge)
    ),
    *((cards.ask_words, facts) for facts in (ASKED, replace(ASKED, photos=1), replace(ASKED, again=True, has_some=True, has_list=True))),
    *((cards.opinion_draft, facts) for facts in (DRAFT, replace(DRAFT, typed=True), replace(DRAFT, photos=10, from_group=True))),
    *((cards.my_opinion, facts) for facts in (MINE, *OF_STATES)),
    *((cards.take_back_asked, facts) for facts in (MINE, OF_STATES[2])),
    *((shown, facts) for shown in (cards.my_opinions, cards.new_opinions) for facts in (OPINIONS, NONE)),
    *((cards.demand_list, facts) for facts in (DEMANDS, replace(DEMANDS, may_support=False), DemandList(HERE, (), 0, 0, 1))),
    *((cards.opinion_card, replace(CARD, state=one, demand=LISTED.get(one), reason="不归小区管")) for one in OpinionState),
    *((cards.opinion_card, replace(CARD, demands=0, photos=0)),),
    *((cards.title_asked, TitleAsked("o", WORDS, title)) for title in ("", "修下水道")),
    (cards.merge_pick, MergePick("o", WORDS, LINES, 1, 3)),
    *((cards.rejection_asked, RejectionAsked("o", WORDS, reason)) for reason in ("", "不归小区管")),
    *((cards.demands_in_charge, facts) for facts in (CHARGE, replace(CHARGE, unpublished=0), replace(CHARGE, may_publish=False))),
    (cards.demands_in_charge, DemandsInCharge(HERE, (), 0, 0, 0, 1, may_publish=True, groups=0)),
    *((cards.demand_card, facts) for facts in (DEMAND, replace(DEMAND, published=False), replace(DEMAND, may_decide=False))),
    *((cards.demand_reason_asked, DemandReasonAsked(LINES[0], reason, seen)) for reason in ("", "没有钱") for seen in (True, False)),
    *((cards.posting_shown, facts) for facts in (POSTING, replace(POSTING, groups=(), fresh=0))),
    (cards.invitation_shown, InvitationShown(Invitation(HERE), ("业主群",))),
]
RENDERED = [(name, number) for name, samples in SAMPLES.items() for number in range(len(samples))]
# The list has a line for each demand, what the group would read stands under a line that says so.
LONGER = {cards.demand_list, cards.posting_shown, cards.invitation_shown}


def test_every_card_has_a_sample_of_its_facts() -> None:
    assert set(SAMPLES) == set(cards.CARDS)
    for name, samples in SAMPLES.items():
        assert all(isinstance(sample, cards.CARDS[name].facts) for sample in samples)


def check(screen: Screen, language: Language, lines: int = 6) -> None:
    text = screen.text
    assert 0 < len(plain_text(text)) <= 1024
    for raw in ("<老>", "<下水道>", "<群>", "<自来水公司>"):
        assert raw not in text, "what people wrote is escaped"
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
    check(words(facts, language), language, 8 if words in LONGER else 6)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_taken_back_or_dropped_and_a_photo(language: Language) -> None:
    for screen in (cards.opinion_gone(language, handed_in=True), cards.opinion_gone(language, handed_in=False)):
        check(screen, language)
    for number in (1, 10):
        check(cards.opinion_photo("o", "a" * 64, number, 10, language), language)
    check(cards.opinion_photo("o", "a" * 64, 1, 1, language), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_to_taps_fit_into_a_dialog(language: Language) -> None:
    said = [texts.support_told(language, facts=SupportTold(step, "长" * 30, 12_720)) for step in Support]
    said += [
        words(language, groups=groups, in_the_morning=late)
        for words in (texts.list_published, texts.invited)
        for groups in (1, 2)
        for late in (True, False)
    ]
    said.append(texts.list_published(language, groups=0, in_the_morning=False))
    assert len(set(said)) == len(said)
    assert all(0 < len(plain_text(one)) <= 200 and "\n" not in one for one in said)


def test_the_preview_is_what_the_group_reads() -> None:
    for language in LANGUAGES:
        shown, posted = cards.posting_shown(POSTING, language), cards.demands_posted(POSTING.posted, language)
        assert shown.text.endswith(posted.text)


def test_a_demand_in_one_line() -> None:
    assert [texts.line_words("zh", line).replace("\u00a0", " ") for line in LINES] == [
        "1. 修<下水道>：12 户",
        "2. ✓ 加装电梯：1,240 户，考虑中",
        "13. 地下车库：1 户，不列入方案（今年没有这笔钱）",
        "14. 屋顶防水：0 户，已列入方案",
    ]
    assert texts.line_words("en", LINES[2]).replace("\u00a0", " ") == "13. 地下车库: 1 home, not in the plan (今年没有这笔钱)"
