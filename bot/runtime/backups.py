"""One file with everything: rows, attachments, version; written while Linli runs, read back into an empty DATA_DIR."""

import asyncio
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import orjson
from sqlalchemy import inspect, make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.runtime.settings import Settings
from storage.archives import rebuild, snapshot
from storage.base import Database
from storage.migrating import MIGRATIONS, head_revision, revision_of, sqlite_file

FORMAT = 1
MANIFEST, ATTACHMENTS = "linli.json", "attachments"


class NotBackedUp(Exception):
    """Nothing was written; the sentence says why."""


class NotRestored(Exception):
    """Nothing was written; the sentence says why."""


async def write_backup(settings: Settings, to: Path | None) -> Path:
    """The archive appears under its name only when it is whole. NotBackedUp when there is nothing this program can read."""
    await _refuse_unreadable(settings)
    moment = datetime.now(UTC)
    target = to or settings.data_dir / "backups" / f"linli-{moment:%Y%m%d-%H%M%S}.zip"
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.part")
    database = Database(settings.database)
    try:
        with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest = {"format": FORMAT, "linli": version("linli"), "schema": head_revision(), "made_at": moment}
            archive.writestr(MANIFEST, orjson.dumps(manifest))
            await _write_rows(database, archive)
            await asyncio.to_thread(_write_attachments, settings.data_dir / ATTACHMENTS, archive)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
        await database.dispose()
    return target


async def _refuse_unreadable(settings: Settings) -> None:
    path = sqlite_file(settings.database)
    revision = await revision_of(settings.database) if path is None or await asyncio.to_thread(path.is_file) else None
    if revision is None:
        raise NotBackedUp("还没有数据库，没有可备份的。 / There is no database yet, and nothing to back up.")
    if revision != head_revision():
        raise NotBackedUp(
            f"数据库是版本 {revision}，程序是 {head_revision()}。请先运行 linli migrate：它会先留一份原样的。"
            " / The database is of another version than this program: run linli migrate first, which copies it as it is."
        )


async def _write_rows(database: Database, archive: zipfile.ZipFile) -> None:
    # One member for all tables: zipfile can write to one member at a time, and the order of tables must be kept.
    with archive.open("rows.jsonl", "w", force_zip64=True) as member:
        async for table, row in snapshot(database):
            member.write(table.encode() + b"\t" + row + b"\n")


def _write_attachments(folder: Path, archive: zipfile.ZipFile) -> None:
    for path in sorted(folder.glob("*")) if folder.is_dir() else []:
        if path.is_file() and not path.name.startswith("."):
            archive.write(path, f"{ATTACHMENTS}/{path.name}", zipfile.ZIP_STORED)


async def read_backup(settings: Settings, file: Path) -> None:
    """NotRestored, with nothing written, when it is not ours, too new, damaged, or there is something already."""
    try:
        archive = zipfile.ZipFile(file)
        manifest = orjson.loads(archive.read(MANIFEST))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise NotRestored(f"{file} 不是邻里的备份。 / It is not a backup of Linli.") from error
    with archive:
        await asyncio.to_thread(_refuse_damaged, archive)
        if manifest["format"] != FORMAT or not list(MIGRATIONS.glob(f"versions/{manifest['schema']}_*.py")):
            raise NotRestored("备份比程序新，请先更新邻里。 / The backup is newer than this program: update Linli first.")
        await _refuse_full(settings)
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        engine = create_async_engine(settings.database, poolclass=NullPool)
        try:
            async with engine.begin() as connection:
                await rebuild(connection, manifest["schema"], _rows(archive))
        finally:
            await engine.dispose()
        await asyncio.to_thread(_read_attachments, archive, settings.data_dir)


def _refuse_damaged(archive: zipfile.ZipFile) -> None:
    try:
        broken = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        broken = type(error).__name__
    if broken is not None:
        raise NotRestored(f"备份坏了（{broken}），什么也没有写。 / The backup is damaged; nothing was written.")


async def _refuse_full(settings: Settings) -> None:
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite" and not await asyncio.to_thread(Path(url.database or "").exists):
        return
    engine = create_async_engine(settings.database, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    finally:
        await engine.dispose()
    if tables:
        raise NotRestored(
            f"{settings.data_dir} 里已经有数据库，没有动它。请换一个空的 DATA_DIR。"
            " / There is a database already and it was not touched: choose an empty DATA_DIR."
        )


def _rows(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    with archive.open("rows.jsonl") as member:
        for line in member:
            table, _, row = line.rstrip(b"\n").partition(b"\t")
            yield table.decode(), row


def _read_attachments(archive: zipfile.ZipFile, data_dir: Path) -> None:
    for name in archive.namelist():
        folder, _, file = name.partition("/")
        if folder == ATTACHMENTS and file and "/" not in file:
            target = data_dir / ATTACHMENTS / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))
