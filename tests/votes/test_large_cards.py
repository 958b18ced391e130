"""Cards, results and receipts of hundreds of buildings and homes."""

from dataclasses import replace

import pytest

from bot.rules.ports import LANGUAGES, Language
from bot.rules.votes import (
    Weight,
)
from bot.rules.votes.facts import (
    CardLine,
    HomeName,
)
from bot.rules.votes.roster_notes import RosterNotes
from messages import votes as texts
from messages.rendering import LONGEST_TEXT, units
from tests.votes.test_cards import CARD, RECEIPT, STRUCK, result, tally


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_of_hundreds_of_buildings_folds_what_nobody_reads(language: Language) -> None:
    lines = tuple(CardLine(f"{number}栋", "", 3, 40) for number in range(1, 301))
    text = texts.vote_card(language, facts=replace(CARD, lines=lines))
    assert len(text.splitlines()) < 50
    assert "261" in text
    assert "783/10,440" in text


def test_a_result_prints_what_was_left_out_and_why() -> None:
    notes = RosterNotes((STRUCK, replace(STRUCK, building="", room="")), 2)
    text = texts.vote_result("zh", facts=result(tally(Weight(243_110, 27), Weight(37_160, 4)), notes=notes))
    assert "名册上没有算的 2 行：11\u2060栋1\u2060单元501（门卫室，不是住户）；第 7 行（门卫室，不是住户）\n" in text
    assert "有 2 对业主只有一部分相同" in text


def test_the_receipt_of_hundreds_of_homes_has_its_code_and_date() -> None:
    """All 450 were named; the letter was cut in the middle of them."""
    many = tuple(HomeName("2栋", f"{1 + number // 40}单元", f"{number % 40 + 1:02d}01") for number in range(450))
    for language in LANGUAGES:
        text = texts.receipt(language, facts=replace(RECEIPT, homes=many, disputed=many, developer=many))
        assert "K7Q2" in text
        assert units(text) < LONGEST_TEXT / 4
        assert "450" in text
    few = texts.receipt("zh", facts=replace(RECEIPT, homes=many[:9]))
    assert all(texts.homes("zh", [one]) in few for one in many[:9])
