"""What kind of file this is, by its content before its name: offices rename."""

import io
import zipfile
from pathlib import PurePath

from bot.files.rosters.archive import BROKEN_ZIP
from bot.rules.rosters import RosterFormatUnread, UnreadFormat

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_BEGINNINGS = (
    (b"%PDF", UnreadFormat.PDF),
    (b"\x89PNG", UnreadFormat.PICTURE),
    (b"\xff\xd8\xff", UnreadFormat.PICTURE),
    (b"GIF8", UnreadFormat.PICTURE),
    (b"BM", UnreadFormat.PICTURE),
    (b"RIFF", UnreadFormat.PICTURE),
    (b"Rar!", UnreadFormat.ARCHIVE),
    (b"7z\xbc\xaf", UnreadFormat.ARCHIVE),
    (b"\x1f\x8b", UnreadFormat.ARCHIVE),
    (b"{\\rtf", UnreadFormat.DOCUMENT),
)
# Old programs export web pages and Excel 2003 XML under the name .xls; the remedy is the same: save as .xlsx.
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"mime-version")


def is_workbook(data: bytes, filename: str) -> bool:
    """True for .xlsx, False for text to try as CSV; RosterFormatUnread for what is neither."""
    found = _unread_format(data, PurePath(filename).suffix.lower())
    if found:
        raise RosterFormatUnread(found, filename)
    return data.startswith(_ZIP)


def _unread_format(data: bytes, suffix: str) -> UnreadFormat | None:
    if data.startswith(_OLD_OFFICE):
        return _old_office(data, suffix)
    if data.startswith(_ZIP):
        return _zipped(data)
    if data[4:8] == b"ftyp":
        return UnreadFormat.PICTURE
    for beginning, found in _BEGINNINGS:
        if data.startswith(beginning) and (len(beginning) > 2 or b"\0" in data[:64]):
            return found
    if data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        return UnreadFormat.XLS
    return None


def _old_office(data: bytes, suffix: str) -> UnreadFormat:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return UnreadFormat.LOCKED
    if "WordDocument".encode("utf-16-le") in data:
        return UnreadFormat.DOCUMENT
    return UnreadFormat.ET if suffix == ".et" else UnreadFormat.XLS


def _zipped(data: bytes) -> UnreadFormat | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except BROKEN_ZIP:
        return UnreadFormat.UNKNOWN
    if any(name.endswith("vbaProject.bin") for name in names):
        return UnreadFormat.MACROS
    if "xl/workbook.bin" in names:
        return UnreadFormat.XLSB
    if any(name.endswith(".iwa") or name == "Index.zip" for name in names):
        return UnreadFormat.NUMBERS
    if "content.xml" in names and "mimetype" in names:
        return UnreadFormat.ODS
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        return UnreadFormat.DOCUMENT
    return None if "[Content_Types].xml" in names else UnreadFormat.ARCHIVE
