"""Every card and screen about entered ballots in both languages: short lines, labels that are not cut, and a choice on two of them only."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.rules.entries import Ending, EntryState, Way
from bot.rules.entries.facts import (
    BallotEntered,
    BallotsDiffer,
    BallotSettled,
    BallotUndone,
    Contradiction,
    Contradictions,
    EntriesHome,
    EntriesLapsed,
    EntryDone,
    EntryEnded,
    EntryHome,
    EntryHomes,
    EntryOwner,
    EntryOwners,
    EntryPlaces,
    EntryReturned,
    EntryShown,
    EntryStep,
    PhoneWaits,
    PhotoFailed,
    SettlingAsked,
    UndoAsked,
    WaitingEntries,
    WaitingLine,
)
from bot.rules.entries.powers import (
    AgentsOffered,
    Candidate,
    PowerDone,
    PowerEntered,
    PowerGiven,
    PowerLine,
    PowerShown,
    PowersListed,
    PowerState,
    PowerStep,
)
from bot.rules.entries.tables import (
    PhotosWanted,
    RowFault,
    TableAsked,
    TableFault,
    TablePreview,
    TableRefused,
    WaitingPhoto,
)
from bot.rules.ports import LANGUAGES, Language
from bot.rules.votes import ChangePolicy, Channel, Choice
from bot.rules.votes.facts import Heading, HomeName
from handlers.entries import cards
from messages.rendering import plain_text

NOW = datetime(2026, 2, 27, 2, 32, tzinfo=UTC)
CLOSES = datetime(2026, 3, 1, 10, tzinfo=UTC)
HEADING = Heading("abcdefghij", "加装<电梯>", "锦绣花园", "3栋")
HOMES = (HomeName("3栋", "2单元", "0301"),)
TWO = (*HOMES, HomeName("3栋", "2单元", "0302"))
PAPER, PHONE = Channel.PAPER, Channel.PHONE
ENTERED = BallotEntered(HEADING, PAPER, HOMES, Choice.AGAINST, "北街社区", False, NOW, CLOSES, "K7Q2")
ENDED = EntryEnded(HEADING, PHONE, Ending.RECORDED, HOMES, "王桂芳", NOW, "周敏")
RETURNED = EntryReturned(HEADING, HOMES, "王桂芳", "周敏", NOW, CLOSES)
SETTLED = BallotSettled(HEADING, HOMES, PAPER, "问过本人", CLOSES)
NO_YES = (False, True)
UNDONE = BallotUndone(HEADING, PAPER, HOMES, "北街社区", False, CLOSES, "K7Q2")
SAMPLES: dict[str, list[Any]] = {
    "ballot_entered": [
        ENTERED,
        replace(ENTERED, channel=PHONE, office="3栋", by_head=True, homes=TWO, contradicts=True, counts=False),
        replace(ENTERED, counts=False, choice=Choice.ABSTAIN),
        replace(ENTERED, agent="李强"),
        replace(ENTERED, agent="李强", office="", channel=Channel.CHAT, beaten=True),
        replace(ENTERED, counts=False, aside=True),
        replace(ENTERED, counts=False, aside=True, agent="李强"),
        replace(ENTERED, counts=False, contradicts=True, agent="李强"),
        replace(ENTERED, counts=False, homes=TWO),
        *(replace(ENTERED, undone=undone, replaced=not undone, agent=agent) for undone in (True, False) for agent in ("", "李强")),
        *(replace(ENTERED, homes=homes, over=True, counts=False) for homes in (HOMES, TWO)),
        *(replace(ENTERED, over=True, agent=agent, contradicts=differs) for agent, differs in (("", False), ("李强", False), ("", True))),
    ],
    "ballot_settled": [replace(SETTLED, channel=channel, **how) for channel in Channel for how in ({}, {"over": True}, {"by_agent": True})],
    "ballots_differ": [
        *(BallotsDiffer(HEADING, homes, CLOSES, void=void) for homes in (HOMES, TWO) for void in ("", "图纸改了")),
        BallotsDiffer(HEADING, HOMES, CLOSES, done=True),
    ],
    "entry_ended": [replace(ENDED, ending=ending, channel=channel) for ending in Ending for channel in (PAPER, PHONE)],
    "entry_returned": [
        RETURNED,
        replace(RETURNED, over=True),
        *(replace(RETURNED, refused=True, why=why) for why in (Ending.REFUSED, Ending.CAPPED, Ending.UNHEARD, Ending.POWER_OVER)),
    ],
    "entries_lapsed": [EntriesLapsed(HEADING, homes, CLOSES, photos) for homes in (HOMES, TWO) for photos in (0, 1, 4300)]
    + [EntriesLapsed(HEADING, HOMES, CLOSES, table=table, forgotten=forgotten) for table in (1, 4300) for forgotten in (False, True)]
    + [EntriesLapsed(HEADING, HOMES, CLOSES, photos, reschemed=True) for photos in (0, 2)],
    "ballot_undone": [
        replace(UNDONE, agent="李强"),
        replace(UNDONE, own=True, counts=True, by_agent=True),
        *(replace(UNDONE, own=own, counts=counts, over=over) for own in NO_YES for counts in NO_YES for over in NO_YES),
    ],
    "phone_waits": [
        *(PhoneWaits(HEADING, homes, CLOSES, void=void) for homes in (HOMES, TWO) for void in ("", "图纸改了")),
        PhoneWaits(HEADING, HOMES, CLOSES, done=True),
    ],
    "photo_failed": [
        *(PhotoFailed(entry, HEADING, HOMES) for entry in ("abcdefghij", "")),
        *(PhotoFailed("", HEADING, TWO, of_table=True, closed_at=closed) for closed in (None, CLOSES)),
    ],
    "table_refused": [TableRefused(HEADING, HOMES, unheard) for unheard in (False, True)],
    "power_entered": [
        PowerEntered(HEADING, HOMES, "李强", "北街社区", until, CLOSES, withdrawn)
        for until, withdrawn in ((None, False), (CLOSES, False), (None, True))
    ],
    "power_given": [
        PowerGiven("abcdefghij", HEADING, HOMES, "王桂芳", until, CLOSES, chosen, "K7Q2" if chosen else "")
        for until, chosen in ((None, None), (CLOSES, None), (None, Choice.AGAINST))
    ]
    + [PowerGiven("abcdefghij", HEADING, HOMES, "王桂芳", None, CLOSES, over=True, left=left) for left in (False, True)]
    + [PowerGiven("abcdefghij", HEADING, HOMES, "王桂芳", None, CLOSES, reason="图纸改了")]
    + [PowerGiven("abcdefghij", HEADING, HOMES, "王桂芳", None, CLOSES, void=True, over=over, reason="图纸改了") for over in (False, True)],
}
HOME = EntriesHome(HEADING, CLOSES, 2, 1, may_enter=True, may_settle=True)
SHOWN = EntryShown("abcdefghij", HEADING, PAPER, EntryStep.PHOTO, HOMES, "王桂芳")
RESCHEMED = replace(HEADING, scheme=2)
CHECKED = replace(SHOWN, choice=Choice.AGAINST, entered_by="陈静", entered_at=NOW)
FAULTS = tuple(RowFault(number, fault) for number, fault in enumerate(TableFault, start=2))
WAITS = (WaitingPhoto("abcdefghij", HOMES[0]),)
OF_TWO = tuple(WaitingPhoto("abcdefghij", HOMES[0], name) for name in ("王桂芳", "李<建>国"))
POWER = PowerShown(
    "abcdefghij", HEADING, PowerStep.CONFIRM, HOMES, "王桂芳", "李强", candidates=(Candidate("abcdefghij", "李强", HOMES[0]),)
)
DONE = EntryDone(HEADING, PAPER, EntryState.RECORDED, HOMES, "王桂芳", NOW, "K7Q2")
LINES = tuple(WaitingLine("abcdefghij", HOMES, NOW, mine) for mine in (True, False))
WAITING = WaitingEntries(HEADING, CLOSES, LINES, 8, 0, 2)
DIFFER = Contradiction(17, "abcdefghij", "王桂芳", HOMES, tuple(Channel))
SETTLING = SettlingAsked(HEADING, DIFFER, Way.PAPER)
SCREENS: list[tuple[Any, Any]] = [
    *(
        (cards.entries_home, one)
        for one in (
            HOME,
            replace(HOME, powers=3, photos=12),
            *(replace(HOME, waiting=0, contradictions=0, may_enter=False, may_settle=settles) for settles in (True, False)),
        )
    ),
    (cards.entry_places, EntryPlaces(HEADING, PAPER, ((0, "3栋"), (4, "12栋")))),
    (cards.entry_places, EntryPlaces(HEADING, PHONE, ((0, "1单元"), (1, "")), "3栋", 2)),
    (cards.entry_places, EntryPlaces(HEADING, PHONE, ())),
    (
        cards.entry_homes,
        EntryHomes(HEADING, PAPER, "3栋", "2单元", (2, 1), tuple(EntryHome(f"h{n}", f"0{n}01", n % 2 == 0) for n in range(1, 9)), 1, 3),
    ),
    (cards.entry_owners, EntryOwners(HEADING, PAPER, "abcdefghij", HOMES[0], (EntryOwner("o", "王桂芳"), EntryOwner("p", "李明")))),
    (cards.entry_asked, replace(CHECKED, agent="李强")),
    *((cards.entry_asked, replace(CHECKED, step=step, channel=channel)) for step in EntryStep for channel in (PAPER, PHONE)),
    *((cards.entry_done, replace(DONE, state=state, channel=channel)) for state in EntryState for channel in (PAPER, PHONE)),
    (cards.entry_done, replace(DONE, state=EntryState.DROPPED, channel=PHONE, returned=True, may_enter=False)),
    *((cards.waiting_entries, one) for one in (WAITING, replace(WAITING, lapsed=8), WaitingEntries(HEADING, CLOSES, (), 0, 0, 1))),
    *(
        (cards.contradictions, Contradictions(HEADING, CLOSES, heads, len(heads)))
        for heads in ((DIFFER, replace(DIFFER, by_agent=True)), ())
    ),
    *((cards.ask_reason, replace(SETTLING, way=way)) for way in Way),
    *((cards.settling_shown, replace(SETTLING, way=way, reason="问过<本人>")) for way in Way),
    *((cards.entry_asked, replace(SHOWN, step=step, undo="abcdefghij")) for step in (EntryStep.PHOTO, EntryStep.CHOICE)),
    *((cards.entry_asked, replace(SHOWN, step=step, not_a_photo=True)) for step in (EntryStep.PHOTO, EntryStep.CHOICE)),
    (cards.entry_done, replace(DONE, undo="abcdefghij")),
    *(
        (cards.undo_asked, UndoAsked("abcdefghij", replace(HEADING, change=change), PAPER, HOMES, "王桂芳", "K7Q2"))
        for change in (ChangePolicy.UNTIL_CLOSE, ChangePolicy.ONCE)
    ),
    *((cards.table_asked, TableAsked(heading, CLOSES)) for heading in (HEADING, RESCHEMED)),
    *((cards.entry_asked, replace(SHOWN, heading=RESCHEMED, channel=channel, step=EntryStep.CHOICE)) for channel in Channel),
    (cards.entry_asked, replace(SHOWN, heading=RESCHEMED)),
    *(
        (cards.table_preview, TablePreview("abcdefghij", HEADING, 5000, ballots, faults, rows))
        for ballots, faults, rows in ((4990, FAULTS[:2], 10), (0, FAULTS[:1], 1), (5000, (), 0))
    ),
    *(
        (cards.photos_wanted, PhotosWanted(HEADING, CLOSES, waiting, len(waiting), got, one))
        for waiting, got, one in ((WAITS, 0, None), (WAITS, 2, None), (WAITS, 0, WAITS[0]), (OF_TWO, 0, OF_TWO[0]), ((), 1, None))
    ),
    *(
        (cards.agents_offered, AgentsOffered("abcdefghij", HEADING, HOMES, "王桂芳", agents))
        for agents in ((), (("abcdefghij", "李强"), ("abcdefghik", "孙兰")))
    ),
    *((cards.power_asked, replace(POWER, step=step)) for step in PowerStep),
    (cards.power_asked, replace(POWER, until=CLOSES, on_roster=True)),
    *(
        (cards.power_done, PowerDone(HEADING, state, HOMES, "王桂芳", "李强", by_chat, entry))
        for state in PowerState
        for by_chat, entry in ((True, "abcdefghij"), (False, ""))
    ),
    (cards.powers_listed, PowersListed(HEADING, (), 0, 0, 1, None)),
    (cards.powers_listed, PowersListed(HEADING, (PowerLine("abcdefghij", HOMES, "王桂芳", "李强", CLOSES),), 7, 0, 2, 3)),
    (cards.settling_done, replace(SETTLING, reason="问过本人")),
]
SAYS_IT = {"ballot_entered", "power_given"}


def test_every_card_has_a_sample_of_its_facts() -> None:
    assert set(SAMPLES) == set(cards.CARDS)
    for name, samples in SAMPLES.items():
        assert all(isinstance(sample, cards.CARDS[name].facts) for sample in samples)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", range(len(SCREENS)))
def test_a_screen_in_both_languages(number: int, language: Language) -> None:
    words, facts = SCREENS[number]
    screen = words(facts, language)
    assert 0 < len(plain_text(screen.text)) <= 1024
    assert "<电梯>" not in screen.text, "what people wrote is escaped"
    assert "<本人>" not in screen.text
    assert "None" not in screen.text
    assert "\n\n" not in screen.text
    for row in screen.keyboard.inline_keyboard:
        assert 0 < len(row) <= 3
        if language == "zh" and len(row) > 1:
            assert all(len(one.text) <= 6 for one in row), [one.text for one in row]
    if language == "zh":
        assert len(screen.text.split("\n")) <= 6, screen.text


@pytest.mark.rule("S6.one_screen")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_stands_where_it_is_checked_and_nowhere_else(language: Language) -> None:
    """Also where the facts carry one by mistake."""
    word = {"zh": "反对", "en": ": no"}[language]
    for words, facts in SCREENS:
        checks = isinstance(facts, EntryShown) and facts.step in {EntryStep.CONFIRM, EntryStep.CHECK}
        assert (word in plain_text(words(facts, language).text)) is checks, facts
    for name, samples in SAMPLES.items():
        said = any(word in plain_text(cards.CARDS[name].words(one, language).text) for one in samples)
        assert said is (name in SAYS_IT), name


@pytest.mark.parametrize(("language", "word"), [("zh", "不分单元"), ("en", "No entrance")])
def test_homes_of_no_entrance_have_a_button_that_says_so(language: Language, word: str) -> None:
    """「2栋，哪个单元？」 had one button, 「—」."""
    screen = cards.entry_places(EntryPlaces(HEADING, PAPER, ((0, ""),), "2栋", 1), language)
    assert screen.keyboard is not None
    assert screen.keyboard.inline_keyboard[0][0].text == word
