"""Presses twice, late, or by somebody else; leaving; a home that counts once: refused in words, or harmless."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.actions.residents.mydata import leave_linli
from bot.rules.opinions import NEW_AT_ONCE
from bot.rules.residents import BindingState, HomeRole
from bot.rules.taps import DOUBLE_TAP
from storage.opinions import demand_supports, opinions
from storage.outbox_table import outbox
from tests.fixtures import Units
from tests.opinions.worlds import (
    AUTHOR,
    CHEN,
    CHIEF,
    GROUP,
    HEAD,
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
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage
PHOTO = b"\xff\xd8 a heap in the stairs"
TENANT, FAMILY, WAITING = Person(3001, "租客"), Person(3002, "家人"), Person(3003, "等着的")


async def rows(uow: Units, column: object) -> list[object]:
    async with uow.read() as unit:
        return list((await unit.connection.execute(select(column))).scalars())  # type: ignore[call-overload]


def attachments(wire: Wire) -> Path:
    return wire.app.settings.data_dir / "attachments"


async def test_handed_in_twice_it_is_one(wire: Wire, uow: Units) -> None:
    await settle(uow)
    shown = await write(wire)
    handing = shown.data("交上去")
    for _ in range(2):
        await wire.press(AUTHOR, handing, message=shown)
    await wire.deliver()
    assert await rows(uow, opinions.c.state) == ["new"]
    assert everything(wire, CHIEF.id).count("有新意见") == 1


async def test_those_who_sort_are_rung_for_once_a_day(wire: Wire, uow: Units) -> None:
    await settle(uow)
    for number in (2, 3):
        await give(wire, owner(number))
    assert everything(wire, CHIEF.id).count("有新意见") == 1
    await pass_time(wire, timedelta(days=1))
    await give(wire, owner(4))
    assert everything(wire, CHIEF.id).count("有新意见") == 2


async def test_words_at_a_button_and_a_voice_are_no_opinion(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.say(AUTHOR, "/opinion")
    await wire.say(AUTHOR, "", voice={"file_id": "v", "file_unique_id": "v", "duration": 3})
    assert "我用不上" in said(wire, AUTHOR.id)
    await wire.say(AUTHOR, "……")
    assert "要写一两句" in said(wire, AUTHOR.id)
    await wire.say(AUTHOR, WORDS)
    await wire.say(AUTHOR, "好了吗")
    assert "您打的没有用上" in said(wire, AUTHOR.id)
    assert WORDS in said(wire, AUTHOR.id)


async def test_rewritten_the_first_words_are_gone(wire: Wire, uow: Units) -> None:
    await settle(uow)
    shown = await write(wire)
    await wire.tap(AUTHOR, shown, "重写")
    await wire.say(AUTHOR, "装电梯")
    assert await rows(uow, opinions.c.words) == ["装电梯"]


async def test_rewritten_it_keeps_its_photo_until_it_is_taken_back(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.say(AUTHOR, "/opinion")
    await wire.send_file(AUTHOR, PHOTO, "", kind="photo", caption="楼道堆了杂物")
    await wire.work()
    first = wire.last(AUTHOR.id)
    hand_in = first.data("交上去")
    await wire.tap(AUTHOR, first, "重写")
    assert "没有找到" not in dialog(await wire.press(AUTHOR, hand_in)), "it is being written anew"
    assert await rows(uow, opinions.c.state) == ["draft"], "and is not handed in without words"
    await wire.say(AUTHOR, "楼道杂物太多")
    assert "您后来重写过，这一条没有交" in dialog(await wire.press(AUTHOR, hand_in)), "other words stand above it"
    assert await rows(uow, opinions.c.state) == ["draft"]
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "交上去")
    assert await rows(uow, opinions.c.words) == ["楼道杂物太多"]
    assert len(list(attachments(wire).iterdir())) == 1
    [opinion] = await rows(uow, opinions.c.id)
    await wire.press(AUTHOR, f"ob:{opinion}:1", message=wire.last(AUTHOR.id))
    await pass_time(wire, timedelta(days=1))
    await wire.work()
    assert list(attachments(wire).iterdir()) == [], "nothing that was deleted is on the disk"


async def test_taken_back_its_words_go_everywhere(wire: Wire, uow: Units) -> None:
    await settle(uow)
    opinion = await give(wire)
    await list_it(wire, opinion)
    await pass_time(wire, timedelta(minutes=6))
    posted = await publish(wire)
    await wire.tap(owner(5), posted, "也要 1")
    for sure in (0, 1, 1):
        await wire.press(AUTHOR, f"ob:{opinion}:{sure}", message=wire.last(AUTHOR.id))
    await wire.deliver()
    assert "已撤回" in said(wire, AUTHOR.id)
    assert "：1 户" in posted.text.replace("\u00a0", " "), "the other home still wants it"
    assert await rows(uow, opinions.c.words) == [""]
    kept = await rows(uow, outbox.c.facts)
    assert not [one for one in kept if f'"words":"{WORDS}"' in str(one)]
    assert "本人已经撤回" in dialog(await wire.press(CHIEF, f"ou:{opinion}"))


async def test_so_many_at_once_and_no_more(wire: Wire, uow: Units) -> None:
    await settle(uow)
    for number in range(NEW_AT_ONCE):
        await give(wire, words=f"第{number}条")
    await wire.say(AUTHOR, "/opinion")
    assert "5 条意见还没有人看" in said(wire, AUTHOR.id)


async def test_neighbours_see_and_do_nothing(wire: Wire, uow: Units) -> None:
    """Of the same home, of the same building, its head: none of them has it."""
    houses = await settle(uow)
    await houses.bind(FAMILY, 2, role=HomeRole.FAMILY)
    opinion = await give(wire)
    for person in (owner(3), FAMILY, HEAD):
        for data in (
            f"o1:{opinion}",
            f"ob:{opinion}:1",
            f"oi:{opinion}",
            f"op:{opinion}",
            f"on:{opinion}:0",
            f"or:{opinion}:1",
            f"oh:{opinion}",
        ):
            assert "没有找到这条意见" in dialog(await wire.press(person, data)), data
    assert "没有找到" in dialog(await wire.press(CHIEF, f"o1:{opinion}")), "whoever sorts is not its author"
    assert "由小区长和社区干部来整理" in dialog(await wire.press(HEAD, "ol:0"))


async def test_a_chief_publishes_and_plans_nothing(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    await list_it(wire, await give(wire))
    await wire.press(CHIEF, "oq::0")
    assert "公布由社区干部来点" in said(wire, CHIEF.id)
    assert "发到群里" not in wire.last(CHIEF.id).labels
    for data in (f"oy:{houses.compound.id}:0", f"ok:{houses.compound.id}:1"):
        assert "要社区干部来点" in dialog(await wire.press(CHIEF, data))
    await wire.tap(CHIEF, wire.last(CHIEF.id), wire.last(CHIEF.id).labels[0])
    demand = wire.last(CHIEF.id)
    assert demand.labels == ["返回", "菜单"]
    await publish(wire)
    where = wire.last(GROUP.id).data("也要 1").split(":")[1]
    assert "要社区干部来点" in dialog(await wire.press(CHIEF, f"oz:{where}:planned:0"))


async def test_nobody_sorts_their_own(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    await houses.bind(CHIEF, 3, role=HomeRole.FAMILY)
    opinion = await give(wire, CHIEF)
    assert "有新意见" in everything(wire, CHEN.id), "the staff hears of it"
    assert "您自己提的" in dialog(await wire.press(CHIEF, f"on:{opinion}:0"))
    await wire.press(CHIEF, "ol:0")
    assert "都看过了" in said(wire, CHIEF.id)


async def test_sorted_twice_the_second_is_told(wire: Wire, uow: Units) -> None:
    await settle(uow)
    opinion = await give(wire)
    for person in (CHIEF, CHEN):
        await wire.press(person, f"on:{opinion}:0")
    await wire.press(CHIEF, f"on:{opinion}:1")
    assert "已经列入清单" in dialog(await wire.press(CHEN, f"on:{opinion}:1"))
    assert "已经列入清单" in dialog(await wire.press(CHEN, f"or:{opinion}:0"))


async def test_what_is_published_is_what_was_shown(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await list_it(wire, await give(wire))
    await wire.press(CHEN, "oq::0")
    await wire.tap(CHEN, wire.last(CHEN.id), "发到群里")
    preview = wire.last(CHEN.id)
    await list_it(wire, await give(wire, owner(7), "装个监控"))
    assert "清单刚才有人改过" in dialog(await wire.tap(CHEN, preview, "确定发出"))
    await wire.deliver()
    assert "需求清单" not in everything(wire, GROUP.id)


async def test_a_title_names_no_home(wire: Wire, uow: Units) -> None:
    await settle(uow)
    opinion = await give(wire, words="3栋2单元301漏水")
    await wire.tap(CHIEF, await open_opinion(wire, opinion), "列入清单")
    assert "请打一句清单上的写法" in said(wire, CHIEF.id)
    await wire.say(CHIEF, "301室漏水")
    assert "会让全小区知道是哪一户" in said(wire, CHIEF.id)
    await wire.press(CHIEF, "menu")
    await wire.say(CHIEF, "谢谢")
    assert await rows(uow, opinions.c.state) == ["new"], "words after another button are no title"


async def test_a_home_counts_once_whoever_taps(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    await houses.bind(FAMILY, 5, role=HomeRole.FAMILY)
    await list_it(wire, await give(wire))
    posted = await publish(wire)
    want = posted.data("也要 1")
    assert "现在 2\u00a0户" in str((await wire.press(owner(5), want, message=posted)).text)  # type: ignore[union-attr]
    assert "家里已经有人点过了" in str((await wire.press(FAMILY, want, message=posted)).text)  # type: ignore[union-attr]
    assert "已记下" in str((await wire.press(owner(5), want, message=posted)).text), "a double tap"  # type: ignore[union-attr]
    wire.clock.move(DOUBLE_TAP)
    for _ in range(2):
        assert "已收回" in str((await wire.press(owner(5), want, message=posted)).text), "a double tap, too"  # type: ignore[union-attr]
        assert len(await rows(uow, demand_supports.c.home_id)) == 1
    wire.clock.move(DOUBLE_TAP)
    assert "已记下" in str((await wire.press(owner(5), want, message=posted)).text)  # type: ignore[union-attr]


async def test_a_home_counts_by_its_opinion_and_by_who_else_taps(wire: Wire, uow: Units) -> None:
    """A tap takes no opinion back, and an opinion that is taken back takes no tap of the family with it."""
    houses = await settle(uow)
    await houses.bind(FAMILY, 2, role=HomeRole.FAMILY)
    opinion = await give(wire)
    await list_it(wire, opinion)
    posted = await publish(wire)
    want = posted.data("也要 1")
    for person in (AUTHOR, FAMILY, FAMILY, FAMILY):
        assert "您家提的意见，已经算 1" in str((await wire.press(person, want, message=posted)).text)  # type: ignore[union-attr]
        assert len(await rows(uow, demand_supports.c.home_id)) == 1
        wire.clock.move(DOUBLE_TAP)
    await wire.press(AUTHOR, f"ob:{opinion}:1", message=wire.last(AUTHOR.id))
    await wire.deliver()
    assert "：1 户" in posted.text.replace("\u00a0", " "), "the family taps on"
    assert "已收回" in str((await wire.press(FAMILY, want, message=posted)).text)  # type: ignore[union-attr]
    assert await rows(uow, demand_supports.c.home_id) == []


async def test_published_twice_in_a_moment_the_list_is_posted_once(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await list_it(wire, await give(wire))
    await wire.press(CHEN, "oq::0")
    await wire.tap(CHEN, wire.last(CHEN.id), "发到群里")
    preview = wire.last(CHEN.id)
    data = preview.data("确定发出")
    for _ in range(2):
        await wire.press(CHEN, data, message=preview)
        await wire.deliver()
        wire.clock.move(timedelta(seconds=1))
    assert [one.labels[0] for one in wire.in_chat(GROUP.id) if one.labels] == ["也要 1"]
    wire.clock.move(timedelta(minutes=5))
    await wire.press(CHEN, data, message=preview)
    await wire.deliver()
    assert len(wire.in_chat(GROUP.id)) == 2, "once more, further down, when it is wanted"


async def test_who_lives_elsewhere_or_is_not_confirmed_does_not_count(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    await houses.bind(WAITING, 5, role=HomeRole.TENANT, state=BindingState.PENDING)
    await list_it(wire, await give(wire))
    unpublished = await wire.press(CHEN, "oq::0")
    assert unpublished is not None
    demand = wire.last(CHEN.id).data(wire.last(CHEN.id).labels[0]).split(":")[1]
    assert "没有找到清单上的这一条" in dialog(await wire.press(owner(5), f"os:{demand}:-1")), "nobody has read it"
    posted = await publish(wire)
    assert "还没有定下来" in dialog(await wire.tap(WAITING, posted, "也要 1"))
    answer = await wire.tap(STRANGER, posted, "也要 1")
    assert answer is not None
    assert "start=o_" in str(answer.url)
    await wire.say(WAITING, "/opinion")
    assert "还没有定下来" in said(wire, WAITING.id)


async def test_tenants_speak_as_owners_do(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    await houses.bind(TENANT, 2, role=HomeRole.TENANT)
    await give(wire, TENANT)
    assert await rows(uow, opinions.c.state) == ["new"]


async def test_whoever_leaves_leaves_no_words(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await list_it(wire, await give(wire))
    await pass_time(wire, timedelta(minutes=6))
    waiting = await give(wire, words="装个监控")
    posted = await publish(wire)
    await leave_linli(uow(), telegram_id=AUTHOR.id, now=uow.clock.now())
    await wire.deliver()
    assert await rows(uow, opinions.c.words) == ["", ""]
    assert await rows(uow, opinions.c.person_id) == [None, None]
    assert await rows(uow, demand_supports.c.person_id) == [None]
    assert "：1 户" in posted.text.replace("\u00a0", " "), "the home counts on"
    assert "本人已经撤回" in dialog(await wire.press(CHIEF, f"on:{waiting}:0"))


async def test_the_menu_leads_there(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.say(CHIEF, "/menu")
    assert "看意见" in wire.last(CHIEF.id).labels
    assert "提意见" not in wire.last(CHIEF.id).labels, "who is at home nowhere"
    await wire.say(AUTHOR, "/menu")
    assert "提意见" in wire.last(AUTHOR.id).labels
    assert "看意见" not in wire.last(AUTHOR.id).labels
    await wire.say(AUTHOR, "我的意见")
    assert "还没有" in said(wire, AUTHOR.id)


@pytest.mark.parametrize("another", [True, False])
async def test_by_the_morning_nobody_is_called_to_an_opinion_that_was_taken_back(wire: Wire, uow: Units, another: bool) -> None:
    await settle(uow)
    wire.clock.move(timedelta(hours=13))
    opinion = await give(wire)
    await wire.press(AUTHOR, f"ob:{opinion}:1")
    if another:
        await give(wire, owner(3), "电梯老是停")
    await pass_time(wire, timedelta(hours=10))
    assert ("有新意见" in everything(wire, CHIEF.id), "有新意见：电梯" in everything(wire, CHIEF.id)) == (another, another)


async def test_of_two_titles_each_button_lists_its_own(wire: Wire, uow: Units) -> None:
    """The whole compound reads it: what was typed since stands under another button."""
    await settle(uow)
    opinion = await give(wire)
    titles = []
    for title in ("换下水管", "更换一楼下水管"):
        await wire.press(CHIEF, f"ot:{opinion}")
        await wire.say(CHIEF, title)
        titles.append(wire.last(CHIEF.id))
    assert "没有交" in dialog(await wire.tap(CHIEF, titles[0], "确定列入"))
    assert await rows(uow, opinions.c.state) == ["new"]
    await wire.tap(CHIEF, titles[1], "确定列入")
    assert "清单：1. 更换一楼下水管：1 户" in said(wire, CHIEF.id)
