"""A renovation from its first ask to what changed because of it, as its clerk and the residents see it."""

from datetime import timedelta

import pytest

from bot.actions.votes.changing import cancel_vote
from bot.rules.asks import Stage
from handlers.asks.callbacks import DropRenovation, ListRenovations, PublishChanges, ShowRenovation
from handlers.menus import BeginAsk
from handlers.votes.callbacks import TakeBack
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.votes.houses import CHEN, CHIEF, GROUP, STRANGER, Houses, owner, settle
from tests.wire import Shown, Wire

PDF = b"%PDF-1.4 design"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u2060", "")


async def settled(wire: Wire) -> None:
    await wire.deliver()
    while await wire.due():
        await wire.deliver()


def here(wire: Wire) -> Shown:
    return wire.last(CHEN.id)


@pytest.fixture
async def houses(uow: Units) -> Houses:
    return await settle(uow)


@pytest.fixture
async def renovation(wire: Wire, houses: Houses, uow: Units) -> str:
    await wire.press(CHEN, ListRenovations().pack())
    await wire.tap(CHEN, here(wire), "新的改造")
    await wire.say(CHEN, "外墙和楼道翻新")
    assert "1. 方案设计：还没问" in here(wire).text
    async with uow.read() as unit:
        [found] = await unit.asks.of_compounds([houses.compound.id], 10)
    return found.id


@pytest.mark.parametrize("words", ["取消", "不填了", "菜单", "怎么用"])
async def test_what_leads_out_of_a_question_is_no_title(wire: Wire, houses: Houses, uow: Units, words: str) -> None:
    await wire.press(CHEN, ListRenovations().pack())
    await wire.tap(CHEN, here(wire), "新的改造")
    await wire.say(CHEN, words)
    async with uow.read() as unit:
        assert await unit.asks.of_compounds([houses.compound.id], 10) == []
    assert "问这一次" not in here(wire).labels


async def test_one_begun_by_mistake_goes_while_nobody_was_asked(wire: Wire, renovation: str, uow: Units) -> None:
    assert "删掉" in here(wire).labels
    await wire.press(owner(1), ShowRenovation(renovation=renovation).pack())
    assert "删掉" not in wire.last(owner(1).id).labels
    await wire.tap(CHEN, here(wire), "删掉")
    assert "外墙和楼道翻新（和平小区）要删掉吗" in plain(here(wire).text)
    data = here(wire).data("删掉")
    await wire.tap(CHEN, here(wire), "删掉")
    assert "外墙和楼道翻新" not in here(wire).text
    again = await wire.press(CHEN, data)
    assert again is not None
    assert "没有找到" in (again.text or "")


async def test_a_draft_of_one_that_went_is_not_sent(wire: Wire, renovation: str, uow: Units) -> None:
    dropping = DropRenovation(renovation=renovation, sure=True).pack()
    await wire.tap(CHEN, here(wire), "问这一次")
    await wire.send_file(CHEN, PDF, "图纸.pdf")
    await wire.work()
    await wire.deliver()
    await wire.tap(CHEN, [one for one in wire.in_chat(CHEN.id) if "3天后18:00" in one.labels][-1], "3天后18:00")
    await wire.press(CHEN, dropping)
    refused = await wire.tap(CHEN, [one for one in wire.in_chat(CHEN.id) if "发出" in one.labels][-1], "发出")
    assert refused is not None
    assert "没有找到这项改造" in (refused.text or "")
    async with uow.read() as unit:
        assert await unit.votes.all_open() == []


async def test_one_that_was_asked_stays(wire: Wire, renovation: str, uow: Units) -> None:
    await wire.tap(CHEN, here(wire), "删掉")
    sure = here(wire).data("删掉")
    await wire.tap(CHEN, here(wire), "返回")
    await send(wire)
    await wire.press(CHEN, ShowRenovation(renovation=renovation).pack())
    assert "删掉" not in here(wire).labels
    for data in (sure, sure.replace(":1", ":0")):
        refused = await wire.press(CHEN, data)
        assert refused is not None
        assert "没有删：这次改造已经问过大家" in (refused.text or "")


async def test_one_that_was_sent_by_mistake_and_taken_back_goes_too(wire: Wire, renovation: str, uow: Units) -> None:
    """「还没有问过大家」 was asked, and 「已经问过大家」 the answer to its button."""
    await send(wire)
    async with uow.read() as unit:
        [vote] = await unit.votes.all_open()
    await wire.press(CHEN, TakeBack(vote=vote.id).pack())
    await wire.press(CHEN, ShowRenovation(renovation=renovation).pack())
    await wire.tap(CHEN, here(wire), "删掉")
    assert "还没有问过大家" in here(wire).text
    told = await wire.tap(CHEN, here(wire), "删掉")
    assert told is not None
    assert told.text == "删掉了。"
    async with uow.read() as unit:
        assert await unit.asks.renovation(renovation) is None


async def test_one_whose_ask_was_called_off_stays(wire: Wire, renovation: str, uow: Units, houses: Houses) -> None:
    """The groups have read it, and its cancellation."""
    await send(wire)
    async with uow.read() as unit:
        [vote] = await unit.votes.all_open()
    await cancel_vote(uow(), actor=await houses.actor(CHEN), vote_id=vote.id, reason="图纸不对", now=wire.clock.now())
    await wire.press(CHEN, ShowRenovation(renovation=renovation).pack())
    assert "删掉" not in here(wire).labels
    refused = await wire.press(CHEN, DropRenovation(renovation=renovation).pack())
    assert refused is not None
    assert "没有删" in (refused.text or "")


async def send(wire: Wire, name: str = "图纸.pdf") -> None:
    """From 「问这一次」 to 「发出」."""
    await wire.tap(CHEN, here(wire), "问这一次")
    await wire.send_file(CHEN, PDF, name)
    await wire.work()
    await wire.deliver()
    await wire.tap(CHEN, [one for one in wire.in_chat(CHEN.id) if "3天后18:00" in one.labels][-1], "3天后18:00")
    await wire.tap(CHEN, [one for one in wire.in_chat(CHEN.id) if "发出" in one.labels][-1], "发出")
    await wire.deliver()


async def close(wire: Wire, clock: FakeClock, uow: Units) -> None:
    async with uow.read() as unit:
        [vote] = await unit.votes.all_open()
    clock.move(vote.closes_at - clock.now() + timedelta(seconds=5))
    await settled(wire)


async def told(wire: Wire, words: str) -> None:
    letter = [one for one in wire.in_chat(CHEN.id) if "写改动" in one.labels][-1]
    await wire.tap(CHEN, letter, "写改动")
    await wire.say(CHEN, words)
    await wire.tap(CHEN, here(wire), "发出")
    await settled(wire)


async def test_a_file_comes_first(wire: Wire, renovation: str, uow: Units) -> None:
    await wire.tap(CHEN, here(wire), "问这一次")
    assert "把方案文件或照片发给我" in here(wire).text
    await wire.say(CHEN, "没有文件")
    async with uow.read() as unit:
        assert await unit.votes.all_open() == []


async def test_three_asks_each_bound_to_its_scheme(wire: Wire, renovation: str, uow: Units, clock: FakeClock) -> None:
    await send(wire)
    card = wire.last(GROUP.id)
    assert "外墙和楼道翻新：方案设计意向征询" in plain(card.text)
    await wire.tap(owner(1), card, "反对")
    refused = await wire.press(CHEN, BeginAsk(renovation=renovation, stage=Stage.PUBLICITY).pack())
    assert refused is not None
    assert "还不能问公示" in (refused.text or "")
    await close(wire, clock, uow)
    letter = [one for one in wire.in_chat(CHEN.id) if "写改动" in one.labels][-1]
    assert "第 1 问（方案设计）问完了" in plain(letter.text)
    refused = await wire.press(CHEN, BeginAsk(renovation=renovation, stage=Stage.PUBLICITY).pack())
    assert refused is not None
    assert "等方案设计这一问有了结果，并说了改了什么" in (refused.text or "")
    await told(wire, "楼道加了扶手，费用没有变")
    text = plain(wire.last(GROUP.id).text)
    assert "因为您的意见，改了什么" in text
    assert "改了：楼道加了扶手，费用没有变" in text
    assert "问的方案：图纸.pdf（" in text
    assert "下一问是公示" in text
    for stage in ("公示", "进场"):
        await wire.press(CHEN, ShowRenovation(renovation=renovation).pack())
        await send(wire, f"{stage}.pdf")
        assert f"外墙和楼道翻新：{stage}意向征询" in plain(wire.last(GROUP.id).text)
        await close(wire, clock, uow)
        await told(wire, f"{stage}的改动")
    assert "三问都问完了" in wire.last(GROUP.id).text
    async with uow.read() as unit:
        asks = await unit.asks.asks((await unit.asks.renovation(renovation)).compound_id, renovation)
    assert {one.stage for one in asks} == set(Stage)
    assert all(one.scheme_sha256 for one in asks)
    await wire.press(owner(1), ShowRenovation(renovation=renovation).pack())
    shown = wire.last(owner(1).id)
    assert "改了：进场的改动" in plain(shown.text), "residents read it, too"
    assert {"问这一次", "写改动", "更正改动"}.isdisjoint(shown.labels)


async def test_what_changed_is_told_once_and_may_be_corrected(wire: Wire, renovation: str, uow: Units, clock: FakeClock) -> None:
    await send(wire)
    await close(wire, clock, uow)
    letter = [one for one in wire.in_chat(CHEN.id) if "写改动" in one.labels][-1]
    await wire.tap(CHEN, letter, "写改动")
    await wire.say(CHEN, "按3栋301的意见改了")
    assert "像是谁家的门牌" in here(wire).text
    await wire.say(CHEN, "楼道加了扶手")
    shown = here(wire)
    assert "还没有发" in shown.text
    data = shown.data("发出")
    await wire.press(CHEN, data, message=shown)
    await wire.press(CHEN, data, message=shown)
    await settled(wire)
    assert sum("楼道加了扶手" in one for one in wire.texts(GROUP.id)) == 1
    await wire.press(CHEN, ShowRenovation(renovation=renovation).pack())
    await wire.tap(CHEN, here(wire), "更正改动")
    await wire.say(CHEN, "楼道和门口都加了扶手")
    clock.move(timedelta(minutes=1))
    await wire.tap(CHEN, here(wire), "发出")
    await settled(wire)
    assert "改了什么（更正）" in wire.last(GROUP.id).text


async def test_two_at_once_ask_it_once(wire: Wire, renovation: str, uow: Units) -> None:
    for clerk in (CHEN, CHIEF):
        await wire.press(clerk, BeginAsk(renovation=renovation, stage=Stage.DESIGN).pack())
        await wire.send_file(clerk, PDF, "图纸.pdf")
        await wire.work()
        await wire.tap(clerk, [one for one in wire.in_chat(clerk.id) if "3天后18:00" in one.labels][-1], "3天后18:00")
    previews = {clerk: [one for one in wire.in_chat(clerk.id) if "发出" in one.labels][-1] for clerk in (CHEN, CHIEF)}
    await wire.tap(CHEN, previews[CHEN], "发出")
    refused = await wire.tap(CHIEF, previews[CHIEF], "发出")
    assert refused is not None
    assert "方案设计这一问已经在问" in (refused.text or "")
    async with uow.read() as unit:
        assert len(await unit.votes.all_open()) == 1


async def test_taken_back_it_may_be_asked_again(wire: Wire, renovation: str, uow: Units) -> None:
    await send(wire)
    await wire.tap(CHEN, [one for one in wire.in_chat(CHEN.id) if "撤回" in one.labels][-1], "撤回")
    [back] = [one for one in wire.in_chat(CHEN.id) if "接着写" in one.labels and "文件收到了" not in one.text]
    await wire.tap(CHEN, back, "接着写")
    await wire.tap(CHEN, [one for one in wire.in_chat(CHEN.id) if "发出" in one.labels][-1], "发出")
    await wire.deliver()
    async with uow.read() as unit:
        [vote] = await unit.votes.all_open()
        assert (await unit.asks.of_vote(vote.id)) is not None, "the draft is still that of the ask"


async def test_nobody_else_has_a_say(wire: Wire, renovation: str) -> None:
    for who in (STRANGER, owner(1)):
        for data in (BeginAsk(renovation=renovation, stage=Stage.DESIGN), PublishChanges(renovation=renovation, ask="nosuchask0")):
            refused = await wire.press(who, data.pack())
            assert refused is not None
            assert refused.text
    refused = await wire.press(STRANGER, ShowRenovation(renovation=renovation).pack())
    assert refused is not None
    assert "没有找到这项改造" in (refused.text or "")
