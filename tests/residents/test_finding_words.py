"""What people type while they look for their door: said in a sentence, only half of it, or something else altogether."""

import pytest

from bot.rules.residents import HomeRole
from bot.rules.rosters import HomeName, said_home
from handlers.residents.callbacks import AskAs
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.worlds import HE, STRANGER, World, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage
HOME = "2栋2单元0102"


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now())


async def look(wire: Wire) -> None:
    await wire.say(HE, "/start")
    await wire.tap(HE, wire.last(HE.id), "我是住户")


@pytest.mark.parametrize(
    "typed",
    [
        "我住2栋2单元102",
        "我家是2栋2单元102",
        "我们家住在2栋2单元102。",
        "2栋2单元102的",
        "我是2栋2单元102的业主",
        "住二栋二单元一零二",
        "2-2-102的住户",
    ],
)
async def test_a_home_said_in_a_sentence_is_found(wire: Wire, world: World, typed: str) -> None:
    """「名册里没有找到这一户」 was not true, and sent them to the office for nothing."""
    await wire.say(HE, typed)
    assert "<b>2栋2单元102</b>" in wire.last(HE.id).text


@pytest.mark.parametrize("typed", ["二栋", "2号楼", "２栋。", "我住2栋"])
async def test_the_building_alone_leads_on_from_there(wire: Wire, world: World, typed: str) -> None:
    await look(wire)
    await wire.say(HE, typed)
    asked = wire.last(HE.id)
    assert "2栋：哪个单元？" in asked.text
    assert asked.labels[:2] == ["1单元", "2单元"]


async def test_a_building_that_is_not_there(wire: Wire, world: World) -> None:
    await look(wire)
    await wire.say(HE, "9栋")
    assert "名册里没有找到这一户" in wire.last(HE.id).text


@pytest.mark.parametrize("typed", ["102", "３", "二单元", "三百零一"])
async def test_half_of_it_is_asked_for_whole(wire: Wire, world: World, typed: str) -> None:
    """「隔了一天就不等了」 was said to somebody who had been looking for ten seconds."""
    await look(wire)
    await wire.say(HE, typed)
    told = wire.last(HE.id)
    assert told.text == "这句话看不出是哪一户。\n请点上面的按钮，或者把楼栋、单元、房号都打出来，例如：3栋2单元301。"
    assert told.labels == ["不填了", "菜单"]
    await wire.say(HE, "2栋2单元102")
    assert "<b>2栋2单元102</b>" in wire.last(HE.id).text


async def test_words_where_a_button_is_waited_for(wire: Wire, world: World) -> None:
    await wire.press(STRANGER, AskAs(home=world.homes[HOME], role=HomeRole.OWNER).pack())
    await wire.say(STRANGER, "这是什么意思")
    told = wire.last(STRANGER.id)
    assert told.text == "这一步不用打字：上面那条在等您点按钮。\n不想填了，就点「不填了」。"
    assert told.labels == ["不填了", "菜单"]


async def test_what_is_on_no_way_to_a_door_reads_as_before(wire: Wire, world: World) -> None:
    await wire.say(HE, "/start")
    await wire.say(HE, "2栋")
    assert "没看懂" in wire.last(HE.id).text


@pytest.mark.parametrize(
    ("typed", "home"),
    [
        ("我住3栋2单元302", HomeName("3栋", "2单元", "302")),
        ("咱家3号楼302室的", HomeName("3栋", "", "302")),
        ("住宅3栋302", HomeName("住宅3栋", "", "302")),
        ("我的表", None),
    ],
)
def test_what_is_said_around_a_home(typed: str, home: HomeName | None) -> None:
    assert said_home(typed) == home
