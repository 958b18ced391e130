"""How things are written: times as people say them, areas, money, homes, shares, bars."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.rules.ports import Language
from bot.rules.proofs import shown_head
from bot.rules.rosters.places import short_room
from bot.rules.votes.days_left import days_left
from bot.rules.votes.decision import Bar

FILTERS = (
    "when",
    "day",
    "clock",
    "clock_as_of",
    "span",
    "left",
    "within",
    "ahead",
    "area",
    "area_number",
    "money",
    "sum_of_money",
    "share",
    "bar",
    "home",
    "thousands",
    "joined",
    "whole",
    "labels",
    "proof_head",
    "bar_words",
    "day_only",
)
_HALF = Fraction(1, 2)
_DIGITS = "零一二三四五六七八九"
# As English says the fractions of the law; others stand in figures.
_FRACTIONS_EN = {(1, 2): "half", (1, 3): "a third", (2, 3): "two thirds", (1, 4): "a quarter", (3, 4): "three quarters"}
# Only the zone in which things are shown; stored times are UTC. `set_zone` is called once at start.
_zone = ZoneInfo("Asia/Shanghai")
# Where a line of Chinese would end between a number and what it counts.
_NUMBERED = re.compile(r"(?<=\d)(?=栋|单元|[月日])")
# A home's label: its building, its entrance, and whatever follows.
_PARTS = re.compile(r"^\d+栋|(?<=栋)\d+单元|.+")
_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
# A bar has five cells: more would break a line of large type (voice.md, rule 11).
CELLS = 5
# 1万元, in fen.
_TEN_THOUSAND_YUAN = 1_000_000
# A number and its unit stay on one line (sandbox.md, section 9).
NO_BREAK = "\u00a0"
# Between signs that some apps would part at the end of a line: seen by nobody, kept to where it is needed.
JOINER = "\u2060"


def set_zone(name: str) -> None:
    global _zone
    _zone = ZoneInfo(name)


def local(moment: datetime) -> datetime:
    return moment.astimezone(_zone)


def day(moment: datetime, language: Language, as_of: datetime | None = None) -> str:
    """3月1日（周日） / Sunday 1 March; with its year where that is another than that of `as_of`."""
    at = local(moment)
    year = "" if as_of is None or local(as_of).year == at.year else str(at.year)
    if language == "zh":
        return f"{year and year + '年'}{at.month}月{at.day}日（周{_WEEKDAYS_ZH[at.weekday()]}）"
    return f"{_WEEKDAYS_EN[at.weekday()]} {at.day} {_MONTHS_EN[at.month - 1]}{year and ' ' + year}"


def day_only(one: date, language: Language) -> str:
    """3月1日 / 1 March, of a day without an hour."""
    return f"{one.month}月{one.day}日" if language == "zh" else f"{one.day} {_MONTHS_EN[one.month - 1]}"


def clock(moment: datetime) -> str:
    """18:00"""
    at = local(moment)
    return f"{at.hour}:{at.minute:02d}"


def clock_as_of(moment: datetime, as_of: datetime, language: Language) -> str:
    """18:00 of the day on which it is said, else with its day."""
    return clock(moment) if local(moment).date() == local(as_of).date() else when(moment, language, as_of)


def when(moment: datetime, language: Language, as_of: datetime | None = None) -> str:
    """3月1日（周日）18:00 / Sunday 1 March 18:00; the year as in `day`."""
    separator = "" if language == "zh" else " "
    return f"{day(moment, language, as_of)}{separator}{clock(moment)}"


def span(began: datetime, ended: datetime, language: Language) -> str:
    """10:02–10:31 within a day; with the days where it runs over midnight."""
    if local(began).date() == local(ended).date():
        return f"{clock(began)}–{clock(ended)}"
    return f"{when(began, language)} – {when(ended, language)}"


def left(moment: datetime, now: datetime, language: Language) -> str:
    """How long until `moment`: 1 天多 / 2 天 / 5 小时 / 12 分钟, rounded down, never below one minute.

    From one day on as `days_left` says; the last day is told in hours, as they are.
    """
    (count, zh, en), is_more = _left(moment, now)
    if language == "zh":
        return f"{count}{NO_BREAK}{zh}{'多' if is_more else ''}"
    return f"{'more than ' if is_more else ''}{count}{NO_BREAK}{en}{'' if count == 1 else 's'}"


def ahead(moment: datetime, now: datetime) -> str:
    """The same after an English 「Closes Sunday 1 March 18:00,」: in 2 days / more than 2 days left; nobody says 「in more than」."""
    _, is_more = _left(moment, now)
    said = left(moment, now, "en")
    return f"{said} left" if is_more else f"in {said}"


def _left(moment: datetime, now: datetime) -> tuple[tuple[int, str, str], bool]:
    """(count, unit in Chinese and English), and whether it is a good deal more than that."""
    minutes = max(1, int((moment - now).total_seconds() // 60))
    (days, is_more), hours = days_left(moment - now), minutes // 60
    return (days, "天", "day") if days else (hours, "小时", "hour") if hours else (minutes, "分钟", "minute"), is_more


def within(moment: datetime, now: datetime, language: Language) -> str:
    """Less than how long is left: 1 天 / 4 小时 / 5 分钟, rounded up; said once, it stays true until `moment`; in one piece."""
    minutes = max(1, -int((now - moment).total_seconds() // 60))
    hours = -(-minutes // 60)
    days = -(-hours // 24) if hours >= 24 else 0
    count, zh, en = (days, "天", "day") if days else (hours, "小时", "hour") if minutes > 59 else (minutes, "分钟", "minute")
    return f"{count}{NO_BREAK}{whole(zh)}" if language == "zh" else f"{count}{NO_BREAK}{en}{'' if count == 1 else 's'}"


def area_number(area_cm2m: int) -> str:
    """1,903.20 from an integer in 0.01 m²."""
    return f"{area_cm2m // 100:,}.{area_cm2m % 100:02d}"


def area(area_cm2m: int) -> str:
    return f"{area_number(area_cm2m)}{NO_BREAK}㎡"


def money(fen: int) -> str:
    """128.50 from an integer in fen."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def sum_of_money(fen: int, language: Language) -> str:
    """128.50 元 / 3,000 元 / 86.5 万元 / 865,000 yuan: exactly, of works; in ten thousands where two places of them say all of it."""
    yuan = f"{fen // 100:,}" if fen % 100 == 0 else money(fen)
    if language == "en":
        return f"{yuan}{NO_BREAK}yuan"
    if fen >= _TEN_THOUSAND_YUAN and fen % (_TEN_THOUSAND_YUAN // 100) == 0:
        said = f"{fen // _TEN_THOUSAND_YUAN:,}.{fen % _TEN_THOUSAND_YUAN * 100 // _TEN_THOUSAND_YUAN:02d}".rstrip("0").rstrip(".")
        return f"{said}{NO_BREAK}{whole('万元')}"
    return f"{yuan}{NO_BREAK}元"


def share(part: int, whole: int) -> str:
    """75.00%, truncated to two places, never rounded up; 0.00% of nothing."""
    hundredths = part * 10_000 // whole if whole else 0
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def bar(part: int, whole: int) -> str:
    """Five cells, full only when everything is there."""
    filled = part * CELLS // whole if whole else 0
    return "■" * filled + "□" * (CELLS - filled)


def thousands(number: int) -> str:
    return f"{number:,}"


def home(building: str, entrance: str, room: str, language: Language) -> str:
    """3栋2单元301 / Building 3, entrance 2, 301: as people read it; the room without its leading zero."""
    short = short_room(room)
    if language == "zh":
        return f"{building}{entrance}{short}"
    return ", ".join(part for part in (english_place(building), english_place(entrance), short) if part)


def labels(homes: Iterable[str], language: Language) -> str:
    """Homes that come as labels: 5栋1单元101、5栋1单元102 / Building 5, entrance 1, 101; Building 5, entrance 1, 102."""
    if language == "zh":
        return "、".join(homes)
    return "; ".join(", ".join(english_place(part) for part in _PARTS.findall(label) if part) for label in homes)


def english_place(name: str) -> str:
    """3栋 → Building 3, 2单元 → entrance 2; any other name as it is."""
    if name.endswith("栋") and name[:-1].isdigit():
        return f"Building {name[:-1]}"
    if name.endswith("单元") and name[:-2].isdigit():
        return f"entrance {name[:-2]}"
    return name


def joined(text: str) -> str:
    """3栋2单元, 3月1日: a number is not parted from its building, entrance, month or day."""
    return _NUMBERED.sub(JOINER, text)


def whole(word: str) -> str:
    """截止 as one piece, where a line could end within it."""
    return JOINER.join(word)


def proof_head(head: str) -> str:
    """A1B2-C3D4-E5F6-0718, in one piece."""
    return whole(shown_head(head))


def numeral(number: int) -> str:
    """From 1 to 100 in Chinese: 三, 十二, 六十."""
    tens, ones = divmod(number, 10)
    if number == 100:
        return "一百"
    return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")


def bar_words(bar: Bar, language: Language) -> str:
    """三分之二以上 / at least two thirds; 过半数 / more than half; 全部 / all."""
    if bar.part == bar.whole:
        return "全部" if language == "zh" else "all"
    if language == "en":
        return f"{'more than' if bar.strictly else 'at least'} {_FRACTIONS_EN.get((bar.part, bar.whole), f'{bar.part}/{bar.whole}')}"
    if bar.strictly and bar.share == _HALF:
        return "过半数"
    fraction = f"{numeral(bar.whole)}分之{numeral(bar.part)}"
    return f"超过{fraction}" if bar.strictly else f"{fraction}以上"


def bold(text: str) -> Markup:
    return Markup("<b>{}</b>").format(text)
