"""What is special in a text: entities with UTF-16 offsets, and those that the platform finds by itself."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

# Code points above this take two UTF-16 units, and entity offsets count units.
BMP_LAST = "\uffff"


@dataclass(frozen=True, slots=True)
class Entity:
    type: str
    offset: int
    length: int
    url: str | None = None
    user_id: int | None = None
    language: str | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length


def utf16_length(text: str) -> int:
    if text.isascii():
        return len(text)
    return len(text) + sum(char > BMP_LAST for char in text)


def utf16_slice(text: str, offset: int, length: int) -> str:
    units = text.encode("utf-16-le")
    return units[offset * 2 : (offset + length) * 2].decode("utf-16-le", errors="replace")


def _to_units(text: str) -> Callable[[int], int]:
    """From an index in the string to an offset in UTF-16 units."""
    if max(text, default="") <= BMP_LAST:
        return lambda index: index
    wide = [index for index, char in enumerate(text) if char > BMP_LAST]
    return lambda index: index + bisect_left(wide, index)


# As TDLib finds them (MessageEntity.cpp): a command stands alone, is at most 64 letters and may name its bot.
_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")
_MENTION = re.compile(r"(?<![\w@/])@[A-Za-z0-9_]{3,32}(?!\w)")
_URL = re.compile(r"(?<![\w@])(?:https?://[^\s<>\"“”「」，。；：、（）]+|t\.me/[A-Za-z0-9_+?=&/-]+)", re.IGNORECASE)
_HASHTAG = re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}")
_URL_TAIL = ".,:;!?)]}'\""

# Inside these nothing more is looked for; what was found or given before is not found twice.
_OPAQUE = frozenset({"code", "pre", "text_link", "text_mention", "url", "bot_command", "mention", "hashtag"})


def _found(text: str) -> Iterator[tuple[str, int, int]]:
    if "://" in text or "t.me/" in text:
        for match in _URL.finditer(text):
            yield "url", match.start(), match.start() + len(match.group().rstrip(_URL_TAIL))
    if "/" in text:
        for match in _COMMAND.finditer(text):
            yield "bot_command", match.start(), match.end()
    if "@" in text:
        for match in _MENTION.finditer(text):
            yield "mention", match.start(), match.end()
    if "#" in text:
        for match in _HASHTAG.finditer(text):
            yield "hashtag", match.start(), match.end()


def with_found(text: str, given: Iterable[Entity]) -> tuple[Entity, ...]:
    """The given entities and those found in the text, in the platform's order (offset, then the longer first)."""
    entities = list(given)
    taken = [entity for entity in entities if entity.type in _OPAQUE]
    units = _to_units(text)
    for kind, start, end in _found(text):
        entity = Entity(kind, units(start), units(end) - units(start))
        if not any(entity.offset < other.end and other.offset < entity.end for other in taken):
            entities.append(entity)
            taken.append(entity)
    return tuple(sorted(entities, key=lambda entity: (entity.offset, -entity.length)))


def shifted(entities: Iterable[Entity], cut: int, length: int) -> tuple[Entity, ...]:
    """After `cut` units were taken off the front of a text that is now `length` units long."""
    kept = []
    for entity in entities:
        start = max(entity.offset - cut, 0)
        end = min(entity.end - cut, length)
        if end > start:
            kept.append(replace(entity, offset=start, length=end - start))
    return tuple(kept)
