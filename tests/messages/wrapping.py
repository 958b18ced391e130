"""How a phone breaks lines, as far as a test needs it: widths in em, and where UAX #14 lets a line end."""

import re
import unicodedata

NO_BREAK = "\u00a0"
JOINER = "\u2060"
# No line begins with these, and none ends with those.
CLOSING, OPENING = "，。、；：！？）」》”…%", "（「《“"
# A number as people write it: 1,903.20  7/12  18:00  75.00%  0312-07
NUMBER = re.compile(r"\d(?:[\d,.:/%-]*[\d%])?")
NUMBER_AND_UNIT = re.compile(
    r"\d[ \u00a0\u2060]*(?:㎡|[户位天票份处栋月日年行]|单元|小时|分钟|(?:days?|hours?|minutes?|homes?|owners?|votes?)\b)"
)
BAR = re.compile(r"[■□]+")


def width(sign: str) -> float:
    """1 em for what is written full width, half for Latin letters and digits, nothing for what is not seen."""
    if sign == JOINER or unicodedata.combining(sign):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(sign) in "WF" or sign in "■□…“”·→" else 0.5


def may_break(before: str, after: str) -> bool:
    if JOINER in (before, after) or NO_BREAK in (before, after) or after == " ":
        return False
    if before == " ":
        return True
    if after in CLOSING or before in OPENING:
        return False
    return _wide(before) or _wide(after)


def _wide(sign: str) -> bool:
    return (width(sign) == 1.0 and sign not in CLOSING + OPENING) or sign in CLOSING[:6]


def breaks(line: str, em: float) -> list[int]:
    """Where a line of text is broken (the index of the first sign of the next line); also in mid-word where nothing else fits."""
    found: list[int] = []
    start = 0
    while True:
        used, end = 0.0, start
        while end < len(line) and (used + width(line[end]) <= em or line[end] == " "):
            used += width(line[end])
            end += 1
        if end >= len(line):
            return found
        allowed = [at for at in range(start + 1, end + 1) if may_break(line[at - 1], line[at])]
        start = allowed[-1] if allowed else end
        found.append(start)


def broken(text: str, em: float, kept: list[re.Pattern[str]]) -> list[str]:
    """What belongs together and was torn apart."""
    torn = []
    for line in text.split("\n"):
        cuts = breaks(line, em)
        for pattern in kept:
            torn += [found.group() for found in pattern.finditer(line) if any(found.start() < cut < found.end() for cut in cuts)]
    return torn
