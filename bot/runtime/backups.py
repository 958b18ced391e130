"""`linli backup`: one file with everything, rows, attachments, version; written while Linli runs."""

import asyncio
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import orjson
from sqlalchemy.exc import SQLAlchemyError

from bot.runtime.database import database_unusable
from bot.runtime.disk import clear_parts, not_writable, whole_file
from bot.runtime.settings import Settings
from storage.archives import snapshot
from storage.base import Database
from storage.migrating import NewerDatabase, UnversionedDatabase, head_revision, known_revisions, revision_of, sqlite_file

FORMAT = 1
MANIFEST, ROWS, ATTACHMENTS = "linli.json", "rows.jsonl", "attachments"
# What backups are called unless somebody names them, as a pattern.
USUAL_NAMES = "linli-*.zip"


class NotBackedUp(Exception):
    """Nothing was written; the sentence says why."""


async def write_backup(settings: Settings, to: Path | None) -> Path:
    """In a folder it gets its usual name. NotBackedUp when there is nothing this program can read; NotWritable, DatabaseUnusable."""
    try:
        await _refuse_unreadable(settings)
        target = await asyncio.to_thread(_target, settings, to)
        await _write(settings, target)
    except SQLAlchemyError as error:
        raise database_unusable(settings, error) from error
    return target


def _target(settings: Settings, to: Path | None) -> Path:
    usual = f"linli-{datetime.now(UTC):%Y%m%d-%H%M%S}.zip"
    try:
        target = settings.data_dir / "backups" / usual if to is None else to / usual if to.is_dir() else to
        is_other = target.is_file() and not zipfile.is_zipfile(target)
    except OSError as error:
        # A name that no file can have.
        raise not_writable(to or settings.data_dir, error) from error
    if is_other:
        raise NotBackedUp(f"{target} 已经有了，不是备份，没有动它。请换个名字。 / {target} is there and is no backup; take another name.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        clear_parts(target.parent, USUAL_NAMES)
    except OSError as error:
        raise not_writable(target, error) from error
    return target


async def _write(settings: Settings, target: Path) -> None:
    """The archive appears under its name only when it is whole."""
    made_at = datetime.now(UTC)
    database = Database(settings.database)
    try:
        with whole_file(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
            rows = await _write_rows(database, archive)
            await asyncio.to_thread(_write_attachments, settings.data_dir / ATTACHMENTS, archive)
            manifest = {"format": FORMAT, "linli": version("linli"), "schema": head_revision(), "made_at": made_at, "rows": rows}
            archive.writestr(MANIFEST, orjson.dumps(manifest))
    finally:
        await database.dispose()


async def _refuse_unreadable(settings: Settings) -> None:
    path = sqlite_file(settings.database)
    try:
        revision = await revision_of(settings.database) if path is None or await asyncio.to_thread(path.is_file) else None
    except (OSError, UnversionedDatabase) as error:
        raise database_unusable(settings, error) from error
    if revision is None:
        raise NotBackedUp("还没有数据库，没有可备份的。 / There is no database yet, and nothing to back up.")
    if revision not in known_revisions():
        raise NotBackedUp(str(NewerDatabase(revision)))
    if revision != head_revision():
        raise NotBackedUp(
            f"数据库是版本 {revision}，程序是 {head_revision()}。请先运行 linli migrate：它会先留一份原样的。"
            " / The database is of another version than this program: run linli migrate first, which copies it as it is."
        )


async def _write_rows(database: Database, archive: zipfile.ZipFile) -> int:
    """How many there are: a part that was lost on the way is missed by whoever reads them back."""
    # One member for all tables: zipfile can write to one member at a time, and the order of tables must be kept.
    with archive.open(ROWS, "w", force_zip64=True) as member:
        count = 0
        async for table, row in snapshot(database):
            member.write(table.encode() + b"\t" + row + b"\n")
            count += 1
    return count


def _write_attachments(folder: Path, archive: zipfile.ZipFile) -> None:
    for path in sorted(folder.glob("*")) if folder.is_dir() else []:
        if path.is_file() and not path.name.startswith("."):
            # Papers with codes are taken off the disk while this runs.
            with suppress(FileNotFoundError):
                archive.write(path, f"{ATTACHMENTS}/{path.name}", zipfile.ZIP_STORED)
