"""A vote's scheme changes: what counted is void, and whoever holds a message about the former one is found (R15)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, delete, func, insert, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.entries import EntryState
from storage.base import PublicId
from storage.chats import live_messages
from storage.dialects import begins
from storage.entries import entries
from storage.entries_powers import powers
from storage.outbox_table import outbox
from storage.residents import remembered_taps
from storage.votes.tables import (
    door_knocks,
    standing_choices,
    vote_counts,
    vote_heads,
    vote_participation,
    vote_schemes,
)
from storage.votes.tellings import registered_at

# How the keys of living messages begin that say something about a vote in private, before its id; entered ballots have their own.
ABOUT = ("receipt", "differ", "designated", "elsewhere", "power-given", "remind", "scheme", "phone-waits", "ballots-differ")
# What an owner was told of a ballot that somebody else gave for them: entered:<entry>:…, proxy:<power>:…
GIVEN_FOR: tuple[tuple[str, Table], ...] = (("entered:", entries), ("proxy:", powers))


@dataclass(frozen=True, slots=True)
class SchemeChange:
    """One change of a vote's scheme, as it was made."""

    version: int
    former_sha256: str | None
    former_name: str | None
    reason: str
    voided_heads: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class LivingWords:
    """A message that stands; `facts` empty: of a letter that was shed since."""

    chat_id: int
    message_id: int
    facts: str


def _words() -> Select[Any]:
    same = and_(outbox.c.chat_id == live_messages.c.chat_id, outbox.c.message_id == live_messages.c.message_id)
    fields = (live_messages.c.live_key, live_messages.c.chat_id, live_messages.c.message_id, outbox.c.facts)
    return select(*fields).outerjoin(outbox, same)


class Schemes:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def answered(self, vote_id: str) -> tuple[int, int]:
        """(heads, homes) of which a choice stands, whether or not it counts: what a change would make void."""
        chosen = select(standing_choices.c.head).where(standing_choices.c.vote_id == vote_id, standing_choices.c.choice.is_not(None))
        heads = await self._connection.scalar(select(func.count()).select_from(chosen.distinct().subquery()))
        theirs = (vote_heads.c.vote_id == vote_id, vote_heads.c.head.in_(chosen))
        homes = await self._connection.scalar(select(func.sum(vote_heads.c.homes)).where(*theirs))
        return heads or 0, homes or 0

    async def change(
        self,
        vote_id: str,
        compound_id: str,
        *,
        version: int,
        former: tuple[str | None, str | None],
        reason: str,
        voided_heads: int,
        person_id: str,
        now: datetime,
    ) -> None:
        """Writes the change down; nothing stands any more that was chosen before it, and the ledger keeps it all."""
        sha256, name = former
        row = {"vote_id": vote_id, "version": version, "compound_id": compound_id, "former_sha256": sha256, "former_name": name}
        about = {"reason": reason, "voided_heads": voided_heads, "person_id": person_id, "changed_at": now}
        await self._connection.execute(insert(vote_schemes).values(**row, **about))
        await self._connection.execute(delete(standing_choices).where(standing_choices.c.vote_id == vote_id))
        counted = (vote_heads.c.vote_id == vote_id, vote_heads.c.counted.is_not(None))
        await self._connection.execute(update(vote_heads).where(*counted).values(counted=None))
        await self._connection.execute(update(vote_counts).where(vote_counts.c.vote_id == vote_id).values(heads=0, area_cm2m=0))
        lines = update(vote_participation).where(vote_participation.c.vote_id == vote_id)
        await self._connection.execute(lines.values(homes_in=0, area_in_cm2m=0))
        # What a stranger tapped is about the former one: they are not asked whether it was meant.
        await self._connection.execute(delete(remembered_taps).where(remembered_taps.c.vote_id == vote_id))
        # Every door is to be knocked at again.
        await self._connection.execute(delete(door_knocks).where(door_knocks.c.vote_id == vote_id))

    async def changes(self, vote_id: str) -> list[SchemeChange]:
        fields = (vote_schemes.c[name] for name in SchemeChange.__dataclass_fields__)
        query = select(*fields).where(vote_schemes.c.vote_id == vote_id).order_by(vote_schemes.c.version)
        return [SchemeChange(*row) for row in await self._connection.execute(query)]

    async def concerned(self, vote_id: str, after: int, limit: int) -> list[int]:
        """Some of the accounts that are asked again, by telegram id from `after` on: all who are reached, and whoever has a message
        about the former scheme, also somebody who lives there no more."""
        living = select(live_messages.c.chat_id.label("telegram_id")).where(self._about(vote_id), live_messages.c.chat_id > 0)
        both = union(registered_at(vote_id), living, *self._given_for(select(live_messages.c.chat_id), vote_id)).subquery()
        some = select(both.c.telegram_id).where(both.c.telegram_id > after).order_by(both.c.telegram_id).limit(limit)
        return list((await self._connection.execute(some)).scalars())

    async def living(self, vote_id: str, chat_ids: Collection[int]) -> dict[str, LivingWords]:
        """By its key each of their messages that say something of the vote, with the newest facts that it was sent or edited with."""
        found: dict[str, LivingWords] = {}
        for query in (_words().where(self._about(vote_id)), *self._given_for(_words(), vote_id)):
            rows = query.where(live_messages.c.chat_id.in_(chat_ids)).order_by(outbox.c.id)
            found |= {
                row.live_key: LivingWords(row.chat_id, row.message_id, row.facts or "") for row in await self._connection.execute(rows)
            }
        return found

    def _about(self, vote_id: str) -> ColumnElement[bool]:
        named = (*(f"{kind}:{vote_id}:" for kind in ABOUT), f"vote:{vote_id}:private:")
        return or_(*(begins(self._connection, live_messages.c.live_key, prefix) for prefix in named))

    def _given_for(self, query: Select[Any], vote_id: str) -> list[Select[Any]]:
        """`query` of living messages, for each kind of those that tell an owner of such a ballot."""
        found = []
        for prefix, table in GIVEN_FOR:
            named = func.substr(live_messages.c.live_key, len(prefix) + 1, PublicId.length) == table.c.id
            begun = begins(self._connection, live_messages.c.live_key, prefix)
            found.append(query.join(table, named).where(table.c.vote_id == vote_id, begun))
        return found

    async def enterers(self, vote_id: str, since: datetime) -> list[tuple[str, int]]:
        """(person, owners) of whoever put down ballots that were recorded since then: the papers are void, and to be asked for anew."""
        recorded = (entries.c.vote_id == vote_id, entries.c.state == EntryState.RECORDED, entries.c.ended_at >= since)
        query = select(entries.c.entered_by, func.count(entries.c.head.distinct())).where(*recorded).group_by(entries.c.entered_by)
        return [(row[0], row[1]) for row in await self._connection.execute(query.order_by(entries.c.entered_by))]
