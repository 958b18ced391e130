"""Every card and screen about renovation menus in both languages: within Telegram's limits, labels that are not cut, and never a vote."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.rules.ports import LANGUAGES, Language
from bot.rules.residents.facts import HomeAt
from bot.rules.votes.closing_times import offered_closings
from bot.rules.wishes import MOST_ITEMS, PAGE, Lack, WishClass, WishItem, WishMenu, WishState, WishStep, in_order, lacks, rank
from bot.rules.wishes.facts import (
    DropAsked,
    EndAsked,
    ItemAsked,
    JoinFirst,
    MyWishes,
    PickCompound,
    PickHome,
    RemoveAsked,
    WishCard,
    WishCompound,
    WishDesk,
    WishDetails,
    WishEnded,
    WishLine,
    WishList,
    WishPicked,
    WishPicture,
    WishPreview,
    WishResult,
    WishRetraction,
    WishTableShown,
    WishView,
)
from bot.rules.wishes.violations import TooDear
from bot.rules.wishes.writing import WishFault, WishRowFault
from handlers.screens import Screen
from handlers.wishes import cards
from messages import wishes as texts
from messages.rendering import plain_text
from messages.violations import violation_text

NOW = datetime(2026, 2, 27, 2, 32, tzinfo=UTC)
BASIC, IMPROVEMENT, UPGRADE = WishClass


def item(name: str, kind: WishClass, yuan: int, unit: str = "项") -> WishItem:
    return WishItem(name, kind, unit, yuan * 100, 100)


def menu(*items: WishItem, budget: int) -> WishMenu:
    return WishMenu("m", "c", "锦绣花园", in_order(items), budget * 100, NOW + timedelta(days=2))


FEW = menu(
    item("给排水<管>", BASIC, 1_800_000, "米<长>"),
    item("楼道扶手", IMPROVEMENT, 85_000, "米"),
    item("充电桩<新>", IMPROVEMENT, 450_000, "处"),
    item("口袋公园", UPGRADE, 300_128, "处"),
    budget=2_450_000,
)
WITHOUT_BASICS = replace(FEW, items=FEW.items[1:])
MANY = menu(
    item("地下管网", BASIC, 3_000_000),
    *(item(f"{number:02}" + "长" * 18, UPGRADE if number % 2 else IMPROVEMENT, 12_345 * (number + 1)) for number in range(MOST_ITEMS - 1)),
    budget=4_000_000,
)
RESULTS = [
    WishResult(FEW, 12, rank(FEW, [(1, 2)] * 7 + [(3,)] * 5)),
    WishResult(FEW, 4, rank(FEW, [(2,), (3,), (2,), (3,)])),
    WishResult(WITHOUT_BASICS, 1, rank(WITHOUT_BASICS, [(0,)])),
    WishResult(FEW, 0, rank(FEW, [])),
    WishResult(MANY, 1_240, rank(MANY, [tuple(MANY.choosable)] * 1_239 + [(1, 3)])),
    WishResult(MANY, 2, rank(MANY, [(1,), (1, 2)])),
    WishResult(FEW, 4, ()),
]
SAMPLES: dict[str, list[Any]] = {
    "wish_card": [WishCard(one, answered) for one in (FEW, WITHOUT_BASICS, MANY) for answered in (0, 1_240)],
    "wish_counted": RESULTS,
    "wish_ended": [WishEnded(FEW, state, 12) for state in (WishState.CLOSED, WishState.CANCELLED)],
    "wish_gone": [WishRetraction("m")],
    "wish_picture": [WishPicture("m", "锦绣花园", "a" * 64)],
    "wish_result": RESULTS,
}
HOME = HomeAt("h", "锦绣花园", "3栋", "2单元", "0301")
OFFERED = offered_closings(NOW)
EMPTY = WishMenu("m", "c", "锦绣花园")
OVER = replace(FEW, budget=1_000)
FAULTS = tuple(WishRowFault(number, fault, "雨<棚>" if number % 2 else "") for number, fault in enumerate(WishFault, start=2))
VIEWS = [WishView(FEW, state, 12, RESULTS[0].rows) for state in WishState if state is not WishState.DRAFT]
# Screens that are shown at once, and are no letters: (how it is worded, from what).
SCREENS: list[tuple[Any, Any]] = [
    (cards.join_first, JoinFirst("p")),
    (cards.pick_compound, PickCompound((WishCompound("c", "锦绣花园"), WishCompound("d", "和平小区")))),
    *((cards.wish_desk, WishDesk(one, lacks(one), undoable)) for one in (EMPTY, FEW, OVER, MANY) for undoable in (True, False)),
    *((cards.wish_desk, WishDesk(replace(FEW, budget=None), (lack,))) for lack in (Lack.BUDGET, Lack.CLOSING)),
    *((cards.ask_item, ItemAsked(one, step, BASIC, "扶<手>", "米", 12_050, OFFERED)) for step in WishStep for one in (EMPTY, FEW)),
    (cards.remove_asked, RemoveAsked(MANY)),
    (cards.table_shown, WishTableShown("m", "锦绣花园", FEW.items, FAULTS, 30, 2, 5, 7)),
    (cards.table_shown, WishTableShown("m", "锦绣花园", FEW.items, (), 0, 0, 0, 7)),
    (cards.table_shown, WishTableShown("m", "锦绣花园", (), FAULTS[:1], 1, 0, 0, 7)),
    *((cards.wish_preview, WishPreview(FEW, groups, 160, 31, 7)) for groups in ((), ("业主<群>", "3栋群"))),
    *((cards.wish_preview, WishPreview(replace(FEW, budget=budget), ("群",), 160, 31, 7)) for budget in (900_000_000, FEW.basics + 1)),
    (cards.drop_asked, DropAsked(FEW)),
    (cards.pick_home, PickHome(FEW, (HOME, replace(HOME, id="g", room="0302")))),
    *((cards.my_wishes, MyWishes(one, WishState.OPEN, HOME, picked)) for one in (FEW, MANY) for picked in ((), (one.choosable[0],))),
    *((cards.my_wishes, MyWishes(MANY, WishState.OPEN, HOME, (1,), page, by_others=True, several=True)) for page in range(4)),
    *((cards.my_wishes, MyWishes(FEW, WishState.CLOSED, HOME, picked, several=True)) for picked in ((), (1, 3))),
    *((cards.wish_details, WishDetails(one, home)) for one in (FEW, MANY) for home in ("h", "")),
    *((cards.wish_list, WishList((), in_charge)) for in_charge in (True, False)),
    (cards.wish_list, WishList(tuple(WishLine("m", "长" * 20, state, NOW, state is WishState.CLOSED) for state in WishState), True)),
    (cards.wish_list, WishList((WishLine("m", "锦绣花园", WishState.DRAFT, None, True),), True)),
    *((cards.wish_view, one) for one in VIEWS),
    *((cards.wish_view, replace(one, retractable=True, at_home=True)) for one in VIEWS),
    *((cards.end_asked, EndAsked(FEW, 12, cancel)) for cancel in (True, False)),
]
RENDERED = [(name, number) for name, samples in SAMPLES.items() for number in range(len(samples))]
# Beside what is listed item by item, row by row.
LINES = 9


def test_every_card_has_a_sample_of_its_facts() -> None:
    assert set(SAMPLES) == set(cards.CARDS)
    for name, samples in SAMPLES.items():
        assert all(isinstance(sample, cards.CARDS[name].facts) for sample in samples)


def check(screen: Screen, language: Language, lines: int) -> None:
    text = screen.text
    assert 0 < len(plain_text(text)) <= 4096
    for raw in ("<管>", "<长>", "<新>", "<手>", "<棚>", "<群>"):
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
@pytest.mark.parametrize(("name", "number"), [one for one in RENDERED if one[0] != "wish_gone"])
def test_a_card_in_both_languages(name: str, number: int, language: Language) -> None:
    """In a group no more rows than a screen holds; the rest is in the picture."""
    facts = SAMPLES[name][number]
    screen = cards.CARDS[name].words(facts, language)
    rows = len(facts.menu.items) if name == "wish_counted" else 8 if name == "wish_result" else 0
    check(screen, language, LINES + rows)
    silent = name == "wish_ended" or (name in {"wish_result", "wish_counted"} and not facts.answered)
    assert {"zh": "不算表决", "en": "no vote"}[language] in screen.text or silent


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", range(len(SCREENS)))
def test_a_screen_in_both_languages(number: int, language: Language) -> None:
    words, facts = SCREENS[number]
    listed = len(facts.menu.items) if isinstance(facts, WishDetails | WishView) else PAGE if isinstance(facts, MyWishes) else 0
    listed = 13 if isinstance(facts, WishTableShown) else listed
    check(words(facts, language), language, LINES + listed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_to_taps_are_dialogs(language: Language) -> None:
    check(cards.draft_dropped(language), language, 6)
    name = "长" * 20
    said = [
        texts.wish_picked(language, facts=WishPicked(name, on, 999_999_999_999, first)) for on in (True, False) for first in (True, False)
    ]
    said += [texts.wish_sent(language, groups=groups, in_the_morning=late) for groups in (1, 2) for late in (True, False)]
    said += [texts.wish_retracted(language), violation_text(language, TooDear(name, 999_999_999_999, 123_456_789_012, 876_543_210_987))]
    said += [violation_text(language, TooDear(name, 999_999_999_999, 123_456_789_012, 876_543_210_987, alone=True))]
    assert all(0 < len(plain_text(one)) <= 200 and "\n" not in one for one in said)


def test_the_preview_is_what_the_group_reads() -> None:
    for language in LANGUAGES:
        shown = cards.wish_preview(WishPreview(FEW, ("群",), 160, 31, 7), language)
        assert shown.text.endswith(cards.wish_card(WishCard(FEW, 0), language).text)


def plain(text: str) -> list[str]:
    return plain_text(text).replace("\u00a0", " ").replace("\u2060", "").split("\n")


def test_the_card_of_the_group_in_words() -> None:
    assert plain(texts.wish_card("zh", facts=WishCard(FEW, 21))) == [
        "📋 改造菜单：您家想改什么？",
        "锦绣花园，一户一份，不算表决。",
        "基础类 1 项一定做：180 万元。",
        "另有 3 项，挑想要的，合起来不超过 65 万元。",
        "已有 21 户选了。3月1日（周日）10:32 截止，之后公布；之前可以改。",
        "点「去挑选」，在私聊里一项一项点。",
    ]


def test_a_result_in_words() -> None:
    assert plain(texts.wish_result("zh", facts=RESULTS[0])) == [
        "📋 改造菜单：大家想要的，不算表决",
        "锦绣花园，12 户选了。按户数排，一样多的并列：",
        "1. 楼道扶手：7 户，8.5 万元 ■■□□□",
        "1. 充电桩<新>：7 户，45 万元 ■■□□□",
        "按这个次序，预算够做到这里，还剩 11.5 万元。",
        "3. 口袋公园：5 户，300,128 元 ■■□□□",
        "基础类 1 项 180 万元，一定做",
        "完善类 2 项 53.5 万元，预算够做 2 项 53.5 万元",
        "提升类 1 项 300,128 元，预算够做 0 项",
        "只是意愿，还没有定下什么。",
    ]
    assert "排在最前的几项并列，钱不够都做，要再商量。" in plain(texts.wish_result("zh", facts=RESULTS[1]))
    assert "没有人选：充电桩<新>、口袋公园。" in plain(texts.wish_result("zh", facts=RESULTS[2]))
    assert "还有 15 项，见下面的图。" in plain(texts.wish_result("zh", facts=RESULTS[4]))
    assert len(plain(texts.wish_result("zh", facts=RESULTS[4], whole=True))) == 2 + 23 + 1 + 1 + 3 + 1


def test_the_order_of_the_buttons_is_that_of_the_menu() -> None:
    """Whatever is chosen: nothing moves under the thumb."""
    for picked in ((), (2,), (1, 2)):
        shown = cards.my_wishes(MyWishes(FEW, WishState.OPEN, HOME, picked), "zh")
        assert shown.keyboard is not None
        labels = [row[0].text.removeprefix("✓ ") for row in shown.keyboard.inline_keyboard]
        assert labels == ["1. 楼道扶手", "2. 充电桩<新>", "3. 口袋公园", "看明细"]
