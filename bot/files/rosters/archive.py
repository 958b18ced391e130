"""The zip around a workbook, opened without trusting it: declared sizes first, then every byte counted."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from bot.files.rosters.tables import LARGEST_UNPACKED_BYTES
from bot.rules.rosters import RosterDamaged, RosterUnpacksTooBig

_CHUNK = 256 * 1024
# What a broken or hostile archive makes the standard library raise while its parts are read.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ParseError, DefusedXmlException, UnicodeDecodeError)


class Archive:
    """The parts of one workbook."""

    def __init__(self, data: bytes, filename: str) -> None:
        self.filename = filename
        self._zip = zipfile.ZipFile(io.BytesIO(data))
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
        with self._zip.open(name) as stream:
            while chunk := stream.read(_CHUNK):
                self._left -= len(chunk)
                if self._left < 0:
                    raise RosterUnpacksTooBig(LARGEST_UNPACKED_BYTES)
                yield chunk

    def feed(self, part: str, target: object) -> None:
        """Every element of a part to `target`; a document type declaration is refused, a workbook has none."""
        parser = DefusedXMLParser(target=target, forbid_dtd=True)
        for chunk in self.chunks(part):
            parser.feed(chunk)
        parser.close()

    def tree(self, part: str) -> Element:
        parser = DefusedXMLParser(forbid_dtd=True)
        for chunk in self.chunks(part):
            parser.feed(chunk)
        root: Element = parser.close()
        return root


def local_name(tag: str) -> str:
    """`row` of `{namespace}row`: both dialects of the format, transitional and strict, are read."""
    return tag.rpartition("}")[2]
