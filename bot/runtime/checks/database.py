"""Checks of the database: there, of this program's version, writable; and what lies in it unhandled. Nothing is migrated."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from sqlalchemy.exc import SQLAlchemyError

from bot.runtime.checks.verdicts import Check, State, fine, warning, wrong
from bot.runtime.database import damage_of, database_unusable, folder_unusable
from bot.runtime.leadership import LockUnusable, somebody_leads
from bot.runtime.settings import Settings
from bot.runtime.ticker import HEART
from messages.formatting import local
from storage.base import Database
from storage.migrating import UnversionedDatabase, head_revision, known_revisions, revision_of, sqlite_file
from storage.outbox import BAD
from storage.unit_of_work import UnitOfWork

# Less free space than this, and a backup or a day's attachments may not fit (bytes).
ROOM = 200 * 1024 * 1024
# Three heartbeats missed: it hears nothing.
ALIVE = timedelta(seconds=30)


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[tuple[Database, UnitOfWork]]:
    """(the database, a unit of work that reads it); only for one whose version was checked."""
    database = Database(settings.database)
    try:
        async with UnitOfWork(database, write=False) as unit:
            yield database, unit
    finally:
        await database.dispose()


async def check_database(settings: Settings) -> tuple[bool, list[Check]]:
    """(whether it can be read by this program, what was found)."""
    folder = _check_folder(settings.data_dir)
    path = sqlite_file(settings.database)
    if path is not None and not path.exists():
        if any(check.state is State.WRONG for check in folder):
            # Nothing makes a database there.
            return False, folder
        verdict = f"还没有数据库（{path}）。 / There is no database yet."
        return False, [
            *folder,
            warning("database", verdict, "运行 linli init，或 linli run，会自己建。 / linli init or linli run makes it."),
        ]
    try:
        revision = await revision_of(settings.database)
    except (SQLAlchemyError, OSError, UnversionedDatabase) as error:
        unusable = database_unusable(settings, error)
        return False, [*folder, wrong("database", unusable.verdict, unusable.remedy)]
    if (damaged := await damage_of(settings)) is not None:
        return False, [*folder, wrong("database", damaged.verdict, damaged.remedy)]
    readable, check = _judge(revision)
    return readable, [*folder, check]


def _check_folder(folder: Path) -> list[Check]:
    nearest = next((path for path in (folder.resolve(), *folder.resolve().parents) if path.exists()), Path("/"))
    try:
        _try(folder, nearest)
    except OSError as error:
        unusable = folder_unusable(folder, error)
        return [wrong("data", unusable.verdict, unusable.remedy)]
    free = shutil.disk_usage(nearest).free
    if free < ROOM:
        remedy = f"清理磁盘；旧备份在 {folder / 'backups'}。 / Free some space; old backups are there."
        return [wrong("data", f"磁盘只剩 {free // 1024 // 1024} MB。 / Only {free // 1024 // 1024} MB of disk are left.", remedy)]
    return [fine("data", f"数据放在 {folder}，写得进。 / Data is kept in {folder}.")]


def _try(folder: Path, nearest: Path) -> None:
    """OSError where `linli run` would meet it: who may write is known to the system alone. What is made for it is gone again."""
    if folder.exists():
        folder.mkdir(exist_ok=True)
        with TemporaryFile(dir=folder):
            return
    with TemporaryDirectory(dir=nearest):
        return


def _judge(revision: str | None) -> tuple[bool, Check]:
    head = head_revision()
    if revision == head:
        return True, fine("database", f"数据库正常，版本 {head}。 / The database is in order, version {head}.")
    if revision is None or revision in known_revisions():
        verdict = f"数据库是旧版本（{revision or '空'}），程序是 {head}。 / The database is older than the program."
        return False, warning(
            "database", verdict, "运行 linli migrate，或 linli run，会先备份再升级。 / linli migrate or linli run upgrades it."
        )
    verdict = f"数据库比程序新（{revision}）。 / The database is newer than this program."
    return False, wrong("database", verdict, "先更新邻里。 / Update Linli first.")


async def check_process(settings: Settings, database: Database, unit: UnitOfWork, now: datetime) -> Check:
    """Whether it runs. Its heart stands still while no update can come; before the first beat it has only just begun."""
    try:
        leads = await somebody_leads(database)
    except LockUnusable as error:
        unusable = database_unusable(settings, error.error)
        return wrong("process", unusable.verdict, unusable.remedy)
    if not leads:
        return fine("process", "邻里现在没有运行；要启动：linli run。 / Linli is not running; linli run starts it.")
    beat = await unit.updates.last_heartbeat(HEART)
    if beat is None or now - beat <= ALIVE:
        return fine("process", "邻里正在运行。 / Linli is running.")
    since = f"{local(beat):%Y-%m-%d %H:%M}"
    return warning(
        "process",
        f"邻里在运行，{since} 起收不到消息。 / Linli runs, and has heard nothing since {since}.",
        "先看上面平台那几行；都好的话看日志里的 platform_not_reached、deliveries_fail。"
        " / See the lines of the platform above; where they are in order, these two in the log.",
    )


async def check_work(unit: UnitOfWork) -> list[Check]:
    """What nobody has looked at."""
    checks = []
    if dead := await unit.updates.count_dead():
        verdict = f"{dead} 条更新没处理好。 / {dead} updates could not be handled."
        checks.append(warning("dead-letters", verdict, "看 linli dead-letters list，修好后 replay。 / See linli dead-letters list."))
    if failed := await unit.outbox.count(BAD):
        checks.append(
            warning(
                "outbox",
                f"{failed} 封信没有送到。 / {failed} letters were not delivered.",
                "看日志里的 letter_not_sent。 / See letter_not_sent in the log.",
            )
        )
    return checks
