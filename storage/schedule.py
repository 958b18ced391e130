"""What is due: one row per thing that will happen by itself, claimed with a lease, done exactly once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.base import UtcDateTime, metadata
from storage.prepared import Prepared, prepared_once

# A claimed row that was not done within this time may be claimed again (a crash between claim and effect).
LEASE = timedelta(minutes=1)
# Rows that are done are kept for a look back.
DONE_KEPT = timedelta(days=30)

due = Table(
    "due",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("target", String(64), nullable=False),
    Column("compound_id", String(10)),
    Column("due_at", UtcDateTime, nullable=False),
    Column("leased_until", UtcDateTime),
    Column("done_at", UtcDateTime),
    UniqueConstraint("kind", "target", "due_at"),
    Index("ix_due_waiting", "done_at", "due_at"),
)


@dataclass(frozen=True, slots=True)
class DueItem:
    id: int
    kind: str
    target: str
    compound_id: str | None
    due_at: datetime


_FIELDS = (due.c.id, due.c.kind, due.c.target, due.c.compound_id, due.c.due_at)
_FREE = or_(due.c.leased_until.is_(None), due.c.leased_until <= bindparam("now"))
_PLAN = prepared_once(due, ("kind", "target", "due_at", "compound_id"))
_DUE = Prepared(
    lambda _insert: (
        select(*_FIELDS)
        .where(due.c.kind == bindparam("which"), due.c.done_at.is_(None), due.c.due_at <= bindparam("now"), _FREE)
        .order_by(due.c.due_at, due.c.id)
        .limit(bindparam("most", type_=Integer))
    )
)
_CLAIM = Prepared(
    lambda _insert: update(due).where(due.c.done_at.is_(None), _FREE, due.c.id == bindparam("item")).values(leased_until=bindparam("until"))
)
_DONE = Prepared(lambda _insert: update(due).where(due.c.id == bindparam("item"), due.c.done_at.is_(None)).values(done_at=bindparam("now")))


class Schedule:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def plan(self, kind: str, target: str, due_at: datetime, compound_id: str | None = None) -> None:
        """Planned twice for the same moment it is one thing."""
        await _PLAN.run(self._connection, [{"kind": kind, "target": target, "due_at": due_at, "compound_id": compound_id}])

    async def cancel(self, target: str, kind: str | None = None) -> None:
        """Whatever still waits for this target will not happen."""
        condition = and_(due.c.target == target, due.c.done_at.is_(None))
        await self._connection.execute(delete(due).where(condition if kind is None else and_(condition, due.c.kind == kind)))

    async def claim(self, kind: str, now: datetime, limit: int = 50) -> list[DueItem]:
        """Rows of this kind that are due, leased to the caller."""
        items = [DueItem(*row) for row in await _DUE.rows(self._connection, which=kind, now=now, most=limit)]
        return [item for item in items if await _CLAIM.change(self._connection, item=item.id, now=now, until=now + LEASE) == 1]

    async def release(self) -> None:
        """Whoever claimed them has ended: a close must not wait for the end of a dead process's lease (R14)."""
        held = (due.c.done_at.is_(None), due.c.leased_until.is_not(None))
        await self._connection.execute(update(due).where(*held).values(leased_until=None))

    async def finish(self, item_id: int, now: datetime) -> bool:
        """Marks it done, in the transaction of its effect; False when another has done it."""
        return await _DONE.change(self._connection, item=item_id, now=now) == 1

    async def waiting(self, kinds: tuple[str, ...] | None = None, limit: int = 50) -> list[DueItem]:
        query = select(*_FIELDS).where(due.c.done_at.is_(None))
        if kinds is not None:
            query = query.where(due.c.kind.in_(kinds))
        return [DueItem(*row) for row in await self._connection.execute(query.order_by(due.c.due_at, due.c.id).limit(limit))]

    async def under_way(self, kind: str, prefix: str) -> list[str]:
        """Targets of this kind that begin so and are not done."""
        named = (due.c.kind == kind, due.c.target.startswith(prefix, autoescape=True), due.c.done_at.is_(None))
        return list((await self._connection.execute(select(due.c.target).where(*named).order_by(due.c.id))).scalars())

    async def next_moment(self, after: datetime) -> datetime | None:
        query = select(func.min(due.c.due_at)).where(due.c.done_at.is_(None), due.c.due_at > after)
        moment: datetime | None = await self._connection.scalar(query)
        return moment

    async def forget_old(self, now: datetime) -> None:
        await self._connection.execute(delete(due).where(due.c.done_at < now - DONE_KEPT))
