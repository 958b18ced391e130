"""Makes bot/files/fonts/NotoSansSC-GB2312.otf: Noto Sans CJK SC, cut down to GB2312 and Latin, to draw pictures with.

Run by hand when the font is to be renewed (docs/decisions/0015); nothing of it runs with the bot:
    apt-get install fonts-noto-cjk && pip install fonttools
    python tools/subset_font.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

TARGET = Path(__file__).parents[1] / "bot/files/fonts/NotoSansSC-GB2312.otf"
# In Debian's collection Noto Sans CJK SC is the face of this name.
FACE = "Noto Sans CJK SC"
LATIN = range(0x20, 0x17F)
# The rows of GB2312 that have signs: symbols and numbers, then both levels of characters.
ROWS = (*range(0xA1, 0xAA), *range(0xB0, 0xF8))


def gb2312() -> set[int]:
    found = set()
    for row in ROWS:
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def face(source: str) -> TTFont:
    for number in range(len(TTCollection(source, lazy=True).fonts)):
        font = TTFont(source, fontNumber=number)
        if font["name"].getDebugName(1) == FACE:
            return font
    raise SystemExit(f"{source} has no face {FACE}")


def main(source: str) -> None:
    options = subset.Options(
        hinting=False, desubroutinize=False, layout_features=[], notdef_outline=True, drop_tables=["vhea", "vmtx", "VORG"]
    )
    font = face(source)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes={*LATIN, *gb2312()})
    cutter.subset(font)
    font.save(TARGET)


if __name__ == "__main__":
    main(sys.argv[1])
