"""Screens about sheets in both languages: short lines, whole numbers, captions that the platform takes."""

from dataclasses import replace
from datetime import date

import pytest

from bot.rules.ports import LANGUAGES, Language
from bot.rules.sheets import PaperSize, SheetKind, SheetOffer, SheetPrinted, SheetTemplateBroken, TemplateFault
from handlers.screens import Attachment
from handlers.sheets import cards
from messages import sheets as texts
from messages.rendering import LONGEST_CAPTION, plain_text, units
from messages.violations import violation_text
from tests.messages.test_large_type import LARGE
from tests.messages.wrapping import NUMBER, NUMBER_AND_UNIT, broken
from tests.sheets.samples import CLOSES, HEADING

PRINTED = [
    SheetPrinted(HEADING, kind, CLOSES, homes, until, final, early)
    for kind, homes, until, final, early in (
        (SheetKind.PRELIMINARY, 0, date(2026, 3, 9), date(2026, 3, 10), False),
        (SheetKind.PRELIMINARY, 0, None, None, False),
        (SheetKind.FINAL, 0, date(2026, 3, 9), date(2026, 3, 10), True),
        (SheetKind.FINAL, 0, None, None, False),
        (SheetKind.BALLOTS, 5_000, None, None, False),
        (SheetKind.DELIVERIES, 36, None, None, False),
    )
]
OFFERS = [SheetOffer(HEADING, kinds) for kinds in ((SheetKind.PRELIMINARY, SheetKind.FINAL), (SheetKind.BALLOTS,), (SheetKind.DELIVERIES,))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("printed", PRINTED)
def test_a_caption_is_short_and_says_what_to_do(printed: SheetPrinted, language: Language) -> None:
    title = replace(printed, heading=replace(HEADING, title="长" * 40))
    for one in (printed, title):
        text = cards.sheet_printed(one, Attachment("0" * 64, "x.docx"), language).text
        assert units(text) <= LONGEST_CAPTION
        assert len(plain_text(text).splitlines()) == 3
        assert broken(plain_text(text), LARGE, [NUMBER, NUMBER_AND_UNIT]) == [], text
    assert "print" in text.lower() or "打印" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("offer", OFFERS)
def test_each_offer_has_its_papers_and_a_way_back(offer: SheetOffer, language: Language) -> None:
    shown = cards.sheets_offered(offer, language)
    assert shown.keyboard is not None
    rows = [[one.text for one in row] for row in shown.keyboard.inline_keyboard]
    assert len(rows) == len(offer.kinds) + 1
    assert all(len(row) == 2 for row in rows[:-1])
    assert broken(plain_text(shown.text), LARGE, [NUMBER, NUMBER_AND_UNIT]) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fault", TemplateFault)
def test_a_broken_template_names_its_file_and_what_to_do(fault: TemplateFault, language: Language) -> None:
    text = violation_text(language, SheetTemplateBroken("final-a4.docx", fault, "topik"))
    assert "final-a4.docx" in text
    assert "templates" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_file_has_a_name_of_its_own(language: Language) -> None:
    assert len({texts.sheet_file(language, kind=kind, paper=paper) for kind in SheetKind for paper in PaperSize}) == 8
