"""`linli export-vote` and `linli verify` as the operator runs them, and `python verify.py` as anybody does."""

import asyncio
import hashlib
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.actions.votes.changing import cancel_vote
from bot.actions.votes.closing import close_due
from bot.rules.profiles import Profiles
from bot.rules.profiles.reading import read_profile
from bot.rules.proofs import shown_head
from storage.base import Database
from storage.migrating import migrate
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.profiles import TEXTS
from tests.votes.houses import AGREE, CHEN, Voting, owner, settle

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


def counted(folder: Path, listed: str) -> str:
    """A vote whose terms give the audit file to these; id."""
    city = read_profile(TEXTS["national.toml"].replace('["street_staff", "community_staff"]', listed), "x.toml")

    async def make() -> str:
        (folder / "data").mkdir()
        url = f"sqlite+aiosqlite:///{folder / 'data' / 'linli.db'}"
        await migrate(url, backups=folder / "backups")
        database = Database(url)
        houses = await settle(Units(database, FakeClock(NOW)))
        vote = (await houses.open(profiles=Profiles((city,), "national"))).heading.vote_id
        await Voting(houses, vote).cast(owner(1), AGREE)
        await database.dispose()
        return vote

    return asyncio.run(make())


def close_in(folder: Path, vote: str) -> None:
    async def make() -> None:
        database = Database(f"sqlite+aiosqlite:///{folder / 'data' / 'linli.db'}")
        uow = Units(database, FakeClock(NOW + timedelta(days=2)))
        async with uow.read() as unit:
            [item] = [one for one in await unit.schedule.waiting(("votes.close",)) if one.target == vote]
        await close_due(uow(), item, uow.clock.now())
        await database.dispose()

    asyncio.run(make())


def handed(folder: Path) -> list[tuple[str | None, str]]:
    with closing(sqlite3.connect(folder / "data" / "linli.db")) as connection:
        return connection.execute("SELECT person_id, sha256 FROM audit_handings").fetchall()


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
    opened = json.loads(Path(document["public"]).read_text(encoding="utf-8"))["events"][0]["payload"]
    assert f"名册指纹 {shown_head(opened['roster_hash'])}，和纸质票上印的应该一样" in checked.stdout
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


def test_a_folder_is_made_and_where_none_can_be_nothing_is_on_record(folder: Path) -> None:
    """It said that nothing was written, and the vote's record said that the audit file was."""
    vote = counted(folder, '["street_staff"]')
    close_in(folder, vote)
    (folder / "file").write_text("", encoding="utf-8")
    refused = linli("export-vote", vote, "--out", str(folder / "file" / "below"))
    assert (refused.exit_code, "什么也没有写" in refused.stderr) == (2, True), refused.output
    assert handed(folder) == []
    done = linli("export-vote", vote, "--out", str(folder / "new" / "deep"))
    assert done.exit_code == 0, done.output
    names = [f"linli-{vote}-audit.json", f"linli-{vote}-public.json", "verify.py"]
    assert sorted(path.name for path in (folder / "new" / "deep").iterdir()) == names
    assert len(handed(folder)) == 1


def test_a_file_that_is_not_there_is_bad_input(folder: Path) -> None:
    assert linli("verify", "nothing.json").exit_code == 2


@pytest.mark.rule("S6.audit")
@pytest.mark.parametrize(("listed", "written"), [('["street_staff", "community_staff"]', True), ('"none"', False)])
def test_the_command_honours_the_seal_and_is_on_record(folder: Path, *, listed: str, written: bool) -> None:
    vote = counted(folder, listed)
    early = linli("export-vote", vote, "--out", str(folder))
    assert early.exit_code == 2
    assert "结束前谁都看不到票" in early.output
    assert [path.name for path in folder.glob("*.json")] == []
    close_in(folder, vote)
    only = json.loads(linli("export-vote", vote, "--out", str(folder), "--public-only", "--json").stdout)
    assert (only["audit"], only["sealed"], handed(folder)) == (None, False, [])
    done = linli("export-vote", vote, "--out", str(folder))
    assert done.exit_code == 0, done.output
    audit = folder / f"linli-{vote}-audit.json"
    assert audit.exists() is written
    assert ("谁也不给" in done.output) is not written
    assert handed(folder) == ([(None, hashlib.sha256(audit.read_bytes()).hexdigest())] if written else [])
    if written:
        assert linli("verify", str(folder / f"linli-{vote}-public.json"), "--audit", str(audit)).exit_code == 0
