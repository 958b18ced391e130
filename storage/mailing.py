"""Many letters in one go: what `Outbox.put` does for one, in three statements for all."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import String, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.letters import Letter
from storage.base import encode
from storage.outbox import ROW, WAITING, lane_with, row_of
from storage.outbox_table import outbox
from storage.prepared import Prepared, prepared_once

# SQLite takes 32,766 variables in a statement; chunks also keep a statement's text short.
CHUNK = 500


# IN does not go with many rows of parameters.
_WAITS = or_(*(outbox.c.state == state for state in WAITING))
_WAITING = Prepared(
    lambda _insert: (
        select(outbox.c.coalesce_key)
        # With many keys SQLite would rather read all that waits, by the state's index; an expression has none.
        .where(outbox.c.coalesce_key.in_(bindparam("same", expanding=True)), (outbox.c.state + "").in_(WAITING))
        .order_by(outbox.c.id)
        .with_for_update()
    )
)
_RENEW = Prepared(
    lambda _insert: (
        update(outbox)
        .where(outbox.c.coalesce_key == bindparam("same"), _WAITS)
        .values(facts=bindparam("newest"), request=None, lane=lane_with(bindparam("goes", type_=String)))
    )
)
_PUT = prepared_once(outbox, ROW)


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
            await _RENEW.run(
                self._connection, [{"same": one.coalesce_key, "newest": encode(one.facts), "goes": one.lane} for one in refreshed]
            )
        if fresh:
            # What many are told is one object: it becomes text once.
            told = {id(letter.facts): letter.facts for letter in fresh}
            texts = {key: encode(facts) for key, facts in told.items()}
            rows = [row_of(letter, texts[id(letter.facts)], now) for letter in fresh]
            await _PUT.run(self._connection, rows)

    async def _waiting(self, keys: list[str]) -> set[str | None]:
        """Coalescing keys of letters that wait, held so that delivery does not take one meanwhile."""
        found: set[str | None] = set()
        for start in range(0, len(keys), CHUNK):
            found.update(row[0] for row in await _WAITING.rows(self._connection, same=keys[start : start + CHUNK]))
        return found
