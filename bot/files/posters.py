"""The invite poster: one A4 page for the old group and the gate, readable from two steps away."""

from dataclasses import dataclass

from bot.files.line_widths import fitted_lines, percent
from bot.files.qr import qr_png
from bot.files.word import PAGE_WIDTH_MM, Paper, letters_across, paragraph, run
from bot.rules.ports import Language
from messages import slips as texts

_MARGIN_MM = 15
_TITLE_PT, _LONG_TITLE_PT, _SUBTITLE_PT, _OFFER_PT, _STEP_PT, _SMALL_PT = 40, 30, 54, 26, 27, 20
# A phone held at arm's length reads a code a tenth as wide as it is far away.
_QR_MM = 108
# Pixels a module: sharp at that size on a 300 dpi printer.
_QR_SCALE = 24


@dataclass(frozen=True, slots=True)
class InvitePoster:
    """`link` opens the bot or the group; `button` is what the reader taps last there; `shown_link` is for those who type."""

    compound: str
    community: str
    link: str
    shown_link: str
    button: str
    language: Language = "zh"


def print_poster(poster: InvitePoster) -> bytes:
    """A .docx."""
    language = poster.language
    paper = Paper(texts.poster_title(language, compound=poster.compound), _MARGIN_MM)
    paper.add(
        *_title(texts.poster_title(language, compound=poster.compound)),
        paragraph(run(texts.poster_subtitle(language), _SUBTITLE_PT, bold=True), align="center", after_mm=3),
        paragraph(run(texts.poster_offer(language), _OFFER_PT), align="center", after_mm=5),
        paragraph(paper.picture(qr_png(poster.link, _QR_SCALE), _QR_MM, poster.shown_link), align="center"),
        paragraph(run(poster.shown_link, _SMALL_PT, grey=True), align="center", after_mm=6),
        *(paragraph(run(step, _STEP_PT), after_mm=3) for step in texts.poster_steps(language, button=poster.button).splitlines()),
        *(paragraph(run(line, _SMALL_PT)) for line in texts.poster_help(language, community=poster.community).splitlines()),
    )
    return paper.saved()


def _title(name: str) -> list[str]:
    """One large line, or two smaller ones: the page stays one."""
    width = PAGE_WIDTH_MM - 2 * _MARGIN_MM
    size = _TITLE_PT if percent(name, letters_across(width, _TITLE_PT)) == 100 else _LONG_TITLE_PT
    lines, share = fitted_lines(name, letters_across(width, size), 2)
    return [paragraph(run(line, size, bold=True, width_percent=share), align="center", after_mm=1) for line in lines]
