"""What a draft's preview says of night, of groups and of reminders."""

from datetime import timedelta

from tests.fixtures import Units
from tests.votes.houses import CHEN, Houses, draft_to_preview, owner, settle
from tests.wire import Wire


async def test_by_night_the_preview_says_when_private_cards_come(wire: Wire, uow: Units) -> None:
    await settle(uow, grouped=False)
    wire.clock.move(timedelta(hours=12))  # 22:32
    screen = await draft_to_preview(wire)
    assert "现在是晚上，私信明早 8 点送到" in screen.text


async def test_before_eight_in_the_morning_the_preview_does_not_call_it_evening(wire: Wire, uow: Units) -> None:
    await settle(uow, grouped=False)
    wire.clock.move(timedelta(hours=21))  # 7:32
    screen = await draft_to_preview(wire)
    assert "现在还早，私信今早 8 点送到" in screen.text


async def test_private_cards_of_a_vote_that_is_over_by_morning_do_not_wait(wire: Wire, uow: Units) -> None:
    houses = await settle(uow, grouped=False)
    wire.clock.move(timedelta(hours=12))
    await houses.open(closes_in=timedelta(hours=9))
    await wire.deliver()
    assert wire.last(owner(1).id).labels == ["同意", "反对", "弃权", "我有顾虑"]


async def test_without_a_group_the_preview_says_so(wire: Wire, uow: Units) -> None:
    await settle(uow, grouped=False)
    screen = await draft_to_preview(wire)
    assert "还没有绑定的群，只能发私信：能到 9 户，还有 0 户要上门" in screen.text
    await wire.tap(CHEN, screen, "发出")
    assert "发了 9 封私信" in wire.last(CHEN.id).text
    await wire.deliver()
    assert wire.last(owner(1).id).labels == ["同意", "反对", "弃权", "我有顾虑"]


async def test_the_preview_of_a_vote_that_ends_before_any_reminder_promises_none(wire: Wire, houses: Houses) -> None:
    """「能私信 9 户」 reads as if letters went out; where there is a group they are reminders, and these need time."""
    await wire.press(CHEN, "mdr:")
    await wire.tap(CHEN, wire.last(CHEN.id), "屋顶防水改造")
    await wire.say(CHEN, "3小时后")
    await wire.tap(CHEN, wire.last(CHEN.id), "就这样")
    assert "会发到：和平小区业主群（80\u00a0人）。时间短，不再发私信提醒" in wire.last(CHEN.id).text


async def test_another_time_typed_at_the_question_about_a_short_one_is_taken(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    await wire.tap(CHEN, wire.last(CHEN.id), "屋顶防水改造")
    await wire.say(CHEN, "40分钟后")
    assert "不到一天" in wire.last(CHEN.id).text
    await wire.say(CHEN, "3天后18:00")
    assert "3月2日（周一）18:00 截止" in wire.last(CHEN.id).text
    assert "发出" in wire.last(CHEN.id).labels
