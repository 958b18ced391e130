"""A whole picture: a line that says when this was, the legend, and the buildings that share it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

from PIL import Image, ImageDraw

from bot.files.pictures.buildings import Building, blank
from bot.files.pictures.looks import ALONE, INK, SHARED, SOFT, draw_cell, font, width_of
from bot.rules.ports import Language
from bot.rules.votes.grids import BuildingGrid, PictureHome, building_grids, shared_out
from messages import votes as texts

# The platform makes a photo smaller than this (pixels, the longer side); what we send is what people see.
LONGEST_SIDE = 2560
EDGE = 36
BETWEEN = 48
_LEGEND_CELL = (64, 40)
_LEGEND = 32
_LEGEND_LINE = 62


@dataclass(frozen=True, slots=True)
class PictureSheet:
    """The buildings of one picture, as they stood at `as_of`; `closed`: at the close."""

    grids: tuple[BuildingGrid, ...]
    as_of: datetime
    closed: bool
    language: Language


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, and what stands under it."""

    png: bytes
    buildings: tuple[str, ...]
    homes_in: int
    homes: int


def draw_pictures(homes: Sequence[PictureHome], *, as_of: datetime, closed: bool, language: Language) -> tuple[Picture, ...]:
    """Every home on one of them, a building in one piece."""
    return tuple(
        Picture(
            png=png(_drawn(PictureSheet(grids, as_of, closed, language))),
            buildings=tuple(grid.building for grid in grids),
            homes_in=sum(grid.answered for grid in grids),
            homes=sum(grid.homes for grid in grids),
        )
        for grids in shared_out(building_grids(homes))
    )


def _drawn(sheet: PictureSheet) -> Image.Image:
    measures = ALONE if len(sheet.grids) == 1 else SHARED
    buildings = [Building(grid, measures, sheet.language) for grid in sheet.grids]
    places, (width, height) = _laid_out([building.size for building in buildings])
    head = 3 * _LEGEND_LINE
    width = max(width, _head_width(sheet))
    picture = blank((width + 2 * EDGE, height + head + 2 * EDGE))
    _draw_head(picture, sheet)
    for building, (x, y) in zip(buildings, places, strict=True):
        building.draw(picture, (EDGE + x, EDGE + head + y))
    return picture


def _words(sheet: PictureSheet) -> tuple[str, str, str]:
    """When this was, and the names of the two kinds of cells."""
    legend = texts.picture_legend(sheet.language, closed=sheet.closed)
    return (texts.picture_moment(sheet.language, as_of=sheet.as_of, closed=sheet.closed), *legend)


def _head_width(sheet: PictureSheet) -> int:
    moment, *kinds = (width_of(text, _LEGEND) for text in _words(sheet))
    return max(moment, *(_LEGEND_CELL[0] + 16 + kind for kind in kinds))


def _draw_head(picture: Image.Image, sheet: PictureSheet) -> None:
    draw, (moment, *kinds) = ImageDraw.Draw(picture), _words(sheet)
    draw.text((EDGE, EDGE), moment, fill=SOFT, font=font(_LEGEND))
    for line, (words, answered) in enumerate(zip(kinds, (True, False), strict=True), start=1):
        top = EDGE + line * _LEGEND_LINE - 6
        draw_cell(picture, (EDGE, top), _LEGEND_CELL, answered=answered, spacing=ALONE.stripe)
        draw.text((EDGE + _LEGEND_CELL[0] + 16, top + _LEGEND_CELL[1] / 2), words, fill=INK, font=font(_LEGEND), anchor="lm")


def _laid_out(sizes: Sequence[tuple[int, int]]) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    """Side by side in rows, so that the whole is about as wide as it is high."""
    area = sum((width + BETWEEN) * (height + BETWEEN) for width, height in sizes)
    most = max(*(width for width, _ in sizes), round(sqrt(area)))
    places: list[tuple[int, int]] = []
    x = y = line = widest = 0
    for width, height in sizes:
        if x and x + width > most:
            x, y, line = 0, y + line + BETWEEN, 0
        places.append((x, y))
        x, line = x + width + BETWEEN, max(line, height)
        widest = max(widest, x - BETWEEN)
    return places, (widest, y + line)


def png(picture: Image.Image) -> bytes:
    """Not larger than the platform would show it."""
    longer = max(picture.size)
    if longer > LONGEST_SIDE:
        width, height = (max(1, side * LONGEST_SIDE // longer) for side in picture.size)
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()
