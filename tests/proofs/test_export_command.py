"""`linli export-vote` and `linli verify` as the operator runs them, and `python verify.py` as anybody does."""

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.actions.votes.changing import cancel_vote
from storage.base import Database
from storage.migrating import migrate
from tests.conftest import Units
from tests.fake_clock import FakeClock
from tests.votes.houses import CHEN, settle

NOW = datetime(2026, 2, 27, 2, 31, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    return tmp_path


def linli(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def kept(folder: Path, *titles: str, ended: bool = True) -> list[str]:
    """Votes in the database of the settings; ids."""

    async def make() -> list[str]:
        (folder / "data").mkdir()
        url = f"sqlite+aiosqlite:///{folder / 'data' / 'linli.db'}"
        await migrate(url, backups=folder / "backups")
        database = Database(url)
        houses = await settle(Units(database, FakeClock(NOW)))
        made = []
        for title in titles:
            vote = (await houses.open(title=title, closes_in=timedelta(days=2))).heading.vote_id
            if ended:
                await cancel_vote(houses.uow(), actor=await houses.actor(CHEN), vote_id=vote, reason="重复了", now=NOW)
            made.append(vote)
        await database.dispose()
        return made

    return asyncio.run(make())


def test_a_vote_is_exported_by_words_of_its_title_and_checked_anywhere(folder: Path) -> None:
    [vote] = kept(folder, "屋顶防水改造")
    done = linli("export-vote", "防水", "--out", str(folder), "--json")
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert document["vote"] == vote
    assert sorted(path.name for path in folder.glob("*.*")) == [f"linli-{vote}-public.json", "verify.py"]
    assert document["audit"] is None, "a cancelled vote's choices stay closed"
    assert linli("verify", document["public"], "--head", document["shown_head"]).exit_code == 0
    alone = [sys.executable, "-I", document["verify"], document["public"]]
    checked = subprocess.run(alone, capture_output=True, text=True, check=False, cwd="/")
    assert checked.returncode == 0, checked.stderr
    assert "一环扣一环" in checked.stdout
    said = linli("verify", document["public"], "--json")
    assert json.loads(said.stdout)["agrees"] is True
    public = Path(document["public"])
    public.write_bytes(public.read_bytes().replace("屋顶".encode(), "门顶".encode()))
    checked = subprocess.run(alone, capture_output=True, text=True, check=False, cwd="/")
    assert checked.returncode == 1
    assert "第 1 条接不上前一条" in checked.stderr
    said = linli("verify", document["public"], "--json")
    assert (said.exit_code, json.loads(said.stdout)["agrees"]) == (1, False)


def test_what_cannot_be_exported_is_a_sentence_and_no_file(folder: Path) -> None:
    votes = kept(folder, "屋顶防水改造", "屋顶花园", ended=False)
    none, many, early = linli("export-vote", "电梯"), linli("export-vote", "屋顶"), linli("export-vote", votes[0])
    assert [one.exit_code for one in (none, many, early)] == [2, 2, 2]
    assert "没有叫「电梯」的表决" in none.stderr
    assert all(vote in many.stderr for vote in votes)
    assert "还没有结束" in early.stderr
    assert not list(folder.glob("*.json"))


def test_a_file_that_is_not_there_is_bad_input(folder: Path) -> None:
    assert linli("verify", "nothing.json").exit_code == 2
