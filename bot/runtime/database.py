"""Opening the database: migrated when it is older, refused when it is newer than the program."""

import shlex
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.runtime.settings import Settings
from storage.base import Database
from storage.migrating import migrate


class DatabaseUnusable(Exception):
    """One sentence: which setting is to blame, why, and the command that helps."""


def folder_unusable(folder: Path, error: Exception) -> DatabaseUnusable:
    why, quoted = _why(error), shlex.quote(str(folder))
    return DatabaseUnusable(
        f"DATA_DIR（{folder}）放不了数据（{why}）。它要是一个能写、有空位的文件夹：运行 sudo chown -R $(id -u) {quoted}，"
        f'或换一个：export DATA_DIR="$HOME/linli"。'
        f" / DATA_DIR ({folder}) takes no data ({why}): it must be a folder that may be written and has room."
        f' Run sudo chown -R $(id -u) {quoted}, or take another: export DATA_DIR="$HOME/linli".'
    )


def _address_unusable(error: Exception) -> DatabaseUnusable:
    why = _why(error)
    return DatabaseUnusable(
        f"DATABASE_URL 指的数据库用不了（{why}）。请看它是否在运行，地址、名字和密码对不对，再运行 linli doctor。"
        f" / The database of DATABASE_URL cannot be used ({why}): does it run, are address, name and password right? Then run linli doctor."
    )


def _why(error: Exception) -> str:
    return type(getattr(error, "orig", None) or error).__name__


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
    except (OSError, SQLAlchemyError) as error:
        in_folder = data_dir is not None or settings.database_url is None
        raise (folder_unusable(folder, error) if in_folder else _address_unusable(error)) from error
    return Database(settings.database)
