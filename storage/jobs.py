"""Jobs: work longer than a handler may take, queued by an action and claimed by a worker."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    String,
    Table,
    Text,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.base import PublicId, UtcDateTime, decode, encode, metadata, new_id

# A job whose worker said nothing for so long is taken over.
LEASE = timedelta(minutes=5)
# How long it waits after each failure: a network's hiccup is over by then, and whoever waits for it is soon told.
PAUSES = (timedelta(seconds=5), timedelta(seconds=30))
# A job that failed so often stays failed.
MAX_TRIES = len(PAUSES) + 1
# Done, its arguments go like a raw inbox; failed, it stays as long as a dead letter, so that its code can be looked up.
DONE_KEPT = timedelta(days=7)
FAILED_KEPT = timedelta(days=30)

jobs = Table(
    "jobs",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("compound_id", PublicId),
    Column("chat_id", BigInteger),
    Column("arguments", Text, nullable=False),
    # queued, running, done, failed
    Column("state", String(8), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("error", Text),
    Column("created_at", UtcDateTime, nullable=False),
    # Nobody takes it before: a worker is at it, or it waits for its next try.
    Column("leased_until", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Index("ix_jobs_state", "state", "created_at"),
)


@dataclass(frozen=True, slots=True)
class Job:
    id: str
    kind: str
    compound_id: str | None
    chat_id: int | None
    arguments: dict[str, Any]
    tries: int

    @property
    def is_last_try(self) -> bool:
        return self.tries >= MAX_TRIES


def _free(now: datetime) -> ColumnElement[bool]:
    abandoned = (jobs.c.state == "running") & (jobs.c.leased_until <= now)
    queued = (jobs.c.state == "queued") & or_(jobs.c.leased_until.is_(None), jobs.c.leased_until <= now)
    return or_(queued, abandoned)


class Jobs:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.is_queued = False
        """Something was queued in this unit of work: the workers have something to do once it is committed."""

    async def queue(
        self, kind: str, arguments: dict[str, Any], now: datetime, *, compound_id: str | None = None, chat_id: int | None = None
    ) -> str:
        job_id = new_id()
        values = {"id": job_id, "kind": kind, "compound_id": compound_id, "chat_id": chat_id, "arguments": encode(arguments)}
        await self._connection.execute(insert(jobs).values(**values, state="queued", tries=0, created_at=now))
        self.is_queued = True
        return job_id

    async def waits(self, now: datetime) -> bool:
        """Whether there is a job that nobody works on."""
        return bool(await self._connection.scalar(select(func.count()).select_from(jobs).where(_free(now))))

    async def is_open(self, kind: str, chat_id: int, name: str, value: str) -> bool:
        """Whether a job of this chat with that argument waits or is under way."""
        mine = (jobs.c.kind == kind, jobs.c.chat_id == chat_id, jobs.c.state.in_(("queued", "running")))
        rows = await self._connection.execute(select(jobs.c.arguments).where(*mine))
        return any(decode(arguments).get(name) == value for arguments in rows.scalars())

    async def claim(self, now: datetime) -> Job | None:
        """The oldest job that nobody works on, leased to the caller."""
        free = _free(now)
        query = select(jobs.c.id, jobs.c.kind, jobs.c.compound_id, jobs.c.chat_id, jobs.c.arguments, jobs.c.tries)
        row = (await self._connection.execute(query.where(free).order_by(jobs.c.created_at).limit(1))).one_or_none()
        if row is None:
            return None
        mine = update(jobs).where(jobs.c.id == row.id, free).values(state="running", leased_until=now + LEASE, tries=row.tries + 1)
        if (await self._connection.execute(mine)).rowcount == 0:
            return None
        return Job(row.id, row.kind, row.compound_id, row.chat_id, decode(row.arguments), row.tries + 1)

    async def release(self) -> None:
        """Whoever claimed them has ended: what they left undone is taken up at once. One that has ended its process again and again
        keeps its lease, so that nothing starts and dies in a circle."""
        mine = (jobs.c.state == "running") & (jobs.c.tries < MAX_TRIES)
        await self._connection.execute(update(jobs).where(mine).values(state="queued", leased_until=None))

    async def finish(self, job_id: str, now: datetime) -> None:
        await self._connection.execute(update(jobs).where(jobs.c.id == job_id).values(state="done", finished_at=now, error=None))

    async def fail(self, job: Job, reason: str, now: datetime) -> None:
        """Tried again after a pause, unless this was its last try."""
        if job.is_last_try:
            values = {"state": "failed", "finished_at": now}
        else:
            values = {"state": "queued", "leased_until": now + PAUSES[job.tries - 1]}
        await self._connection.execute(update(jobs).where(jobs.c.id == job.id).values(error=reason, **values))

    async def forget_old(self, now: datetime) -> None:
        done = and_(jobs.c.state == "done", jobs.c.finished_at < now - DONE_KEPT)
        failed = and_(jobs.c.state == "failed", jobs.c.finished_at < now - FAILED_KEPT)
        await self._connection.execute(delete(jobs).where(or_(done, failed)))
