"""The few things that a printed paper needs of Word: large text, pictures, tables of fixed size, A4 pages."""

import io
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape

# A4 (ISO 216).
PAGE_WIDTH_MM = 210
PAGE_HEIGHT_MM = 297
_EMU_PER_MM = 36_000
_TWIPS_PER_MM = 1440 / 25.4
_POINTS_PER_MM = 72 / 25.4
# Blank at the left and the right of a cell's words.
_CELL_EDGE_TWIPS = 40
# Chinese as every office computer has it; other systems take their own sans-serif.
_CHINESE_FONT = "Microsoft YaHei"
_LATIN_FONT = "Arial"

Align = Literal["left", "center"]
Border = Literal["none", "dashed", "single"]


@dataclass(frozen=True, slots=True)
class Borders:
    top: Border = "none"
    left: Border = "none"
    bottom: Border = "none"
    right: Border = "none"


def letters_across(width_mm: float, size: float) -> float:
    """How many Chinese letters of so many points stand side by side in a cell; a little is left over for its border."""
    return (width_mm - 2 * _CELL_EDGE_TWIPS / _TWIPS_PER_MM) * _POINTS_PER_MM / size - 0.1


def run(text: str, size: float, *, bold: bool = False, width_percent: int = 100, grey: bool = False) -> str:
    """`size` in points; `width_percent` draws narrower letters, so that a code stays on its line."""
    marks = ("<w:b/>" if bold else "") + ('<w:color w:val="595959"/>' if grey else "")
    narrow = f'<w:w w:val="{width_percent}"/>' if width_percent != 100 else ""
    return (
        f'<w:r><w:rPr><w:rFonts w:ascii="{_LATIN_FONT}" w:hAnsi="{_LATIN_FONT}" w:eastAsia="{_CHINESE_FONT}" w:cs="{_LATIN_FONT}"/>'
        f'{marks}{narrow}<w:sz w:val="{round(size * 2)}"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def paragraph(*runs: str, align: Align = "left", line_mm: float | None = None, after_mm: float = 0, breaks_page: bool = False) -> str:
    """`line_mm` fixes the height of its lines: what is above and below then never moves."""
    height = f' w:line="{round(line_mm * _TWIPS_PER_MM)}" w:lineRule="exact"' if line_mm else ' w:line="240" w:lineRule="auto"'
    before = "<w:pageBreakBefore/>" if breaks_page else ""
    tight = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
    spacing = f'<w:spacing w:before="0" w:after="{round(after_mm * _TWIPS_PER_MM)}"{height}/>'
    return f'<w:p><w:pPr>{before}{tight}{spacing}<w:jc w:val="{align}"/></w:pPr>{"".join(runs)}</w:p>'


def cell(
    *paragraphs: str, width_mm: float, span: int = 1, borders: Borders | None = None, align: Literal["top", "center"] = "center"
) -> str:
    sides = borders or Borders()
    lines = "".join(
        f'<w:{side} w:val="{getattr(sides, side)}" w:sz="4" w:space="0" w:color="8C8C8C"/>'
        for side in ("top", "left", "bottom", "right")
        if getattr(sides, side) != "none"
    )
    properties = f'<w:tcW w:w="{round(width_mm * _TWIPS_PER_MM)}" w:type="dxa"/>'
    properties += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += f"<w:tcBorders>{lines}</w:tcBorders>" if lines else ""
    return f'<w:tc><w:tcPr>{properties}<w:vAlign w:val="{align}"/></w:tcPr>{"".join(paragraphs) or paragraph()}</w:tc>'


def row(*cells: str, height_mm: float) -> str:
    height = round(height_mm * _TWIPS_PER_MM)
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="exact"/></w:trPr>{"".join(cells)}</w:tr>'


class Paper:
    """A Word file, built from top to bottom. Only whoever prints loads the library: the bot's start need not wait for it."""

    def __init__(self, title: str, margin_mm: float) -> None:
        from docx import Document
        from docx.shared import Mm

        self._document = Document()
        self._document.core_properties.title = title
        self._document.core_properties.author = ""
        self._document.core_properties.comments = ""
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(PAGE_WIDTH_MM), Mm(PAGE_HEIGHT_MM)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(margin_mm)
        section.header_distance = section.footer_distance = Mm(4)
        self._pictures = 0

    def picture(self, png: bytes, size_mm: float, description: str) -> str:
        """A square picture to stand in a paragraph. It is added by its own number: the library would compare it with all before."""
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.parts.image import ImagePart

        self._pictures += 1
        number = self._pictures
        package = self._document.part.package
        assert package is not None
        part = ImagePart(PackURI(f"/word/media/code{number}.png"), "image/png", png)
        relation = f"rIdCode{number}"
        self._document.part.rels.add_relationship(RELATIONSHIP_TYPE.IMAGE, part, relation)
        size, name = round(size_mm * _EMU_PER_MM), escape(description, {'"': "&quot;"})
        return (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{size}" cy="{size}"/>'
            f'<wp:docPr id="{number}" name="code{number}" descr="{name}"/>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="{number}" name="code{number}"/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{size}" cy="{size}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
        )

    def add(self, *blocks: str) -> None:
        """Paragraphs, as made by `paragraph`."""
        for block in blocks:
            self._append(block)

    def add_table(self, widths_mm: tuple[float, ...], rows: list[str]) -> None:
        grid = "".join(f'<w:gridCol w:w="{round(width * _TWIPS_PER_MM)}"/>' for width in widths_mm)
        margins = "".join(
            f'<w:{side} w:w="{_CELL_EDGE_TWIPS if side in ("left", "right") else 0}" w:type="dxa"/>'
            for side in ("top", "left", "bottom", "right")
        )
        properties = (
            f'<w:tblW w:w="{round(sum(widths_mm) * _TWIPS_PER_MM)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        )
        self._append(f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>")

    def saved(self) -> bytes:
        stream = io.BytesIO()
        self._document.save(stream)
        return stream.getvalue()

    def _append(self, xml: str) -> None:
        tag = xml[: xml.index(">")]
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        element = parse_xml(xml.replace(tag, f"{tag} {nsdecls('w', 'wp', 'a', 'pic', 'r')}", 1))
        self._document.element.body.insert(len(self._document.element.body) - 1, element)
