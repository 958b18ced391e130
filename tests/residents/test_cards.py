"""Every letter and refusal about people in both languages: short, escaped, with a next step."""

import inspect
import re
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any, get_args, get_type_hints

import pytest

from bot.rules.ports import LANGUAGES, Language
from bot.rules.residents import BindingState, EndReason, HomeRole, Level, PlaceKind, RefusalReason, Role, Via, violations
from bot.rules.residents.deciding import Passed
from bot.rules.residents.facts import (
    BindingEnded,
    BindingSuspendedTold,
    CardState,
    ChiefProposed,
    GuestHeld,
    HelpComes,
    HelpFrom,
    HelpSent,
    HelpTopic,
    HelpWanted,
    HomeAt,
    InviteVoid,
    Joined,
    NewcomerTold,
    ObjectionCard,
    ObjectionSettled,
    OwnerName,
    PlaceName,
    RequestAnswered,
    RequestCard,
    RequestMoved,
    RequestRefused,
    RequestStanding,
    RoleEndedTold,
    RoleSettled,
    RoleTakenTold,
)
from bot.rules.residents.mornings import ClosingToday, Morning
from bot.rules.violations import RuleViolation
from bot.rules.votes.facts import Heading
from handlers.context import ANSWER_LIMIT
from handlers.residents import callbacks
from handlers.residents.cards import CARDS
from handlers.screens import DATA_LIMIT
from messages.rendering import plain_text
from messages.residents.labels import ENDINGS, LABELS, REFUSALS, TOPICS
from messages.violations import violation_text
from storage.base import decode, encode
from tests.fake_clock import START

# Somebody's name as an attacker writes it, and the longest place.
EVIL = '<i>&"王'
HOME = HomeAt("h" * 10, "和平小区", "3栋", "2单元", "0301")
PLACE = PlaceName("p" * 10, PlaceKind.BUILDING, "3栋", "和平小区")
COMPOUND = PlaceName("c" * 10, PlaceKind.COMPOUND, "和平小区")
OWNERS = (OwnerName("o" * 10, "王桂芳"), OwnerName("q" * 10, "李建国"))
LATER = START + timedelta(days=2)
ID = "b" * 10


def request(state: CardState, role: HomeRole = HomeRole.OWNER, owners: tuple[OwnerName, ...] = OWNERS) -> RequestCard:
    return RequestCard(ID, HOME, role, EVIL, False, owners, START, Level.BUILDING_HEAD, LATER, state)


def objection(state: CardState) -> ObjectionCard:
    return ObjectionCard(ID, HOME, HomeRole.TENANT, "", Via.HOUSEHOLD, START, START, Level.STAFF, None, state)


def passed(card: Any) -> list[Any]:
    """The card of whoever did not press, and of whoever has it now."""
    return [replace(card, passed_to=Level.STAFF), replace(card, came_from=Level.BUILDING_HEAD)]


def help_wanted(topic: HelpTopic, *, taken: bool = False) -> HelpWanted:
    return HelpWanted(ID, HOME, PLACE, "", None, topic, EVIL, "K7Q2", START, taken)


CLOSING = ClosingToday(Heading("v", "屋顶防水改造", "和平小区", "3栋", ""), LATER, 1_021, 1_208)
SAMPLES: dict[str, list[Any]] = {
    "invite_void": [InviteVoid(goes=goes) for goes in (True, False)],
    "joined": [
        Joined(ID, HOME, HomeRole.OWNER, "王桂芳", Via.SLIP, asks_tap=True),
        Joined(ID, HOME, HomeRole.OWNER, "", Via.HEAD),
        Joined(ID, HOME, HomeRole.OWNER, "王桂芳", Via.HEAD, open_votes=2),
        Joined(ID, HOME, HomeRole.TENANT, "", Via.HOUSEHOLD),
        Joined(ID, HOME, HomeRole.OWNER, "王桂芳", Via.HEAD, open_votes=1, missed="屋顶防水改造", lapsed=True),
        *(Joined(ID, HOME, HomeRole.OWNER, "王桂芳", Via.HEAD, missed="屋顶防水改造", missed_at=at) for at in (START, None)),
    ],
    "request_card": [
        *map(request, CardState),
        request(CardState.WAITS, HomeRole.TENANT, ()),
        request(CardState.WAITS, owners=()),
        *passed(request(CardState.WAITS)),
    ],
    "request_answered": [RequestAnswered(HOME, role, state, START) for state in CardState for role in HomeRole],
    "request_standing": [RequestStanding(ID, HOME, role, level, START, at) for level in Level for role in HomeRole for at in (LATER, None)],
    "request_moved": [
        RequestMoved(HOME, Level.COMPOUND_CHIEF, START, LATER),
        *(RequestMoved(HOME, Level.STAFF, START, None, left=True, nobody=nobody) for nobody in (True, False)),
    ],
    "request_refused": [RequestRefused(HOME, reason, level) for reason in RefusalReason for level in Level],
    "newcomer_told": [
        NewcomerTold(ID, HOME, HomeRole.OWNER, "李建国", via, START, LATER, invited) for via in Via for invited in (True, False)
    ],
    "objection_card": [*map(objection, CardState), *passed(objection(CardState.WAITS))],
    "binding_suspended": [BindingSuspendedTold(HOME, level, role) for level in Level for role in (HomeRole.OWNER, HomeRole.FAMILY)],
    "guest_held": [
        GuestHeld(HOME, HomeRole.FAMILY, Level.COMPOUND_CHIEF, state)
        for state in (CardState.WAITS, CardState.KEPT, CardState.TAKEN_BACK, CardState.ENDED)
    ],
    "objection_settled": [
        ObjectionSettled(HOME, kept, newcomer, withdrawn)
        for kept, newcomer, withdrawn in ((True, True, False), (True, False, False), (False, False, False), (True, False, True))
    ],
    "binding_ended": [BindingEnded(HOME, reason) for reason in EndReason],
    "role_taken": [
        *(RoleTakenTold(role, PLACE, EVIL, waits) for role in Role for waits in (True, False)),
        RoleTakenTold(Role.COMPOUND_CHIEF, COMPOUND, EVIL, waits=True, unreached=True),
    ],
    "chief_proposed": [
        *(ChiefProposed(ID, COMPOUND, EVIL, "陈静", state) for state in CardState),
        *(ChiefProposed(ID, COMPOUND, EVIL, name, proposer_left=True) for name in ("陈静", "")),
    ],
    "role_settled": [
        RoleSettled(Role.COMPOUND_CHIEF, COMPOUND, "", agreed, holder, no_second)
        for agreed in (True, False)
        for holder in (True, False)
        for no_second in (True, False)
    ],
    "role_ended": [RoleEndedTold(Role.COMPOUND_CHIEF, COMPOUND, by_self, passed) for by_self in (True, False) for passed in Passed],
    "help_wanted": [
        *map(help_wanted, HelpTopic),
        help_wanted(HelpTopic.HOW, taken=True),
        replace(help_wanted(HelpTopic.OWN_WORDS, taken=True), by_reader=True),
        *(replace(help_wanted(HelpTopic.OWN_WORDS), moved_to=to) for to in HelpFrom),
        replace(help_wanted(HelpTopic.OWN_WORDS), asker_left=True),
    ],
    "help_moved": [HelpSent(HelpFrom.CHIEF, PLACE, 1, ""), HelpSent(HelpFrom.OPERATOR, None, 0, "K7Q2")],
    "morning": [
        *(Morning(concerns=concerns) for concerns in (1, 2)),
        *(Morning(opinions=opinions) for opinions in (1, 2)),
        *(Morning(photos=photos, entries_of="abcdefghij") for photos in (1, 4300)),
        Morning(requests=2, calls=1, chiefs=1, closing=(CLOSING,), undecided=(CLOSING.heading,)),
        Morning(closing=(CLOSING,) * 5),
        Morning(requests=1),
        *(Morning(phones=number, differ=number, entries_of="abcdefghij") for number in (1, 2)),
    ],
    "help_comes": [HelpComes(Role.BUILDING_HEAD, PLACE, "孙大姐"), HelpComes(None, None, "")],
}


def test_every_card_has_samples() -> None:
    assert SAMPLES.keys() == CARDS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "facts"), [(name, facts) for name, samples in SAMPLES.items() for facts in samples])
def test_a_letter_survives_the_outbox_and_is_short(name: str, facts: Any, language: Language) -> None:
    """At most a title and six lines before the buttons (voice.md, rule 2); names never become marks."""
    kind = CARDS[name]
    screen = kind.words(decode(encode(facts), kind.facts), language)
    lines = screen.text.splitlines()
    assert 0 < len(lines) <= 7, screen.text
    assert all(line.strip() for line in lines), screen.text
    assert set(re.findall(r"<[^>]+>", screen.text)) <= {"<b>", "</b>"}
    assert screen.keyboard is not None
    assert all(len(row) <= 3 for row in screen.keyboard.inline_keyboard)


def refusals() -> list[type[RuleViolation]]:
    found = [kind for _, kind in inspect.getmembers(violations, inspect.isclass) if issubclass(kind, RuleViolation)]
    return [kind for kind in found if kind.__module__ == violations.__name__ and kind is not violations.ResidentsRefusal]


def example(kind: Any) -> Any:
    values: dict[Any, Any] = {HomeAt: HOME, PlaceName: PLACE, Role: Role.BUILDING_HEAD, datetime: START, str: "和平小区"}
    return values.get(kind, ("甲", "乙"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", refusals())
def test_a_refusal_fits_a_dialog_and_says_what_to_do(kind: type[RuleViolation], language: Language) -> None:
    hints = get_type_hints(kind)
    violation = kind(**{one.name: example(hints[one.name]) for one in fields(kind)})  # type: ignore[arg-type]
    text = plain_text(violation_text(language, violation))
    # Those of the command line never stand in a dialog.
    if kind not in {violations.PlaceUnknown, violations.PlaceAmbiguous, violations.OwnerUnclear, violations.PlaceNotForRole}:
        assert len(text) <= ANSWER_LIMIT, f"{len(text)}: {text}"
    for word in ("操作失败", "非法", "无权限", "！", "用户", "驳回"):
        assert word not in text


def test_labels_are_short_and_in_both_languages() -> None:
    for words in (*LABELS.values(), *REFUSALS.values(), *ENDINGS.values(), *TOPICS.values()):
        assert set(words) == set(LANGUAGES)
        if words["zh"] != "English":
            assert len(words["zh"].replace(" EN", "")) <= 5, words["zh"]


def test_the_longest_data_of_every_button_fits() -> None:
    for _, kind in inspect.getmembers(callbacks, inspect.isclass):
        if kind.__module__ != callbacks.__name__:
            continue
        values = {name: longest(field.annotation) for name, field in kind.model_fields.items()}
        assert len(kind(**values).pack().encode()) <= DATA_LIMIT, kind.__name__


def longest(annotation: Any) -> Any:
    if annotation is str:
        return "x" * 10
    if annotation is bool:
        return True
    if annotation is int:
        return 10_000
    options = [one for one in get_args(annotation) if one is not type(None)] or [annotation]
    if isinstance(options[0], str):
        return options[0]
    return max(options[0], key=lambda one: len(one.value))


def test_every_state_of_a_binding_has_its_words() -> None:
    from bot.rules.residents.facts import HomeLine
    from messages import residents as texts

    for language in LANGUAGES:
        seen = set()
        for state in (BindingState.PENDING, BindingState.ACTIVE, BindingState.SUSPENDED):
            line = HomeLine(ID, HOME, HomeRole.FAMILY, "", state, START, Level.STAFF, START)
            seen.add(texts.my_home(language, facts=line))
        assert len(seen) == 3


def test_the_morning_leads_to_each_of_the_things_that_wait() -> None:
    """It named the lists, and had no button to them."""

    def keys(facts: Morning) -> list[str]:
        screen = CARDS["morning"].words(facts, "zh")
        assert screen.keyboard is not None
        return [one.text for row in screen.keyboard.inline_keyboard for one in row]

    assert keys(Morning(requests=1, concerns=2, opinions=3, statements=4, closing=(CLOSING,))) == [
        "看认门",
        "看顾虑",
        "看意见",
        "看议题",
        "看表决",
        "菜单",
    ]
    assert keys(Morning(calls=1)) == ["菜单"]
