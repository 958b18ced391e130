"""What people type is kept as they typed it, or refused with a sentence: nothing is cut unseen, nothing is taken for something else."""

import pytest

from bot.rules.residents import HomeRole
from handlers.residents.callbacks import AskAs, RenameMe
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.worlds import CHEN, HEAD, STRANGER, WANG, World, bind, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage
HOME = "1栋1单元0101"


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> World:
    return await settle(uow(), clock.now())


async def test_a_name_that_is_too_long_is_not_cut(wire: Wire, world: World) -> None:
    await wire.press(STRANGER, AskAs(home=world.homes[HOME], role=HomeRole.OWNER).pack())
    await wire.tap(STRANGER, wire.last(STRANGER.id), "同意")
    await wire.say(STRANGER, "王" * 61)
    assert wire.last(STRANGER.id).text.startswith("名字最多 60 个字")
    await wire.say(STRANGER, "王" * 60)
    assert "最多" not in wire.last(STRANGER.id).text


async def test_neither_is_a_corrected_one(wire: Wire, world: World) -> None:
    await wire.press(CHEN, RenameMe().pack())
    await wire.say(CHEN, "陈" * 61)
    assert wire.last(CHEN.id).text.startswith("名字最多 60 个字")
    await wire.say(CHEN, "陈静")
    assert "陈静" in wire.last(CHEN.id).text


@pytest.mark.parametrize(
    "words", ["同意", "我同意", "反对", "我是住户", "我的资料", "我的家", "my home", "看表决", "谢谢！", "好的。", "Hello"]
)
async def test_what_stands_on_a_button_is_no_name(wire: Wire, uow: Units, clock: FakeClock, world: World, words: str) -> None:
    """Whoever came by a tap on 「同意」 types it once more; their head of building read a request of somebody called so."""
    await wire.press(STRANGER, AskAs(home=world.homes[HOME], role=HomeRole.OWNER).pack())
    await wire.tap(STRANGER, wire.last(STRANGER.id), "同意")
    await wire.say(STRANGER, words)
    assert "没有看到名字" in wire.last(STRANGER.id).text
    await wire.deliver()
    assert wire.in_chat(HEAD.id) == []
    await wire.say(STRANGER, "王桂芳")
    await wire.deliver()
    assert "王桂芳" in wire.last(HEAD.id).text


@pytest.mark.parametrize("words", ["同意", "反对", "看认门", "我的资料", "我的家", "谢谢"])
async def test_nor_a_corrected_one(wire: Wire, world: World, words: str) -> None:
    await wire.press(CHEN, RenameMe().pack())
    await wire.say(CHEN, words)
    assert "没有看到名字" in wire.last(CHEN.id).text
    await wire.say(CHEN, "陈静静")
    assert "改成「陈静静」" in wire.last(CHEN.id).text


async def _ask_for_help(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await bind(uow(), world, WANG, clock.now())
    await wire.say(WANG, "帮忙")


async def test_words_for_the_helper_that_are_too_long_are_not_cut(wire: Wire, uow: Units, clock: FakeClock, world: World) -> None:
    await _ask_for_help(wire, uow, clock, world)
    await wire.say(WANG, "灯" * 301)
    assert wire.last(WANG.id).text.startswith("这句话转不了：要有字，最多 300 个。")
    await wire.deliver()
    assert wire.in_chat(HEAD.id) == []
    await wire.say(WANG, "灯" * 300)
    await wire.deliver()
    assert "灯" * 300 in wire.last(HEAD.id).text


@pytest.mark.parametrize("words", ["13800138000", "https://t.cn/abc", "3栋2单元301", "<b>灯</b>&"])
async def test_whatever_is_typed_for_the_helper_reaches_them(wire: Wire, uow: Units, clock: FakeClock, world: World, words: str) -> None:
    await _ask_for_help(wire, uow, clock, world)
    await wire.say(WANG, words)
    assert "已转给" in wire.last(WANG.id).text
    await wire.deliver()
    said = wire.last(HEAD.id).text
    assert f"说：{words.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}" in said


@pytest.mark.parametrize("words", ["\u200b\u200e", "\u2060"])
async def test_words_that_say_nothing_are_asked_for_again(wire: Wire, uow: Units, clock: FakeClock, world: World, words: str) -> None:
    await _ask_for_help(wire, uow, clock, world)
    await wire.say(WANG, words)
    assert "这句话转不了" in wire.last(WANG.id).text
    await wire.deliver()
    assert wire.in_chat(HEAD.id) == []


@pytest.mark.parametrize("known", [True, False])
async def test_what_the_groups_button_says_can_be_typed(wire: Wire, uow: Units, clock: FakeClock, world: World, known: bool) -> None:
    """Somebody registered was told that it is not understood: their own menu has no such button."""
    if known:
        await bind(uow(), world, WANG, clock.now())
    await wire.say(WANG, "我是住户")
    assert "没听懂" not in wire.last(WANG.id).text
    await wire.press(WANG, "rfh:")
    assert wire.texts(WANG.id)[-2] == wire.texts(WANG.id)[-1]
