"""Slips to print: one for each home, with a code for each owner, eight on a page, and a list to tick off at the end."""

import re
from dataclasses import dataclass
from datetime import date

from bot.files.qr import qr_png
from bot.files.word import PAGE_WIDTH_MM, Borders, Paper, cell, paragraph, row, run
from bot.rules.ports import Language
from bot.rules.rosters import HomeName
from messages import slips as texts

# Large type for old eyes (MIIT 1.1: main text from 18 pt); nothing on a slip is smaller.
_SMALLEST_PT = 18
_HOME_PT = 24
_LINE_MM, _HOME_LINE_MM = 8, 9.2
# Two columns by four rows make eight slips a page (people.md); most printers leave 4 mm blank.
_MARGIN_MM = 7
_HEAD_MM, _CODES_MM, _FOOT_MM = 17.5, 44, 8.5
# A slip is two cells wide: code and name side by side, or two codes.
_CELL_MM = (PAGE_WIDTH_MM - 2 * _MARGIN_MM) / 4
_QR_ALONE_MM = 42
_QR_SHARED_MM = 27
_CODES_PER_SLIP = 2
# Letters of 18 pt that stand side by side in one cell, a Chinese one as two.
_CELL_LETTERS = 14
_SLIP_LETTERS = 2 * _CELL_LETTERS
_LONGEST_NAME = 2 * _CELL_LETTERS
# The list: as many columns of homes as their names leave room for.
_LIST_COLUMNS: dict[Language, int] = {"zh": 3, "en": 2}
# Half letters of 18 pt that fit in one of so many columns, with a little left over.
_LIST_LETTERS = {3: 17, 2: 30}
_LIST_ROW_MM = 9
_LIST_ROWS_FIRST_PAGE = 25
_LIST_ROWS = 30
_GROUPS = re.compile(r".{1,4}")


@dataclass(frozen=True, slots=True)
class SlipCode:
    """One owner's code: as people type it, and as the link that a camera opens."""

    owner: str
    code: str
    link: str


@dataclass(frozen=True, slots=True)
class Slip:
    """One home. Without codes (no owner on the roster) it stands on the list only."""

    home: HomeName
    codes: tuple[SlipCode, ...]


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """What goes to the printer; the slips lie in the order in which a head walks the stairs."""

    compound: str
    slips: tuple[Slip, ...]
    until: date
    language: Language = "zh"


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is cut out: a home with more than two owners takes several."""

    home: HomeName
    codes: tuple[SlipCode, ...]
    part: int
    parts: int


def print_slips(sheet: SlipSheet) -> bytes:
    """A .docx."""
    slips = sorted(sheet.slips, key=lambda slip: slip.home.order)
    paper = Paper(texts.slip_list_title(sheet.language, compound=sheet.compound), _MARGIN_MM)
    pieces: list[_Piece | None] = [*_pieces(slips)]
    if len(pieces) % 2:
        pieces.append(None)
    rows = [line for index in range(0, len(pieces), 2) for line in _pair(paper, sheet, pieces[index], pieces[index + 1])]
    if rows:
        paper.add_table((_CELL_MM,) * 4, rows)
    _add_list(paper, sheet, slips, breaks_page=bool(rows))
    # Word wants a paragraph after the last table.
    paper.add(paragraph(run("", 1), line_mm=0.5))
    return paper.saved()


def code_in_groups(code: str) -> str:
    """K7Q2 M9XP 3FHA: what a person copies by hand."""
    return " ".join(_GROUPS.findall(code))


def _pieces(slips: list[Slip]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for slip in slips:
        starts = range(0, len(slip.codes), _CODES_PER_SLIP)
        pieces += [
            _Piece(slip.home, slip.codes[start : start + _CODES_PER_SLIP], number, len(starts))
            for number, start in enumerate(starts, start=1)
        ]
    return pieces


def _pair(paper: Paper, sheet: SlipSheet, left: _Piece | None, right: _Piece | None) -> list[str]:
    """The three rows of two slips side by side."""
    both = (left, right)
    return [
        row(*(_head(sheet, piece) for piece in both), height_mm=_HEAD_MM),
        row(*(part for piece in both for part in _codes(paper, piece)), height_mm=_CODES_MM),
        row(*(_foot(sheet, piece) for piece in both), height_mm=_FOOT_MM),
    ]


def _head(sheet: SlipSheet, piece: _Piece | None) -> str:
    edges = Borders(top="dashed", left="dashed", right="dashed")
    if piece is None:
        return cell(width_mm=2 * _CELL_MM, span=2)
    home = texts.slip_home(sheet.language, home=piece.home, part=piece.part, parts=piece.parts)
    size = _HOME_PT if _letters(home) * _HOME_PT <= _SLIP_LETTERS * _SMALLEST_PT else _SMALLEST_PT
    return cell(
        _wide_line(texts.slip_head(sheet.language, compound=sheet.compound), grey=True),
        paragraph(run(home, size, bold=True, width_percent=_fitted(home, _SLIP_LETTERS)), align="center", line_mm=_HOME_LINE_MM),
        width_mm=2 * _CELL_MM,
        span=2,
        borders=edges,
    )


def _codes(paper: Paper, piece: _Piece | None) -> tuple[str, str]:
    first, last = Borders(left="dashed"), Borders(right="dashed")
    if piece is None:
        return cell(width_mm=_CELL_MM), cell(width_mm=_CELL_MM)
    if len(piece.codes) == 1:
        code = piece.codes[0]
        picture = paragraph(paper.picture(qr_png(code.link, quick=True), _QR_ALONE_MM, piece.home.for_people), align="center")
        words = [_line(run(part, _SMALLEST_PT, bold=True)) for part in _name_lines(code.owner)]
        words += [_line(run(part, _SMALLEST_PT)) for part in _code_lines(code.code)]
        return cell(picture, width_mm=_CELL_MM, borders=first), cell(*words, width_mm=_CELL_MM, borders=last)
    cells = [_shared_code(paper, code, piece.home, edges) for code, edges in zip(piece.codes, (first, last), strict=True)]
    return cells[0], cells[1]


def _shared_code(paper: Paper, code: SlipCode, home: HomeName, edges: Borders) -> str:
    shown = code_in_groups(code.code)
    # Capitals and digits are wider than half a Chinese letter.
    width = _fitted(shown, _CELL_LETTERS * 4 // 5)
    return cell(
        paragraph(paper.picture(qr_png(code.link, quick=True), _QR_SHARED_MM, home.for_people), align="center"),
        _line(run(_name_lines(code.owner)[0], _SMALLEST_PT, bold=True)),
        _line(run(shown, _SMALLEST_PT, width_percent=width)),
        width_mm=_CELL_MM,
        borders=edges,
    )


def _foot(sheet: SlipSheet, piece: _Piece | None) -> str:
    if piece is None:
        return cell(width_mm=2 * _CELL_MM, span=2)
    edges = Borders(left="dashed", bottom="dashed", right="dashed")
    return cell(_wide_line(texts.slip_foot(sheet.language, until=sheet.until)), width_mm=2 * _CELL_MM, span=2, borders=edges)


def _line(words: str) -> str:
    return paragraph(words, align="center", line_mm=_LINE_MM)


def _wide_line(text: str, *, grey: bool = False) -> str:
    """A line across the whole slip."""
    return _line(run(text, _SMALLEST_PT, grey=grey, width_percent=_fitted(text, _SLIP_LETTERS)))


def _letters(text: str) -> int:
    """How wide a text is, in half letters: a Chinese one takes two."""
    return sum(2 if ord(letter) > 0x2E7F or letter in "「」·（）" else 1 for letter in text)


def _fitted(text: str, letters: int) -> int:
    """Per cent of its width at which a text stays on a line of so many half letters; half its width is still readable."""
    return max(50, min(100, 100 * letters // max(_letters(text), 1)))


def _name_lines(name: str) -> list[str]:
    """A name on one line, a company's on two; what is longer is cut."""
    lines = [""]
    for letter in name[:_LONGEST_NAME]:
        if _letters(lines[-1] + letter) > _CELL_LETTERS:
            if len(lines) == 2:
                break
            lines.append("")
        lines[-1] += letter
    return lines


def _code_lines(code: str) -> list[str]:
    groups = _GROUPS.findall(code)
    return [" ".join(groups[start : start + 2]) for start in range(0, len(groups), 2)]


def _add_list(paper: Paper, sheet: SlipSheet, slips: list[Slip], breaks_page: bool) -> None:
    title = texts.slip_list_title(sheet.language, compound=sheet.compound)
    note = texts.slip_list_note(sheet.language, homes=len(slips), until=sheet.until)
    paper.add(
        paragraph(run(title, _HOME_PT, bold=True), breaks_page=breaks_page, after_mm=2), paragraph(run(note, _SMALLEST_PT), after_mm=3)
    )
    names = [texts.slip_list_home(sheet.language, home=slip.home, owners=len(slip.codes)) for slip in slips]
    columns = _LIST_COLUMNS[sheet.language]
    rows: list[str] = []
    height = _LIST_ROWS_FIRST_PAGE
    while names:
        page, names = names[: height * columns], names[height * columns :]
        lines = min(height, -(-len(page) // columns))
        rows += [_list_row([page[at] for at in range(line, len(page), lines)], columns) for line in range(lines)]
        height = _LIST_ROWS
    if rows:
        paper.add_table(((PAGE_WIDTH_MM - 2 * _MARGIN_MM) / columns,) * columns, rows)


def _list_row(names: list[str], columns: int) -> str:
    width = (PAGE_WIDTH_MM - 2 * _MARGIN_MM) / columns
    line = Borders(bottom="single")
    sizes = [_fitted(name, _LIST_LETTERS[columns]) for name in names]
    words = [paragraph(run(name, _SMALLEST_PT, width_percent=size)) for name, size in zip(names, sizes, strict=True)]
    cells = [cell(word, width_mm=width, borders=line) for word in words]
    return row(*cells, *[cell(width_mm=width)] * (columns - len(cells)), height_mm=_LIST_ROW_MM)
