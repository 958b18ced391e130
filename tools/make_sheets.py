"""Makes the templates bot/files/sheets/*.docx: each sheet on A4 and on A3, where the type is larger by the same measure as the page.

Run by hand after a change, and commit what it wrote (docs/decisions/0019); a test finds a template that this did not make:
    python tools/make_sheets.py
Between the braces stand the fields of docs/sheets.md; an office changes the files in Word, not here.
"""

import io
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

TARGET = Path(__file__).parents[1] / "bot/files/sheets"
# Width and height of the paper, and how much larger everything on it is than on A4.
PAPERS = {"a4": (210, 297, 1.0), "a3": (297, 420, 297 / 210)}
MARGIN_MM = 15
# Chinese as every office computer has it; other systems take their own sans-serif.
CHINESE, LATIN = "Microsoft YaHei", "Arial"
# Points on A4: nothing that is to be read is below 14; English stands below its Chinese.
TITLE, BODY, SMALL = 24, 14, 9
GREY = RGBColor(0x59, 0x59, 0x59)
# A file of the same content has the same bytes.
DAWN = (2026, 1, 1, 0, 0, 0)
LABEL_MM = 36
CENTER, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT


@dataclass
class Sheet:
    """A page to write on; all sizes are those of A4."""

    document: Any
    width_mm: float
    scale: float

    def mm(self, size: float) -> Mm:
        return Mm(size * self.scale)

    def run(self, paragraph: Any, text: str, size: float = BODY, *, bold: bool = False, grey: bool = False) -> None:
        run = paragraph.add_run(text)
        run.font.size = Pt(round(size * self.scale * 2) / 2)
        run.font.bold = bold
        run.font.name = LATIN
        fonts = run._element.rPr.rFonts
        fonts.set(qn("w:eastAsia"), CHINESE)
        if grey:
            run.font.color.rgb = GREY

    def line(self, paragraph: Any, align: Any = LEFT, before: float = 0, after: float = 0, height: float = 1.1) -> Any:
        kind = paragraph.paragraph_format
        kind.alignment, kind.line_spacing = align, height
        kind.space_before, kind.space_after = self.mm(before), self.mm(after)
        return paragraph

    def text(self, text: str, size: float = BODY, *, align: Any = LEFT, before: float = 0, after: float = 0, **marks: bool) -> Any:
        paragraph = self.line(self.document.add_paragraph(), align, before, after)
        self.run(paragraph, text, size, **marks)
        return paragraph

    def order(self, text: str) -> None:
        """A paragraph that only says {%p … %}: none of it is printed."""
        self.text(text, SMALL)

    def table(self, widths: list[float], *, lines: bool = True) -> Any:
        table = self.document.add_table(rows=0, cols=len(widths))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        if lines:
            table.style = "Table Grid"
        for column, width in zip(table.columns, widths, strict=True):
            column.width = self.mm(width)
        edges = OxmlElement("w:tblCellMar")
        for side, width in (("top", 0.7), ("left", 1.6), ("bottom", 0.7), ("right", 1.6)):
            edge = OxmlElement(f"w:{side}")
            edge.set(qn("w:w"), str(round(width * self.scale * 1440 / 25.4)))
            edge.set(qn("w:type"), "dxa")
            edges.append(edge)
        table._tbl.tblPr.append(edges)
        return table

    def row(self, table: Any, cells: list[Callable[[Any], None]], *, least_mm: float = 0, heading: bool = False) -> Any:
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if least_mm:
            row.height, row.height_rule = self.mm(least_mm), WD_ROW_HEIGHT_RULE.AT_LEAST
        if heading:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, write, column in zip(row.cells, cells, table.columns, strict=True):
            cell.width = column.width
            place = OxmlElement("w:vAlign")
            place.set(qn("w:val"), "center")
            cell._tc.get_or_add_tcPr().append(place)
            write(cell)
        return row

    def spanned(self, table: Any, text: str) -> None:
        """A row that only says {%tr … %}, or one across the whole table."""
        row = self.row(table, [lambda cell: None] * len(table.columns))
        merged = row.cells[0].merge(row.cells[-1])
        for extra in merged.paragraphs[1:]:
            extra._element.getparent().remove(extra._element)
        self.run(self.line(merged.paragraphs[0]), text, BODY, bold=True)
        merged.paragraphs[0].paragraph_format.keep_with_next = True

    def says(self, *lines: tuple[str, float], align: Any = LEFT, bold: bool = False) -> Callable[[Any], None]:
        """Fills a cell: text and its size, a paragraph each; English (small) is grey."""

        def write(cell: Any) -> None:
            for number, (text, size) in enumerate(lines):
                paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                self.run(self.line(paragraph, align), text, size, bold=bold and size > SMALL, grey=size <= SMALL)

        return write

    def label(self, zh: str, en: str, align: Any = LEFT) -> Callable[[Any], None]:
        return self.says((zh, BODY), (en, SMALL), bold=True, align=align)

    def facts(self, rows: list[tuple[str, str, list[tuple[str, float]]]], *, least_mm: float = 0) -> None:
        table = self.table([LABEL_MM, self.width_mm - LABEL_MM])
        for zh, en, lines in rows:
            self.row(table, [self.label(zh, en), self.says(*lines)], least_mm=least_mm)

    def gap(self, height: float = 1.5) -> None:
        """Between two tables, which would grow together."""
        paragraph = self.line(self.document.add_paragraph())
        paragraph.paragraph_format.line_spacing = self.mm(height)
        self.run(paragraph, "", 1)

    def head(self, en: str, *, breaks: bool = False, size: float = TITLE) -> None:
        title = self.text("{{ compound }}{{ sheet }}", size, align=CENTER, bold=True, after=0.5)
        title.paragraph_format.page_break_before = breaks
        self.text(en, SMALL + 2, align=CENTER, grey=True, after=2)


def new_sheet(paper: str) -> Sheet:
    width, height, scale = PAPERS[paper]
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(width), Mm(height)
    sheet = Sheet(document, width / scale - 2 * MARGIN_MM, scale)
    section.left_margin = section.right_margin = sheet.mm(MARGIN_MM)
    section.top_margin = section.bottom_margin = sheet.mm(12)
    section.footer_distance = section.header_distance = sheet.mm(5)
    normal = document.styles["Normal"]
    normal.font.name = LATIN
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), CHINESE)
    footer = sheet.line(section.footer.paragraphs[0], CENTER)
    sheet.run(footer, "{{ compound }} {{ sheet }} · 核对号 {{ check_code }} · ", SMALL, grey=True)
    _page_number(sheet, footer)
    return sheet


def _page_number(sheet: Sheet, paragraph: Any) -> None:
    for name, text in (("fldChar", "begin"), ("instrText", " PAGE "), ("fldChar", "end")):
        sheet.run(paragraph, "", SMALL, grey=True)
        element = OxmlElement(f"w:{name}")
        if name == "fldChar":
            element.set(qn("w:fldCharType"), text)
        else:
            element.text = text
        paragraph.runs[-1]._element.append(element)


def _begin(sheet: Sheet) -> None:
    sheet.facts(
        [
            ("事项", "Matter", [("{{ topic }}", BODY)]),
            ("方案版本", "Scheme", [("{{ scheme }}", BODY)]),
            ("范围", "Scope", [("{{ scope }}，共 {{ electorate }}", BODY)]),
            ("起止时间", "Period", [("{{ window }}", BODY)]),
            ("组织单位", "Organiser", [("{{ organiser }}", BODY)]),
            ("联系人、电话", "Contact", [("", BODY)]),
        ],
        least_mm=11,
    )


def _numbers(sheet: Sheet) -> None:
    widths = [24.0, 36.0, 23.0, 74.0, 23.0]
    table = sheet.table(widths)
    heads = [("", ""), ("{{ unit }}", "{{ unit_en }}"), ("占比", "share"), ("面积 ㎡", "area"), ("占比", "share")]
    sheet.row(table, [sheet.label(zh, en, CENTER) for zh, en in heads])
    sheet.spanned(table, "{%tr for one in counts %}")
    sheet.row(
        table,
        [
            sheet.says(("{{ one.name }}", BODY), ("{{ one.name_en }}", SMALL), bold=True),
            *(sheet.says((f"{{{{ one.{name} }}}}", BODY), align=CENTER) for name in ("heads", "heads_share", "area", "area_share")),
        ],
    )
    sheet.spanned(table, "{%tr endfor %}")
    sheet.order("{%p if conditions %}")
    sheet.gap()
    table = sheet.table([36.0, 46.0, 42.0, 56.0])
    heads = [("通过的条件", "Condition"), ("要求", "Needed"), ("实际", "Reached"), ("结果", "Met or missing")]
    sheet.row(table, [sheet.label(zh, en, CENTER) for zh, en in heads])
    sheet.spanned(table, "{%tr for one in conditions %}")
    sheet.row(
        table,
        [
            sheet.says(("{{ one.name }}", BODY), bold=True),
            *(sheet.says((f"{{{{ one.{name} }}}}", BODY), align=CENTER) for name in ("needed", "have", "verdict")),
        ],
    )
    sheet.spanned(table, "{%tr endfor %}")
    sheet.order("{%p endif %}")


def _conclusion(sheet: Sheet) -> None:
    table = sheet.table([LABEL_MM, sheet.width_mm - LABEL_MM])
    words = [
        ("{{ conclusion }}", BODY + 6),
        ("{{ nature }}{{ final }}", BODY),
        ("{{ conclusion_en }}. {{ nature_en }} {{ final_en }}", SMALL),
    ]

    def bold_first(cell: Any) -> None:
        sheet.says(*words)(cell)
        for run in cell.paragraphs[0].runs:
            run.font.bold = True

    sheet.row(table, [sheet.label("结论", "Conclusion"), bold_first])
    rows = [
        ("适用规则", "Rule", [("{{ rule }}", BODY), ("{{ rule_en }}", SMALL)]),
        ("未返回的票", "Not returned", [("{{ follow_majority }}", BODY)]),
        ("没有计入", "Not counted", [("{{ not_counted }}", BODY)]),
        ("公示时间", "Posted", [("{{ posted }}", BODY)]),
        ("怎样提异议", "Objections", [("{{ objection }}", BODY), ("{{ objection_en }}", SMALL)]),
    ]
    for zh, en, lines in rows:
        sheet.row(table, [sheet.label(zh, en), sheet.says(*lines)])
    sheet.spanned(table, "{%tr if notes %}")
    sheet.row(table, [sheet.label("说明", "Notes"), sheet.says(("{{ notes }}", BODY))])
    sheet.spanned(table, "{%tr endif %}")


def _code(sheet: Sheet, cell: Any) -> None:
    sheet.run(sheet.line(cell.paragraphs[0], CENTER), "{{ qr }}", BODY)
    sheet.run(sheet.line(cell.add_paragraph(), CENTER), "核对号", BODY, bold=True)
    sheet.run(sheet.line(cell.add_paragraph(), CENTER), "{{ check_code }}", BODY)


def _signatures(sheet: Sheet) -> None:
    sheet.gap()
    table = sheet.table([57.0, 57.0, sheet.width_mm - 114])
    sign = sheet.says(("经办人、监票人签字", BODY), ("Signatures", SMALL), ("", BODY), ("", BODY), ("　　　年　　月　　日", BODY))
    seal = sheet.says(("组织单位盖章", BODY), ("Seal", SMALL), ("", BODY), ("", BODY), ("　　　年　　月　　日", BODY))
    sheet.row(table, [seal, sign, lambda cell: _code(sheet, cell)], least_mm=42)
    sheet.text("{{ check_note }}", BODY, before=1)


def result(sheet: Sheet) -> None:
    """The preliminary sheet and the final one say the same things; their words differ, and these are fields."""
    sheet.head("{{ sheet_en }}")
    _begin(sheet)
    sheet.gap()
    _numbers(sheet)
    sheet.gap()
    _conclusion(sheet)
    _signatures(sheet)


def ballots(sheet: Sheet) -> None:
    sheet.order("{%p for home in homes %}")
    sheet.head("{{ sheet_en }}", breaks=True, size=TITLE + 2)
    sheet.text("{{ home.home }}　　{{ home.area }}", 26, align=CENTER, bold=True, before=1, after=2)
    sheet.facts(
        [
            ("事项", "Matter", [("{{ topic }}", BODY + 4)]),
            ("方案版本", "Scheme", [("{{ scheme }}", BODY + 2)]),
            ("范围", "Scope", [("{{ scope }}", BODY + 2)]),
            ("截止", "Closes", [("{{ closing }}", BODY + 4)]),
            ("组织单位", "Organiser", [("{{ organiser }}", BODY + 2)]),
        ],
        least_mm=10,
    )
    sheet.gap(3)
    width = sheet.width_mm / 3
    table = sheet.table([width] * 3)
    choices = [("同意", "Yes"), ("反对", "No"), ("弃权", "Abstain")]
    box = [sheet.says(("□", 34), (zh, 24), (en, BODY), align=CENTER, bold=True) for zh, en in choices]
    sheet.row(table, box, least_mm=32)
    sheet.text("{{ how }}", BODY, before=2)
    sheet.text("{{ how_en }}", SMALL, grey=True, after=2)
    table = sheet.table([sheet.width_mm / 2] * 2)
    sign = sheet.says(("业主签名", BODY), ("Owner's signature", SMALL))
    agent = sheet.says(("受托人签名（附书面委托）", BODY), ("Agent, with a written power", SMALL))
    sheet.row(table, [sign, agent], least_mm=20)
    phone, date = sheet.says(("电话", BODY), ("Telephone", SMALL)), sheet.says(("日期", BODY), ("Date", SMALL))
    sheet.row(table, [phone, date], least_mm=12)
    sheet.gap(3)
    table = sheet.table([sheet.width_mm - 66, 66.0], lines=False)
    codes = sheet.says(("{{ nature }}", BODY), ("名册指纹 {{ roster_code }}", BODY), ("{{ printed_on }} 印，核对号是当时的", BODY))
    sheet.row(table, [codes, lambda cell: _code(sheet, cell)])
    sheet.order("{%p endfor %}")


def deliveries(sheet: Sheet) -> None:
    sheet.head("{{ sheet_en }}")
    sheet.facts(
        [
            ("事项", "Matter", [("{{ topic }}", BODY)]),
            ("方案版本", "Scheme", [("{{ scheme }}", BODY)]),
            ("范围", "Scope", [("{{ scope }}，{{ total }} 户", BODY)]),
            ("截止", "Closes", [("{{ closing }}", BODY)]),
            ("组织单位", "Organiser", [("{{ organiser }}", BODY)]),
        ]
    )
    sheet.text("{{ how }}", BODY, before=2)
    sheet.text("{{ how_en }}", SMALL, grey=True, after=2)
    table = sheet.table([16.0, 42.0, 26.0, 50.0, 23.0, 23.0])
    heads = [("序号", "No."), ("房号", "Home"), ("面积 ㎡", "Area"), ("本人签收", "Signature"), ("日期", "Date"), ("备注", "Note")]
    sheet.row(table, [sheet.label(zh, en, CENTER) for zh, en in heads], heading=True)
    sheet.spanned(table, "{%tr for place in entrances %}")
    sheet.spanned(table, "{{ place.name }}")
    sheet.spanned(table, "{%tr for one in place.homes %}")
    cells = [sheet.says((f"{{{{ one.{name} }}}}", BODY), align=CENTER) for name in ("number", "home", "area")]
    known = [sheet.says((f"{{{{ one.{name} }}}}", BODY), align=CENTER) for name in ("date", "note")]
    sheet.row(table, [*cells, sheet.says(("", BODY)), *known], least_mm=11)
    sheet.spanned(table, "{%tr endfor %}")
    sheet.spanned(table, "{%tr endfor %}")
    sheet.gap(3)
    table = sheet.table([sheet.width_mm / 2 - 24, sheet.width_mm / 2 - 42, 66.0])
    sign = sheet.says(("送达人签字、日期", BODY), ("Handed out by", SMALL))
    seal = sheet.says(("盖章", BODY), ("Seal", SMALL))
    sheet.row(table, [sign, seal, lambda cell: _code(sheet, cell)], least_mm=36)
    sheet.text("名册指纹 {{ roster_code }}；{{ printed_on }} 印，核对号是当时的。", BODY, before=1)


KINDS = {"preliminary": result, "final": result, "ballots": ballots, "deliveries": deliveries}


def template(kind: str, paper: str) -> bytes:
    sheet = new_sheet(paper)
    KINDS[kind](sheet)
    properties = sheet.document.core_properties
    properties.title, properties.author, properties.comments = "", "", ""
    made = io.BytesIO()
    sheet.document.save(made)
    return _without_dates(made.getvalue())


def _without_dates(data: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as parts, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as kept:
        for part in parts.infolist():
            if part.filename != "docProps/thumbnail.jpeg":
                content = _without_thumbnail(part.filename, parts.read(part.filename))
                kept.writestr(zipfile.ZipInfo(part.filename, DAWN), content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def _without_thumbnail(name: str, content: bytes) -> bytes:
    """python-docx's own first page."""
    if name != "_rels/.rels":
        return content
    from lxml import etree

    relations = etree.fromstring(content)
    for one in list(relations):
        if "thumbnail" in one.get("Type", ""):
            relations.remove(one)
    return bytes(etree.tostring(relations, xml_declaration=True, encoding="UTF-8", standalone=True))


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    for kind in KINDS:
        for paper in PAPERS:
            (TARGET / f"{kind}-{paper}.docx").write_bytes(template(kind, paper))
    sys.stderr.write(f"{len(KINDS) * len(PAPERS)} templates in {TARGET}\n")


if __name__ == "__main__":
    main()
