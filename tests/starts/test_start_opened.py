"""The card in the clerk's chat, and how it moves on when the group is bound."""

import pytest

from bot.rules.starts import StartFacts
from handlers.menus import OpenGaps, OpenStart
from handlers.starts.cards import start_card
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.groups.worlds import CHEN, GROUP, WANG, Neighbourhood, settle
from tests.wire import BOT, Wire


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> Neighbourhood:
    return await settle(uow(), clock.now())


async def test_the_card_says_what_is_next(wire: Wire, world: Neighbourhood) -> None:
    await wire.press(CHEN, OpenStart().pack())
    card = wire.last(CHEN.id)
    assert card.text.splitlines() == [
        "<b>还差 3 步就能发第一次表决</b>（和平小区）",
        "✅ 名册：12 户",
        "□ 楼长：还没有",
        "□ 群：还没有",
        "□ 小条：还没有印",
        "下一步：请楼长。楼长没装也行，先做后面的。",
    ]
    assert card.labels == ["下一步", "把我加进群", "印小条", "先练一练", "发起表决", "菜单"]
    assert card.data("把我加进群") == f"https://t.me/{BOT.username}?startgroup=g_{world.compound.id}"
    assert card.data("下一步") == f"mhe:{world.compound.id}"
    assert card.data("发起表决") == f"mdr:{world.compound.id}"


async def test_when_the_group_is_bound_the_card_comes_with_the_vote_button(wire: Wire, world: Neighbourhood) -> None:
    await wire.member(GROUP, CHEN, "left", "member")
    await wire.deliver()
    await wire.tap(CHEN, wire.last(GROUP.id), "绑定到和平小区")
    await wire.deliver()
    card = wire.last(CHEN.id)
    assert "✅ 群：绑定了 1 个" in card.text
    assert "发起表决" in card.labels


async def test_nobody_else_opens_it(wire: Wire, world: Neighbourhood) -> None:
    answer = await wire.press(WANG, OpenStart(place=world.compound.id).pack())
    assert answer is not None
    assert answer.show_alert
    assert wire.in_chat(WANG.id) == []


def test_before_the_roster_there_is_one_way_on() -> None:
    screen = start_card(StartFacts("", "北街社区", "bot"), "zh")
    assert screen.keyboard is not None
    assert [one.text for row in screen.keyboard.inline_keyboard for one in row] == ["下一步", "先练一练", "菜单"]
    assert "把名册（Excel 表格）发给我" in screen.text


def test_where_something_is_missing_the_way_on_leads_to_it() -> None:
    screen = start_card(StartFacts("p", "和平小区", "bot", homes=160, gaps=3), "zh")
    assert "下一步：把缺的补上" in screen.text
    assert screen.keyboard is not None
    first = screen.keyboard.inline_keyboard[0][0]
    assert (first.text, first.callback_data) == ("下一步", OpenGaps(place="p").pack())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_done_ends_in_the_vote(language) -> None:
    facts = StartFacts("p", "和平小区", "bot", homes=160, buildings=10, buildings_with_head=2, groups=1, slips=160)
    screen = start_card(facts, language)
    assert screen.text.count("✅") == 4
    assert ("发起表决" if language == "zh" else "Start a vote") in screen.text
