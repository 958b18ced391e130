"""The bars of a result: every option has its words and its figure, the longest bar is full, and nothing runs over the edge."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from bot.files.pictures.bars import WIDTH, draw_bars
from bot.files.pictures.looks import FULL
from bot.rules.polls import MOST_OPTIONS, OptionCount, PollKind
from bot.rules.polls.facts import PollResult
from bot.rules.ports import LANGUAGES, Language
from tests.polls.test_cards import LONG, RESULTS, TEXT

BLUE = tuple(bytes.fromhex(FULL[1:]))


def drawn(result: PollResult, language: Language = "zh") -> Image.Image:
    return Image.open(io.BytesIO(draw_bars(result, language))).convert("RGB")


def bars(picture: Image.Image) -> list[int]:
    """The length of each bar, from the top."""
    found: list[int] = []
    before = 0
    for y in range(picture.height):
        here = sum(picture.getpixel((x, y)) == BLUE for x in range(picture.width))
        if here and not before:
            found.append(here)
        before = here
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bar_for_each_option_in_the_order_of_the_result(language: Language) -> None:
    picture = drawn(RESULTS[0], language)
    assert picture.width == WIDTH
    seven, five, none = bars(picture)
    assert five == pytest.approx(seven * 5 / 7, abs=2)
    assert 0 < none < 6


def test_ten_long_options_and_a_long_question_have_room() -> None:
    rows = tuple(OptionCount(one, 10 - one) for one in range(MOST_OPTIONS))
    picture = drawn(PollResult(replace(LONG, question="长" * 60), 10, rows))
    assert len(bars(picture)) == MOST_OPTIONS
    edge = [picture.getpixel((x, y)) for x in (*range(8), *range(WIDTH - 8, WIDTH)) for y in range(picture.height)]
    assert set(edge) == {(255, 255, 255)}


def test_a_rank_shows_points() -> None:
    assert len(bars(drawn(PollResult(replace(TEXT, kind=PollKind.RANKED), 1_507, RESULTS[2].rows)))) == len(TEXT.options)
