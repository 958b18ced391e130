"""A question to 和平小区: drafted by the clerk through the real dispatcher, answered by owners."""

from datetime import timedelta

from tests.votes.houses import CHEN, GROUP, owner
from tests.wire import Person, Shown, Wire

QUESTION, OPTIONS = "健身器材放哪里？", "1. 东门\n2. 西门\n3. 不要"


def said(wire: Wire, chat: int) -> str:
    return wire.last(chat).text.replace("\u00a0", " ").replace("\u2060", "")


def everything(wire: Wire, chat: int) -> str:
    return "\n".join(wire.texts(chat)).replace("\u00a0", " ").replace("\u2060", "")


async def draft(
    wire: Wire, person: Person = CHEN, *, kind: str = "选一个", per: str = "一户一次", named: str = "不记名", closing: str = "3天后"
) -> Shown:
    """Up to the preview."""
    await wire.press(person, "qb:")
    await wire.say(person, QUESTION)
    await wire.say(person, OPTIONS)
    for label in (kind, per, named):
        await wire.tap(person, wire.last(person.id), label)
    await wire.say(person, closing)
    return wire.last(person.id)


async def ask(wire: Wire, person: Person = CHEN, **said_so: str) -> Shown:
    """The card that stands in the group then."""
    await wire.tap(person, await draft(wire, person, **said_so), "发出")
    await wire.deliver()
    return wire.last(GROUP.id)


def poll_of(card: Shown) -> str:
    return (card.data("我的回答") if "我的回答" in card.labels else card.data("排顺序")).split(":")[1]


async def answered_by(wire: Wire, card: Shown, label: str, *numbers: int) -> None:
    """Owners, so that there are enough to be told in figures."""
    for number in numbers:
        await wire.tap(owner(number), card, label)


async def rank(wire: Wire, person: Person, poll: str, *options: str) -> Shown:
    """In private, handed in."""
    await wire.say(person, f"/start p_{poll}")
    shown = wire.last(person.id)
    for one in options:
        await wire.tap(person, shown, one)
    await wire.tap(person, shown, "交上去")
    return shown


async def pass_time(wire: Wire, by: timedelta) -> None:
    wire.clock.move(by)
    while await wire.due():
        pass
    await wire.deliver()
