"""What stands on a sheet: every field of section 7, nobody's name, and whatever people typed as they typed it."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest

from bot.files.sheets import print_sheet
from bot.files.sheets.fields import fields_of
from bot.files.sheets.printing import LARGEST_TEMPLATE
from bot.rules.proofs import shown_head
from bot.rules.sheets import BallotSheet, PaperSize, Sheet, SheetKind, SheetTemplateBroken, TemplateFault
from bot.rules.votes import Choice, Counts, Followed, InvalidBallot, InvalidReason, Margins, Matter, Outcome, ThresholdShare, Weight
from tests.sheets.samples import ABOUT, CLOSES, HEAD, HEADING, ROSTER, TERMS, result, sheet_of, tally

HOSTILE = '<b>{{ 7*7 }} & "x" {% for a in b %} {_{ \'\u2060'
RESULTS = (SheetKind.PRELIMINARY, SheetKind.FINAL)
EVERY = [(kind, paper) for kind in SheetKind for paper in PaperSize]
# 14 pt in half points; English stands below its Chinese, smaller.
LARGE = 28


def paragraphs(document: Any) -> Iterator[Any]:
    yield from document.paragraphs
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs


def text_of(data: bytes) -> str:
    return "\n".join(one.text for one in paragraphs(docx.Document(io.BytesIO(data)))).replace("\u00a0", " ")


def said(sheet: Sheet, kind: SheetKind = SheetKind.PRELIMINARY, paper: PaperSize = PaperSize.A4) -> str:
    return text_of(print_sheet(sheet, kind, paper))


@pytest.mark.rule("S7.fields", "S2.fraction")
@pytest.mark.parametrize("paper", PaperSize)
@pytest.mark.parametrize("kind", RESULTS)
def test_a_result_has_every_field_of_section_7(kind: SheetKind, paper: PaperSize) -> None:
    text = said(result(kind), kind, paper)
    fields = {
        "topic": "3号楼加装电梯",
        "scheme version": "加装电梯图纸和费用.pdf，版本 9F8E-7D6C-5B4A-3921",
        "scope": "锦绣花园 3栋",
        "Th and Ta": "业主 36 位（38 户），面积 3,214.60 ㎡",
        "window, from": "2026年2月10日（周二）10:30",
        "window, to": "2026年3月1日（周日）18:00",
        "organiser": "北街街道北街社区",
        "contact": "联系人、电话",
        "Ph": "27/36",
        "share of Ph": "75.00%",
        "Pa": "2,411.10/3,214.60",
        "agree": "22/27",
        "agree, area": "1,998.40/2,411.10",
        "against": "3/27",
        "against, area": "212.70/2,411.10",
        "abstain": "2/27",
        "abstain, area": "200.00/2,411.10",
        "follow-majority": "没有使用“未返回的随多数”",
        "disputed": "有争议：1 位业主",
        "invalid": "不能再改的改票 1 票、过了截止时间 1 票",
        "opinions": "意见 4 份，不计票",
        "rule and article": "按民法典第278条：三分之二以上参与，四分之三以上同意",
        "conclusion": "通过",
        "publication": "2026年3月2日（周一）",
        "seal": "组织单位盖章",
        "signatures": "经办人、监票人签字",
        "check code": "A1B2-C3D4-E5F6-0718",
        "heads beside homes": "同一业主有几户的算一位",
        "struck rows": "名册没有算：3栋3单元602（和第 40 行重复）",
        "overlapping owners": "有 1 对业主只有一部分相同",
    }
    assert {name: words for name, words in fields.items() if words not in text} == {}


@pytest.mark.rule("S7.preliminary", "S7.final")
def test_the_preliminary_sheet_says_how_to_object_and_until_when_and_the_final_one_from_when_it_holds() -> None:
    first, final = (said(result(kind), kind) for kind in RESULTS)
    assert "请在 2026年3月9日（周一）24:00 前写明房号、理由和联系方式" in first
    assert "还不是最终结果" in first
    assert "意向征询结果初步公示" in first
    assert "自 2026年3月10日（周二）起为最终结果" in final
    assert "初步公示：＿" in final
    assert "还不是最终结果" not in final


def test_where_no_days_were_set_the_dates_are_lines_to_fill() -> None:
    without = [replace(result(kind), objection_days=None, object_until=None, final_from=None) for kind in RESULTS]
    for sheet in without:
        assert "＿＿年＿＿月＿＿日" in said(sheet, sheet.kind)


@pytest.mark.rule("S5.margins")
def test_all_four_conditions_with_what_is_missing() -> None:
    """5 of 9 homes of 100 ㎡ (worked case 2): short of a head and 100.00 ㎡."""
    counts = Counts(agree=Weight(50_000, 5))
    short = tally(
        outcome=Outcome.NO_QUORUM,
        total=Weight(90_000, 9),
        homes=9,
        counts=counts,
        margins=Margins(10_000, 1, 0, 0),
        disputed=(),
        invalid=(),
    )
    text = said(result(tally=short, heads_differ=False))
    for words in (
        "参与面积",
        "参与户数",
        "同意面积",
        "同意户数",
        "至少 600.00 ㎡",
        "至少 6 户",
        "还差 100.00 ㎡ 参与",
        "还差 1 户 参与",
        "参与不足，没有形成结果",
        "0 票",
    ):
        assert words in text, words
    assert "位" not in text.replace("组织单位", "").replace("前 16 位", "")


def test_a_consultation_says_that_it_is_none_of_the_law() -> None:
    counted = tally(matter=Matter.CONSULTATION, outcome=Outcome.COUNTED)
    text = said(result(tally=counted))
    assert "没有设通过线，不是法律规定的表决" in text
    assert "只作统计" in text
    assert "通过的条件" not in text
    text = said(result(tally=tally(matter=Matter.CONSULTATION), threshold=ThresholdShare.TWO_THIRDS, by_area_too=True))
    assert "全体业主 2/3 同意，面积也一样" in text


def test_a_vote_of_law_is_called_one() -> None:
    about = replace(ABOUT, heading=replace(HEADING, is_vote=True))
    text = said(result(SheetKind.FINAL, about, terms=replace(TERMS, is_vote=True)), SheetKind.FINAL)
    assert "表决结果公示" in text
    assert "意向征询" not in text
    assert "民法典第280条" in text


@pytest.mark.rule("R10.beside")
def test_the_clause_that_silent_homes_followed_is_printed_with_its_counts() -> None:
    """R10: the strict result stands beside it."""
    followed = Followed(
        "议事规则第8条", Choice.AGREE, Weight(80_360, 9), Outcome.PASSED, Counts(agree=Weight(280_200, 31)), Margins(0, 0, 0, 0)
    )
    text = said(result(tally=tally(follow_majority=followed)))
    assert "按议事规则第8条，已送达没有返回的 9 位业主、803.60 ㎡ 随多数算同意：同意 31" in text
    assert "上面的表是不随多数的结果" in text


@pytest.mark.rule("R14.sheet")
def test_a_gap_of_the_assistant_is_named() -> None:
    """R14"""
    text = said(result(outage_began_at=CLOSES - timedelta(minutes=20), outage_ended_at=CLOSES - timedelta(minutes=10)))
    assert "17:40–17:50 助手没有在线" in text


@pytest.mark.rule("S6.few")
def test_no_breakdown_by_building_or_entrance_is_on_a_result() -> None:
    """Section 6: where fewer than five took part it would show what they chose; section 7 asks for none."""
    text = said(result())
    assert "1单元" not in text
    assert "2单元" not in text


@pytest.mark.parametrize(("kind", "paper"), EVERY)
def test_the_chain_head_is_on_every_sheet_as_code_and_as_qr(kind: SheetKind, paper: PaperSize) -> None:
    data = print_sheet(sheet_of(kind, count=2), kind, paper)
    assert shown_head(HEAD) in text_of(data)
    assert any(name.startswith("word/media/") for name in ZipFile(io.BytesIO(data)).namelist())
    assert fields_of(sheet_of(kind), kind)["chain_head"] == HEAD


@pytest.mark.parametrize("kind", SheetKind)
def test_a_vote_from_before_there_were_chains_has_no_code(kind: SheetKind) -> None:
    data = print_sheet(sheet_of(kind, replace(ABOUT, chain_head=""), count=2), kind, PaperSize.A4)
    assert not any(name.startswith("word/media/") for name in ZipFile(io.BytesIO(data)).namelist())


def test_a_ballot_paper_for_each_home_with_all_that_it_needs() -> None:
    text = said(sheet_of(SheetKind.BALLOTS), SheetKind.BALLOTS)
    assert text.count("业主签名") == 36
    assert len(set(re.findall(r"3栋\d单元\d+　　89\.\d\d ㎡", text))) == 36
    for words in (
        "3号楼加装电梯",
        "版本 9F8E-7D6C-5B4A-3921",
        "2026年3月1日（周日）18:00",
        "北街街道北街社区",
        shown_head(ROSTER),
        "同意",
        "反对",
        "弃权",
        "□",
    ):
        assert text.count(words) >= 36, words
    assert "交一张就行" in text
    one = sheet_of(SheetKind.BALLOTS)
    assert isinstance(one, BallotSheet)
    assert "交一张就行" not in said(replace(one, heads_differ=False), SheetKind.BALLOTS)


def test_papers_of_a_large_compound_are_filled_in_parts_and_are_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = print_sheet(sheet_of(SheetKind.BALLOTS), SheetKind.BALLOTS, PaperSize.A4)
    monkeypatch.setattr("bot.files.sheets.printing.AT_ONCE", 10)
    data = print_sheet(sheet_of(SheetKind.BALLOTS), SheetKind.BALLOTS, PaperSize.A4)
    assert text_of(data) == text_of(whole)
    parts = ZipFile(io.BytesIO(data))
    assert sum(name.startswith("word/media/") for name in parts.namelist()) == 1
    numbers = re.findall(r'<wp:docPr id="(\d+)"', parts.read("word/document.xml").decode())
    assert len(numbers) == len(set(numbers)) == 36
    assert parts.read("word/document.xml").count(b"<w:sectPr") == 1


@pytest.mark.rule("S6.names")
def test_the_roster_of_deliveries_has_a_line_for_each_home_with_room_and_area() -> None:
    document = docx.Document(io.BytesIO(print_sheet(sheet_of(SheetKind.DELIVERIES), SheetKind.DELIVERIES, PaperSize.A4)))
    rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    homes = [row for row in rows if row[0].isdigit()]
    assert homes[0] == ["1", "3栋1单元101", "89.35", "", "", ""]
    assert [row[0] for row in homes] == [str(number) for number in range(1, 37)]
    assert [row[0] for row in rows if "户" in row[0]] == ["3栋1单元（12 户）", "3栋2单元（12 户）", "3栋3单元（12 户）"]
    assert "w:tblHeader" in document.tables[1].rows[0]._tr.xml, "on every page"


@pytest.mark.parametrize(("paper", "width", "height"), [(PaperSize.A4, 210, 297), (PaperSize.A3, 297, 420)])
@pytest.mark.parametrize("kind", SheetKind)
def test_the_paper_and_its_large_type(kind: SheetKind, paper: PaperSize, width: int, height: int) -> None:
    document = docx.Document(io.BytesIO(print_sheet(sheet_of(kind, count=2), kind, paper)))
    section = document.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (width, height)
    least = LARGE * (1 if paper is PaperSize.A4 else 1.4)
    for paragraph in paragraphs(document):
        for run in paragraph.runs:
            # English is grey and smaller.
            if run.text.strip() and run.font.color.rgb is None:
                assert run.font.size is not None
                assert run.font.size.pt * 2 >= least, run.text


@pytest.mark.parametrize(("kind", "paper"), EVERY)
def test_what_people_typed_stays_text(kind: SheetKind, paper: PaperSize) -> None:
    about = replace(ABOUT, heading=replace(HEADING, title=HOSTILE), scheme=replace(ABOUT.scheme, name=f"{HOSTILE}\x07\x0c.pdf"))
    data = print_sheet(sheet_of(kind, about, count=2), kind, paper)
    text = text_of(data)
    # docxtpl's own sign for a brace is the only thing that it reads in a value.
    assert '<b>{{ 7*7 }} & "x" {% for a in b %} {{ \'' in text
    assert "49" not in text.replace("2026", "")
    names = ZipFile(io.BytesIO(data)).namelist()
    assert len(names) == len(set(names))
    title = docx.Document(io.BytesIO(data)).core_properties.title
    assert title.startswith("锦绣花园 ")


# the office's own template
def own(words: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(words)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_the_offices_template_takes_the_place_of_ours() -> None:
    text = text_of(
        print_sheet(result(), SheetKind.PRELIMINARY, PaperSize.A4, own("我们街道的格式：{{ topic }}，{{ conclusion }} {{ qr }}"))
    )
    assert text.strip() == "我们街道的格式：3号楼加装电梯，通过"


@pytest.mark.parametrize(
    ("template", "fault", "detail"),
    [
        (b"", TemplateFault.NO_WORD_FILE, ""),
        (b"PK\x03\x04 half a file", TemplateFault.NO_WORD_FILE, ""),
        (b" " * (LARGEST_TEMPLATE + 1), TemplateFault.TOO_BIG, ""),
        (own("{{ topik }}"), TemplateFault.UNKNOWN_FIELD, "topik"),
        (own("{{ topic.__class__ }}"), TemplateFault.BAD_SIGN, ""),
        (own("{% for one in counts %}"), TemplateFault.BAD_SIGN, ""),
        (own("{{ 1 / 0 }}"), TemplateFault.BAD_SIGN, ""),
        (own("{{ topic + 1 }}"), TemplateFault.BAD_SIGN, ""),
    ],
    ids=["empty", "half", "too big", "unknown", "behind", "loop", "division", "sum"],
)
def test_a_broken_template_is_a_sentence(template: bytes, fault: TemplateFault, detail: str) -> None:
    with pytest.raises(SheetTemplateBroken) as caught:
        print_sheet(result(), SheetKind.PRELIMINARY, PaperSize.A4, template)
    assert caught.value.file == "preliminary-a4.docx"
    if "__class__" not in str(template):
        assert (
            caught.value.fault in {fault, TemplateFault.UNKNOWN_FIELD} if fault is TemplateFault.BAD_SIGN else caught.value.fault is fault
        )
    assert detail in caught.value.detail


# our own templates
def test_our_templates_are_what_the_script_makes() -> None:
    from tools import make_sheets

    for kind in SheetKind:
        for paper in PaperSize:
            kept = (make_sheets.TARGET / f"{kind.value}-{paper.value}.docx").read_bytes()
            made = make_sheets.template(kind.value, paper.value)
            for part in ("word/document.xml", "word/footer1.xml"):
                assert ZipFile(io.BytesIO(kept)).read(part) == ZipFile(io.BytesIO(made)).read(part), (
                    kind,
                    paper,
                    "run tools/make_sheets.py",
                )


def test_every_field_is_in_the_book() -> None:
    book = (Path(__file__).parents[2] / "docs/sheets.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+)`", book))
    for kind in SheetKind:
        fields = fields_of(sheet_of(kind), kind)
        assert set(fields) - named == set()
        for value in fields.values():
            if isinstance(value, list):
                assert set(value[0]) - named == set()


def test_what_a_majority_lacks_is_told_of_those_who_took_part() -> None:
    """Section 8: the margins hold at the participation reached (worked case 4: exactly half)."""
    counts = Counts(agree=Weight(30_000, 3), against=Weight(30_000, 3))
    text = said(result(tally=tally(matter=Matter.ORDINARY, outcome=Outcome.REJECTED, total=Weight(90_000, 9), counts=counts), terms=None))
    assert "在已参与的票中，还差 1 票同意" in text
    assert "在已参与的票中，还差 0.01 ㎡ 同意" in text


@pytest.mark.rule("R15.void")
def test_what_was_cast_on_a_former_scheme_may_have_been_cast_anew() -> None:
    """「没有重投」 was said of ballots whose owners had answered again."""
    text = said(result(tally=tally(invalid=(InvalidBallot("3栋-2单元-0301", InvalidReason.SUPERSEDED_SCHEME),))))
    assert "无效：按以前的方案投的 1 票。" in text
