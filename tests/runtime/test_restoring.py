"""A restore leaves nothing or everything, wherever it is cut off; what is no whole backup is one sentence and writes nothing."""

import asyncio
import os
import signal
import sys
import traceback
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import Engine, event, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from bot.rules.residents import PlaceKind
from bot.runtime.attachments import Attachments
from bot.runtime.backups import write_backup
from bot.runtime.database import DatabaseUnusable, open_database
from bot.runtime.restoring import NotRestored, read_backup
from bot.runtime.settings import Settings
from storage.archives import snapshot
from storage.unit_of_work import UnitOfWork
from tests.e2e.harness import free_port
from tests.fake_clock import START

pytestmark = pytest.mark.storage
Members = dict[str, bytes]


async def make_backup(folder: Path) -> Path:
    settings = Settings(data_dir=folder / "first")
    database = await open_database(settings)
    async with UnitOfWork(database, write=True) as unit:
        street = await unit.compounds.add_place(PlaceKind.STREET, "北城街道", None)
        await unit.compounds.add_place(PlaceKind.COMMUNITY, "北街社区", street)
        await unit.residents.meet(5, START)
        await unit.commit()
    await Attachments(None, settings.data_dir / "attachments").keep(b"a drawing")
    await database.dispose()
    return await write_backup(settings, folder / "kept.zip")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return asyncio.run(make_backup(tmp_path_factory.mktemp("kept")))


@pytest.fixture
async def empty(tmp_path: Path, database_url: str) -> AsyncIterator[Settings]:
    """A database without tables, on either kind of server."""
    folder = tmp_path / "new"
    if database_url.startswith("sqlite"):
        yield Settings(data_dir=folder)
    else:
        yield Settings(data_dir=folder, database_url=database_url)


def members(file: Path) -> Members:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(file: Path, members: Members) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file


async def nothing_is_there(settings: Settings) -> bool:
    left = list(settings.data_dir.rglob("*")) if settings.data_dir.exists() else []
    if settings.database_url is None:
        return left == []
    engine = create_async_engine(settings.database)
    async with engine.connect() as connection:
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    await engine.dispose()
    return left == [] and tables == []


async def content(settings: Settings) -> tuple[list[tuple[str, bytes]], Members]:
    database = await open_database(settings)
    rows = sorted([row async for row in snapshot(database)])
    await database.dispose()
    folder = settings.data_dir / "attachments"
    return rows, {path.name: path.read_bytes() for path in folder.iterdir()}


def changed(name: str, change: Callable[[bytes], bytes | None]) -> Callable[[Members], Members]:
    def apply(members: Members) -> Members:
        return {one: new for one, old in members.items() if (new := change(old) if one == name else old) is not None}

    return apply


def manifest(**values: Any) -> Callable[[Members], Members]:
    return changed("linli.json", lambda old: orjson.dumps(orjson.loads(old) | values))


def half(rows: bytes) -> bytes:
    return rows[: len(rows) // 2]


def last_lines_lost(rows: bytes) -> bytes:
    return b"".join(rows.splitlines(keepends=True)[:-2])


DAMAGES: dict[str, Callable[[Members], Members]] = {
    "the manifest is a list": changed("linli.json", lambda _: b"[]"),
    "the manifest is empty": changed("linli.json", lambda _: b"{}"),
    "the manifest is a word": changed("linli.json", lambda _: b'"linli"'),
    "the manifest is binary": changed("linli.json", lambda _: b"\xff\xfe\x00"),
    "no manifest": changed("linli.json", lambda _: None),
    "the format is a word": manifest(format="one"),
    "the schema is a number": manifest(schema=3),
    "the schema is a pattern": manifest(schema="*"),
    "no rows": changed("rows.jsonl", lambda _: None),
    "half the rows": changed("rows.jsonl", half),
    "the last rows are lost": changed("rows.jsonl", last_lines_lost),
    "an unknown table": changed("rows.jsonl", lambda rows: rows + b'ghosts\t{"id": 1}\n'),
    "a table that is not ours to fill": changed("rows.jsonl", lambda rows: rows + b'alembic_version\t{"version_num": "x"}\n'),
    "an unknown column": changed("rows.jsonl", lambda rows: rows + b'places\t{"ghost": 1}\n'),
    "a row without its columns": changed("rows.jsonl", lambda rows: rows + b"places\t{}\n"),
    "a row that is a list": changed("rows.jsonl", lambda rows: rows + b"places\t[]\n"),
    "a cell that is a list": changed("rows.jsonl", lambda rows: rows.replace('"北城街道"'.encode(), b'["x"]')),
    "a moment that is a word": changed("rows.jsonl", lambda rows: rows.replace(b":00Z", b":noon")),
    "a row twice": changed("rows.jsonl", lambda rows: rows + rows.splitlines(keepends=True)[-1]),
    "a row whose parent is lost": changed("rows.jsonl", lambda rows: b"".join(
        line for line in rows.splitlines(keepends=True) if '"北城街道"'.encode() not in line
    )),
    "rows that are binary": changed("rows.jsonl", lambda _: b"\xff\xfe\x00\n\n\t\n"),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
async def test_what_is_no_whole_backup_is_one_sentence_and_writes_nothing(kept: Path, empty: Settings, tmp_path: Path, damage: str) -> None:
    whole = members(kept)
    broken = DAMAGES[damage](whole)
    assert broken != whole
    with pytest.raises(NotRestored) as refused:
        await read_backup(empty, packed(tmp_path / "broken.zip", broken))
    assert len(str(refused.value).splitlines()) == 1
    assert await nothing_is_there(empty)


@pytest.mark.parametrize("file", ["missing.zip", "folder", "empty.zip", "binary.zip"])
async def test_what_is_no_zip_is_one_sentence(empty: Settings, tmp_path: Path, file: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.zip").write_bytes(b"")
    (tmp_path / "binary.zip").write_bytes(bytes(range(256)) * 50)
    with pytest.raises(NotRestored) as refused:
        await read_backup(empty, tmp_path / file)
    assert file in str(refused.value)
    assert await nothing_is_there(empty)


async def test_a_backup_of_a_later_format_or_schema_asks_for_an_update(kept: Path, empty: Settings, tmp_path: Path) -> None:
    for later in ({"format": 2}, {"schema": "9999"}):
        with pytest.raises(NotRestored, match="先更新邻里"):
            await read_backup(empty, packed(tmp_path / "later.zip", manifest(**later)(members(kept))))


async def test_children_may_come_before_their_parents(kept: Path, empty: Settings, tmp_path: Path) -> None:
    """As PostgreSQL gives them, after a parent was changed."""
    whole = members(kept)
    places = [line for line in whole["rows.jsonl"].splitlines(keepends=True) if line.startswith(b"places\t")]
    assert len(places) == 2
    turned = changed("rows.jsonl", lambda rows: rows.replace(b"".join(places), b"".join(reversed(places))))(whole)
    assert turned != whole
    await read_backup(empty, packed(tmp_path / "turned.zip", turned))
    assert len([row for row in (await content(empty))[0] if row[0] == "places"]) == 2


async def test_a_backup_from_before_rows_were_counted_is_read(kept: Path, empty: Settings, tmp_path: Path) -> None:
    uncounted = changed("linli.json", lambda old: orjson.dumps({k: v for k, v in orjson.loads(old).items() if k != "rows"}))
    await read_backup(empty, packed(tmp_path / "uncounted.zip", uncounted(members(kept))))
    assert len((await content(empty))[0]) >= 3


async def test_a_database_that_is_there_is_left_alone(kept: Path, empty: Settings) -> None:
    database = await open_database(empty)
    with pytest.raises(NotRestored, match="没有动它") as refused:
        await read_backup(empty, kept)
    assert ("DATABASE_URL" if empty.database_url else "DATA_DIR") in str(refused.value)
    assert [row async for row in snapshot(database)] == []
    await database.dispose()


async def test_a_server_that_does_not_answer_is_one_sentence(kept: Path, tmp_path: Path) -> None:
    away = Settings(data_dir=tmp_path / "new", database_url=f"postgresql://linli@127.0.0.1:{free_port()}/linli")
    with pytest.raises(DatabaseUnusable, match="DATABASE_URL"):
        await read_backup(away, kept)
    with pytest.raises(DatabaseUnusable, match="DATABASE_URL"):
        await write_backup(away, tmp_path / "other.zip")
    assert not (tmp_path / "other.zip").exists()


async def test_a_data_dir_that_is_a_file_is_one_sentence(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "it").write_text("", encoding="utf-8")
    with pytest.raises(DatabaseUnusable, match="DATA_DIR"):
        await read_backup(Settings(data_dir=tmp_path / "it"), kept)


async def test_files_beside_a_lost_database_do_not_mix_into_the_restored_one(kept: Path, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new")
    settings.data_dir.mkdir()
    for suffix in ("-wal", "-shm", "-journal"):
        (settings.data_dir / f"linli.db{suffix}").write_bytes(b"of the lost one")
    (settings.data_dir / "linli.db").write_bytes(b"")
    await read_backup(settings, kept)
    assert sorted(path.name for path in settings.data_dir.iterdir()) == ["attachments", "linli.db"]


async def test_two_restores_at_once_do_not_mix(kept: Path, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new")
    ended = await asyncio.gather(*(read_backup(settings, kept) for _ in range(2)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in ended) == ["NoneType", "NotRestored"]


# What a restore does to the disk, as the interpreter tells it.
TOUCHES = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "sqlite3.connect"}


def restore_killed(settings: Settings, file: Path, at: int | None, told: Path) -> int:
    """The restore in a process of its own, killed before its `at`-th touch; how many there were. Nothing is cleaned up behind a kill."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    touched = 0

    def touch(*_: Any, **__: Any) -> None:
        nonlocal touched
        touched += 1
        if touched == at:
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(name: str, args: tuple[Any, ...]) -> None:
        if name in TOUCHES and str(settings.data_dir) in str(args[0]):
            touch()

    code = 70
    try:
        sys.addaudithook(hear)
        event.listen(Engine, "before_cursor_execute", touch)
        asyncio.run(read_backup(settings, file))
        told.write_text(str(touched), encoding="utf-8")
        code = 0
    except Exception:
        told.write_text(traceback.format_exc(), encoding="utf-8")
    finally:
        os._exit(code)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_killed_anywhere_it_leaves_nothing_or_all_and_the_next_one_just_works(kept: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    assert restore_killed(Settings(data_dir=tmp_path / "whole"), kept, None, told) == 0, told.read_text()
    expected = asyncio.run(content(Settings(data_dir=tmp_path / "whole")))
    total = int(told.read_text(encoding="utf-8"))
    assert total > 100
    found = set()
    for at in (1, total // 3, total * 2 // 3, *range(total - 4, total + 1)):
        settings = Settings(data_dir=tmp_path / f"at-{at}")
        assert restore_killed(settings, kept, at, told) == -signal.SIGKILL
        there = (settings.data_dir / "linli.db").exists()
        found.add(there)
        if not there:
            asyncio.run(read_backup(settings, kept))
        assert asyncio.run(content(settings)) == expected, at
        hidden = [path.name for path in settings.data_dir.iterdir() if path.name.startswith(".")]
        assert there or hidden == [], at
    assert found == {True, False}, "the last touches are after the database has its name"
