"""Opening the database: migrated when it is older, refused when it is newer than the program."""

from collections.abc import Callable

from bot.runtime.settings import Settings
from storage.base import Database
from storage.migrating import migrate


async def open_database(settings: Settings, step: Callable[[str], None] = lambda _sentence: None) -> Database:
    """`step` is told what a migration does. Raises storage.migrating.NewerDatabase."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    await migrate(settings.database, backups=settings.data_dir / "backups", step=step)
    return Database(settings.database)
