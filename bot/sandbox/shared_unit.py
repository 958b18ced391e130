"""Many actions in one transaction: for worlds that are made in one go."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self

from bot.actions.unit import UnitOfWork


class SharedUnit(UnitOfWork):
    """Lends an entered unit of work to actions; their entering, leaving and committing is the lender's to do, once."""

    def __init__(self, lent: UnitOfWork) -> None:
        self._lent = lent

    @classmethod
    @asynccontextmanager
    async def opened(cls, unit: UnitOfWork) -> "AsyncIterator[SharedUnit]":
        """Commits once at the end."""
        async with unit:
            yield cls(unit)
            await unit.commit()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lent, name)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        return None

    async def commit(self) -> None:
        return None
