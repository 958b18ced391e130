"""One process polls, delivers and ticks: a lock on the file beside SQLite, a lease with an epoch on PostgreSQL."""

import asyncio
import fcntl
from pathlib import Path
from typing import IO, cast

import structlog
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from storage.base import Database, new_id
from storage.leases import LEASE_SECONDS, Lease, LeaseLost, Leases
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger()
ROLE = "runtime"
# A standby asks again so often (seconds).
ASK_AGAIN = 2.0
# So long a stop waits for the database to take the lease back (seconds).
RELEASE_SECONDS = 0.7


class LockUnusable(Exception):
    """The file beside SQLite that tells who leads cannot be opened."""

    def __init__(self, error: OSError) -> None:
        super().__init__(type(error).__name__)
        self.error = error


def _lock_of(database: Database) -> Path:
    return Path(f"{make_url(database.url).database}.lock")


async def somebody_leads(database: Database) -> bool:
    """Asked from outside: nobody's place is taken. Raises LockUnusable."""
    if database.is_sqlite:
        return await asyncio.to_thread(_is_locked, _lock_of(database))
    async with UnitOfWork(database, write=False) as unit:
        return await Leases(unit.connection).is_held(ROLE)


def _opened(path: Path, mode: str) -> IO[bytes]:
    try:
        return cast(IO[bytes], path.open(mode))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise LockUnusable(error) from error


def _is_locked(path: Path) -> bool:
    try:
        with _opened(path, "rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


class Leadership:
    """`acquire` waits its turn, and raises LockUnusable; `keep` renews and raises LeaseLost when another process has taken over."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._holder = new_id()
        self._file: IO[bytes] | None = None
        self.lease: Lease | None = None

    async def acquire(self) -> None:
        told = False
        while not await self._try():
            if not told:
                log.warning(
                    "standing_by", hint="领头的是另一个邻里，它停了这个就接着领 / another Linli leads; this one takes over when it is gone"
                )
                told = True
            await asyncio.sleep(ASK_AGAIN)

    async def _try(self) -> bool:
        if self._database.is_sqlite:
            return self._lock_file()
        try:
            async with UnitOfWork(self._database, write=True) as unit:
                lease = await Leases(unit.connection).take(ROLE, self._holder)
                await unit.commit()
        except (SQLAlchemyError, OSError) as error:
            # Whoever leads goes on through it, and so does who waits for their turn.
            log.warning("lease_not_asked_for", error=type(error).__name__)
            return False
        self.lease = lease
        return lease is not None

    def _lock_file(self) -> bool:
        file = _opened(_lock_of(self._database), "ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    async def keep(self) -> None:
        if self.lease is None:
            await asyncio.Event().wait()
            return
        while True:
            await asyncio.sleep(LEASE_SECONDS / 3)
            if not await self._renew(self.lease):
                raise LeaseLost(ROLE)

    async def _renew(self, lease: Lease) -> bool:
        """A database that cannot be asked just now says nothing about who leads: every commit checks that by itself."""
        try:
            async with UnitOfWork(self._database, write=True) as unit:
                held = await Leases(unit.connection).renew(lease)
                await unit.commit()
        except (SQLAlchemyError, OSError) as error:
            log.warning("lease_not_renewed", error=type(error).__name__)
            return True
        return held

    async def release(self) -> None:
        """A stop waits for no database: the next leader takes over when the lease has run out. What still ends here keeps its epoch, and
        is checked by it."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if self.lease is not None:
            try:
                async with asyncio.timeout(RELEASE_SECONDS), UnitOfWork(self._database, write=True) as unit:
                    await Leases(unit.connection).release(self.lease)
                    await unit.commit()
            except (SQLAlchemyError, OSError) as error:
                log.warning("lease_not_released", error=type(error).__name__)
