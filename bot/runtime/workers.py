"""Workers: claim a job, run its function, heavy parts in a process of their own, progress as an edited message."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import structlog
from aiogram import Bot

from bot.actions.unit import Job, UnitOfWork
from bot.rules.letters import Letter
from bot.rules.updates import Apology
from bot.runtime.attachments import Attachments
from bot.runtime.processes import WorkerProcess
from handlers.context import Facts, Screens
from storage.base import new_id

log = structlog.get_logger()
# The workers look for jobs of other processes so often (seconds); their own are told by `wake`.
LOOK_EVERY = 5.0


@dataclass(slots=True)
class Tools:
    """What a job's function is given."""

    uow: Callable[[], UnitOfWork]
    read: Callable[[], UnitOfWork]
    bot: Bot
    now: Callable[[], datetime]
    attachments: Attachments
    screens: Screens
    facts: Facts
    data_dir: Path
    """Where an installation has its own files."""
    in_process: WorkerProcess = field(default_factory=WorkerProcess)
    """Runs pure work (bot.files) in a process of its own: `await tools.in_process(function, *args)`."""

    def close(self) -> None:
        self.in_process.close()


JobFunction = Callable[[Job, Tools], Awaitable[None]]


class Workers:
    """`given_up`: kinds that say in their own words what is to be done when the last try failed; others send an apology."""

    def __init__(self, tools: Tools, functions: Mapping[str, JobFunction], given_up: Mapping[str, JobFunction]) -> None:
        self._tools = tools
        self._functions = functions
        self._given_up = given_up
        self._woken = asyncio.Event()
        self.busy = False

    def wake(self) -> None:
        self._woken.set()

    async def run(self) -> None:
        """Of the leading process only: jobs that were under way when it took over are nobody's."""
        released = False
        while True:
            self._woken.clear()
            try:
                released = released or await self._release()
                while await self.run_one():
                    pass
            except Exception as error:
                # The database is away: what was claimed is claimed again when its lease has run out.
                log.exception("workers_failed", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await self._woken.wait()

    async def run_one(self) -> bool:
        """False when nothing waits."""
        job = await self._claim()
        if job is None:
            return False
        self.busy = True
        try:
            await self._do(job)
        finally:
            self.busy = False
        return True

    async def _release(self) -> bool:
        async with self._tools.uow() as unit:
            await unit.jobs.release()
            await unit.commit()
        return True

    async def _claim(self) -> Job | None:
        """Looks before it writes: most looks find nothing, and the writer is for others then."""
        async with self._tools.read() as unit:
            if not await unit.jobs.waits(self._tools.now()):
                return None
        async with self._tools.uow() as unit:
            job = await unit.jobs.claim(self._tools.now())
            await unit.commit()
        return job

    async def _do(self, job: Job) -> None:
        try:
            await self._functions[job.kind](job, self._tools)
        except Exception as error:
            await self._failed(job, error)
            return
        async with self._tools.uow() as unit:
            await unit.jobs.finish(job.id, self._tools.now())
            await unit.commit()

    async def _failed(self, job: Job, error: Exception) -> None:
        code = new_id()[:4].upper()
        log.exception("job_failed", kind=job.kind, job=job.id, code=code, error=type(error).__name__)
        now, tell = self._tools.now(), self._given_up.get(job.kind)
        if job.is_last_try and tell is not None:
            # Told first: cut off in between, the job is taken up again when its lease has run out, and tells then.
            await tell(job, self._tools)
        async with self._tools.uow() as unit:
            await unit.jobs.fail(job, f"{code} {type(error).__name__}", now)
            if job.is_last_try and tell is None and job.chat_id is not None:
                await unit.outbox.put(Letter(f"job-failed:{job.id}", job.chat_id, "updates.apology", Apology(code)), now)
            await unit.commit()

    def close(self) -> None:
        self._tools.close()
