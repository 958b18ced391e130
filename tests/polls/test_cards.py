"""Every card and screen about straw polls in both languages: within Telegram's limits, labels that are not cut, and never a vote."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.rules.polls import MOST_OPTIONS, OptionCount, Per, PollKind, PollState, PollStep, PollText, count
from bot.rules.polls.facts import (
    EndAsked,
    JoinFirst,
    MyPoll,
    PickCompound,
    PollAnswered,
    PollCard,
    PollCompound,
    PollDraft,
    PollEnded,
    PollLine,
    PollList,
    PollPicture,
    PollResult,
    PollView,
    PollVoices,
    Voice,
)
from bot.rules.ports import LANGUAGES, Language
from bot.rules.residents import HomeRole
from bot.rules.residents.facts import HomeAt
from bot.rules.votes.closing_times import offered_closings
from handlers.polls import cards
from handlers.screens import Screen
from messages import polls as texts
from messages.rendering import plain_text

NOW = datetime(2026, 2, 27, 2, 32, tzinfo=UTC)
TEXT = PollText(
    "p", "c", "锦绣花园", "健身器材<放>哪里？", ("东门<口>", "西门", "不要"), PollKind.SINGLE, Per.HOME, False, NOW + timedelta(days=2)
)
LONG = replace(TEXT, options=tuple(f"{number}" + "长" * 15 for number in range(MOST_OPTIONS)), kind=PollKind.MULTIPLE)
TEXTS = [replace(TEXT, kind=kind, per=per, named=named) for kind in PollKind for per in Per for named in (True, False)]
ROWS = count(PollKind.SINGLE, 3, [(0,)] * 7 + [(1,)] * 5)
RANKS = count(PollKind.RANKED, 3, [(0, 1, 2)] * 7 + [(1, 0)] * 1_500)
RESULTS = [
    PollResult(TEXT, 12, ROWS),
    PollResult(replace(TEXT, per=Per.PERSON, kind=PollKind.MULTIPLE), 2, count(PollKind.MULTIPLE, 3, [(0, 1), (0, 1)])),
    PollResult(replace(TEXT, kind=PollKind.RANKED), 1_507, RANKS),
    PollResult(TEXT, 0, tuple(OptionCount(one, 0) for one in range(3))),
    PollResult(TEXT, 4, ()),
    PollResult(LONG, 3, count(PollKind.MULTIPLE, MOST_OPTIONS, [(0, 1), (9,), (9,)])),
]
SAMPLES: dict[str, list[Any]] = {
    "poll_card": [PollCard(text, answered) for text in (*TEXTS, LONG) for answered in (0, 1_240)],
    "poll_counted": RESULTS,
    "poll_ended": [PollEnded(TEXT, state, 12) for state in (PollState.CLOSED, PollState.CANCELLED)],
    "poll_picture": [PollPicture(TEXT, "a" * 64)],
    "poll_result": RESULTS,
}
RANKED = replace(TEXT, kind=PollKind.RANKED)
HOME = HomeAt("h", "锦绣花园", "3栋", "2单元", "0301")
DRAFT = PollText("p", "c", "锦绣花园", "放<哪>里？", ("东门<口>", "西门"))
OFFERED = offered_closings(NOW)
VOICES = PollVoices(replace(TEXT, named=True), 0, (Voice(HOME, None), Voice(HOME, HomeRole.TENANT)), 1, 3, 1, 3)
# Screens that are shown at once, and are no letters: (how it is worded, from what).
SCREENS: list[tuple[Any, Any]] = [
    (cards.join_first, JoinFirst("p")),
    (cards.pick_compound, PickCompound((PollCompound("c", "锦绣花园"), PollCompound("d", "和平小区")))),
    *((cards.my_poll, MyPoll(text, chosen, chosen)) for text in TEXTS for chosen in ((), (1,))),
    *((cards.my_poll, MyPoll(RANKED, chosen, order)) for chosen in ((), (1,)) for order in ((), (2, 1), (1,))),
    *((cards.draft_asked, PollDraft(DRAFT, step, OFFERED)) for step in PollStep if step is not PollStep.CONFIRM),
    *((cards.draft_asked, PollDraft(text, PollStep.CONFIRM, (), groups, 7)) for text in TEXTS for groups in ((), ("业主<群>", "3栋群"))),
    (cards.poll_list, PollList(())),
    (cards.poll_list, PollList(tuple(PollLine("p", "长" * 60, state, NOW) for state in PollState))),
    *((cards.poll_view, PollView(replace(TEXT, named=True), state, 12, ROWS)) for state in PollState if state is not PollState.DRAFT),
    *((cards.end_asked, EndAsked(TEXT, 12, cancel, few)) for cancel in (True, False) for few in (True, False)),
    *((cards.poll_voices, facts) for facts in (VOICES, replace(VOICES, voices=(), left=0, total=0, pages=1, page=0))),
]
RENDERED = [(name, number) for name, samples in SAMPLES.items() for number in range(len(samples))]


def test_every_card_has_a_sample_of_its_facts() -> None:
    assert set(SAMPLES) == set(cards.CARDS)
    for name, samples in SAMPLES.items():
        assert all(isinstance(sample, cards.CARDS[name].facts) for sample in samples)


def check(screen: Screen, language: Language, lines: int) -> None:
    text = screen.text
    assert 0 < len(plain_text(text)) <= 1024
    for raw in ("<放>", "<口>", "<群>", "<哪>"):
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
    """A line for each option, where there are options."""
    facts = SAMPLES[name][number]
    screen = cards.CARDS[name].words(facts, language)
    check(screen, language, 6 + len(facts.text.options))
    assert {"zh": "不算表决", "en": "no vote"}[language] in screen.text or name == "poll_ended"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", range(len(SCREENS)))
def test_a_screen_in_both_languages(number: int, language: Language) -> None:
    words, facts = SCREENS[number]
    check(words(facts, language), language, 11)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dropped_draft_and_answers_to_taps(language: Language) -> None:
    check(cards.draft_dropped(language), language, 6)
    instead = [((), 1), ((HOME,), 1), ((HOME,), 2), ((HOME, HOME), 3)]
    answers = [
        PollAnswered(text, chosen, True, *replaced, differ)
        for text in TEXTS
        for chosen in ((), (1,), (0, 2))
        for replaced in instead
        for differ in (True, False)
    ]
    answers += [PollAnswered(replace(LONG, kind=kind), tuple(range(MOST_OPTIONS)), True, (HOME,), 2, True) for kind in PollKind]
    answers += [PollAnswered(LONG, (0, 1, 2, 3), True, (HOME,), 2, True)]
    said = [texts.poll_answered(language, facts=one) for one in answers]
    said += [texts.poll_sent(language, groups=groups, in_the_morning=late) for groups in (1, 2) for late in (True, False)]
    assert all(0 < len(plain_text(one)) <= 200 and "\n" not in one for one in said)


def test_whose_answer_was_replaced_is_said() -> None:
    said = [plain_text(texts.poll_answered("zh", facts=PollAnswered(TEXT, (0,), True, *more))) for more in (((HOME,), 1), ((HOME,), 2))]
    assert "代替您家里人先前的回答" in said[0]
    assert "算您的 2 户" in said[1].replace("\u00a0", " ")
    assert "代替3栋2单元301家里人先前的回答" in said[1].replace("\u2060", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_they_answer_everybody_reads_whether_names_are_seen(language: Language) -> None:
    told = {"zh": ("看得到", "谁也看不到"), "en": ("By name", "Anonymous")}[language]
    for text in TEXTS:
        for screen in (cards.poll_card(PollCard(text, 0), language), cards.my_poll(MyPoll(text, ()), language)):
            assert (told[0].lower() in screen.text.lower()) is text.named
        assert (told[1] in cards.poll_card(PollCard(text, 0), language).text) is (not text.named)


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_what_a_second_tap_takes_back_is_said_to_be_taken_back_by_one(language: Language) -> None:
    """The card of a ranked poll has one button, which opens the private chat."""
    said = {"zh": "再点一次收回", "en": "tap once more to take it back"}[language]
    for text in TEXTS:
        shown = plain_text(cards.poll_card(PollCard(text, 0), language).text)
        assert (said in shown) is (text.kind is not PollKind.RANKED)


def test_the_preview_is_what_the_group_reads() -> None:
    for language in LANGUAGES:
        for text in TEXTS:
            shown = cards.draft_asked(PollDraft(text, PollStep.CONFIRM, (), ("群",), 7), language)
            assert shown.text.endswith(cards.poll_card(PollCard(text, 0), language).text)


def test_a_result_in_words() -> None:
    lines = [one.replace("\u00a0", " ").replace("\u2060", "") for one in plain_text(texts.poll_result("zh", facts=RESULTS[0])).split("\n")]
    assert lines[2:] == [
        "12 户回答了：",
        "东门<口>：7 户 ■■□□□",
        "西门：5 户 ■■□□□",
        "不要：0 户 □□□□□",
        "最多的是：东门<口>。只作参考，没有定下什么。",
    ]
    assert "东门<口>：3,021 分（7 户排第一）" in plain_text(texts.poll_result("zh", facts=RESULTS[2])).replace("\u00a0", " ")
    assert "并列最多的是：东门<口>、西门" in plain_text(texts.poll_result("zh", facts=RESULTS[1]))
    assert "没有人回答" in texts.poll_result("zh", facts=RESULTS[3])


def test_the_order_of_the_buttons_is_that_of_the_question() -> None:
    """Whatever is answered: nothing moves under the thumb."""
    for answered in (0, 12):
        shown = cards.poll_card(PollCard(TEXT, answered), "zh")
        assert shown.keyboard is not None
        assert [row[0].text for row in shown.keyboard.inline_keyboard] == ["东门<口>", "西门", "不要", "我的回答"]
