"""Opening the database: migrated when it is older, refused when it is newer than the program."""

from bot.runtime.settings import Settings
from storage.base import Database
from storage.migrating import migrate


async def open_database(settings: Settings) -> Database:
    """Raises storage.migrating.NewerDatabase when the database belongs to a newer Linli."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    await migrate(settings.database, backups=settings.data_dir / "backups")
    return Database(settings.database)
