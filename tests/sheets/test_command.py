"""`linli sheet` as the operator runs it."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.actions.votes.changing import cancel_vote
from bot.actions.votes.due import DUE
from storage.base import Database
from storage.migrating import migrate
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.sheets.test_printing import own, text_of
from tests.votes.houses import AGREE, CHEN, Voting, owner, settle

NOW = datetime(2026, 2, 27, 2, 31, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    return tmp_path


def linli(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def kept(folder: Path, **titles: str) -> dict[str, str]:
    """Votes in the database of the settings, by how they stand: open, closed, cancelled."""

    async def make() -> dict[str, str]:
        (folder / "data").mkdir()
        url = f"sqlite+aiosqlite:///{folder / 'data' / 'linli.db'}"
        await migrate(url, backups=folder / "backups")
        database, clock = Database(url), FakeClock(NOW)
        houses = await settle(Units(database, clock))
        made = {}
        for state, title in sorted(titles.items()):
            vote = made[state] = (await houses.open(title=title, closes_in=timedelta(days=2))).heading.vote_id
            voting = Voting(houses, vote)
            voting._updates += len(made) * 100
            for number in range(1, 7):
                await voting.cast(owner(number), AGREE)
            if state == "cancelled":
                await cancel_vote(houses.uow(), actor=await houses.actor(CHEN), vote_id=vote, reason="重复了", now=clock.now())
            if state == "closed":
                clock.move(timedelta(days=2, seconds=1))
                await _run_out(houses.uow, clock)
        await database.dispose()
        return made

    return asyncio.run(make())


async def _run_out(uow: Units, clock: FakeClock) -> None:
    async with uow() as unit:
        items = await unit.schedule.claim("votes.close", clock.now())
        await unit.commit()
    for item in items:
        await DUE[item.kind](uow(), item, clock.now())


def test_each_sheet_is_written_where_it_is_wanted(folder: Path) -> None:
    votes = kept(folder, closed="屋顶防水改造", open="小区大门换新")
    done = linli("sheet", "防水", "--kind", "preliminary", "--paper", "a3", "--to", "out.docx", "--json")
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert (document["vote"], document["kind"], document["paper"], document["file"]) == (votes["closed"], "preliminary", "a3", "out.docx")
    assert len(document["head"]) == 64
    assert "6/9" in text_of((folder / "out.docx").read_bytes())
    width = docx.Document(str(folder / "out.docx")).sections[0].page_width
    assert width is not None
    assert round(width.mm) == 297
    for kind in ("ballots", "deliveries"):
        done = linli("sheet", votes["open"], "--kind", kind)
        assert done.exit_code == 0, done.output
        name = f"linli-{votes['open']}-{kind}-a4.docx"
        assert name in done.stdout
        text = text_of((folder / name).read_bytes())
        assert "1栋1单元101" in text
        assert "业主1" not in text


def test_a_final_sheet_names_the_day_from_which_it_holds(folder: Path) -> None:
    kept(folder, closed="屋顶防水改造")
    done = linli("sheet", "防水", "--kind", "final", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["final_from"]


def test_what_cannot_be_printed_is_a_sentence_and_no_file(folder: Path) -> None:
    votes = kept(folder, cancelled="屋顶花园", closed="屋顶防水改造", open="小区大门换新")
    for wanted, kind, sentence in (
        ("电梯", "final", "没有叫「电梯」的表决"),
        ("屋顶", "final", votes["closed"]),
        ("大门", "preliminary", "结束前谁都看不到结果"),
        ("大门", "final", "结束前谁都看不到结果"),
        ("防水", "ballots", "不能再发票了"),
        ("花园", "final", "取消了，没有结果可以公示"),
        ("花园", "deliveries", "取消了，没有结果可以公示"),
    ):
        done = linli("sheet", wanted, "--kind", kind)
        assert (done.exit_code, sentence in done.stderr) == (2, True), (wanted, kind, done.output)
    assert linli("sheet", "防水", "--kind", "poster").exit_code == 2
    assert linli("sheet", "防水", "--kind", "final", "--to", str(folder / "none" / "out.docx")).exit_code == 2
    assert not list(folder.glob("*.docx"))


def test_the_offices_template_is_found_beside_the_database(folder: Path) -> None:
    kept(folder, closed="屋顶防水改造")
    (folder / "data" / "templates").mkdir()
    template = folder / "data" / "templates" / "final-a4.docx"
    template.write_bytes(own("{{ conclusion }}"))
    assert linli("sheet", "防水", "--kind", "final", "--to", "out.docx").exit_code == 0
    assert text_of((folder / "out.docx").read_bytes()).strip() == "通过"
    template.write_bytes(b"no Word file")
    done = linli("sheet", "防水", "--kind", "final", "--to", "other.docx")
    assert (done.exit_code, "final-a4.docx 用不了：它不是完整的 Word 文件" in done.stderr) == (2, True)
    assert not (folder / "other.docx").exists()
