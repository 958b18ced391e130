"""Codes of slips and invites: used, wrong, late, typed by hand, shown by two."""

from datetime import timedelta

import pytest

from bot.rules.residents import HomeRole
from bot.rules.residents.violations import CODE_REFUSED
from bot.rules.violations import code_of
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.worlds import (
    HE,
    SON,
    STRANGER,
    WANG,
    World,
    bind,
    settle,
    slip,
)
from tests.wire import Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now())


async def test_a_used_and_a_wrong_code_get_the_same_answer(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    issued = await slip(uow(), world, clock.now())
    await wire.say(WANG, f"/start {issued.payload}")
    await wire.tap(WANG, wire.last(WANG.id), "是")
    await wire.tap(WANG, wire.last(WANG.id), "同意")
    await wire.say(STRANGER, f"/start {issued.payload}")
    used = wire.last(STRANGER.id).text
    await wire.say(STRANGER, "/start i_0000000000000")
    assert wire.last(STRANGER.id).text == used
    await wire.say(STRANGER, "/start i_nonsense")
    assert wire.last(STRANGER.id).text == used
    assert used.startswith("这张小条用过了或过期了；自己打的码，也可能打错了字，请对着小条再看一遍。")
    assert used.endswith(f"（{code_of(CODE_REFUSED)}）")
    await wire.say(WANG, f"/start {issued.payload}")
    assert "您已经用过了" in wire.last(WANG.id).text


async def test_an_expired_code_gets_that_answer_too(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    issued = await slip(uow(), world, clock.now())
    clock.move(timedelta(days=61))
    await wire.say(WANG, f"/start {issued.payload}")
    assert "用过了或过期了" in wire.last(WANG.id).text


async def test_tries_are_limited_by_person(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    issued = await slip(uow(), world, clock.now())
    for number in range(6):
        await wire.say(STRANGER, f"/start i_00000000000{number:02d}")
    await wire.say(STRANGER, f"/start {issued.payload}")
    assert "先歇一歇，11:32 以后再试" in wire.last(STRANGER.id).text
    await wire.say(WANG, f"/start {issued.payload}")
    assert "这是您家吗" in wire.last(WANG.id).text
    clock.move(timedelta(hours=1, seconds=1))
    await wire.say(STRANGER, f"/start {issued.payload}")
    assert "这是您家吗" in wire.last(STRANGER.id).text


async def test_tries_are_limited_by_home(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    """Whoever tries the used slips of one home over and over does not get at its next one."""
    old, new = await slip(uow(), world, clock.now()), await slip(uow(), world, clock.now(), owner="李建国")
    async with uow() as unit:
        await unit.invites.revoke(old.invite_id, clock.now())
        await unit.commit()
    for number in range(12):
        await wire.say(STRANGER, f"/start {old.payload}") if number % 6 else clock.move(timedelta(hours=2))
        await wire.say(STRANGER, f"/start {old.payload}") if not number % 6 else None
    await wire.say(WANG, f"/start {new.payload}")
    assert "用过了或过期了" in wire.last(WANG.id).text
    clock.move(timedelta(days=1))
    await wire.say(WANG, f"/start {new.payload}")
    assert "这是您家吗" in wire.last(WANG.id).text


async def test_a_code_typed_by_hand_is_read(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    issued = await slip(uow(), world, clock.now())
    typed = " ".join(issued.code.upper()[start : start + 4] for start in range(0, 13, 4)).replace("0", "O").replace("1", "l")
    await wire.say(WANG, typed)
    assert "这是您家吗" in wire.last(WANG.id).text


async def test_a_link_that_was_pasted_instead_of_opened_is_read(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    issued = await slip(uow(), world, clock.now())
    await wire.say(WANG, f"https://t.me/linli_test_bot?start={issued.payload}")
    assert "这是您家吗" in wire.last(WANG.id).text


@pytest.mark.parametrize("known", [True, False])
async def test_a_start_with_whatever_code_is_answered_alike(wire: Wire, uow: Units, clock: FakeClock, world: World, *, known: bool) -> None:
    """Wrong, used, run out, with or without the link's prefix: the same words and a next step, also for somebody registered."""
    used, old = await slip(uow(), world, clock.now()), await slip(uow(), world, clock.now(), owner="李建国")
    await wire.say(HE, f"/start {used.payload}")
    await wire.tap(HE, wire.last(HE.id), "是")
    await wire.tap(HE, wire.last(HE.id), "同意")
    clock.move(timedelta(days=61))
    if known:
        await bind(uow(), world, WANG, clock.now())
    for payload in ("7" * 13, "i_" + "7" * 13, "hello", used.code, used.payload, old.payload.upper()):
        clock.move(timedelta(hours=1))
        await wire.say(WANG, f"/start {payload}")
        shown = wire.last(WANG.id)
        assert shown.text.startswith("这张小条用过了或过期了；"), payload
        assert shown.labels == ["我是住户", "菜单"]


async def test_a_start_with_a_good_code_typed_without_its_prefix(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, SON, clock.now(), role=HomeRole.FAMILY)
    issued = await slip(uow(), world, clock.now())
    await wire.say(SON, f"/start {issued.code.upper()}")
    assert "这是您家吗" in wire.last(SON.id).text
