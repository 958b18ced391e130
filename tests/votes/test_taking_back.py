"""「撤回」 leaves nothing behind: not offered, and refused, where something would stay."""

from datetime import timedelta

import pytest

from bot.rules.votes.drafts import RETRACTABLE_FOR, check_retractable
from bot.rules.votes.facts import VoteState
from bot.rules.votes.violations import TooLateToRetract
from tests.conftest import Units
from tests.fake_clock import FakeClock
from tests.votes.houses import CHEN, GROUP
from tests.wire import Wire


def test_the_rule(clock: FakeClock) -> None:
    opened = clock.now()
    check_retractable(opened, opened + RETRACTABLE_FOR, tapped=False, extended=False)
    for late, tapped, extended in ((timedelta(seconds=1), False, False), (timedelta(), True, False), (timedelta(), False, True)):
        with pytest.raises(TooLateToRetract) as refused:
            check_retractable(opened, opened + RETRACTABLE_FOR + late, tapped=tapped, extended=extended)
        assert (refused.value.tapped, refused.value.extended) == (tapped, extended)


async def test_an_extension_that_the_group_read_stands(wire: Wire, uow: Units, vote: str) -> None:
    """「没点的请到表决卡片上点一下」 stayed there, and no card."""
    await wire.press(CHEN, f"wv:{vote}")
    overview = wire.last(CHEN.id)
    assert "撤回" in overview.labels
    data = overview.data("撤回")
    await wire.tap(CHEN, overview, "延期")
    for label in ("晚1周", "来不及看"):
        await wire.tap(CHEN, wire.last(CHEN.id), label)
    await wire.deliver()
    assert "延期" in wire.last(GROUP.id).text
    refused = await wire.press(CHEN, data)
    assert refused is not None
    assert "延期已经告诉大家了" in (refused.text or "")
    assert "取消" in (refused.text or "")
    async with uow.read() as unit:
        assert (await unit.votes.vote(vote)).state is VoteState.OPEN
    await wire.press(CHEN, f"wv:{vote}")
    assert "撤回" not in wire.last(CHEN.id).labels


@pytest.mark.parametrize("arrived", [True, False], ids=["pointer stands", "pointer waits"])
async def test_posted_once_more_the_card_before_it_goes_too(wire: Wire, vote: str, arrived: bool) -> None:
    """It stayed in the group, and pointed to a newer one that was gone."""
    for _ in range(2):
        wire.clock.move(timedelta(seconds=5))
        await wire.press(CHEN, f"wp:{vote}")
        if arrived:
            await wire.deliver()
    await wire.press(CHEN, f"wb:{vote}")
    await wire.deliver()
    assert wire.in_chat(GROUP.id) == []
    assert await wire.due() == 0
