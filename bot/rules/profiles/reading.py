"""A profile from the text of its file, strictly: whatever is unknown, missing, of another kind or impossible is a sentence."""

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from bot.rules.profiles import MatterLaw, Profile
from bot.rules.residents.people import Role
from bot.rules.votes.ballots import ChangePolicy
from bot.rules.votes.decision import Bar, Matter, MatterRule
from bot.rules.votes.terms import ENTITLED_UNSAID, MAY_BE_ENTITLED, PaperBy

NAME = re.compile(r"[a-z][a-z0-9-]{0,23}")
# An article is named in a dialog of 200 characters, beside the numbers (「怎么算的」).
LONGEST_ARTICLE, LONGEST_TITLE, LONGEST_SOURCE = 30, 20, 300
LONGEST_NOTICE = 365
MOST_PROXIES = 1000
# Fractions that people say; a larger number below the line is a slip of the finger.
LARGEST_WHOLE = 100
# What is written where there is none: a key that was forgotten must not mean the same.
NONE = "none"
OF = {"participating": False, "all": True}
MATTERS = (Matter.ORDINARY, Matter.SPECIAL, Matter.UNANIMOUS)
# Adding a lift rebuilds the building (Article 278, item 7); giving it common land manages what is there (voting-rules.md, section 5).
LIFT = {"lift_building": Matter.SPECIAL, "lift_compound": Matter.ORDINARY}
# How kinds of values are called in a sentence.
KINDS: dict[type, tuple[str, str]] = {
    str: ("引号里的文字", "text in quotes"),
    int: ("整数", "a whole number"),
    bool: ("true 或 false", "true or false"),
    date: ("日期，例如 2026-01-01", "a day such as 2026-01-01"),
    list: ("一列，写在 [ ] 里", "a list in [ ]"),
    dict: ("一组", "a table"),
}
T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class BadProfile(Exception):
    """One sentence per mistake."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class Wrong(Exception):
    """One value: what should stand there."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh, self.en = zh, en


class _Table:
    """A table of the file, taken key by key; what is left at the end is unknown. All mistakes are gathered."""

    def __init__(self, file: str, values: Mapping[str, Any], inside: str = "", mistakes: list[str] | None = None) -> None:
        self.file = file
        self.inside = inside
        self.values = dict(values)
        self.asked: list[str] = []
        self.mistakes: list[str] = [] if mistakes is None else mistakes

    def say(self, key: str, zh: str, en: str) -> None:
        self.mistakes.append(f"{self.file} 里的 {self.inside}{key} {zh}。 / {self.inside}{key} {en}.")

    def take(self, key: str, read: Callable[[Any], T], default: T) -> T:
        """The value as `read` has it; `default` stands in for one that is wrong, so that the others are looked at as well."""
        self.asked.append(key)
        if key not in self.values:
            self.say(key, "没有写", "is missing")
            return default
        try:
            return read(self.values.pop(key))
        except Wrong as wrong:
            self.say(key, wrong.zh, wrong.en)
            return default

    def table(self, key: str) -> "_Table":
        values = self.take(key, lambda value: _of(dict, value), None)
        inner = _Table(self.file, values or {}, f"{self.inside}{key}.", self.mistakes if values is not None else [])
        return inner

    def end(self) -> None:
        """Says what was not asked for."""
        for key in self.values:
            nearest = difflib.get_close_matches(key, self.asked, n=1)
            if nearest:
                self.say(key, f"不认识，是不是 {nearest[0]}", f"is unknown; did you mean {nearest[0]}")
            else:
                self.say(key, "不认识，请删掉", "is unknown: please delete it")


def _of(kind: type[T], value: Any) -> T:
    # Exactly: in Python true is a number, and a moment is a day.
    if type(value) is not kind:
        raise Wrong(f"要写{KINDS[kind][0]}", f"must be {KINDS[kind][1]}")
    return value


def _text(longest: int, *, empty: bool = False) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        text = _of(str, value)
        if len(text) > longest or not text.isprintable() or text != text.strip() or not (text or empty):
            least = 0 if empty else 1
            raise Wrong(f"要 {least} 到 {longest} 个字，一行", f"must be one line of {least} to {longest} characters")
        return text

    return read


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if not least <= (number := _of(int, value)) <= most:
            raise Wrong(f"要在 {least} 到 {most} 之间", f"must be from {least} to {most}")
        return number

    return read


def _one_of(kind: type[E]) -> Callable[[Any], E]:
    def read(value: Any) -> E:
        if value not in list(kind):
            words = "、".join(f'"{one}"' for one in kind)
            raise Wrong(f"只能是 {words}", f"must be one of {', '.join(kind)}")
        return kind(value)

    return read


def _of_law(value: Any) -> Matter:
    matter = _one_of(Matter)(value)
    if matter not in MATTERS:
        raise Wrong("要是法定的事项", "must be a matter of law")
    return matter


def _name(value: Any) -> str:
    if not NAME.fullmatch(_of(str, value)):
        raise Wrong("要用小写字母、数字和 -，字母开头，最多 24 个", "takes up to 24 of a-z 0-9 -, a letter first")
    return str(value)


def _or_none(read: Callable[[Any], T]) -> Callable[[Any], T | None]:
    return lambda value: None if value == NONE else read(value)


def _roles(value: Any) -> tuple[Role, ...]:
    """In one order, each once; none of them for "none"."""
    if value == NONE:
        return ()
    named = _of(list, value)
    if not named or any(one not in list(MAY_BE_ENTITLED) for one in named) or len(set(named)) != len(named):
        words = "、".join(f'"{one}"' for one in MAY_BE_ENTITLED)
        raise Wrong(f'只能列 {words}，每个一次，或写 "none"', f'lists {", ".join(MAY_BE_ENTITLED)}, each once, or is "none"')
    return tuple(one for one in MAY_BE_ENTITLED if one in named)


def _share(value: Any) -> tuple[int, int]:
    numbers = value if type(value) is list else []
    if len(numbers) != 2 or any(type(one) is not int for one in numbers):
        raise Wrong("要写成两个整数，例如 [2, 3]，不能有小数", "must be two whole numbers such as [2, 3], no decimals")
    part, whole = numbers
    if not 1 <= part <= whole <= LARGEST_WHOLE:
        raise Wrong(
            f"要大于 0、不超过 1，分母最多 {LARGEST_WHOLE}", f"must be above 0, at most 1, and its denominator at most {LARGEST_WHOLE}"
        )
    return part, whole


def _bar(file: str, inside: str, mistakes: list[str]) -> Callable[[Any], Bar]:
    def read(value: Any) -> Bar:
        table = _Table(file, _of(dict, value), inside, mistakes)
        (part, whole), strictly = table.take("share", _share, (1, 1)), table.take("strictly", lambda one: _of(bool, one), False)
        table.end()
        if strictly and part == whole and not mistakes:
            raise Wrong("不可能：没有人能超过全部", "is impossible: nothing is more than all")
        return Bar(part, whole, strictly)

    return read


def _whose(value: Any) -> bool:
    if not isinstance(value, str) or value not in OF:
        raise Wrong('只能是 "participating"（参与的）或 "all"（全体）', 'must be "participating" or "all"')
    return OF[value]


def _law(table: _Table) -> MatterLaw:
    file, inside, mistakes = table.file, table.inside, table.mistakes
    quorum = table.take("quorum", _or_none(_bar(file, f"{inside}quorum.", mistakes)), None)
    majority = table.take("majority", _bar(file, f"{inside}majority.", mistakes), Bar(1, 1))
    law = MatterLaw(
        article=table.take("article", _text(LONGEST_ARTICLE), ""),
        article_en=table.take("article_en", _text(LONGEST_ARTICLE), ""),
        rule=MatterRule(quorum, majority, of_all=table.take("of", _whose, False)),
    )
    table.end()
    return law


def read_profile(text: str, file: str) -> Profile:
    """BadProfile with every mistake of the file; `file` is how the sentences call it."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadProfile([f"{file} 不是完整的 TOML：{error}。 / {file} is not TOML: {error}."]) from error
    table = _Table(file, values)
    laws = {matter: _law(table.table(matter.value)) for matter in MATTERS}
    valid_until = table.take("valid_until", lambda value: _of(date, value), None) if "valid_until" in values else None
    # Left out, too, in files from before there were sheets: it is a line to fill by hand then.
    objection_days = table.take("objection_days", _whole(0, LONGEST_NOTICE), None) if "objection_days" in values else None
    # Likewise from before the audit file had its readers, and a lift its two votes.
    audit_for: tuple[Role, ...] = table.take("audit_for", _roles, ENTITLED_UNSAID) if "audit_for" in values else ENTITLED_UNSAID
    lift = {key: table.take(key, _of_law, law) for key, law in LIFT.items() if key in values}
    table.asked += ["valid_until", "objection_days", "audit_for", *LIFT]
    profile = Profile(
        name=table.take("name", _name, ""),
        title=table.take("title", _text(LONGEST_TITLE), ""),
        title_en=table.take("title_en", _text(2 * LONGEST_TITLE), ""),
        valid_from=table.take("valid_from", lambda value: _of(date, value), date.min),
        valid_until=valid_until,
        source=table.take("source", _text(LONGEST_SOURCE), ""),
        checked_by=table.take("checked_by", _text(LONGEST_SOURCE, empty=True), ""),
        channel_allowed=table.take("channel_allowed", lambda value: _of(bool, value), False),
        notice_days=table.take("notice_days", _whole(0, LONGEST_NOTICE), 0),
        change=table.take("change", _one_of(ChangePolicy), ChangePolicy.UNTIL_CLOSE),
        proxy_cap=table.take("proxy_cap", _or_none(_whole(0, MOST_PROXIES)), None),
        paper_by=table.take("paper_by", _one_of(PaperBy), PaperBy.STAFF),
        ordinary=laws[Matter.ORDINARY],
        special=laws[Matter.SPECIAL],
        unanimous=laws[Matter.UNANIMOUS],
        objection_days=objection_days,
        audit_for=audit_for,
        **LIFT | lift,
    )
    table.end()
    _check_together(table, profile)
    if table.mistakes:
        raise BadProfile(table.mistakes)
    return profile


def _check_together(table: _Table, profile: Profile) -> None:
    if profile.valid_until is not None and profile.valid_until < profile.valid_from:
        table.say("valid_until", "比 valid_from 还早", "lies before valid_from")
    if profile.channel_allowed and not profile.checked_by:
        table.say(
            "channel_allowed",
            "要有律师核对过才能是 true：请在 checked_by 写明谁核对的、哪天",
            "may be true only once a lawyer has checked it: say in checked_by who, and when",
        )


def read_profiles(texts: Mapping[str, str]) -> tuple[Profile, ...]:
    """All files, by name and date. BadProfile with the mistakes of all of them, and for two that are the same version."""
    mistakes: list[str] = []
    found: dict[str, tuple[str, Profile]] = {}
    for file, text in texts.items():
        try:
            profile = read_profile(text, file)
        except BadProfile as error:
            mistakes += error.sentences
            continue
        if profile.id in found:
            other = found[profile.id][0]
            mistakes.append(
                f"{file} 和 {other} 是同一份（{profile.id}），请改 name 或 valid_from。"
                f" / {file} and {other} are the same version: change name or valid_from."
            )
        found[profile.id] = file, profile
    if mistakes:
        raise BadProfile(mistakes)
    return tuple(profile for _, profile in sorted(found.values(), key=lambda one: (one[1].name, one[1].valid_from)))
