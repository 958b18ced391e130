"""A backup made while running restores to the same rows; what cannot be restored writes nothing."""

import zipfile
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.rules.letters import Letter
from bot.rules.residents import PlaceKind
from bot.rules.updates import Apology
from bot.runtime.attachments import Attachments
from bot.runtime.backups import NotBackedUp, write_backup
from bot.runtime.database import open_database
from bot.runtime.restoring import NotRestored, read_backup
from bot.runtime.settings import Settings
from storage.archives import snapshot
from storage.base import Database
from storage.unit_of_work import UnitOfWork
from tests.fake_clock import START


async def rows(database: Database) -> list[tuple[str, bytes]]:
    return [row async for row in snapshot(database)]


async def some_neighbourhood(settings: Settings) -> Database:
    database = await open_database(settings)
    async with UnitOfWork(database, write=True) as unit:
        street = await unit.compounds.add_place(PlaceKind.STREET, "北城街道", None)
        community = await unit.compounds.add_place(PlaceKind.COMMUNITY, "北街社区", street)
        await unit.compounds.add_place(PlaceKind.COMPOUND, "和平小区", community)
        await unit.residents.meet(5, START)
        await unit.groups.enter(-100, "群", 5, START)
        await unit.outbox.put(Letter("a", 5, "updates.apology", Apology("x")), START)
        await unit.updates.note(7, START)
        await unit.schedule.plan("x", "y", START)
        await unit.commit()
    return database


async def test_restored_is_what_was_backed_up(tmp_path: Path) -> None:
    here, there = Settings(data_dir=tmp_path / "here"), Settings(data_dir=tmp_path / "there")
    database = await some_neighbourhood(here)
    kept = await Attachments(None, here.data_dir / "attachments").keep(b"a drawing")
    before = await rows(database)
    file = await write_backup(here, None)
    await database.dispose()

    await read_backup(there, file)
    restored = await open_database(there)
    assert await rows(restored) == before
    assert len(before) >= 8
    assert (there.data_dir / "attachments" / kept.sha256).read_bytes() == b"a drawing"
    await restored.dispose()


async def test_without_a_database_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(NotBackedUp, match="还没有数据库"):
        await write_backup(Settings(data_dir=tmp_path / "empty"), tmp_path / "out" / "a.zip")
    assert list(tmp_path.rglob("*")) == []


async def test_a_database_of_another_version_is_not_half_backed_up(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    database = await some_neighbourhood(settings)
    for revision, remedy in (("0001", "linli migrate"), ("9999", "请先更新邻里")):
        async with database.writer.begin() as connection:
            await connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
        with pytest.raises(NotBackedUp, match=remedy):
            await write_backup(settings, tmp_path / "a.zip")
    await database.dispose()
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


async def test_a_full_data_dir_is_left_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    database = await some_neighbourhood(settings)
    file = await write_backup(settings, None)
    before = await rows(database)
    with pytest.raises(NotRestored, match="DATA_DIR"):
        await read_backup(settings, file)
    assert await rows(database) == before
    await database.dispose()


async def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "photo.zip"
    file.write_bytes(b"not a zip")
    with pytest.raises(NotRestored, match="不是邻里的备份"):
        await read_backup(Settings(data_dir=tmp_path / "new"), file)
    assert not (tmp_path / "new" / "linli.db").exists()


async def test_a_damaged_backup_writes_nothing(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "here")
    database = await some_neighbourhood(settings)
    file = await write_backup(settings, None)
    await database.dispose()
    with zipfile.ZipFile(file) as archive:
        info = archive.getinfo("rows.jsonl")
    data = bytearray(file.read_bytes())
    data[info.header_offset + 60] ^= 0xFF
    file.write_bytes(bytes(data))
    with pytest.raises(NotRestored):
        await read_backup(Settings(data_dir=tmp_path / "new"), file)
    assert not (tmp_path / "new" / "linli.db").exists()
