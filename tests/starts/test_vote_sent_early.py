"""A vote may go out before the four steps are done: the card says so, and no longer how far it is to the first one."""

from datetime import timedelta

import pytest

from bot.rules.starts import StartFacts
from handlers.menus import OpenStart
from handlers.starts.cards import start_card
from tests.fixtures import Units
from tests.votes.houses import CHEN, settle
from tests.wire import GroupChat, Wire

BLOCK = GroupChat(-1009, "1栋楼群")


async def headline(wire: Wire) -> str:
    await wire.press(CHEN, OpenStart().pack())
    return wire.last(CHEN.id).text.splitlines()[0]


async def test_after_the_first_vote_no_step_leads_to_it(wire: Wire, uow: Units) -> None:
    houses = await settle(uow, grouped=False)
    assert await headline(wire) == "<b>还差 2 步就能发第一次表决</b>（和平小区）"
    vote = (await houses.open()).heading.vote_id
    assert await headline(wire) == "<b>第一次表决已经发出，还有 2 步可以补上</b>（和平小区）"
    assert wire.last(CHEN.id).text.splitlines()[-1] == "下一步：把我加进住户群，选您的群就行。"
    await wire.press(CHEN, f"wb:{vote}")
    assert await headline(wire) == "<b>还差 2 步就能发第一次表决</b>（和平小区）", "it was taken back"


async def test_the_card_that_comes_with_a_bound_group_says_so_too(wire: Wire, uow: Units) -> None:
    houses = await settle(uow, grouped=False)
    await houses.open()
    await wire.member(BLOCK, CHEN, "left", "member")
    await wire.deliver()
    bind = next(label for label in wire.last(BLOCK.id).labels if "和平小区" in label)
    await wire.tap(CHEN, wire.last(BLOCK.id), bind)
    wire.clock.move(timedelta(minutes=1))
    await wire.deliver()
    assert any("第一次表决已经发出，还有 1 步可以补上" in text for text in wire.texts(CHEN.id))
    assert not any("就能发第一次表决" in text for text in wire.texts(CHEN.id))


@pytest.mark.parametrize(("votes", "says"), [(0, "可以发第一次表决"), (1, "四步都好了，表决也发过了")])
def test_with_all_steps_done(votes: int, says: str) -> None:
    facts = StartFacts("p", "和平小区", "bot", homes=160, buildings=10, buildings_with_head=2, groups=1, slips=160, votes=votes)
    assert says in start_card(facts, "zh").text
