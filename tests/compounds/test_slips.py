"""Papers: a slip for each home, a code for each owner, large type, eight on a page; the list; the poster; QR codes."""

import io
from datetime import date
from unicodedata import east_asian_width

import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image

from bot.files.posters import InvitePoster, print_poster
from bot.files.qr import qr_png, qr_terminal
from bot.files.slips import Slip, SlipCode, SlipSheet, code_in_groups, print_slips
from bot.rules.rosters import HomeName

UNTIL = date(2026, 5, 30)
BOT = "linli_1234567_bot"
LONG_COMPOUND = "广安市广安区北街街道老旧小区改造示范片区第三期甲地块住宅东区"
TWIPS_PER_POINT = 20
LARGE_HALF_POINTS = 36


def codes(*owners: str) -> tuple[SlipCode, ...]:
    return tuple(
        SlipCode(owner, f"K7Q2M9XP3FH{number}", f"https://t.me/linli_bot?start=K7Q2M9XP3FH{number}") for number, owner in enumerate(owners)
    )


def slip(room: str, *owners: str, building: str = "3栋") -> Slip:
    return Slip(HomeName(building, "2单元", room), codes(*owners))


def printed(*slips: Slip, compound: str = "和平小区", language: str = "zh"):
    return Document(io.BytesIO(print_slips(SlipSheet(compound, slips, UNTIL, BOT, language))))


def words(element) -> list[str]:
    return [text for paragraph in element.iter(qn("w:p")) if (text := "".join(piece.text or "" for piece in paragraph.iter(qn("w:t"))))]


def pictures(document) -> list[bytes]:
    parts = document.part.related_parts
    return [parts[blip.get(qn("r:embed"))].blob for blip in document.element.body.iter(qn("a:blip"))]


def test_a_slip_says_home_owner_code_and_what_to_do() -> None:
    document = printed(slip("0301", "王建国"))
    assert words(document.tables[0]._tbl) == [
        "邻里助手 · 和平小区",
        "3栋2单元301",
        "王建国",
        "K7Q2 M9XP",
        "3FH0",
        "5月30日前，相机扫码，点最下面的「开始」",
        "扫不了：Telegram 里搜 @linli_1234567_bot，发这个码",
    ]
    assert pictures(document) == [qr_png("https://t.me/linli_bot?start=K7Q2M9XP3FH0", quick=True)]


def test_each_owner_has_a_code_and_many_owners_take_several_slips() -> None:
    document = printed(slip("0301", "王建国", "李英"), slip("0302", "甲", "乙", "丙", "丁", "戊"))
    text = words(document.tables[0]._tbl)
    assert [line for line in text if line.startswith("3栋")] == [
        "3栋2单元301",
        "3栋2单元302（1/3）",
        "3栋2单元302（2/3）",
        "3栋2单元302（3/3）",
    ]
    assert {line for line in text if line in {"王建国", "李英", *"甲乙丙丁戊"}} == {"王建国", "李英", *"甲乙丙丁戊"}
    assert len(pictures(document)) == 7


def test_eight_slips_fill_a_page_and_nothing_on_them_is_small() -> None:
    document = printed(*(slip(f"{number:04d}", "王建国") for number in range(101, 117)))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    rows = document.tables[0]._tbl.tr_lst
    heights = [int(row.trPr.find(qn("w:trHeight")).get(qn("w:val"))) for row in rows]
    assert len(rows) == 3 * 8
    room = (section.page_height - section.top_margin - section.bottom_margin) / 635
    assert sum(heights[:12]) <= room < sum(heights[:15])
    assert {row.trPr.find(qn("w:trHeight")).get(qn("w:hRule")) for row in rows} == {"exact"}
    assert (
        min(int(size.get(qn("w:val"))) for size in document.tables[0]._tbl.iter(qn("w:sz")) if size.get(qn("w:val"))) >= LARGE_HALF_POINTS
    )


def test_the_list_at_the_end_has_every_home_in_the_order_of_the_stairs() -> None:
    document = printed(slip("0301", "甲", building="10栋"), slip("0301", "甲", building="2栋"), slip("0302", building="2栋"))
    assert words(document.tables[-1]._tbl) == ["□ 2栋2单元301", "□ 2栋2单元302 缺业主", "□ 10栋2单元301"]
    assert any("共 3 户" in paragraph.text for paragraph in document.paragraphs)
    assert len(pictures(document)) == 2


def test_a_long_list_goes_down_the_columns_of_each_page() -> None:
    document = printed(*(slip(f"{number:04d}", "甲") for number in range(1, 101)))
    first = [[cell.text for cell in table.rows[0].cells] for table in document.tables[1:]]
    assert first == [["□ 3栋2单元1", "□ 3栋2单元26", "□ 3栋2单元51"], ["□ 3栋2单元76", "□ 3栋2单元85", "□ 3栋2单元94"]]
    assert sum(text.startswith("□") for text in words(document.element.body)) == 100


def lines_too_wide(document) -> list[str]:
    """Lines that would go on in a second one, by the widths of Chinese letters and, for all others, half of that."""
    found = []
    for cell in document.element.body.iter(qn("w:tc")):
        width = int(cell.tcPr.find(qn("w:tcW")).get(qn("w:w"))) / TWIPS_PER_POINT
        for run in cell.iter(qn("w:r")):
            text = "".join(piece.text or "" for piece in run.iter(qn("w:t")))
            share = run.rPr.find(qn("w:w")) if run.rPr is not None else None
            points = int(run.rPr.find(qn("w:sz")).get(qn("w:val"))) / 2 if text else 0
            letters = sum(1 if east_asian_width(letter) in "WF" else 0.5 for letter in text)
            if letters * points * (int(share.get(qn("w:val"))) / 100 if share is not None else 1) > width:
                found.append(text)
    return found


def test_the_longest_names_never_push_the_home_out_of_its_slip() -> None:
    company = "四川省广安市北街城市建设投资开发有限责任公司"
    shops = HomeName("商业综合楼附属裙房甲座东侧商业综合楼附属裙房", "第二单元商铺", "1023-1024-1025-1026")
    document = printed(
        slip("0301", company), slip("0302", "阿不都热依木·吐尔逊江", "李英"), Slip(shops, codes("王" * 60)), compound=LONG_COMPOUND
    )
    assert lines_too_wide(document) == []
    heads = [[line.text for line in row.cells[at].paragraphs] for row in document.tables[0].rows[::3] for at in (0, 2)]
    assert heads[0] == [LONG_COMPOUND, "3栋2单元301"]
    assert heads[1] == [LONG_COMPOUND, "3栋2单元302"]
    assert "".join(heads[2]) == shops.for_people


def test_a_name_is_printed_whole_or_with_a_sign_that_it_goes_on() -> None:
    company, uyghur = "四川省广安市北街城市建设投资开发有限责任公司", "阿不都热依木·吐尔逊江"
    text = words(printed(slip("0301", company, uyghur, "李英"), slip("0302", "王" * 60)).tables[0]._tbl)
    assert company in "".join(text)
    assert [line for line in text if line.startswith("3栋")] == ["3栋2单元301（1/2）", "3栋2单元301（2/2）", "3栋2单元302"]
    assert uyghur in text
    assert [line.endswith("…") for line in text if line.startswith("王")] == [False, False, True]


def test_a_long_home_keeps_its_number_on_the_list() -> None:
    home = HomeName("商业综合楼附属裙房甲座东侧", "第二单元商铺", "1023-1024")
    document = printed(slip("0301", "甲"), Slip(home, codes("乙")))
    assert words(document.tables[-1]._tbl) == ["□ 3栋2单元301", f"□ {home.for_people}"]
    assert lines_too_wide(document) == []


def test_each_page_of_the_list_is_a_table_of_its_own() -> None:
    """In one table the next part began at the foot of the page before: who walked the stairs ticked in the wrong order."""
    document = printed(*(slip(f"{number:04d}", "甲") for number in range(1, 432)))
    breaks = [table._tbl.getprevious() for table in document.tables[2:]]
    assert len(document.tables) == 1 + 5
    assert all(paragraph.pPr.find(qn("w:pageBreakBefore")) is not None for paragraph in breaks)
    assert [cell.text for cell in document.tables[2].rows[0].cells] == ["□ 3栋2单元76", "□ 3栋2单元106", "□ 3栋2单元136"]


def test_names_of_any_kind_are_printed_as_they_are() -> None:
    document = printed(slip("0301", "<&\"王'>"), slip("0302", "广安市宏达（集团）房地产开发有限公司"), compound="和平<&>小区")
    text = words(document.element.body)
    assert "<&\"王'>" in text
    assert "邻里助手 · 和平<&>小区" in text
    assert [line for line in text if "广安" in line or "团" in line or "公司" in line] == ["广安市宏达（集", "团）房地产开发", "有限公司"]


def test_english_slips() -> None:
    text = words(printed(slip("0301", "Wang Jianguo"), language="en").tables[0]._tbl)
    assert text[:3] == ["Linli · 和平小区", "Building 3, entrance 2, 301", "Wang Jianguo"]
    assert text[-2:] == ["By 30 May: scan with the camera, tap Start", f"Cannot scan? In Telegram find @{BOT}, send the code"]


def test_homes_without_owners_give_a_list_and_no_slips() -> None:
    document = printed(slip("0301"))
    assert len(document.tables) == 1
    assert pictures(document) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_poster_is_one_page_of_large_type_with_the_code(language: str) -> None:
    poster = InvitePoster("和平小区", "北街社区居委会", "https://t.me/linli_bot?start=g", "t.me/linli_bot", "开始", language)
    document = Document(io.BytesIO(print_poster(poster)))
    text = [paragraph.text for paragraph in document.paragraphs]
    assert text[0] == "和平小区"
    assert "t.me/linli_bot" in text
    assert sum(line[:2] in {"1.", "2.", "3."} for line in text) == 3
    assert any("北街社区居委会" in line for line in text)
    assert min(int(size.get(qn("w:val"))) for size in document.element.body.iter(qn("w:sz"))) >= LARGE_HALF_POINTS
    with Image.open(io.BytesIO(pictures(document)[0])) as picture:
        assert picture.width >= 600


def test_the_longest_title_of_a_poster_is_two_lines() -> None:
    poster = InvitePoster(LONG_COMPOUND, "北街社区居委会", "https://t.me/linli_bot?start=g", "t.me/linli_bot", "开始")
    text = [paragraph.text for paragraph in Document(io.BytesIO(print_poster(poster))).paragraphs]
    assert "".join(text[:2]) == LONG_COMPOUND


def test_codes_are_shown_in_groups_of_four() -> None:
    assert code_in_groups("K7Q2M9XP3FHA") == "K7Q2 M9XP 3FHA"
    assert code_in_groups("K7Q2M9XP3") == "K7Q2 M9XP 3"


@pytest.mark.parametrize("quick", [False, True])
def test_a_picture_of_a_code_is_black_and_white_with_its_quiet_zone(quick: bool) -> None:
    with Image.open(io.BytesIO(qr_png("https://t.me/linli_bot?start=K7Q2M9XP3FHA", 4, quick=quick))) as picture:
        assert picture.mode == "1"
        assert picture.width == picture.height
        assert {picture.getpixel((at, 15)) for at in range(picture.width)} == {255}
        assert picture.getpixel((16, 16)) == 0


def test_a_code_in_the_terminal_is_square_and_small() -> None:
    lines = qr_terminal("https://t.me/linli_bot?start=K7Q2M9XP3FHA").split("\n")
    assert {len(line) for line in lines} == {33}
    assert len(lines) == 17
    assert "\x1b" not in "".join(lines)
