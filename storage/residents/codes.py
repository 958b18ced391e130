"""Codes: made once, kept as a hash, spent once; and the tries of those who show codes that do not work."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.residents.codes import ALPHABET, CODE_LENGTH, HOME_SPAN, UNUSED_KEPT, Invite, InviteKind, Issued, code_hash
from storage.base import new_id
from storage.residents.tables import code_tries, invites


@dataclass(frozen=True, slots=True)
class NewInvite:
    kind: InviteKind
    role: str
    place_id: str
    created_by: str | None
    expires_at: datetime
    home_id: str | None = None
    owner_id: str | None = None


_FIELDS = tuple(invites.c[name] for name in Invite.__dataclass_fields__)


def _invite(row: Any) -> Invite:
    identifier, kind, *rest = row
    return Invite(identifier, InviteKind(kind), *rest)


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


class Invites:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def issue(self, new: NewInvite, now: datetime) -> Issued:
        return (await self.issue_all([new], now))[0]

    async def issue_all(self, wanted: Sequence[NewInvite], now: datetime) -> list[Issued]:
        """In the order asked for. The codes exist in what is returned and nowhere else."""
        issued = [Issued(new_id(), new_code(), new.expires_at) for new in wanted]
        rows = [
            {
                "id": one.invite_id,
                "code_hash": code_hash(one.code),
                "kind": new.kind,
                "role": new.role,
                "place_id": new.place_id,
                "home_id": new.home_id,
                "owner_id": new.owner_id,
                "created_by": new.created_by,
                "created_at": now,
                "expires_at": new.expires_at,
            }
            for one, new in zip(issued, wanted, strict=True)
        ]
        if rows:
            await self._connection.execute(insert(invites), rows)
        return issued

    async def shown(self, code: str) -> Invite | None:
        """What a code was made for, open or not."""
        row = (await self._connection.execute(select(*_FIELDS).where(invites.c.code_hash == code_hash(code)))).one_or_none()
        return None if row is None else _invite(row)

    async def by_id(self, invite_id: str) -> Invite | None:
        row = (await self._connection.execute(select(*_FIELDS).where(invites.c.id == invite_id))).one_or_none()
        return None if row is None else _invite(row)

    async def spend(self, invite_id: str, person_id: str, now: datetime) -> bool:
        """Once: False for everybody but the first."""
        open_one = update(invites).where(
            invites.c.id == invite_id, invites.c.used_by.is_(None), invites.c.revoked_at.is_(None), invites.c.expires_at > now
        )
        return (await self._connection.execute(open_one.values(used_by=person_id, used_at=now))).rowcount == 1

    async def revoke(self, invite_id: str, now: datetime) -> bool:
        change = update(invites).where(invites.c.id == invite_id, invites.c.used_by.is_(None), invites.c.revoked_at.is_(None))
        return (await self._connection.execute(change.values(revoked_at=now))).rowcount == 1

    async def revoke_slips(self, home_id: str, owner_id: str, now: datetime) -> None:
        """Other slips of an owner who has just been registered: printed twice, needed once."""
        same = (invites.c.home_id == home_id, invites.c.owner_id == owner_id, invites.c.kind == InviteKind.SLIP)
        await self._connection.execute(
            update(invites).where(*same, invites.c.used_by.is_(None), invites.c.revoked_at.is_(None)).values(revoked_at=now)
        )

    async def revoke_of(self, person_id: str, now: datetime, home_id: str | None = None) -> None:
        """Open invites that somebody made (at one home), once they may not invite any more."""
        change = update(invites).where(invites.c.created_by == person_id, invites.c.used_by.is_(None), invites.c.revoked_at.is_(None))
        if home_id is not None:
            change = change.where(invites.c.home_id == home_id, invites.c.kind == InviteKind.HOUSEHOLD)
        await self._connection.execute(change.values(revoked_at=now))

    async def count_open(self, home_id: str, now: datetime) -> int:
        """Open invites for family and tenants of a home."""
        query = select(func.count()).select_from(invites).where(invites.c.home_id == home_id, invites.c.kind == InviteKind.HOUSEHOLD)
        return (
            await self._connection.scalar(
                query.where(invites.c.used_by.is_(None), invites.c.revoked_at.is_(None), invites.c.expires_at > now)
            )
            or 0
        )

    async def has_slips(self, compound_id: str) -> bool:
        """Whether any slip was made for the compound."""
        made = select(invites.c.id).where(invites.c.place_id == compound_id, invites.c.kind == InviteKind.SLIP)
        return (await self._connection.execute(made.limit(1))).first() is not None

    async def inviter(self, home_id: str, person_id: str) -> str | None:
        """Who invited this person to this home; None where they did not come by an invite."""
        used = (invites.c.home_id == home_id, invites.c.used_by == person_id, invites.c.kind == InviteKind.HOUSEHOLD)
        newest = select(invites.c.created_by).where(*used).order_by(invites.c.used_at.desc()).limit(1)
        found: str | None = await self._connection.scalar(newest)
        return found

    # tries
    async def note_try(self, telegram_id: int, home_id: str | None, now: datetime) -> None:
        await self._connection.execute(insert(code_tries).values(telegram_id=telegram_id, home_id=home_id, tried_at=now))

    async def tries_of(self, telegram_id: int, since: datetime) -> list[datetime]:
        query = select(code_tries.c.tried_at).where(code_tries.c.telegram_id == telegram_id, code_tries.c.tried_at > since)
        return list((await self._connection.execute(query.order_by(code_tries.c.tried_at))).scalars())

    async def count_tries_at(self, home_id: str, since: datetime) -> int:
        query = select(func.count()).select_from(code_tries).where(code_tries.c.home_id == home_id, code_tries.c.tried_at > since)
        return await self._connection.scalar(query) or 0

    async def forget_old(self, now: datetime) -> None:
        """Codes that nobody used, and tries that no limit looks at any more."""
        await self._connection.execute(delete(invites).where(invites.c.used_by.is_(None), invites.c.expires_at <= now - UNUSED_KEPT))
        await self._connection.execute(delete(code_tries).where(code_tries.c.tried_at <= now - HOME_SPAN))
