"""The door-knock list as it looks: on paper it stays on its pages, and on a phone its lines are short."""

import io
from datetime import UTC, datetime

import docx
import pytest

from bot.files.knocking import print_knocks
from bot.rules.ports import LANGUAGES, Language
from bot.rules.votes.facts import Heading, HomeName
from bot.rules.votes.knocking import HOMES_A_PAGE, KnockHome, KnockSheet, knock_list
from handlers.votes.cards import knocking as cards
from messages.rendering import plain_text
from tests.messages.test_large_type import LARGE
from tests.messages.wrapping import NUMBER, NUMBER_AND_UNIT, broken

NOW = datetime(2026, 2, 27, 2, 32, tzinfo=UTC)
# Of an A4 page with the margins of the list, without its title (millimetres).
PAGE_MM = 297 - 24


def sheet(*counts: int) -> KnockSheet:
    entrances = tuple(
        tuple(
            KnockHome(
                f"{stair}-{at}",
                HomeName("3栋", f"{stair}单元", f"{at:02d}01"),
                at % 3 > 0,
                NOW if at % 4 == 0 else None,
                False,
                at % 2 == 0,
            )
            for at in range(1, count + 1)
            for knocked_at in [NOW if at % 4 == 0 else None]
        )
        for stair, count in enumerate(counts, start=1)
    )
    return KnockSheet(Heading("v", "屋顶防水改造", "和平小区"), entrances, NOW, NOW)


def tables(printed: bytes) -> list[list[list[str]]]:
    document = docx.Document(io.BytesIO(printed))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def heights(printed: bytes) -> list[float]:
    document = docx.Document(io.BytesIO(printed))
    return [sum(row.height.mm for row in table.rows if row.height) for table in document.tables]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("counts", [(1,), (6,), (16, 1), (17, 1), (18,), (33 * 6,), (12,) * 8])
def test_every_home_has_a_box_and_every_page_fits(counts: tuple[int, ...], language: Language) -> None:
    printed = print_knocks(sheet(*counts), language)
    pages = tables(printed)
    assert sum(row[0] == "☐" for page in pages for row in page) == sum(counts)
    assert all(height <= PAGE_MM for height in heights(printed))
    for page in pages:
        assert page[1][0].startswith("3栋" if language == "zh" else "Building 3"), "an entrance that goes on overleaf is named again"
        assert page[-1][0] == "☐", "no name alone at the foot"


def test_what_is_known_of_a_door_stands_beside_it() -> None:
    (page,) = tables(print_knocks(sheet(4), "zh"))
    assert [row[1:3] for row in page[2:]] == [
        ["101", "票没送到"],
        ["201", ""],
        ["301", "没登记，票没送到"],
        ["401", "敲过 2月27日（周五）"],
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("counts", [(1,), (24,), (3, 198)])
def test_on_the_screen_it_is_short_tears_no_number_and_its_buttons_are_reached(counts: tuple[int, ...], language: Language) -> None:
    homes = [home for entrance in sheet(*counts).entrances for home in entrance]
    shown = cards.knock_list(knock_list(sheet().heading, homes, 0, NOW), language)
    text = plain_text(shown.text)
    assert len(text.splitlines()) <= 6
    assert broken(text, LARGE, [NUMBER, NUMBER_AND_UNIT]) == [], text
    assert shown.keyboard is not None
    assert all(len(row) <= 3 for row in shown.keyboard.inline_keyboard)
    assert sum(len(row) for row in shown.keyboard.inline_keyboard) <= HOMES_A_PAGE + 4
