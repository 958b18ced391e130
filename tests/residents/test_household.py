"""An owner invites family and tenants, and takes an invite back."""

from datetime import timedelta

import pytest

from bot.rules.ports import LANGUAGES, Language
from bot.rules.residents import HomeRole
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.worlds import (
    CHEN,
    HE,
    SON,
    WANG,
    World,
    bind,
    dialog,
    settle,
    states,
)
from tests.wire import Wire

pytestmark = pytest.mark.storage
HOME = "1栋1单元0101"


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now())


async def test_an_owner_invites_family(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    await wire.say(WANG, "/menu")
    await wire.tap(WANG, wire.last(WANG.id), "我的家")
    await wire.tap(WANG, wire.last(WANG.id), "请家人")
    await wire.tap(WANG, wire.last(WANG.id), "家人")
    guide, forward = wire.in_chat(WANG.id)[-2:]
    assert guide.labels == ["作废", "菜单"]
    assert forward.method == "sendPhoto"
    link = next(word for word in forward.text.split() if word.startswith("https://t.me/"))
    assert link.startswith("https://t.me/linli_test_bot?start=i_")
    await wire.say(SON, f"/start {link.rpartition('=')[2]}")
    await wire.tap(SON, wire.last(SON.id), "是")
    await wire.tap(SON, wire.last(SON.id), "同意")
    assert "由业主来投" in wire.last(SON.id).text
    assert await states(uow.read(), world.homes[HOME]) == [("owner", "active"), ("family", "active")]
    answer = await wire.tap(WANG, guide, "作废")
    assert "已经用掉" in dialog(answer)
    assert "已经用掉" in guide.text
    assert guide.labels == ["菜单"], "a button that leads nowhere does not stay"


@pytest.mark.parametrize("hours", [1, 49])
async def test_a_cancelled_invite_takes_its_code_along(wire: Wire, uow: Units, clock: FakeClock, world: World, hours: int) -> None:
    """Taken away while the platform allows it (48 hours), edited after that; what was passed on opens nothing."""
    await bind(uow(), world, WANG, clock.now())
    for presses, who in (((f"rih:{world.homes[HOME]}:family",), WANG), ((f"rir:building_head:{world.buildings[0].id}",), CHEN)):
        for data in presses:
            await wire.press(who, data)
        guide, forward = wire.in_chat(who.id)[-2:]
        code = forward.text.partition("start=")[2].split()[0]
        clock.move(timedelta(hours=hours))
        taken = guide.data("作废")
        await wire.tap(who, guide, "作废")
        await wire.deliver()
        assert guide.text.startswith("好，那个邀请作废了")
        await wire.press(who, taken, message=guide)
        assert guide.text.startswith("好，那个邀请作废了"), "a second tap reads what the first one did"
        assert forward.deleted is (hours < 48)
        if not forward.deleted:
            assert forward.text.startswith("这个邀请作废了")
            assert "start=" not in forward.text
            assert forward.labels == ["菜单"]
        await wire.say(SON, f"/start {code}")
        assert "用过了或过期了" in wire.last(SON.id).text
        assert [one for one in wire.in_chat(who.id) if "start=" in one.text] == []


async def test_family_invites_nobody(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, SON, clock.now(), role=HomeRole.FAMILY)
    await wire.say(SON, "/menu")
    await wire.tap(SON, wire.last(SON.id), "我的家")
    assert "请家人" not in wire.last(SON.id).labels
    answer = await wire.press(SON, f"rih:{world.homes[HOME]}:family")
    assert "由名册上的业主来请" in dialog(answer)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_only_who_may_invite_is_told_that_family_is_invited(
    wire: Wire, uow: Units, clock: FakeClock, world: World, language: Language
) -> None:
    """Family and tenants found 「请家人」 on the page of 「怎么用」 and no such button behind it."""
    for person, role in ((WANG, HomeRole.OWNER), (SON, HomeRole.FAMILY), (HE, HomeRole.TENANT)):
        for ref in ("1栋1单元0101", "1栋1单元0102"):
            await bind(uow(), world, person, clock.now(), ref=ref, role=role)
        async with uow() as unit:
            await unit.chats.set_language(person.id, language)
            await unit.commit()
        await wire.say(person, "/help")
        page = wire.last(person.id).text
        await wire.press(person, "rmh:")
        homes = wire.last(person.id).text
        for text in (page, homes):
            assert any(word in text for word in ("退出", "leave"))
            assert any(word in text for word in ("请家人", "invite family")) is (role is HomeRole.OWNER)
