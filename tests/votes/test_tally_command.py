"""`linli tally` as a committee runs it: exit codes, one JSON document, the words of the result."""

import csv
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import typer
from hypothesis import HealthCheck, given, settings
from typer.testing import CliRunner

from bot.cli.tally import app_command
from tests.votes.naive_tally import naive_tally
from tests.votes.worlds import CLOSES, SECOND, World, ballot, ballots, delivery, home, nine_homes, worlds

ROSTER_HEADER = ["building", "entrance", "room", "kind", "area_m2", "owners", "designated", "developer"]
BALLOT_HEADER = ["received_at", "building", "entrance", "room", "voter", "choice", "channel", "verified", "proxy", "scheme", "delivered"]
COUNT_KEYS = ("participating", "agree", "against", "abstain")

app = typer.Typer()
app_command(app)


@app.callback()
def linli() -> None:
    """A second command, so that `tally` must be named."""


def written(path, header, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def roster_file(path, rows):
    return written(
        path,
        ROSTER_HEADER,
        [
            [
                r.building,
                r.entrance,
                r.room,
                r.kind,
                f"{r.area_cm2m / 100:.2f}",
                ";".join(r.owners),
                r.designated or "",
                "yes" if r.developer else "",
            ]
            for r in rows
        ],
    )


def ballot_file(path, rows):
    return written(
        path,
        BALLOT_HEADER,
        [
            [
                b.received_at.astimezone(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None).isoformat(),
                *(b.building, b.entrance, b.room, b.voter),
                "retract" if b.retracts else b.choice or "",
                b.channel or "",
                *("yes" if b.verified else "no", b.proxy, b.scheme, "yes" if b.delivered else "no"),
            ]
            for b in rows
        ],
    )


@pytest.fixture
def run(tmp_path):
    def run_tally(roster, ledger, *options, matter="ordinary", closes="2026-03-01T18:00"):
        files = [roster_file(tmp_path / "roster.csv", roster), ballot_file(tmp_path / "ballots.csv", ledger)]
        return CliRunner().invoke(app, ["tally", *map(str, files), "--matter", matter, "--closes", closes, *options])

    return run_tally


@pytest.mark.rule("S8.json")
def test_json_is_exactly_one_document(run):
    ran = run(nine_homes(), ballots("YYYYN"), "--json")
    assert ran.exit_code == 0
    assert ran.stdout.count("\n") == 1
    assert json.loads(ran.stdout) == {
        "outcome": "no_quorum",
        "matter": "ordinary",
        "totals": {"area_cm2m": 90000, "heads": 9},
        "participating": {"area_cm2m": 50000, "heads": 5},
        "agree": {"area_cm2m": 40000, "heads": 4},
        "against": {"area_cm2m": 10000, "heads": 1},
        "abstain": {"area_cm2m": 0, "heads": 0},
        "margins": {"quorum_area": 10000, "quorum_heads": 1, "majority_area": 0, "majority_heads": 0},
        "disputed": [],
        "invalid": [],
        "opinions": 0,
        "follow_majority": None,
    }


def test_invalid_and_disputed_ballots_are_named_by_their_homes(run):
    roster = [home(1, ["a", "b"]), home(2)]
    ran = run(roster, [ballot(1, "Y", "a"), ballot(1, "N", "b"), ballot(2, "Y", at=CLOSES + SECOND)], "--json")
    document = json.loads(ran.stdout)
    assert document["disputed"] == ["3栋-2单元-0101"]
    assert document["invalid"] == [{"ref": "3栋-2单元-0201", "reason": "late"}]


@pytest.mark.rule("R10.beside")
def test_following_the_majority_is_a_second_result_beside_the_strict_one(run):
    ledger = [*ballots("YYYYN"), *(delivery(number) for number in (6, 7))]
    document = json.loads(run(nine_homes(), ledger, "--follow-majority", "议事规则第8条", "--json").stdout)
    assert (document["outcome"], document["participating"]["heads"]) == ("no_quorum", 5)
    followed = document["follow_majority"]
    assert (followed["outcome"], followed["clause"], followed["joined"]) == ("passed", "议事规则第8条", "agree")
    assert followed["followers"] == {"area_cm2m": 20000, "heads": 2}
    assert followed["agree"] == {"area_cm2m": 60000, "heads": 6}


@pytest.mark.rule("S8.twice")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(worlds())
def test_on_files_too_the_naive_implementation_agrees(tmp_path: Path, world: World):
    chosen = world.rules
    options = [
        "--change",
        chosen.change,
        "--parking",
        str(chosen.parking),
        "--closes",
        "2026-03-01T18:00",
        "--matter",
        chosen.matter,
        "--json",
    ]
    options += ["--proxy-cap", str(chosen.proxy_cap)] if chosen.proxy_cap is not None else []
    options += ["--follow-majority", chosen.follow_majority] if chosen.follow_majority else []
    options += ["--scheme", chosen.scheme] if chosen.scheme else []
    options += ["--threshold", chosen.threshold.share, "--by", "both" if chosen.threshold.by_area else "heads"] if chosen.threshold else []
    files = [roster_file(tmp_path / "roster.csv", world.rows), ballot_file(tmp_path / "ballots.csv", world.ballots)]
    ran = CliRunner().invoke(app, ["tally", *map(str, files), *options])
    assert ran.exit_code == 0, ran.stderr
    document = json.loads(ran.stdout)
    document["invalid"] = sorted((one["ref"], one["reason"]) for one in document["invalid"])
    if document["follow_majority"]:
        document["follow_majority"] = {key: document["follow_majority"][key] for key in ("outcome", *COUNT_KEYS, "margins")}
    assert document == naive_tally(list(world.rows), list(world.ballots), chosen)


class TestWords:
    def test_no_quorum_says_what_is_missing(self, run):
        ran = run(nine_homes(), ballots("YYYYY"))
        assert ran.exit_code == 0
        assert ran.stdout.startswith("🗳 计票结果：参与不足，没有形成结果\n")
        assert "还差 1 位业主、100.00 ㎡ 参与。" in ran.stdout
        assert "参与：业主 5/9 位（55.55%），面积 500.00/900.00 ㎡（55.55%）" in ran.stdout

    @pytest.mark.rule("S5.margins")
    def test_all_four_inequalities_stand_there_with_their_margins(self, run):
        lines = run(nine_homes(), ballots("YYYYNNN"), matter="special").stdout.splitlines()
        assert lines[lines.index("四项条件：") + 1 :][:5] == [
            "  1. 参与的面积达到全部面积的 2/3：700.00/900.00 ㎡（77.77%），达到",
            "  2. 参与的业主达到全部业主的 2/3：7/9 位（77.77%），达到",
            "  3. 同意的面积达到参与面积的 3/4：400.00/700.00 ㎡（57.14%），没达到，差 125.00 ㎡",
            "  4. 同意的业主达到参与业主的 3/4：4/7 位（57.14%），没达到，差 2 位",
            "在已参与的票中，还差 2 票同意、125.00 ㎡ 同意。",
        ]

    def test_a_consultation_prints_its_threshold_and_never_speaks_of_a_quorum(self, run):
        ran = run(nine_homes(), ballots("YYYY"), "--threshold", "1/2", matter="consultation")
        assert "意向征询（不是法定表决），约定门槛：全体业主不少于 1/2" in ran.stdout
        assert "在全部业主中，还差 1 位业主同意。" in ran.stdout
        assert "参与的业主：没有要求" in ran.stdout

    def test_nobody_took_part(self, run):
        out = run(nine_homes(), []).stdout
        assert "还差 6 位业主、600.00 ㎡ 参与。" in out
        assert "在已参与的票中" not in out

    @pytest.mark.rule("R4.overlap", "S6.heads")
    def test_heads_that_are_not_homes_are_explained_and_overlaps_flagged(self, run):
        out = run([home(1, ["a"]), home(2, ["a"]), home(3, ["a", "b"])], []).stdout
        assert "计票范围：2 位业主、300.00 ㎡，住宅 3 户" in out
        assert "同一业主的几处合并为 1 位" in out
        assert "提示：3栋-2单元-0101 和 3栋-2单元-0301 有相同的业主" in out

    def test_what_was_not_counted_is_listed_and_ends_in_a_next_step_and_english(self, run):
        roster = [home(1, ["a", "b"]), home(2)]
        ledger = [ballot(1, "Y", "a"), ballot(1, "N", "b"), ballot(2, "Y", "x"), ballot(2, "Y", verified=False)]
        out = run(roster, ledger, "--follow-majority", "第8条").stdout
        assert "共有人意见不同，没有计入 1 户：3栋-2单元-0101" in out
        assert "3栋-2单元-0201：投票人不是这一户的业主" in out
        assert "另有意见 1 条" in out
        assert "按「第8条」" in out
        assert "\n下一步：" in out
        assert "In English: no quorum (ordinary)." in out

    @pytest.mark.rule("S6.names")
    def test_no_name_of_an_owner_is_printed(self, run):
        roster = [home(1, ["张三丰", "李四光"]), home(2, ["张三丰"])]
        ledger = [ballot(1, "Y", "张三丰"), ballot(1, "N", "李四光"), ballot(2, "Y", "赵钱孙")]
        assert not any(name in run(roster, ledger).output for name in ("张三丰", "李四光", "赵钱孙"))


class TestBadInput:
    @pytest.mark.rule("S8.exit")
    def test_a_bad_row_is_named_with_its_number_and_nothing_goes_to_stdout(self, run, tmp_path):
        roster = written(tmp_path / "r.csv", ROSTER_HEADER, [["1", "1", "1", "home", "50", "a"], ["1", "1", "2", "home", "fifty", "b"]])
        ledger = written(tmp_path / "b.csv", BALLOT_HEADER, [["soon", "1", "1", "1", "a", "agree", "chat", "yes"]])
        ran = CliRunner().invoke(app, ["tally", str(roster), str(ledger), "--matter", "ordinary", "--closes", "2026-03-01T18:00", "--json"])
        assert (ran.exit_code, ran.stdout) == (2, "")
        assert "r.csv 第 3 行：面积「fifty」看不懂" in ran.stderr
        assert "row 3: area “fifty”" in ran.stderr
        assert "b.csv 第 2 行：收到时间「soon」看不懂" in ran.stderr

    @pytest.mark.rule("S8.parking", "R6.asked")
    def test_parking_must_be_decided(self, run):
        roster = [home(1), home(2, ["o1"], kind="parking")]
        ran = run(roster, [])
        assert ran.exit_code == 2
        assert "--parking count" in ran.stderr
        assert "第 3 行" in ran.stderr
        assert run(roster, [], "--parking", "ignore").exit_code == 0

    @pytest.mark.parametrize(
        "options",
        [
            ["--closes", "2026-03-01"],
            ["--closes", "tomorrow"],
            ["--matter", "urgent"],
            ["--change", "twice"],
            ["--proxy-cap", "-1"],
            ["--proxy-cap", "two"],
            ["--parking", "maybe"],
            ["--threshold", "1/2"],
            ["--by", "both"],
            ["--threshold", "3/4", "--matter", "consultation"],
            ["--follow-majority", " "],
            ["--scheme", ""],
            ["--colour"],
        ],
    )
    def test_options_that_make_no_sense(self, run, options):
        ran = run(nine_homes(), ballots("YYYYYY"), *options)
        assert (ran.exit_code, ran.stdout) == (2, "")
        assert ran.stderr

    def test_a_file_that_is_not_there(self, tmp_path):
        missing = str(tmp_path / "none.csv")
        ran = CliRunner().invoke(app, ["tally", missing, missing, "--matter", "ordinary", "--closes", "2026-03-01T18:00"])
        assert ran.exit_code == 2
        assert "none.csv" in ran.stderr

    def test_matter_and_closing_time_are_asked_for(self, tmp_path):
        roster = roster_file(tmp_path / "r.csv", nine_homes())
        ledger = ballot_file(tmp_path / "b.csv", [])
        for options in (["--matter", "ordinary"], ["--closes", "2026-03-01T18:00"]):
            assert CliRunner().invoke(app, ["tally", str(roster), str(ledger), *options]).exit_code == 2

    def test_many_mistakes_are_cut_short(self, tmp_path):
        roster = written(tmp_path / "r.csv", ROSTER_HEADER, [["1", "1", str(n), "home", "x", "a"] for n in range(30)])
        ledger = ballot_file(tmp_path / "b.csv", [])
        ran = CliRunner().invoke(app, ["tally", str(roster), str(ledger), "--matter", "ordinary", "--closes", "2026-03-01T18:00"])
        assert "另有 10 处" in ran.stderr
        assert "另有 11 处" not in ran.stderr


def test_columns_that_were_not_read_are_told_on_stderr_only(tmp_path):
    roster = written(tmp_path / "r.csv", [*ROSTER_HEADER, "备注"], [["1", "1", "1", "home", "50", "a", "", "", "x"]])
    ledger = ballot_file(tmp_path / "b.csv", [])
    ran = CliRunner().invoke(app, ["tally", str(roster), str(ledger), "--matter", "ordinary", "--closes", "2026-03-01T18:00", "--json"])
    assert json.loads(ran.stdout)["totals"]["heads"] == 1
    assert "r.csv 这些列没有用到 / columns not used: 备注" in ran.stderr


def test_the_closing_time_may_carry_an_offset(run):
    ledger = [ballot(1, "Y", at=CLOSES), ballot(2, "Y", at=CLOSES + timedelta(seconds=1))]
    document = json.loads(run(nine_homes(), ledger, "--json", closes="2026-03-01T10:00Z").stdout)
    assert (document["agree"]["heads"], len(document["invalid"])) == (1, 1)


@pytest.mark.rule("S8.alone")
def test_neither_the_bot_framework_nor_the_database_is_imported():
    heavy = ("aiogram", "sqlalchemy", "pydantic", "aiohttp", "openpyxl")
    code = f"import sys, bot.cli.tally; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout == "[]\n"
