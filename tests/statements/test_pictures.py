"""The bars of a report: full, striped and blank in the right shares, every figure has room, and nothing runs over the edge."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from bot.files.pictures.looks import FULL
from bot.files.pictures.sheets import EDGE, LONGEST_SIDE
from bot.files.pictures.stances import WIDTH, draw_stances
from bot.rules.ports import LANGUAGES, Language
from bot.rules.statements.facts import TopicReport
from bot.rules.statements.reports import Standing
from tests.statements.test_cards import AGREED, ALONE, DIVIDED, FEW, FLOORS, LONG, MANY, OPPOSED, REPORTS, TEXT, UNSURE

BLUE = tuple(bytes.fromhex(FULL[1:]))


def drawn(report: TopicReport, language: Language = "zh") -> Image.Image:
    return Image.open(io.BytesIO(draw_stances(report, language))).convert("RGB")


def bars(picture: Image.Image) -> list[int]:
    """How long the full part of each bar is, from the top, without the legend."""
    scale = picture.width / WIDTH
    column = round((EDGE + 300) * scale) + 4
    blue = [near_blue(picture.getpixel((column, y))) for y in range(picture.height)]
    starts = [y + 8 for y, here in enumerate(blue) if here and not blue[y - 1]]
    return [sum(near_blue(picture.getpixel((x, y))) for x in range(column - 4, picture.width)) for y in starts]


def near_blue(pixel: object) -> bool:
    """Made smaller, colours blur a little."""
    assert isinstance(pixel, tuple)
    return all(abs(one - wanted) < 24 for one, wanted in zip(pixel, BLUE, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bar_for_all_and_for_each_part_as_long_as_they_agree(language: Language) -> None:
    whole = WIDTH - 2 * EDGE - 300 - 190
    found = bars(drawn(TopicReport(TEXT, 28, 31, (AGREED,)), language))
    assert found == [pytest.approx(whole * share, abs=2) for share in (26 / 30, 9 / 10, 8 / 9, 9 / 11)]


def test_who_disagrees_is_striped_not_only_coloured() -> None:
    picture = drawn(TopicReport(TEXT, 28, 31, (OPPOSED,)))
    row = [picture.getpixel((x, picture.height - EDGE - 40)) for x in range(EDGE + 310, WIDTH - EDGE - 300)]
    white = sum(one == (255, 255, 255) for one in row)
    assert 0 < white < len(row), "paper between the stripes"
    assert BLUE not in row


def test_of_one_part_there_is_one_bar() -> None:
    assert len(bars(drawn(TopicReport(TEXT, 9, 9, (ALONE, FEW))))) == 1


def test_floors_have_their_names_and_large_figures_room() -> None:
    picture = drawn(replace(REPORTS[2], rows=(FLOORS,)), "en")
    assert len(bars(picture)) == 4
    assert clear_edges(picture)


def clear_edges(picture: Image.Image) -> bool:
    width, height = picture.size
    edges = (picture.crop(box).getcolors() for box in ((0, 0, 8, height), (width - 8, 0, width, height)))
    return all([color for _, color in one or []] == [(255, 255, 255)] for one in edges)


def test_the_longest_words_are_read_without_being_made_smaller() -> None:
    shared = tuple(replace(one, words=LONG) for one in (AGREED, AGREED, AGREED, AGREED, OPPOSED))
    divided = tuple(replace(one, words=LONG) for one in (DIVIDED, DIVIDED, DIVIDED, MANY))
    picture = drawn(TopicReport(replace(TEXT, title="长" * 60), 28, 31, (*shared, *divided, UNSURE, FEW)))
    assert clear_edges(picture)
    assert len(bars(picture)) == 6 * 4, "three of what is shared, three of what divides"
    assert picture.height <= LONGEST_SIDE
    assert picture.width >= 0.75 * WIDTH, "hardly smaller than it was drawn"


def test_what_is_not_clear_is_told_where_nothing_else_is() -> None:
    assert len(bars(drawn(TopicReport(TEXT, 28, 31, (UNSURE, FEW))))) == 4
    assert len(bars(drawn(TopicReport(TEXT, 28, 31, (AGREED, UNSURE))))) == 4
    assert UNSURE.standing is Standing.UNSURE
