"""Roles: who grants, a chief by two, revoking, what moves up with it, and nothing from Telegram's admins."""

from datetime import timedelta

import pytest

from bot.actions import residents as actions
from bot.rules.residents import HomeRole, Role
from bot.rules.residents.violations import MayNotGrant, PlaceNotForRole, RoleOver, SecondPersonNeeded
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.test_deciding import ask
from tests.residents.worlds import CHEN, CHIEF, HE, HEAD, LIU, STRANGER, STREET, WANG, World, appoint, dialog, role_code, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now())


async def test_who_may_invite_whom(uow: Units, clock: FakeClock, world: World) -> None:
    async with uow() as unit:
        await appoint(unit, STREET, Role.STREET_STAFF, world.street, clock.now())
        await unit.commit()
    allowed = [
        (STREET, Role.COMMUNITY_STAFF, world.community),
        (STREET, Role.COMPOUND_CHIEF, world.compound),
        (CHEN, Role.COMPOUND_CHIEF, world.compound),
        (CHEN, Role.BUILDING_HEAD, world.buildings[0]),
        (CHIEF, Role.BUILDING_HEAD, world.buildings[0]),
        (CHEN, Role.TREASURER, world.compound),
    ]
    for person, role, place in allowed:
        _, issued = await actions.invite_role(uow(), role=role, place_id=place.id, granter=person.id, link="", now=clock.now())
        assert issued.payload.startswith("i_")
    refused = [
        (CHEN, Role.COMMUNITY_STAFF, world.community),
        (CHIEF, Role.COMPOUND_CHIEF, world.compound),
        (CHIEF, Role.TREASURER, world.compound),
        (HEAD, Role.BUILDING_HEAD, world.buildings[0]),
        (STRANGER, Role.BUILDING_HEAD, world.buildings[0]),
    ]
    for person, role, place in refused:
        with pytest.raises(MayNotGrant):
            await actions.invite_role(uow(), role=role, place_id=place.id, granter=person.id, link="", now=clock.now())
    with pytest.raises(PlaceNotForRole):
        await actions.invite_role(uow(), role=Role.BUILDING_HEAD, place_id=world.compound.id, granter=None, link="", now=clock.now())


async def test_an_invite_dies_with_the_authority_of_who_made_it(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    async with uow.read() as unit:
        [chief] = await unit.appointments.at([world.compound.id], [Role.COMPOUND_CHIEF])
    issued = await role_code(uow(), Role.BUILDING_HEAD, world.buildings[1], clock.now(), created_by=chief.person_id)
    await actions.revoke_role(uow(), appointment_id=chief.id, telegram_id=CHEN.id, now=clock.now())
    await wire.say(HE, f"/start {issued.payload}")
    assert "用过了或过期了" in wire.last(HE.id).text


async def take(wire: Wire, payload: str) -> None:
    await wire.say(HE, f"/start {payload}")
    await wire.tap(HE, wire.last(HE.id), "接下")
    await wire.tap(HE, wire.last(HE.id), "同意")


async def test_a_chief_of_the_operator_needs_no_second(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    issued = await role_code(uow(), Role.COMPOUND_CHIEF, world.compound, clock.now())
    await take(wire, issued.payload)
    assert "登记好了：和平小区的小区长" in wire.last(HE.id).text


async def test_a_chief_of_the_only_member_of_staff_needs_no_second(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    invite, issued = await actions.invite_role(
        uow(), role=Role.COMPOUND_CHIEF, place_id=world.compound.id, granter=CHEN.id, link="", now=clock.now()
    )
    assert not invite.needs_second
    await take(wire, issued.payload)
    assert "登记好了" in wire.last(HE.id).text


async def test_a_chief_waits_for_the_second_member_of_staff(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    async with uow() as unit:
        await appoint(unit, LIU, Role.COMMUNITY_STAFF, world.community, clock.now())
        await unit.commit()
    invite, issued = await actions.invite_role(
        uow(), role=Role.COMPOUND_CHIEF, place_id=world.compound.id, granter=CHEN.id, link="", now=clock.now()
    )
    assert invite.needs_second
    await take(wire, issued.payload)
    assert "还差一步" in wire.last(HE.id).text
    async with uow.read() as unit:
        assert (await unit.residents.actor(HE.id, "zh")).appointments == ()
        [held] = [one for one in await unit.appointments.at([world.compound.id]) if one.telegram_id == HE.id]
    await wire.deliver()
    for person in (CHEN, HE):
        with pytest.raises((SecondPersonNeeded, MayNotGrant)):
            await actions.confirm_chief(uow(), appointment_id=held.id, agree=True, telegram_id=person.id, now=clock.now())
    await wire.tap(LIU, wire.last(LIU.id), "同意")
    await wire.deliver()
    assert "登记好了：和平小区的小区长" in wire.last(HE.id).text
    assert "何志明 当上和平小区的小区长了" in wire.last(CHEN.id).text
    with pytest.raises(RoleOver):
        await actions.confirm_chief(uow(), appointment_id=held.id, agree=False, telegram_id=LIU.id, now=clock.now())


async def test_the_second_may_disagree(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    async with uow() as unit:
        await appoint(unit, LIU, Role.COMMUNITY_STAFF, world.community, clock.now())
        await unit.commit()
    _, issued = await actions.invite_role(
        uow(), role=Role.COMPOUND_CHIEF, place_id=world.compound.id, granter=CHEN.id, link="", now=clock.now()
    )
    await take(wire, issued.payload)
    await wire.deliver()
    await wire.tap(LIU, wire.last(LIU.id), "不同意")
    await wire.deliver()
    assert "这次没有定下来" in wire.last(HE.id).text
    async with uow.read() as unit:
        assert (await unit.residents.actor(HE.id, "zh")).appointments == ()


async def test_what_waits_moves_up_when_the_head_is_gone(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await ask(uow, clock, world, HE)
    await wire.deliver()
    card = wire.last(HEAD.id)
    await wire.press(CHEN, f"rsh:building_head:{world.buildings[0].id}")
    await wire.tap(CHEN, wire.last(CHEN.id), "解除 孙大姐")
    assert "手上 1 户认门会转给上一级" in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "解除")
    await wire.deliver()
    assert "您不再是和平小区1栋楼长了" in wire.last(HEAD.id).text
    assert "已经转给别人办" in card.text
    assert card.labels == ["菜单"]
    assert "转给小区长了" in wire.last(HE.id).text
    assert "有人认门" in wire.last(CHIEF.id).text
    clock.move(timedelta(hours=48))
    await wire.due()
    await wire.deliver()
    assert "有人认门" in wire.last(CHEN.id).text


async def test_nothing_moves_while_another_head_is_left(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    async with uow() as unit:
        await appoint(unit, WANG, Role.BUILDING_HEAD, world.buildings[0], clock.now())
        await unit.commit()
    await ask(uow, clock, world, HE)
    async with uow.read() as unit:
        [held] = [one for one in await unit.appointments.at([world.buildings[0].id]) if one.telegram_id == HEAD.id]
    await actions.revoke_role(uow(), appointment_id=held.id, telegram_id=CHEN.id, now=clock.now())
    await wire.deliver()
    assert all("转给" not in text for text in wire.texts(HE.id))


async def test_a_role_is_given_back(wire: Wire, world: World) -> None:
    await wire.say(HEAD, "/mydata")
    await wire.tap(HEAD, wire.last(HEAD.id), "不当和平小区1栋楼长了")
    await wire.tap(HEAD, wire.last(HEAD.id), "不当了")
    assert "您不再是和平小区1栋楼长了" in wire.last(HEAD.id).text
    assert "看认门" not in [label for one in wire.in_chat(HEAD.id)[-1:] for label in one.labels]


async def test_foreign_staff_see_and_do_nothing(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    async with uow() as unit:
        from bot.rules.residents import PlaceKind

        east = await unit.compounds.add_place(PlaceKind.COMMUNITY, "东街社区", world.street)
        await appoint(unit, LIU, Role.COMMUNITY_STAFF, east, clock.now())
        await unit.commit()
    for data in (f"rsh:building_head:{world.buildings[0].id}", f"rir:building_head:{world.buildings[0].id}", f"rsb:{world.compound.id}:0"):
        assert "由上一级来请" in dialog(await wire.press(LIU, data))
    for data in (f"rps:{world.compound.id}", f"rsr:{world.compound.id}:0", f"msl:{world.compound.id}", f"rma:{world.compound.id}:0"):
        assert "由楼长、小区长或社区干部来点" in dialog(await wire.press(LIU, data))


async def test_a_role_of_a_person_shows_in_their_menu(wire: Wire, world: World) -> None:
    await wire.say(CHIEF, "/start")
    assert "和平小区的小区长" in wire.last(CHIEF.id).text
    assert "楼长" in wire.last(CHIEF.id).labels
    assert "印小条" not in wire.last(CHIEF.id).labels
    await wire.say(STRANGER, "/menu")
    assert wire.last(STRANGER.id).labels == ["我是住户", "怎么用", "帮忙", "语言 EN"]


async def test_a_head_is_confirmed_as_family_of_nobody(uow: Units, clock: FakeClock, world: World) -> None:
    """A household's code of the operator binds without an owner."""
    code = await actions.invite_to_home(uow(), scope=None, home_ref="1-1-0102", role=HomeRole.TENANT, owner=None, now=clock.now())
    assert (code.scope, code.home, code.owner) == ("北街街道/北街社区/和平小区", "1栋-1单元-0102", "")


@pytest.mark.parametrize(
    ("scope", "ref"),
    [
        (None, "和平小区/1-1-0102"),
        (None, "北街街道/北街社区/和平小区/1栋1单元0102"),
        ("北街社区", "和平小区／1栋-1单元-0102"),
        (None, "1/1/0102"),
    ],
)
async def test_a_home_may_be_named_with_the_path_that_the_answer_to_an_ambiguous_one_shows(
    uow: Units, clock: FakeClock, world: World, scope: str | None, ref: str
) -> None:
    code = await actions.invite_to_home(uow(), scope=scope, home_ref=ref, role=HomeRole.TENANT, owner=None, now=clock.now())
    assert (code.scope, code.home) == ("北街街道/北街社区/和平小区", "1栋-1单元-0102")
