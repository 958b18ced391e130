"""One building: floors from the top, entrances side by side, and a row for the homes whose place nobody can tell."""

from collections.abc import Sequence

from PIL import Image, ImageDraw

from bot.files.pictures.looks import INK, PAPER, SOFT, Measures, draw_cell, draw_label, font, size_within, width_of
from bot.rules.ports import Language
from bot.rules.rosters.places import short_room
from bot.rules.votes.grids import BuildingGrid, EntranceGrid, PictureHome
from messages import votes as texts

# Homes without a floor stand side by side in rows of at least so many.
FEWEST_ACROSS = 6


class Building:
    """Measured first, so that a page can be laid out; drawn then."""

    def __init__(self, grid: BuildingGrid, measures: Measures, language: Language) -> None:
        self._grid, self._sizes, self._language = grid, measures, language
        self._bands = _bands(grid.entrances, measures.across)
        self._title = texts.picture_building(language, grid=grid)
        self._floors = [texts.picture_floor(language, floor=floor) for floor in grid.floors]
        self._margin = max((width_of(name, measures.floor) for name in self._floors), default=0) + (2 * measures.gap if self._floors else 0)
        across = max((sum(one.columns for one in band) for band in self._bands), default=0)
        self._across = max(across, min(FEWEST_ACROSS, len(grid.plain)))
        self._has_stairs = any(one.entrance for one in grid.entrances)

    @property
    def size(self) -> tuple[int, int]:
        width = max(
            [self._band_width(band) for band in self._bands] + [self._across * self._step[0], width_of(self._title, self._sizes.title)]
        )
        # Nothing stands below the last entrance but what has no floor.
        spare = self._sizes.stair_gap if self._bands and not self._grid.plain else 0
        return self._margin + width, self._head + len(self._bands) * self._band_height + self._plain_height - spare

    @property
    def _step(self) -> tuple[int, int]:
        (width, height), gap = self._sizes.cell, self._sizes.gap
        return width + gap, height + gap

    @property
    def _head(self) -> int:
        return round(self._sizes.title * 1.7)

    @property
    def _stairs(self) -> int:
        return round(self._sizes.floor * 1.6) if self._has_stairs else 0

    @property
    def _band_height(self) -> int:
        return self._stairs + len(self._grid.floors) * self._step[1] + self._sizes.stair_gap

    @property
    def _plain_height(self) -> int:
        lines = -(-len(self._grid.plain) // self._across) if self._grid.plain else 0
        return lines * self._step[1] + (round(self._sizes.floor * 1.6) if lines and self._bands else 0)

    def _band_width(self, band: Sequence[EntranceGrid]) -> int:
        return sum(one.columns for one in band) * self._step[0] + (len(band) - 1) * self._sizes.stair_gap

    def draw(self, picture: Image.Image, at: tuple[int, int]) -> None:
        (left, top), draw = at, ImageDraw.Draw(picture)
        draw.text((left, top), self._title, fill=INK, font=font(self._sizes.title))
        top += self._head
        for band in self._bands:
            self._draw_band(picture, (left, top), band)
            top += self._band_height
        if self._grid.plain:
            self._draw_plain(picture, (left, top))

    def _draw_band(self, picture: Image.Image, at: tuple[int, int], band: Sequence[EntranceGrid]) -> None:
        (left, top), draw, sizes = at, ImageDraw.Draw(picture), self._sizes
        for line, name in enumerate(self._floors):
            middle = top + self._stairs + line * self._step[1] + sizes.cell[1] / 2
            draw.text((left + self._margin - 2 * sizes.gap, middle), name, fill=SOFT, font=font(sizes.floor), anchor="rm")
        x = left + self._margin
        for one in band:
            width = one.columns * self._step[0] - sizes.gap
            name = texts.place_name(self._language, one.entrance)
            if name:
                points = size_within(name, sizes.floor, width + sizes.stair_gap)
                draw.text((x + width / 2, top), name, fill=SOFT, font=font(points), anchor="ma")
            for line, row in enumerate(one.rows):
                for column, home in enumerate(row):
                    if home is not None:
                        self._draw_home(picture, (x + column * self._step[0], top + self._stairs + line * self._step[1]), home)
            x += width + sizes.gap + sizes.stair_gap

    def _draw_plain(self, picture: Image.Image, at: tuple[int, int]) -> None:
        left, top = at[0] + self._margin, at[1]
        if self._bands:
            name, points = texts.picture_others(self._language), self._sizes.floor
            ImageDraw.Draw(picture).text((left, top), name, fill=SOFT, font=font(points))
            top += round(points * 1.6)
        for number, home in enumerate(self._grid.plain):
            line, column = divmod(number, self._across)
            self._draw_home(picture, (left + column * self._step[0], top + line * self._step[1]), home)

    def _draw_home(self, picture: Image.Image, at: tuple[int, int], home: PictureHome) -> None:
        sizes = self._sizes
        draw_cell(picture, at, sizes.cell, answered=home.answered, spacing=sizes.stripe)
        if sizes.names_rooms:
            draw_label(picture, at, sizes.cell, short_room(home.room), sizes.room, answered=home.answered)


def _bands(entrances: Sequence[EntranceGrid], across: int) -> list[list[EntranceGrid]]:
    """Entrances that stand side by side; the next ones go below."""
    bands: list[list[EntranceGrid]] = []
    for one in entrances:
        if bands and sum(other.columns for other in bands[-1]) + one.columns <= across:
            bands[-1].append(one)
        else:
            bands.append([one])
    return bands


def blank(size: tuple[int, int]) -> Image.Image:
    return Image.new("RGB", size, PAPER)
