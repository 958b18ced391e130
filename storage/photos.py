"""Photos that go with a concern or an opinion: which there are, and where their copies lie."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Table, Text, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.base import PublicId, UtcDateTime, metadata, new_id


def _table(name: str, of: str) -> Table:
    """`of` is the column that names what they go with."""
    return Table(
        name,
        metadata,
        Column("id", PublicId, primary_key=True),
        Column("compound_id", PublicId, nullable=False),
        Column(of, PublicId, ForeignKey(f"{of.removesuffix('_id')}s.id"), nullable=False, index=True),
        Column("file_id", Text, nullable=False),
        # Null while the copy is being fetched.
        Column("sha256", String(64), index=True),
        Column("sent_at", UtcDateTime, nullable=False),
    )


concern_photos = _table("concern_photos", "concern_id")
opinion_photos = _table("opinion_photos", "opinion_id")


@dataclass(frozen=True, slots=True)
class Photo:
    id: str
    compound_id: str
    of_id: str
    """What it goes with."""
    file_id: str
    sha256: str | None


class Photos:
    def __init__(self, connection: AsyncConnection, table: Table, of: str) -> None:
        self._connection = connection
        self._table = table
        self._of = table.c[of]
        self._fields = (table.c.id, table.c.compound_id, self._of, table.c.file_id, table.c.sha256)

    async def add(self, compound_id: str, of_id: str, file_id: str, now: datetime) -> str:
        photo_id = new_id()
        row = {"id": photo_id, "compound_id": compound_id, self._of.name: of_id, "file_id": file_id, "sent_at": now}
        await self._connection.execute(insert(self._table).values(row))
        return photo_id

    async def photo(self, photo_id: str) -> Photo | None:
        """By its random public id, for the worker that fetches it."""
        row = (await self._connection.execute(select(*self._fields).where(self._table.c.id == photo_id))).one_or_none()
        return None if row is None else Photo(*row)

    async def of(self, compound_id: str, of_id: str) -> list[Photo]:
        """In the order in which they were sent."""
        mine = (self._table.c.compound_id == compound_id, self._of == of_id)
        order = (self._table.c.sent_at, self._table.c.id)
        return [Photo(*row) for row in await self._connection.execute(select(*self._fields).where(*mine).order_by(*order))]

    async def count(self, of_ids: Collection[str]) -> dict[str, int]:
        query = select(self._of, func.count()).where(self._of.in_(of_ids))
        return {row[0]: row[1] for row in await self._connection.execute(query.group_by(self._of))}

    async def keep(self, photo: Photo, sha256: str) -> None:
        mine = (self._table.c.compound_id == photo.compound_id, self._table.c.id == photo.id)
        await self._connection.execute(update(self._table).where(*mine).values(sha256=sha256))

    async def drop(self, photo: Photo) -> None:
        mine = (self._table.c.compound_id == photo.compound_id, self._table.c.id == photo.id)
        await self._connection.execute(delete(self._table).where(*mine))
