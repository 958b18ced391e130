"""Groups: which chat belongs to which place, and what the bot may do there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, String, Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.base import PublicId, UtcDateTime, metadata, new_id
from storage.statements import insert_once

groups = Table(
    "groups",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("chat_id", BigInteger, nullable=False, unique=True),
    Column("title", String(128), nullable=False),
    Column("place_id", PublicId, ForeignKey("places.id")),
    Column("compound_id", PublicId, ForeignKey("places.id"), index=True),
    Column("present", Boolean, nullable=False),
    Column("is_admin", Boolean, nullable=False),
    Column("can_pin", Boolean, nullable=False),
    Column("added_by", BigInteger),
    Column("added_at", UtcDateTime, nullable=False),
    Column("bound_by", PublicId),
    Column("bound_at", UtcDateTime),
    Column("removed_at", UtcDateTime),
)


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    chat_id: int
    title: str
    place_id: str | None
    compound_id: str | None
    present: bool
    is_admin: bool
    can_pin: bool


_FIELDS = tuple(groups.c[name] for name in Group.__dataclass_fields__)


class Groups:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def group(self, chat_id: int) -> Group | None:
        row = (await self._connection.execute(select(*_FIELDS).where(groups.c.chat_id == chat_id))).one_or_none()
        return None if row is None else Group(*row)

    async def by_id(self, group_id: str) -> Group | None:
        row = (await self._connection.execute(select(*_FIELDS).where(groups.c.id == group_id))).one_or_none()
        return None if row is None else Group(*row)

    async def of_compound(self, compound_id: str) -> list[Group]:
        """Bound groups in which the bot is, oldest first."""
        query = select(*_FIELDS).where(groups.c.compound_id == compound_id, groups.c.present).order_by(groups.c.bound_at)
        return [Group(*row) for row in await self._connection.execute(query)]

    async def all_present(self) -> list[Group]:
        return [Group(*row) for row in await self._connection.execute(select(*_FIELDS).where(groups.c.present))]

    async def enter(self, chat_id: int, title: str, added_by: int | None, now: datetime) -> Group:
        """The bot is in this chat: known from now on, or again."""
        values = {
            "chat_id": chat_id,
            "title": title,
            "added_by": added_by,
            "added_at": now,
            "present": True,
            "is_admin": False,
            "can_pin": False,
        }
        done = await self._connection.execute(insert_once(self._connection, groups, id=new_id(), **values))
        if done.rowcount == 0:
            known = update(groups).where(groups.c.chat_id == chat_id)
            await self._connection.execute(known.values(present=True, removed_at=None, title=title))
        found = await self.group(chat_id)
        assert found is not None
        return found

    async def bind(self, group_id: str, place_id: str, compound_id: str, person_id: str | None, now: datetime) -> None:
        values = {"place_id": place_id, "compound_id": compound_id, "bound_by": person_id, "bound_at": now}
        await self._connection.execute(update(groups).where(groups.c.id == group_id).values(**values))

    async def set_rights(self, chat_id: int, *, is_admin: bool, can_pin: bool) -> None:
        await self._connection.execute(update(groups).where(groups.c.chat_id == chat_id).values(is_admin=is_admin, can_pin=can_pin))

    async def leave(self, chat_id: int, now: datetime) -> None:
        await self._connection.execute(update(groups).where(groups.c.chat_id == chat_id).values(present=False, removed_at=now))

    async def migrate(self, old_id: int, new_id_: int) -> None:
        """Told by either side, and twice, it is done once."""
        if await self.group(new_id_) is None:
            await self._connection.execute(update(groups).where(groups.c.chat_id == old_id).values(chat_id=new_id_))
