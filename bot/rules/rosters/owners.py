"""Owners' names out of one cell, and the names that stand at more than one home."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bot.rules.rosters import owner_words as words
from bot.rules.rosters.homes import HomeKind, RosterHome
from bot.rules.rosters.owner_names import ONE_HAN, TWO_CHARACTERS, is_company, is_latin_word, is_plain_name, is_usual_name
from bot.rules.rosters.writing import LONGEST_NAME, LONGEST_QUOTE, plain_text

# More names than any deed carries; a longer list is a wrongly mapped column.
MOST_OWNERS = 50
_LONGEST_CELL = 2_000
_LATIN = re.compile(r"^[A-Za-zÀ-ɏ.'’-]+$")


@dataclass(frozen=True, slots=True)
class Owners:
    """`incomplete` when the cell says that it does not name everybody (张三等3人); `unsold` when it names the developer's stock;
    `unclear` when it holds words that are no name and that nobody understands, or names of whom only staff can say what they are;
    `died` when somebody named is said to be dead: whom to ask instead, only staff can find out. `said` is then the cell without numbers."""

    names: tuple[str, ...]
    incomplete: bool = False
    unsold: bool = False
    unclear: bool = False
    died: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class SharedName:
    """A name that stands at several homes: one person unless staff say otherwise."""

    name: str
    homes: tuple[RosterHome, ...]


def read_owners(cell: str | float) -> Owners:
    """Every name of the cell once, in its order, whatever parts them: 、 , / ; | spaces and line ends, of either width."""
    written = cell if isinstance(cell, str) else f"{cell:g}"
    # No name is cut without a word: whoever stands behind the limit is not named.
    is_cut = len(written) >= _LONGEST_CELL
    text = plain_text(written[:_LONGEST_CELL], _LONGEST_CELL)
    if text.replace(" ", "") in words.UNSOLD:
        return Owners((), unsold=True)
    developer = words.UNSOLD_OF.match(text)
    if developer and is_company(text[developer.end() :]):
        return Owners((text[developer.end() : developer.end() + LONGEST_NAME],), unsold=True)
    if text.upper() in words.NOBODY:
        return Owners(())
    read = _Cell()
    names = read.names(text)
    if read.died:
        # Of such a cell only what is surely a name is kept: the rest tells who comes after them.
        names = [name for name in names if is_plain_name(name)]
    unclear = read.unclear or read.died or _any_unclear(names)
    said = plain_text(words.NUMBERS.sub(_date_alone, text), LONGEST_QUOTE) if unclear else ""
    incomplete = read.incomplete or is_cut or len(names) > MOST_OWNERS
    return Owners(tuple(names[:MOST_OWNERS]), incomplete, unclear=unclear, died=read.died, said=said)


def _date_alone(number: re.Match[str]) -> str:
    """What is quoted of a cell keeps its dates, and nobody's numbers."""
    return number[0] if words.DATES.fullmatch(number[0]) else " "


def split_owners(cell: str) -> tuple[str, ...]:
    return read_owners(cell).names


class _Cell:
    """One cell, from its words to its names; what it says besides is noted on the way."""

    def __init__(self) -> None:
        self.incomplete = self.unclear = self.died = False

    def names(self, text: str) -> list[str]:
        text = words.BRACKETS.sub(_without_share, text)
        text = _with_labels_before(words.DATES.sub(" ", words.BRACKETS.sub(self._undated, text)))
        text = words.SHARES.sub(" ", words.MANY.sub(r"等\1\2", words.ORDINALS.sub("", text)))
        text = words.JOINTLY.sub("、", self._living(words.NUMBERS.sub(" ", text)))
        self.unclear |= bool(words.TENANT_BETWEEN.search(text))
        # Notes before tenants: 「李四（业主）张三（租户）」 has one of its own. Labels last: only unknown brackets are left.
        text = self._without_contacts(words.TENANT.sub(" ", words.BRACKETS.sub(_plain_note, text)))
        text, listed = _without_labels(words.BRACKETS.sub(self._without_note, text))
        names: dict[str, None] = {}
        for part in words.SEPARATORS.split(text):
            first = True
            for word in _whole_names(part):
                name = self._name(word, is_first=not names)
                if name:
                    # A space parts a remark from a name as well as two names: only a usual name is surely one (张三 左边).
                    self.unclear |= not first and not is_usual_name(name)
                    first = False
                    names.setdefault(name)
        self.unclear |= listed and bool(names)
        return list(names)

    def _undated(self, brackets: re.Match[str]) -> str:
        """Brackets with a date are a remark: of its words only those stay that say what somebody is."""
        said, dates = words.DATES.subn("", "".join(brackets[1].split()))
        said = said.strip("-/.至到起")
        if not dates:
            return brackets[0]
        if (
            words.NOTE.fullmatch(said)
            or words.NO_OWNER.fullmatch(said)
            or words.DIED.search(said)
            or words.DIED_IN_BRACKETS.fullmatch(said)
        ):
            return f"({said})"
        self.unclear = True
        return " "

    def _living(self, text: str) -> str:
        """Without the words that somebody died, and without the brackets that say it."""

        def without(brackets: re.Match[str]) -> str:
            said = "".join(brackets[1].split())
            if _says_died(said):
                self.died = True
                return "、"
            return brackets[0]

        text, died = words.DIED.subn("、", words.BRACKETS.sub(without, text))
        self.died |= bool(died)
        return text

    def _without_contacts(self, text: str) -> str:
        """Without who only lives there or answers the phone, where somebody else is named: staff look at such a cell all the same."""
        others = words.CONTACT.sub(" ", text)
        self.unclear |= others != text
        return others if ONE_HAN.search(words.BRACKETS.sub("", others)) else text

    def _without_note(self, brackets: re.Match[str]) -> str:
        """Nothing in place of brackets that hold a number, a share or what somebody is to the others; `(集团)` belongs to its name."""
        said = words.NUMBERS.sub("", words.SHARES.sub("", "".join(brackets[1].split())))
        if words.NOTE.fullmatch(said) or words.NO_OWNER.fullmatch(said):
            role = words.ROLE_ALONE.match(said)
            self.unclear |= role is not None and (not is_plain_name(said[role.end() :]) or bool(words.FOR_WHOM.match(said)))
            return " "
        if words.CHANGES.search(said):
            self.unclear = True
            return " "
        return brackets[0]

    def _name(self, word: str, *, is_first: bool) -> str:
        """Empty for a word that is no name."""
        if not is_first and words.MORE_ALONE.fullmatch(word):
            self.incomplete = True
            return ""
        shorter = words.MORE.sub("", word) if len(word) > 2 else word
        self.incomplete |= shorter != word
        name = plain_text(shorter.strip(" .:-·*。([【"), LONGEST_NAME)
        if name.upper() in words.NOBODY or not any(unicodedata.category(letter)[0] in "LC" for letter in name):
            return ""
        if words.OWNING_ALONE.fullmatch(name) or words.CALLED_ALONE.fullmatch(name):
            return ""
        if words.RELATED_ALONE.fullmatch(name) or (words.NO_NAME.match(name) and not is_plain_name(name)):
            self.unclear = True
            return ""
        return name


def _whole_names(part: str) -> list[str]:
    """Spaces part names, but not the two characters of `王 伟` nor the words of `John Smith`."""
    names: list[str] = []
    single: list[str] = []

    def close() -> None:
        if len(single) % 2 and names and TWO_CHARACTERS.fullmatch(names[-1]):
            names[-1] += single.pop(0)
        step = 2 if len(single) > 3 and len(single) % 2 == 0 else max(len(single), 1)
        names.extend("".join(single[start : start + step]) for start in range(0, len(single), step))
        single.clear()

    latin_before = False
    for word in part.split():
        latin = bool(_LATIN.match(word))
        if ONE_HAN.fullmatch(word):
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


def _says_died(brackets: str) -> bool:
    return bool(words.DIED.search(brackets) or words.DIED_IN_BRACKETS.fullmatch(brackets))


def _without_share(brackets: re.Match[str]) -> str:
    """Nothing in place of a share, before 「共有」 and the marks in it part its brackets."""
    said = "".join(brackets[1].split())
    return brackets[0] if not said or words.SHARE_WORDS.sub("", said) else "、"


def _plain_note(brackets: re.Match[str]) -> str:
    """Nothing in place of what says no more than that somebody owns."""
    said = "".join(brackets[1].split())
    return "、" if said and words.NOTE.fullmatch(said) else brackets[0]


def _with_labels_before(text: str) -> str:
    """【业主】张三【租户】李四: with colons, as other cells have them."""
    if words.LABEL_FIRST.match(text):
        return words.LABEL_ANYWHERE.sub(r"、\1:", text)
    return words.LABEL_OF_PART.sub(r"\1:", text)


def _without_labels(text: str) -> tuple[str, bool]:
    """Without who is named as a tenant; and whether more names follow one, of whom only staff can say what they are."""
    pieces: list[tuple[bool, str]] = []
    start, tenant = 0, False
    for found in words.ROLE.finditer(text):
        at = found.start()
        # An owner's label begins a part, or ends a tenant's; 「新业主：张三」 has none.
        begins = at == 0 or tenant or not ONE_HAN.match(text[at - 1]) or found["tenant"] is not None
        if begins and text.count("(", 0, at) == text.count(")", 0, at):
            pieces.append((tenant, text[start:at]))
            start, tenant = found.end(), found["tenant"] is not None
    listed = False
    owners = []
    for is_tenant, piece in [*pieces, (tenant, text[start:])]:
        rest = piece
        if is_tenant:
            first = words.FIRST_NAME.match(piece)
            rest = piece[first.end() :] if first else piece
            listed |= any(letter.isalpha() for letter in re.split(r"[;|]", rest)[0])
        owners.append(rest)
    return "、".join(owners), listed


def _any_unclear(names: list[str]) -> bool:
    """A word that is not sure to be a name; one Latin word beside others; a company beside people, of whom one may be its clerk;
    a name in Latin letters beside one in characters, which may be the same person's."""
    companies = sum(map(is_company, names))
    latin = sum(name[0].isascii() for name in names)
    return (
        any(words.ROLE_IN_NAME.match(name) or not is_plain_name(name) for name in names)
        or (len(names) > 1 and any(map(is_latin_word, names)))
        or 0 < companies < len(names)
        or 0 < latin < len(names)
    )


def shared_names(homes: Iterable[RosterHome], kinds: frozenset[HomeKind] = frozenset({HomeKind.HOME})) -> tuple[SharedName, ...]:
    """Names at more than one home, in the order of their first home. Parking places are left out unless asked for: there it is the rule."""
    places: dict[str, list[RosterHome]] = {}
    for home in homes:
        if home.kind in kinds:
            for name in home.owners:
                places.setdefault(name, []).append(home)
    return tuple(SharedName(name, tuple(at)) for name, at in places.items() if len(at) > 1)
