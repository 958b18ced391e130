"""python -m tests.groups.settle_database DATA_DIR CLERK CHIEF: 和平小区 with its clerk and chief, before the process starts."""

import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.runtime.database import open_database
from bot.runtime.settings import Settings
from storage.unit_of_work import UnitOfWork
from tests.groups import worlds


async def main(data: str, clerk: str, chief: str) -> None:
    worlds.CHEN, worlds.CHIEF = replace(worlds.CHEN, id=int(clerk)), replace(worlds.CHIEF, id=int(chief))
    database = await open_database(Settings(data_dir=Path(data), bot_token=None, database_url=None))
    await worlds.settle(UnitOfWork(database, write=True), datetime.now(UTC))
    await database.dispose()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
