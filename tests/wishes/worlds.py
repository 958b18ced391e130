"""A renovation menu in 和平小区: written by the clerk through the real dispatcher, chosen from by owners."""

from datetime import timedelta

from tests.votes.houses import CHEN, GROUP
from tests.wire import Person, Shown, Wire

# Basic 4,000 yuan of 10,000: 6,000 are left. 1 rail 3,000, 2 lamps 2,000; 3 garden 2,500, 4 gate 5,000.
ROWS = ("水管,基础类,米,40,100", "扶手,完善类,米,60,50", "路灯,完善类,盏,200,10", "花园,提升类,处,2500,1", "大门,提升类,个,5000,1")
TABLE = "\n".join(("名称,类别,单位,单价,数量", *ROWS, ""))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u2060", "")


def said(wire: Wire, chat: int) -> str:
    return plain(wire.last(chat).text)


def everything(wire: Wire, chat: int) -> str:
    return plain("\n".join(wire.texts(chat)))


async def send_table(wire: Wire, data: bytes, person: Person = CHEN, *, name: str = "菜单.csv") -> Shown:
    """Where a table is asked for; what was read is shown."""
    await wire.send_file(person, data, name)
    await wire.work()
    return wire.last(person.id)


async def desk(wire: Wire, person: Person = CHEN, *, table: str = TABLE, budget: str = "1万", closing: str = "3天后") -> Shown:
    """A draft that says all."""
    await wire.press(person, "zb:")
    await wire.tap(person, wire.last(person.id), "发表格")
    await wire.tap(person, await send_table(wire, table.encode(), person), "用这些")
    for label, words in (("定预算", budget), ("定时间", closing)):
        await wire.tap(person, wire.last(person.id), label)
        await wire.say(person, words)
    return wire.last(person.id)


async def publish(wire: Wire, person: Person = CHEN, **said_so: str) -> Shown:
    """The card that stands in the group then."""
    await wire.tap(person, await desk(wire, person, **said_so), "看一遍")
    await wire.tap(person, wire.last(person.id), "发出")
    await wire.deliver()
    return wire.last(GROUP.id)


def menu_of(card: Shown) -> str:
    return card.data("去挑选").split(":")[1]


async def choose(wire: Wire, person: Person, menu: str, *labels: str) -> Shown:
    """In private; each label is an item's."""
    await wire.say(person, f"/start m_{menu}")
    shown = wire.last(person.id)
    for label in labels:
        await wire.tap(person, shown, label)
    return shown


async def pass_time(wire: Wire, by: timedelta) -> None:
    wire.clock.move(by)
    while await wire.due():
        pass
    await wire.deliver()
