"""A vote of one building, whose shops stand behind no entrance: their line is not called as the whole building."""

from dataclasses import replace

import pytest

from bot.rules.ports import Language
from bot.rules.votes.facts import CardLine
from messages.rendering import plain_text
from messages.votes import vote_card
from tests.votes.test_cards import CARD

SHOPS, STAIRS, OTHER = CardLine("3栋", "", 0, 2), CardLine("3栋", "1单元", 8, 12), CardLine("4栋", "", 3, 9)


def lines(*shown: CardLine, language: Language = "zh") -> list[str]:
    text = plain_text(vote_card(language, facts=replace(CARD, lines=shown))).replace("\u00a0", " ")
    return [line for line in text.split("\n") if "■" in line or "□" in line]


@pytest.mark.parametrize(("language", "word"), [("zh", "其余"), ("en", "Others")])
def test_homes_behind_no_entrance(language: Language, word: str) -> None:
    """「3栋 0/2」 stood there above 「1单元 8/12」: nobody of the building seemed to have answered."""
    assert lines(SHOPS, STAIRS, language=language)[0].startswith(f"{word} ")
    assert all("3栋" not in line and "Building" not in line for line in lines(SHOPS, STAIRS, language=language))


def test_a_building_without_entrances_has_its_name() -> None:
    assert lines(SHOPS)[0].startswith("3栋")
    assert [line.split(" ")[0] for line in lines(SHOPS, OTHER)] == ["3栋", "4栋"]
