"""Reads the items of a renovation menu out of a table, CSV or XLSX; what is wrong with a row is told with its number."""

from bot.files.tally_files.problems import BadTallyFile, FileProblem
from bot.files.tally_files.tables import Columns, read_table
from bot.rules.wishes import MOST_ITEMS
from bot.rules.wishes.violations import WishTableNotReadable, WishTableTooLong
from bot.rules.wishes.writing import WishTable, WishTableRow, read_rows

COLUMNS = Columns(
    {
        **dict.fromkeys(("name", "item", "名称", "项目", "项目名称", "改造内容"), "name"),
        **dict.fromkeys(("class", "kind", "类别", "分类", "类型"), "class"),
        **dict.fromkeys(("unit", "单位", "计量单位"), "unit"),
        **dict.fromkeys(("unit cost", "unit_cost", "unit price", "单价", "综合单价"), "unit_cost"),
        **dict.fromkeys(("amount", "quantity", "数量", "工程量"), "amount"),
    },
    ("name", "class", "unit", "unit_cost", "amount"),
)
_HEADINGS = {"name": "名称", "class": "类别", "unit": "单位", "unit_cost": "单价", "amount": "数量"}
# Beside the items an office's sums and blank lines; what is longer is another file.
MOST_ROWS = MOST_ITEMS + 10


def read_wish_table(name: str, data: bytes) -> WishTable:
    try:
        lines = read_table(name, data, COLUMNS, formulas=True).lines
    except BadTallyFile as error:
        [first, *_] = error.problems
        missing = first.value.split() if first.problem is FileProblem.NO_HEADER else []
        raise WishTableNotReadable("、".join(_HEADINGS.get(one, one) for one in missing)) from error
    if len(lines) > MOST_ROWS:
        raise WishTableTooLong(len(lines), MOST_ITEMS)
    table = read_rows(
        WishTableRow(line.row, line["name"], line["class"], line["unit"], line["unit_cost"], line["amount"]) for line in lines
    )
    if len(table.items) > MOST_ITEMS:
        raise WishTableTooLong(len(lines), MOST_ITEMS)
    return table
