"""A compound with two buildings, its staff, a chief and a head; codes as the office would hand them out."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiogram.methods import AnswerCallbackQuery
from sqlalchemy import insert, select

from bot.actions.unit import UnitOfWork
from bot.rules.residents import CODE_LIFE, SLIP_LIFE, BindingState, HomeRole, InviteKind, Issued, Place, PlaceKind, Role
from storage.base import decode, new_id
from storage.compounds import home_owners, homes, roster_owners
from storage.outbox_table import outbox
from storage.residents import NewInvite, appointments, bindings
from tests.wire import Person

STREET = Person(3000, "街道老周")
CHEN = Person(3001, "陈静")
LIU = Person(3002, "刘敏")
CHIEF = Person(3003, "赵主任")
HEAD = Person(3004, "孙大姐")
WANG = Person(3005, "王桂芳")
SON = Person(3006, "王小明")
HE = Person(3007, "何志明")
STRANGER = Person(3008, "路人")
ENGLISH = Person(3009, "Anna", "en")


@dataclass
class World:
    street: Place
    community: Place
    compound: Place
    buildings: list[Place]
    homes: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)


async def appoint(unit: UnitOfWork, person: Person, role: Role, place: Place, now: datetime) -> str:
    person_id = await unit.residents.meet(person.id, now)
    await unit.chats.meet(person.id, is_group=False, language="zh", now=now)
    await unit.residents.give_consent(person_id, 1, now)
    await unit.residents.set_name(person_id, person.first_name)
    row = {"id": new_id(), "person_id": person_id, "role": role, "place_id": place.id, "state": "active", "granted_at": now}
    await unit.connection.execute(insert(appointments).values(**row))
    return str(row["id"])


async def settle(unit: UnitOfWork, now: datetime, *, head: bool = True, chief: bool = True, staff: bool = True) -> World:
    """和平小区: 2 buildings × 2 entrances × 3 rooms; 1栋1单元0101 belongs to 王桂芳 and 李建国 together."""
    async with unit:
        street = await unit.compounds.add_place(PlaceKind.STREET, "北街街道", None)
        community = await unit.compounds.add_place(PlaceKind.COMMUNITY, "北街社区", street)
        compound = await unit.compounds.add_place(PlaceKind.COMPOUND, "和平小区", community)
        world = World(street, community, compound, [])
        for number in (1, 2):
            building = await unit.compounds.add_place(PlaceKind.BUILDING, f"{number}栋", compound, number)
            world.buildings.append(building)
            for entrance in (1, 2):
                for room in (1, 2, 3):
                    await _add_owned(unit, world, building, f"{entrance}单元", f"010{room}")
        if staff:
            await appoint(unit, CHEN, Role.COMMUNITY_STAFF, community, now)
        if chief:
            await appoint(unit, CHIEF, Role.COMPOUND_CHIEF, compound, now)
        if head:
            await appoint(unit, HEAD, Role.BUILDING_HEAD, world.buildings[0], now)
        await unit.commit()
    return world


async def add_home(unit: UnitOfWork, compound: Place, building: Place, entrance: str, room: str, position: int = 0) -> str:
    values: dict[str, Any] = {
        "id": new_id(),
        "compound_id": compound.id,
        "building_id": building.id,
        "building": building.name,
        "entrance": entrance,
        "room": room,
        "kind": "home",
        "area_cm2m": 8935,
        "area_source": "register",
        "developer": False,
        "position": position,
    }
    await unit.connection.execute(insert(homes).values(**values))
    return str(values["id"])


async def _add_owned(unit: UnitOfWork, world: World, building: Place, entrance: str, room: str) -> None:
    ref = f"{building.name}{entrance}{room}"
    names = ["王桂芳", "李建国"] if ref == "1栋1单元0101" else [] if ref == "2栋2单元0103" else [f"业主{len(world.homes)}"]
    home_id = await add_home(unit, world.compound, building, entrance, room, len(world.homes))
    world.homes[ref] = home_id
    for position, name in enumerate(names):
        owner_id = new_id()
        owner = {"id": owner_id, "compound_id": world.compound.id, "name": name, "apart_at": ""}
        await unit.connection.execute(insert(roster_owners).values(**owner))
        owned = {"home_id": home_id, "owner_id": owner_id, "compound_id": world.compound.id, "position": position}
        await unit.connection.execute(insert(home_owners).values(**owned))
        world.owners[name] = owner_id


async def slip(unit: UnitOfWork, world: World, now: datetime, ref: str = "1栋1单元0101", owner: str = "王桂芳") -> Issued:
    async with unit:
        new = NewInvite(
            InviteKind.SLIP,
            HomeRole.OWNER,
            world.compound.id,
            None,
            now + SLIP_LIFE,
            home_id=world.homes[ref],
            owner_id=world.owners[owner] if owner else None,
        )
        issued = await unit.invites.issue(new, now)
        await unit.commit()
    return issued


async def role_code(unit: UnitOfWork, role: Role, place: Place, now: datetime, *, created_by: str | None = None) -> Issued:
    async with unit:
        issued = await unit.invites.issue(NewInvite(InviteKind.ROLE, role, place.id, created_by, now + CODE_LIFE), now)
        await unit.commit()
    return issued


async def bind(
    unit: UnitOfWork,
    world: World,
    person: Person,
    now: datetime,
    *,
    ref: str = "1栋1单元0101",
    owner: str = "王桂芳",
    role: HomeRole = HomeRole.OWNER,
) -> str:
    """Somebody who is registered already, without letters."""
    async with unit:
        person_id = await unit.residents.meet(person.id, now)
        await unit.chats.meet(person.id, is_group=False, language="zh", now=now)
        await unit.residents.give_consent(person_id, 1, now)
        values = {
            "id": new_id(),
            "compound_id": world.compound.id,
            "home_id": world.homes[ref],
            "person_id": person_id,
            "role": role,
            "owner_id": world.owners[owner] if owner and role is HomeRole.OWNER else None,
            "state": BindingState.ACTIVE,
            "via": "slip",
            "created_at": now,
        }
        await unit.connection.execute(insert(bindings).values(**values))
        await unit.commit()
    return str(values["id"])


async def letters(unit: UnitOfWork, card: str, kind: type) -> list[tuple[int, Any]]:
    """(chat, facts) of every letter with this card."""
    async with unit:
        rows = await unit.connection.execute(select(outbox.c.chat_id, outbox.c.facts).where(outbox.c.card == card).order_by(outbox.c.id))
        return [(chat_id, decode(facts, kind)) for chat_id, facts in rows]


async def states(unit: UnitOfWork, home_id: str) -> list[tuple[str, str]]:
    """(role, state) of every binding there ever was at a home, oldest first."""
    async with unit:
        query = select(bindings.c.role, bindings.c.state).where(bindings.c.home_id == home_id).order_by(bindings.c.created_at)
        return [(role, state) for role, state in await unit.connection.execute(query)]


def dialog(answer: AnswerCallbackQuery | None) -> str:
    """What a refused press says."""
    assert answer is not None
    assert answer.show_alert
    return answer.text or ""


def toast(answer: AnswerCallbackQuery | None) -> str:
    assert answer is not None
    assert not answer.show_alert
    return answer.text or ""
