"""The zip around a workbook, opened without trusting it: declared sizes first, then every byte counted."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from bot.files.rosters.tables import LARGEST_UNPACKED_BYTES
from bot.rules.rosters import RosterDamaged, RosterUnpacksTooBig

_CHUNK = 256 * 1024
# Workbooks use no other; bzip2 and LZMA would take memory of their own.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# What the standard library raises at a broken or hostile zip, and at broken or hostile XML.
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
_BROKEN_XML = (ParseError, DefusedXmlException)


class Archive:
    """The parts of one workbook; RosterDamaged wherever one cannot be had."""

    def __init__(self, data: bytes, filename: str) -> None:
        self.filename = filename
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except BROKEN_ZIP as error:
            raise RosterDamaged(filename) from error
        if not {part.compress_type for part in self._zip.infolist()} <= _METHODS:
            raise RosterDamaged(filename)
        self._left = LARGEST_UNPACKED_BYTES
        if sum(part.file_size for part in self._zip.infolist()) > LARGEST_UNPACKED_BYTES:
            raise RosterUnpacksTooBig(LARGEST_UNPACKED_BYTES)
        self._names = {name.lstrip("/").lower(): name for name in self._zip.namelist()}

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._names

    def chunks(self, part: str) -> Iterator[bytes]:
        name = self._names.get(part.lower())
        if name is None:
            raise RosterDamaged(self.filename)
        try:
            stream = self._zip.open(name)
        except BROKEN_ZIP as error:
            raise RosterDamaged(self.filename) from error
        with stream:
            while chunk := self._read(stream):
                self._left -= len(chunk)
                if self._left < 0:
                    raise RosterUnpacksTooBig(LARGEST_UNPACKED_BYTES)
                yield chunk

    def _read(self, stream: IO[bytes]) -> bytes:
        try:
            return stream.read(_CHUNK)
        except BROKEN_ZIP as error:
            raise RosterDamaged(self.filename) from error

    def feed(self, part: str, target: object) -> None:
        """Every element of a part to `target`; a document type declaration is refused, a workbook has none."""
        self._parse(part, DefusedXMLParser(target=target, forbid_dtd=True))

    def tree(self, part: str) -> Element:
        root: Element = self._parse(part, DefusedXMLParser(forbid_dtd=True))
        return root

    def _parse(self, part: str, parser: DefusedXMLParser) -> Any:
        try:
            for chunk in self.chunks(part):
                parser.feed(chunk)
            return parser.close()
        except _BROKEN_XML as error:
            raise RosterDamaged(self.filename) from error


def local_name(tag: str) -> str:
    """`row` of `{namespace}row`: both dialects of the format, transitional and strict, are read."""
    return tag.rpartition("}")[2]
