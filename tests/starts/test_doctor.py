"""`linli doctor` against a Bot API on loopback: a plain verdict and a remedy for each thing that can be wrong."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiogram.types import ChatMemberRestricted
from aiohttp.test_utils import unused_port
from typer.testing import CliRunner

from bot.__main__ import app
from bot.rules.residents import PlaceKind
from bot.runtime.checks import Check, State, examine
from bot.runtime.clock import SystemClock
from bot.runtime.database import DatabaseUnusable, open_database
from bot.runtime.leadership import Leadership
from bot.runtime.settings import Settings
from messages.formatting import local
from storage.base import Database
from storage.unit_of_work import UnitOfWork
from tests.runtime.test_commands import damage
from tests.starts.fake_api import TOKEN, FakeApi, fake_api

NOW = SystemClock().now


@pytest.fixture
async def api() -> AsyncIterator[FakeApi]:
    async with fake_api() as made:
        yield made


def settings_for(api: FakeApi, folder: Path, **more: Any) -> Settings:
    return Settings(**{"bot_token": TOKEN, "telegram_api_base": api.base, "data_dir": folder, "database_url": None, **more})


async def make_database(settings: Settings, chats: tuple[int, ...] = ()) -> None:
    database = await open_database(settings)
    async with UnitOfWork(database, write=True) as unit:
        for chat_id in chats:
            await unit.groups.enter(chat_id, f"群{chat_id}", None, NOW())
        await unit.commit()
    await database.dispose()


async def checked(settings: Settings) -> dict[str, Check]:
    return {check.name: check for check in await examine(settings, NOW)}


async def test_everything_in_order(api: FakeApi, tmp_path: Path) -> None:
    settings = settings_for(api, tmp_path)
    await make_database(settings)
    found = await checked(settings)
    assert {name: check.state for name, check in found.items()} == dict.fromkeys(
        ("token", "api", "clock", "webhook", "privacy", "profile", "data", "database", "process"), State.OK
    )
    assert "@linli_test_bot" in found["token"].verdict
    assert api.called("getUpdates") == [], "a second getUpdates steals the poll"


async def test_a_legal_profile_that_stops_the_start(api: FakeApi, tmp_path: Path) -> None:
    """Where `linli run` would not start, not everything is in order."""
    settings = settings_for(api, tmp_path, legal_profile="shangai-lift")
    await make_database(settings)
    found = (await checked(settings))["profile"]
    assert found.state is State.WRONG
    assert "是不是 shanghai-lift" in found.verdict
    assert "linli profile list" in found.remedy
    own = tmp_path / "profiles" / "own.toml"
    own.parent.mkdir()
    own.write_text("name = 1\n", encoding="utf-8")
    found = (await checked(settings_for(api, tmp_path)))["profile"]
    assert found.state is State.WRONG
    assert str(own) in found.verdict


async def test_a_wrong_token(api: FakeApi, tmp_path: Path) -> None:
    found = await checked(settings_for(api, tmp_path, bot_token="123456789:BBtestTESTtestTESTtestTESTtestTEST12"))
    assert found["token"].state is State.WRONG
    assert "BotFather" in found["token"].remedy
    assert "clock" not in found


@pytest.mark.parametrize(("proxy", "said"), [(None, "这台机器需要代理吗"), ("http://127.0.0.1:9", "检查代理开着没有")])
async def test_out_of_reach_asks_for_a_proxy(api: FakeApi, tmp_path: Path, proxy: str | None, said: str) -> None:
    base = f"http://127.0.0.1:{unused_port()}"
    found = await checked(settings_for(api, tmp_path, telegram_api_base=base, telegram_proxy=proxy))
    assert found["api"].state is State.WRONG
    assert said in found["api"].remedy


async def test_a_platform_in_trouble(api: FakeApi, tmp_path: Path) -> None:
    api.broken = 502
    assert (await checked(settings_for(api, tmp_path)))["api"].state is State.WRONG


async def test_without_a_token_the_database_is_still_looked_at(api: FakeApi, tmp_path: Path) -> None:
    found = await checked(settings_for(api, tmp_path, bot_token=None))
    assert (found["token"].state, found["database"].state) == (State.WRONG, State.WARNING)
    assert "linli init" in found["token"].remedy


@pytest.mark.parametrize(("off", "word"), [(timedelta(seconds=-90), "快了"), (timedelta(seconds=90), "慢了")])
async def test_a_clock_that_is_off(api: FakeApi, tmp_path: Path, off: timedelta, word: str) -> None:
    api.clock_off = off
    check = (await checked(settings_for(api, tmp_path)))["clock"]
    assert check.state is State.WRONG
    assert word in check.verdict
    assert "timedatectl" in check.remedy


async def test_privacy_mode_off_is_told_with_the_messages_for_botfather(api: FakeApi, tmp_path: Path) -> None:
    api.me = {"can_read_all_group_messages": True, "can_join_groups": False}
    found = await checked(settings_for(api, tmp_path))
    assert found["privacy"].state is State.WARNING
    assert "/setprivacy" in found["privacy"].remedy
    assert found["join"].state is State.WRONG


HOOK = "https://example.org/telegram"


@pytest.mark.parametrize(
    ("said", "helps"),
    [
        ("SSL error {error:0A000086:SSL routines::certificate verify failed}", "fullchain"),
        ("Connection refused", "WEBHOOK_PORT"),
        ("Wrong response from the webhook: 302 Found", "地址被转走"),
        ("Wrong response from the webhook: 404 Not Found", "反向代理"),
        ("Something new", "检查 WEBHOOK_URL"),
    ],
)
async def test_a_webhook_that_fails_is_explained(api: FakeApi, tmp_path: Path, said: str, helps: str) -> None:
    api.webhook = {"url": HOOK, "last_error_message": said, "last_error_date": int(datetime.now(UTC).timestamp()) - 60}
    check = (await checked(settings_for(api, tmp_path, webhook_url=HOOK, webhook_secret="s3cret")))["webhook"]
    assert check.state is State.WRONG
    assert helps in check.remedy


async def test_webhooks_that_are_not_as_set(api: FakeApi, tmp_path: Path) -> None:
    api.webhook = {"url": HOOK}
    assert (await checked(settings_for(api, tmp_path)))["webhook"].state is State.WARNING
    hooked = settings_for(api, tmp_path, webhook_url=HOOK, webhook_secret="s3cret")
    assert (await checked(hooked))["webhook"].state is State.OK
    api.webhook = {}
    assert (await checked(hooked))["webhook"].state is State.WARNING


async def test_rights_in_each_group(api: FakeApi, tmp_path: Path) -> None:
    settings = settings_for(api, tmp_path)
    await make_database(settings, (-1, -2, -3, -4))
    muted: dict[str, Any] = {name: False for name, one in ChatMemberRestricted.model_fields.items() if one.is_required()}
    muted |= {"status": "restricted", "is_member": True, "until_date": 0, "user": api._getMe({})}
    api.members = {-1: {"status": "member"}, -3: {"status": "left"}, -4: muted}
    found = await checked(settings)
    assert found["group:群-1"].state is State.WARNING
    assert "绑定" in found["group:群-1"].remedy
    for name in ("group:群-2", "group:群-3"):
        assert found[name].state is State.WRONG
        assert "加回来" in found[name].remedy
    assert "禁言" in found["group:群-4"].verdict


async def test_a_bound_group_that_the_bot_was_taken_out_of_is_named(api: FakeApi, tmp_path: Path) -> None:
    """Votes go on without it. One that was given free is nobody's any more, and one that merely showed itself never was."""
    settings = settings_for(api, tmp_path)
    await make_database(settings, (-1, -2, -3))
    database = Database(settings.database)
    async with UnitOfWork(database, write=True) as unit:
        street = await unit.compounds.add_place(PlaceKind.STREET, "北街街道", None)
        community = await unit.compounds.add_place(PlaceKind.COMMUNITY, "北街社区", street)
        compound = await unit.compounds.add_place(PlaceKind.COMPOUND, "和平小区", community)
        for chat_id in (-1, -2):
            group = await unit.groups.group(chat_id)
            assert group is not None
            await unit.groups.bind(group.id, compound.id, compound.id, None, NOW())
            if chat_id == -2:
                await unit.groups.unbind(group.id)
        for chat_id in (-1, -2, -3):
            await unit.groups.leave(chat_id, NOW())
        await unit.commit()
    await database.dispose()
    found = await checked(settings)
    gone = found["group:群-1"]
    assert (gone.state, "不在这个群里了" in gone.verdict, "加回来" in gone.remedy) == (State.WARNING, True, True)
    assert not {"group:群-2", "group:群-3"} & found.keys()
    assert api.called("getChatMember") == [], "nobody is asked about a chat that the bot has left"


async def test_an_older_and_a_newer_database(api: FakeApi, tmp_path: Path) -> None:
    settings = settings_for(api, tmp_path)
    await make_database(settings)
    for revision, state in (("9999", State.WRONG), (None, State.WRONG)):
        database = Database(settings.database)
        async with database.writer.begin() as connection:
            if revision is None:
                await connection.exec_driver_sql("DROP TABLE alembic_version")
            else:
                await connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")
        await database.dispose()
        assert (await checked(settings))["database"].state is state
    (tmp_path / "linli.db").write_bytes(b"")
    assert (await checked(settings))["database"].state is State.WARNING, "nothing is in it: run makes its tables"


@pytest.mark.parametrize("data_dir", ["it", "it/below", "/proc/linli"])
async def test_a_folder_that_takes_no_data_is_said_as_run_says_it(api: FakeApi, tmp_path: Path, data_dir: str) -> None:
    (tmp_path / "it").write_text("", encoding="utf-8")
    settings = settings_for(api, tmp_path / data_dir)
    with pytest.raises(DatabaseUnusable) as run:
        await open_database(settings)
    found = await checked(settings)
    check = found["data"]
    assert check.state is State.WRONG
    assert (check.verdict, check.remedy) == (run.value.verdict, run.value.remedy)
    assert "database" not in found, "nothing makes one there"


async def test_looking_at_a_folder_leaves_nothing_in_it(api: FakeApi, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "new" / "deep"):
        assert (await checked(settings_for(api, folder)))["data"].state is State.OK
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("database", ["a folder", "a shopping list", "half"])
async def test_a_database_that_cannot_be_used_is_said_as_run_says_it(api: FakeApi, tmp_path: Path, database: str) -> None:
    file = tmp_path / "linli.db"
    if database == "a folder":
        file.mkdir()
    elif database == "half":
        with closing(sqlite3.connect(file)) as half:
            half.execute("CREATE TABLE chats (chat_id BIGINT)")
    else:
        file.write_bytes(b"a shopping list, " * 400)
    settings = settings_for(api, tmp_path)
    with pytest.raises(DatabaseUnusable) as run:
        await open_database(settings)
    check = (await checked(settings))["database"]
    assert check.state is State.WRONG
    assert (check.verdict, check.remedy) == (run.value.verdict, run.value.remedy)


async def test_a_database_with_a_damaged_page(api: FakeApi, tmp_path: Path) -> None:
    """Of a table that doctor itself does not read, too."""
    settings = settings_for(api, tmp_path)
    await (await open_database(settings)).dispose()
    damage(tmp_path / "linli.db", "ballots")
    found = await checked(settings)
    assert found["database"].state is State.WRONG
    assert "linli restore" in found["database"].remedy
    assert "process" not in found, "what lies in it is not guessed"


async def test_a_database_that_does_not_answer(api: FakeApi, tmp_path: Path) -> None:
    url = f"postgresql+asyncpg://linli:secret@127.0.0.1:{unused_port()}/linli"
    check = (await checked(settings_for(api, tmp_path, database_url=url)))["database"]
    assert check.state is State.WRONG
    assert "secret" not in check.verdict + check.remedy


async def test_what_lies_unhandled(api: FakeApi, tmp_path: Path) -> None:
    settings = settings_for(api, tmp_path)
    database = await open_database(settings)
    async with UnitOfWork(database, write=True) as unit:
        await unit.updates.bury(1, "{}", "broken", received_at=NOW(), now=NOW())
        await unit.commit()
    await database.dispose()
    assert (await checked(settings))["dead-letters"].state is State.WARNING


async def beat(database: Database, at: datetime) -> None:
    async with UnitOfWork(database, write=True) as unit:
        await unit.updates.beat("runtime", at)
        await unit.commit()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("server", marks=pytest.mark.storage)])
async def test_whether_it_runs_is_asked_of_who_leads(api: FakeApi, tmp_path: Path, database_url: str, kind: str) -> None:
    """A crash and a backup that was put back leave a heartbeat behind; and the heart stands still where nothing is heard."""
    if kind == "server" and database_url.startswith("sqlite"):
        pytest.skip("LINLI_TEST_DATABASE_URL names no PostgreSQL")
    settings = settings_for(api, tmp_path, database_url=database_url if kind == "server" else None)
    database = await open_database(settings)
    await beat(database, NOW())
    assert "现在没有运行" in (await checked(settings))["process"].verdict
    leading = Leadership(database)
    await leading.acquire()
    assert (await checked(settings))["process"] == Check("process", State.OK, "邻里正在运行。 / Linli is running.")
    deaf_since = NOW() - timedelta(hours=3)
    await beat(database, deaf_since)
    deaf = (await checked(settings))["process"]
    assert deaf.state is State.WARNING
    assert f"{local(deaf_since):%H:%M}" in deaf.verdict
    assert "platform_not_reached" in deaf.remedy
    assert await Leadership(database)._try() is False, "who looks takes nobody's place"
    await leading.release()
    assert "现在没有运行" in (await checked(settings))["process"].verdict
    assert await leading._try(), "nor does it keep it"
    await leading.release()
    await database.dispose()


async def run_doctor(api: FakeApi, folder: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> Any:
    monkeypatch.chdir(folder)
    env = {"BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": api.base, "DATA_DIR": str(folder), "DATABASE_URL": ""}
    return await asyncio.to_thread(CliRunner(env=env).invoke, app, ["doctor", *options])


async def test_the_command_says_it_plainly_and_exits(api: FakeApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await make_database(settings_for(api, tmp_path))
    done = await run_doctor(api, tmp_path, monkeypatch)
    assert (done.exit_code, done.stdout.splitlines()[0]) == (
        0,
        "✓ 令牌有效，机器人是 @linli_test_bot。 / The token works: @linli_test_bot.",
    )
    api.clock_off = timedelta(hours=1)
    failed = await run_doctor(api, tmp_path, monkeypatch)
    assert failed.exit_code == 1
    assert "✗ 时钟慢了" in failed.stdout
    assert TOKEN not in failed.output


async def test_json_is_one_document(api: FakeApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    api.me = {"can_join_groups": False}
    done = await run_doctor(api, tmp_path, monkeypatch, "--json")
    document = orjson.loads(done.stdout)
    assert (done.exit_code, document["ok"]) == (1, False)
    [join] = [check for check in document["checks"] if check["name"] == "join"]
    assert set(join) == {"name", "state", "verdict", "remedy"}
    assert join["state"] == "wrong"
