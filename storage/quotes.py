"""Screens of those who sort and moderate that show somebody's own words: by what they quote, so that they lose them with their author."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chats import QUOTED, Chats, LiveMessage, live_messages
from storage.dialects import begins


class Quotes:
    """They are living messages, of which `Chats.live_at` says nothing: a screen that quotes is no card."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def note(self, what: str, chat_id: int, message_id: int, now: datetime) -> None:
        await Chats(self._connection).set_live(f"{QUOTED}:{what}:{chat_id}:{message_id}", chat_id, message_id, now)

    async def of(self, what: str) -> list[LiveMessage]:
        fields = (live_messages.c.live_key, live_messages.c.chat_id, live_messages.c.message_id)
        query = select(*fields).where(begins(self._connection, live_messages.c.live_key, f"{QUOTED}:{what}:"))
        return [LiveMessage(*row) for row in await self._connection.execute(query.order_by(live_messages.c.live_key))]

    async def is_one(self, chat_id: int, message_id: int) -> bool:
        ours = begins(self._connection, live_messages.c.live_key, f"{QUOTED}:")
        query = select(live_messages.c.live_key).where(live_messages.c.chat_id == chat_id, live_messages.c.message_id == message_id, ours)
        return (await self._connection.execute(query.limit(1))).first() is not None

    async def forget(self, chat_id: int, message_id: int) -> None:
        """The message says something else by now."""
        ours = begins(self._connection, live_messages.c.live_key, f"{QUOTED}:")
        shown = (live_messages.c.chat_id == chat_id, live_messages.c.message_id == message_id)
        await self._connection.execute(delete(live_messages).where(*shown, ours))
