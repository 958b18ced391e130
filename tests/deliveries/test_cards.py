"""Screens about deliveries in both languages: short lines, labels that are not cut."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.rules.deliveries import DeliveryHome, DeliveryHomes, DeliveryMarked, DeliveryPlaces, Way
from bot.rules.ports import LANGUAGES, Language
from bot.rules.votes.facts import Heading, HomeName
from handlers.deliveries import cards
from messages import deliveries as texts
from messages.rendering import plain_text

CLOSES = datetime(2026, 3, 1, 10, tzinfo=UTC)
HEADING = Heading("abcdefghij", "加装<电梯>", "锦绣花园", "3栋")
PLACES = DeliveryPlaces(HEADING, CLOSES, 5000, 1204, True, ((0, "3栋"), (4, "12栋")))
ROOMS = tuple(DeliveryHome(f"home{number:06}", f"0{number}01", way) for number, way in enumerate((None, *Way), start=1))
HOMES = DeliveryHomes(HEADING, Way.HANDED, "3栋", "2单元", (0, 1), ROOMS, 1, 3)
SCREENS: list[tuple[Any, Any]] = [
    *((cards.delivery_places, one) for one in (PLACES, replace(PLACES, building="3栋", building_number=0), replace(PLACES, is_open=False))),
    *((cards.delivery_homes, replace(HOMES, way=way)) for way in (Way.HANDED, Way.POSTED)),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", range(len(SCREENS)))
def test_a_screen_in_both_languages(number: int, language: Language) -> None:
    words, facts = SCREENS[number]
    screen = words(facts, language)
    assert 0 < len(plain_text(screen.text)) <= 1024
    assert "<电梯>" not in screen.text, "what people wrote is escaped"
    assert "\n\n" not in screen.text
    for row in screen.keyboard.inline_keyboard:
        assert 0 < len(row) <= 3
        for one in row:
            assert len((one.callback_data or "").encode()) <= 64
        if language == "zh" and len(row) > 1:
            assert all(len(one.text) <= 6 for one in row), [one.text for one in row]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_tap_did_is_said_in_a_line(language: Language) -> None:
    home = HomeName("3栋", "2单元", "0301")
    marked = [DeliveryMarked(home, way, None) for way in (None, *Way)]
    said = {texts.delivery_marked(language, marked=one) for one in marked}
    assert len(said) == 4
    assert all("\n" not in plain_text(one) for one in said)
