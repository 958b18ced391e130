"""Cells of owners from property offices: what is certain is read, what is not is told with its row, and nobody is made up."""

import time

import pytest
from openpyxl import Workbook

from bot.files.rosters import read_roster
from bot.rules.rosters import RosterNote, read_owners
from tests.compounds.readings import gaps, homes, notes, read
from tests.compounds.untidy_rosters import saved

PLACES = ["楼栋", "单元", "房号", "面积", "业主"]

CERTAIN = [
    ("业主：张三 业主电话：13800138000", ("张三",)),
    ("业主姓名：张三，联系方式：138 0013 8000", ("张三",)),
    ("业主:张三 身份证号:510102194909122345 电话:138 0013 8000", ("张三",)),
    ("张三 QQ12345678", ("张三",)),
    ("张三 护照G12345678", ("张三",)),
    ("张三 5101**********2345", ("张三",)),
    ("张三 234X", ("张三",)),
    ("张三 男 65岁 微信zhangsan123", ("张三",)),
    ("张三60%李四40%", ("张三", "李四")),
    ("张三 权利人", ("张三",)),
    ("诸葛 亮", ("诸葛亮",)),
    ("【业主】张三【租户】李四", ("张三",)),
    ("【租户】李四【业主】张三", ("张三",)),
    ("【业主】张三【电话】13800138000", ("张三",)),
    ("（业主）张三", ("张三",)),
    ("（租户）李四", ()),
    ("张三、【租户】李四", ("张三",)),
    ("李四（业主）张三（租户）", ("李四",)),
    ("张三 联系人：李四13800138000", ("张三",)),
    ("张三（联系人李四 13800138000）", ("张三",)),
    ("张三（代理人李四）", ("张三",)),
    ("张三（住户：李四）", ("张三",)),
    ("李四 代理人：王五", ("李四",)),
    ("产权人：张三；共有人：李四", ("张三", "李四")),
    ("张三 共有人：李四、王五", ("张三", "李四", "王五")),
    ("张三/李四（夫妻共有）", ("张三", "李四")),
    ("张三、李四共有", ("张三", "李四")),
    ("张三 李四夫妻共有", ("张三", "李四")),
    ("张三；李四各50%", ("张三", "李四")),
    ("张三（妻）李四", ("张三", "李四")),
    ("张三（共同共有）李四（共同共有）", ("张三", "李四")),
    ("张三（共同共有），李四（共同共有）", ("张三", "李四")),
    ("张三（按份共有60%）李四（按份共有 40%）", ("张三", "李四")),
    ("张三（占1/2）李四（占1/2）", ("张三", "李四")),
    ("张三（份额：50%）、李四（份额：50%）", ("张三", "李四")),
    ("张三（三分之一）、李四（三分之二）", ("张三", "李四")),
    ("张三、李四（各50%，共同共有）", ("张三", "李四")),
    ("张三（家庭共有）", ("张三",)),
    ("张三【共有人】李四", ("张三", "李四")),
    ("张三 李四 王小五", ("张三", "李四", "王小五")),
    ("张三 欧阳修文", ("张三", "欧阳修文")),
    ("张三、左小明", ("张三", "左小明")),
    ("孙子涵", ("孙子涵",)),
    ("张三（孙女）", ("张三",)),
    ("张三 2019年5月1日入住", ("张三",)),
    ("张三（2019年购）、李四", ("张三", "李四")),
    ("张三 (2019.5.1-2024.5.1出租)", ("张三",)),
    ("张三(租户2019年起)", ()),
    ("空置 张三", ("张三",)),
    ("空置", ()),
    ("N/A", ()),
    ("１．张三　２．李四", ("张三", "李四")),
    ("张三／李四", ("张三", "李四")),
    ("欧阳娜娜、司马相如", ("欧阳娜娜", "司马相如")),
    ("张王晓明", ("张王晓明",)),
    ("代建国", ("代建国",)),
    ("张继承", ("张继承",)),
    ("阿依古丽•买买提、张三", ("阿依古丽•买买提", "张三")),
    ("扎西卓玛", ("扎西卓玛",)),
    ("John Smith", ("John Smith",)),
    ("宏达置业有限公司", ("宏达置业有限公司",)),
    ("中国工商银行广安支行", ("中国工商银行广安支行",)),
    ("广安市宏达（集团）有限公司 法人：王五", ("广安市宏达(集团)有限公司",)),
]
# They begin like surnames, the last one is one.
REMARKS = ("毛坯", "简装", "华侨", "双证", "左边", "东侧", "边套", "司机", "时常不在", "母李四", "高层", "常年", "周末", "江苏人", "左小明")
# Flagged, with the names that are kept: a word that may be wrong stays as it was written, so that whoever looks finds it.
DOUBTFUL = [
    ("张三（2019/5/1过户）", ("张三",)),
    ("张三（2019年5月1日转让给李四）", ("张三",)),
    ("张三（已转让李四）", ("张三",)),
    ("张三转让给李四", ("张三转让给李四",)),
    ("张三→李四", ("张三→李四",)),
    ("张三（待办证）", ("张三",)),
    ("待办证", ()),
    ("未交房", ()),
    ("张三（法院查封）", ("张三",)),
    ("张三（李四代持）", ("张三",)),
    ("李四代张三", ("李四代张三",)),
    ("张三（代）", ("张三(代)",)),
    ("张三代", ("张三代",)),
    ("张三【租户】李四", ("李四",)),
    ("李四（租户，2020年5月起）", ("李四",)),
    ("王 伟（租户）", ("王伟",)),
    ("张三 妻 李四", ("张三", "李四")),
    ("张三 妻李四", ("张三", "妻李四")),
    ("张三及配偶李四", ("张三及配偶李四",)),
    ("张三和李四", ("张三和李四",)),
    ("张三李四", ("张三李四",)),
    ("张三（子李四）", ("张三(子李四)",)),
    ("张三（共有李四）", ("张三(共有李四)",)),
    ("李四（曾用名李五）", ("李四",)),
    ("原业主张三 现业主李四", ("原业主张三", "现业主李四")),
    ("张三3425", ("张三3425",)),
    ("张三（尾号3425）", ("张三(尾号3425)",)),
    ("张先生", ("张先生",)),
    ("王姐", ("王姐",)),
    ("老王", ("老王",)),
    ("张某某", ("张某某",)),
    ("张*明", ("张*明",)),
    ("Mr. Wang", ("Mr. Wang",)),
    ("Smith, John", ("Smith", "John")),
    ("John Smith and Mary Lee", ("John Smith and Mary Lee",)),
    ("宏达公司王五", ("宏达公司王五",)),
    ("宏达公司 王五", ("宏达公司", "王五")),
    ("李四（宏达公司）", ("李四(宏达公司)",)),
    ("公租房", ("公租房",)),
    ("单位房", ("单位房",)),
    ("见附件", ("见附件",)),
    ("张三户", ("张三户",)),
    ("张三家", ("张三家",)),
    ("张三·李四", ("张三·李四",)),
    ("Zhang San 张三", ("Zhang San", "张三")),
    ("业主张三", ("业主张三",)),
    ("户主:张三 配偶:李四", ("张三", "配偶:李四")),
    ("张三（未成年，监护人李四）", ("张三(未成年", "监护人李四)")),
    ("张三 已卖 李四", ("张三", "李四")),
    ("张三?", ("张三?",)),
    ("①张三②李四", ("①张三②李四",)),
    ("3栋2单元301张三", ("3栋2单元301张三",)),
    # Whoever only lives there, answers the phone or acts for somebody became an owner without a word.
    ("张三、李四（联系人）", ("张三",)),
    ("张三（业主）李四（住户）", ("张三",)),
    ("张三（业主）、李四（代理人）", ("张三",)),
    ("张三 李四（居住人）", ("张三",)),
    ("李四（联系人）、张三", ("张三",)),
    ("李四（代理人）", ("李四",)),
    ("李四（代理张三）", ("李四",)),
    ("李四（代办）", ("李四",)),
    ("李四（中介）", ("李四",)),
    ("李四（现住）", ("李四",)),
    ("李四（住户）、王五（联系人 13800138000）", ("李四", "王五")),
    ("李 四（住户）", ("李四",)),
    *((f"张三 {remark}", ("张三", remark)) for remark in REMARKS),
    *((f"张三 {relative}", ("张三",)) for relative in ("孙女", "岳父", "爱人", "女婿", "养女")),
    ("张三、母李四", ("张三", "母李四")),
    ("张三 妻 李四", ("张三", "李四")),
]
INCOMPLETE = ["张三等（3人）", "张三等共3人", "张三等3人", "张三等(三人)", "张三等共三人"]
DIED = [
    ("张三 已故", ("张三",)),
    ("张三（已故）", ("张三",)),
    ("张三已故", ("张三",)),
    ("张三（亡）李四", ("张三", "李四")),
    ("张三（2019.5.1去世）", ("张三",)),
    ("业主：张三 （已故，由李四继承）", ("张三",)),
    ("张三（李四继承）", ("张三",)),
    ("已故张三之子李四", ()),
    ("John Smith (deceased)", ("John Smith",)),
]


@pytest.mark.parametrize(("cell", "names"), CERTAIN)
def test_what_is_certain_is_read_and_nobody_is_asked(cell: str, names: tuple[str, ...]) -> None:
    found = read_owners(cell)
    assert (found.names, found.unclear, found.died, found.said) == (names, False, False, "")


@pytest.mark.parametrize(("cell", "names"), DOUBTFUL)
def test_what_is_not_certain_is_told_as_it_was_written(cell: str, names: tuple[str, ...]) -> None:
    found = read_owners(cell)
    assert (found.names, found.unclear, found.died) == (names, True, False)
    assert found.said


@pytest.mark.parametrize("cell", INCOMPLETE)
def test_somebody_who_is_not_named_is_told(cell: str) -> None:
    found = read_owners(cell)
    assert (found.names, found.incomplete, found.unclear) == (("张三",), True, False)


@pytest.mark.parametrize(("cell", "unsold"), [("开发商：锦绣置业有限公司", True), ("开发商：张三", False), ("锦绣置业有限公司", False)])
def test_a_company_that_is_called_the_developer_has_not_sold(cell: str, unsold: bool) -> None:
    assert read_owners(cell).unsold is unsold
    assert ("锦绣置业有限公司" in read_owners(cell).names) is ("锦绣" in cell)


@pytest.mark.parametrize(("cell", "names"), DIED)
def test_somebody_who_died_is_for_staff_to_look_at(cell: str, names: tuple[str, ...]) -> None:
    found = read_owners(cell)
    assert (found.names, found.died) == (names, True)


def test_what_is_told_of_a_cell_keeps_its_dates_and_nobodys_numbers() -> None:
    said = read_owners("张三 13800138000（2019-5-1过户，身份证510102194909122345）").said
    assert "2019-5-1过户" in said
    assert not {"13800138000", "510102194909122345"} & set(said.replace(",", " ").replace("(", " ").split())
    assert "1380013" not in said
    assert "510102" not in said


def test_a_home_whose_owner_died_waits_like_one_whose_owner_cannot_be_read() -> None:
    reading = read(PLACES, [1, 1, 101, 80, "张三（已故）、李四 13800138000"], [1, 1, 102, 90, "王五"])
    assert homes(reading) == {"1栋-1单元-102": (9000, ("王五",))}
    assert gaps(reading) == [(2, "unreadable", "1栋1单元101")]
    (gap,) = reading.gaps
    assert (gap.owners, gap.area_cm2m, gap.text, gap.is_open) == (("张三", "李四"), 8000, "张三(已故)、李四", True)
    assert notes(reading) == [(RosterNote.OWNER_UNCLEAR, 2)]


def test_an_area_that_lacks_besides_is_asked_for_first() -> None:
    reading = read(PLACES, [1, 1, 101, None, "张三 已故"], [1, 1, 102, 90, "王五"])
    assert gaps(reading) == [(2, "no_area", "1栋1单元101")]
    assert notes(reading) == [(RosterNote.OWNER_UNCLEAR, 2)]


def test_a_co_owner_in_a_row_below_who_died_is_told() -> None:
    reading = read(PLACES, [1, 1, 101, 80, "张三"], [1, 1, 101, 80, "李四（已故）"])
    assert homes(reading) == {"1栋-1单元-101": (8000, ("张三", "李四"))}
    assert set(notes(reading)) == {(RosterNote.OWNERS_JOINED, 3), (RosterNote.OWNERS_INCOMPLETE, 2), (RosterNote.OWNER_UNCLEAR, 2)}


@pytest.mark.parametrize(("below", "owners"), [("李四（已故）", ("张三", "李四")), ("=A99", ("张三",))])
def test_a_co_owner_below_a_merged_home_keeps_it_waiting(below: str, owners: tuple[str, ...]) -> None:
    """One whose cell could not be read was left out, and nobody heard of it."""
    book = Workbook()
    for row in (PLACES, ["1栋", 1, 101, 80, "张三"], [None, None, None, None, below], ["1栋", 1, 102, 90, "王五"]):
        book.active.append(row)
    for area in ("A2:A3", "B2:B3", "C2:C3", "D2:D3"):
        book.active.merge_cells(area)
    reading = read_roster(saved(book), "名册.xlsx")
    assert homes(reading) == {"1栋-1单元-102": (9000, ("王五",))}
    assert [(gap.row, gap.problem.value, gap.owners, bool(gap.text)) for gap in reading.gaps] == [(2, "unreadable", owners, True)]


def test_a_doubtful_owner_is_told_with_the_row_also_where_the_area_lacks() -> None:
    reading = read(PLACES, [1, 1, 101, 80, "张三（2019/5/1过户）"], [1, 1, 102, None, "王五转李四"])
    assert homes(reading) == {"1栋-1单元-101": (8000, ("张三",))}
    assert [(one.note, one.row, one.text) for one in reading.warnings] == [
        (RosterNote.OWNER_UNCLEAR, 2, "张三(2019/5/1过户)"),
        (RosterNote.OWNER_UNCLEAR, 3, "王五转李四"),
    ]


_PIECES = "张李、,;/ :()[]【租户】业主电话1234567890Xx%已故由继承等人共有待证-*·.A"


_REPEATED = (
    "(共有",
    "(占1/2)",
    "各占",
    "三分之",
    "(住户",
    "李四(联系人)",
    "业主：",
    "租户:李 ",
    "2019/5/1",
    "由a",
    "A a ",
    "张 三 ",
    "(租户)李",
)


@pytest.mark.parametrize("cell", [(one * 10_000)[:10_000] for one in (*_PIECES, *_REPEATED)])
def test_a_very_long_cell_is_read_at_once_and_says_that_it_is_cut(cell: str) -> None:
    started = time.perf_counter()
    found = read_owners(cell)
    # 15 ms on the slowest machine at hand; a pattern that begins again at every letter takes seconds.
    assert time.perf_counter() - started < 0.2
    assert found.incomplete
