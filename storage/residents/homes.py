"""Bindings: who is at which home, who has asked to be, who has objected, and how it ended."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.residents import BindingState, EndReason, HomeRole, Level, Request, Via
from storage.base import new_id
from storage.compounds import homes, places, roster_owners
from storage.dialects import insert_once
from storage.residents.accounts import LIVING
from storage.residents.tables import bindings, objections, people

WAITING = (BindingState.PENDING, BindingState.SUSPENDED)


@dataclass(frozen=True, slots=True)
class NewBinding:
    """`level` is who has it, for one that waits."""

    compound_id: str
    home_id: str
    person_id: str
    role: HomeRole
    owner_id: str | None
    via: Via
    state: BindingState
    typed_name: str = ""
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One living binding of a home; `owner` is the name on the roster."""

    binding_id: str
    compound_id: str
    home_id: str
    person_id: str
    telegram_id: int | None
    role: HomeRole
    owner_id: str | None
    owner: str
    state: BindingState
    via: Via
    since: datetime
    decided_by: str | None
    decided_at: datetime | None
    level: Level | None
    level_since: datetime | None

    @property
    def registered_at(self) -> datetime:
        """The confirmation, where there was one; of a request that waits, when it was made."""
        return self.decided_at or self.since


_MEMBER = (
    bindings.c.id,
    bindings.c.compound_id,
    bindings.c.home_id,
    bindings.c.person_id,
    people.c.telegram_id,
    bindings.c.role,
    bindings.c.owner_id,
    func.coalesce(roster_owners.c.name, ""),
    bindings.c.state,
    bindings.c.via,
    bindings.c.created_at,
    bindings.c.decided_by,
    bindings.c.decided_at,
    bindings.c.holder,
    bindings.c.holder_since,
)
_REQUEST = (
    bindings.c.id,
    bindings.c.compound_id,
    homes.c.building_id,
    bindings.c.home_id,
    bindings.c.person_id,
    people.c.telegram_id,
    bindings.c.role,
    func.coalesce(bindings.c.typed_name, ""),
    bindings.c.owner_id,
    bindings.c.state,
    bindings.c.holder,
    bindings.c.holder_since,
)


def _member(row: Any) -> Member:
    values: dict[str, Any] = dict(zip(Member.__dataclass_fields__, row, strict=True))
    values |= {"role": HomeRole(values["role"]), "state": BindingState(values["state"]), "via": Via(values["via"])}
    return Member(**values | {"level": Level(values["level"]) if values["level"] else None})


def _request(row: Any) -> Request:
    values: dict[str, Any] = dict(zip(Request.__dataclass_fields__, row, strict=True))
    values |= {"role": HomeRole(values["role"]), "suspended": values["suspended"] == BindingState.SUSPENDED}
    return Request(**values | {"level": Level(values["level"])})


class Bindings:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, new: NewBinding, now: datetime) -> str | None:
        """None when this person has a living binding at the home already."""
        waits = new.state is BindingState.PENDING
        values = {
            "id": new_id(),
            "compound_id": new.compound_id,
            "home_id": new.home_id,
            "person_id": new.person_id,
            "role": new.role,
            "owner_id": new.owner_id,
            "state": new.state,
            "via": new.via,
            "typed_name": new.typed_name or None,
            "holder": new.level,
            "holder_since": now if waits else None,
            "created_at": now,
        }
        done = await self._connection.execute(insert_once(self._connection, bindings, **values))
        return str(values["id"]) if done.rowcount else None

    async def member(self, binding_id: str) -> Member | None:
        row = (await self._connection.execute(self._members().where(bindings.c.id == binding_id))).one_or_none()
        return None if row is None else _member(row)

    async def living(self, person_id: str, home_id: str) -> Member | None:
        """This person's binding at the home that is active, pending or suspended."""
        mine = (bindings.c.person_id == person_id, bindings.c.home_id == home_id, bindings.c.state.in_(LIVING))
        row = (await self._connection.execute(self._members().where(*mine))).one_or_none()
        return None if row is None else _member(row)

    async def at_home(self, compound_id: str, home_id: str, states: Collection[BindingState] = LIVING) -> list[Member]:
        there = (bindings.c.compound_id == compound_id, bindings.c.home_id == home_id, bindings.c.state.in_(states))
        rows = await self._connection.execute(self._members().where(*there).order_by(bindings.c.created_at, bindings.c.id))
        return [_member(row) for row in rows]

    async def is_somebody(self, compound_id: str, owner_id: str, *, besides: str) -> bool:
        """Whether another person is verified as this roster owner, at any home of theirs; one on hold may come back."""
        theirs = (bindings.c.compound_id == compound_id, bindings.c.owner_id == owner_id, bindings.c.person_id != besides)
        states = bindings.c.state.in_((BindingState.ACTIVE, BindingState.SUSPENDED))
        query = select(bindings.c.id).join(people, people.c.id == bindings.c.person_id).where(*theirs, states)
        return (await self._connection.execute(query.where(people.c.telegram_id.is_not(None)).limit(1))).first() is not None

    async def of_person(self, person_id: str) -> list[Member]:
        mine = (bindings.c.person_id == person_id, bindings.c.state.in_(LIVING))
        query = self._members().join(homes, homes.c.id == bindings.c.home_id).where(*mine).order_by(homes.c.compound_id, homes.c.position)
        return [_member(row) for row in await self._connection.execute(query)]

    @staticmethod
    def _members() -> Any:
        query = select(*_MEMBER).join(people, people.c.id == bindings.c.person_id)
        return query.outerjoin(roster_owners, roster_owners.c.id == bindings.c.owner_id)

    # what waits for a decision
    async def request(self, binding_id: str) -> Request | None:
        """While it waits; None once it is decided."""
        found = await self._requests(bindings.c.id == binding_id)
        return found[0] if found else None

    async def requests_under(self, place_ids: Collection[str]) -> list[Request]:
        """What waits at or below any of these places, oldest first."""
        if not place_ids:
            return []
        buildings = select(places.c.id).where(or_(*[places.c.path.contains(one, autoescape=True) for one in place_ids]))
        return await self._requests(homes.c.building_id.in_(buildings))

    async def requests_in(self, compound_id: str, building_ids: Collection[str] | None = None) -> list[Request]:
        """What waits in the compound, or in some of its buildings, oldest first."""
        there = [bindings.c.compound_id == compound_id]
        if building_ids is not None:
            there.append(homes.c.building_id.in_(building_ids))
        return await self._requests(and_(*there))

    async def _requests(self, condition: ColumnElement[bool]) -> list[Request]:
        query = select(*_REQUEST).join(people, people.c.id == bindings.c.person_id).join(homes, homes.c.id == bindings.c.home_id)
        waits = query.where(condition, bindings.c.state.in_(WAITING), bindings.c.holder.is_not(None))
        return [_request(row) for row in await self._connection.execute(waits.order_by(bindings.c.holder_since, bindings.c.id))]

    async def count_waiting(self, *, person_id: str | None = None, home_id: str | None = None) -> int:
        whose = bindings.c.person_id == person_id if person_id is not None else bindings.c.home_id == home_id
        query = select(func.count()).select_from(bindings).where(whose, bindings.c.state == BindingState.PENDING)
        return await self._connection.scalar(query) or 0

    async def count_asked(self, person_id: str, since: datetime) -> int:
        query = select(func.count()).select_from(bindings)
        asked = query.where(bindings.c.person_id == person_id, bindings.c.created_at > since, bindings.c.via == Via.HEAD)
        return await self._connection.scalar(asked) or 0

    async def move_up(self, binding_id: str, level: Level, now: datetime) -> bool:
        values = {"holder": level, "holder_since": now}
        return await self._change(binding_id, WAITING, **values)

    async def confirm(self, binding_id: str, *, owner_id: str | None, by: str | None, now: datetime) -> bool:
        """True for the one who decided; a later tap finds it decided."""
        values = {"state": BindingState.ACTIVE, "owner_id": owner_id, "decided_by": by, "decided_at": now}
        return await self._change(binding_id, (BindingState.PENDING,), **values, typed_name=None, holder=None, holder_since=None)

    async def refuse(self, binding_id: str, *, reason: str, by: str, now: datetime) -> bool:
        values = {"state": BindingState.REFUSED, "decided_by": by, "decided_at": now, "ended_at": now, "end_reason": reason}
        return await self._change(binding_id, (BindingState.PENDING,), **values, typed_name=None, holder=None, holder_since=None)

    async def end(self, binding_id: str, *, reason: EndReason, by: str | None, now: datetime) -> bool:
        """Future votes only: ballots already cast stand (R16)."""
        values = {"state": BindingState.ENDED, "ended_at": now, "ended_by": by, "end_reason": reason}
        return await self._change(binding_id, LIVING, **values, typed_name=None, holder=None, holder_since=None)

    async def restore_replaced(self, request_id: str) -> bool:
        """The registration in whose place this request was made stands again: it has come to nothing."""
        asked = select(bindings.c.person_id, bindings.c.home_id, bindings.c.created_at).where(bindings.c.id == request_id)
        row = (await self._connection.execute(asked)).one()
        former = and_(bindings.c.person_id == row.person_id, bindings.c.home_id == row.home_id, bindings.c.ended_at == row.created_at)
        values = {"state": BindingState.ACTIVE, "ended_at": None, "ended_by": None, "end_reason": None}
        change = update(bindings).where(former, bindings.c.end_reason == EndReason.REPLACED).values(**values)
        return (await self._connection.execute(change)).rowcount == 1

    async def suspend(self, binding_id: str, level: Level, now: datetime) -> bool:
        values = {"state": BindingState.SUSPENDED, "holder": level, "holder_since": now}
        return await self._change(binding_id, (BindingState.ACTIVE,), **values)

    async def resume(self, binding_id: str) -> bool:
        values = {"state": BindingState.ACTIVE, "holder": None, "holder_since": None}
        return await self._change(binding_id, (BindingState.SUSPENDED,), **values)

    async def _change(self, binding_id: str, from_states: Collection[BindingState], **values: Any) -> bool:
        change = update(bindings).where(bindings.c.id == binding_id, bindings.c.state.in_(from_states)).values(**values)
        return (await self._connection.execute(change)).rowcount == 1

    # objections
    async def object(self, member: Member, person_id: str, now: datetime) -> None:
        values = {"binding_id": member.binding_id, "compound_id": member.compound_id, "person_id": person_id, "made_at": now}
        await self._connection.execute(insert(objections).values(id=new_id(), **values, state="open"))

    async def objector(self, binding_id: str) -> str | None:
        """The person whose objection waits for a decision."""
        query = select(objections.c.person_id).where(objections.c.binding_id == binding_id, objections.c.state == "open")
        found: str | None = await self._connection.scalar(query.order_by(objections.c.made_at).limit(1))
        return found

    async def objected_before(self, binding_id: str, person_id: str) -> bool:
        """One objection of a person against a newcomer: what was decided is decided."""
        query = select(objections.c.id).where(objections.c.binding_id == binding_id, objections.c.person_id == person_id)
        return (await self._connection.execute(query.where(objections.c.state.in_(["kept", "ended"])).limit(1))).first() is not None

    async def settle_objections(self, binding_id: str, state: str, by: str | None, now: datetime) -> list[str]:
        """Whose objections they were."""
        waiting = and_(objections.c.binding_id == binding_id, objections.c.state == "open")
        people_ids = list((await self._connection.execute(select(objections.c.person_id).where(waiting))).scalars())
        await self._connection.execute(update(objections).where(waiting).values(state=state, settled_by=by, settled_at=now))
        return people_ids
