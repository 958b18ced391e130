"""Who has answered, home by home and never how; when a picture of it was last asked for."""

from datetime import datetime

from sqlalchemy import and_, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.votes.ballots import BallotState
from bot.rules.votes.grids import PictureHome
from bot.rules.votes.heads import Kind
from storage.dialects import in_parts, upsert
from storage.votes.tables import vote_heads, vote_homes, vote_pictures

# Accepted and undisputed (voting-rules, section 6): the database says yes or no, and what was chosen stays in it.
_ANSWERED = and_(vote_heads.c.counted.is_not(None), vote_heads.c.counted != BallotState.DISPUTED)


class Pictures:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def homes(self, vote_id: str, building: str | None = None) -> tuple[PictureHome, ...]:
        """Of all buildings, or of one, in the roster's order."""
        fields = (vote_homes.c.building, vote_homes.c.entrance, vote_homes.c.room, _ANSWERED.label("answered"))
        joined = and_(vote_heads.c.vote_id == vote_homes.c.vote_id, vote_heads.c.head == vote_homes.c.head)
        query = select(*fields).join(vote_heads, joined).where(vote_homes.c.vote_id == vote_id, vote_homes.c.kind == Kind.HOME)
        if building is not None:
            query = query.where(vote_homes.c.building == building)
        rows = in_parts(self._connection, query.order_by(vote_homes.c.position, vote_homes.c.home_id))
        return tuple([PictureHome(row.building, row.entrance, row.room, bool(row.answered)) async for row in rows])

    async def answered_heads(self, vote_id: str) -> int:
        query = select(func.count()).select_from(vote_heads).where(vote_heads.c.vote_id == vote_id, _ANSWERED)
        return await self._connection.scalar(query) or 0

    async def asked_at(self, vote_id: str, group_id: str) -> datetime | None:
        query = select(vote_pictures.c.asked_at).where(vote_pictures.c.vote_id == vote_id, vote_pictures.c.group_id == group_id)
        moment: datetime | None = await self._connection.scalar(query)
        return moment

    async def ask(self, vote_id: str, group_id: str, compound_id: str, now: datetime) -> None:
        values = {"vote_id": vote_id, "group_id": group_id, "compound_id": compound_id, "asked_at": now}
        await self._connection.execute(upsert(self._connection, vote_pictures, ("vote_id", "group_id"), **values))

    async def forget_asking(self, vote_id: str, group_id: str) -> None:
        """It came to nothing: who asks next need not wait for an hour."""
        asked = (vote_pictures.c.vote_id == vote_id, vote_pictures.c.group_id == group_id)
        await self._connection.execute(delete(vote_pictures).where(*asked))
