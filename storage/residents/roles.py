"""Appointments: who holds which role where, since when, granted by whom."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.residents import Place, Role
from storage.base import new_id
from storage.compounds import PLACE_FIELDS, place_of, places
from storage.dialects import insert_once
from storage.residents.tables import appointments, people

PROPOSED, ACTIVE, ENDED = "proposed", "active", "ended"


@dataclass(frozen=True, slots=True)
class Held:
    """An appointment that is held, or a chief's that waits for the second member of staff; as it is read, also one that has ended."""

    id: str
    role: Role
    place: Place
    person_id: str
    telegram_id: int | None
    name: str
    state: str
    granted_by: str | None
    granted_at: datetime


_FIELDS = (
    appointments.c.id,
    appointments.c.role,
    appointments.c.person_id,
    people.c.telegram_id,
    func.coalesce(people.c.name, ""),
    appointments.c.state,
    appointments.c.granted_by,
    appointments.c.granted_at,
    *PLACE_FIELDS,
)


def _held(row: Any) -> Held:
    identifier, role, person_id, telegram_id, name, state, granted_by, granted_at, *place = row
    return Held(identifier, Role(role), place_of(place), person_id, telegram_id, name, state, granted_by, granted_at)


def _held_by() -> Select[Any]:
    return select(*_FIELDS).join(people, people.c.id == appointments.c.person_id).join(places, places.c.id == appointments.c.place_id)


class Appointments:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, *, person_id: str, role: Role, place_id: str, state: str, granted_by: str | None, now: datetime) -> str | None:
        """None when this person holds it already, or waits for it."""
        values: dict[str, Any] = {"id": new_id(), "person_id": person_id, "role": role, "place_id": place_id, "state": state}
        done = await self._connection.execute(insert_once(self._connection, appointments, **values, granted_by=granted_by, granted_at=now))
        return str(values["id"]) if done.rowcount else None

    async def held(self, appointment_id: str) -> Held | None:
        """Held or proposed; None once it has ended."""
        found = await self._select(appointments.c.id == appointment_id)
        return found[0] if found else None

    async def ever(self, appointment_id: str) -> Held | None:
        """Also once it has ended."""
        row = (await self._connection.execute(_held_by().where(appointments.c.id == appointment_id))).one_or_none()
        return None if row is None else _held(row)

    async def of_person(self, person_id: str) -> list[Held]:
        return await self._select(appointments.c.person_id == person_id)

    async def at(self, place_ids: Collection[str], roles: Collection[Role] | None = None) -> list[Held]:
        conditions = [appointments.c.place_id.in_(place_ids)]
        if roles is not None:
            conditions.append(appointments.c.role.in_(roles))
        return await self._select(*conditions)

    async def proposed(self, place: Place) -> list[Held]:
        """Chiefs at the place or below it who wait for the second member of staff."""
        below = places.c.path.startswith("/".join(place.path))
        return await self._select(below, appointments.c.state == PROPOSED, appointments.c.role == Role.COMPOUND_CHIEF)

    async def under(self, place: Place | None) -> list[Held]:
        """At the place or below it; everywhere without one."""
        return await self._select(*([places.c.path.startswith("/".join(place.path))] if place else []))

    async def _select(self, *conditions: Any) -> list[Held]:
        held = _held_by().where(appointments.c.state.in_([PROPOSED, ACTIVE]), *conditions)
        rows = await self._connection.execute(held.order_by(places.c.path, appointments.c.role, appointments.c.granted_at))
        return [_held(row) for row in rows]

    async def confirm(self, appointment_id: str, by: str | None, now: datetime) -> bool:
        """The second member of staff agrees (None: there is none any more); True for the one who did."""
        waits = update(appointments).where(appointments.c.id == appointment_id, appointments.c.state == PROPOSED)
        return (await self._connection.execute(waits.values(state=ACTIVE, confirmed_by=by, granted_at=now))).rowcount == 1

    async def end(self, appointment_id: str, *, by: str | None, reason: str, now: datetime) -> bool:
        held = update(appointments).where(appointments.c.id == appointment_id, appointments.c.state.in_([PROPOSED, ACTIVE]))
        return (await self._connection.execute(held.values(state=ENDED, ended_at=now, ended_by=by, end_reason=reason))).rowcount == 1
