"""Small worlds for the group tests: two communities, staff, a chief, a few flats."""

from dataclasses import dataclass
from datetime import datetime

from aiogram.types import ChatMemberAdministrator
from sqlalchemy import insert

from bot.actions.unit import UnitOfWork
from bot.rules.residents import HomeRole, Place, PlaceKind, Role
from storage.base import new_id
from storage.compounds import homes
from storage.residents import appointments, bindings
from tests.wire import BOT, GroupChat, Person

CHEN = Person(2001, "陈静")
CHIEF = Person(2002, "孙大姐")
WANG = Person(2003, "王桂芳")
OTHER_STAFF = Person(2004, "别处的干部")
ANONYMOUS = Person(1087968824, "Group")
GROUP = GroupChat(-1001, "和平小区业主群")


@dataclass
class Neighbourhood:
    community: Place
    compound: Place
    buildings: list[Place]
    other: Place
    homes: list[str]


async def appoint(unit: UnitOfWork, telegram_id: int, role: Role, place: Place, now: datetime) -> str:
    person = await unit.residents.meet(telegram_id, now)
    await unit.chats.meet(telegram_id, is_group=False, language="zh", now=now)
    await unit.residents.give_consent(person, 1, now)
    row = {"id": new_id(), "person_id": person, "role": role, "place_id": place.id, "state": "active", "granted_at": now}
    await unit.connection.execute(insert(appointments).values(**row))
    return person


async def bind_home(unit: UnitOfWork, telegram_id: int, compound: Place, home_id: str, now: datetime) -> None:
    person = await unit.residents.meet(telegram_id, now)
    row = {"id": new_id(), "compound_id": compound.id, "home_id": home_id, "person_id": person, "role": HomeRole.OWNER, "state": "active"}
    await unit.connection.execute(insert(bindings).values(**row, via="slip", created_at=now))


async def settle(unit: UnitOfWork, now: datetime, *, buildings: int = 3, flats: int = 4) -> Neighbourhood:
    """和平小区 of 北街社区 with its staff and chief; 东街社区 with a compound and staff of its own."""
    async with unit:
        street = await unit.compounds.add_place(PlaceKind.STREET, "北街街道", None)
        community = await unit.compounds.add_place(PlaceKind.COMMUNITY, "北街社区", street)
        compound = await unit.compounds.add_place(PlaceKind.COMPOUND, "和平小区", community)
        east = await unit.compounds.add_place(PlaceKind.COMMUNITY, "东街社区", street)
        other = await unit.compounds.add_place(PlaceKind.COMPOUND, "东方小区", east)
        rows, places = [], []
        for number in range(1, buildings + 1):
            building = await unit.compounds.add_place(PlaceKind.BUILDING, f"{number}栋", compound, number)
            places.append(building)
            for flat in range(flats):
                rows.append(_home(compound, building, flat, number * 100 + flat))
        await unit.connection.execute(insert(homes), rows)
        await appoint(unit, CHEN.id, Role.COMMUNITY_STAFF, community, now)
        await appoint(unit, CHIEF.id, Role.COMPOUND_CHIEF, compound, now)
        await appoint(unit, OTHER_STAFF.id, Role.COMMUNITY_STAFF, east, now)
        await unit.commit()
    return Neighbourhood(community, compound, places, other, [row["id"] for row in rows])


def _home(compound: Place, building: Place, flat: int, position: int) -> dict[str, object]:
    return {
        "id": new_id(),
        "compound_id": compound.id,
        "building_id": building.id,
        "building": building.name,
        "entrance": "1单元",
        "room": f"010{flat}",
        "kind": "home",
        "area_cm2m": 8935,
        "area_source": "register",
        "developer": False,
        "position": position,
    }


def member_of(chat_id: int, status: str, *, can_pin: bool = False) -> dict[str, object]:
    """getChatMember's answer about the bot itself."""
    member: dict[str, object] = {"status": status, "user": BOT}
    if status == "administrator":
        rights = [name for name, field in ChatMemberAdministrator.model_fields.items() if field.is_required() and name != "user"]
        member |= dict.fromkeys(rights, False) | {"can_pin_messages": can_pin}
    return member
