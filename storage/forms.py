"""Forms: what somebody is in the middle of saying, one per chat, kept for a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Column, String, Table, Text, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.base import UtcDateTime, decode, encode, metadata
from storage.prepared import Prepared, prepared_upsert

# No time pressure: forms live 24 h and resume (ease.md, section 2, item 3).
FORM_LIFE = timedelta(hours=24)

forms = Table(
    "forms",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String(48), nullable=False),
    Column("step", String(48), nullable=False),
    Column("facts", Text, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)
# Asked and answered with every update.
_FORM = Prepared(
    lambda _insert: select(forms.c.name, forms.c.step, forms.c.facts).where(
        forms.c.telegram_id == bindparam("account"), forms.c.expires_at > bindparam("now")
    )
)
_KEEP = prepared_upsert(forms, ("telegram_id",), ("name", "step", "facts", "expires_at"))
_CLEAR = Prepared(lambda _insert: delete(forms).where(forms.c.telegram_id == bindparam("account")))


@dataclass(frozen=True, slots=True)
class Form:
    """`name` is `<feature>.<form>`, `step` the question that waits for words, `facts` what was said so far."""

    name: str
    step: str
    facts: dict[str, Any]


class Forms:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def form(self, telegram_id: int, now: datetime) -> Form | None:
        rows = await _FORM.rows(self._connection, account=telegram_id, now=now)
        return Form(rows[0][0], rows[0][1], decode(rows[0][2])) if rows else None

    async def keep(self, telegram_id: int, form: Form, now: datetime) -> None:
        values = {"name": form.name, "step": form.step, "facts": encode(form.facts), "expires_at": now + FORM_LIFE}
        await _KEEP.run(self._connection, [{"telegram_id": telegram_id, **values}])

    async def clear(self, telegram_id: int) -> None:
        await _CLEAR.change(self._connection, account=telegram_id)

    async def forget_old(self, now: datetime) -> None:
        await self._connection.execute(delete(forms).where(forms.c.expires_at <= now))
