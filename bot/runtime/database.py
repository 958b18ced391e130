"""Opening the database: migrated when it is older, refused when it is newer than the program."""

import asyncio
import shlex
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from bot.runtime.settings import Settings
from storage.base import Database
from storage.migrating import UnversionedDatabase, migrate, sqlite_file

# SQLite's names for a file whose pages are not what they should be.
DAMAGED = ("SQLITE_NOTADB", "SQLITE_CORRUPT")


class DatabaseUnusable(Exception):
    """One sentence: which setting is to blame, why, and the command that helps. Each part in Chinese and in English."""

    def __init__(self, verdict: tuple[str, str], remedy: tuple[str, str]) -> None:
        super().__init__(f"{verdict[0]}{remedy[0]} / {verdict[1]} {remedy[1]}")
        self.verdict, self.remedy = " / ".join(verdict), " / ".join(remedy)


def is_unusable(error: DatabaseError) -> bool:
    """It is the database's state, and no mistake of this program's: away, locked, full, damaged."""
    damaged = str(getattr(error.orig, "sqlite_errorname", "")).startswith(DAMAGED)
    return isinstance(error, OperationalError) or damaged


def folder_unusable(folder: Path, error: Exception) -> DatabaseUnusable:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return _no_folder(folder)
    why, quoted = _why(error), shlex.quote(str(folder))
    return DatabaseUnusable(
        (f"DATA_DIR（{folder}）放不了数据（{why}）。", f"DATA_DIR ({folder}) takes no data ({why})."),
        (
            f'它要是一个能写、有空位的文件夹：运行 sudo chown -R $(id -u) {quoted}，或换一个：export DATA_DIR="$HOME/linli"。',
            "It must be a folder that may be written and has room:"
            f' run sudo chown -R $(id -u) {quoted}, or take another: export DATA_DIR="$HOME/linli".',
        ),
    )


def _no_folder(folder: Path) -> DatabaseUnusable:
    return DatabaseUnusable(
        (f"DATA_DIR（{folder}）不是文件夹，放不了数据。", f"DATA_DIR ({folder}) is no folder and takes no data."),
        ('请换一个：export DATA_DIR="$HOME/linli"。', 'Take another: export DATA_DIR="$HOME/linli".'),
    )


def database_unusable(settings: Settings, error: Exception, *, data_dir: Path | None = None) -> DatabaseUnusable:
    """`data_dir`: as in `open_database`."""
    if sqlite_file(settings.database) is None:
        return _not_empty() if isinstance(error, UnversionedDatabase) else _address_unusable(error)
    # The driver's name for what SQLite said; without one the file could not even be asked for.
    said = str(getattr(getattr(error, "orig", None), "sqlite_errorname", ""))
    if said.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return _file_busy(settings)
    if isinstance(error, UnversionedDatabase) or said.startswith(DAMAGED) or said == "SQLITE_ERROR":
        return _file_broken(settings)
    in_folder = data_dir is not None or settings.database_url is None
    return folder_unusable(data_dir or settings.data_dir, error) if in_folder else _address_unusable(error)


def _file_busy(settings: Settings) -> DatabaseUnusable:
    path = sqlite_file(settings.database)
    return DatabaseUnusable(
        (f"别的程序一直占着数据库（{path}）。", f"Another program keeps the database ({path}) busy."),
        ("等它做完再来一次。", "Wait for its end and try again."),
    )


def _file_broken(settings: Settings) -> DatabaseUnusable:
    path = sqlite_file(settings.database)
    moved = f"mv {shlex.quote(str(path))} {shlex.quote(f'{path}.broken')}"
    return DatabaseUnusable(
        (f"数据库（{path}）不完整，或者不是邻里的。", f"The database ({path}) is damaged or not Linli's."),
        (
            f"先挪开它：{moved}，再用 linli restore 放回最近的备份。",
            f"Move it away: {moved}, then put the last backup back with linli restore.",
        ),
    )


def _address_unusable(error: Exception) -> DatabaseUnusable:
    why = _why(error)
    return DatabaseUnusable(
        (f"DATABASE_URL 指的数据库用不了（{why}）。", f"The database of DATABASE_URL cannot be used ({why})."),
        (
            "请看它是否在运行，地址、名字和密码对不对，再运行 linli doctor。",
            "Does it run, are address, name and password right? Then run linli doctor.",
        ),
    )


def _not_empty() -> DatabaseUnusable:
    """A server's database with some of our tables."""
    return DatabaseUnusable(
        ("DATABASE_URL 指的数据库里有一半邻里的表，没有版本。", "The database of DATABASE_URL has some of Linli's tables and no version."),
        ("请换一个空的数据库，再用 linli restore 放回最近的备份。", "Take an empty one and put the last backup back with linli restore."),
    )


def _why(error: Exception) -> str:
    return type(getattr(error, "orig", None) or error).__name__


async def damage_of(settings: Settings) -> DatabaseUnusable | None:
    """Whether pages of an SQLite file are damaged, also those that nobody has asked for yet; a server looks after its own."""
    path = sqlite_file(settings.database)
    sound = path is None or await asyncio.to_thread(_is_sound, path)
    return None if sound else _file_broken(settings)


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            return list(database.execute("PRAGMA quick_check(1)")) == [("ok",)]
    except sqlite3.OperationalError:
        # Locked, or it may not be read: whoever reads it says so.
        return True
    except sqlite3.DatabaseError:
        return False


async def open_database(
    settings: Settings, step: Callable[[str], None] = lambda _sentence: None, *, data_dir: Path | None = None
) -> Database:
    """`step` is told what a migration does. Raises storage.migrating.NewerDatabase and DatabaseUnusable.

    `data_dir`: the DATA_DIR from which the caller made the database's address; nobody set a DATABASE_URL then.
    """
    folder = data_dir or settings.data_dir
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise folder_unusable(folder, error) from error
    try:
        await migrate(settings.database, backups=settings.data_dir / "backups", step=step)
    except (OSError, SQLAlchemyError, UnversionedDatabase) as error:
        raise database_unusable(settings, error, data_dir=data_dir) from error
    return Database(settings.database)
