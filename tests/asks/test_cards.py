"""Every letter and screen about a renovation's asks, in both languages: whole, short, and with a way on."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.rules.asks import (
    Ask,
    ChangesAsked,
    ChangesShown,
    ChangesTold,
    Heard,
    PickPlace,
    RenovationLine,
    RenovationList,
    RenovationView,
    Stage,
    StageStatus,
    stages_of,
)
from bot.rules.ports import LANGUAGES, Language
from bot.rules.votes import Outcome, Weight
from bot.rules.votes.facts import VoteState
from handlers.asks import cards
from messages.rendering import plain_text

NOW = datetime(2026, 2, 27, 2, 32, tzinfo=UTC)
WEIGHTS = {"agree": Weight(243_110, 27), "total": Weight(428_640, 48), "participating": Weight(288_440, 32)}
ASK = Ask("a1", Stage.DESIGN, 1, "v1", VoteState.CLOSED, Outcome.COUNTED, "图纸.pdf", "a" * 64, 1, NOW, "加了扶手", NOW, **WEIGHTS)
UNTOLD = replace(ASK, changes="", told_at=None)
ABOUT = ("r", "外墙<和>楼道翻新", "和平小区")
SAMPLES: dict[str, list[Any]] = {
    "changes_asked": [
        *(ChangesAsked(*ABOUT, UNTOLD, Heard(*heard)) for heard in ((0, 0, 0), (1, 1, 1), (12, 3, 40))),
        ChangesAsked(*ABOUT, replace(UNTOLD, outcome=Outcome.REJECTED, stage=Stage.ENTRY), Heard(2, 0, 0)),
    ],
    "changes_told": [
        *(ChangesTold(*ABOUT, replace(ASK, stage=stage)) for stage in Stage),
        ChangesTold(*ABOUT, replace(ASK, outcome=Outcome.REJECTED), corrects=True),
        *(ChangesTold(*ABOUT, replace(ASK, outcome=one)) for one in (Outcome.PASSED, Outcome.NO_QUORUM)),
    ],
}
OPEN = replace(UNTOLD, state=VoteState.OPEN, outcome=None)
AGAIN = [[replace(ASK, outcome=one)] for one in (Outcome.REJECTED, Outcome.NO_QUORUM)]
ASKS = ([], [OPEN], [UNTOLD], [ASK], *AGAIN, [replace(ASK, stage=one) for one in Stage])
SCREENS = [
    *((cards.renovation_view, RenovationView(*ABOUT, stages_of(asks), charge, NOW)) for asks in ASKS for charge in (True, False)),
    (cards.renovation_list, RenovationList((), may_begin=False)),
    *(
        (
            cards.renovation_list,
            RenovationList(tuple(RenovationLine(*ABOUT, Stage.DESIGN, status) for status in StageStatus), may_begin=may),
        )
        for may in (True, False)
    ),
    (cards.pick_place, PickPlace((("p", "和平小区"), ("q", "锦绣花园")))),
    *((cards.changes_shown, ChangesShown(*ABOUT, ASK, "加了扶手", groups)) for groups in (0, 1, 2)),
    *((cards.write_changes, ChangesAsked(*ABOUT, ask, Heard(0, 0, 12))) for ask in (ASK, UNTOLD)),
    *((words, facts) for name, words in (("changes_asked", cards.changes_asked),) for facts in SAMPLES[name]),
]


def test_every_card_has_a_sample_of_its_facts() -> None:
    assert set(SAMPLES) == set(cards.CARDS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", range(len(SCREENS)))
def test_a_screen_is_whole_and_has_a_way_on(number: int, language: Language) -> None:
    words, facts = SCREENS[number]
    _holds(words, facts, language, buttons=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_group_reads_is_whole(language: Language) -> None:
    for facts in SAMPLES["changes_told"]:
        _holds(cards.changes_told, facts, language, buttons=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_lives_there_is_told_that_it_is_over(language: Language) -> None:
    """No further ask is promised after the third."""
    text = cards.renovation_view(RenovationView(*ABOUT, stages_of(ASKS[-1]), False, NOW), language).text
    assert ("三问都问完了" if language == "zh" else "All three are asked") in text


def _holds(words: Any, facts: Any, language: Language, *, buttons: bool) -> None:
    screen = words(facts, language)
    assert 0 < len(plain_text(screen.text)) <= 4096
    assert "<和>" not in screen.text, "what people wrote is escaped"
    assert "None" not in screen.text
    assert "\n\n" not in screen.text
    assert bool(screen.keyboard) is buttons
    assert len(screen.text.split("\n")) <= 9


def test_where_there_is_none_nobody_is_told_to_tap_one() -> None:
    said = plain_text(cards.renovation_list(RenovationList((), may_begin=True), "en").text)
    assert "Tap one" not in said
    assert 'tap "New one"' in said
