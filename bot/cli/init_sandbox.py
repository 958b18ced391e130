"""The sandbox's database as `linli init --from-sandbox` reads it: never written, never migrated."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.cli.common import stop
from bot.runtime.settings import Settings

if TYPE_CHECKING:
    from bot.rules.starts import SandboxCompound
    from storage.unit_of_work import UnitOfWork

MISSING = "还没有沙盒的数据（{path}）。先运行 linli sandbox 试一试，再来。 / There is no sandbox yet: try linli sandbox first."
OTHER_VERSION = "沙盒的数据是另一个版本的。再运行一次 linli sandbox --keep，然后再来。 / The sandbox is of another version."


@asynccontextmanager
async def open_sandbox(settings: Settings) -> AsyncIterator["UnitOfWork"]:
    """A unit of work, not yet entered, that reads the sandbox's database."""
    from bot.runtime.checks import State
    from bot.runtime.checks.database import check_database
    from storage.base import Database
    from storage.unit_of_work import UnitOfWork

    path = settings.data_dir.resolve() / "sandbox.db"
    if not path.is_file():
        stop(MISSING.format(path=path))
    url = f"sqlite+aiosqlite:///{path}"
    readable, checks = await check_database(settings.model_copy(update={"database_url": url}))
    if not readable or any(check.state is State.WRONG for check in checks):
        stop(OTHER_VERSION)
    database = Database(url)
    try:
        yield UnitOfWork(database, write=False)
    finally:
        await database.dispose()


async def sandbox_compounds(settings: Settings) -> "tuple[SandboxCompound, ...]":
    from bot.actions.starts import read_sandbox

    async with open_sandbox(settings) as unit:
        return await read_sandbox(unit)
