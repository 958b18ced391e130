"""What a picture is drawn with: two kinds of cells that nobody has to tell apart by colour, and a font that comes along."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = Path(__file__).parents[1] / "fonts/NotoSansSC-GB2312.otf"
PAPER, INK, SOFT = "#FFFFFF", "#1A1A1A", "#595959"
# Blue and orange of Okabe and Ito's palette: told apart with every kind of colour blindness. One is full and one is striped
# besides, so that it reads in grey and on a bad print, too (MIIT 1.4: never by colour alone).
FULL, STRIPE, EDGE = "#0072B2", "#E69F00", "#8A5A00"


@dataclass(frozen=True, slots=True)
class Measures:
    """Pixels. A picture of one building names each home in its cell; where several share a picture there is no room for that."""

    cell: tuple[int, int]
    gap: int
    stair_gap: int
    room: int
    floor: int
    title: int
    stripe: int
    names_rooms: bool
    across: int
    """Columns side by side before the next entrance goes below."""


ALONE = Measures(cell=(100, 58), gap=8, stair_gap=36, room=30, floor=28, title=46, stripe=13, names_rooms=True, across=14)
SHARED = Measures(cell=(40, 26), gap=4, stair_gap=14, room=0, floor=20, title=34, stripe=9, names_rooms=False, across=18)


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size)


def width_of(text: str, size: int) -> int:
    return round(font(size).getlength(text))


def size_within(text: str, size: int, width: int, smallest: int = 12) -> int:
    """The size at which the text has room."""
    while size > smallest and width_of(text, size) > width:
        size -= 1
    return size


@cache
def striped(width: int, height: int, spacing: int) -> Image.Image:
    """A cell of somebody who has not answered; drawn twice as large first, for smooth stripes."""
    large = Image.new("RGB", (2 * width, 2 * height), PAPER)
    draw = ImageDraw.Draw(large)
    for start in range(-2 * height, 2 * width, 2 * spacing):
        draw.line((start, 2 * height, start + 2 * height, 0), fill=STRIPE, width=spacing // 2 + 2)
    draw.rectangle((0, 0, 2 * width - 1, 2 * height - 1), outline=EDGE, width=4)
    return large.resize((width, height), Image.Resampling.LANCZOS)


def draw_cell(picture: Image.Image, at: tuple[int, int], size: tuple[int, int], *, answered: bool, spacing: int) -> None:
    if answered:
        ImageDraw.Draw(picture).rectangle((*at, at[0] + size[0] - 1, at[1] + size[1] - 1), fill=FULL)
    else:
        picture.paste(striped(*size, spacing), at)


def draw_label(picture: Image.Image, at: tuple[int, int], size: tuple[int, int], text: str, points: int, *, answered: bool) -> None:
    """A room in its cell: white on blue; black on a white patch where stripes would run through the digits."""
    draw, (x, y), (width, height) = ImageDraw.Draw(picture), at, size
    points = size_within(text, points, width - 12)
    middle = (x + width / 2, y + height / 2)
    if not answered:
        half = width_of(text, points) / 2 + 5
        draw.rectangle((middle[0] - half, y + 8, middle[0] + half, y + height - 9), fill=PAPER)
    draw.text(middle, text, fill=PAPER if answered else INK, font=font(points), anchor="mm")
