"""Every command answers bad input with a sentence and exit 2, trouble with a sentence and exit 1, and never with a traceback."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command
from typer.testing import CliRunner

from bot.__main__ import app
from bot.cli import init as init_command
from bot.runtime.settings import Settings
from tests.e2e.harness import free_port
from tests.e2e.processes import clean_environment, linli

# They run until they are stopped: what they say is no answer.
LIVING = {"run", "sandbox"}


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs `linli …` in a folder of its own, with nothing set but DATA_DIR."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))

    def call(*arguments: str, **environment: str) -> Any:
        return CliRunner(env=environment).invoke(app, list(arguments))

    return call


def says(result: Any, code: int, part: str) -> None:
    """One sentence, and no traceback: nothing but the exit was raised."""
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert (result.exit_code, result.stdout) == (code, "")
    assert part in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def commands(group: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    found = {}
    for name, one in group.commands.items():
        found |= commands(one, (*path, name)) if hasattr(one, "commands") else {(*path, name): one}
    return found


def test_every_command_that_answers_has_json() -> None:
    without = {
        path for path, one in commands(get_command(app)).items() if "--json" not in {option for had in one.params for option in had.opts}
    }
    assert without == {(name,) for name in LIVING}


BAD_ARGUMENTS = {
    "tally a b --closes 1 --matter foo": "--matter 没有「foo」，可以写 ordinary、special、unanimous、consultation。",
    "tally a b --closes 1 --matter ordinary --threshold 9": "--threshold 没有「9」，可以写 ",
    "tally a b --closes 1 --matter ordinary --proxy-cap two": "--proxy-cap「two」不是整数",
    "tally a b --closes 1 --matter ordinary --proxy-cap -1": "--proxy-cap 最小是 0",
    "tally a b --closes 1": "少了 --matter（表决类型），可以写 ordinary、",
    "tally a": "少了 ballots（选票 CSV 或 XLSX）。用法见 linli tally --help。",
    "tally a b c --closes 1 --matter ordinary": "后面多了「c」",
    "tally a b --matter": "--matter 后面要写一个值。用法见 linli tally --help。",
    "tally --json=3": "--json 后面不用写值。",
    "tally --mater x": "没有 --mater 这个选项，是不是 --matter？",
    "sheet v --kind foo": "--kind 没有「foo」，可以写 preliminary、",
    "sheet v --kind final --paper a5": "--paper 没有「a5」，可以写 ",
    "dead-letters replay x": "ids「x」不是整数",
    "dead-letters foo": "没有「foo」这个命令。用法见 linli dead-letters --help。",
    "foo": "没有「foo」这个命令。",
    "--foo": "没有 --foo 这个选项。",
}


def test_what_there_is_not_is_a_sentence_with_what_there_is(command: Any) -> None:
    for line, part in BAD_ARGUMENTS.items():
        result = command(*line.split())
        says(result, 2, part)
        assert " / " in result.stderr
        assert "Value error" not in result.stderr


NEED_DATABASE = [
    ("roles", "list"),
    ("roles", "revoke", "0000000000"),
    ("invite", "building_head", "--scope", "和平小区"),
    ("dead-letters", "list"),
    ("dead-letters", "replay", "1"),
    ("migrate",),
    ("backup",),
    ("import-roster", "roster.csv", "--compound", "和平小区"),
]
ROSTER = "楼栋,单元,房号,面积,业主\n1栋,1单元,101,89.35,王桂芳\n"


@pytest.mark.parametrize("arguments", NEED_DATABASE, ids="-".join)
def test_a_server_that_does_not_answer(command: Any, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    result = command(*arguments, DATABASE_URL=f"postgresql://x:hunter2@127.0.0.1:{free_port()}/z")
    assert "hunter2" not in result.output
    says(result, 1, "DATABASE_URL")


@pytest.mark.parametrize("arguments", NEED_DATABASE, ids="-".join)
def test_a_database_that_is_none(command: Any, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "linli.db").write_bytes(b"a shopping list, " * 400)
    result = command(*arguments)
    says(result, 1, "linli restore")
    assert "chown" not in result.stderr


def test_half_a_database_is_called_so(command: Any, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with sqlite3.connect(tmp_path / "data" / "linli.db") as half:
        half.execute("CREATE TABLE chats (chat_id BIGINT)")
    half.close()
    result = command("roles", "list")
    says(result, 1, "不完整")
    assert "chown" not in result.stderr


def damage(path: Path, *tables: str) -> None:
    """What a bad disk leaves: the first page of each of these tables, and of its indexes, is none."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [size] = database.execute("PRAGMA page_size").fetchone()
        marks = ",".join("?" * len(tables))
        pages = database.execute(f"SELECT rootpage FROM sqlite_master WHERE tbl_name IN ({marks})", tables).fetchall()
    with path.open("r+b") as file:
        for (page,) in pages:
            file.seek((page - 1) * size)
            file.write(b"\xfa" * size)


@pytest.mark.parametrize(
    "arguments",
    [*NEED_DATABASE, ("export-vote", "x"), ("sheet", "x", "--kind", "final")],
    ids="-".join,
)
def test_a_database_with_damaged_pages(command: Any, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """A traceback showed the SQL and whom it asked for."""
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    assert command("migrate").exit_code == 0
    damage(tmp_path / "data" / "linli.db", "appointments", "dead_letters", "invites", "homes", "places", "votes")
    result = command(*arguments)
    says(result, 1, "不完整")
    assert "linli restore" in result.stderr


LONG = "x" * 300


@pytest.mark.parametrize("arguments", [("restore", LONG), ("backup", "--to", LONG)], ids=["restore", "backup"])
def test_a_name_that_no_file_can_have(command: Any, arguments: tuple[str, ...]) -> None:
    assert command("migrate").exit_code == 0
    says(command(*arguments), 2, LONG)


@pytest.mark.parametrize("arguments", [("export-vote", "\udcff"), ("sheet", "\udcff", "--kind", "final")], ids=lambda one: one[0])
def test_a_word_that_is_no_text(command: Any, arguments: tuple[str, ...]) -> None:
    """A byte that is no UTF-8, as the shell hands it over."""
    assert command("migrate").exit_code == 0
    says(command(*arguments), 2, "UTF-8")


@pytest.mark.parametrize("folder", ["/dev/null", "/dev/null/data"])
def test_a_data_dir_that_is_no_folder(command: Any, folder: str) -> None:
    result = command("roles", "list", DATA_DIR=folder)
    says(result, 1, "不是文件夹")
    assert "chown" not in result.stderr, "nobody should give away a device"


def test_a_backup_goes_into_a_folder_under_its_usual_name(command: Any, tmp_path: Path) -> None:
    assert command("migrate").exit_code == 0
    (tmp_path / "safe").mkdir()
    result = command("backup", "--to", "safe", "--json")
    [file] = (tmp_path / "safe").iterdir()
    assert result.exit_code == 0
    assert Path(json.loads(result.stdout)["file"]).resolve() == file
    assert file.name.startswith("linli-")
    again = command("backup", "--to", str(file), "--json")
    assert (again.exit_code, list((tmp_path / "safe").iterdir())) == (0, [file]), "an older backup makes way"


@pytest.mark.parametrize("to", ["data/linli.db", "photo.jpg", "photo.jpg/x.zip", "pipe", "/proc/x/y.zip"])
def test_a_backup_overwrites_nothing_else(command: Any, tmp_path: Path, to: str) -> None:
    assert command("migrate").exit_code == 0
    (tmp_path / "photo.jpg").write_bytes(b"a photo")
    os.mkfifo(tmp_path / "pipe")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    says(command("backup", "--to", to), 2, to)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.parametrize("file", ["missing.zip", "folder", "empty.zip", "binary.zip", "pipe"])
def test_what_cannot_be_restored(command: Any, tmp_path: Path, file: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty.zip").write_bytes(b"")
    (tmp_path / "binary.zip").write_bytes(bytes(range(256)) * 50)
    says(command("restore", file), 2, file)
    assert not (tmp_path / "data").exists()


def test_a_disk_that_is_full_is_a_sentence_and_leaves_no_half(command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    assert command("migrate").exit_code == 0
    monkeypatch.setattr("bot.runtime.disk.os.fsync", full)
    says(command("backup", "--to", "x.zip"), 1, "磁盘")
    assert not list(tmp_path.glob("*x.zip*"))


def test_replay_wants_numbers(command: Any) -> None:
    says(command("dead-letters", "replay"), 2, "linli dead-letters list")


def test_a_number_that_no_database_holds(command: Any) -> None:
    says(command("dead-letters", "replay", "9" * 30), 2, "9" * 30)


@pytest.mark.parametrize(
    ("arguments", "chinese", "english"),
    [
        (("invite", "building_head", "--scope", "nowhere"), "没有找到「nowhere」", "nowhere"),
        (("import-roster", "old.xls", "--compound", "和平小区"), "旧格式", ".xlsx"),
    ],
    ids=["invite", "import-roster"],
)
def test_what_the_rules_refuse_is_said_in_both_languages(
    command: Any, tmp_path: Path, arguments: tuple[str, ...], chinese: str, english: str
) -> None:
    """As everything else at the command line is: whoever keeps the machine may read one of them only."""
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    (tmp_path / "old.xls").write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(512))
    assert command("import-roster", "roster.csv", "--street", "s", "--community", "c", "--compound", "和平小区").exit_code == 0
    result = command(*arguments)
    says(result, 2, chinese)
    zh, _, en = result.stderr.strip().partition(" / ")
    assert chinese in zh
    assert english in en
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in en), en


def test_signs_that_are_none(command: Any) -> None:
    """What a terminal in another encoding hands over."""
    says(command("invite", "building_head", "--scope", "\udcff\udcfe"), 2, "没有找到")


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_settings_show_no_secret(command: Any, form: tuple[str, ...]) -> None:
    given = {
        "BOT_TOKEN": "12345:" + "geheim" * 6,
        "WEBHOOK_URL": "https://linli.example/hook",
        "WEBHOOK_SECRET": "geheim",
        "DATABASE_URL": "postgresql://linli:geheim@db.example:5432/linli",
        "TELEGRAM_PROXY": "socks5://linli:ge@heim@proxy.example:1080",
    }
    shown = command("settings", *form, **given)
    assert shown.exit_code == 0, shown.output
    assert "geheim" not in shown.output
    assert "heim@" not in shown.output
    assert "://linli:***@db.example:5432/linli" in shown.output


def run_linli(folder: Path, *arguments: str, **streams: Any) -> subprocess.CompletedProcess[bytes]:
    """A process of its own: only there are the streams as a shell hands them over."""
    environment = clean_environment() | {"DATA_DIR": str(folder / "data")} | streams.pop("environment", {})
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=folder, env=environment, stderr=subprocess.PIPE, timeout=60, check=False, **streams
    )


def test_a_full_disk_behind_stdout_is_a_sentence(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run_linli(tmp_path, "settings", stdout=full)
    assert done.returncode == 1
    assert "磁盘" in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_terminal_that_lacks_a_sign_still_shows_the_rest(tmp_path: Path) -> None:
    done = run_linli(tmp_path, "doctor", stdout=subprocess.PIPE, environment={"PYTHONIOENCODING": "gbk"})
    assert done.returncode == 1
    assert "令牌" in done.stdout.decode("gbk")
    assert b"Traceback" not in done.stderr


async def test_without_an_input_nothing_is_asked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    async def read() -> str:
        return init_command._hidden("? ")

    monkeypatch.setattr("bot.cli.init.sys.stdin", None)
    with pytest.raises(typer.Exit) as ended:
        await init_command._asked(read)
    assert ended.value.exit_code == 2


@pytest.mark.parametrize("kept", [b"garbage", b'{"chats": 5}'])
def test_a_kept_world_that_cannot_be_read_is_a_sentence_and_stays_as_it_is(tmp_path: Path, kept: bytes) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "sandbox.json").write_bytes(kept)
    (folder / "sandbox.db").touch()
    done = linli(tmp_path, "sandbox", "--keep", WEB_PORT=str(free_port()))
    assert "Traceback" not in done.stderr
    assert done.returncode == 2
    assert "sandbox.json" in done.stderr
    assert "--keep" in done.stderr
    assert (folder / "sandbox.json").read_bytes() == kept


@pytest.mark.parametrize("name", ["a/b", "x" * 500, "\udcff", ""])
def test_a_place_that_nobody_could_write_is_not_made(command: Any, tmp_path: Path, name: str) -> None:
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    result = command("import-roster", "roster.csv", "--street", "s", "--community", "c", "--compound", name)
    says(result, 2, "（")
    assert json.loads(command("roles", "list", "--json").stdout) == []
    says(command("invite", "street_staff", "--scope", "s"), 2, "没有找到")


@pytest.mark.parametrize("at", ["garbage", "0001-01-01", "9999-12-31T23:00"])
def test_a_clock_that_cannot_be_read_is_bad_input(tmp_path: Path, at: str) -> None:
    done = linli(tmp_path, "sandbox", "--at", at)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--at" in done.stderr
