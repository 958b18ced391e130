"""Opening the database: migrated when it is older, refused when it is newer than the program."""

from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from bot.runtime.settings import Settings
from storage.base import Database
from storage.migrating import migrate


class DatabaseUnusable(Exception):
    """One sentence: what cannot be opened, why, and what to look at."""

    def __init__(self, settings: Settings, error: Exception) -> None:
        why = type(getattr(error, "orig", None) or error).__name__
        super().__init__(
            f"DATABASE_URL 指的数据库用不了（{why}）。请看它是否在运行，地址、名字和密码对不对。"
            f" / The database of DATABASE_URL cannot be used ({why}): does it run, are address, name and password right?"
            if settings.database_url
            else f"{settings.data_dir} 里的数据库打不开（{why}）。请看这是不是一个能写的文件夹，磁盘满了没有。"
            f" / The database in DATA_DIR cannot be opened ({why}): is it a folder that may be written, is there room?"
        )


async def open_database(settings: Settings, step: Callable[[str], None] = lambda _sentence: None) -> Database:
    """`step` is told what a migration does. Raises storage.migrating.NewerDatabase and DatabaseUnusable."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        await migrate(settings.database, backups=settings.data_dir / "backups", step=step)
    except (OSError, SQLAlchemyError) as error:
        raise DatabaseUnusable(settings, error) from error
    return Database(settings.database)
