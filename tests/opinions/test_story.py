"""From a sentence to the published list and back to its author: what each of them sees."""

from datetime import timedelta
from typing import Any

import pytest

from bot.rules.taps import DOUBLE_TAP
from handlers.menus import NewOpinions
from tests.fixtures import Units
from tests.opinions.worlds import (
    AUTHOR,
    CHEN,
    CHIEF,
    GROUP,
    STRANGER,
    WORDS,
    everything,
    give,
    list_it,
    open_opinion,
    pass_time,
    publish,
    said,
    write,
)
from tests.residents.worlds import dialog
from tests.votes.houses import owner, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage


async def test_from_a_sentence_to_the_list_and_back(wire: Wire, uow: Units) -> None:
    await settle(uow)
    shown = await write(wire)
    assert "我记成这样，还没有交" in shown.text
    assert "和平小区 · 水电气" in shown.text
    assert WORDS in shown.text
    assert "✓ 水电气" in shown.labels
    await wire.deliver()
    assert not wire.in_chat(CHIEF.id), "nothing is handed in yet"
    await wire.tap(AUTHOR, shown, "房屋")
    assert "和平小区 · 房屋" in shown.text
    await wire.tap(AUTHOR, shown, "交上去")
    await wire.deliver()
    assert "您的意见（等着看）" in said(wire, AUTHOR.id)
    assert "和平小区有新意见：房屋" in said(wire, CHIEF.id)
    assert WORDS not in everything(wire, GROUP.id)

    opinion = wire.last(AUTHOR.id).data("撤回").split(":")[1]
    await wire.tap(CHIEF, wire.last(CHIEF.id), "看意见")
    listed = wire.last(CHIEF.id)
    assert "1 条没看" in listed.text.replace("\u00a0", " ")
    await wire.tap(CHIEF, listed, listed.labels[0])
    card = wire.last(CHIEF.id)
    assert "住户的意见：房屋" in card.text
    assert "业主2" not in card.text
    assert "201" not in card.text
    await wire.tap(CHIEF, card, "列入清单")
    assert "原话不公开" in said(wire, CHIEF.id)
    await wire.tap(CHIEF, wire.last(CHIEF.id), "自己写")
    await wire.say(CHIEF, "更换下水管")
    await wire.tap(CHIEF, wire.last(CHIEF.id), "确定列入")
    assert "清单：1. 更换下水管：1 户" in said(wire, CHIEF.id)
    assert "列入了需求清单" not in everything(wire, AUTHOR.id), "a slip of the finger can still be taken back"
    await pass_time(wire, timedelta(minutes=6))
    assert "您的意见列入了需求清单" in said(wire, AUTHOR.id)
    assert "更换下水管" in said(wire, AUTHOR.id)

    posted = await publish(wire)
    assert "1. 更换下水管：1 户" in posted.text.replace("\u00a0", " ")
    assert WORDS not in everything(wire, GROUP.id), "only what staff wrote"
    assert posted.labels == ["也要 1", "看全部", "提意见"]

    told = await wire.tap(owner(5), posted, "也要 1")
    assert told is not None
    assert "您家也要「更换下水管」，现在 2\u00a0户" in str(told.text)
    await wire.deliver()
    assert "1. 更换下水管：2 户" in posted.text.replace("\u00a0", " "), "edited in place"
    assert posted.edits == 1

    await wire.press(CHEN, "oq::0")
    await wire.tap(CHEN, wire.last(CHEN.id), wire.last(CHEN.id).labels[0])
    await wire.tap(CHEN, wire.last(CHEN.id), "列入方案")
    await pass_time(wire, timedelta(minutes=6))
    assert "您提的列入了改造方案" in said(wire, AUTHOR.id)
    assert "更换下水管：2 户，已列入方案" in posted.text.replace("\u00a0", " ")
    assert "改造方案" not in everything(wire, owner(5).id), "only its authors"
    await wire.press(AUTHOR, f"o1:{opinion}")
    assert "在需求清单上：1. 更换下水管：2 户，已列入方案" in said(wire, AUTHOR.id)


async def test_not_in_the_plan_says_why(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await list_it(wire, await give(wire))
    posted = await publish(wire)
    await wire.press(CHEN, "oq::0")
    await wire.tap(CHEN, wire.last(CHEN.id), wire.last(CHEN.id).labels[0])
    await wire.tap(CHEN, wire.last(CHEN.id), "不列入")
    await wire.say(CHEN, "3栋2单元301 不同意")
    assert "会让全小区知道是哪一户" in said(wire, CHEN.id)
    await wire.say(CHEN, "今年没有这笔钱")
    assert "还没有发" in said(wire, CHEN.id)
    await wire.tap(CHEN, wire.last(CHEN.id), "确定不列入")
    await pass_time(wire, timedelta(minutes=6))
    assert "原因是：今年没有这笔钱" in said(wire, AUTHOR.id)
    assert "不列入方案（今年没有这笔钱）" in posted.text
    assert "已经是这个状态了" in dialog(await wire.press(CHEN, f"oz:{posted.data('也要 1').split(':')[1]}:not_planned:0"))


async def test_similar_ones_are_one_demand_and_that_can_be_undone(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await list_it(wire, await give(wire))
    second = await give(wire, owner(7), "下水管又堵了")
    await wire.tap(CHIEF, await open_opinion(wire, second), "归到已有")
    offered = wire.last(CHIEF.id)
    assert offered.labels[0].replace("\u00a0", " ") == f"1. {WORDS} · 1 户"
    await wire.tap(CHIEF, offered, offered.labels[0])
    card = wire.last(CHIEF.id)
    assert f"清单：1. {WORDS}：2 户" in card.text.replace("\u00a0", " ")
    await wire.tap(CHIEF, card, "改回去")
    assert "等着看" in card.text
    await pass_time(wire, timedelta(minutes=6))
    assert "需求清单" not in everything(wire, owner(7).id), "taken back before it was told"
    await wire.tap(CHIEF, card, "归到已有")
    await wire.tap(CHIEF, wire.last(CHIEF.id), wire.last(CHIEF.id).labels[0])
    await pass_time(wire, timedelta(minutes=6))
    assert "列入了需求清单" in said(wire, owner(7).id)
    await wire.press(CHIEF, f"ou:{second}")
    await pass_time(wire, timedelta(minutes=6))
    assert "正在重新看" in said(wire, owner(7).id), "told, so told that it does not hold"


async def test_undone_alone_an_unread_demand_goes(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    await wire.tap(CHIEF, await list_it(wire, await give(wire)), "改回去")
    async with uow.read() as unit:
        assert await unit.demands.count(houses.compound.id, published=False) == 0


async def test_not_taken_up_is_told_with_its_reason(wire: Wire, uow: Units) -> None:
    await settle(uow)
    opinion = await give(wire)
    await wire.tap(CHIEF, await open_opinion(wire, opinion), "不采纳")
    await wire.say(CHIEF, "管子归自来水公司")
    assert "还没有发" in said(wire, CHIEF.id)
    await wire.tap(CHIEF, wire.last(CHIEF.id), "确定不采纳")
    await pass_time(wire, timedelta(minutes=6))
    assert "原因是：管子归自来水公司" in said(wire, AUTHOR.id)
    await wire.press(CHIEF, f"ou:{opinion}")
    await pass_time(wire, timedelta(minutes=6))
    assert "正在重新看" in said(wire, AUTHOR.id)


async def test_at_night_its_author_sleeps(wire: Wire, uow: Units) -> None:
    await settle(uow)
    opinion = await give(wire)
    await pass_time(wire, timedelta(hours=12))
    await list_it(wire, opinion)
    await pass_time(wire, timedelta(minutes=6))
    assert "列入了需求清单" not in everything(wire, AUTHOR.id)
    await pass_time(wire, timedelta(hours=10))
    assert "列入了需求清单" in everything(wire, AUTHOR.id)


async def test_an_answer_in_the_group_is_shown_to_its_author_alone(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.press(CHEN, "oq::0")
    await wire.tap(CHEN, wire.last(CHEN.id), "征求意见")
    assert "还没有发" in said(wire, CHEN.id)
    await wire.tap(CHEN, wire.last(CHEN.id), "确定发出")
    await wire.deliver()
    invitation = wire.last(GROUP.id)
    assert "改造，听您说" in invitation.text
    stood = len(wire.in_chat(GROUP.id))
    await wire.say(AUTHOR, "想要个车棚", chat=GROUP, reply_to=invitation)
    shown = wire.last(AUTHOR.id)
    assert "和平小区 · 停车" in shown.text
    assert "重写" not in shown.labels
    await wire.deliver()
    assert len(wire.in_chat(GROUP.id)) == stood
    await wire.tap(AUTHOR, shown, "交上去")
    assert "等着看" in shown.text
    await wire.say(owner(3), "大家好", chat=GROUP)
    assert not wire.in_chat(owner(3).id), "talk is not heard"


async def test_by_command_in_the_group(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.say(AUTHOR, "/opinion@linli_test_bot 大门装个监控", chat=GROUP)
    assert "和平小区 · 安全" in said(wire, AUTHOR.id)
    await wire.say(AUTHOR, "/opinion", chat=GROUP)
    await wire.say(STRANGER, "/opinion 电梯", chat=GROUP)
    await wire.deliver()
    told = [one for one in wire.in_chat(GROUP.id) if "提意见，点这里" in one.text]
    assert len(told) == 1, "once an hour"
    answer = await wire.tap(STRANGER, told[0], "提意见")
    assert answer is not None
    assert answer.url is not None
    await wire.say(STRANGER, f"/start {answer.url.partition('start=')[2]}")
    assert "先认一下门" in said(wire, STRANGER.id)
    assert not [one for one in wire.in_chat(STRANGER.id) if "电梯" in one.text]


async def test_a_photo_is_for_those_who_sort(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.say(AUTHOR, "提意见")
    await wire.send_file(AUTHOR, b"one", "p.jpg", kind="photo")
    assert "照片收到了" in said(wire, AUTHOR.id)
    await wire.say(AUTHOR, WORDS)
    shown = wire.last(AUTHOR.id)
    assert "带照片" in shown.text
    await wire.send_file(AUTHOR, b"two", "p.jpg", kind="photo")
    await wire.work()
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "交上去")
    opinion = wire.last(AUTHOR.id).data("撤回").split(":")[1]
    await wire.tap(CHIEF, await open_opinion(wire, opinion), "看照片")
    assert wire.last(CHIEF.id).method == "sendPhoto"
    assert [one.method for one in wire.in_chat(CHIEF.id)][-2:] == ["sendPhoto", "sendPhoto"], "both: what came before the words, too"
    assert sorted(await kept_photos(wire, uow, opinion)) == [b"one", b"two"]


async def test_what_is_taken_back_leaves_the_screens_of_those_who_sort(wire: Wire, uow: Units) -> None:
    """By whatever screen it was read, its photos too; a message that shows something else by then is left alone."""
    await settle(uow)
    await wire.say(AUTHOR, "/opinion")
    await wire.send_file(AUTHOR, b"one", "p.jpg", kind="photo", caption=WORDS)
    await wire.work()
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "交上去")
    mine = wire.last(AUTHOR.id)
    opinion = mine.data("撤回").split(":")[1]
    card = await open_opinion(wire, opinion)
    await wire.tap(CHIEF, card, "看照片")
    photo = wire.last(CHIEF.id)
    await wire.tap(CHIEF, card, "列入清单")
    assert WORDS in card.text
    gone_on = await open_opinion(wire, opinion, CHEN)
    await wire.tap(CHEN, gone_on, "看意见")
    await wire.tap(CHEN, gone_on, "需求清单")
    stands = gone_on.text
    await wire.press(CHEN, NewOpinions().pack())
    listed = wire.last(CHEN.id)
    assert any(WORDS[:4] in label for label in listed.labels)
    await wire.tap(AUTHOR, mine, "撤回")
    await wire.tap(AUTHOR, mine, "确定撤回")
    await wire.deliver()
    assert "这条意见撤回了" in card.text
    assert card.labels == ["看意见", "菜单"]
    assert photo.deleted
    assert gone_on.text == stands
    assert WORDS not in everything(wire, CHIEF.id)
    assert "这条意见撤回了" in listed.text, "its first words stood on a button of the list"
    assert not any(WORDS[:4] in label for one in wire.in_chat(CHEN.id) for label in one.labels)


async def kept_photos(wire: Wire, uow: Units, opinion: str) -> list[bytes]:
    async with uow.read() as unit:
        found = await unit.opinions.opinion(opinion)
        assert found is not None
        photos = await unit.opinion_photos.of(found.compound_id, opinion)
    return [await wire.app.attachments.bytes_of(one.sha256) for one in photos if one.sha256 is not None]


async def test_an_album_is_one_opinion_with_all_its_photos_and_one_message(wire: Wire, uow: Units) -> None:
    """In private with the words under the first picture, and with words that come after; what is too much is said."""
    await settle(uow)
    await wire.say(AUTHOR, "/opinion")
    before = len(wire.in_chat(AUTHOR.id))
    for number in range(10):
        caption = {"caption": "路面坑洼"} if number == 0 else {}
        await wire.send_file(AUTHOR, b"%d" % number, "p.jpg", kind="photo", media_group_id="a1", **caption)
    shown = wire.last(AUTHOR.id)
    assert len(wire.in_chat(AUTHOR.id)) == before + 1, "ten pictures are not ten messages"
    assert "道路 · 带 10 张照片" in said(wire, AUTHOR.id)
    await wire.send_file(AUTHOR, b"11", "p.jpg", kind="photo", media_group_id="a1")
    assert "最多带 10 张照片" in said(wire, AUTHOR.id)
    await wire.tap(AUTHOR, shown, "交上去")
    await wire.work()
    opinion = shown.data("撤回").split(":")[1]
    assert sorted(await kept_photos(wire, uow, opinion)) == [b"%d" % number for number in range(10)]
    await wire.tap(AUTHOR, shown, "撤回")
    await wire.tap(AUTHOR, shown, "确定撤回")
    assert await kept_photos(wire, uow, opinion) == []

    await wire.say(AUTHOR, "/opinion")
    before = len(wire.in_chat(AUTHOR.id))
    for number in range(3):
        await wire.send_file(AUTHOR, b"%d" % number, "p.jpg", kind="photo", media_group_id="a2")
    assert len(wire.in_chat(AUTHOR.id)) == before + 1, "the words are asked for once"
    await wire.say(AUTHOR, WORDS)
    assert "带 3 张照片" in said(wire, AUTHOR.id)


async def test_an_album_in_the_group_is_one_opinion(wire: Wire, uow: Units) -> None:
    """Only its first picture has the words; to the others the group is told nothing."""
    await settle(uow)
    await wire.say(AUTHOR, "/start")
    await wire.press(CHEN, "oq::0")
    await wire.tap(CHEN, wire.last(CHEN.id), "征求意见")
    await wire.tap(CHEN, wire.last(CHEN.id), "确定发出")
    await wire.deliver()
    invitation = wire.last(GROUP.id)
    before = len(wire.in_chat(AUTHOR.id)), len(wire.in_chat(GROUP.id))
    for number in range(4):
        said_so: dict[str, Any] = {"caption": "路面坑洼"} if number == 0 else {}
        sent = {"kind": "photo", "media_group_id": "a1", "chat": GROUP, "reply_to": invitation}
        await wire.send_file(AUTHOR, b"%d" % number, "p.jpg", **sent, **said_so)
    await wire.deliver()
    assert "道路 · 带 4 张照片" in said(wire, AUTHOR.id)
    assert (len(wire.in_chat(AUTHOR.id)), len(wire.in_chat(GROUP.id))) == (before[0] + 1, before[1])


async def test_a_photo_with_its_caption_is_one_message(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.say(AUTHOR, "/opinion")
    await wire.send_file(AUTHOR, b"one", "p.jpg", kind="photo", caption="路面坑洼")
    assert "和平小区 · 道路 · 带照片" in said(wire, AUTHOR.id)


async def test_a_photo_that_cannot_be_had_is_told(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.say(AUTHOR, "/opinion")
    await wire.send_file(AUTHOR, b"one", "p.jpg", kind="photo", caption="路面坑洼")
    wire.session.files.clear()
    for _ in range(3):
        await wire.work()
        wire.clock.move(timedelta(minutes=1))
    await wire.deliver()
    assert "照片没有收到" in said(wire, AUTHOR.id)


async def test_a_newer_list_and_the_older_points_to_it(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await list_it(wire, await give(wire))
    first = await publish(wire)
    await list_it(wire, await give(wire, owner(7), "装个监控"))
    posted = await publish(wire)
    assert "清单有新的" in first.text
    assert first.labels == []
    assert posted.message_id != first.message_id
    assert "共 2 条" in posted.text.replace("\u00a0", " ")


async def test_the_list_in_private(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await list_it(wire, await give(wire))
    await wire.say(owner(5), "需求清单")
    assert "还没有公布的" in said(wire, owner(5).id)
    posted = await publish(wire)
    answer = await wire.tap(owner(5), posted, "看全部")
    assert answer is not None
    assert answer.url is not None
    await wire.say(owner(5), f"/start {answer.url.partition('start=')[2]}")
    shown = wire.last(owner(5).id)
    await wire.tap(owner(5), shown, "也要 1")
    assert "✓ 要 1" in shown.labels
    assert "✓ 下水道老是堵：2 户" in shown.text.replace("\u00a0", " ")
    wire.clock.move(DOUBLE_TAP)
    await wire.tap(owner(5), shown, "✓ 要 1")
    assert "：1 户" in shown.text.replace("\u00a0", " ")


async def test_the_morning_counts_what_nobody_sorted(wire: Wire, uow: Units) -> None:
    from bot.rules.residents.mornings import MORNING, next_morning

    await settle(uow)
    await give(wire)
    now = uow.clock.now()
    async with uow() as unit:
        for person in (CHIEF, CHEN):
            await unit.schedule.plan(MORNING, str(person.id), next_morning(now))
        await unit.commit()
    await pass_time(wire, timedelta(hours=22))
    for person in (CHIEF, CHEN):
        assert "1 条意见没有看，在「看意见」里" in everything(wire, person.id)
