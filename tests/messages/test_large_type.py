"""Large type: a line holds some eleven characters (ease.md 2.1). What belongs together stays on one line."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.rules.groups import (
    ActAsYourself,
    BuildingLeft,
    CardAbove,
    EveningCount,
    GroupHelper,
    GroupWaiting,
    LanguageHere,
    PlaceChoice,
    Standing,
)
from bot.rules.ports import LANGUAGES, Language
from bot.rules.proofs import HeadLine, HeadPosted
from bot.rules.proofs_files import FileKind, FileSent
from bot.rules.updates import Away
from bot.rules.votes.facts import CardLine, Heading, VoteCard
from handlers.registry import all_cards
from messages.rendering import plain_text
from tests.asks.test_cards import SAMPLES as ASK_SAMPLES
from tests.concerns.test_cards import SAMPLES as CONCERN_SAMPLES
from tests.entries.test_cards import SAMPLES as ENTRY_SAMPLES
from tests.messages.wrapping import BAR, NUMBER, NUMBER_AND_UNIT, breaks, broken
from tests.opinions.test_cards import SAMPLES as OPINION_SAMPLES
from tests.polls.test_cards import SAMPLES as POLL_SAMPLES
from tests.statements.test_cards import SAMPLES as STATEMENT_SAMPLES
from tests.votes.test_cards import SAMPLES as VOTE_SAMPLES
from tests.wishes.test_cards import SAMPLES as WISH_SAMPLES

LARGE = 11.0
# The bubble of the sandbox's page on a screen of 390 px, at its normal type.
PHONE = 18.0
WIDTHS = (LARGE, PHONE, 19.0, 20.0, 22.0)
NOW = datetime(2026, 2, 27, 2, 32, tzinfo=UTC)
PLACE = PlaceChoice("p", "锦绣花园", "3栋")
STANDINGS = (Standing(), Standing(hears_only_addressed=True), Standing(is_admin=True), Standing(is_admin=True, can_pin=True))
LINES = (CardLine("3栋", "1单元", 8, 12), CardLine("3栋", "2单元", 7, 12), CardLine("3栋", "3单元", 6, 12))
LIFT = VoteCard(
    Heading("v", "加装电梯", "锦绣花园", "3栋"), True, 1, LINES, 21, 36, 190_320, 321_460, datetime(2026, 3, 1, 10, tzinfo=UTC), NOW
)
LARGE_LINES = tuple(CardLine(f"{number}栋", "", 118, 240) for number in (1, 2, 12))
ESTATE = VoteCard(
    Heading("v", "更换外墙保温", "锦绣花园"), True, 0, LARGE_LINES, 354, 12_720, 3_190_320, 113_214_600, NOW + timedelta(hours=5), NOW
)
VOTES_IN_GROUPS = (
    *("card_moved", "pair_result", "participation_picture", "typed_by_stranger", "vote_called_off"),
    *("vote_card", "vote_ended", "vote_extended", "vote_result"),
)
# What makes somebody of 70 tap once more, read by her alone.
ASKED_AGAIN = ("owners_differ", "private_card", "reminder", "scheme_changed")
SAMPLES: dict[str, list[Any]] = {
    "groups.act_as_yourself": [ActAsYourself("g")],
    "groups.language_here": [LanguageHere("linli_bot")],
    "groups.card_above": [CardAbove("linli_bot", bound) for bound in (True, False)],
    "groups.evening_line": [
        EveningCount(31, 129, (BuildingLeft("5栋", 12), BuildingLeft("12栋", 9), BuildingLeft("3栋", 4)), 2),
        EveningCount(3, 0, ()),
    ],
    "groups.group_helper": [GroupHelper("g", "bot", PLACE, standing) for standing in STANDINGS],
    "groups.group_waiting": [GroupWaiting("g", "bot", choices, standing) for choices in ((PLACE,), ()) for standing in STANDINGS],
    "proofs.file_sent": [
        FileSent(Heading("v", "加装电梯", "锦绣花园", "3栋"), kind, "0" * 64, "linli-v.json", "a1b2c3d4e5f60718" * 4) for kind in FileKind
    ],
    "proofs.head_posted": [
        *(HeadPosted(Heading("v", "加装电梯", "锦绣花园", "3栋"), "a1b2c3d4e5f60718" * 4, events) for events in (1, 12_720)),
        HeadPosted(
            Heading("v", "加装电梯", "锦绣花园", "3栋"),
            "a1b2c3d4e5f60718" * 4,
            7,
            (HeadLine(Heading("w", "屋顶防水改造", "锦绣花园"), "0718a1b2c3d4e5f6" * 4, 12_720),),
        ),
    ],
    "updates.away": [Away(NOW, NOW + span, lost) for span, lost in ((timedelta(minutes=29), False), (timedelta(days=2), True))],
    **{f"concerns.{name}": CONCERN_SAMPLES[name] for name in ("concern_posted", "who_asked", "concern_news")},
    **{
        f"entries.{name}": ENTRY_SAMPLES[name]
        for name in (
            "ballot_entered",
            "ballot_settled",
            "ballot_undone",
            "ballots_differ",
            "entries_lapsed",
            "entry_ended",
            "entry_returned",
            "phone_waits",
            "photo_failed",
            "table_refused",
            "power_entered",
            "power_given",
        )
    },
    **{f"asks.{name}": samples for name, samples in ASK_SAMPLES.items()},
    **{f"opinions.{name}": samples for name, samples in OPINION_SAMPLES.items()},
    **{f"polls.{name}": samples for name, samples in POLL_SAMPLES.items()},
    **{f"statements.{name}": samples for name, samples in STATEMENT_SAMPLES.items()},
    **{f"wishes.{name}": samples for name, samples in WISH_SAMPLES.items() if name != "wish_gone"},
    **{f"votes.{name}": VOTE_SAMPLES[name] for name in (*VOTES_IN_GROUPS, *ASKED_AGAIN)},
}
SAMPLES["votes.vote_card"] = [*VOTE_SAMPLES["vote_card"], LIFT, ESTATE]
RENDERED = [(name, number) for name, samples in SAMPLES.items() for number in range(len(samples))]
# Words of the vote card that a reader takes in at a glance.
WORDS = ("已参与", "面积", "截止", "还有", "还剩", "不到", "公布", "意见", "可以", "方案", "图纸", "费用", "说明", "文件", "其余")
WHOLE_WORDS = [re.compile(word[:2]) for word in WORDS]


def say(name: str, number: int, language: Language) -> str:
    return plain_text(all_cards()[name].words(SAMPLES[name][number], language).text)


@pytest.mark.parametrize(("name", "number"), RENDERED)
def test_no_number_is_torn_apart_or_from_its_unit(name: str, number: int) -> None:
    for language in LANGUAGES:
        text = say(name, number, language)
        for em in WIDTHS:
            assert broken(text, em, [NUMBER, NUMBER_AND_UNIT, BAR]) == [], (em, text)


@pytest.mark.parametrize("em", WIDTHS)
@pytest.mark.parametrize("number", range(len(SAMPLES["votes.vote_card"])))
def test_the_words_of_the_vote_card_stay_whole(number: int, em: float) -> None:
    text = say("votes.vote_card", number, "zh")
    assert broken(text, em, WHOLE_WORDS) == [], text


def test_on_a_phone_a_share_stays_on_its_line() -> None:
    """So that nobody reads half of an area (sandbox.md, section 9)."""
    text = say("votes.vote_card", len(VOTE_SAMPLES["vote_card"]), "zh")
    assert broken(text, PHONE, [re.compile(r"1,903.20.*㎡"), re.compile(r"21.*36.户")]) == []


def test_the_wrapping_of_these_tests_sees_what_is_torn() -> None:
    line = "已参与 31 / 48 户 · 面积\u00a02,814.40\u00a0/\u00a04,286.40\u00a0㎡"
    assert breaks("面积面积", 3) == [3]
    assert broken(line, PHONE, [re.compile("面积")]) == ["面积"]
    assert broken("截止 3月1日", 3.5, [NUMBER_AND_UNIT]) == ["3月"]
    assert broken("18:00", 2, [NUMBER]) == ["18:00"], "what fits nowhere is torn"
