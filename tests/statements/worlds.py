"""A topic in 和平小区: opened by the clerk through the real dispatcher, filled and weighed by owners."""

import re
from datetime import timedelta

from sqlalchemy import insert, update

from bot.rules.residents import HomeRole
from bot.rules.taps import DOUBLE_TAP
from storage.base import new_id
from storage.compounds import homes
from tests.fixtures import Units
from tests.votes.houses import AREA, CHEN, GROUP, Houses, owner, settle
from tests.wire import Person, Shown, Wire

TITLE = "电梯怎么装？"
SIGNS = {"+": "同意", "-": "不同意", "0": "跳过"}


def plain(text: str) -> str:
    """As it is read, without marks and what holds a line together."""
    return re.sub(r"</?b>|\u2060", "", text).replace("\u00a0", " ")


def said(wire: Wire, chat: int) -> str:
    return plain(wire.last(chat).text)


def everything(wire: Wire, chat: int) -> str:
    return plain("\n".join(wire.texts(chat)))


async def settle_ten(uow: Units) -> Houses:
    """1栋 with the homes 1 to 5, 2栋 with 6 to 10, each with somebody who lives there."""
    made = await settle(uow)
    made.homes[10] = new_id()
    second = made.buildings[1]
    async with uow() as unit:
        moved = {"building_id": second.id, "building": second.name, "entrance": "1单元"}
        await unit.connection.execute(update(homes).where(homes.c.id == made.homes[6]).values(**moved))
        new = {"id": made.homes[10], "compound_id": made.compound.id, "building_id": second.id, "building": second.name}
        kept = {"entrance": "1单元", "room": "1001", "kind": "home", "area_cm2m": AREA, "area_source": "register", "developer": False}
        await unit.connection.execute(insert(homes).values(**new, **kept, position=10))
        await unit.commit()
    await made.bind(owner(10), 10, role=HomeRole.FAMILY)
    return made


async def draft(wire: Wire, person: Person = CHEN, *, words: str = "", division: str = "按楼栋", closing: str = "3天后") -> Shown:
    """Up to the preview."""
    await wire.press(person, "tn:")
    await wire.say(person, TITLE)
    if words:
        await wire.say(person, words)
    else:
        await wire.tap(person, wire.last(person.id), "不用说明")
    await wire.tap(person, wire.last(person.id), division)
    await wire.say(person, closing)
    return wire.last(person.id)


async def open_topic(wire: Wire, person: Person = CHEN, **said_so: str) -> Shown:
    """The card that stands in the group then."""
    await wire.tap(person, await draft(wire, person, **said_so), "发出")
    await wire.deliver()
    return wire.last(GROUP.id)


def topic_of(card: Shown) -> str:
    return card.data("去表态").split(":")[1]


async def propose(wire: Wire, person: Person, topic: str, words: str) -> Shown:
    """In private, handed in."""
    await wire.say(person, f"/start w_{topic}")
    await wire.say(person, words)
    shown = wire.last(person.id)
    await wire.tap(person, shown, "交上去")
    return shown


async def let_out(wire: Wire, topic: str, person: Person = CHEN) -> None:
    """All that waits."""
    await wire.press(person, f"t1:{topic}")
    while "放行" in wire.last(person.id).labels:
        await wire.tap(person, wire.last(person.id), "放行")
        if "下一条" in wire.last(person.id).labels:
            await wire.tap(person, wire.last(person.id), "下一条")


async def weigh(wire: Wire, person: Person, topic: str, answers: dict[str, str]) -> Shown:
    """Whatever comes, until all is answered or something comes of which `answers` says nothing."""
    await wire.say(person, f"/start t_{topic}")
    shown = wire.last(person.id)
    while sign := next((sign for words, sign in answers.items() if words in plain(shown.text)), ""):
        wire.clock.move(DOUBLE_TAP)
        await wire.tap(person, shown, SIGNS[sign])
        if "都答完了" in shown.text:
            break
    return shown


async def pass_time(wire: Wire, by: timedelta) -> None:
    wire.clock.move(by)
    while await wire.due():
        pass
    await wire.deliver()
