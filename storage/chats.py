"""Chats as the platform knows them: language, whether letters arrive there, and which message of ours lives on in place."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Column, Index, String, Table, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.ports import Language
from storage.base import UtcDateTime, metadata
from storage.dialects import begins, insert_once
from storage.prepared import Prepared, prepared_upsert

chats = Table(
    "chats",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("is_group", Boolean, nullable=False),
    Column("language", String(2), nullable=False),
    Column("reachable", Boolean, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    # The topic of a forum in which we are to speak; empty for the general one, and wherever there are no topics.
    Column("thread_id", BigInteger),
)
# How the keys of screens that quote somebody begin (storage/quotes.py).
QUOTED = "quoted"
live_messages = Table(
    "live_messages",
    metadata,
    Column("live_key", String(96), primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Index("ix_live_messages_chat_id", "chat_id", "message_id"),
)


@dataclass(frozen=True, slots=True)
class Chat:
    chat_id: int
    is_group: bool
    language: Language
    reachable: bool
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class LiveMessage:
    live_key: str
    chat_id: int
    message_id: int


_FIELDS = tuple(chats.c[name] for name in Chat.__dataclass_fields__)
# What delivery asks and writes for every letter.
_CHAT = Prepared(lambda _insert: select(*_FIELDS).where(chats.c.chat_id == bindparam("chat")))
_LIVE = Prepared(
    lambda _insert: select(*(live_messages.c[name] for name in LiveMessage.__dataclass_fields__)).where(
        live_messages.c.live_key == bindparam("key")
    )
)
_SET_LIVE = prepared_upsert(live_messages, ("live_key",), ("chat_id", "message_id", "sent_at"))


class Chats:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def chat(self, chat_id: int) -> Chat | None:
        rows = await _CHAT.rows(self._connection, chat=chat_id)
        return Chat(*rows[0]) if rows else None

    async def meet(self, chat_id: int, *, is_group: bool, language: Language, now: datetime) -> bool:
        """The chat is known and reachable from now on; a language chosen earlier stays. True when it was lost before."""
        values = {"chat_id": chat_id, "is_group": is_group, "language": language, "reachable": True, "since": now}
        done = await self._connection.execute(insert_once(self._connection, chats, **values))
        return done.rowcount == 0 and await self.set_reachable(chat_id, True)

    async def set_reachable(self, chat_id: int, reachable: bool) -> bool:
        """True when that changed anything."""
        change = update(chats).where(chats.c.chat_id == chat_id, chats.c.reachable != reachable).values(reachable=reachable)
        return (await self._connection.execute(change)).rowcount == 1

    async def set_language(self, chat_id: int, language: Language) -> None:
        await self._connection.execute(update(chats).where(chats.c.chat_id == chat_id).values(language=language))

    async def set_thread(self, chat_id: int, thread_id: int | None) -> bool:
        """True when letters go to another topic from now on."""
        other = chats.c.thread_id.is_distinct_from(thread_id)
        change = update(chats).where(chats.c.chat_id == chat_id, other).values(thread_id=thread_id)
        return (await self._connection.execute(change)).rowcount == 1

    async def reachable_among(self, chat_ids: list[int]) -> set[int]:
        rows = await self._connection.execute(select(chats.c.chat_id).where(chats.c.chat_id.in_(chat_ids), chats.c.reachable))
        return set(rows.scalars())

    async def live(self, live_key: str) -> LiveMessage | None:
        rows = await _LIVE.rows(self._connection, key=live_key)
        return LiveMessage(*rows[0]) if rows else None

    async def live_at(self, chat_id: int, message_id: int) -> LiveMessage | None:
        """Which living card a message is."""
        query = select(live_messages.c.live_key, live_messages.c.chat_id, live_messages.c.message_id)
        is_card = ~begins(self._connection, live_messages.c.live_key, f"{QUOTED}:")
        found = query.where(live_messages.c.chat_id == chat_id, live_messages.c.message_id == message_id, is_card)
        row = (await self._connection.execute(found)).one_or_none()
        return None if row is None else LiveMessage(*row)

    async def set_live(self, live_key: str, chat_id: int, message_id: int, now: datetime) -> None:
        await _SET_LIVE.run(self._connection, [{"live_key": live_key, "chat_id": chat_id, "message_id": message_id, "sent_at": now}])

    async def drop_live(self, live_key: str) -> None:
        """The message is gone or must not be edited any more: the next letter with this key is posted anew."""
        await self._connection.execute(delete(live_messages).where(live_messages.c.live_key == live_key))

    async def migrate(self, old_id: int, new_id: int) -> None:
        """The group became a supergroup; told twice it is told once."""
        await self._connection.execute(delete(live_messages).where(live_messages.c.chat_id == old_id))
        if await self.chat(new_id) is None:
            await self._connection.execute(update(chats).where(chats.c.chat_id == old_id).values(chat_id=new_id))
        else:
            await self._connection.execute(delete(chats).where(chats.c.chat_id == old_id))
