"""Tables out of an .xlsx: its sheets, shared texts and number formats. Nothing else is looked at, so nothing else can break it."""

import posixpath
import re

from bot.files.rosters.archive import Archive, local_name
from bot.files.rosters.sheets import NumberFormats, SheetReader, unescaped
from bot.files.rosters.tables import LONGEST_CELL, MOST_LINES, Table
from bot.rules.rosters import RosterFormatUnread, UnreadFormat

_WORKBOOK = "xl/workbook.xml"
# Number formats that the standard reserves for dates and times (ECMA-376 part 1, 18.8.30, and its Chinese ones).
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_DATE_LETTERS = re.compile(r"[ymdhs年月日]", re.IGNORECASE)
_ZEROS = re.compile(r"^0{2,12}$")


def read_workbook(data: bytes, filename: str) -> list[Table]:
    archive = Archive(data, filename)
    if b"macroEnabled" in b"".join(archive.chunks("[Content_Types].xml")):
        raise RosterFormatUnread(UnreadFormat.MACROS, filename)
    return _tables(archive)


def _tables(archive: Archive) -> list[Table]:
    parts = _related_parts(archive)
    strings = _strings(archive, parts)
    formats = _formats(archive, parts)
    tables: list[Table] = []
    lines_left = MOST_LINES
    for sheet in archive.tree(_WORKBOOK).iter():
        if local_name(sheet.tag) != "sheet":
            continue
        identity = next((value for name, value in sheet.attrib.items() if local_name(name) == "id"), "")
        name, hidden = sheet.attrib.get("name", ""), sheet.attrib.get("state", "visible") != "visible"
        kind, part = parts.get(identity, ("", ""))
        if kind != "worksheet":
            continue
        if hidden:
            tables.append(Table(name, [], hidden=True))
            continue
        reader = SheetReader(strings, formats, lines_left)
        archive.feed(part, reader)
        lines_left -= len(reader.rows)
        tables.append(Table(name, reader.rows, is_cut=reader.is_cut))
    return tables


def _related_parts(archive: Archive) -> dict[str, tuple[str, str]]:
    """The kind and path of each part that the workbook names, by its id; texts and styles by their kind, too."""
    parts: dict[str, tuple[str, str]] = {}
    for relation in archive.tree("xl/_rels/workbook.xml.rels"):
        kind = relation.attrib.get("Type", "").rpartition("/")[2]
        target = relation.attrib.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        parts[relation.attrib.get("Id", "")] = parts[kind] = (kind, path)
    return parts


class _StringReader:
    """The target of the XML parser for the shared texts; readings of Japanese names (rPh) are no part of a text."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._text: list[str] = []
        self._listens = False
        self._phonetic = False

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        name = local_name(tag)
        if name == "si":
            self._text = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._listens = not self._phonetic

    def data(self, text: str) -> None:
        if self._listens:
            self._text.append(text)

    def end(self, tag: str) -> None:
        name = local_name(tag)
        if name == "t":
            self._listens = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            self.strings.append(unescaped("".join(self._text)[:LONGEST_CELL]))

    def close(self) -> None:
        """Nothing is left to do; the parser asks for it."""


def _strings(archive: Archive, parts: dict[str, tuple[str, str]]) -> list[str]:
    path = parts.get("sharedStrings", ("", ""))[1]
    if path not in archive:
        return []
    reader = _StringReader()
    archive.feed(path, reader)
    return reader.strings


def _formats(archive: Archive, parts: dict[str, tuple[str, str]]) -> NumberFormats:
    path = parts.get("styles", ("", ""))[1]
    if path not in archive:
        return NumberFormats()
    codes: dict[str, str] = {}
    styles: list[str] = []
    for element in archive.tree(path).iter():
        name = local_name(element.tag)
        if name == "numFmt":
            codes[element.attrib.get("numFmtId", "")] = element.attrib.get("formatCode", "")
        elif name == "cellXfs":
            styles = [style.attrib.get("numFmtId", "0") for style in element]
    dates = frozenset(index for index, number in enumerate(styles) if _is_date(number, codes))
    zeros = {index: len(codes[number]) for index, number in enumerate(styles) if _ZEROS.match(codes.get(number, ""))}
    return NumberFormats(dates, zeros)


def _is_date(number: str, codes: dict[str, str]) -> bool:
    if number in codes:
        return bool(_DATE_LETTERS.search(_QUOTED.sub("", codes[number])))
    return number.isdecimal() and int(number) in _DATE_FORMATS
