"""A result as bars, here of a straw poll: words and figures beside each, so that nobody has to compare lengths or colours."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import ImageDraw

from bot.files.pictures.buildings import blank
from bot.files.pictures.looks import FULL, INK, SOFT, font, size_within, width_of
from bot.files.pictures.sheets import EDGE, png
from bot.rules.polls.facts import PollResult
from bot.rules.ports import Language
from messages import polls as texts

# Wide enough for an option of sixteen signs beside its figure; read on a phone without turning it.
WIDTH = 1080
_TITLE, _LINE, _NOTE = 46, 38, 32
_BAR, _BETWEEN = 36, 26
# A bar of nothing is still seen.
_THINNEST = 3


@dataclass(frozen=True, slots=True)
class Bar:
    words: str
    figure: str
    share: float
    """Of the longest bar."""


def draw_bars(result: PollResult, language: Language) -> bytes:
    """A PNG: the question, a bar an option in the order of the result, and that it was no vote."""
    longest = max((row.score for row in result.rows), default=0)
    bars = [
        Bar(result.text.options[row.option], texts.figure(language, result=result, row=row), row.score / longest if longest else 0.0)
        for row in result.rows
    ]
    return draw_sheet(result.text.question, bars, texts.picture_notes(language, result=result))


def draw_sheet(heading: str, bars: Sequence[Bar], notes: Sequence[str]) -> bytes:
    """The bars under their heading, what is to be said of them below."""
    title = wrapped(heading, _TITLE, WIDTH - 2 * EDGE)
    head = EDGE + len(title) * round(_TITLE * 1.4) + 16
    step = round(_LINE * 1.5) + _BAR + _BETWEEN
    picture = blank((WIDTH, head + len(bars) * step + 2 * round(_NOTE * 1.5) + EDGE))
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(title):
        draw.text((EDGE, EDGE + number * round(_TITLE * 1.4)), line, fill=INK, font=font(_TITLE))
    for number, bar in enumerate(bars):
        _draw_bar(draw, head + number * step, bar)
    top = head + len(bars) * step
    for number, note in enumerate(notes):
        points = size_within(note, _NOTE, WIDTH - 2 * EDGE)
        draw.text((EDGE, top + number * round(_NOTE * 1.5)), note, fill=SOFT, font=font(points))
    return png(picture)


def _draw_bar(draw: ImageDraw.ImageDraw, top: int, bar: Bar) -> None:
    across = WIDTH - 2 * EDGE
    figure = width_of(bar.figure, _LINE)
    points = size_within(bar.words, _LINE, across - figure - 24)
    draw.text((EDGE, top), bar.words, fill=INK, font=font(points))
    draw.text((WIDTH - EDGE, top), bar.figure, fill=INK, font=font(_LINE), anchor="ra")
    top += round(_LINE * 1.5)
    draw.rectangle((EDGE, top, WIDTH - EDGE - 1, top + _BAR - 1), outline=SOFT, width=2)
    draw.rectangle((EDGE, top, EDGE + max(_THINNEST, round(across * bar.share)) - 1, top + _BAR - 1), fill=FULL)


def wrapped(text: str, points: int, width: int) -> Sequence[str]:
    """At any sign: Chinese breaks anywhere, and a question is short."""
    lines = [""]
    for sign in text:
        if width_of(lines[-1] + sign, points) > width:
            lines.append("")
        lines[-1] += sign
    return [line.strip() for line in lines]
