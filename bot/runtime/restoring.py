"""`linli restore`: a backup into an empty database and DATA_DIR; wherever it is cut off, nothing is there or everything."""

import asyncio
import fcntl
import os
import shutil
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from bot.runtime.backups import ATTACHMENTS, FORMAT, MANIFEST, ROWS
from bot.runtime.database import database_unusable, folder_unusable
from bot.runtime.disk import sync
from bot.runtime.settings import Settings
from storage.archives import DamagedRows, rebuild
from storage.migrating import ADVISORY_LOCK, known_revisions, sqlite_file

# What reading a zip raises when it is none, is cut short, locked by a password or packed in a way Python cannot read.
UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, RuntimeError)
# What SQLite keeps beside a database; of a lost one it would be read into the restored one.
BESIDE = ("-wal", "-shm", "-journal")


class NotRestored(Exception):
    """Nothing was written; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Backup:
    """An archive that was looked through; what it holds is rows of the schema `revision`."""

    archive: zipfile.ZipFile
    revision: str
    # None in an archive from before they were counted.
    count: int | None

    def rows(self) -> Generator[tuple[str, bytes]]:
        with self.archive.open(ROWS) as member:
            for number, line in enumerate(member, 1):
                table, tab, row = line.rstrip(b"\n").partition(b"\t")
                if not tab:
                    raise DamagedRows(f"{ROWS}:{number}")
                yield table.decode(errors="replace"), row

    def attachments(self) -> Iterator[tuple[str, str]]:
        """(name in the archive, name in the folder); a name that would leave the folder is none of ours."""
        for name in self.archive.namelist():
            folder, _, file = name.partition("/")
            if folder == ATTACHMENTS and file == Path(file).name and not file.startswith("."):
                yield name, file


async def read_backup(settings: Settings, file: Path) -> None:
    """NotRestored when it is not ours, too new, damaged, or there is something already; DatabaseUnusable."""
    with _opened(file) as archive:
        backup = await asyncio.to_thread(_looked_through, file, archive)
        path = sqlite_file(settings.database)
        try:
            settings.data_dir.mkdir(parents=True, exist_ok=True)
            with _alone(settings.data_dir):
                await (_into_server(settings, backup) if path is None else _into_file(settings, path, backup))
        except DamagedRows as error:
            raise _damaged(error.where) from error
        except SQLAlchemyError as error:
            raise database_unusable(settings, error) from error
        except OSError as error:
            # A server that does not answer is an OSError too, without a file's name.
            in_folder = path is not None or error.filename is not None
            raise (folder_unusable(settings.data_dir, error) if in_folder else database_unusable(settings, error)) from error


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        is_there = file.is_file()
    except OSError as error:
        # A name that no file can have.
        raise _not_ours(file) from error
    if not is_there:
        raise NotRestored(f"没有这个文件：{file}。 / There is no such file.")
    try:
        archive = zipfile.ZipFile(file)
    except UNREADABLE as error:
        raise _not_ours(file) from error
    with archive:
        yield archive


def _not_ours(file: Path) -> NotRestored:
    return NotRestored(f"{file} 不是邻里的备份，或者读不了。 / It is not a backup of Linli, or cannot be read.")


def _damaged(where: str) -> NotRestored:
    return NotRestored(f"备份坏了（{where}），什么也没有写。请换一份备份。 / The backup is damaged; nothing was written. Take another.")


def _looked_through(file: Path, archive: zipfile.ZipFile) -> Backup:
    try:
        manifest: Any = orjson.loads(archive.read(MANIFEST))
    except UNREADABLE as error:
        raise _not_ours(file) from error
    try:
        broken = archive.testzip()
    except UNREADABLE as error:
        raise _damaged(type(error).__name__) from error
    if broken is not None or ROWS not in archive.namelist():
        raise _damaged(broken or ROWS)
    values = manifest if isinstance(manifest, dict) else {}
    form, revision, count = values.get("format"), values.get("schema"), values.get("rows")
    if not isinstance(form, int) or not isinstance(revision, str) or not isinstance(count, int | None):
        raise _not_ours(file)
    if form != FORMAT or revision not in known_revisions():
        raise NotRestored("备份比程序新，请先更新邻里。 / The backup is newer than this program: update Linli first.")
    return Backup(archive, revision, count)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two at once would write into each other's files."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise NotRestored(f"{folder} 里正在恢复，等它做完。 / A restore into it is under way: wait for its end.") from error
    finally:
        os.close(handle)


async def _into_server(settings: Settings, backup: Backup) -> None:
    """One transaction; whoever starts Linli meanwhile waits behind its lock."""
    aside = _aside(settings.data_dir / ATTACHMENTS)
    engine = create_async_engine(settings.database, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            await _refuse_full(connection, settings)
            await _fill(connection, backup)
            await asyncio.to_thread(_lay_out, backup, aside)
            await asyncio.to_thread(_move_in, aside, settings.data_dir / ATTACHMENTS)
    finally:
        await engine.dispose()
        await asyncio.to_thread(shutil.rmtree, aside, ignore_errors=True)


async def _into_file(settings: Settings, path: Path, backup: Backup) -> None:
    """Made beside; the database takes its name last, when the attachments have theirs and everything is on the disk."""
    attachments, database = _aside(settings.data_dir / ATTACHMENTS), _aside(path)
    await asyncio.to_thread(_clear, attachments, database)
    try:
        await _refuse_full_file(settings, path)
        path.parent.mkdir(parents=True, exist_ok=True)
        await _make_file(database, backup)
        await asyncio.to_thread(_lay_out, backup, attachments)
        await _refuse_full_file(settings, path)
        await asyncio.to_thread(_move_in, attachments, settings.data_dir / ATTACHMENTS)
        await asyncio.to_thread(_name, database, path)
    finally:
        await asyncio.to_thread(_clear, attachments, database)


def _aside(target: Path) -> Path:
    return target.with_name(f".{target.name}.restoring")


def _clear(folder: Path, database: Path) -> None:
    """What a kill left behind, too."""
    if folder.exists():
        shutil.rmtree(folder)
    for suffix in ("", *BESIDE):
        Path(f"{database}{suffix}").unlink(missing_ok=True)


async def _make_file(path: Path, backup: Backup) -> None:
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}", poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await _fill(connection, backup)
    finally:
        await engine.dispose()


async def _fill(connection: AsyncConnection, backup: Backup) -> None:
    with closing(backup.rows()) as rows:
        count = await rebuild(connection, backup.revision, rows)
    if backup.count is not None and count != backup.count:
        raise DamagedRows(f"{ROWS} {count}/{backup.count}")


async def _refuse_full_file(settings: Settings, path: Path) -> None:
    if not await asyncio.to_thread(path.exists):
        return
    engine = create_async_engine(settings.database, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await _refuse_full(connection, settings)
    finally:
        await engine.dispose()


async def _refuse_full(connection: AsyncConnection, settings: Settings) -> None:
    if await connection.run_sync(lambda sync: inspect(sync).get_table_names()):
        if settings.database_url is None:
            where, remedy = str(settings.data_dir), "请换一个空的 DATA_DIR。 / There is a database already; choose an empty DATA_DIR."
        else:
            where = "DATABASE_URL 指的数据库"
            remedy = "请换一个空的数据库。 / The database of DATABASE_URL is not empty; choose an empty one."
        raise NotRestored(f"{where} 里已经有数据，没有动它。{remedy}")


def _lay_out(backup: Backup, folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    for name, file in backup.attachments():
        folder.mkdir(exist_ok=True)
        with backup.archive.open(name) as source, (folder / file).open("wb") as copy:
            shutil.copyfileobj(source, copy)
            copy.flush()
            os.fsync(copy.fileno())


def _move_in(aside: Path, folder: Path) -> None:
    """Files are named by their content: one that is there already is the same."""
    if not aside.is_dir():
        return
    if folder.is_dir():
        for file in aside.iterdir():
            file.replace(folder / file.name)
    else:
        aside.replace(folder)
    sync(folder)
    sync(folder.parent)


def _name(made: Path, path: Path) -> None:
    sync(made)
    for suffix in BESIDE:
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    made.replace(path)
    sync(path.parent)
