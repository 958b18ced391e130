"""An owner who is registered at a home, and whom a newer file does not name there: staff are told, and the home's people show it."""

from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.rules.residents import BindingState, HomeRole
from storage.base import new_id
from storage.compounds import home_owners
from storage.compounds import homes as roster_homes
from storage.residents import bindings
from tests.compounds.test_handlers_roster import CHEN, send, settle
from tests.compounds.test_roster_chat import ROWS
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage
ZHANG, LODGER = Person(21, "张三"), Person(22, "租客")


async def register(wire: Wire, who: Person, role: HomeRole) -> str:
    """At the first home of the roster, an owner as the first of its owners."""
    now = wire.clock.now()
    async with wire.app.unit(True) as unit:
        person_id = await unit.residents.meet(who.id, now)
        home_id, compound_id = (
            await unit.connection.execute(select(roster_homes.c.id, roster_homes.c.compound_id).order_by(roster_homes.c.position))
        ).first()
        owner_id = await unit.connection.scalar(select(home_owners.c.owner_id).where(home_owners.c.home_id == home_id))
        row: dict[str, Any] = {"id": new_id(), "compound_id": compound_id, "home_id": home_id, "person_id": person_id, "role": role}
        row |= {"owner_id": owner_id if role is HomeRole.OWNER else None, "state": BindingState.ACTIVE, "via": "slip", "created_at": now}
        await unit.connection.execute(insert(bindings).values(row))
        await unit.commit()
    return str(home_id)


# The first home is somebody else's.
SOLD = [[*ROWS[0][:-1], "新来的"], *ROWS[1:]]


async def test_staff_read_which_homes_to_ask_at(wire: Wire) -> None:
    await settle(wire, "和平小区")
    await wire.tap(CHEN, await send(wire), "导入")
    await wire.work()
    assert "名册上已经" not in wire.last(CHEN.id).text
    home_id = await register(wire, ZHANG, HomeRole.OWNER)
    await register(wire, LODGER, HomeRole.TENANT)
    await wire.tap(CHEN, await send(wire, SOLD), "导入")
    await wire.work()
    result = wire.last(CHEN.id).text
    assert "1 户登记的业主，名册上已经不是：" in result
    assert "「住户」" in result
    await wire.say(CHEN, "/menu")
    await wire.tap(CHEN, wire.last(CHEN.id), "名册")
    assert "1 户登记的业主，名册上已经不是：" in wire.last(CHEN.id).text
    await wire.press(CHEN, f"rhp:{home_id}")
    people = wire.last(CHEN.id)
    assert people.text.count("名册上没有了") == 1
    assert "解除" in "".join(people.labels)


async def test_once_ended_nobody_is_asked_about(wire: Wire) -> None:
    await settle(wire, "和平小区")
    await wire.tap(CHEN, await send(wire), "导入")
    await wire.work()
    await register(wire, ZHANG, HomeRole.OWNER)
    await wire.tap(CHEN, await send(wire, SOLD), "导入")
    await wire.work()
    async with wire.app.unit(True) as unit:
        await unit.connection.execute(bindings.update().values(state=BindingState.ENDED))
        await unit.commit()
    await wire.say(CHEN, "/menu")
    await wire.tap(CHEN, wire.last(CHEN.id), "名册")
    assert "名册上已经不是" not in wire.last(CHEN.id).text
