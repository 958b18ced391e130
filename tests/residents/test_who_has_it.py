"""Words name whoever has it and whoever would get it, as it is at this home; whoever invited a guest reads what became of them."""

from datetime import timedelta

import pytest

from bot.actions import residents as actions
from bot.rules.residents import EndReason, HomeRole
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.test_deciding import ask
from tests.residents.worlds import CHIEF, HE, SON, STRANGER, WANG, World, bind, settle
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now(), head=False)


async def test_what_the_chief_has_goes_on_to_the_staff(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    request = await ask(uow, clock, world, HE)
    await wire.deliver()
    assert "就转给社区干部" in wire.last(CHIEF.id).text
    await wire.press(HE, f"rm1:{request}")
    assert "就转给社区干部" in wire.last(HE.id).text
    await wire.say(SON, "2栋1单元102")
    await wire.tap(SON, wire.last(SON.id), "家人")
    await wire.tap(SON, wire.last(SON.id), "同意")
    assert "就转给社区干部" in wire.last(SON.id).text
    assert not any("转给小区长" in one.text for one in wire.sent)


async def guest(wire: Wire, uow: Units, clock: FakeClock, world: World) -> str:
    """王桂芳 invites her son; 何志明 is the other owner of the home."""
    await bind(uow(), world, WANG, clock.now())
    await bind(uow(), world, HE, clock.now(), owner="李建国")
    clock.move(timedelta(minutes=1))
    await wire.press(WANG, f"rih:{world.homes['1栋1单元0101']}:family")
    link = next(word for word in wire.last(WANG.id).text.split() if word.startswith("https://t.me/"))
    await wire.say(SON, f"/start {link.rpartition('=')[2]}")
    await wire.tap(SON, wire.last(SON.id), "是")
    await wire.tap(SON, wire.last(SON.id), "同意")
    await wire.deliver()
    assert "请小区长去问" in wire.last(WANG.id).text
    async with uow.read() as unit:
        member = await unit.bindings.living(await unit.residents.person(SON.id) or "", world.homes["1栋1单元0101"])
    assert member is not None
    return member.binding_id


async def test_the_inviter_reads_that_her_guest_is_on_hold_and_how_it_ended(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    binding = await guest(wire, uow, clock, world)
    await wire.press(HE, f"rot:{binding}")
    await wire.deliver()
    assert "您请的家人先停一下" in wire.last(WANG.id).text
    assert "小区长会去问" in wire.last(WANG.id).text
    assert "票" not in wire.last(SON.id).text
    assert "票" not in wire.last(CHIEF.id).text
    await wire.tap(CHIEF, wire.last(CHIEF.id), "保留")
    await wire.deliver()
    assert "您请的家人照常" in wire.last(WANG.id).text
    assert "票" not in wire.last(SON.id).text


async def test_the_inviter_reads_that_her_guest_is_gone(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    binding = await guest(wire, uow, clock, world)
    await actions.object_to(uow(), binding_id=binding, telegram_id=HE.id, now=clock.now())
    await actions.settle_objection(uow(), binding_id=binding, end=EndReason.OBJECTION, telegram_id=CHIEF.id, now=clock.now())
    await wire.deliver()
    assert "您请的家人已经退掉" in wire.last(WANG.id).text


async def test_a_guest_held_by_the_inviter_needs_no_second_letter(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    binding = await guest(wire, uow, clock, world)
    await wire.press(WANG, f"rot:{binding}")
    await wire.deliver()
    assert not any("您请的家人先停一下" in text for text in wire.texts(WANG.id))


@pytest.mark.parametrize("who", [STRANGER])
async def test_a_refusal_does_not_name_a_head_who_is_not_there(wire: Wire, uow: Units, clock: FakeClock, world: World, who: Person) -> None:
    request = await ask(uow, clock, world, who, role=HomeRole.TENANT)
    await wire.press(CHIEF, f"rrr:{request}:unknown")
    await wire.deliver()
    assert "小区长还不认识您" in wire.last(who.id).text
