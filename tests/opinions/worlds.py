"""Opinions in 和平小区: steps of residents, of the chief and of the clerk through the real dispatcher."""

from datetime import timedelta

from tests.votes.houses import CHEN, CHIEF, GROUP, HEAD, STRANGER, owner
from tests.wire import Person, Shown, Wire

AUTHOR = owner(2)
WORDS = "下水道老是堵"


def said(wire: Wire, chat: int) -> str:
    return wire.last(chat).text.replace("\u00a0", " ").replace("\u2060", "")


def everything(wire: Wire, chat: int) -> str:
    return "\n".join(wire.texts(chat)).replace("\u00a0", " ").replace("\u2060", "")


async def write(wire: Wire, person: Person = AUTHOR, words: str = WORDS) -> Shown:
    """Up to the card that shows what was understood."""
    await wire.say(person, "/opinion")
    await wire.say(person, words)
    return wire.last(person.id)


async def give(wire: Wire, person: Person = AUTHOR, words: str = WORDS) -> str:
    """The id of an opinion that was handed in."""
    await wire.tap(person, await write(wire, person, words), "交上去")
    await wire.deliver()
    return wire.last(person.id).data("撤回").split(":")[1]


async def open_opinion(wire: Wire, opinion: str, person: Person = CHIEF) -> Shown:
    await wire.press(person, f"oi:{opinion}")
    return wire.last(person.id)


async def list_it(wire: Wire, opinion: str, person: Person = CHIEF) -> Shown:
    """As a demand of its own, in its own words."""
    await wire.tap(person, await open_opinion(wire, opinion, person), "列入清单")
    await wire.tap(person, wire.last(person.id), "确定列入")
    return wire.last(person.id)


async def publish(wire: Wire, person: Person = CHEN) -> Shown:
    """The card that stands in the group then."""
    await wire.press(person, "oq::0")
    await wire.tap(person, wire.last(person.id), "发到群里")
    await wire.tap(person, wire.last(person.id), "确定发出")
    await wire.deliver()
    return wire.last(GROUP.id)


async def pass_time(wire: Wire, by: timedelta) -> None:
    wire.clock.move(by)
    while await wire.due():
        pass
    await wire.deliver()


__all__ = [
    "AUTHOR",
    "CHEN",
    "CHIEF",
    "GROUP",
    "HEAD",
    "STRANGER",
    "WORDS",
    "everything",
    "give",
    "list_it",
    "open_opinion",
    "publish",
    "write",
]
