"""Leases: which process polls, delivers and ticks; by the database's own clock, with an epoch that effects check."""

from dataclasses import dataclass

from sqlalchemy import Column, Integer, String, Table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.base import metadata

# A holder that says nothing for so long is taken for dead; it renews every third of it (seconds).
LEASE_SECONDS = 15

leases = Table(
    "leases",
    metadata,
    Column("role", String(16), primary_key=True),
    Column("holder", String(10), nullable=False),
    Column("epoch", Integer, nullable=False),
    # Seconds since 1970 by the database's clock: processes' clocks may differ.
    Column("expires_at", Integer, nullable=False),
)
NOW = {"sqlite": "CAST(strftime('%s', 'now') AS INTEGER)", "postgresql": "CAST(extract(epoch FROM clock_timestamp()) AS INTEGER)"}


class LeaseLost(Exception):
    """Another process holds the role: this one does nothing more under its epoch."""


@dataclass(frozen=True, slots=True)
class Lease:
    role: str
    holder: str
    epoch: int


class Leases:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._now = NOW[connection.dialect.name]

    async def take(self, role: str, holder: str) -> Lease | None:
        """The role with a new epoch, when nobody holds it; None while somebody else does."""
        statement = text(
            f"INSERT INTO leases (role, holder, epoch, expires_at) VALUES (:role, :holder, 1, {self._now} + :seconds) "
            f"ON CONFLICT (role) DO UPDATE SET holder = :holder, epoch = leases.epoch + 1, expires_at = {self._now} + :seconds "
            f"WHERE leases.expires_at <= {self._now} RETURNING epoch"
        )
        row = (await self._connection.execute(statement, {"role": role, "holder": holder, "seconds": LEASE_SECONDS})).one_or_none()
        return None if row is None else Lease(role, holder, row.epoch)

    async def renew(self, lease: Lease) -> bool:
        """False when it was lost meanwhile."""
        statement = text(
            f"UPDATE leases SET expires_at = {self._now} + :seconds WHERE role = :role AND holder = :holder AND epoch = :epoch"
        )
        return (await self._connection.execute(statement, self._parameters(lease) | {"seconds": LEASE_SECONDS})).rowcount == 1

    async def release(self, lease: Lease) -> None:
        statement = text(f"UPDATE leases SET expires_at = {self._now} WHERE role = :role AND holder = :holder AND epoch = :epoch")
        await self._connection.execute(statement, self._parameters(lease))

    async def is_held(self, role: str) -> bool:
        statement = text(f"SELECT 1 FROM leases WHERE role = :role AND expires_at > {self._now}")
        return (await self._connection.execute(statement, {"role": role})).first() is not None

    async def check(self, lease: Lease) -> None:
        """Raises LeaseLost when another process took over, however long this one slept."""
        # On PostgreSQL the row stays shared until the commit, so nobody takes the role in between.
        lock = " FOR SHARE" if self._connection.dialect.name == "postgresql" else ""
        statement = text(f"SELECT 1 FROM leases WHERE role = :role AND holder = :holder AND epoch = :epoch{lock}")
        if (await self._connection.execute(statement, self._parameters(lease))).first() is None:
            raise LeaseLost(lease.role)

    @staticmethod
    def _parameters(lease: Lease) -> dict[str, object]:
        return {"role": lease.role, "holder": lease.holder, "epoch": lease.epoch}
