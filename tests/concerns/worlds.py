"""A concern in 和平小区: raised by the owner of home 2, who has the chief for it and the clerk above; steps through the real dispatcher."""

from datetime import timedelta

from sqlalchemy import update

from storage.compounds import homes
from storage.votes.tables import vote_homes
from tests.fixtures import Units
from tests.votes.houses import CHEN, CHIEF, GROUP, Houses, owner, settle
from tests.wire import Person, Shown, Wire

AUTHOR = owner(2)
WORDS = "井道会挡住客厅的光"
ANSWER = "井道改到楼梯北侧，离窗 3 米"


async def about_a_vote(wire: Wire, uow: Units, **draft: object) -> tuple[Houses, str]:
    """和平小区 and the id of its open vote, whose card stands in the group."""
    houses = await settle(uow)
    vote = (await houses.open(closes_in=timedelta(days=20), **draft)).heading.vote_id
    await wire.deliver()
    return houses, vote


async def write(wire: Wire, vote: str, person: Person = AUTHOR, words: str = WORDS, *, kind: str = "采光", band: str = "不说") -> Shown:
    """Up to the preview."""
    await wire.say(person, f"/start c_{vote}")
    await wire.tap(person, wire.last(person.id), kind)
    await wire.say(person, words)
    await wire.tap(person, wire.last(person.id), band)
    return wire.last(person.id)


async def raise_concern(wire: Wire, vote: str, person: Person = AUTHOR, words: str = WORDS) -> str:
    """The id of a concern that was sent; those who have it have its card."""
    await wire.tap(person, await write(wire, vote, person, words), "这样送出")
    await wire.deliver()
    return concern_of(wire.last(person.id))


def concern_of(shown: Shown) -> str:
    return shown.data("撤回").split(":")[1]


def card(wire: Wire, person: Person) -> Shown:
    """The newest card of somebody who answers."""
    return [one for one in wire.in_chat(person.id) if "住户的顾虑：" in one.text or "顾虑：" in one.text][-1]


async def answer(wire: Wire, person: Person = CHIEF, *, to: str = "答复并发群", words: str = ANSWER) -> None:
    await wire.tap(person, card(wire, person), "答复")
    await wire.say(person, words)
    await wire.tap(person, wire.last(person.id), to)
    await wire.deliver()


async def end(wire: Wire, person: Person, label: str, reason: str) -> None:
    await wire.tap(person, card(wire, person), label)
    await wire.say(person, reason)
    await wire.tap(person, wire.last(person.id), "确定办结")
    await wire.deliver()


async def six_floors(uow: Units, houses: Houses, vote: str) -> None:
    """The six homes of 1栋 become one on the first floor and five on the sixth: the roster and the vote say the same."""
    async with uow() as unit:
        for number in range(1, 7):
            room = "0101" if number == 1 else f"060{number}"
            await unit.connection.execute(update(homes).where(homes.c.id == houses.homes[number]).values(room=room))
            there = (vote_homes.c.vote_id == vote, vote_homes.c.home_id == houses.homes[number])
            await unit.connection.execute(update(vote_homes).where(*there).values(room=room))
        await unit.commit()


async def pass_time(wire: Wire, by: timedelta) -> None:
    wire.clock.move(by)
    while await wire.due():
        pass
    await wire.deliver()


def everything(wire: Wire, chat: int) -> str:
    return "\n".join(wire.texts(chat)).replace("\u00a0", " ").replace("\u2060", "")


__all__ = [
    "ANSWER",
    "AUTHOR",
    "CHEN",
    "CHIEF",
    "GROUP",
    "WORDS",
    "about_a_vote",
    "answer",
    "card",
    "end",
    "pass_time",
    "raise_concern",
    "write",
]
