"""What an ask of a renovation refuses: one building instead of all, the scheme that did not pass, words over somebody else's."""

import pytest

from bot.rules.asks import Stage
from bot.rules.votes import Matter
from bot.rules.votes.drafts import Topic
from handlers.asks.callbacks import ShowRenovation, TellChanges
from handlers.votes.callbacks import AskNewScheme, PickMatter, PickScope, PickTopic
from storage.votes import vote_drafts
from tests.asks.test_story import PDF, close, here, houses, plain, renovation, send, settled, told
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.votes.houses import CHEN, CHIEF, GROUP, Houses, owner
from tests.wire import Wire

__all__ = ["houses", "renovation"]
pytestmark = pytest.mark.storage


async def draft(wire: Wire, data: bytes) -> None:
    await wire.tap(CHEN, here(wire), "问这一次")
    await wire.send_file(CHEN, data, "图纸.pdf")
    await wire.work()
    await wire.tap(CHEN, [one for one in wire.in_chat(CHEN.id) if "3天后18:00" in one.labels][-1], "3天后18:00")


async def test_it_is_asked_of_the_whole_compound(wire: Wire, renovation: str, houses: Houses, uow: Units) -> None:
    await draft(wire, PDF)
    await wire.tap(CHEN, [one for one in wire.in_chat(CHEN.id) if "发出" in one.labels][-1], "改")
    assert "问谁" not in here(wire).labels
    async with uow.read() as unit:
        [kept] = [row.id for row in await unit.connection.execute(vote_drafts.select())]
    refused = await wire.press(CHEN, PickScope(draft=kept, place=houses.buildings[0].id).pack())
    assert refused is not None
    assert "要问全小区" in (refused.text or "")


async def test_it_stays_a_consultation_whatever_it_is_called(wire: Wire, renovation: str, uow: Units) -> None:
    await draft(wire, PDF)
    await wire.tap(CHEN, [one for one in wire.in_chat(CHEN.id) if "发出" in one.labels][-1], "改")
    await wire.tap(CHEN, here(wire), "怎么算")
    assert "到多少算通过" in here(wire).text
    assert not {"一般事项", "重大事项", "全体同意"} & set(here(wire).labels)
    async with uow.read() as unit:
        [kept] = [row.id for row in await unit.connection.execute(vote_drafts.select())]
    for matter in (Matter.ORDINARY, Matter.SPECIAL, Matter.UNANIMOUS):
        refused = await wire.press(CHEN, PickMatter(draft=kept, matter=matter).pack())
        assert refused is not None
        assert "改造三问只问意向" in (refused.text or "")
    await wire.press(CHEN, PickTopic(draft=kept, topic=Topic.LIFT).pack())
    await wire.tap(CHEN, here(wire), "发出")
    async with uow.read() as unit:
        [vote] = await unit.votes.all_open()
    assert (vote.title, vote.matter) == ("加装电梯", Matter.CONSULTATION)


async def test_what_did_not_pass_is_not_asked_with_the_same_file(wire: Wire, renovation: str, uow: Units, clock: FakeClock) -> None:
    await draft(wire, PDF)
    for label in ("改", "怎么算", "一半的户", "发出"):
        await wire.tap(CHEN, here(wire), label)
    await wire.deliver()
    await wire.tap(owner(1), wire.last(GROUP.id), "反对")
    await close(wire, clock, uow)
    await told(wire, "费用降了一半")
    await wire.press(CHEN, ShowRenovation(renovation=renovation).pack())
    await draft(wire, PDF)
    refused = await wire.tap(CHEN, [one for one in wire.in_chat(CHEN.id) if "发出" in one.labels][-1], "发出")
    assert refused is not None
    assert "就是按这个文件没有通过的" in (refused.text or "")
    await wire.send_file(CHEN, b"%PDF-1.4 cheaper", "新图纸.pdf")
    await wire.work()
    await wire.deliver()
    await wire.tap(CHEN, [one for one in wire.in_chat(CHEN.id) if "看预览" in one.labels][-1], "看预览")
    await wire.tap(CHEN, here(wire), "发出")
    async with uow.read() as unit:
        [vote] = await unit.votes.all_open()
    assert vote.matter is Matter.CONSULTATION
    await wire.press(CHEN, AskNewScheme(vote=vote.id).pack())
    await wire.send_file(CHEN, PDF, "图纸.pdf")
    await wire.work()
    await wire.deliver()
    await wire.tap(CHEN, [one for one in wire.in_chat(CHEN.id) if "图纸改了" in one.labels][-1], "图纸改了")
    refused = await wire.tap(CHEN, here(wire), "确定换")
    assert refused is not None
    assert "就是按这个文件没有通过的，方案没有换" in (refused.text or "")
    async with uow.read() as unit:
        assert (await unit.votes.all_open()) == [vote]


async def test_of_two_who_say_what_changed_the_second_reads_the_first(
    wire: Wire, renovation: str, houses: Houses, uow: Units, clock: FakeClock
) -> None:
    await send(wire)
    await close(wire, clock, uow)
    async with uow.read() as unit:
        [ask] = await unit.asks.asks(houses.compound.id, renovation)
    for clerk, words in ((CHEN, "楼道加了扶手"), (CHIEF, "费用降了")):
        await wire.press(clerk, TellChanges(renovation=renovation, ask=ask.id).pack())
        await wire.say(clerk, words)
    await wire.tap(CHEN, wire.last(CHEN.id), "发出")
    refused = await wire.tap(CHIEF, wire.last(CHIEF.id), "发出")
    assert refused is not None
    assert "刚才别人已经写了" in (refused.text or "")
    await settled(wire)
    assert all("费用降了" not in one for one in wire.texts(GROUP.id))
    assert "楼道加了扶手" in plain(wire.last(GROUP.id).text)
    assert ask.stage is Stage.DESIGN
