"""The door-knock list on paper: a box to tick, the home, what is known, room for a note; large type, an entrance after the other."""

from collections.abc import Iterator

from bot.files.line_widths import fitted
from bot.files.word import PAGE_WIDTH_MM, Borders, Paper, cell, letters_across, paragraph, row, run
from bot.rules.ports import Language
from bot.rules.votes.knocking import KnockSheet
from messages import votes as texts

_MARGIN_MM = 12
_PAGE_MM = PAGE_WIDTH_MM - 2 * _MARGIN_MM
# Read at a door, by whoever needs glasses (MIIT 1.1: main text from 18 pt).
_TITLE_PT, _TEXT_PT, _SMALL_PT = 22, 18, 14
_COLUMNS_MM = (14.0, 44.0, 52.0, _PAGE_MM - 110)
# A row is high enough to write in by hand.
_ROW_MM, _HEAD_MM = 12, 10
_ROWS_FIRST_PAGE, _ROWS = 18, 21
_BOX = "☐"
_LINE = Borders(bottom="single")


def print_knocks(sheet: KnockSheet, language: Language) -> bytes:
    """A .docx."""
    title = texts.knock_sheet_title(language, about=sheet.heading)
    paper = Paper(title, _MARGIN_MM)
    shown, size = fitted(title, letters_across(_PAGE_MM, _TITLE_PT))
    paper.add(
        paragraph(run(shown, _TITLE_PT, bold=True, width_percent=size), after_mm=2),
        paragraph(run(texts.knock_sheet_note(language, sheet=sheet), _SMALL_PT), after_mm=3),
    )
    for number, page in enumerate(_pages(sheet, language)):
        if number:
            paper.add(paragraph(run("", 1), line_mm=0.5, breaks_page=True))
        paper.add_table(_COLUMNS_MM, [_columns(language), *page])
    # Word wants a paragraph after the last table.
    paper.add(paragraph(run("", 1), line_mm=0.5))
    return paper.saved()


def _pages(sheet: KnockSheet, language: Language) -> Iterator[list[str]]:
    """An entrance that goes on overleaf is named there again; its name never stands alone at the foot of a page."""
    page: list[str] = []
    room = _ROWS_FIRST_PAGE
    for entrance in sheet.entrances:
        name = _entrance(texts.home_place(language, entrance[0].name))
        homes = [_home(texts.knock_room(language, one), texts.knock_sheet_state(language, home=one)) for one in entrance]
        while homes:
            if len(page) + 1 >= room:
                yield page
                page, room = [], _ROWS
            taken = room - len(page) - 1
            page += [name, *homes[:taken]]
            homes = homes[taken:]
    yield page


def _columns(language: Language) -> str:
    heads = texts.knock_sheet_columns(language)
    cells = (_cell(head, width, size=_SMALL_PT, grey=True) for head, width in zip(heads, _COLUMNS_MM, strict=True))
    return row(*cells, height_mm=_HEAD_MM)


def _entrance(name: str) -> str:
    shown, size = fitted(name, letters_across(_PAGE_MM, _TEXT_PT))
    words = paragraph(run(shown, _TEXT_PT, bold=True, width_percent=size))
    return row(cell(words, width_mm=_PAGE_MM, span=len(_COLUMNS_MM), borders=_LINE), height_mm=_ROW_MM)


def _home(room: str, state: str) -> str:
    box, home, known, note = _COLUMNS_MM
    cells = (_cell(_BOX, box), _cell(room, home, bold=True), _cell(state, known, size=_SMALL_PT), _cell("", note))
    return row(*cells, height_mm=_ROW_MM)


def _cell(text: str, width: float, *, size: int = _TEXT_PT, bold: bool = False, grey: bool = False) -> str:
    shown, narrow = fitted(text, letters_across(width, size))
    return cell(paragraph(run(shown, size, bold=bold, grey=grey, width_percent=narrow)), width_mm=width, borders=_LINE)
