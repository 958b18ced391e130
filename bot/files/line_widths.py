"""How wide words come out on paper: a line is narrowed, parted at its words or cut with a sign before it outgrows its place."""

import re
from unicodedata import east_asian_width

# Half its width is still readable; narrower than that a text is cut instead.
NARROWEST = 50
_CUT = "…"
# Bold letters of Arial in parts of the type's height, rounded up; a Chinese letter and its marks are as wide as high.
_SLIM, _SMALL, _DIGIT, _CAPITAL, _BROAD = 0.39, 0.6, 0.56, 0.78, 0.98
# Some programs set Latin letters off from Chinese ones, whatever the file says.
_GAP = 0.25
_BESIDE = re.compile(r"(?<=[⺀-鿿])(?=[!-~])|(?<=[!-~])(?=[⺀-鿿])")
_WORDS = re.compile(r"[!-~]+?(?:-|(?=[^!-~]|$))|.", re.DOTALL)


def ems(text: str) -> float:
    """In Chinese letters of the same size."""
    return sum(map(_letter, text)) + _GAP * len(_BESIDE.findall(text))


def _letter(letter: str) -> float:
    if east_asian_width(letter) in "WFA":
        return 1.0
    if letter in " ijlI.,:;'|!()[]/-tfr":
        return _SLIM
    if letter in "mwMW@%":
        return _BROAD
    return _DIGIT if letter.isdecimal() else _CAPITAL if letter.isupper() or ord(letter) > 0x2FF else _SMALL


def percent(text: str, width: float) -> int:
    """Per cent of its own width at which a text fits; a whole line is 100."""
    return min(100, int(100 * width / max(ems(text), 0.01)))


def cut(text: str, width: float) -> str:
    """With 「…」 at its end when something is missing."""
    if ems(text) <= width:
        return text
    while text and ems(text + _CUT) > width:
        text = text[:-1]
    return text.rstrip() + _CUT


def fitted(text: str, width: float, narrowest: int = NARROWEST) -> tuple[str, int]:
    """One line, and the per cent of its width to draw it at."""
    line = cut(text, width * 100 / narrowest)
    return line, max(narrowest, percent(line, width))


def fitted_lines(text: str, width: float, most: int) -> tuple[list[str], int]:
    """As few lines as there are at full width; where all of them do not do, narrower ones; where these do not do, cut."""
    for share in range(100, NARROWEST - 1, -5):
        lines = _parted(text, width * 100 / share)
        if len(lines) <= most:
            return lines, share
    wide = width * 100 / NARROWEST
    return [*lines[: most - 1], cut("".join(lines[most - 1 :]), wide)], NARROWEST


def _parted(text: str, width: float) -> list[str]:
    lines = [""]
    for word in _WORDS.findall(text):
        pieces = [word] if ems(word) <= width else list(word)
        for piece in pieces:
            if ems(lines[-1] + piece) > width:
                lines.append("")
            lines[-1] += piece
    return [stripped for line in lines if (stripped := line.strip())] or [""]
