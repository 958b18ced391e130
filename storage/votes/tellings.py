"""Whom a vote is told to in private, some at a time, and what is told of it again after the step in which it happened."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.letters import LetterState
from bot.rules.residents import BindingState
from storage.chats import LiveMessage, chats, live_messages
from storage.dialects import begins
from storage.outbox import WAITING
from storage.outbox_table import outbox
from storage.residents import bindings, people
from storage.votes.tables import vote_extensions, vote_heads, vote_homes, vote_owners


def registered_at(vote_id: str) -> Select[Any]:
    """Telegram ids of everybody registered at a home of the vote to whom letters arrive."""
    query = select(people.c.telegram_id).join(bindings, bindings.c.person_id == people.c.id).distinct()
    within = query.join(vote_homes, vote_homes.c.home_id == bindings.c.home_id).join(chats, chats.c.chat_id == people.c.telegram_id)
    return within.where(vote_homes.c.vote_id == vote_id, bindings.c.state == BindingState.ACTIVE, chats.c.reachable)


class Tellings:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def registered(self, vote_id: str, after: int, limit: int) -> list[int]:
        """Some of the accounts that letters about the vote reach, by telegram id from `after` on."""
        some = registered_at(vote_id).where(people.c.telegram_id > after).order_by(people.c.telegram_id).limit(limit)
        return list((await self._connection.execute(some)).scalars())

    async def registered_among(self, vote_id: str, telegram_ids: Collection[int]) -> set[int]:
        """Of these accounts those that letters about the vote reach."""
        mine = registered_at(vote_id).where(people.c.telegram_id.in_(telegram_ids))
        return set((await self._connection.execute(mine)).scalars()) if telegram_ids else set()

    async def count_registered(self, vote_id: str) -> int:
        return await self._connection.scalar(select(func.count()).select_from(registered_at(vote_id).subquery())) or 0

    async def holding(self, prefix: str, after: int, limit: int) -> list[int]:
        """Some of the chats in which a message lives whose key begins so, by chat id from `after` on."""
        theirs = (live_messages.c.live_key.startswith(prefix, autoescape=True), live_messages.c.chat_id > after)
        some = select(live_messages.c.chat_id).where(*theirs).order_by(live_messages.c.chat_id).limit(limit)
        return list((await self._connection.execute(some)).scalars())

    async def having(self, prefix: str, after: int, limit: int) -> list[int]:
        """As `holding`, with those to whom such a letter is still on its way."""
        living = select(live_messages.c.chat_id).where(live_messages.c.live_key.startswith(prefix, autoescape=True))
        coming = select(outbox.c.chat_id).where(
            begins(self._connection, outbox.c.key, prefix), outbox.c.state.in_((*WAITING, LetterState.LEASED))
        )
        both = union(living, coming).subquery()
        some = select(both.c.chat_id).where(both.c.chat_id > after).order_by(both.c.chat_id).limit(limit)
        return list((await self._connection.execute(some)).scalars())

    async def concerned(self, prefixes: Sequence[str], after: int, limit: int) -> list[int]:
        """Some of the chats in which a message with such a key lives, or to which one is on its way; by chat id from `after` on."""
        alive = (*WAITING, LetterState.LEASED)
        both = union(
            *(select(live_messages.c.chat_id).where(begins(self._connection, live_messages.c.live_key, one)) for one in prefixes),
            *(select(outbox.c.chat_id).where(begins(self._connection, outbox.c.key, one), outbox.c.state.in_(alive)) for one in prefixes),
        ).subquery()
        some = select(both.c.chat_id).where(both.c.chat_id > after).order_by(both.c.chat_id).limit(limit)
        return list((await self._connection.execute(some)).scalars())

    async def living_with(self, chats_of: Sequence[int], prefixes: Sequence[str]) -> list[LiveMessage]:
        """What lives in these chats under such keys."""
        named = or_(*(begins(self._connection, live_messages.c.live_key, one) for one in prefixes))
        query = select(live_messages.c.live_key, live_messages.c.chat_id, live_messages.c.message_id)
        rows = await self._connection.execute(query.where(live_messages.c.chat_id.in_(chats_of), named))
        return [LiveMessage(*row) for row in rows]

    async def living_in(self, chat_id: int) -> list[LiveMessage]:
        """All that lives in one chat."""
        query = select(live_messages.c.live_key, live_messages.c.chat_id, live_messages.c.message_id)
        rows = await self._connection.execute(query.where(live_messages.c.chat_id == chat_id).order_by(live_messages.c.message_id))
        return [LiveMessage(*row) for row in rows]

    async def waiting_for(self, chat_id: int, card: str) -> list[str]:
        """Keys of the letters of one card that wait to go to one chat."""
        theirs = (outbox.c.chat_id == chat_id, outbox.c.card == card, outbox.c.state.in_(WAITING))
        return list((await self._connection.execute(select(outbox.c.key).where(*theirs))).scalars())

    async def extended_to(self, vote_id: str) -> list[datetime]:
        """Every closing time to which the vote was extended so far."""
        query = select(vote_extensions.c.closes_at).where(vote_extensions.c.vote_id == vote_id)
        return list((await self._connection.execute(query)).scalars())

    async def extension(self, vote_id: str, closes_at: datetime) -> tuple[datetime, str] | None:
        """(the closing time before, the reason) of the extension to this time."""
        query = select(vote_extensions.c.former_closes_at, vote_extensions.c.reason).order_by(vote_extensions.c.id.desc()).limit(1)
        to_it = query.where(vote_extensions.c.vote_id == vote_id, vote_extensions.c.closes_at == closes_at)
        row = (await self._connection.execute(to_it)).one_or_none()
        return None if row is None else (row[0], row[1])

    async def kept_half_time(self, vote_id: str, since: datetime) -> bool:
        """Whether anybody was reminded at half time, since everybody was asked (last)."""
        return await self.written(f"remind:{vote_id}:half:", since=since)

    async def reminded(self, vote_id: str, since: datetime) -> bool:
        """Whether anybody was reminded of the vote so far, since everybody was asked (last)."""
        return await self.written(f"remind:{vote_id}:", since=since)

    async def written(self, *prefixes: str, since: datetime | None = None) -> bool:
        """Whether there is a letter whose key begins so; those taken back before they left, or too late to leave, told nobody."""
        unsent = (LetterState.CANCELLED, LetterState.EXPIRED)
        named = or_(*(begins(self._connection, outbox.c.key, prefix) for prefix in prefixes))
        query = select(outbox.c.id).where(named, outbox.c.state.not_in(unsent)).limit(1)
        query = query if since is None else query.where(outbox.c.created_at >= since)
        return (await self._connection.execute(query)).first() is not None

    async def heads_apart(self, vote_id: str) -> tuple[int, int]:
        """How many heads of the vote are several homes, and how many are none, but parking places or storage rooms."""
        several, none = (func.count().filter(one) for one in (vote_heads.c.homes > 1, vote_heads.c.homes == 0))
        row = (await self._connection.execute(select(several, none).where(vote_heads.c.vote_id == vote_id))).one()
        return row[0], row[1]

    async def shared_owners(self, vote_id: str) -> Sequence[tuple[str, int]]:
        """(owner, head) of owners who have a part of several heads; the developer is never one."""
        several = select(vote_owners.c.owner_id).where(vote_owners.c.vote_id == vote_id)
        several = several.group_by(vote_owners.c.owner_id).having(func.count() > 1)
        same = (vote_heads.c.vote_id == vote_owners.c.vote_id) & (vote_heads.c.head == vote_owners.c.head)
        query = select(vote_owners.c.owner_id, vote_owners.c.head).join(vote_heads, same).where(vote_owners.c.vote_id == vote_id)
        rows = await self._connection.execute(query.where(vote_owners.c.owner_id.in_(several), ~vote_heads.c.developer))
        return [(row[0], row[1]) for row in rows]
