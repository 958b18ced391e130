"""What people do from one end of a matter to the other, by what stands on their screens.

Where a screen was lost with the process its person does once more what they did last, as they are told to.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from bot.rules.residents import Role
from handlers.asks.callbacks import ListRenovations
from storage.opinions import opinions
from tests.entries.worlds import LI, PHOTO, office
from tests.fixtures import Units
from tests.residents.worlds import HEAD as SUN
from tests.residents.worlds import STRANGER, WANG, role_code, slip
from tests.residents.worlds import settle as settle_people
from tests.votes.houses import CHEN, CHIEF, GROUP, owner, settle
from tests.wire import Person, Shown, Wire

# (how, what): a button's label, words, a button's data.
Step = tuple[str, str]
# Longer than any pause before a letter is tried again, shorter than any clock of the matters.
A_WHILE = timedelta(minutes=1)


class Nowhere(Exception):
    """A button that somebody looks for in vain, also after they took their last step again."""


@dataclass
class Hands:
    """Somebody's at a time; `wire` may be another process at every call."""

    wire: Wire
    _last: dict[int, Callable[[], Awaitable[Any]]] = field(default_factory=dict)

    async def say(self, person: Person, words: str) -> None:
        await self._do(person, partial(self.wire.say, person, words))

    async def photo(self, person: Person, data: bytes = PHOTO) -> None:
        await self._do(person, partial(self.wire.send_file, person, data, "", kind="photo"))
        await self.wire.work()

    async def file(self, person: Person, data: bytes, name: str) -> None:
        await self._do(person, partial(self.wire.send_file, person, data, name))
        await self.wire.work()

    async def press(self, person: Person, data: str) -> None:
        await self._do(person, partial(self.wire.press, person, data))

    async def tap(self, person: Person, label: str, *, chat: int = 0) -> None:
        """On the newest screen that has the button, in their own chat or in `chat`."""
        found = self._with(chat or person.id, label)
        if found is None:
            await self._last[person.id]()
            await self.wire.work()
            found = self._with(chat or person.id, label)
        if found is None:
            raise Nowhere(label, self.wire.last(person.id))
        await self._do(person, partial(self.wire.press, person, found.data(label), message=found))

    def _with(self, chat: int, label: str) -> Shown | None:
        return next((one for one in reversed(self.wire.in_chat(chat)) if label in one.labels), None)

    async def _do(self, person: Person, act: Callable[[], Awaitable[Any]]) -> None:
        self._last[person.id] = act
        await act()

    async def to_the_close(self, uow: Units) -> None:
        """Of the one vote that is open."""
        async with uow.read() as unit:
            [vote] = await unit.votes.all_open()
        await self.pass_time(vote.closes_at - self.wire.clock.now() + timedelta(seconds=5))

    async def from_the_start(self, person: Person, *steps: Step) -> None:
        """Where no screen says how to go on, once more from the first of them."""
        try:
            await self.steps(person, *steps)
        except Nowhere:
            await self.steps(person, *steps)

    async def steps(self, person: Person, *steps: Step) -> None:
        for how, what in steps:
            await {"tap": self.tap, "say": self.say, "press": self.press}[how](person, what)

    async def pass_time(self, by: timedelta = A_WHILE) -> None:
        """Until nothing is due: what was cut off is tried again after a pause."""
        self.wire.clock.move(by)
        for _ in range(3):
            while await self.wire.due():
                pass
            await self.wire.work()
            await self.wire.deliver()
            self.wire.clock.move(A_WHILE)


async def a_paper_ballot(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    hands = Hands(wire)
    await hands.press(owner(1), f"vc:{vote}:agree")
    await hands.press(CHEN, f"jo:{vote}")
    for label in ("录纸质票", "1栋", "1单元", "101"):
        await hands.tap(CHEN, label)
    await hands.photo(CHEN)
    await hands.tap(CHEN, "反对")
    await hands.tap(CHEN, "记下")
    await hands.pass_time()
    settling = (("press", f"jo:{vote}"), ("tap", "要核对"), ("tap", "1 以纸质票为准"), ("say", "问过本人，以签字的为准"), ("tap", "确定"))
    await hands.from_the_start(CHIEF, *settling)
    await hands.to_the_close(uow)


async def a_ballot_by_phone(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    hands = Hands(wire)
    await hands.press(CHEN, f"jo:{vote}")
    for label in ("录电话票", "1栋", "1单元", "101", "同意", "记下"):
        await hands.tap(CHEN, label)
    await hands.pass_time()
    for label in ("去确认", "去确认 1", "属实"):
        await hands.tap(LI, label)
    await hands.to_the_close(uow)


async def a_poll(wire: Wire, uow: Units) -> None:
    await settle(uow)
    hands = Hands(wire)
    asked = (("press", "qb:"), ("say", "健身器材放哪里？"), ("say", "东门\n西门"))
    how = (("tap", "选一个"), ("tap", "一户一次"), ("tap", "不记名"), ("say", "3天后"), ("tap", "发出"))
    await hands.from_the_start(CHEN, *asked, *how)
    await hands.pass_time()
    for number in (1, 2, 3):
        await hands.tap(owner(number), "西门" if number == 2 else "东门", chat=GROUP.id)
    await hands.pass_time()
    await hands.pass_time(timedelta(days=4))


async def a_topic(wire: Wire, uow: Units) -> None:
    await settle(uow)
    hands = Hands(wire)
    asked = (("press", "tn:"), ("say", "电梯怎么装？"), ("tap", "不用说明"), ("tap", "按楼栋"), ("say", "3天后"), ("tap", "发出"))
    await hands.from_the_start(CHEN, *asked)
    await hands.pass_time()
    topic = wire.last(GROUP.id).data("去表态").split(":")[1]
    await hands.say(owner(1), f"/start w_{topic}")
    await hands.say(owner(1), "装在南边最好")
    await hands.tap(owner(1), "交上去")
    await hands.pass_time()
    await hands.press(CHIEF, f"t1:{topic}")
    await hands.tap(CHIEF, "放行")
    await hands.pass_time(timedelta(minutes=6))
    await hands.say(owner(2), f"/start t_{topic}")
    await hands.tap(owner(2), "不同意")
    await hands.pass_time(timedelta(days=4))


async def an_ask_and_its_changes(wire: Wire, uow: Units) -> None:
    await settle(uow)
    hands = Hands(wire)
    listed = ("press", ListRenovations().pack())
    await hands.steps(CHEN, listed, ("tap", "新的改造"), ("say", "外墙和楼道翻新"))
    if "问这一次" not in wire.last(CHEN.id).labels:
        await hands.steps(CHEN, listed, ("tap", "外墙和楼道翻新"))
    await hands.tap(CHEN, "问这一次")
    await hands.file(CHEN, b"%PDF-1.4 design", "图纸.pdf")
    await hands.tap(CHEN, "3天后18:00")
    await hands.tap(CHEN, "发出")
    await hands.pass_time()
    await hands.tap(owner(1), "反对", chat=GROUP.id)
    await hands.to_the_close(uow)
    await hands.tap(CHEN, "写改动")
    await hands.say(CHEN, "楼道加了扶手，费用没有变")
    await hands.tap(CHEN, "发出")
    await hands.pass_time()


async def a_concern(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    hands = Hands(wire)
    await hands.say(owner(2), f"/start c_{vote}")
    await hands.tap(owner(2), "采光")
    await hands.say(owner(2), "二楼会照不到太阳")
    await hands.tap(owner(2), "不说")
    await hands.tap(owner(2), "这样送出")
    await hands.pass_time()
    await hands.from_the_start(CHIEF, ("tap", "答复"), ("say", "日照算过了，每天少二十分钟"), ("tap", "答复并发群"))
    await hands.pass_time()
    await hands.tap(CHIEF, "转调解")
    await hands.tap(CHIEF, "确定转")
    await hands.pass_time()


async def an_opinion(wire: Wire, uow: Units) -> None:
    await settle(uow)
    hands = Hands(wire)
    await hands.say(owner(2), "/opinion")
    await hands.say(owner(2), "下水道老是堵")
    await hands.tap(owner(2), "交上去")
    await hands.pass_time()
    async with uow.read() as unit:
        opinion = await unit.connection.scalar(select(opinions.c.id))
    await hands.press(CHIEF, f"oi:{opinion}")
    await hands.tap(CHIEF, "列入清单")
    await hands.tap(CHIEF, "确定列入")
    await hands.press(CHEN, "oq::0")
    await hands.tap(CHEN, "发到群里")
    await hands.tap(CHEN, "确定发出")
    await hands.pass_time()


async def a_vote(wire: Wire, uow: Units) -> None:
    await settle(uow)
    hands = Hands(wire)
    await hands.press(CHEN, "mdr:")
    for label in ("屋顶防水改造", "3天后18:00", "发出"):
        await hands.tap(CHEN, label)
    await hands.pass_time()
    for number, label in ((1, "同意"), (2, "反对"), (2, "同意"), (3, "弃权")):
        await hands.tap(owner(number), label, chat=GROUP.id)
    await hands.pass_time()
    await hands.to_the_close(uow)


async def coming_in(wire: Wire, uow: Units) -> None:
    """By a slip; as head of a building; without either, confirmed by that head."""
    world = await settle_people(uow(), uow.clock.now(), head=False)
    hands = Hands(wire)
    mine = await slip(uow(), world, uow.clock.now())
    await hands.say(WANG, f"/start {mine.payload}")
    await hands.tap(WANG, "是")
    await hands.tap(WANG, "同意")
    role = await role_code(uow(), Role.BUILDING_HEAD, world.buildings[0], uow.clock.now())
    await hands.say(SUN, f"/start {role.payload}")
    for label in ("接下", "同意"):
        await hands.tap(SUN, label)
    await hands.pass_time()
    await hands.say(STRANGER, "1栋1单元0102")
    for label in ("业主", "同意"):
        await hands.tap(STRANGER, label)
    await hands.say(STRANGER, "业主1")
    await hands.pass_time()
    await hands.tap(SUN, "是业主1")
    await hands.pass_time()


STORIES = (a_vote, coming_in, a_paper_ballot, a_ballot_by_phone, a_concern, an_opinion, a_poll, a_topic, an_ask_and_its_changes)
