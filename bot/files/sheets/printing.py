"""One sheet: its template, filled. What people typed stays text, whatever signs it has."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.files.qr import qr_png
from bot.files.sheets.fields import fields_of
from bot.rules.sheets import PaperSize, Sheet, SheetKind, SheetTemplateBroken, TemplateFault, template_name

if TYPE_CHECKING:
    from jinja2 import Environment

OURS = Path(__file__).parent
# A picture of letterhead is in it; more than this is a mistake, and every sheet would carry it.
LARGEST_TEMPLATE = 10 * 1024 * 1024
# The same when it is unpacked: a small file may hold very much.
LARGEST_UNPACKED = 100 * 1024 * 1024
# Ballot papers are filled so many at a time: docxtpl holds its text several times over, for five thousand homes more than a gigabyte.
AT_ONCE = 400
# How wide the code is: read at arm's length.
_QR_MM = {PaperSize.A4: 27, PaperSize.A3: 40}
# XML has no place for these, and docxtpl makes pages of some; a sign that nobody sees is a box on paper.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2060\ufeff\ufffe\uffff\ud800-\udfff]|\t")


def print_sheet(sheet: Sheet, kind: SheetKind, paper: PaperSize, own_template: bytes | None = None) -> bytes:
    """A .docx. `own_template`: the office's, in the place of ours; SheetTemplateBroken says what is wrong in it."""
    name = template_name(kind, paper)
    if own_template is None:
        return _filled((OURS / name).read_bytes(), name, sheet, kind, paper)
    _check_is_word(own_template, name)
    return _filled(own_template, name, sheet, kind, paper)


def _check_is_word(template: bytes, name: str) -> None:
    if len(template) > LARGEST_TEMPLATE:
        raise SheetTemplateBroken(name, TemplateFault.TOO_BIG)
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
            is_word = "word/document.xml" in parts.namelist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise SheetTemplateBroken(name, TemplateFault.NO_WORD_FILE) from error
    if unpacked > LARGEST_UNPACKED:
        raise SheetTemplateBroken(name, TemplateFault.TOO_BIG)
    if not is_word:
        raise SheetTemplateBroken(name, TemplateFault.NO_WORD_FILE)


def _filled(template: bytes, name: str, sheet: Sheet, kind: SheetKind, paper: PaperSize) -> bytes:
    fields: dict[str, Any] = _clean(fields_of(sheet, kind))
    parts = (_rendered(template, name, part, paper) for part in _parts(fields))
    whole = next(parts)
    for other in parts:
        _append(whole, other)
    _number_pictures(whole)
    properties = whole.core_properties
    properties.title, properties.author, properties.comments = f"{fields['compound']} {fields['sheet']}", "", ""
    stream = io.BytesIO()
    whole.save(stream)
    return stream.getvalue()


def _parts(fields: dict[str, Any]) -> Iterator[dict[str, Any]]:
    homes = fields.get("homes", [])
    if len(homes) <= AT_ONCE:
        yield fields
        return
    for start in range(0, len(homes), AT_ONCE):
        yield fields | {"homes": homes[start : start + AT_ONCE]}


def _rendered(template: bytes, name: str, fields: dict[str, Any], paper: PaperSize) -> Any:
    """Only whoever prints loads the libraries: the bot's start need not wait for them."""
    from docx.shared import Mm
    from docxtpl import DocxTemplate, InlineImage
    from jinja2 import TemplateError, UndefinedError

    try:
        document = DocxTemplate(io.BytesIO(template))
        document.init_docx()
    except Exception as error:
        # python-docx and lxml raise of all kinds for what is no Word file inside.
        raise SheetTemplateBroken(name, TemplateFault.NO_WORD_FILE) from error
    head = fields["chain_head"]
    # In capitals a QR has smaller signs for it.
    qr = InlineImage(document, io.BytesIO(qr_png(head.upper())), width=Mm(_QR_MM[paper])) if head else ""
    try:
        document.render(fields | {"qr": qr}, _environment(), autoescape=True)
    except UndefinedError as error:
        raise SheetTemplateBroken(name, TemplateFault.UNKNOWN_FIELD, _short(error.message)) from error
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise SheetTemplateBroken(name, TemplateFault.BAD_SIGN, _short(str(error))) from error
    return document.docx


def _append(whole: Any, other: Any) -> None:
    """Another part of the same template: its pictures have the names of those of the first."""
    body = whole.element.body
    end = body.sectPr
    for element in list(other.element.body):
        if element.tag.endswith("}sectPr"):
            continue
        if end is None:
            body.append(element)
        else:
            end.addprevious(element)


def _number_pictures(whole: Any) -> None:
    """Word takes two of one number for damage."""
    for number, picture in enumerate(whole.element.body.iter("{*}docPr"), start=1):
        picture.set("id", str(number))


def _environment() -> "Environment":
    """An office's template may name fields, loop and ask; it reaches nothing behind them."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _UNSEEN.sub("", value)
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return {name: _clean(one) for name, one in value.items()}


def _short(message: str | None) -> str:
    """The field that it names, where it names one."""
    words = (message or "").strip()
    named = re.match(r"'(?:[^']* object' has no attribute ')?([^']+)'", words)
    return (named[1] if named else words)[:40]
