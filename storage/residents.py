"""People, consents, bindings, appointments and invites."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.ports import Language
from bot.rules.residents import Actor, Appointment, Binding, BindingState, HomeRef, HomeRole, Role
from storage.base import PublicId, UtcDateTime, metadata, new_id
from storage.chats import chats
from storage.compounds import HOME_FIELDS, PLACE_FIELDS, homes, place_of, places
from storage.statements import insert_once

people = Table(
    "people",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("telegram_id", BigInteger, nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("left_at", UtcDateTime),
)
consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", PublicId, ForeignKey("people.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
)
bindings = Table(
    "bindings",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("compound_id", PublicId, ForeignKey("places.id"), nullable=False),
    Column("home_id", PublicId, ForeignKey("homes.id"), nullable=False),
    Column("person_id", PublicId, ForeignKey("people.id"), nullable=False),
    Column("role", String(8), nullable=False),
    Column("owner_id", PublicId, ForeignKey("roster_owners.id")),
    Column("state", String(10), nullable=False),
    Column("via", String(8), nullable=False),
    Column("typed_name", String(64)),
    # Who has the request: building_head, compound_chief or staff, since when.
    Column("holder", String(16)),
    Column("holder_since", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("decided_by", PublicId),
    Column("decided_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("end_reason", Text),
    Index("ix_bindings_home_id", "home_id", "state"),
    Index("ix_bindings_person_id", "person_id", "state"),
)
appointments = Table(
    "appointments",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("person_id", PublicId, ForeignKey("people.id"), nullable=False, index=True),
    Column("role", String(20), nullable=False),
    Column("place_id", PublicId, ForeignKey("places.id"), nullable=False, index=True),
    # proposed (a chief before the second member of staff), active, ended
    Column("state", String(10), nullable=False),
    Column("granted_by", PublicId),
    Column("granted_at", UtcDateTime, nullable=False),
    Column("confirmed_by", PublicId),
    Column("ended_at", UtcDateTime),
    Column("ended_by", PublicId),
    Column("end_reason", Text),
)
invites = Table(
    "invites",
    metadata,
    Column("id", PublicId, primary_key=True),
    # SHA-256 of the code: a copy of the database opens no home.
    Column("code_hash", String(64), nullable=False, unique=True),
    # role: an appointment; slip: owner of a home; household: family or tenant
    Column("kind", String(10), nullable=False),
    Column("role", String(20), nullable=False),
    Column("place_id", PublicId, ForeignKey("places.id"), nullable=False),
    Column("home_id", PublicId, ForeignKey("homes.id")),
    Column("owner_id", PublicId, ForeignKey("roster_owners.id")),
    Column("created_by", PublicId),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_by", PublicId),
    Column("used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    Index("ix_invites_home_id", "home_id"),
)
code_tries = Table(
    "code_tries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("telegram_id", BigInteger, nullable=False),
    Column("home_id", PublicId),
    Column("tried_at", UtcDateTime, nullable=False),
    Index("ix_code_tries_telegram_id", "telegram_id", "tried_at"),
)
# What an unbound person tapped, to be asked again after binding ("just now you tapped agree: record it?").
remembered_taps = Table(
    "remembered_taps",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("vote_id", PublicId, nullable=False),
    Column("choice", String(8), nullable=False),
    Column("tapped_at", UtcDateTime, nullable=False),
)

_BINDING_FIELDS = (bindings.c.id, bindings.c.role, bindings.c.owner_id, bindings.c.state, bindings.c.created_at)
_LIVING = (BindingState.PENDING, BindingState.ACTIVE, BindingState.SUSPENDED)


def _binding(row: tuple[Any, ...]) -> Binding:
    return Binding(row[0], HomeRef(*row[5:]), HomeRole(row[1]), row[2], BindingState(row[3]), row[4])


class Residents:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def meet(self, telegram_id: int, now: datetime) -> str:
        """The id of this account's person, made at the first meeting."""
        known = select(people.c.id).where(people.c.telegram_id == telegram_id)
        await self._connection.execute(insert_once(self._connection, people, id=new_id(), telegram_id=telegram_id, created_at=now))
        return str(await self._connection.scalar(known))

    async def actor(self, telegram_id: int, language: Language) -> Actor:
        """Who this account is now; `language` is that of their app, for somebody who never chose one."""
        query = select(people.c.id, chats.c.language).outerjoin(chats, chats.c.chat_id == people.c.telegram_id)
        row = (await self._connection.execute(query.where(people.c.telegram_id == telegram_id))).one_or_none()
        if row is None:
            return Actor(telegram_id, language)
        return Actor(
            telegram_id=telegram_id,
            language=row.language or language,
            person_id=row.id,
            consented=await self._consented(row.id),
            appointments=await self.appointments_of(row.id),
            bindings=await self.bindings_of(row.id),
        )

    async def _consented(self, person_id: str) -> bool:
        query = select(consents.c.id).where(consents.c.person_id == person_id, consents.c.withdrawn_at.is_(None))
        return (await self._connection.execute(query.limit(1))).first() is not None

    async def appointments_of(self, person_id: str) -> tuple[Appointment, ...]:
        query = select(appointments.c.id, appointments.c.role, *PLACE_FIELDS).join(places, places.c.id == appointments.c.place_id)
        rows = await self._connection.execute(query.where(appointments.c.person_id == person_id, appointments.c.state == "active"))
        return tuple(Appointment(row[0], Role(row[1]), place_of(row[2:])) for row in rows)

    async def bindings_of(self, person_id: str) -> tuple[Binding, ...]:
        query = select(*_BINDING_FIELDS, *HOME_FIELDS).join(homes, homes.c.id == bindings.c.home_id)
        rows = await self._connection.execute(
            query.where(bindings.c.person_id == person_id, bindings.c.state.in_(_LIVING)).order_by(homes.c.position)
        )
        return tuple(_binding(tuple(row)) for row in rows)

    async def holders(self, roles: set[Role] | frozenset[Role], path: tuple[str, ...]) -> list[int]:
        """Telegram ids of those who hold one of the roles at one of the places of `path`."""
        query = select(people.c.telegram_id).join(appointments, appointments.c.person_id == people.c.id).distinct()
        held = query.where(appointments.c.state == "active", appointments.c.role.in_(roles), appointments.c.place_id.in_(path))
        return list((await self._connection.execute(held)).scalars())

    async def give_consent(self, person_id: str, version: int, now: datetime) -> None:
        if not await self._consented(person_id):
            await self._connection.execute(insert(consents).values(person_id=person_id, version=version, given_at=now))

    async def accounts_of_home(self, home_id: str) -> list[int]:
        """Telegram ids of everybody who lives or owns there, active only."""
        query = select(people.c.telegram_id).join(bindings, bindings.c.person_id == people.c.id).distinct()
        rows = await self._connection.execute(query.where(bindings.c.home_id == home_id, bindings.c.state == BindingState.ACTIVE))
        return list(rows.scalars())
