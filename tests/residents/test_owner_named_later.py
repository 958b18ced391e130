"""An owner registered while the roster named nobody: once it does, there is a way to be that owner, and texts say which."""

import pytest
from sqlalchemy import delete, insert

from bot.rules.residents import HomeRole
from bot.rules.votes.facts import OpinionReason
from handlers.votes.callbacks import VoteCast
from storage.compounds import home_owners
from tests.fixtures import Units
from tests.residents.worlds import dialog
from tests.votes.houses import AGREE, GROUP, HEAD, Houses, settle
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage
ZHANG = Person(8001, "张三")


@pytest.fixture
async def houses(uow: Units) -> Houses:
    """Home 1 has nobody on the roster; 张三 is confirmed as its owner all the same."""
    houses = await settle(uow, bound=0)
    async with uow() as unit:
        await unit.connection.execute(delete(home_owners).where(home_owners.c.home_id == houses.homes[1]))
        await unit.commit()
    return houses


async def register(wire: Wire, houses: Houses) -> None:
    await wire.press(ZHANG, f"ras:{houses.homes[1]}:owner")
    await wire.tap(ZHANG, wire.last(ZHANG.id), "同意")
    await wire.say(ZHANG, "张三")
    await wire.deliver()
    await wire.tap(HEAD, wire.last(HEAD.id), "确认")
    await wire.deliver()


async def complete(uow: Units, houses: Houses) -> None:
    row = {"home_id": houses.homes[1], "owner_id": houses.owners[1], "compound_id": houses.compound.id, "position": 1}
    async with uow() as unit:
        await unit.connection.execute(insert(home_owners).values(**row))
        await unit.commit()


async def home(wire: Wire) -> str:
    await wire.press(ZHANG, "rmh")
    return wire.last(ZHANG.id).text


async def test_the_tap_says_why_it_is_an_opinion_and_what_to_do(wire: Wire, uow: Units, houses: Houses) -> None:
    await register(wire, houses)
    await complete(uow, houses)
    await houses.open()
    await wire.deliver()
    said = dialog(await wire.tap(ZHANG, wire.last(GROUP.id), "同意"))
    assert "登记时名册没写业主" in said
    assert "点「我的家」" in said
    assert len(said) <= 200


async def test_once_the_roster_names_somebody_it_is_asked_who_it_is(wire: Wire, uow: Units, houses: Houses) -> None:
    await register(wire, houses)
    assert "请找社区补上" in await home(wire)
    assert "认业主" not in wire.last(ZHANG.id).labels
    await complete(uow, houses)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    assert "点「认业主」" in await home(wire)
    await wire.tap(ZHANG, wire.last(ZHANG.id), "认业主")
    assert "房产证上的业主姓名" in wire.last(ZHANG.id).text
    await wire.say(ZHANG, "业主1")
    assert "等楼长确认" in wire.last(ZHANG.id).text
    await wire.deliver()
    card = wire.last(HEAD.id)
    assert "写的名字是「业主1」" in card.text
    await wire.tap(HEAD, card, "是业主1")
    await wire.deliver()
    assert "登记为业主（业主1）" in wire.last(ZHANG.id).text
    reply = await wire.press(ZHANG, VoteCast(vote=vote, choice=AGREE).pack())
    assert "已记下：1栋1单元101 同意" in dialog(reply)
    assert "认业主" not in await home(wire)


async def asked_anew(wire: Wire, uow: Units, houses: Houses) -> None:
    await register(wire, houses)
    await complete(uow, houses)
    await wire.press(ZHANG, f"ras:{houses.homes[1]}:owner")
    await wire.say(ZHANG, "业主1")
    await wire.deliver()


async def test_refused_the_registration_that_stood_before_stands_again(wire: Wire, uow: Units, houses: Houses) -> None:
    await asked_anew(wire, uow, houses)
    await wire.tap(HEAD, wire.last(HEAD.id), "不是")
    await wire.tap(HEAD, wire.last(HEAD.id), "名字不对")
    await wire.deliver()
    assert "您是业主" in await home(wire)
    assert "认业主" in await home(wire), "it can be asked once more"


async def test_withdrawn_the_registration_that_stood_before_stands_again(wire: Wire, uow: Units, houses: Houses) -> None:
    await asked_anew(wire, uow, houses)
    await home(wire)
    await wire.tap(ZHANG, wire.last(ZHANG.id), "不认了")
    await wire.tap(ZHANG, wire.last(ZHANG.id), next(one for one in wire.last(ZHANG.id).labels if "不认" in one))
    assert "您是业主" in await home(wire)


async def test_as_long_as_nobody_is_named_it_is_said_whom_to_see(wire: Wire, houses: Houses) -> None:
    await register(wire, houses)
    said = dialog(await wire.press(ZHANG, f"ras:{houses.homes[1]}:owner"))
    assert "名册上还没写业主" in said
    assert "请找社区补上" in said


async def test_whoever_is_a_named_owner_does_not_ask_again(wire: Wire, houses: Houses) -> None:
    await houses.bind(ZHANG, 2, owner_number=2)
    assert "已经登记过了" in dialog(await wire.press(ZHANG, f"ras:{houses.homes[2]}:owner"))


@pytest.mark.parametrize(("role", "word"), [(HomeRole.FAMILY, "家人"), (HomeRole.TENANT, "租客")])
async def test_family_and_tenants_read_how_to_become_the_owner(wire: Wire, houses: Houses, role: HomeRole, word: str) -> None:
    await houses.bind(ZHANG, 2, role=role)
    said = dialog(await wire.press(ZHANG, f"ras:{houses.homes[2]}:owner"))
    assert f"登记的是{word}。要改成业主：找楼长要一张业主的小条，扫一下就换过来" in said
    assert len(said) <= 200
    await wire.press(ZHANG, "rmh")
    for label in ("退出这户", "退出"):
        await wire.tap(ZHANG, wire.last(ZHANG.id), label)
    await wire.press(ZHANG, f"ras:{houses.homes[2]}:owner")
    await wire.say(ZHANG, "业主2")
    await wire.deliver()
    await wire.tap(HEAD, wire.last(HEAD.id), "是业主2")
    assert "您是业主" in await home(wire)


async def test_in_english_it_fits_into_a_dialog(wire: Wire, houses: Houses, uow: Units) -> None:
    await houses.bind(ZHANG, 2, role=HomeRole.TENANT)
    async with uow() as unit:
        await unit.chats.set_language(ZHANG.id, "en")
        await unit.commit()
    said = dialog(await wire.press(ZHANG, f"ras:{houses.homes[2]}:owner"))
    assert "you are a tenant. To become the owner, scan an owner's slip" in said
    assert len(said) <= 200


def test_the_reason_has_a_name() -> None:
    assert OpinionReason("owner_unnamed") is OpinionReason.OWNER_UNNAMED
