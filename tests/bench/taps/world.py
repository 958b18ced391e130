"""A compound in which everybody is bound and one vote is open, as a DATA_DIR that a process starts on."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from bot.actions.votes.opening import open_vote
from bot.rules.residents import BindingState, HomeRole, Place, PlaceKind, Role
from bot.rules.votes.drafts import Draft, Drafter
from bot.runtime.database import open_database
from bot.runtime.settings import Settings
from storage.base import Database, new_id
from storage.chats import chats
from storage.compounds import home_owners, homes, roster_owners
from storage.residents import bindings, consents, people
from storage.unit_of_work import UnitOfWork
from tests.fake_clock import FakeClock
from tests.votes.houses import CHEN, GROUP, NATIONAL, SHANGHAI, appoint, join
from tests.wire import TOKEN, Wire

FIRST_PERSON = 10_000_000
ROWS_AT_ONCE = 1_000


@dataclass(frozen=True)
class OpenVote:
    vote_id: str
    message_id: int
    text: str
    buttons: list[list[dict[str, str]]]
    """As the platform sends them along with a press."""


def make(folder: Path, count: int) -> OpenVote:
    """`count` homes with an owner each, who may be written to; their letters of the opening have arrived."""
    return asyncio.run(_make(folder, count))


async def _make(folder: Path, count: int) -> OpenVote:
    now = datetime.now(UTC)
    database = await open_database(Settings(bot_token=TOKEN, data_dir=folder))
    wire = Wire(database, FakeClock(now), folder)
    await wire.open()
    try:
        return await _opened(wire, database, folder, count, now)
    finally:
        await wire.close()
        await database.dispose()


async def _opened(wire: Wire, database: Database, folder: Path, count: int, now: datetime) -> OpenVote:
    compound = await _compound(database, count, now)
    async with UnitOfWork(database, write=False) as unit:
        chen = await unit.residents.actor(CHEN.id, "zh")
    draft = Draft(new_id(), compound.id, compound.id, title="屋顶防水改造", closes_at=now + timedelta(days=2))
    opened = await open_vote(wire.app.unit(True), Drafter(chen, SHANGHAI, now, NATIONAL), draft=draft)
    for _ in range(count // 100):  # private letters are planned in steps
        await wire.due()
    _arrived(folder / "linli.db")
    await wire.deliver()
    card = next(one for one in wire.in_chat(GROUP.id) if one.buttons)
    buttons = [[one.model_dump(exclude_none=True) for one in row] for row in card.buttons]
    return OpenVote(opened.heading.vote_id, card.message_id, card.text, buttons)


def _arrived(path: Path) -> None:
    """Thousands of letters would take minutes at the platform's pace, and are not what is measured."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE outbox SET state = 'sent' WHERE chat_id > 0")
        connection.commit()


async def _compound(database: Database, count: int, now: datetime) -> Place:
    async with UnitOfWork(database, write=True) as unit:
        street = await unit.compounds.add_place(PlaceKind.STREET, "北街街道", None)
        community = await unit.compounds.add_place(PlaceKind.COMMUNITY, "北街社区", street)
        compound = await unit.compounds.add_place(PlaceKind.COMPOUND, "和平小区", community)
        building = await unit.compounds.add_place(PlaceKind.BUILDING, "1栋", compound, 1)
        await appoint(unit, CHEN, Role.COMMUNITY_STAFF, community, now)
        await join(unit, GROUP, compound, compound, now)
        tables = (people, chats, consents, roster_owners, homes, home_owners, bindings)
        for start in range(0, count, ROWS_AT_ONCE):
            rows = [_household(compound, building, number, now) for number in range(start, min(start + ROWS_AT_ONCE, count))]
            for position, table in enumerate(tables):
                await unit.connection.execute(insert(table), [one[position] for one in rows])
        await unit.commit()
    return compound


def _household(compound: Place, building: Place, number: int, now: datetime) -> tuple[dict[str, object], ...]:
    """A row of each table: an account, its chat, its consent, a named owner, a home, whose it is, and the binding."""
    person, owner, home, account = new_id(), new_id(), new_id(), FIRST_PERSON + number
    place = {"id": home, "compound_id": compound.id, "building_id": building.id, "building": building.name, "entrance": "1单元"}
    area = {"kind": "home", "area_cm2m": 8_000 + number % 50, "area_source": "register", "developer": False}
    bound = {"role": HomeRole.OWNER, "owner_id": owner, "state": BindingState.ACTIVE, "via": "slip", "created_at": now}
    return (
        {"id": person, "telegram_id": account, "created_at": now},
        {"chat_id": account, "is_group": False, "language": "zh", "reachable": True, "since": now},
        {"person_id": person, "version": 1, "given_at": now},
        {"id": owner, "compound_id": compound.id, "name": f"业主{number}", "apart_at": ""},
        {**place, "room": f"{number // 10 + 1}{number % 10 + 1:02d}", **area, "position": number},
        {"home_id": home, "owner_id": owner, "compound_id": compound.id, "position": 1},
        {"id": new_id(), "compound_id": compound.id, "home_id": home, "person_id": person, **bound},
    )
