"""Which homes a vote has reached, and how: append-only, with who and when. What is taken back is a row of its own."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Index,
    Integer,
    ScalarSelect,
    Select,
    String,
    Table,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    text,
    union,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.deliveries import Mark, Way
from bot.rules.residents import BindingState, HomeRole
from bot.rules.votes.heads import Kind
from storage.base import PublicId, UtcDateTime, metadata
from storage.compounds import home_owners
from storage.prepared import Prepared, prepared_once
from storage.residents import bindings, people
from storage.votes.tables import vote_homes, vote_owners, votes

_BY_CHAT = text("way = 'chat'")
# No foreign key to the vote: a letter that lands would wait for whoever holds the vote, and hold the letter meanwhile.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("vote_id", PublicId, nullable=False),
    Column("compound_id", PublicId, nullable=False),
    Column("head", Integer, nullable=False),
    Column("home_id", PublicId, nullable=False),
    # chat, handed, posted, undone (of what was recorded by hand)
    Column("way", String(6), nullable=False),
    # By hand: who recorded it; by chat: whose letter it was.
    Column("person_id", PublicId),
    Column("delivered_at", UtcDateTime, nullable=False),
    # Of which version of the scheme: whoever was reached with a former one has not been asked what is asked now (R15).
    Column("scheme", Integer, nullable=False, server_default="1"),
    Index("ix_deliveries_home", "vote_id", "home_id"),
    # The first letter that arrived is the proof; later ones add nothing.
    Index("ix_deliveries_chat", "vote_id", "head", "scheme", unique=True, sqlite_where=_BY_CHAT, postgresql_where=_BY_CHAT),
    sqlite_autoincrement=True,
)


def _spoken_for(_insert: Any) -> CompoundSelect[Any]:
    """(head, person, account) of these accounts."""
    accounts = people.c.telegram_id.in_(bindparam("ids", expanding=True))
    mine = (accounts, bindings.c.role == HomeRole.OWNER, bindings.c.state == BindingState.ACTIVE)
    owned = select(vote_owners.c.head, people.c.id, people.c.telegram_id).join(bindings, bindings.c.owner_id == vote_owners.c.owner_id)
    owned = owned.join(people, people.c.id == bindings.c.person_id).where(vote_owners.c.vote_id == bindparam("vote"), *mine)
    # Whoever bought a home in mid-vote (R16).
    named = and_(home_owners.c.home_id == bindings.c.home_id, home_owners.c.owner_id == bindings.c.owner_id)
    bought = select(vote_homes.c.head, people.c.id, people.c.telegram_id).join(bindings, bindings.c.home_id == vote_homes.c.home_id)
    bought = bought.join(home_owners, named).join(people, people.c.id == bindings.c.person_id)
    return union(owned, bought.where(vote_homes.c.vote_id == bindparam("vote"), *mine))


def _first_homes(_insert: Any) -> Select[Any]:
    first = select(vote_homes.c.head, func.min(vote_homes.c.home_id)).where(vote_homes.c.vote_id == bindparam("vote"))
    return first.where(vote_homes.c.head.in_(bindparam("heads", expanding=True))).group_by(vote_homes.c.head).order_by(vote_homes.c.head)


# What every batch of letters that arrive asks and writes.
_SPOKEN_FOR = Prepared(_spoken_for)
_FIRST_HOMES = Prepared(_first_homes)
_ARRIVE = prepared_once(deliveries, ("vote_id", "compound_id", "head", "home_id", "way", "person_id", "delivered_at", "scheme"))


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves the delivery to one home."""

    way: Way
    at: datetime


class Deliveries:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def by_chat(self, vote_id: str, compound_id: str, scheme: int, at: Mapping[int, datetime]) -> None:
        """Private letters about this scheme have arrived at these accounts: every head that one speaks for has it, from the first one on.

        Three statements for all of them: thousands arrive while people tap.
        """
        heads: dict[int, tuple[datetime, str]] = {}
        for head, person, telegram_id in await _SPOKEN_FOR.rows(self._connection, vote=vote_id, ids=list(at)):
            heads[head] = min(heads.get(head, (at[telegram_id], person)), (at[telegram_id], person))
        if not heads:
            return
        homes = await _FIRST_HOMES.rows(self._connection, vote=vote_id, heads=sorted(heads))
        about = {"vote_id": vote_id, "compound_id": compound_id, "way": Way.CHAT, "scheme": scheme}
        arrived = ((head, home, *heads[head]) for head, home in homes)
        rows = [{**about, "head": head, "home_id": home, "person_id": person, "delivered_at": when} for head, home, when, person in arrived]
        await _ARRIVE.run(self._connection, rows)

    async def mark(
        self, compound_id: str, vote_id: str, head: int, home_id: str, mark: Way | Mark, *, by: str | None, at: datetime
    ) -> None:
        row = {"compound_id": compound_id, "vote_id": vote_id, "head": head, "home_id": home_id, "way": mark.value}
        await self._connection.execute(insert(deliveries).values(**row, person_id=by, delivered_at=at, scheme=_scheme_now(vote_id)))

    async def by_hand(self, vote_id: str, home_ids: Collection[str]) -> dict[str, Proof]:
        """Of these homes what was recorded last, where it was not taken back."""
        newest = _newest(vote_id).where(deliveries.c.home_id.in_(home_ids))
        query = select(deliveries.c.home_id, deliveries.c.way, deliveries.c.delivered_at).where(deliveries.c.id.in_(newest))
        rows = await self._connection.execute(query.where(deliveries.c.way != Mark.UNDONE))
        return {row[0]: Proof(Way(row[1]), row[2]) for row in rows}

    async def in_chat(self, vote_id: str, heads: Collection[int]) -> dict[int, Proof]:
        mine = (*_of_now(vote_id), deliveries.c.way == Way.CHAT, deliveries.c.head.in_(heads))
        rows = await self._connection.execute(select(deliveries.c.head, deliveries.c.delivered_at).where(*mine))
        return {row[0]: Proof(Way.CHAT, row[1]) for row in rows}

    async def proofs(self, vote_id: str) -> dict[str, Proof]:
        """Home by home what proves the delivery: what somebody recorded there, else a letter to an owner of the head."""
        hand = select(deliveries.c.home_id, deliveries.c.way, deliveries.c.delivered_at)
        hand = hand.where(deliveries.c.id.in_(_newest(vote_id)), deliveries.c.way != Mark.UNDONE)
        same = and_(vote_homes.c.vote_id == deliveries.c.vote_id, vote_homes.c.head == deliveries.c.head)
        chat = select(vote_homes.c.home_id, deliveries.c.way, deliveries.c.delivered_at).join(deliveries, same)
        chat = chat.where(*_of_now(vote_id), deliveries.c.way == Way.CHAT)
        found = {row[0]: Proof(Way(row[1]), row[2]) for row in await self._connection.execute(chat)}
        return found | {row[0]: Proof(Way(row[1]), row[2]) for row in await self._connection.execute(hand)}

    async def heads(self, vote_id: str, until: datetime) -> set[int]:
        """Heads that the vote had reached by then: any home of theirs."""
        hand = and_(deliveries.c.id.in_(_newest(vote_id, until)), deliveries.c.way != Mark.UNDONE)
        chat = and_(deliveries.c.way == Way.CHAT, deliveries.c.delivered_at <= until)
        query = select(deliveries.c.head).where(*_of_now(vote_id), or_(hand, chat)).distinct()
        return set((await self._connection.execute(query)).scalars())

    async def count_homes(self, vote_id: str, buildings: Collection[str] | None, until: datetime) -> tuple[int, int]:
        """(homes of these buildings that it has reached, homes of these buildings); None: all of the vote."""
        theirs = [vote_homes.c.vote_id == vote_id, vote_homes.c.kind == Kind.HOME]
        theirs += [] if buildings is None else [vote_homes.c.building.in_(buildings)]
        by_head = select(vote_homes.c.head, func.count()).where(*theirs).group_by(vote_homes.c.head)
        reached, homes = await self.heads(vote_id, until), [(row[0], row[1]) for row in await self._connection.execute(by_head)]
        return sum(count for head, count in homes if head in reached), sum(count for _, count in homes)


def _scheme_now(vote_id: str) -> ScalarSelect[int]:
    return select(votes.c.scheme_version).where(votes.c.id == vote_id).scalar_subquery()


def _of_now(vote_id: str) -> tuple[ColumnElement[bool], ...]:
    """Of the vote, and of the scheme that it asks about now."""
    return deliveries.c.vote_id == vote_id, deliveries.c.scheme == _scheme_now(vote_id)


def _newest(vote_id: str, until: datetime | None = None) -> Select[Any]:
    """Of each home the last row that was recorded by hand, of what is asked now."""
    query = select(func.max(deliveries.c.id)).where(*_of_now(vote_id), deliveries.c.way != Way.CHAT)
    return (query if until is None else query.where(deliveries.c.delivered_at <= until)).group_by(deliveries.c.home_id)
