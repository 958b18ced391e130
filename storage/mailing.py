"""Many letters in one go: what `Outbox.put` does for one, in three statements for all."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.letters import Letter
from storage.base import encode
from storage.outbox import WAITING, outbox, row_of

# SQLite takes 32,766 variables in a statement; chunks also keep a statement's text short.
CHUNK = 500


def many_once(connection: AsyncConnection, table: Table) -> Any:
    """INSERT … ON CONFLICT DO NOTHING, for a list of rows."""
    statement = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
    return statement.on_conflict_do_nothing()


def many_upserts(connection: AsyncConnection, table: Table, keys: Sequence[str], changed: Sequence[str]) -> Any:
    """INSERT … ON CONFLICT (keys) DO UPDATE of the `changed` columns, for a list of rows."""
    statement = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
    return statement.on_conflict_do_update(index_elements=list(keys), set_={name: statement.excluded[name] for name in changed})


class Mailing:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put_all(self, letters: Iterable[Letter], now: datetime) -> None:
        """Each key once; of letters with one coalescing key the last facts win, also over one that waits already."""
        newest = {letter.coalesce_key or letter.key: letter for letter in letters}
        if not newest:
            return
        waiting = await self._waiting([letter.coalesce_key for letter in newest.values() if letter.coalesce_key is not None])
        refreshed = [letter for letter in newest.values() if letter.coalesce_key in waiting]
        fresh = [letter for letter in newest.values() if letter.coalesce_key not in waiting]
        if refreshed:
            # IN does not go with many rows of parameters.
            waits = or_(*(outbox.c.state == state for state in WAITING))
            change = update(outbox).where(outbox.c.coalesce_key == bindparam("same"), waits).values(facts=bindparam("newest"), request=None)
            await self._connection.execute(change, [{"same": one.coalesce_key, "newest": encode(one.facts)} for one in refreshed])
        if fresh:
            # What many are told is one object: it becomes text once.
            told = {id(letter.facts): letter.facts for letter in fresh}
            texts = {key: encode(facts) for key, facts in told.items()}
            rows = [row_of(letter, texts[id(letter.facts)], now) for letter in fresh]
            await self._connection.execute(many_once(self._connection, outbox), rows)

    async def _waiting(self, keys: list[str]) -> set[str | None]:
        """Coalescing keys of letters that wait, held so that delivery does not take one meanwhile."""
        found: set[str | None] = set()
        for start in range(0, len(keys), CHUNK):
            same = (outbox.c.coalesce_key.in_(keys[start : start + CHUNK]), outbox.c.state.in_(WAITING))
            rows = await self._connection.execute(select(outbox.c.coalesce_key).where(*same).order_by(outbox.c.id).with_for_update())
            found.update(rows.scalars())
        return found
