"""What came of a topic as bars: of each statement how all answered, and each part. Full, striped and blank, with the figures beside."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from bot.files.pictures.bars import wrapped
from bot.files.pictures.buildings import blank
from bot.files.pictures.looks import EDGE as LINE
from bot.files.pictures.looks import FULL, INK, PAPER, SOFT, font, size_within, striped, width_of
from bot.files.pictures.sheets import EDGE, png
from bot.rules.ports import Language
from bot.rules.statements.facts import TopicReport, division_of
from bot.rules.statements.reports import Block, Row, Standing
from messages import statements as texts
from messages.statements import reporting

# As the bars of a straw poll: read on a phone without turning it.
WIDTH = 1080
# Statements of what is shared, and of what divides: more would make the whole too high to be read without zooming.
MOST_SHARED = MOST_DIVIDED = 3
_TITLE, _HEAD, _WORDS, _FIGURE, _NOTE = 46, 40, 38, 32, 32
_BAR, _STRIPE = 38, 13
_ROW = _BAR + 22
_LABEL = 300
_COUNTS = 190


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: tuple[Row, ...]


def draw_stances(report: TopicReport, language: Language) -> bytes:
    """A PNG: the topic, what is shared, what divides, and that it was no vote."""
    sections = _sections(report, language)
    picture = blank((WIDTH, _paint(None, report, sections, language) + EDGE))
    _paint(picture, report, sections, language)
    return png(picture)


def _sections(report: TopicReport, language: Language) -> list[Section]:
    """What is not clear is told where nothing else is."""
    by_kind = {kind: [row for row in report.rows if row.standing is kind] for kind in Standing}
    agreed = by_kind[Standing.AGREED][:MOST_SHARED]
    opposed = by_kind[Standing.OPPOSED][: MOST_SHARED - len(agreed)]
    told = [agreed, opposed, by_kind[Standing.DIVIDED][:MOST_DIVIDED]]
    if not any(told):
        told = [by_kind[Standing.UNSURE][:MOST_DIVIDED]]
    return [Section(reporting.standing(language, rows[0], division_of(report.text)), tuple(rows)) for rows in told if rows]


def _paint(picture: Image.Image | None, report: TopicReport, sections: Sequence[Section], language: Language) -> int:
    """Down the page; the height that it takes. Without a picture it is only measured."""
    pen = _Pen(picture)
    pen.text(report.text.title, _TITLE, INK)
    for note in texts.picture_notes(language, report=report):
        pen.text(note, _NOTE, SOFT)
    pen.legend(texts.picture_legend(language))
    for section in sections:
        pen.skip(26)
        pen.text(section.title, _HEAD, INK)
        for row in section.rows:
            pen.skip(14)
            pen.text(row.words, _WORDS, INK)
            pen.skip(10)
            everybody = [(texts.everybody(language), row.total)]
            division = division_of(report.text)
            parts = [(reporting.block_name(language, one, division), one) for one in reporting.told_blocks(row)]
            for name, block in [*everybody, *parts]:
                pen.bar(name, block)
    return pen.top


class _Pen:
    """Where the next line goes."""

    def __init__(self, picture: Image.Image | None) -> None:
        self._picture = picture
        self._draw = None if picture is None else ImageDraw.Draw(picture)
        self.top = EDGE

    def skip(self, pixels: int) -> None:
        self.top += pixels

    def text(self, words: str, points: int, ink: str) -> None:
        for line in wrapped(words, points, WIDTH - 2 * EDGE):
            if self._draw is not None:
                self._draw.text((EDGE, self.top), line, fill=ink, font=font(points))
            self.top += round(points * 1.4)

    def legend(self, names: Sequence[str]) -> None:
        """What full, striped and blank stand for."""
        self.skip(12)
        x = EDGE
        for name, one in zip(names, (Block((), 1, 0, 0), Block((), 0, 1, 0), Block((), 0, 0, 1)), strict=True):
            self._stack(x, 64, one)
            if self._draw is not None:
                self._draw.text((x + 78, self.top + _BAR / 2), name, fill=INK, font=font(_FIGURE), anchor="lm")
            x += 78 + width_of(name, _FIGURE) + 48
        self.top += _ROW

    def bar(self, name: str, block: Block) -> None:
        """The name, the bar, and how many of how many agree."""
        if self._draw is not None:
            middle = self.top + _BAR / 2
            self._draw.text((EDGE, middle), name, fill=INK, font=font(size_within(name, _FIGURE, _LABEL - 16)), anchor="lm")
            figure = f"{block.agree:,}/{block.votes:,}"
            points = size_within(figure, _FIGURE, _COUNTS - 16)
            self._draw.text((WIDTH - EDGE, middle), figure, fill=INK, font=font(points), anchor="rm")
        self._stack(EDGE + _LABEL, WIDTH - 2 * EDGE - _LABEL - _COUNTS, block)
        self.top += _ROW

    def _stack(self, left: int, width: int, block: Block) -> None:
        """Agree full, disagree striped, skipped blank, in one frame."""
        if self._picture is None or self._draw is None:
            return
        agree = round(width * block.agree / block.votes) if block.votes else 0
        disagree = round(width * (block.agree + block.disagree) / block.votes) - agree if block.votes else 0
        bottom = self.top + _BAR - 1
        self._draw.rectangle((left, self.top, left + width - 1, bottom), fill=PAPER, outline=LINE, width=2)
        if disagree:
            # Cut from one strip: to draw one of each length takes longer than all the rest.
            self._picture.paste(striped(width, _BAR, _STRIPE).crop((0, 0, disagree, _BAR)), (left + agree, self.top))
            self._draw.line((left + agree + disagree - 1, self.top, left + agree + disagree - 1, bottom), fill=LINE, width=2)
        if agree:
            self._draw.rectangle((left, self.top, left + agree - 1, bottom), fill=FULL)
