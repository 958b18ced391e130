"""Confirming a newcomer: the thumb that slips to another owner is asked about, and accounts that read alike are told apart."""

from datetime import timedelta

import pytest

from bot.rules.residents import HomeRole
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.test_deciding import HOME, ask
from tests.residents.worlds import CHIEF, HE, HEAD, SON, STRANGER, WANG, World, bind, dialog, settle, states, toast
from tests.wire import Person, Shown, Wire

pytestmark = pytest.mark.storage
LI = Person(3017, "李建国")


async def _card(uow: Units, clock: FakeClock, wire: Wire, world: World, person: Person) -> Shown:
    await ask(uow, clock, world, person, role=HomeRole.OWNER)
    await wire.deliver()
    return wire.last(HEAD.id)


async def test_the_owner_who_was_typed_is_one_tap(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now())
    card = await _card(uow, clock, wire, world, LI)
    assert "已确认" in toast(await wire.tap(HEAD, card, "是李建国"))


async def test_another_owner_than_was_typed_is_asked_about(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now())
    await bind(uow(), world, WANG, clock.now())
    card = await _card(uow, clock, wire, world, LI)
    await wire.tap(HEAD, card, "是王桂芳")
    asked = wire.last(HEAD.id)
    assert "写的是李建国，您点的是王桂芳（已有一个帐号）" in asked.text
    assert asked.labels == ["确定", "返回"]
    assert await states(uow.read(), world.homes[HOME]) == [("owner", "active"), ("owner", "pending")]
    await wire.tap(HEAD, asked, "返回")
    assert wire.last(HEAD.id).labels == ["是王桂芳", "是李建国", "不是"]
    await wire.tap(HEAD, wire.last(HEAD.id), "是王桂芳")
    assert "已确认" in toast(await wire.tap(HEAD, wire.last(HEAD.id), "确定"))


async def test_an_owner_who_has_an_account_is_asked_about(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now())
    await bind(uow(), world, SON, clock.now(), owner="李建国")
    card = await _card(uow, clock, wire, world, LI)
    await wire.tap(HEAD, card, "是李建国")
    assert "李建国已有一个帐号" in wire.last(HEAD.id).text
    assert "写的是" not in wire.last(HEAD.id).text


async def test_the_second_tap_is_authorised_again(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now())
    request = await ask(uow, clock, world, HE, role=HomeRole.OWNER)
    assert "楼长或社区来点" in dialog(await wire.press(STRANGER, f"rcy:{request}:{world.owners['李建国']}"))
    assert await states(uow.read(), world.homes[HOME]) == [("owner", "pending")]


async def test_the_screen_from_the_list_says_what_was_decided(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now())
    await ask(uow, clock, world, LI, role=HomeRole.OWNER)
    await wire.press(HEAD, "rrs")
    opened = wire.last(HEAD.id)
    await wire.tap(HEAD, opened, "1栋1单元101 · 业主")
    toast(await wire.tap(HEAD, opened, "是李建国"))
    assert "1栋1单元101：已确认" in opened.text
    assert opened.labels == ["看认门", "菜单"]


async def test_a_list_forgets_what_was_settled_elsewhere(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now())
    request = await ask(uow, clock, world, LI, role=HomeRole.OWNER)
    await wire.press(HEAD, "rrs")
    listed = wire.last(HEAD.id)
    await wire.press(CHIEF, f"rcr:{request}:{world.owners['李建国']}")
    assert "已经有人办好了" in dialog(await wire.tap(HEAD, listed, "1栋1单元101 · 业主"))
    assert "现在没有人等您认门" in listed.text


async def test_two_accounts_of_one_owner_are_told_apart(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now())
    await bind(uow(), world, WANG, clock.now())
    await bind(uow(), world, SON, clock.now(), role=HomeRole.FAMILY)
    await bind(uow(), world, HE, clock.now())
    await wire.press(HEAD, f"rhp:{world.homes[HOME]}")
    people = wire.last(HEAD.id)
    assert {"解除 业主 王桂芳（1）", "解除 业主 王桂芳（2）", "解除 家人"} <= set(people.labels)
    await wire.tap(HEAD, people, "解除 业主 王桂芳（2）")
    assert "业主 王桂芳（2）" in wire.last(HEAD.id).text


async def test_a_registration_bears_the_day_of_its_confirmation(uow: Units, clock: FakeClock, wire: Wire) -> None:
    world = await settle(uow(), clock.now())
    card = await _card(uow, clock, wire, world, LI)
    clock.move(timedelta(days=2))
    await wire.tap(HEAD, card, "是李建国")
    await wire.press(LI, "rmh")
    assert "您是业主（李建国），3月1日（周日）登记。" in wire.last(LI.id).text
    await wire.press(HEAD, f"rhp:{world.homes[HOME]}")
    assert "业主 李建国，3月1日（周日）" in wire.last(HEAD.id).text
