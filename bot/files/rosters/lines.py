"""Lines that are no homes: sums, notes, signatures, headings between rows."""

import re

from bot.files.rosters.headings import PLACE, Columns, Field
from bot.files.rosters.tables import Row
from bot.rules.rosters.owner_names import is_plain_name
from bot.rules.rosters.owners import split_owners
from bot.rules.rosters.places import building_name, entrance_name, names_a_building, split_building, without_count
from bot.rules.rosters.writing import tight_text

_SUM = re.compile(r"^.{0,12}?(?:小计|合计|总计|共计|累计|汇总).{0,30}$|^(?:SUB|GRAND)?TOTAL.{0,20}$|^SUM$|^.{0,8}共\d+户")
# Beside a home's number only a label is a sum's; 「共24户」 and 「2023年汇总表」 say something about the home.
_SUM_LABEL = re.compile(r"^.{0,12}?(?:小计|合计|总计|共计|累计)(?:\([^()]{0,20}\))?:?$|^汇总:?$|^(?:SUB|GRAND)?TOTAL:?$|^SUM$")
_NOTE = re.compile(
    r"^(?:注|备注|说明|附注|填表|制表|制作|审核|复核|经办|负责人|盖章|签字|签章|日期|时间|填报|统计|联系人|联系电话|单位|打印|校对|社区|居委会)[^,]{0,12}:"
    r"|^(?:填表|制表|制作|审核|复核|经办|校对)人?$|^第\d+页|^共\d+页|^\d+/\d+$|^NOTE:"
)
_END = re.compile(r"^[-.。*(]*以下(?:为)?(?:空白|无正文|无)[-.。*)]*$")
_ENTRANCE_ALONE = re.compile(r"^第?.{1,2}单元$")


def is_sum(row: Row, number: int | None, columns: Columns) -> bool:
    """A sum says so left of the home's number, or anywhere in a line without one; a line that names an owner is none."""
    has_number = row.cell(number) is not None
    places = {columns.at.get(found) for found in PLACE}
    not_asked = {*columns.owners, *(columns.at.get(found) for found in (Field.REMARK, Field.DESIGNATED))}
    said = any(
        (_SUM if column in places or not has_number else _SUM_LABEL).match(without_count(cell))
        for column, cell in enumerate(row.cells)
        if isinstance(cell, str) and column not in not_asked and (not has_number or (number is not None and column <= number))
    )
    return said and not any(is_plain_name(name) for column in columns.owners for name in split_owners(row.text(column)))


def is_counted_place(row: Row, columns: Columns) -> bool:
    """`32号楼（共3户）` beside the sum of their areas: the heading of what follows, or the foot of what stands above."""
    column = columns.at.get(Field.BUILDING)
    text = row.text(column)
    return column not in row.continued and text != "" and without_count(text) != tight_text(text)


def is_note(row: Row, number: int | None) -> bool:
    """A note, a signature, an "以下空白"; a line that names a home is none, whatever its remark says."""
    if row.cell(number) is not None:
        return bool(_END.match(tight_text(row.text(number))))
    texts = [tight_text(cell) for cell in row.cells if isinstance(cell, str)]
    return any(_END.match(text) or _NOTE.match(text) for text in texts)


def named_place(row: Row) -> tuple[str, str] | None:
    """`3号楼`, `2单元` or `3栋2单元` alone on a line is the heading of what follows: building and entrance, empty where it names none."""
    if sum(cell is not None for cell in row.cells) != 1:
        return None
    text = next(cell for cell in row.cells if cell is not None)
    if not isinstance(text, str):
        return None
    if names_a_building(text):
        return building_name(text), ""
    return split_building(text) or (("", entrance_name(text)) if _ENTRANCE_ALONE.match(without_count(text)) else None)
