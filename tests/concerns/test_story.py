"""One concern from the tap in the group to its end, through the real dispatcher: who reads what, and what nobody reads."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.rules.votes import Choice
from storage.votes.tables import ballots
from tests.concerns.worlds import (
    ANSWER,
    AUTHOR,
    CHEN,
    CHIEF,
    GROUP,
    WORDS,
    about_a_vote,
    answer,
    card,
    end,
    everything,
    raise_concern,
    six_floors,
    write,
)
from tests.fixtures import Units
from tests.votes.houses import HEAD, STRANGER, Voting, owner
from tests.wire import Wire

pytestmark = pytest.mark.storage
NAMES = ("业主2", "201", "0201")


def unnamed(text: str) -> bool:
    return not any(name in text for name in NAMES)


async def test_from_the_tap_to_the_end(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    posted = wire.last(GROUP.id)
    reply = await wire.tap(AUTHOR, posted, "我有顾虑")
    assert reply is not None
    assert reply.url == f"https://t.me/linli_test_bot?start=c_{vote}"
    assert wire.last(GROUP.id) is posted, "nothing is said aloud"

    shown = await write(wire, vote)
    assert "小区长看到的就是这些" in shown.text
    assert WORDS in shown.text
    assert shown.labels == ["这样送出", "重写", "不填了"]
    await wire.deliver()
    assert "顾虑" not in everything(wire, CHIEF.id), "nothing leaves before it is sent"

    await wire.tap(AUTHOR, shown, "这样送出")
    await wire.deliver()
    assert "您的顾虑：采光（等答复）" in shown.text
    assert "3月6日（周五）18:00 答复" in everything(wire, AUTHOR.id)
    asked = card(wire, CHIEF)
    assert WORDS in asked.text
    assert unnamed(asked.text)
    assert asked.labels == ["答复", "问是哪户", "看顾虑", "菜单"]
    assert "顾虑" not in everything(wire, CHEN.id), "staff have it once it came to them"

    await answer(wire)
    group = wire.last(GROUP.id)
    assert "有住户担心：采光" in group.text
    assert WORDS in group.text
    assert ANSWER in group.text.replace("\u00a0", " ")
    assert unnamed(group.text)
    assert "您的顾虑有答复了：采光" in wire.last(AUTHOR.id).text
    assert "群里也看得到" in wire.last(AUTHOR.id).text

    pressed = card(wire, CHIEF)
    await wire.tap(CHIEF, pressed, "转调解")
    await wire.tap(CHIEF, pressed, "确定转")
    await wire.deliver()
    assert "转到调解了" in wire.last(AUTHOR.id).text
    assert "现在：调解中" in group.text, "the group's message is edited, not sent again"

    await end(wire, CHIEF, "已补偿", "给二楼三户各补 500 元")
    assert "您的顾虑有结果了：采光，已补偿" in wire.last(AUTHOR.id).text
    assert "各补 500 元" in everything(wire, AUTHOR.id)
    assert "现在：已补偿" in group.text
    assert "500" not in group.text
    assert card(wire, CHIEF).labels == ["看顾虑", "菜单"]
    assert unnamed(everything(wire, GROUP.id))
    assert unnamed(everything(wire, CHIEF.id)), "nobody was asked, and nothing was said"


async def test_who_it_is_only_they_say(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    asked = card(wire, CHIEF)
    await wire.tap(CHIEF, asked, "问是哪户")
    await wire.deliver()
    question = wire.last(AUTHOR.id)
    assert "您点「同意」，他就看到：1栋1单元201 业主 业主2" in question.text.replace("\u2060", "")
    assert unnamed(everything(wire, CHIEF.id)), "asked is not agreed"
    await wire.tap(AUTHOR, question, "不同意")
    await wire.deliver()
    assert "不愿意说是哪一户" in card(wire, CHIEF).text
    assert unnamed(everything(wire, CHIEF.id))
    await wire.tap(AUTHOR, question, "同意")
    await wire.deliver()
    assert "201 业主 业主2" in card(wire, CHIEF).text
    wire.clock.move(timedelta(minutes=1))
    await wire.tap(AUTHOR, question, "改为不说")
    await wire.deliver()
    assert unnamed(card(wire, CHIEF).text), "taken back as easily"
    await answer(wire)
    assert unnamed(everything(wire, GROUP.id))


async def test_an_answer_may_be_for_them_alone_and_posted_later(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    before = len(wire.in_chat(GROUP.id))
    await answer(wire, to="只答复本人")
    assert len(wire.in_chat(GROUP.id)) == before
    assert "只告诉了您" in wire.last(AUTHOR.id).text
    await wire.tap(CHIEF, card(wire, CHIEF), "发到群里")
    assert len(wire.in_chat(GROUP.id)) == before, "shown first"
    await wire.tap(CHIEF, wire.last(CHIEF.id), "发到群里")
    await wire.deliver()
    assert WORDS in wire.last(GROUP.id).text
    assert "发到群里了" in wire.last(AUTHOR.id).text


async def test_a_concern_never_changes_a_ballot(wire: Wire, uow: Units) -> None:
    """Raised, answered, settled, taken back: the ledger and what counts stay as they were."""
    houses, vote = await about_a_vote(wire, uow)
    await Voting(houses, vote).cast(AUTHOR, Choice.AGREE)
    before = await _ledger(uow, vote)
    await raise_concern(wire, vote)
    await answer(wire)
    await end(wire, CHIEF, "维持原方案", "间距够")
    await raise_concern(wire, vote, words="还有噪音")
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "撤回")
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "确定撤回")
    assert await _ledger(uow, vote) == before
    await raise_concern(wire, vote, owner(3))
    assert await _ledger(uow, vote) == before, "and who has not voted has not voted by it"


async def _ledger(uow: Units, vote: str) -> list[tuple[object, ...]]:
    async with uow.read() as unit:
        found = await unit.votes.vote(vote)
        assert found is not None
        rows = [tuple(row) for row in await unit.connection.execute(select(ballots).where(ballots.c.vote_id == vote))]
        counted = sorted(await unit.ballots.silent(vote))
        shown = await unit.votes.card(found, uow.clock.now())
        return [*rows, tuple(counted), (shown.homes_in, shown.area_in_cm2m, found.receipts, found.chain_height, found.chain_head)]


@pytest.mark.parametrize("person", [STRANGER, HEAD])
async def test_who_is_at_home_nowhere_reads_how_to_join(wire: Wire, uow: Units, person: object) -> None:
    _, vote = await about_a_vote(wire, uow)
    await wire.say(person, f"/start c_{vote}")  # type: ignore[arg-type]
    shown = wire.last(person.id)  # type: ignore[attr-defined]
    assert "先认一下门" in shown.text
    assert shown.labels == ["我是住户", "菜单"]


async def test_a_band_of_few_homes_is_left_out_and_that_is_said(wire: Wire, uow: Units) -> None:
    houses, vote = await about_a_vote(wire, uow)
    await six_floors(uow, houses, vote)
    shown = await write(wire, vote, owner(1), band="低层")
    assert "楼层我没有写" in shown.text
    assert "低层" not in shown.text
    shown = await write(wire, vote, owner(3), band="高层")
    assert "担心：采光 · 高层" in shown.text
    await wire.tap(owner(3), shown, "这样送出")
    await wire.deliver()
    assert "采光 · 高层" in card(wire, CHIEF).text
    await answer(wire)
    assert "有住户担心：采光（高层）" in wire.last(GROUP.id).text


async def test_what_is_typed_at_a_button_asks_again(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await wire.say(AUTHOR, f"/start c_{vote}")
    await wire.say(AUTHOR, "采光")
    assert "您担心哪一样" in wire.last(AUTHOR.id).text
    assert "点一个就行；您打的没有用上" in wire.last(AUTHOR.id).text
    await wire.say(AUTHOR, "", voice={"file_id": "v", "file_unique_id": "v", "duration": 3})
    assert "您担心哪一样" in wire.last(AUTHOR.id).text
    assert "点一个就行；您发的没有用上" in wire.last(AUTHOR.id).text
    assert not any("打一句话" in text for text in wire.texts(AUTHOR.id))
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "不填了")
    await wire.say(AUTHOR, "采光")
    await wire.deliver()
    assert "顾虑" not in everything(wire, CHIEF.id)


async def test_room_and_name_are_not_typed_by_mistake(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await wire.say(AUTHOR, f"/start c_{vote}")
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "采光")
    for typed in ("我是业主2，光会少", "0201 的光会少", "1栋1单元201 的光会少", "光会少，打 13800001234"):
        await wire.say(AUTHOR, typed)
        assert "请去掉房号、名字和电话" in wire.last(AUTHOR.id).text
    await wire.say(AUTHOR, WORDS)
    assert "住在楼里哪一段" in wire.last(AUTHOR.id).text


async def test_after_the_close_it_is_finished_but_none_begun(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    wire.clock.move(timedelta(days=1))
    await wire.press(CHEN, f"wr:{vote}:0:twice")
    await wire.tap(CHEN, wire.last(CHEN.id), "确定取消")
    await wire.deliver()
    async with uow.read() as unit:
        found = await unit.votes.vote(vote)
    assert found is not None
    assert found.state == "cancelled"
    await wire.say(owner(3), f"/start c_{vote}")
    assert "这次表决已经结束" in wire.last(owner(3).id).text
    await answer(wire, to="只答复本人")
    assert "您的顾虑有答复了" in wire.last(AUTHOR.id).text
    assert ANSWER not in everything(wire, GROUP.id), "of a vote that was cancelled no group reads more"
    await end(wire, CHIEF, "已解决", "不装了")
    assert "已解决" in wire.last(AUTHOR.id).text
