"""`linli init` at a terminal without a keyboard, against a Bot API on loopback: at most five answers, a second run changes nothing."""

import asyncio
import re
import sqlite3
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp.test_utils import unused_port
from typer.testing import CliRunner

from bot.__main__ import app
from bot.runtime.env_file import keep_settings
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.groups.worlds import settle
from tests.starts.fake_api import TOKEN, FakeApi, fake_api

LINK = re.compile(r"https://t\.me/linli_test_bot\?start=i_[0-9a-z]+")


@pytest.fixture
async def api() -> AsyncIterator[FakeApi]:
    async with fake_api() as made:
        yield made


async def run_init(api: FakeApi, folder: Path, monkeypatch: pytest.MonkeyPatch, answers: list[str], *options: str, **env: str) -> Any:
    monkeypatch.chdir(folder)
    environment = {"TELEGRAM_API_BASE": api.base, "DATA_DIR": str(folder / "data"), "BOT_TOKEN": "", "DATABASE_URL": "", **env}
    lines = "".join(f"{one}\n" for one in answers)
    return await asyncio.to_thread(CliRunner(env=environment).invoke, app, ["init", *options], input=lines)


def tables(folder: Path) -> dict[str, int]:
    with sqlite3.connect(folder / "data" / "linli.db") as connection:
        return {name: connection.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in ("places", "invites", "people")}


async def test_four_answers_lead_to_the_first_clerks_invite(api: FakeApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = await run_init(api, tmp_path, monkeypatch, [TOKEN, "北街街道", "北街社区", ""])
    assert done.exit_code == 0, done.output
    env = tmp_path / ".env"
    assert stat.S_IMODE(env.stat().st_mode) == 0o600
    assert f"BOT_TOKEN={TOKEN}" in env.read_text()
    assert f"TELEGRAM_API_BASE={api.base}" in env.read_text()
    assert TOKEN not in done.output, "the token is never shown again"
    assert LINK.search(done.stdout)
    assert "▀" in done.stdout, "a QR code for the terminal"
    assert "扫码后点「打开 Telegram」，再点最下面的「开始」" in done.stdout, "for the paper that she is handed (ease.md, minute 8)"
    assert [line.strip() for line in done.stdout.splitlines() if line.startswith("    ")][:2] == ["/newbot", "邻里助手"]
    assert re.search(r"    linli_\d{7}_bot\n", done.stdout)
    assert "✓ 隐私模式开着" in done.stdout
    assert tables(tmp_path) == {"places": 2, "invites": 1, "people": 0}
    assert {one["language_code"] for one in api.called("setMyDescription") if "language_code" in one} == {"zh", "en"}
    assert len(api.called("setMyCommands")) == 6


async def test_a_second_run_asks_nothing_and_changes_nothing(api: FakeApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await run_init(api, tmp_path, monkeypatch, [TOKEN, "北街街道", "北街社区", "和平小区"])
    env, before = (tmp_path / ".env").read_text(), tables(tmp_path)
    assert before["places"] == 3
    api.calls.clear()
    again = await run_init(api, tmp_path, monkeypatch, [])
    assert again.exit_code == 0, again.output
    assert ((tmp_path / ".env").read_text(), tables(tmp_path)) == (env, before)
    assert [name for name, _ in api.calls if name.startswith("set")] == []
    assert "以前发过了" in again.stdout
    assert LINK.search(again.stdout) is None


async def test_settings_that_are_there_stay(api: FakeApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("# mine\nLOG_LEVEL=WARNING\nBOT_TOKEN=\n")
    (tmp_path / ".env").chmod(0o644)
    await run_init(api, tmp_path, monkeypatch, [TOKEN, "北街街道", "北街社区", ""])
    assert (tmp_path / ".env").read_text().splitlines()[:3] == ["# mine", "LOG_LEVEL=WARNING", f"BOT_TOKEN={TOKEN}"]
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (["not a token"], "不像机器人的令牌"),
        (["123456789:BBtestTESTtestTESTtestTESTtestTEST12"], "令牌不对"),
        ([TOKEN, "北街/街道"], "不能用"),
        ([TOKEN, "北街街道", " "], "不能用"),
        ([TOKEN, "北街街道"], "输入到这里断了"),
    ],
)
async def test_a_bad_answer_writes_nothing(
    api: FakeApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: list[str], said: str
) -> None:
    done = await run_init(api, tmp_path, monkeypatch, answers)
    assert done.exit_code != 0
    assert said in done.output
    assert [one.name for one in tmp_path.iterdir()] == []
    assert TOKEN not in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    "pasted",
    [
        f'"{TOKEN}"',
        f"{TOKEN[:20]} {TOKEN[20:]}",
        f"Use this token to access the HTTP API: {TOKEN} Keep your token secure",
        f"BOT_TOKEN={TOKEN}",
    ],
)
async def test_the_token_is_found_in_what_was_pasted(api: FakeApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pasted: str) -> None:
    done = await run_init(api, tmp_path, monkeypatch, [pasted, "北街街道", "北街社区", ""])
    assert done.exit_code == 0, done.output
    assert f"BOT_TOKEN={TOKEN}\n" in (tmp_path / ".env").read_text()


async def test_a_question_of_the_terminal_shows_no_code(api: FakeApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = await run_init(api, tmp_path, monkeypatch, [TOKEN, "北街/街道"])
    assert "不带斜线。请再写一次。 / " in done.output
    assert "Please write it again.\n" in done.output


async def test_a_refused_token_of_the_settings_says_where_it_stands(api: FakeApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("BOT_TOKEN=123456789:BBtestTESTtestTESTtestTESTtestTEST12\n")
    done = await run_init(api, tmp_path, monkeypatch, [])
    assert (done.exit_code, "写进 .env 的 BOT_TOKEN" in done.output) == (1, True)


async def test_out_of_reach_asks_for_a_proxy(api: FakeApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = f"http://127.0.0.1:{unused_port()}"
    done = await run_init(api, tmp_path, monkeypatch, [TOKEN], TELEGRAM_API_BASE=nowhere)
    assert (done.exit_code, "这台机器需要代理吗" in done.output) == (1, True)
    assert not (tmp_path / ".env").exists()


async def test_privacy_mode_off_is_told(api: FakeApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    api.me = {"can_read_all_group_messages": True}
    done = await run_init(api, tmp_path, monkeypatch, [TOKEN, "北街街道", "北街社区", ""])
    assert "/setprivacy" in done.stdout
    assert done.exit_code == 0, "a warning, not a failure"


async def test_json_is_one_document(api: FakeApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = await run_init(api, tmp_path, monkeypatch, [TOKEN, "北街街道", "北街社区", "和平小区"], "--json")
    document = orjson.loads(done.stdout)
    assert (document["bot"], document["community"], document["compound"]) == ("@linli_test_bot", "北街社区", "和平小区")
    assert LINK.fullmatch(document["invite"]["link"])
    assert document["ok"]


@pytest.fixture
async def sandbox(tmp_path: Path, uow: Units, clock: FakeClock) -> Path:
    """The sandbox's database, as `settle` makes it: 和平小区 with a clerk and a chief, and 东方小区."""
    if not uow.database.is_sqlite:
        pytest.skip("the sandbox's database is always SQLite")
    await settle(uow(), clock.now())
    await uow.database.dispose()
    folder = tmp_path / "home"
    (folder / "data").mkdir(parents=True)
    with sqlite3.connect(tmp_path / "test.db") as source, sqlite3.connect(folder / "data" / "sandbox.db") as target:
        source.backup(target)
        from storage.migrating import head_revision

        target.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        target.execute("INSERT INTO alembic_version VALUES (?)", (head_revision(),))
    return folder


async def test_roster_and_roles_are_taken_over_without_people(api: FakeApi, sandbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = await run_init(api, sandbox, monkeypatch, [TOKEN, "2"], "--from-sandbox")
    assert done.exit_code == 0, done.output
    assert "2. 北街街道 / 北街社区 / 和平小区，12 户" in done.stdout
    with sqlite3.connect(sandbox / "data" / "linli.db") as connection:
        places = connection.execute("SELECT name, path FROM places ORDER BY length(path), position").fetchall()
        assert [name for name, _ in places] == ["北街街道", "北街社区", "和平小区", "1栋", "2栋", "3栋"]
        assert [path.count("/") for _, path in places] == [0, 1, 2, 3, 3, 3]
        assert all(path.startswith(places[2][1]) for _, path in places[3:])
        assert connection.execute("SELECT COUNT(*) FROM homes").fetchone() == (12,)
        assert connection.execute("SELECT COUNT(*) FROM people").fetchone() == (0,)
        roles = connection.execute("SELECT role FROM invites ORDER BY role").fetchall()
    assert [role for (role,) in roles] == ["community_staff", "compound_chief"]
    assert "和平小区 · 小区长: https://t.me/linli_test_bot?start=i_" in done.stdout
    assert "▀" in done.stdout
    again = await run_init(api, sandbox, monkeypatch, ["2"], "--from-sandbox")
    assert "以前带过来了" in again.stdout
    assert tables(sandbox) == {"places": 6, "invites": 2, "people": 0}


async def test_nothing_chosen_from_the_sandbox_asks_for_names(api: FakeApi, sandbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = await run_init(api, sandbox, monkeypatch, [TOKEN, "", "南街街道", "南街社区", ""], "--from-sandbox")
    assert done.exit_code == 0, done.output
    assert tables(sandbox)["places"] == 2


async def test_without_a_sandbox_there_is_nothing_to_take(api: FakeApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = await run_init(api, tmp_path, monkeypatch, [TOKEN], "--from-sandbox")
    assert (done.exit_code, "还没有沙盒的数据" in done.output) == (2, True)


def test_values_with_spaces_are_quoted_and_nothing_is_overwritten(tmp_path: Path) -> None:
    from dotenv import dotenv_values

    path = tmp_path / ".env"
    assert keep_settings(path, {"DATA_DIR": "/srv/邻里 data/it's", "BOT_TOKEN": TOKEN})
    assert dotenv_values(path) == {"DATA_DIR": "/srv/邻里 data/it's", "BOT_TOKEN": TOKEN}
    assert not keep_settings(path, {"BOT_TOKEN": "other"})
    assert dotenv_values(path)["BOT_TOKEN"] == TOKEN


def test_a_file_saved_as_gbk_is_added_to_and_becomes_utf8(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes("# 邻里的设置\nWEB_PORT=8091\n".encode("gb18030"))
    assert keep_settings(path, {"BOT_TOKEN": TOKEN})
    assert path.read_text(encoding="utf-8") == f"# 邻里的设置\nWEB_PORT=8091\nBOT_TOKEN={TOKEN}\n"
