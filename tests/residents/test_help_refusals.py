"""Whoever helps sees the code of what the person was refused last, as well as that of the last error."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.actions import residents as actions
from bot.rules.letters import Letter
from bot.rules.residents.violations import HelpNotUsable, NotTheDecider
from bot.rules.updates import Apology, StaleButton
from storage.residents import last_refusals
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.worlds import HEAD, WANG, World, bind, dialog, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage
STALE = StaleButton.code()


@pytest.fixture
async def world(wire: Wire, uow: Units, clock: FakeClock) -> World:
    world = await settle(uow(), clock.now())
    await bind(uow(), world, WANG, clock.now())
    return world


async def kept(uow: Units) -> int:
    async with uow.read() as unit:
        return await unit.connection.scalar(select(func.count()).select_from(last_refusals)) or 0


async def test_the_last_refusal_is_named_to_both(wire: Wire, world: World) -> None:
    decider = dialog(await wire.press(WANG, f"rhp:{next(iter(world.homes.values()))}"))
    assert NotTheDecider.code() in decider
    assert STALE in dialog(await wire.press(WANG, "zz:nothing"))
    await wire.press(WANG, "rch:")
    assert f"刚才没办成的编号：{STALE}" in wire.last(WANG.id).text
    await wire.press(WANG, "rch:button")
    await wire.deliver()
    assert f"没办成的编号 {STALE}" in wire.last(HEAD.id).text
    assert "出错编号" not in wire.last(HEAD.id).text


async def test_an_error_and_a_refusal_have_a_line_each(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    async with uow() as unit:
        await unit.outbox.put(Letter("apology:1", WANG.id, "updates.apology", Apology("K7Q2")), clock.now())
        await unit.commit()
    await wire.press(WANG, "zz:nothing")
    await wire.press(WANG, "rch:button")
    await wire.deliver()
    assert f"出错编号 K7Q2\n没办成的编号 {STALE}" in wire.last(HEAD.id).text


async def test_what_the_help_itself_refuses_is_not_what_it_is_about(wire: Wire, world: World) -> None:
    await wire.press(WANG, "zz:nothing")
    await wire.press(WANG, "rch:")
    await wire.say(WANG, "字" * 2000)
    assert HelpNotUsable.code() in wire.last(WANG.id).text
    await wire.press(WANG, "rch:button")
    await wire.deliver()
    assert STALE in wire.last(HEAD.id).text


async def test_of_two_days_ago_nobody_is_told(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await wire.press(WANG, "zz:nothing")
    clock.move(timedelta(days=2))
    await wire.press(WANG, "rch:button")
    await wire.deliver()
    assert STALE not in wire.last(HEAD.id).text
    assert await kept(uow) == 1
    await wire.app.ticker.sweep()
    assert await kept(uow) == 0


async def test_it_goes_with_its_person(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await wire.press(WANG, "zz:nothing")
    assert await kept(uow) == 1
    await actions.leave_linli(uow(), telegram_id=WANG.id, now=clock.now())
    assert await kept(uow) == 0


async def test_what_comes_again_is_refused_again(wire: Wire, world: World) -> None:
    """The refusal may have been lost with a crash; it is no press that had its effect."""
    said = dialog(await wire.press(WANG, "wb:0000000000", update_id=9001))
    wire.app.dispatch.forget(9001)
    assert dialog(await wire.press(WANG, "wb:0000000000", update_id=9001)) == said
