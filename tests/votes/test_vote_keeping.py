"""Those in charge, through the real dispatcher: extend, cancel, take back, post again, lists, reminders, outages."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.actions.votes.changing import cancel_vote
from bot.actions.votes.outages import announce_outage
from bot.rules.votes.facts import VoteState
from handlers.votes.callbacks import CloseAsIs, ExtendDay
from storage.residents import appointments
from tests.fixtures import Units
from tests.votes.houses import CHEN, CHIEF, GROUP, HEAD, SECOND_GROUP, Houses, join, owner, settle
from tests.wire import Shown, Wire


@pytest.fixture
def card(wire: Wire, vote: str) -> Shown:
    return wire.last(GROUP.id)


async def state(uow: Units, vote_id: str) -> VoteState:
    async with uow.read() as unit:
        return (await unit.votes.vote(vote_id)).state


async def test_taken_back_in_time_nothing_is_left(wire: Wire, uow: Units, vote: str, card: Shown) -> None:
    await wire.press(CHEN, f"wb:{vote}")
    assert "撤回了" in wire.last(CHEN.id).text
    await wire.deliver()
    assert card.deleted
    assert wire.in_chat(GROUP.id) == []
    assert await wire.due() == 0
    late = await wire.press(owner(1), f"vc:{vote}:agree")
    assert "发错了" in late.text


async def test_taken_back_before_it_left(wire: Wire, houses: Houses) -> None:
    opened = await houses.open()
    await wire.press(CHEN, f"wb:{opened.heading.vote_id}")
    await wire.deliver()
    assert wire.session.shown[-1].chat_id == CHEN.id
    assert [one for one in wire.session.shown if one.chat_id == GROUP.id] == []


async def test_too_late_or_tapped_it_is_not_taken_back(wire: Wire, uow: Units, houses: Houses, vote: str, card: Shown) -> None:
    await wire.tap(owner(1), card, "同意")
    tapped = await wire.press(CHEN, f"wb:{vote}")
    assert "已经有人点过" in tapped.text
    second = (await houses.open()).heading.vote_id
    wire.clock.move(timedelta(minutes=2, seconds=1))
    late = await wire.press(CHEN, f"wb:{second}")
    assert "过了 2 分钟" in late.text
    assert await state(uow, vote) is VoteState.OPEN


@pytest.mark.rule("R14.extension")
async def test_an_extension_is_announced_and_planned(wire: Wire, uow: Units, vote: str, card: Shown) -> None:
    await wire.press(CHIEF, f"we:{vote}")
    await wire.tap(CHIEF, wire.last(CHIEF.id), "晚1周")
    await wire.tap(CHIEF, wire.last(CHIEF.id), "参与不够")
    await wire.deliver()
    told = wire.last(GROUP.id)
    assert "延期" in told.text
    assert "原来 3月1日（周日）10:32 截止，\n改到 3月8日（周日）10:32" in told.text
    assert "原因：参与的户数还不够" in told.text
    assert "3月8日（周日）10:32 截\u2060止" in card.text, "the card that stands is edited"
    wire.clock.move(timedelta(days=3))
    await wire.due()
    assert await state(uow, vote) is VoteState.OPEN


async def test_an_extension_by_words(wire: Wire, uow: Units, vote: str) -> None:
    await wire.press(CHEN, f"we:{vote}")
    await wire.say(CHEN, "明天9点")
    assert "延期要比这个晚" in wire.last(CHEN.id).text
    await wire.say(CHEN, "3月3日18点")
    await wire.say(CHEN, "李大爷要问过儿子")
    await wire.tap(CHEN, wire.last(CHEN.id), "确定延期")
    await wire.deliver()
    assert "原因：李大爷要问过儿子" in wire.last(GROUP.id).text


async def test_a_cancellation_has_a_reason_and_ends_it(wire: Wire, uow: Units, vote: str, card: Shown) -> None:
    await wire.press(CHEN, f"wc:{vote}")
    await wire.tap(CHEN, wire.last(CHEN.id), "方案要改")
    await wire.deliver()
    assert "还没有取消" in wire.last(CHEN.id).text
    assert "取消" not in wire.last(GROUP.id).text, "what cannot be undone is asked twice"
    await wire.tap(CHEN, wire.last(CHEN.id), "确定取消")
    await wire.deliver()
    assert "取消" in wire.last(GROUP.id).text
    assert "已取消，原因：方案要改，改好再问" in card.text
    late = await wire.press(owner(1), f"vc:{vote}:agree", message=card)
    assert "取消了" in late.text
    assert await state(uow, vote) is VoteState.CANCELLED
    assert await wire.due() == 0


async def test_posted_again_the_old_card_points_to_the_new(wire: Wire, uow: Units, houses: Houses, vote: str, card: Shown) -> None:
    async with uow() as unit:
        await join(unit, SECOND_GROUP, houses.buildings[0], houses.compound, uow.clock.now())
        await unit.commit()
    reply = await wire.press(CHEN, f"wp:{vote}")
    assert "2 个群" in reply.text
    await wire.deliver()
    assert "最新的一张在下面" in card.text
    newer = wire.last(GROUP.id)
    assert newer.labels == ["同意", "反对", "弃权", "看进度", "我有顾虑"]
    assert wire.last(SECOND_GROUP.id).labels == ["同意", "反对", "弃权", "看进度", "我有顾虑"]
    await wire.tap(owner(1), newer, "同意")
    await wire.deliver()
    assert "1栋 □□□□□ 1/6" in newer.text
    assert "1栋 □□□□□ 1/6" in wire.last(SECOND_GROUP.id).text


async def test_a_card_that_is_gone_is_posted_anew(wire: Wire, vote: str, card: Shown) -> None:
    card.deleted = True
    await wire.tap(owner(1), card, "同意")
    await wire.deliver()
    assert "1栋 □□□□□ 1/6" in wire.last(GROUP.id).text


async def test_a_card_is_pinned_where_the_bot_may_and_unpinned_when_it_is_over(wire: Wire, uow: Units, houses: Houses) -> None:
    async with uow() as unit:
        await unit.groups.set_rights(GROUP.id, is_admin=True, can_pin=True, hears_only_addressed=False)
        await unit.commit()
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    card = wire.last(GROUP.id)
    assert card.pinned
    await wire.press(CHEN, f"wc:{vote}")
    await wire.tap(CHEN, wire.last(CHEN.id), "重复发了")
    await wire.tap(CHEN, wire.last(CHEN.id), "确定取消")
    await wire.work()
    unpinned = [call for call in wire.session.calls if call.__api_method__ == "unpinChatMessage"]
    assert [(call.chat_id, call.message_id) for call in unpinned] == [(GROUP.id, card.message_id)]


async def test_without_the_right_nothing_is_pinned(wire: Wire, vote: str, card: Shown) -> None:
    assert not card.pinned
    await wire.press(CHEN, f"wc:{vote}")
    await wire.tap(CHEN, wire.last(CHEN.id), "重复发了")
    await wire.tap(CHEN, wire.last(CHEN.id), "确定取消")
    await wire.work()
    assert not {"pinChatMessage", "unpinChatMessage"} & {call.__api_method__ for call in wire.session.calls}


@pytest.mark.rule("S6.head_of_building")
async def test_the_list_of_those_who_have_not_answered(wire: Wire, houses: Houses, vote: str, card: Shown) -> None:
    await houses.end_binding(2)
    await wire.tap(owner(1), card, "反对")
    await wire.press(CHEN, f"wn:{vote}:0")
    listed = wire.last(CHEN.id)
    assert "还没点的：1栋" in listed.text
    assert "101" not in listed.text
    assert "没登记，要上门（1 户）\n1单元：201" in listed.text
    assert "会自动提醒（4 户）\n1单元：301\n2单元：401、501、601" in listed.text, "an entrance a line, and no room parted at its end"
    assert "反对" not in listed.text
    await wire.tap(CHEN, listed, "2栋")
    assert "1单元：701" in wire.last(CHEN.id).text


@pytest.mark.rule("S6.head_of_building")
async def test_a_head_sees_the_own_building_only(wire: Wire, houses: Houses, vote: str) -> None:
    await wire.press(HEAD, f"wn:{vote}:0")
    listed = wire.last(HEAD.id)
    assert "还没点的：1栋" in listed.text
    assert "2栋" not in listed.labels
    for data in (f"wc:{vote}", f"we:{vote}", f"wb:{vote}", f"wp:{vote}"):
        reply = await wire.press(HEAD, data)
        assert "社区干部和小区长" in reply.text
    reply = await wire.press(owner(1), f"wn:{vote}:0")
    assert "社区干部和小区长" in reply.text


@pytest.mark.rule("S6.nobody")
async def test_nobody_in_charge_sees_choices(wire: Wire, vote: str, card: Shown) -> None:
    for number, choice in ((1, "同意"), (2, "反对"), (3, "弃权")):
        await wire.tap(owner(number), card, choice)
    await wire.deliver()
    await wire.press(CHEN, "wl")
    await wire.tap(CHEN, wire.last(CHEN.id), "1")
    overview = wire.last(CHEN.id)
    assert "已参与\u00a03\u00a0/\u00a09\u00a0户" in overview.text
    for shown in wire.in_chat(CHEN.id) + wire.in_chat(GROUP.id):
        assert "反对 1" not in shown.text
        assert "同意 1" not in shown.text


async def test_reminders_go_to_those_who_have_not_answered(wire: Wire, uow: Units, houses: Houses) -> None:
    opened = await houses.open(closes_in=timedelta(days=4))
    await wire.deliver()
    await wire.tap(owner(1), wire.last(GROUP.id), "同意")
    await wire.deliver()
    wire.clock.move(timedelta(days=2))
    await wire.due()
    await wire.deliver()
    assert "还没表决" not in wire.last(owner(1).id).text
    reminder = wire.last(owner(2).id)
    assert "您家 1\u2060栋1\u2060单元201 还没点" in reminder.text
    reply = await wire.tap(owner(2), reminder, "弃权")
    assert "已记下" in reply.text
    assert opened.heading.vote_id in reminder.data("同意")
    wire.clock.move(timedelta(days=1))
    await wire.due()
    await wire.deliver()
    assert sum("还没表决" in text for text in wire.texts(owner(3).id)) == 2
    assert not any("还没表决" in text for text in wire.texts(owner(2).id)), "the first says what was pressed on it, and none follows"


async def test_the_card_counts_the_days(wire: Wire, vote: str, card: Shown) -> None:
    wire.clock.move(timedelta(days=1, minutes=1))
    await wire.due()
    await wire.deliver()
    assert "还剩不到 1\u00a0天" in card.text
    wire.clock.move(timedelta(hours=20))
    await wire.tap(owner(3), card, "同意")
    await wire.deliver()
    assert "还剩不到 4\u00a0小\u2060时" in card.text


@pytest.mark.rule("R14.extend", "R14.down")
async def test_after_an_outage_near_the_close_the_drafter_decides(wire: Wire, uow: Units, vote: str, card: Shown) -> None:
    wire.clock.move(timedelta(days=2))
    async with uow() as unit:
        await unit.updates.record_outage(uow.clock.now() - timedelta(minutes=20), uow.clock.now() - timedelta(minutes=11))
        await unit.commit()
    await wire.due()
    await wire.deliver()
    asked = wire.last(CHEN.id)
    assert asked.labels == ["延期一天", "就这样结束"]
    assert "10:12–10:21 助手没有在线" in asked.text
    assert "社区在决定要不要延期" in card.text
    waiting = await wire.press(owner(1), f"vc:{vote}:agree", message=card)
    assert "决定要不要延期" in waiting.text
    await wire.tap(CHEN, asked, "延期一天")
    await wire.deliver()
    assert await state(uow, vote) is VoteState.OPEN
    assert card.labels == ["同意", "反对", "弃权", "看进度", "我有顾虑"], "the card lives again"
    wire.clock.move(timedelta(days=1))
    await wire.due()
    await wire.deliver()
    assert "10:12–10:21 助手没有在线" in wire.last(GROUP.id).text, "the result names the gap"


@pytest.mark.rule("R14.as_it_is")
async def test_after_an_outage_it_may_be_closed_as_it_is(wire: Wire, uow: Units, vote: str) -> None:
    wire.clock.move(timedelta(days=2, minutes=5))
    await wire.due()
    await wire.deliver()
    await wire.tap(CHEN, wire.last(CHEN.id), "就这样结束")
    await wire.deliver()
    assert await state(uow, vote) is VoteState.CLOSED
    assert "助手没有在线" in wire.last(GROUP.id).text


async def test_a_drafter_who_says_nothing_for_a_day(wire: Wire, vote: str) -> None:
    wire.clock.move(timedelta(days=2, minutes=5))
    await wire.due()
    wire.clock.move(timedelta(days=1))
    await wire.due()
    await wire.deliver()
    assert wire.last(CHIEF.id).labels == ["延期一天", "就这样结束"], "the chief may decide as well"


async def test_a_drafter_whose_role_ended_is_not_asked(wire: Wire, uow: Units, vote: str) -> None:
    async with uow() as unit:
        person = await unit.residents.person(CHEN.id)
        await unit.connection.execute(update(appointments).where(appointments.c.person_id == person).values(state="ended"))
        await unit.commit()
    wire.clock.move(timedelta(days=2, minutes=5))
    await wire.due()
    await wire.deliver()
    assert wire.last(CHIEF.id).labels == ["延期一天", "就这样结束"]
    assert not any("没有在线" in text for text in wire.texts(CHEN.id))


async def test_a_stale_button_does_not_extend_a_vote_that_somebody_has_extended(wire: Wire, uow: Units, vote: str) -> None:
    wire.clock.move(timedelta(days=2, minutes=5))
    await wire.due()
    wire.clock.move(timedelta(days=1))
    await wire.due()
    await wire.deliver()
    await wire.tap(CHEN, wire.last(CHEN.id), "延期一天")
    async with uow.read() as unit:
        until = (await unit.votes.vote(vote)).closes_at
    wire.clock.move(timedelta(hours=1))
    refused = await wire.tap(CHIEF, wire.last(CHIEF.id), "延期一天")
    assert "已经有人定过了" in refused.text
    async with uow.read() as unit:
        assert (await unit.votes.vote(vote)).closes_at == until


async def test_a_group_that_is_bound_later_does_not_silence_private_cards(wire: Wire, uow: Units) -> None:
    houses = await settle(uow, grouped=False, bound=2)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    async with uow() as unit:
        group = await join(unit, GROUP, houses.compound, houses.compound, wire.clock.now())
        await unit.votes.add_group(vote, group, houses.compound.id)
        await unit.commit()
    await cancel_vote(uow(), actor=await houses.actor(CHEN), vote_id=vote, reason="重复发了", now=wire.clock.now())
    await wire.deliver()
    for chat in (GROUP.id, owner(1).id, owner(2).id):
        assert "重复发了" in wire.last(chat).text


async def test_an_outage_is_told_once_per_group(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    await houses.open()
    began = uow.clock.now() + timedelta(minutes=1)
    wire.clock.move(timedelta(minutes=10))
    for _ in range(2):
        await announce_outage(uow(), began_at=began, ended_at=uow.clock.now(), now=uow.clock.now())
    await wire.deliver()
    assert sum("助手没有在线" in text for text in wire.texts(GROUP.id)) == 1


async def test_an_outage_over_the_close_is_told_by_the_close_alone(wire: Wire, uow: Units, vote: str) -> None:
    began = uow.clock.now() + timedelta(days=1, hours=23)
    wire.clock.move(timedelta(days=2, minutes=5))
    await announce_outage(uow(), began_at=began, ended_at=uow.clock.now(), now=uow.clock.now())
    await wire.deliver()
    assert not any("请再点一次" in text for text in wire.texts(GROUP.id))


async def test_a_vote_that_waits_since_long_ago_is_offered_times_that_lie_ahead(wire: Wire, uow: Units, vote: str) -> None:
    wire.clock.move(timedelta(days=1, hours=23))
    async with uow() as unit:
        await unit.votes.change(vote, state=VoteState.UNDECIDED, outage_began_at=wire.clock.now(), outage_ended_at=wire.clock.now())
        await unit.commit()
    wire.clock.move(timedelta(days=12))
    await wire.press(CHEN, f"we:{vote}")
    assert "明天18:00" in wire.last(CHEN.id).labels


@pytest.mark.parametrize("label", ["撤回", "延期", "取消"])
async def test_after_the_close_those_in_charge_read_that_the_result_stands(wire: Wire, vote: str, card: Shown, label: str) -> None:
    """They read as residents do: 「这次没有计入」, of a vote that was counted."""
    await wire.press(CHEN, f"wv:{vote}")
    tools = wire.last(CHEN.id)
    data = tools.data(label)
    wire.clock.move(timedelta(days=2, seconds=1))
    while await wire.due():
        pass
    refused = await wire.press(CHEN, data, message=tools)
    assert refused is not None
    assert "结果已经出来，不能再撤回、延期或取消" in (refused.text or "")
    assert "没有计入" not in (refused.text or "")


async def test_a_vote_that_was_extended_meanwhile_is_not_called_counted(wire: Wire, uow: Units, vote: str) -> None:
    """陈静 adds a day after an outage; the chief, who still has 「就这样结束」, read that the result stands."""
    async with uow() as unit:
        await unit.votes.change(vote, state=VoteState.UNDECIDED, outage_began_at=wire.clock.now(), outage_ended_at=wire.clock.now())
        await unit.commit()
    wire.clock.move(timedelta(days=2, minutes=5))
    await wire.press(CHEN, ExtendDay(vote=vote).pack())
    refused = await wire.press(CHIEF, CloseAsIs(vote=vote).pack())
    assert refused is not None
    assert "结果" not in (refused.text or "")
    assert "已经有人定过了" in (refused.text or "")
    async with uow.read() as unit:
        found = await unit.votes.vote(vote)
    assert found is not None
    assert found.state is VoteState.OPEN
