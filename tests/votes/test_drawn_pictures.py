"""The picture of who has answered, as its pixels: full and striped cells, words in both languages, sizes that phones show."""

import io
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageFont

from bot.files.pictures import Picture, draw_pictures
from bot.files.pictures.looks import FONT, FULL, STRIPE
from bot.files.pictures.sheets import LONGEST_SIDE
from bot.rules.ports import LANGUAGES, Language
from bot.rules.votes.grids import PictureHome

NOW = datetime(2026, 2, 27, 2, 32, tzinfo=UTC)
# A photo's sides may not be further apart (platform-and-faults.md, Telegram numbers).
MOST_UNEQUAL = 20


def tower(building: str = "1栋", *, floors: int = 6, stairs: int = 1, units: int = 2, answered: bool = True) -> tuple[PictureHome, ...]:
    return tuple(
        PictureHome(building, f"{stair}单元" if stairs > 1 else "", f"{floor:02d}{unit:02d}", answered)
        for stair in range(1, stairs + 1)
        for floor in range(1, floors + 1)
        for unit in range(1, units + 1)
    )


def drawn(homes: tuple[PictureHome, ...], language: Language = "zh", *, closed: bool = False) -> list[tuple[Picture, Image.Image]]:
    pictures = draw_pictures(homes, as_of=NOW, closed=closed, language=language)
    return [(one, Image.open(io.BytesIO(one.png)).convert("RGB")) for one in pictures]


def pixels(picture: Image.Image, colour: str) -> int:
    wanted = tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return sum(
        count
        for count, found in picture.getcolors(1 << 24) or []
        if all(abs(one - other) <= 16 for one, other in zip(found, wanted, strict=True))
    )


def test_who_has_answered_is_full_and_who_has_not_is_striped() -> None:
    """Told apart without any colour: half of a striped cell is paper."""
    ((_, full),) = drawn(tower(answered=True))
    ((_, open_),) = drawn(tower(answered=False))
    # The legend has one of each.
    assert pixels(full, FULL) > 12 * pixels(open_, FULL)
    assert pixels(open_, STRIPE) > 3 * pixels(full, STRIPE) > 0
    grey_full, grey_open = (sorted(one.convert("L").crop((100, 300, 300, 500)).tobytes()) for one in (full, open_))
    assert grey_full[len(grey_full) // 2] < 120 < 200 < grey_open[len(grey_open) // 2]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize(
    "homes",
    [
        tower(floors=3),
        tower(floors=33, units=6),
        tower(stairs=6),
        tower(floors=1, units=24),
        (*tower(), PictureHome("1栋", "", "商铺12", False)),
        tuple(PictureHome("平房", "", str(number), True) for number in range(1, 120)),
        (PictureHome("这栋楼的名字长得一行写不下呀", "", "很长很长的房号", False),),
    ],
)
def test_every_house_fits_a_photo(homes: tuple[PictureHome, ...], language: Language, closed: bool) -> None:
    ((one, picture),) = drawn(homes, language, closed=closed)
    assert max(picture.size) <= LONGEST_SIDE
    assert max(picture.size) / min(picture.size) < MOST_UNEQUAL
    assert (one.homes, one.homes_in) == (len(homes), sum(home.answered for home in homes))


def test_forty_buildings_are_four_pictures_with_every_home() -> None:
    homes = tuple(home for number in range(1, 41) for home in tower(f"{number}栋", stairs=3, answered=number % 2 == 0))
    pictures = drawn(homes)
    assert [len(one.buildings) for one, _ in pictures] == [10] * 4
    assert sum(one.homes for one, _ in pictures) == len(homes) == 40 * 36
    assert sum(one.homes_in for one, _ in pictures) == 20 * 36
    assert all(max(picture.size) <= LONGEST_SIDE for _, picture in pictures)


def test_the_font_that_comes_along_has_the_words_of_houses() -> None:
    """Any computer draws the same: nothing is taken from the system."""
    font = ImageFont.truetype(str(FONT), 40)
    missing = font.getmask("\uffff").getbbox(), bytes(font.getmask("\uffff"))
    for sign in "栋单元层户室号楼座幢东西南北商铺门面苑馨翡翠参与截止已没还第张图0123456789ABCabc/：（）":
        mask = font.getmask(sign)
        assert (mask.getbbox(), bytes(mask)) != missing, sign
