"""Owners' names out of one cell, and the names that stand at more than one home."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bot.rules.rosters.homes import HomeKind, RosterHome
from bot.rules.rosters.writing import LONGEST_NAME, plain_text

# More names than any deed carries; a longer list is a wrongly mapped column.
MOST_OWNERS = 50
_LONGEST_CELL = 2_000

_SEPARATORS = re.compile(r"[、,;/|\\&+]")
# `1/2`, `50%`, `各占一半`: shares of a deed, not names. Phones and ID numbers in a name's cell are never kept.
_SHARES = re.compile(r"(?:各?占)?\d+/\d+|(?:各?占)?\d+(?:\.\d+)?%|各?占?(?:一半|二分之一)|各占")
_CALLED = r"(?:联系)?(?:电话|手机|身份证)(?:号码?)?|[Tt][Ee][Ll]\.?"
_NUMBERS = re.compile(rf"(?:{_CALLED})?[:：]?\s*[\d\-*]{{7,}}[Xx]?")
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]?")
_NOTE = re.compile(
    r"(?:夫|妻|父|母|子|女|丈夫|妻子|配偶|夫妻|儿子|女儿|父亲|母亲|本人|户主|房主|业主|产权人|共有人?|共同共有|按份共有|单独所有|"
    rf"[已身亡病]故|已?亡|去世|过世|离世|已?出租|空置|自住|{_CALLED})?[:：]?"
)
# Somebody who lives there or answers the phone, and owns nothing: 「租户：周八」.
_NO_OWNER = re.compile(r"(?:物业)?(?:租[户客住]|承租|房客|现住|借住|居住人|住户|联系人|联络人|代理人?|代办|代管|中介|托管).*")
# What personal names are; a bracket that stays behind one is not understood.
_PERSON_IN_BRACKETS = re.compile(r"(?!.*(?:公司|集团|中心|银行|合作社|委员会|协会|学校|医院|[厂局院]))[\u3400-\u9fff·]{2,4}\(")
# A word of its own behind a name: 「王五 等3人」.
_MORE_ALONE = re.compile(r"等(?:\d*|[一二两三四五六七八九十]*)[人户个位]*")
# 「周八（租户）」: whom the bracket follows owns nothing. 「张三（租赁）」 may say that the home is let or that 张三 rents it: it
# stays, as a bracket that nobody understands.
_TENANT = re.compile(r"(?:^|(?<=[、,;/|\\&+\s]))[\u3400-\u9fff·]{2,15}\s*[(\[【](?:租[户客住]|承租[人户]?|房客|借住人?)[)\]】]")
# 「租户：李四」: nor who is named behind it. 「业主：张三」: who owns; 出租户 is who lets the home.
_ROLE = re.compile(r"(?P<tenant>(?<!出)(?:租[户客]|承租[人户]?|房客))[:：]|(?:业主|产权人|户主|房[主东]|出租[户人方]?)[:：]")
_FIRST_NAME = re.compile(
    r"\s*(?:[A-Za-z][A-Za-z.'’-]*(?: [A-Za-z][A-Za-z.'’-]*)*|[\u3400-\u9fff] [\u3400-\u9fff](?![\u3400-\u9fff])|[^\s、,;/|\\&+()]+)"
    # What stands behind it in brackets, and a company's name that goes on behind them, are the tenant's.
    r"(?:\s*\([^()]*\)[^\s、,;/|\\&+()]*)*"
)
# 「租户李四」 without its colon: a tenant, or the first owner with a word in front.
_ROLE_IN_NAME = re.compile(r"(?:租[户客]|承租[人户]?|房客|出租)[\u3400-\u9fff·]{2,4}$")
# Surnames of two characters, after which a given name may stand apart: 欧阳 修.
_TWO_CHARACTERS = re.compile("欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|夏侯|令狐|司徒|端木|南宫|独孤|长孙|宇文|轩辕|淳于|万俟")
_MANY = re.compile(r"等\s*(\d+)\s*([人户个位])")
_MORE = re.compile(r"等(?:\d*|[一二两三四五六七八九十]*)[人户个位]*$")
_HAN = re.compile(r"^[\u3400-\u9fff\U00020000-\U0003ffff]$")
_LATIN = re.compile(r"^[A-Za-zÀ-ɏ.'’-]+$")
_NOBODY = frozenset({"无", "空", "暂无", "不详", "未知", "待查", "待核", "待定", "空户", "空置", "N/A", "NONE"})
_UNSOLD = frozenset({"未售", "未出售", "开发商", "开发商未售", "未交付", "未售出", "尾房", "开发商(未售)"})


@dataclass(frozen=True, slots=True)
class Owners:
    """`incomplete` when the cell says that it does not name everybody (张三等3人); `unsold` when it names the developer's stock;
    `unclear` when a name keeps brackets or a word that are not understood, or follows a tenant's and may be another tenant's."""

    names: tuple[str, ...]
    incomplete: bool = False
    unsold: bool = False
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class SharedName:
    """A name that stands at several homes: one person unless staff say otherwise."""

    name: str
    homes: tuple[RosterHome, ...]


def _whole_names(part: str) -> list[str]:
    """Spaces part names, but not the two characters of `王 伟` nor the words of `John Smith`."""
    names: list[str] = []
    single: list[str] = []

    def close() -> None:
        if len(single) % 2 and names and _TWO_CHARACTERS.fullmatch(names[-1]):
            names[-1] += single.pop(0)
        step = 2 if len(single) > 3 and len(single) % 2 == 0 else max(len(single), 1)
        names.extend("".join(single[start : start + step]) for start in range(0, len(single), step))
        single.clear()

    latin_before = False
    for word in part.split():
        latin = bool(_LATIN.match(word))
        if _HAN.match(word):
            single.append(word)
        else:
            close()
            if latin and latin_before:
                names[-1] += f" {word}"
            else:
                names.append(word)
        latin_before = latin
    close()
    return names


def _name(word: str) -> str:
    return plain_text(word.strip(" .:-·*。([【"), LONGEST_NAME)


def _plain_note(brackets: re.Match[str]) -> str:
    """Nothing in place of what says no more than that somebody owns."""
    said = "".join(brackets[1].split())
    return "、" if said and _NOTE.fullmatch(said) else brackets[0]


def _without_note(brackets: re.Match[str]) -> str:
    """Nothing in place of brackets that hold a number, a share or what somebody is to the others; `(集团)` belongs to its name."""
    said = _NUMBERS.sub("", _SHARES.sub("", "".join(brackets[1].split())))
    return " " if _NOTE.fullmatch(said) or _NO_OWNER.fullmatch(said) else brackets[0]


def read_owners(cell: str | float) -> Owners:
    """Every name of the cell once, in its order, whatever parts them: 、 , / ; | spaces and line ends, of either width."""
    text = plain_text(cell if isinstance(cell, str) else f"{cell:g}", _LONGEST_CELL)
    if text.replace(" ", "") in _UNSOLD:
        return Owners((), unsold=True)
    text = _NUMBERS.sub(" ", _SHARES.sub(" ", _MANY.sub(r"等\1\2", text)))
    # Notes before tenants: 「李四（业主）张三（租户）」 has one of its own. Labels last: only brackets that nobody understands are left.
    text = _BRACKETS.sub(_without_note, _TENANT.sub(" ", _BRACKETS.sub(_plain_note, text)))
    text, listed = _without_labels(text)
    names: dict[str, None] = {}
    incomplete = False
    for part in _SEPARATORS.split(text):
        for word in _whole_names(part):
            if names and _MORE_ALONE.fullmatch(word):
                incomplete = True
                continue
            shorter = _MORE.sub("", word) if len(word) > 2 else word
            incomplete |= shorter != word
            name = _name(shorter)
            if name and name.upper() not in _NOBODY and any(unicodedata.category(letter)[0] in "LC" for letter in name):
                names.setdefault(name)
    unclear = (listed and bool(names)) or any(_is_unclear(name) for name in names)
    return Owners(tuple(names)[:MOST_OWNERS], incomplete or len(names) > MOST_OWNERS, unclear=unclear)


def _without_labels(text: str) -> tuple[str, bool]:
    """Without who is named as a tenant; and whether more names follow one, of whom only staff can say what they are."""
    pieces: list[tuple[bool, str]] = []
    start, tenant = 0, False
    for found in _ROLE.finditer(text):
        at = found.start()
        # An owner's label begins a part, or ends a tenant's; 「新业主：张三」 has none.
        begins = at == 0 or tenant or not _HAN.match(text[at - 1]) or found["tenant"] is not None
        if begins and text.count("(", 0, at) == text.count(")", 0, at):
            pieces.append((tenant, text[start:at]))
            start, tenant = found.end(), found["tenant"] is not None
    listed = False
    owners = []
    for is_tenant, words in [*pieces, (tenant, text[start:])]:
        rest = words
        if is_tenant:
            first = _FIRST_NAME.match(words)
            rest = words[first.end() :] if first else words
            listed |= any(letter.isalpha() for letter in re.split(r"[;|]", rest)[0])
        owners.append(rest)
    return "、".join(owners), listed


def _is_unclear(name: str) -> bool:
    """Brackets or a role within it, or one character alone: half a name that was parted."""
    return (
        ":" in name
        or name.count("(") != name.count(")")
        or bool(_PERSON_IN_BRACKETS.match(name) or _ROLE_IN_NAME.match(name) or _HAN.match(name))
    )


def split_owners(cell: str) -> tuple[str, ...]:
    return read_owners(cell).names


def shared_names(homes: Iterable[RosterHome], kinds: frozenset[HomeKind] = frozenset({HomeKind.HOME})) -> tuple[SharedName, ...]:
    """Names at more than one home, in the order of their first home. Parking places are left out unless asked for: there it is the rule."""
    places: dict[str, list[RosterHome]] = {}
    for home in homes:
        if home.kind in kinds:
            for name in home.owners:
                places.setdefault(name, []).append(home)
    return tuple(SharedName(name, tuple(at)) for name, at in places.items() if len(at) > 1)
