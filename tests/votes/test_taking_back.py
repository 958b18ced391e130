"""「撤回」 leaves nothing behind: not offered, and refused, where something would stay."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.actions.votes.changing import draft_of
from bot.rules.votes import Matter
from bot.rules.votes.decision import ThresholdShare
from bot.rules.votes.drafts import RETRACTABLE_FOR, Draft, FileState, SchemeFile, check_retractable
from bot.rules.votes.facts import VoteState
from bot.rules.votes.violations import TooLateToRetract
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.votes.houses import CHEN, CHIEF, GROUP, Houses, draft_to_preview
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
    for seconds in (5, 61):
        wire.clock.move(timedelta(seconds=seconds))
        await wire.press(CHEN, f"wp:{vote}")
        if arrived:
            await wire.deliver()
    await wire.press(CHEN, f"wb:{vote}")
    await wire.deliver()
    assert wire.in_chat(GROUP.id) == []
    assert await wire.due() == 0


async def test_what_said_that_it_was_sent_says_who_took_it_back(wire: Wire, uow: Units, houses: Houses) -> None:
    """「已发出」 stood there, with its buttons, above the letter that it was gone."""
    preview = await draft_to_preview(wire)
    await wire.tap(CHEN, preview, "发出")
    sent = wire.last(CHEN.id)
    assert "已发出" in sent.text
    await wire.press(CHIEF, sent.data("撤回"))
    await wire.deliver()
    assert "撤回了" in sent.text
    assert sent.labels == ["发起表决", "菜单"]
    assert sum("已发出" in text for text in wire.texts(CHEN.id)) == 0


async def test_what_was_written_is_a_draft_again(wire: Wire, uow: Units, houses: Houses) -> None:
    preview = await draft_to_preview(wire)
    await wire.tap(CHEN, preview, "改")
    await wire.tap(CHEN, wire.last(CHEN.id), "说明")
    await wire.say(CHEN, "只修屋顶")
    before = wire.last(CHEN.id)
    await wire.tap(CHEN, before, "发出")
    await wire.tap(CHEN, wire.last(CHEN.id), "撤回")
    taken = wire.last(CHEN.id)
    assert "写好的还在" in taken.text
    await wire.tap(CHEN, taken, "接着写")
    assert wire.last(CHEN.id).text == before.text
    await wire.tap(CHEN, wire.last(CHEN.id), "改")
    await wire.tap(CHEN, wire.last(CHEN.id), "题目")
    await wire.say(CHEN, "屋顶防水，改好的")
    await wire.tap(CHEN, wire.last(CHEN.id), "发出")
    await wire.deliver()
    assert "屋顶防水，改好的" in wire.last(GROUP.id).text
    assert wire.last(CHEN.id).labels.count("撤回") == 1


@pytest.mark.parametrize(("hours", "asked"), [(25, True), (23, False)])
async def test_a_draft_that_came_back_is_asked_about_a_short_time_unless_that_was_confirmed(
    wire: Wire, houses: Houses, hours: int, *, asked: bool
) -> None:
    """It lay there until less than a day was left, and went out without a word about that."""
    vote = (await houses.open(closes_in=timedelta(hours=hours))).heading.vote_id
    await wire.deliver()
    await wire.press(CHEN, f"wb:{vote}")
    taken = wire.last(CHEN.id)
    wire.clock.move(timedelta(hours=20))
    await wire.tap(CHEN, taken, "接着写")
    assert ("发出" not in wire.last(CHEN.id).labels) is asked


async def test_the_drafter_hears_that_somebody_else_took_it_back_and_who_has_it_now(wire: Wire, uow: Units, houses: Houses) -> None:
    """Their own screen went on saying 「已发出」; it was sent minutes ago, so they are awake."""
    wire.clock.move_to(wire.clock.now().replace(hour=15))
    async with uow() as unit:
        chief = (await unit.residents.actor(CHIEF.id, "zh")).person_id
        await unit.residents.set_name(chief, "孙桂珍")
        await unit.commit()
    preview = await draft_to_preview(wire)
    await wire.tap(CHEN, preview, "发出")
    await wire.deliver()
    data = wire.last(CHEN.id).data("撤回")
    await wire.press(CHIEF, data)
    await wire.deliver()
    word = wire.last(CHEN.id)
    assert "孙桂珍撤回了" in word.text
    assert "写好的现在在孙桂珍那里" in word.text
    await wire.tap(CHEN, word, "发起表决")
    assert "题目" in wire.last(CHEN.id).text
    await wire.tap(CHIEF, wire.last(CHIEF.id), "接着写")
    assert "发出" in wire.last(CHIEF.id).labels


async def test_all_that_was_written_is_in_the_draft_again(uow: Units, houses: Houses, vote: str) -> None:
    """Which of it one vote may have together does not matter here."""
    async with uow.read() as unit:
        plain = await unit.votes.vote(vote)
    assert plain is not None
    assert plain.terms is not None
    place, noticed, digest = houses.buildings[0].id, date(2026, 1, 1), "ab" * 32
    alike: dict[str, Any] = {"place_id": place, "entrance": "2单元", "title": "装门禁", "body": "只装2单元", "matter": Matter.CONSULTATION}
    alike |= {"threshold": ThresholdShare.TWO_THIRDS, "by_area_too": True, "parking": True}
    file = {"scheme_sha256": digest, "scheme_name": "方案.jpg", "scheme_is_photo": True}
    sent = replace(plain, **alike, **file, terms=replace(plain.terms, noticed_on=noticed))
    expected = Draft(vote, houses.compound.id, closes_at=plain.closes_at, noticed_on=noticed, **alike)
    kept = SchemeFile("", "方案.jpg", is_photo=True, state=FileState.KEPT, sha256=digest)
    assert draft_of(sent) == replace(expected, file=kept)
