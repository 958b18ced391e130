"""Slips by button and by command line; `linli invite` and `linli roles`."""

import asyncio
import io
import json
import os
import sqlite3
import zipfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.rules.residents import PlaceKind, Role
from handlers.menus import OpenSlips
from storage.base import Database
from storage.migrating import migrate
from storage.unit_of_work import UnitOfWork
from tests.fake_clock import START, FakeClock
from tests.fixtures import Units
from tests.residents.worlds import CHEN, HE, WANG, World, bind, dialog, settle, toast
from tests.wire import Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now())


def words_of(docx: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml").decode()


async def test_staff_print_slips_and_each_code_binds(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    await wire.say(CHEN, "/menu")
    await wire.tap(CHEN, wire.last(CHEN.id), "印小条")
    assert "11 户还没认门，共 11 个码" in wire.last(CHEN.id).text
    assert "另有 1 户名册上没写业主" in wire.last(CHEN.id).text
    assert "正在做小条" in toast(await wire.tap(CHEN, wire.last(CHEN.id), "打印"))
    await wire.work()
    shown = wire.last(CHEN.id)
    assert shown.method == "sendDocument"
    assert "11 户、11 个码，4月28日（周二）前有效" in shown.text
    path: Path = wire.session.calls[-1].document.path
    words = words_of(path.read_bytes())
    assert "李建国" in words
    assert "王桂芳" not in words
    clock.move(timedelta(days=1))
    await wire.due()
    await wire.work()
    assert not path.exists()


async def test_staff_print_the_poster_for_the_gate(wire: Wire, world: World) -> None:
    await wire.say(CHEN, "/menu")
    await wire.tap(CHEN, wire.last(CHEN.id), "印小条")
    assert "正在做海报" in toast(await wire.tap(CHEN, wire.last(CHEN.id), "印海报"))
    await wire.work()
    shown = wire.last(CHEN.id)
    assert "海报好了：和平小区" in shown.text
    document = wire.session.calls[-1].document
    assert document.filename == "和平小区-海报.docx"
    words = words_of(document.path.read_bytes())
    assert "t.me/linli_test_bot" in words
    assert "纸质票" not in words, "paper ballots are no part of it yet"
    assert "由楼长、小区长或社区干部来点" in dialog(await wire.press(HE, f"rpo:{world.compound.id}"))


async def test_slips_printed_before_are_spoken_of_once_there_are_some(wire: Wire, world: World) -> None:
    await wire.press(CHEN, OpenSlips(place=world.compound.id).pack())
    assert "以前印的" not in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "打印")
    await wire.work()
    await wire.press(CHEN, OpenSlips(place=world.compound.id).pack())
    assert "以前印的也还能用" in wire.last(CHEN.id).text


async def test_heads_do_not_print(wire: Wire, world: World) -> None:
    assert "由楼长、小区长或社区干部来点" in dialog(await wire.press(HE, f"rps:{world.compound.id}"))


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs `linli …` against a database of its own; a loopback bot token, and no network."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("BOT_TOKEN", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    runner = CliRunner()

    def call(*arguments: str) -> Any:
        return runner.invoke(app, list(arguments))

    return call


async def fill(tmp_path: Path) -> World:
    (tmp_path / "data").mkdir(exist_ok=True)
    url = f"sqlite+aiosqlite:///{tmp_path / 'data' / 'linli.db'}"
    await migrate(url, backups=tmp_path / "backups")
    database = Database(url)
    world = await settle(UnitOfWork(database, write=True), START)
    await database.dispose()
    return world


@pytest.fixture
def filled(tmp_path: Path, command: Any) -> World:
    return asyncio.run(fill(tmp_path))


def test_invite_a_role(command: Any, filled: World) -> None:
    result = command("invite", "building_head", "--scope", "和平小区/2号楼", "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert (document["role"], document["scope"]) == ("building_head", "北街街道/北街社区/和平小区/2栋")
    assert document["start"] == f"i_{document['code']}"
    assert document["link"] is None


@pytest.mark.parametrize(
    "arguments", [("invite", "community_staff", "--scope", "北街社区"), ("invite", "owner", "--home", "1-1-0101"), ("roles", "list")]
)
def test_before_there_is_any_place_it_says_what_makes_one(command: Any, arguments: tuple[str, ...]) -> None:
    """「名册导入以后才有」 and 「用 linli invite 请第一位」 led in a circle."""
    result = command(*arguments)
    assert result.exit_code == (0 if arguments[0] == "roles" else 2)
    assert "先运行 linli init" in result.output
    assert "名册导入以后" not in result.output


def test_beside_the_link_stands_what_to_write_on_the_paper(command: Any, filled: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """ease.md, minute 8: a page of the browser comes first, and asks to open the app."""

    async def username(_settings: Any) -> str:
        return "linli_test_bot"

    monkeypatch.setattr("bot.cli.roles.bot_username", username)
    result = command("invite", "building_head", "--scope", "和平小区/2号楼")
    assert result.exit_code == 0, result.output
    said = result.stdout.partition("https://t.me/linli_test_bot?start=i_")[2]
    assert "扫码后点「打开 Telegram」，再点最下面的「开始」" in said


def test_invite_an_owner(command: Any, filled: World) -> None:
    result = command("invite", "owner", "--home", "1-1-0102", "--json")
    document = json.loads(result.stdout)
    assert (document["home"], document["owner"], document["scope"]) == ("1栋-1单元-0102", "业主1", "北街街道/北街社区/和平小区")
    named = command("invite", "owner", "--scope", "和平小区", "--home", "1栋1单元0101", "--owner", "李建国", "--json")
    assert json.loads(named.stdout)["owner"] == "李建国"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("invite", "king", "--scope", "和平小区"), "没有「king」"),
        (("invite", "building_head"), "--scope"),
        (("invite", "building_head", "--scope", "没有的小区"), "没有找到「没有的小区」"),
        (("invite", "building_head", "--scope", "和平小区"), "配不上这个职务"),
        (("invite", "owner"), "--home"),
        (("invite", "owner", "--home", "1-1-0101"), "王桂芳、李建国"),
        (("invite", "owner", "--home", "1-1-0101", "--owner", "别人"), "请用 --owner"),
        (("invite", "owner", "--home", "9-9-999"), "没有找到这一户"),
        (("invite", "family", "--home", "1-1-0101", "--owner", "李建国"), "--owner 只用来请业主"),
        (("roles", "revoke", "0000000000"), "没有编号"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_2(command: Any, filled: World, arguments: tuple[str, ...], said: str) -> None:
    result = command(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_name_as_it_stands_comes_before_what_it_could_be_short_for(command: Any, filled: World, tmp_path: Path) -> None:
    """A building's name ends after 24 letters: a compound with a longer one was two."""
    long = "广安市广安区北街街道老旧小区改造示范片区第三期甲地块住宅"

    async def add() -> None:
        database = Database(f"sqlite+aiosqlite:///{tmp_path / 'data' / 'linli.db'}")
        async with UnitOfWork(database, write=True) as unit:
            for name in (long, long[:24]):
                await unit.compounds.add_place(PlaceKind.COMPOUND, name, filled.community)
            await unit.commit()
        await database.dispose()

    asyncio.run(add())
    result = command("invite", "compound_chief", "--scope", long, "--json")
    assert json.loads(result.stdout)["scope"].endswith(f"/{long}")


def test_an_ambiguous_place_lists_its_candidates(command: Any, filled: World, tmp_path: Path) -> None:
    async def add() -> None:
        database = Database(f"sqlite+aiosqlite:///{tmp_path / 'data' / 'linli.db'}")
        async with UnitOfWork(database, write=True) as unit:
            east = await unit.compounds.add_place(PlaceKind.COMMUNITY, "东街社区", filled.street)
            await unit.compounds.add_place(PlaceKind.COMPOUND, "和平小区", east)
            await unit.commit()
        await database.dispose()

    asyncio.run(add())
    result = command("invite", "compound_chief", "--scope", "和平小区")
    assert result.exit_code == 2
    assert "北街街道/东街社区/和平小区、北街街道/北街社区/和平小区" in result.stderr
    assert command("invite", "compound_chief", "--scope", "东街社区/和平小区", "--json").exit_code == 0


def test_places_of_one_name_are_told_apart_by_the_role_and_by_the_whole_path(command: Any, filled: World, tmp_path: Path) -> None:
    """Street, community and compound are often called alike, and the whole path of one is the tail of the others."""
    (tmp_path / "名册.csv").write_text("楼栋,单元,房号,面积,业主\n1栋,1单元,0101,89.35,王\n", encoding="utf-8")
    names = ("--street", "南街", "--community", "南街", "--compound", "南街")
    assert command("import-roster", str(tmp_path / "名册.csv"), *names).exit_code == 0
    for role, scope in (("street_staff", "南街"), ("community_staff", "南街"), ("compound_chief", "南街")):
        invited = command("invite", role, "--scope", scope, "--json")
        assert invited.exit_code == 0, invited.stderr
        assert json.loads(invited.stdout)["scope"].count("南街") == ("street_staff", "community_staff", "compound_chief").index(role) + 1
    assert command("roles", "list", "--scope", "南街/南街", "--json").exit_code == 0


def test_roles_are_listed_and_revoked(command: Any, filled: World) -> None:
    rows = json.loads(command("roles", "list", "--json").stdout)
    assert {(row["role"], row["name"]) for row in rows} == {
        ("community_staff", "陈静"),
        ("compound_chief", "赵主任"),
        ("building_head", "孙大姐"),
    }
    [head] = json.loads(command("roles", "list", "--scope", "和平小区/1栋", "--json").stdout)
    assert head["role"] == Role.BUILDING_HEAD
    revoked = command("roles", "revoke", head["id"], head["id"], "--json")
    assert (revoked.exit_code, json.loads(revoked.stdout)) == (0, {"revoked": [head["id"]]})
    assert json.loads(command("roles", "list", "--scope", "和平小区/1栋", "--json").stdout) == []
    assert "陈静" in command("roles", "list").stdout


def test_slips_need_the_bots_link(command: Any, filled: World, tmp_path: Path) -> None:
    result = command("slips", "--compound", "和平小区", "--out", str(tmp_path / "slips.docx"))
    assert result.exit_code == 1
    assert "BOT_TOKEN" in result.stderr


def test_slips_are_written(command: Any, filled: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def username(_settings: Any) -> str:
        return "linli_test_bot"

    monkeypatch.setattr("bot.cli.roles.bot_username", username)
    out = tmp_path / "slips.docx"
    result = command("slips", "--compound", "和平小区", "--out", str(out), "--json")
    assert result.exit_code == 0, result.stderr
    document = json.loads(result.stdout)
    assert (document["homes"], document["codes"], document["without_owner"]) == (11, 12, 1)
    assert "王桂芳" in words_of(out.read_bytes())


def test_without_a_roster_no_empty_sheet_is_written(command: Any, filled: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def username(_settings: Any) -> str:
        return "linli_test_bot"

    monkeypatch.setattr("bot.cli.roles.bot_username", username)
    with closing(sqlite3.connect(tmp_path / "data" / "linli.db")) as connection:
        connection.execute("UPDATE homes SET retired_at = '2026-01-01 00:00:00'")
        connection.commit()
    result = command("slips", "--compound", "和平小区", "--out", str(tmp_path / "slips.docx"))
    assert result.exit_code == 2
    assert "先运行 linli import-roster" in result.stderr
    assert not list(tmp_path.glob("*.docx*"))


@pytest.mark.parametrize("out", [".", "missing/slips.docx", "file/slips.docx", "pipe"])
def test_where_no_slips_can_be_written_no_codes_are_made(
    command: Any, filled: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    async def username(_settings: Any) -> str:
        return "linli_test_bot"

    monkeypatch.setattr("bot.cli.roles.bot_username", username)
    (tmp_path / "file").write_text("", encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")
    before = (tmp_path / "data" / "linli.db").read_bytes()
    result = command("slips", "--compound", "和平小区", "--out", out)
    assert (result.exit_code, result.stdout) == (2, "")
    assert out in result.stderr
    with closing(sqlite3.connect(tmp_path / "data" / "linli.db")) as connection:
        assert connection.execute("SELECT count(*) FROM invites WHERE kind = 'slip'").fetchone() == (0,)
    assert (tmp_path / "data" / "linli.db").read_bytes() == before
