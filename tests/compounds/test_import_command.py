"""`linli import-roster` as an engineer runs it: exit codes, one JSON document, what is said and what is written."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.cli.rosters import app_command
from tests.compounds.untidy_rosters import workbook

SHARED = Path(__file__).parents[3] / "shared" / "data"
HEADER = "楼栋,单元,房号,建筑面积,业主,联系电话"
ROWS = ["1栋,1单元,0101,89.35,王建国,13800000000", "1栋,1单元,0102,,李丽,13800000001", "2栋,1单元,0101,70.5,王建国,13800000002"]
NEW = ("--compound", "和平小区", "--street", "北街街道", "--community", "北街社区")

app = typer.Typer()
app_command(app)


@app.callback()
def linli() -> None:
    """A second command, so that `import-roster` must be named."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("BOT_TOKEN", raising=False)
    return tmp_path


def roster(folder: Path, rows: list[str] = ROWS, name: str = "花名册.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([HEADER, *rows]), encoding="gb18030")
    return path


def linli_import(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["import-roster", *map(str, arguments)])


def database(folder: Path) -> list[Path]:
    return list((folder / "data").glob("*.db"))


def test_one_document_on_stdout(folder: Path) -> None:
    result = linli_import(roster(folder), *NEW, "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == {
        "homes": 2,
        "area_cm2m": 15_985,
        "errors": [{"row": 3, "sheet": "", "problem": "no_area", "home": "1栋1单元0102"}],
    }


def test_beside_the_document_stand_columns_that_were_not_read_and_homes_that_are_not_in_the_file(folder: Path) -> None:
    """The report names them (people.md), with --json too, where the document itself is as the expected file has it."""
    first = linli_import(roster(folder), *NEW, "--json")
    assert "「联系电话」像电话 / phone numbers，没有读" in first.stderr
    for look in (("--dry-run",), ()):
        again = linli_import(roster(folder, ROWS[:1]), "--compound", "和平小区", "--json", *look)
        assert "2栋1单元0101：新表里没有，没有动它" in again.stderr
        assert json.loads(again.stdout).keys() == {"homes", "area_cm2m", "errors"}


def test_what_people_read(folder: Path) -> None:
    first = linli_import(roster(folder), *NEW)
    assert "2 户 / homes，159.85\xa0㎡" in first.stdout
    assert "第 3 行 1栋1单元0102：没有面积" in first.stdout
    assert "「联系电话」像电话" in first.stdout
    assert "「王建国」在 2 户 / at several homes：1栋1单元0101、2栋1单元0101" in first.stdout
    assert "新增 2" in first.stdout
    assert "有 1 户没补全" in first.stderr
    again = linli_import(roster(folder, [*ROWS[:1], "1栋,1单元,0102,80,李丽,"]), "--compound", "北街社区/和平小区")
    assert "新增 1，改了 0，没变 1，名册里没有了 1" in again.stdout
    assert "2栋1单元0101：新表里没有，没有动它" in again.stdout


def test_a_look_shows_the_difference_and_changes_nothing(folder: Path) -> None:
    linli_import(roster(folder), *NEW)
    shorter = roster(folder, [*ROWS[:1], "3栋,1单元,0101,80,郑兰,"])
    for _ in range(2):
        looked = linli_import(shorter, "--compound", "和平小区", "--dry-run")
        assert looked.exit_code == 0
        assert "新增 1，改了 0，没变 1，名册里没有了 1" in looked.stdout
        assert "2栋1单元0101：新表里没有，没有动它" in looked.stdout
        assert "什么也没有写" in looked.stdout
    other = linli_import(shorter, "--compound", "没有这个", "--dry-run")
    assert "还没有这个小区" in other.stdout
    assert "新增" not in other.stdout


@pytest.mark.parametrize("look", [("--dry-run",), ()])
def test_what_changes_is_said_home_by_home(folder: Path, look: tuple[str, ...]) -> None:
    """「改了 2」 alone leaves the office to compare two workbooks by eye."""
    linli_import(roster(folder), *NEW)
    rows = ["1栋,1单元,0101,89.36,李强,", "1栋,1单元,0102,,李丽,", "2栋,1单元,0101,70.5,王建国;周敏,"]
    told = linli_import(roster(folder, rows), "--compound", "和平小区", *look).stdout.replace("\xa0", " ")
    assert "改了 2" in told
    assert "1栋1单元101：面积 89.35 ㎡ 改成 89.36 ㎡，业主 王建国 改成 李强 / " in told
    assert "area 89.35 ㎡ becomes 89.36 ㎡, owners 王建国 become 李强" in told
    assert "2栋1单元101：业主 王建国 改成 王建国、周敏 / " in told


def test_looking_writes_nothing(folder: Path) -> None:
    result = linli_import(roster(folder), "--compound", "哪里都没有", "--dry-run", "--json")
    assert (result.exit_code, json.loads(result.stdout)["homes"]) == (0, 2)
    assert database(folder) == []


@pytest.mark.parametrize(
    ("name", "data", "part"),
    [
        ("花名册.xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "另存为"),
        ("通知.pdf", b"%PDF-1.4", "不是表格"),
        ("空.csv", b"", "请"),
        ("大.csv", b"1," * (3 * 1024 * 1024), "MB"),
    ],
)
def test_bad_input_is_a_sentence_and_nothing_is_written(folder: Path, name: str, data: bytes, part: str) -> None:
    (folder / name).write_bytes(data)
    result = linli_import(folder / name, *NEW, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert part in result.stderr
    assert database(folder) == []


def test_where_it_goes_must_be_clear(folder: Path) -> None:
    path = roster(folder)
    missing = linli_import(path, "--compound", "没有这个")
    assert (missing.exit_code, "没有这个" in missing.stderr) == (2, True)
    half = linli_import(path, "--compound", "和平小区", "--street", "北街街道")
    assert (half.exit_code, "--community" in half.stderr) == (2, True)
    nowhere = linli_import(folder / "没有.csv", *NEW)
    assert (nowhere.exit_code, "没有这个文件" in nowhere.stderr) == (2, True)
    assert linli_import(folder, *NEW).exit_code == 2


def test_a_name_that_two_communities_have_lists_both(folder: Path) -> None:
    path = roster(folder)
    for community in ("北街社区", "南街社区"):
        assert linli_import(path, "--compound", "和平小区", "--street", "北街街道", "--community", community).exit_code == 0
    result = linli_import(path, "--compound", "和平小区")
    assert result.exit_code == 2
    for community in ("北街社区", "南街社区"):
        assert f"北街街道/{community}/和平小区" in result.stderr
    assert linli_import(path, "--compound", "南街社区/和平小区").exit_code == 0


@pytest.mark.skipif(not SHARED.exists(), reason="the shared workbooks are not on this machine")
def test_the_untidy_workbook_gives_exactly_what_is_expected(folder: Path) -> None:
    expected = json.loads((SHARED / "roster-jinxiu-untidy.expected.json").read_text(encoding="utf-8"))
    for _ in range(2):
        document = json.loads(linli_import(SHARED / "roster-jinxiu-untidy.xlsx", *NEW, "--json").stdout)
        errors = [{name: error[name] for name in ("row", "problem", "home")} for error in document["errors"]]
        assert (document["homes"], document["area_cm2m"], errors) == (expected["homes"], expected["area_cm2m"], expected["errors"])
    tidy = json.loads(linli_import(SHARED / "roster-heping.csv", *NEW, "--dry-run", "--json").stdout)
    assert tidy["errors"] == []


MESSY = [
    "1栋,1单元,0101,89.35,张三,",
    "1栋,1单元,0101,89.35,李四,",
    "1栋,1单元,0102,70,王五,",
    "1栋,1单元,0102,71,王五,",
    "1栋,1单元,0103,9000,孙七（南屋）,",
    "1栋,1单元,0104,60.123,,",
]


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_what_staff_should_look_at_goes_to_stderr(folder: Path, form: tuple[str, ...]) -> None:
    result = linli_import(roster(folder, MESSY), *NEW, *form)
    assert result.exit_code == 0
    for said in (
        "第 3 行 1栋1单元0101（李四）：写了几行、业主不同",
        "第 5 行 1栋1单元0102（4）：写了几行、面积不同",
        "第 6 行 1栋1单元0103：面积不像一户的",
        "业主没写清",
        "第 7 行 1栋1单元0104：面积多于两位小数",
        "1栋1单元0104：没写业主",
    ):
        assert said in result.stderr
        assert said not in result.stdout


def test_sheets_that_are_not_read_are_named(folder: Path) -> None:
    """Homes on them are missing from the total that the law divides by."""
    heading = ["楼栋", "单元", "房号", "建筑面积", "业主"]
    book = workbook(
        ("1栋", [heading, ["1栋", "1单元", "101", 89.35, "张三"]]),
        ("2栋", [["门牌", "平方", "姓名"], ["2-1-101", 80, "李四"]]),
        ("3栋", [heading, ["3栋", "1单元", "101", 80, "王五"]]),
        hidden="3栋",
    )
    path = folder / "名册.xlsx"
    path.write_bytes(book)
    result = linli_import(path, *NEW)
    assert "2栋：没有读：没有找到写着房号、面积的表头" in result.stderr
    assert "3栋：没有读：这张表是隐藏的" in result.stderr


def test_a_compound_that_is_not_there_yet_is_told_how_to_make_it(folder: Path) -> None:
    refused = linli_import(roster(folder), "--compound", "和平小区")
    assert refused.exit_code == 2
    for said in ("没有小区「和平小区」", "--street", "--community", 'There is no compound "和平小区"'):
        assert said in refused.stderr


@pytest.mark.parametrize("form", [(), ("--json",), ("--dry-run",)])
def test_owners_who_are_all_others_are_asked_about(folder: Path, form: tuple[str, ...]) -> None:
    """In the chat such a file needs 「照样导入」; here another compound's roster went in without a word."""
    rows = [f"1栋,1单元,010{number},89.35,甲{number}," for number in range(1, 6)]
    assert "像是另一个小区的表" not in linli_import(roster(folder, rows), *NEW).stderr
    moved = [row.replace("甲5", "乙5") for row in rows]
    assert "像是另一个小区的表" not in linli_import(roster(folder, moved), "--compound", "和平小区").stderr
    others = linli_import(roster(folder, [row.replace("甲", "丙") for row in rows[:4]]), "--compound", "和平小区", *form)
    assert others.exit_code == 0
    assert others.stderr.splitlines()[-1].startswith("4 户的业主和名册里原来的完全不一样，像是另一个小区的表。看看 --compound 写对没有")
