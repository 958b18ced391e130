"""Whoever leaves takes along what they typed: also from the letters that others got about it."""

import pytest
from sqlalchemy import select, update

from bot.actions import residents as actions
from bot.rules.residents import HomeRole, Role
from storage.outbox import LetterState
from storage.outbox_table import outbox
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.test_deciding import ask
from tests.residents.test_roles import take
from tests.residents.worlds import CHEN, HE, HEAD, WANG, World, bind, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now())


async def kept(uow: Units, words: str) -> list[str]:
    """Cards of the letters in which these words still are, in their facts or in what was sent."""
    async with uow.read() as unit:
        rows = await unit.connection.execute(select(outbox.c.card, outbox.c.facts, outbox.c.request))
        return [card for card, facts, request in rows if words in (facts or "") or words in (request or "")]


async def leave(uow: Units, clock: FakeClock, telegram_id: int) -> None:
    await actions.leave_linli(uow(), telegram_id=telegram_id, now=clock.now())


@pytest.mark.parametrize("refused", [False, True])
async def test_the_name_of_a_request(wire: Wire, uow: Units, clock: FakeClock, world: World, refused: bool) -> None:
    await ask(uow, clock, world, HE, role=HomeRole.OWNER)
    await wire.deliver()
    assert await kept(uow, HE.first_name) == ["residents.request_card"]
    if refused:
        await wire.tap(HEAD, wire.last(HEAD.id), "不是")
        await wire.tap(HEAD, wire.last(HEAD.id), "不认识")
        await wire.deliver()
    await leave(uow, clock, HE.id)
    assert await kept(uow, HE.first_name) == []
    await wire.deliver()
    assert await kept(uow, HE.first_name) == []
    assert HE.first_name not in wire.last(HEAD.id).text


async def test_the_words_of_a_call_and_the_name_of_who_came(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    await wire.press(WANG, "rch:")
    await wire.say(WANG, "我眼睛看不清")
    await wire.deliver()
    await wire.tap(HEAD, wire.last(HEAD.id), "我来帮")
    await wire.deliver()
    assert set(await kept(uow, "我眼睛看不清")) == {"residents.help_wanted"}
    assert await kept(uow, HEAD.first_name) == ["residents.help_comes"]
    await leave(uow, clock, HEAD.id)
    assert await kept(uow, HEAD.first_name) == []
    await leave(uow, clock, WANG.id)
    assert await kept(uow, "我眼睛看不清") == []


async def test_letters_about_others_keep_their_words(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await ask(uow, clock, world, HE, role=HomeRole.OWNER)
    await bind(uow(), world, WANG, clock.now())
    await wire.deliver()
    await leave(uow, clock, WANG.id)
    assert await kept(uow, HE.first_name) == ["residents.request_card"]


async def test_the_name_of_who_took_a_role(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    place = world.buildings[1]
    _, issued = await actions.invite_role(uow(), role=Role.BUILDING_HEAD, place_id=place.id, granter=CHEN.id, link="", now=clock.now())
    await take(wire, issued.payload)
    await wire.deliver()
    assert "residents.role_taken" in await kept(uow, HE.first_name)
    await leave(uow, clock, HE.id)
    await wire.deliver()
    assert await kept(uow, HE.first_name) == []


async def test_whoever_is_back_gets_no_letter_without_words(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    """It could not reach them, and has lost its words since: brought back to life it could only fail."""
    place = world.buildings[1]
    _, issued = await actions.invite_role(uow(), role=Role.BUILDING_HEAD, place_id=place.id, granter=CHEN.id, link="", now=clock.now())
    await wire.deliver()
    await take(wire, issued.payload)
    async with uow() as unit:
        await unit.connection.execute(update(outbox).where(outbox.c.card == "residents.role_taken").values(state=LetterState.UNREACHABLE))
        await unit.commit()
    await leave(uow, clock, HE.id)
    async with uow() as unit:
        await unit.outbox.revive(CHEN.id, clock.now())
        await unit.commit()
    async with uow.read() as unit:
        states = (await unit.connection.execute(select(outbox.c.state).where(outbox.c.card == "residents.role_taken"))).scalars().all()
    assert states == [LetterState.UNREACHABLE]
