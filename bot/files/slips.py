"""Slips to print: one for each home, with a code for each owner, eight on a page, and a list to tick off at the end."""

import re
from dataclasses import dataclass
from datetime import date

from bot.files.line_widths import NARROWEST, fitted, fitted_lines, percent
from bot.files.qr import qr_png
from bot.files.word import PAGE_WIDTH_MM, Borders, Paper, cell, letters_across, paragraph, row, run
from bot.rules.ports import Language
from bot.rules.rosters import HomeName
from messages import slips as texts

# Large type for old eyes (MIIT 1.1: main text from 18 pt); nothing on a slip is smaller.
_SMALLEST_PT = 18
_HOME_PT = 24
_LINE_MM, _HOME_LINE_MM = 7, 8.8
# Two columns by four rows make eight slips a page (people.md); most printers leave 4 mm blank.
_MARGIN_MM = 6
_HEAD_MM, _CODES_MM, _FOOT_MM = 16.5, 39.3, 14.7
# A slip is two cells wide: code and name side by side, or two codes.
_PAGE_MM = PAGE_WIDTH_MM - 2 * _MARGIN_MM
_CELL_MM = _PAGE_MM / 4
_QR_ALONE_MM = 38
_QR_SHARED_MM = 25
_CODES_PER_SLIP = 2
# Beside a code alone there is room for a company; under a shared code for one line, and whoever does not fit on it has a slip alone.
_NAME_LINES = 3
_SHARED_PERCENT = 60
# An address that is cut leads nowhere; the longest name that a bot can have takes this.
_ADDRESS_PERCENT = 40
# The list: as many columns of homes as the longest of their names leaves room for.
_LIST_COLUMNS: dict[Language, tuple[int, ...]] = {"zh": (3, 2, 1), "en": (2, 1)}
_LIST_PERCENT = 65
_LIST_ROW_MM = 9
# Whoever walks the stairs reads down one column and then the next: each page is a table of its own, a row shorter than the paper.
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
    bot: str
    """Its name in Telegram, for whoever cannot scan."""
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
        parts = _parts(slip.codes)
        pieces += [_Piece(slip.home, part, number, len(parts)) for number, part in enumerate(parts, start=1)]
    return pieces


def _parts(codes: tuple[SlipCode, ...]) -> list[tuple[SlipCode, ...]]:
    """The codes that are cut out together, in their order."""
    parts: list[tuple[SlipCode, ...]] = []
    for code in codes:
        last = parts[-1] if parts else ()
        if last and len(last) < _CODES_PER_SLIP and _shares(last[0]) and _shares(code):
            parts[-1] = (*last, code)
        else:
            parts.append((code,))
    return parts


def _shares(code: SlipCode) -> bool:
    return percent(code.owner, _across(_CELL_MM)) >= _SHARED_PERCENT


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
    return cell(*_head_lines(sheet, piece), width_mm=2 * _CELL_MM, span=2, borders=edges)


def _head_lines(sheet: SlipSheet, piece: _Piece) -> list[str]:
    """Whose door it is comes before the name of the compound: without it a slip is of no use."""
    home = texts.slip_home(sheet.language, home=piece.home, part=piece.part, parts=piece.parts)
    slip = _across(2 * _CELL_MM)
    if percent(home, slip) < NARROWEST:
        lines, size = fitted_lines(home, slip, 2)
        return [_line(run(line, _SMALLEST_PT, bold=True, width_percent=size)) for line in lines]
    head = texts.slip_head(sheet.language, compound=sheet.compound)
    if percent(head, slip) < _SHARED_PERCENT:
        head = sheet.compound
    points = _HOME_PT if percent(home, letters_across(2 * _CELL_MM, _HOME_PT)) == 100 else _SMALLEST_PT
    shown = run(home, points, bold=True, width_percent=percent(home, letters_across(2 * _CELL_MM, points)))
    return [_wide_line(head, grey=True), paragraph(shown, align="center", line_mm=_HOME_LINE_MM)]


def _codes(paper: Paper, piece: _Piece | None) -> tuple[str, str]:
    first, last = Borders(left="dashed"), Borders(right="dashed")
    if piece is None:
        return cell(width_mm=_CELL_MM), cell(width_mm=_CELL_MM)
    if len(piece.codes) == 1:
        code = piece.codes[0]
        picture = paragraph(paper.picture(qr_png(code.link, quick=True), _QR_ALONE_MM, piece.home.for_people), align="center")
        lines, size = fitted_lines(code.owner, _across(_CELL_MM), _NAME_LINES)
        words = [_line(run(line, _SMALLEST_PT, bold=True, width_percent=size)) for line in lines]
        words += [_line(run(part, _SMALLEST_PT)) for part in _code_lines(code.code)]
        return cell(picture, width_mm=_CELL_MM, borders=first), cell(*words, width_mm=_CELL_MM, borders=last)
    cells = [_shared_code(paper, code, piece.home, edges) for code, edges in zip(piece.codes, (first, last), strict=True)]
    return cells[0], cells[1]


def _shared_code(paper: Paper, code: SlipCode, home: HomeName, edges: Borders) -> str:
    shown = code_in_groups(code.code)
    name, size = fitted(code.owner, _across(_CELL_MM))
    return cell(
        paragraph(paper.picture(qr_png(code.link, quick=True), _QR_SHARED_MM, home.for_people), align="center"),
        _line(run(name, _SMALLEST_PT, bold=True, width_percent=size)),
        _line(run(shown, _SMALLEST_PT, width_percent=percent(shown, _across(_CELL_MM)))),
        width_mm=_CELL_MM,
        borders=edges,
    )


def _foot(sheet: SlipSheet, piece: _Piece | None) -> str:
    if piece is None:
        return cell(width_mm=2 * _CELL_MM, span=2)
    edges = Borders(left="dashed", bottom="dashed", right="dashed")
    scan, typed = texts.slip_foot(sheet.language, until=sheet.until, bot=sheet.bot).splitlines()
    return cell(_wide_line(scan), _wide_line(typed, narrowest=_ADDRESS_PERCENT), width_mm=2 * _CELL_MM, span=2, borders=edges)


def _line(words: str) -> str:
    return paragraph(words, align="center", line_mm=_LINE_MM)


def _wide_line(text: str, *, grey: bool = False, narrowest: int = NARROWEST) -> str:
    """A line across the whole slip."""
    line, size = fitted(text, _across(2 * _CELL_MM), narrowest)
    return _line(run(line, _SMALLEST_PT, grey=grey, width_percent=size))


def _across(width_mm: float) -> float:
    return letters_across(width_mm, _SMALLEST_PT)


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
    columns = _columns(names, sheet.language)
    widths = (_PAGE_MM / columns,) * columns
    height = _LIST_ROWS_FIRST_PAGE
    while names:
        page, names = names[: height * columns], names[height * columns :]
        lines = min(height, -(-len(page) // columns))
        paper.add_table(widths, [_list_row([page[at] for at in range(line, len(page), lines)], columns) for line in range(lines)])
        if names:
            paper.add(paragraph(run("", 1), line_mm=0.5, breaks_page=True))
        height = _LIST_ROWS


def _columns(names: list[str], language: Language) -> int:
    return next(
        (
            columns
            for columns in _LIST_COLUMNS[language]
            if all(percent(name, _across(_PAGE_MM / columns)) >= _LIST_PERCENT for name in names)
        ),
        1,
    )


def _list_row(names: list[str], columns: int) -> str:
    width = _PAGE_MM / columns
    line = Borders(bottom="single")
    shown = [fitted(name, _across(width)) for name in names]
    cells = [cell(paragraph(run(name, _SMALLEST_PT, width_percent=size)), width_mm=width, borders=line) for name, size in shown]
    return row(*cells, *[cell(width_mm=width)] * (columns - len(cells)), height_mm=_LIST_ROW_MM)
