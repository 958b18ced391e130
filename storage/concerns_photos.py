"""Photos that go with a concern: which there are, and where their copies lie."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Table, Text, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.base import PublicId, UtcDateTime, metadata, new_id

concern_photos = Table(
    "concern_photos",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("compound_id", PublicId, nullable=False),
    Column("concern_id", PublicId, ForeignKey("concerns.id"), nullable=False, index=True),
    Column("file_id", Text, nullable=False),
    # Null while the copy is being fetched.
    Column("sha256", String(64), index=True),
    Column("sent_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class ConcernPhoto:
    id: str
    compound_id: str
    concern_id: str
    file_id: str
    sha256: str | None


_FIELDS = tuple(concern_photos.c[name] for name in ConcernPhoto.__dataclass_fields__)


class ConcernPhotos:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, compound_id: str, concern_id: str, file_id: str, now: datetime) -> str:
        photo_id = new_id()
        row = {"id": photo_id, "compound_id": compound_id, "concern_id": concern_id, "file_id": file_id, "sent_at": now}
        await self._connection.execute(insert(concern_photos).values(row))
        return photo_id

    async def photo(self, photo_id: str) -> ConcernPhoto | None:
        """By its random public id, for the worker that fetches it."""
        row = (await self._connection.execute(select(*_FIELDS).where(concern_photos.c.id == photo_id))).one_or_none()
        return None if row is None else ConcernPhoto(*row)

    async def of_concern(self, compound_id: str, concern_id: str) -> list[ConcernPhoto]:
        """In the order in which they were sent."""
        mine = (concern_photos.c.compound_id == compound_id, concern_photos.c.concern_id == concern_id)
        order = (concern_photos.c.sent_at, concern_photos.c.id)
        return [ConcernPhoto(*row) for row in await self._connection.execute(select(*_FIELDS).where(*mine).order_by(*order))]

    async def count(self, concern_ids: Collection[str]) -> dict[str, int]:
        query = select(concern_photos.c.concern_id, func.count()).where(concern_photos.c.concern_id.in_(concern_ids))
        rows = await self._connection.execute(query.group_by(concern_photos.c.concern_id))
        return {row[0]: row[1] for row in rows}

    async def keep(self, photo: ConcernPhoto, sha256: str) -> None:
        mine = (concern_photos.c.compound_id == photo.compound_id, concern_photos.c.id == photo.id)
        await self._connection.execute(update(concern_photos).where(*mine).values(sha256=sha256))

    async def drop(self, photo: ConcernPhoto) -> None:
        mine = (concern_photos.c.compound_id == photo.compound_id, concern_photos.c.id == photo.id)
        await self._connection.execute(delete(concern_photos).where(*mine))
