"""Single cells of tally files: what a clerk writes, as the values that the rules take. Each raises `BadCell`."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.files.tally_files.problems import FileProblem
from bot.files.tally_files.tables import plain
from bot.rules.votes import Channel, Choice, Kind

# Times without an offset are local time (voting-rules R14).
LOCAL_ZONE = ZoneInfo("Asia/Shanghai")
HUNDREDTHS = Decimal(100)

T = TypeVar("T")

_AREA = re.compile(r"([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(\.[0-9]+)?\s*(?:m2|平方米|平米)?", re.IGNORECASE)
_MOMENT = re.compile(
    r"(?P<year>[0-9]{4})[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})日?"
    r"(?:\s*T\s*|\s+|(?<=日))(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?"
    r"\s*(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)
_OWNER_SEPARATOR = re.compile(r"[;；、，]")

KINDS: Mapping[str, Kind] = {
    **{kind.value: kind for kind in Kind},
    **dict.fromkeys(("住宅", "住房", "房屋", "户", "商铺"), Kind.HOME),
    **dict.fromkeys(("车位", "停车位", "车库"), Kind.PARKING),
    **dict.fromkeys(("储藏室", "储藏间", "储物间", "杂物间"), Kind.STORAGE),
}
RETRACT = "retract"
CHOICES: Mapping[str, Choice | None] = {
    **{choice.value: choice for choice in Choice},
    "同意": Choice.AGREE,
    "反对": Choice.AGAINST,
    "弃权": Choice.ABSTAIN,
    RETRACT: None,
    "撤回": None,
}
CHANNELS: Mapping[str, Channel] = {
    **{channel.value: channel for channel in Channel},
    **dict.fromkeys(("群", "群聊", "聊天", "微信", "线上"), Channel.CHAT),
    **dict.fromkeys(("纸质", "纸面", "书面"), Channel.PAPER),
    "电话": Channel.PHONE,
}
# An empty cell says no: nothing is verified, delivered or unsold because nobody wrote anything.
FLAGS: Mapping[str, bool] = {
    **dict.fromkeys(("yes", "y", "true", "1", "是"), True),
    **dict.fromkeys(("", "no", "n", "false", "0", "否"), False),
}


class BadCell(Exception):
    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem)
        self.problem = problem


def area(text: str) -> int:
    """0.01 m² from 89.35, 1,203.20 or ８９.３５㎡; exactly, and more than nothing."""
    written = plain(text)
    if not written:
        raise BadCell(FileProblem.NO_AREA)
    match = _AREA.fullmatch(written)
    if match is None:
        raise BadCell(FileProblem.BAD_AREA)
    hundredths = Decimal(match[1].replace(",", "") + (match[2] or "")) * HUNDREDTHS
    if hundredths != int(hundredths) or hundredths == 0:
        raise BadCell(FileProblem.BAD_AREA)
    return int(hundredths)


def moment(text: str) -> datetime:
    """An instant in UTC from a day and a time to the minute or finer; without an offset it is Shanghai's time."""
    match = _MOMENT.fullmatch(plain(text))
    if match is None:
        raise BadCell(FileProblem.BAD_TIME)
    year, month, day, hour, minute, second = (int(match[part] or 0) for part in ("year", "month", "day", "hour", "minute", "second"))
    microsecond = int((match["fraction"] or "").ljust(6, "0")[:6])
    try:
        return datetime(year, month, day, hour, minute, second, microsecond, _zone(match["zone"])).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadCell(FileProblem.BAD_TIME) from error


def _zone(offset: str | None) -> ZoneInfo | timezone:
    if offset is None:
        return LOCAL_ZONE
    if offset in {"Z", "z"}:
        return UTC
    ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    return timezone(-ahead if offset[0] == "-" else ahead)


def owners(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(owner for part in _OWNER_SEPARATOR.split(text) if (owner := plain(part))))


def kind(text: str) -> Kind:
    return _known(KINDS, text, FileProblem.BAD_KIND)


def choice(text: str) -> tuple[Choice | None, bool]:
    """The choice, and whether it is a retraction; neither where nothing is written."""
    if not plain(text):
        return None, False
    said = _known(CHOICES, text, FileProblem.BAD_CHOICE)
    return said, said is None


def channel(text: str) -> Channel | None:
    return _known(CHANNELS, text, FileProblem.BAD_CHANNEL) if plain(text) else None


def flag(text: str) -> bool:
    return _known(FLAGS, text, FileProblem.BAD_FLAG)


def _known(words: Mapping[str, T], text: str, problem: FileProblem) -> T:
    word = plain(text).lower()
    if word not in words:
        raise BadCell(problem)
    return words[word]
