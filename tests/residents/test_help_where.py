"""Help for somebody of whom it is not known where they live: they say it by a button, and nothing is promised before."""

import pytest

from bot.rules.residents import PlaceKind
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.worlds import CHIEF, ENGLISH, HE, STRANGER, WANG, World, add_home, bind, dialog, settle
from tests.wire import Wire


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now())


async def more(uow: Units, world: World, *names: str) -> None:
    """Further compounds with one home each, where nobody is in charge but the community's staff."""
    async with uow() as unit:
        for number, name in enumerate(names):
            place = await unit.compounds.add_place(PlaceKind.COMPOUND, name, world.community, number + 1)
            building = await unit.compounds.add_place(PlaceKind.BUILDING, "1栋", place, 1)
            await add_home(unit, place, building, "1单元", "0101")
        await unit.commit()


async def test_the_page_promises_what_can_be_given(wire: Wire, uow: Units, world: World) -> None:
    await more(uow, world, "锦绣花园")
    await wire.say(STRANGER, "/help")
    page = wire.last(STRANGER.id)
    assert "来找您" not in page.text
    assert "点「帮忙」，选一下您住的小区" in page.text
    assert "我的家" not in page.text, "they have no such button"
    assert page.labels == ["我是住户", "帮忙", "菜单"]
    await wire.say(ENGLISH, "/help")
    assert 'press "Help me" and choose your compound' in wire.last(ENGLISH.id).text


async def test_with_one_compound_its_people_are_promised(wire: Wire, world: World) -> None:
    await wire.say(STRANGER, "/help")
    assert "点「帮忙」，小区长来找您" in wire.last(STRANGER.id).text


async def test_where_nobody_helps_nobody_is_promised(wire: Wire, uow: Units, clock: FakeClock) -> None:
    await settle(uow(), clock.now(), head=False, chief=False, staff=False)
    await wire.say(STRANGER, "/help")
    assert "来找您" not in wire.last(STRANGER.id).text
    assert "请到社区居委会当面问" in wire.last(STRANGER.id).text


async def test_the_compound_is_chosen_and_the_call_goes_there(wire: Wire, uow: Units, world: World) -> None:
    await more(uow, world, "锦绣花园")
    await wire.say(STRANGER, "/start")
    await wire.press(STRANGER, "rch:")
    asked = wire.last(STRANGER.id)
    assert "您住哪个小区" in asked.text
    assert asked.labels == ["和平小区", "锦绣花园", "我是住户", "菜单"]
    await wire.tap(STRANGER, asked, "和平小区")
    asked = wire.last(STRANGER.id)
    assert "和平小区的小区长" in asked.text
    assert asked.labels == ["不会用", "点了没用", "认不了门", "重新选", "不填了"]
    await wire.say(STRANGER, "我找不到二维码")
    assert "已转给和平小区的小区长" in wire.last(STRANGER.id).text
    await wire.deliver()
    card = wire.last(CHIEF.id)
    assert "和平小区" in card.text
    assert "我找不到二维码" in card.text


async def test_chosen_wrongly_it_is_chosen_again(wire: Wire, uow: Units, world: World) -> None:
    await more(uow, world, "锦绣花园")
    await wire.press(STRANGER, "rch:")
    await wire.tap(STRANGER, wire.last(STRANGER.id), "锦绣花园")
    assert "我转给社区干部" in wire.last(STRANGER.id).text
    await wire.tap(STRANGER, wire.last(STRANGER.id), "重新选")
    await wire.tap(STRANGER, wire.last(STRANGER.id), "和平小区")
    await wire.tap(STRANGER, wire.last(STRANGER.id), "认不了门")
    assert "已转给和平小区的小区长" in wire.last(STRANGER.id).text


async def test_a_topic_from_an_old_message_asks_where_first(wire: Wire, uow: Units, world: World) -> None:
    await more(uow, world, "锦绣花园")
    await wire.press(STRANGER, "rch:how")
    assert "您住哪个小区" in wire.last(STRANGER.id).text
    async with uow.read() as unit:
        assert await unit.help_calls.count(STRANGER.id, FakeClock().now().replace(year=2000)) == 0


async def test_words_typed_before_it_is_chosen_go_nowhere(wire: Wire, uow: Units, world: World) -> None:
    await more(uow, world, "锦绣花园")
    await wire.press(STRANGER, "rch:")
    await wire.say(STRANGER, "我找不到二维码")
    assert "转给" not in wire.last(STRANGER.id).text


async def test_many_compounds_are_chosen_by_community(wire: Wire, uow: Units, world: World) -> None:
    await more(uow, world, *(f"新苑{number:02d}" for number in range(14)))
    await wire.press(STRANGER, "rch:")
    assert "先选社区" in wire.last(STRANGER.id).text
    await wire.tap(STRANGER, wire.last(STRANGER.id), "北街社区")
    await wire.tap(STRANGER, wire.last(STRANGER.id), "下一页")
    await wire.tap(STRANGER, wire.last(STRANGER.id), "新苑13")
    assert "我转给社区干部" in wire.last(STRANGER.id).text


async def test_whose_home_is_known_is_helped_there_whatever_is_pressed(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await more(uow, world, "锦绣花园")
    await bind(uow(), world, WANG, clock.now())
    async with uow.read() as unit:
        other = next(one.id for one in await unit.doors.compounds() if one.name == "锦绣花园")
    await wire.press(WANG, f"rhi:{other}:0:words")
    assert "和平小区1栋楼长" in wire.last(WANG.id).text


async def test_a_place_that_is_no_compound_is_refused(wire: Wire, uow: Units, world: World) -> None:
    await more(uow, world, "锦绣花园")
    for place in ("0000000000", world.street.id, world.buildings[0].id):
        assert "已经过去了" in dialog(await wire.press(HE, f"rhi:{place}:0:words"))
