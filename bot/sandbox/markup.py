"""HTML of the Bot API into text and entities, with the platform's own refusals (TDLib, MessageEntity.cpp)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

from bot.sandbox.entities import Entity, shifted, utf16_length, with_found
from bot.sandbox.errors import ApiError, bad_request, not_modelled

# Bot API, sendMessage and sendPhoto: 1-4096 and 0-1024 characters after entities parsing.
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024

_TYPE_OF_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_KNOWN_ELSEWHERE = frozenset({"tg-emoji", "tg-time"})
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([A-Za-z]+));?")
_PLAIN = re.compile(r"[^<&]+")
_ATTRIBUTE_END = re.compile(r"[\s=]")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
# Control characters become spaces, as TDLib's clean_input_string makes them; line ends are one kind.
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Formatted:
    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    argument: str
    units: int
    pieces: int
    expandable: bool


class _HtmlReader:
    """One pass over the source; refuses at the byte offset that the platform would name."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._pieces: list[str] = []
        self._units = 0
        self._open: list[_Open] = []
        self._entities: list[Entity] = []

    def read(self) -> Formatted:
        source = self._source
        while self._at < len(source):
            char = source[self._at]
            if char == "<":
                self._tag()
            elif char == "&":
                self._add(self._reference())
            else:
                match = _PLAIN.match(source, self._at)
                assert match is not None
                self._at = match.end()
                self._add(match.group())
        if self._open:
            raise bad_request(f"can't parse entities: Can't find end tag corresponding to start tag \"{self._open[-1].tag}\"")
        entities = tuple(sorted(self._entities, key=lambda entity: (entity.offset, -entity.length)))
        return Formatted("".join(self._pieces), entities)

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self._units += utf16_length(text)

    def _fail(self, what: str, at: int, found: str = "") -> NoReturn:
        offset = len(self._source[:at].encode())
        raise bad_request(f"can't parse entities: {what} at byte offset {offset}{found}")

    def _peek(self) -> str:
        return self._source[self._at] if self._at < len(self._source) else ""

    def _reference(self) -> str:
        match = _REFERENCE.match(self._source, self._at)
        decoded = "" if match is None else _decoded(match)
        if match is None or not decoded:
            self._at += 1
            return "&"
        self._at = match.end()
        return decoded

    def _tag(self) -> None:
        begin = self._at
        self._at += 1
        if self._peek() == "/":
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _start_tag(self, begin: int) -> None:
        while (char := self._peek()) and char != ">" and not char.isspace():
            self._at += 1
        if not self._peek():
            self._fail("Unclosed start tag", begin)
        tag = self._source[begin + 1 : self._at].lower()
        if tag in _KNOWN_ELSEWHERE:
            raise not_modelled(f"the tag <{tag}>")
        if tag not in _TYPE_OF_TAG:
            self._fail(f'Unsupported start tag "{tag}"', begin)
        argument, expandable = "", False
        while (found := self._attribute(tag, begin)) is not None:
            name, value = found
            argument = _argument(tag, name, value) or argument
            expandable = expandable or (tag == "blockquote" and name == "expandable")
        self._at += 1
        if tag == "span" and argument != "spoiler":
            self._fail('Tag "span" must have class "tg-spoiler"', begin)
        self._open.append(_Open(tag, argument, self._units, len(self._pieces), expandable))

    def _spaces(self) -> None:
        while self._peek().isspace():
            self._at += 1

    def _attribute(self, tag: str, begin: int) -> tuple[str, str] | None:
        self._spaces()
        if self._peek() == ">":
            return None
        match = _ATTRIBUTE_END.search(self._source, self._at)
        bare = self._source.find(">", self._at)
        end = len(self._source) if match is None else match.start()
        if tag == "blockquote" and 0 <= bare < end:
            end = bare
        name = self._source[self._at : end]
        if not name:
            self._fail(f'Empty attribute name in the tag "{tag}"', begin)
        self._at = end
        self._spaces()
        if self._peek() != "=":
            if tag == "blockquote" and name == "expandable" and self._peek():
                return name, ""
            self._fail(f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin)
        self._at += 1
        self._spaces()
        value = self._quoted() if self._peek() in ("'", '"') else self._name_token()
        if not self._peek():
            self._fail("Unclosed start tag", begin)
        return name.lower(), value

    def _quoted(self) -> str:
        quote = self._peek()
        self._at += 1
        pieces = []
        while (char := self._peek()) and char != quote:
            if char == "&":
                pieces.append(self._reference())
            else:
                pieces.append(char)
                self._at += 1
        self._at += 1 if self._peek() else 0
        return "".join(pieces)

    def _name_token(self) -> str:
        start = self._at
        match = _NAME_TOKEN.match(self._source, self._at)
        assert match is not None
        self._at = match.end()
        if self._peek() and self._peek() != ">" and not self._peek().isspace():
            self._fail("Unexpected end of name token", start)
        return match.group().lower()

    def _end_tag(self, begin: int) -> None:
        if not self._open:
            self._fail("Unexpected end tag", begin)
        self._at += 1
        start = self._at
        while (char := self._peek()) and char != ">" and not char.isspace():
            self._at += 1
        name = self._source[start : self._at].lower()
        self._spaces()
        if self._peek() != ">":
            self._fail("Unclosed end tag", begin)
        self._at += 1
        opened = self._open.pop()
        if name and name != opened.tag:
            found = f', expected "</{opened.tag}>", found "</{name}>"'
            self._fail("Unmatched end tag", begin, found)
        if self._units > opened.units:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        offset, length = opened.units, self._units - opened.units
        kind = _TYPE_OF_TAG[opened.tag]
        if kind == "text_link":
            self._link(opened, offset, length)
            return
        if kind in ("pre", "code"):
            self._code(kind, opened.argument, offset, length)
            return
        if opened.expandable:
            kind = "expandable_blockquote"
        self._entities.append(Entity(kind, offset, length))

    def _link(self, opened: _Open, offset: int, length: int) -> None:
        url = opened.argument or "".join(self._pieces[opened.pieces :])
        person = re.fullmatch(r"tg://user\?id=(\d+)", url)
        if person:
            self._entities.append(Entity("text_mention", offset, length, user_id=int(person.group(1))))
        elif (checked := checked_url(url)) is not None:
            self._entities.append(Entity("text_link", offset, length, url=checked))

    def _code(self, kind: str, language: str, offset: int, length: int) -> None:
        """`<pre><code class="language-x">` is one entity: a block of code with its language."""
        last = self._entities[-1] if self._entities else None
        if last and (last.offset, last.length) == (offset, length) and {last.type, kind} == {"pre", "code"}:
            self._entities[-1] = Entity("pre", offset, length, language=last.language or language or None)
            return
        self._entities.append(Entity(kind, offset, length, language=language or None))


def _decoded(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return _NAMED.get(name, "")
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""


def _argument(tag: str, name: str, value: str) -> str:
    if tag == "a" and name == "href":
        return value
    if tag == "code" and name == "class" and value.startswith("language-"):
        return value.removeprefix("language-")
    if tag == "span" and name == "class" and value.startswith("tg-"):
        return value.removeprefix("tg-")
    return ""


def checked_url(url: str) -> str | None:
    """The address as the platform keeps it, or None when it would drop the link (TDLib, get_checked_link)."""
    url = url.strip()
    if re.match(r"(?:https?|tg|ton)://\S", url, re.IGNORECASE) and " " not in url:
        bare_host = re.fullmatch(r"(https?://[^/?#]+)", url, re.IGNORECASE)
        return url + "/" if bare_host else url
    if re.fullmatch(r"[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}(?:[/?#]\S*)?", url):
        return f"http://{url}" if "/" in url else f"http://{url}/"
    return None


def parse_html(source: str) -> Formatted:
    if "<" not in source and "&" not in source:
        return Formatted(source)
    return _HtmlReader(source).read()


def _trimmed(formatted: Formatted) -> Formatted:
    """Space at the ends goes, but not at the front where an entity begins in it (TDLib, fix_formatted_text)."""
    text = _CONTROL.sub(" ", formatted.text).rstrip()
    lead = len(text) - len(text.lstrip())
    first = min((entity.offset for entity in formatted.entities), default=lead)
    cut = min(lead, first)
    text = text[cut:]
    if cut == 0 and len(text) == len(formatted.text):
        return Formatted(text, formatted.entities)
    return Formatted(text, shifted(formatted.entities, cut, utf16_length(text)))


def _parsed(source: str, parse_mode: str | None, given: Iterable[Entity]) -> Formatted:
    mode = (parse_mode or "").lower()
    source = source.replace("\r\n", "\n").replace("\r", "")
    if mode == "html":
        return parse_html(source)
    if mode in ("markdown", "markdownv2"):
        raise not_modelled(f'parse_mode "{parse_mode}"')
    if mode:
        raise bad_request("unsupported parse_mode")
    return Formatted(source, tuple(given))


def _complete(formatted: Formatted) -> Formatted:
    trimmed = _trimmed(formatted)
    return Formatted(trimmed.text, with_found(trimmed.text, trimmed.entities))


def message_text(source: str, parse_mode: str | None = None, given: Iterable[Entity] = ()) -> Formatted:
    """Text of a message; empty or too long is refused after the parsing, as the platform counts."""
    formatted = _complete(_parsed(source, parse_mode, given))
    if not formatted.text:
        raise bad_request("message text is empty")
    if utf16_length(formatted.text) > TEXT_LIMIT:
        raise too_long("message")
    return formatted


def caption_text(source: str | None, parse_mode: str | None = None, given: Iterable[Entity] = ()) -> Formatted:
    formatted = _complete(_parsed(source or "", parse_mode, given))
    if utf16_length(formatted.text) > CAPTION_LIMIT:
        raise too_long("message caption")
    return formatted


def too_long(what: str) -> ApiError:
    return bad_request(f"{what} is too long")


def typed_text(text: str) -> Formatted:
    """What a person types: plain, with the entities that their app finds."""
    return _complete(Formatted(text))
