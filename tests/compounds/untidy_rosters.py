"""Makes workbooks and CSV files as offices keep them, with every mess that a reading must survive."""

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.styles.protection import Protection
from openpyxl.worksheet.worksheet import Worksheet

HEADINGS = ("序号", "楼栋", "单元", "房 号", "建筑面积(㎡)", "产权人", "备注")


def saved(workbook: Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def workbook(*sheets: tuple[str, Iterable[Iterable[Any]]], hidden: str = "") -> bytes:
    """A workbook of plain rows; `hidden` is the name of a sheet that nobody sees."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name == hidden:
            sheet.sheet_state = "hidden"
    return saved(book)


def csv(rows: Iterable[Iterable[str]], encoding: str = "utf-8-sig", mark: str = ",") -> bytes:
    return "\r\n".join(mark.join(row) for row in rows).encode(encoding)


def untidy() -> bytes:
    """One workbook with all of it; `UNTIDY_HOMES` and `UNTIDY_GAPS` say what must come out."""
    book = Workbook()
    homes = book.active
    homes.title = "住宅"
    homes.append(["锦绣花园业主名册（2026年3月摸底）"])
    homes.merge_cells("A1:G1")
    homes.append(["填表单位：锦绣社区居委会", None, None, None, "单位：平方米"])
    homes.append(list(HEADINGS))
    for row in _UNTIDY_ROWS:
        homes.append(list(row))
    homes.merge_cells("B4:B7")
    homes["B12"].protection = Protection(locked=True)
    _parking(book.create_sheet("车位"))
    hidden = book.create_sheet("旧名册")
    hidden.sheet_state = "hidden"
    hidden.append(list(HEADINGS))
    hidden.append([1, "9栋", "9单元", "0909", 99, "旧名字"])
    summary = book.create_sheet("汇总")
    summary.append(["楼栋", "户数"])
    summary.append(["1栋", 4])
    return saved(book)


_UNTIDY_ROWS: tuple[tuple[Any, ...], ...] = (
    (1, "1栋", "1单元", "０１０１", "124.48㎡", "孙玉军、李英", None),  # row 4, its building merged down to row 7
    (2, None, "1单元", "0102", 89.35000000000001, "刘平 刘兰花", "租户自住"),
    (3, None, None, 201, " 72.65 ", "王 伟", None),
    (4, None, "二单元", "0101室", "1,096.54 平方米", "吕花生,萧文红", None),
    (None, "小计", None, None, "=SUM(E4:E7)", None, None),  # row 8
    (None, None, None, None, None, None, None),
    (5, "2号楼", "1单元", "0101", None, "朱军刚", None),  # row 10: no_area
    (6, None, "1单元", "0102", "待核", "傅文生", None),  # row 11: bad_area
    (7, None, "1单元", "0201", "８８．３４", "杨超珍；沈强文", None),
    (8, None, "1单元", "201", 88.34, "杨超珍", "重复登记"),  # row 13: duplicate of row 12
    (9, None, "1单元", None, 66, "张三", None),  # row 14: no_room
    (10, None, "1单元", "0202", "=E12+1", "李四", None),  # row 15: unreadable
    (11, "三栋", "1单元", 101.0, 0, "赵六", None),  # row 16: bad_area
    (12, None, "1单元", 102.0, 50, "未售", None),
    (13, None, "1单元", 103.0, 51, "〃", None),
    ("合计", None, None, "13户", "=SUM(E4:E18)", None, None),
    ("注：本表仅供改造摸底使用", None, None, None, None, None, None),
    (None, "填表人：", "王五", None, None, "审核人：赵六", None),
)
UNTIDY_HOMES = {
    "1栋-1单元-0101": (12448, ("孙玉军", "李英")),
    "1栋-1单元-0102": (8935, ("刘平", "刘兰花")),
    "1栋-1单元-201": (7265, ("王伟",)),
    "1栋-2单元-0101": (109654, ("吕花生", "萧文红")),
    "2栋-1单元-0201": (8834, ("杨超珍", "沈强文")),
    "3栋-1单元-102": (5000, ()),
    "3栋-1单元-103": (5100, ()),
}
UNTIDY_GAPS = [
    (10, "no_area", "2栋1单元0101"),
    (11, "bad_area", "2栋1单元0102"),
    (13, "duplicate", "2栋1单元201"),
    (14, "no_room", "2栋1单元"),
    (15, "unreadable", "2栋1单元0202"),
    (16, "bad_area", "3栋1单元101"),
]


def _parking(sheet: Worksheet) -> None:
    sheet.append(["车位号", "面积", "产权人", "联系电话"])
    sheet.append(["地上1号", 12.5, "郑兰", "13800000001"])
    sheet.append(["地上2号", 12.5, "许磊", "13800000002"])


def zipped(parts: dict[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def sheet_xml(rows: str) -> bytes:
    """A workbook whose only sheet has these rows as XML: what openpyxl would not write."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": (
                f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships xmlns="{package}">'
                f'<Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
            ),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
        }
    )
