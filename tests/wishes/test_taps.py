"""Presses twice, late, forged, or by somebody else; drafts left; leaving; whoever moved in later."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.actions.residents.mydata import leave_linli
from bot.rules.residents import BindingState, HomeRole
from bot.rules.taps import DOUBLE_TAP
from handlers.menus import OpenRoster
from storage.outbox_table import outbox
from storage.taps import undone_taps
from storage.wishes import wish_menus, wish_picks
from tests.fixtures import Units
from tests.residents.worlds import dialog
from tests.votes.houses import CHEN, CHIEF, GROUP, HEAD, owner, settle
from tests.wire import Person, Wire
from tests.wishes.worlds import TABLE, choose, desk, everything, menu_of, pass_time, plain, publish, said, send_table

pytestmark = pytest.mark.storage
WAITING, BUYER = Person(3003, "等着的"), Person(3004, "新来的")
RAIL, LAMPS = "1. 扶手", "2. 路灯"


async def rows(uow: Units, column: object) -> list[object]:
    async with uow.read() as unit:
        return list((await unit.connection.execute(select(column))).scalars())  # type: ignore[call-overload]


async def test_no_letter_says_who_chose_or_when(wire: Wire, uow: Units) -> None:
    await settle(uow)
    menu = menu_of(await publish(wire))
    for number in (3, 1):
        await choose(wire, owner(number), menu, RAIL)
        await wire.deliver()
    keys = [str(key) for key in await rows(uow, outbox.c.key) if str(key).startswith(f"wishes:{menu}:") and ":asked:" not in str(key)]
    assert [len(key.split(":")) for key in keys] == [4, 4], "no moment, which has colons of its own"
    assert not {str(owner(number).id) for number in range(1, 10)} & {part for key in keys for part in key.split(":")}


async def test_after_the_close_no_tap_counts(wire: Wire, uow: Units) -> None:
    await settle(uow)
    menu = menu_of(await publish(wire))
    mine = await choose(wire, owner(1), menu)
    pressed = mine.data(RAIL)
    wire.clock.move(timedelta(days=4))
    assert "已经截止" in dialog(await wire.press(owner(1), pressed)), "its time is over, counted or not"
    await pass_time(wire, timedelta())
    assert "已经截止" in dialog(await wire.press(owner(1), pressed))
    assert "没有人选，没有结果" in everything(wire, GROUP.id)
    await wire.work()
    assert wire.last(GROUP.id).method == "sendMessage", "nothing to draw"


async def test_a_tap_of_the_last_moment_counts_and_is_told_so_also_when_it_is_handled_after_it(wire: Wire, uow: Units) -> None:
    await settle(uow)
    menu = menu_of(await publish(wire))
    mine = await choose(wire, owner(1), menu)
    [close] = await rows(uow, wish_menus.c.closes_at)
    assert isinstance(close, datetime)
    wire.clock.move_to(close + timedelta(seconds=1))
    assert "已经截止" in dialog(await wire.tap_in_time(owner(1), mine, RAIL, close + timedelta(milliseconds=1)))
    assert "已选：扶手" in dialog(await wire.tap_in_time(owner(1), mine, RAIL, close))
    assert mine.labels[0] == f"✓ {RAIL}"
    assert len(await rows(uow, wish_picks.c.home_id)) == 1


async def test_forged_items_and_homes_are_not_chosen(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    menu = menu_of(await publish(wire))
    shown = await choose(wire, owner(1), menu)
    mine, others = houses.homes[1], houses.homes[2]
    for item in (0, 5, 99, -1):
        assert "这一项不能选" in dialog(await wire.press(owner(1), f"zp:{menu}:{mine}:{item}:1:0")), item
    assert "没有登记您的房子" in dialog(await wire.press(owner(1), f"zp:{menu}:{others}:1:1:0"))
    assert await rows(uow, wish_picks.c.home_id) == []
    for page in (-1, 9):
        await wire.press(owner(1), f"zm:{menu}:{mine}:{page}", message=shown)
        assert "还剩 6,000 元" in said(wire, owner(1).id)


async def test_a_second_tap_of_the_same_changes_nothing(wire: Wire, uow: Units) -> None:
    await settle(uow)
    menu = menu_of(await publish(wire))
    mine = await choose(wire, owner(1), menu)
    pressed = mine.data(RAIL)
    await wire.press(owner(1), pressed)
    again = await wire.press(owner(1), pressed)
    assert again is not None
    assert "已选：扶手，还剩 3,000 元" in plain(str(again.text))
    assert await rows(uow, wish_picks.c.picked) == ["[1]"]


async def test_the_second_half_of_a_double_tap_takes_nothing_out(wire: Wire, uow: Units) -> None:
    """Also when the screen says the opposite by then; what was chosen before is taken out at once."""
    await settle(uow)
    mine = await choose(wire, owner(1), menu_of(await publish(wire)), RAIL)
    told = await wire.tap(owner(1), mine, f"✓ {RAIL}")
    assert told is not None
    assert "已选：扶手" in str(told.text)
    await wire.tap(owner(1), mine, LAMPS)
    await wire.tap(owner(1), mine, f"✓ {RAIL}")
    assert await rows(uow, wish_picks.c.picked) == ["[2]"]
    wire.clock.move(DOUBLE_TAP)
    await wire.tap(owner(1), mine, f"✓ {LAMPS}")
    assert await rows(uow, wish_picks.c.picked) == ["[]"]
    told = await wire.tap(owner(1), mine, LAMPS)
    assert told is not None
    assert "已去掉：路灯" in str(told.text), "nor does that of one that took it out put it back"
    assert await rows(uow, wish_picks.c.picked) == ["[]"]
    wire.clock.move(DOUBLE_TAP)
    await wire.tap(owner(1), mine, LAMPS)
    assert await rows(uow, wish_picks.c.picked) == ["[2]"]


async def test_after_the_close_only_the_home_is_known(wire: Wire, uow: Units) -> None:
    """Its own list is seen again; who of it tapped, when, and in which order is not kept, nor that somebody took everything out."""
    await settle(uow)
    menu = menu_of(await publish(wire))
    await choose(wire, owner(1), menu, LAMPS, RAIL)
    shown = await choose(wire, owner(2), menu, RAIL)
    wire.clock.move(DOUBLE_TAP)
    await wire.tap(owner(2), shown, f"✓ {RAIL}")
    await pass_time(wire, timedelta(days=4))
    sent = (await rows(uow, wish_menus.c.created_at))[0]
    for column, left in (
        (wish_picks.c.person_id, [None]),
        (wish_picks.c.picked, ["[1,2]"]),
        (wish_picks.c.picked_at, [sent]),
        (undone_taps.c.person_id, []),
    ):
        assert await rows(uow, column) == left
    await choose(wire, owner(1), menu)
    assert "扶手" in said(wire, owner(1).id)


async def test_who_is_not_confirmed_waits(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    await houses.bind(WAITING, 2, role=HomeRole.TENANT, state=BindingState.PENDING)
    await choose(wire, WAITING, menu_of(await publish(wire)))
    assert "还没有定下来" in said(wire, WAITING.id)


async def test_neighbours_and_heads_write_nothing(wire: Wire, uow: Units) -> None:
    await settle(uow)
    shown = await desk(wire)
    menu = shown.data("不做了").split(":")[1]
    await wire.tap(CHEN, shown, "看一遍")
    sending = wire.last(CHEN.id).data("发出")
    for person in (owner(1), HEAD):
        assert "由小区长和社区干部来做" in dialog(await wire.press(person, "zb:"))
        for data in (f"zi:{menu}:basic", f"zq:{menu}:file", f"zy:{menu}", f"zk:{menu}:1", f"zw:{menu}", sending):
            assert "已经发出、不做了" in dialog(await wire.press(person, data)), data
    assert "已经发出、不做了" in dialog(await wire.press(CHIEF, sending)), "a draft is its drafter's"
    await choose(wire, owner(1), menu)
    assert "没有找到这份菜单" in said(wire, owner(1).id), "nobody chooses from a draft"


async def test_sent_twice_it_is_asked_once(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.tap(CHEN, await desk(wire), "看一遍")
    sending = wire.last(CHEN.id).data("发出")
    await wire.press(CHEN, sending)
    assert "已经发出" in dialog(await wire.press(CHEN, sending))
    await wire.deliver()
    assert everything(wire, GROUP.id).count("您家想改什么") == 1


async def test_an_old_preview_sends_nothing_but_what_it_shows(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.tap(CHEN, await desk(wire), "看一遍")
    shown = wire.last(CHEN.id)
    old = shown.data("发出")
    await wire.tap(CHEN, shown, "回去改")
    await wire.tap(CHEN, shown, "定预算")
    await wire.say(CHEN, "2万")
    assert "和您看到的不一样" in dialog(await wire.press(CHEN, old))
    await wire.deliver()
    assert not wire.in_chat(GROUP.id)


async def test_a_row_is_removed_once_from_the_list_that_was_shown(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.tap(CHEN, await desk(wire), "删一项")
    shown = wire.last(CHEN.id)
    pressed = shown.data("扶手 · 3,000\u00a0元")
    await wire.press(CHEN, pressed)
    assert "和您看到的不一样" in dialog(await wire.press(CHEN, pressed))
    assert "完善类 1 项，2,000 元" in said(wire, CHEN.id)


async def test_two_who_draft_at_once_have_a_menu_each(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await desk(wire)
    await wire.press(CHIEF, "zb:")
    assert "还没有项目" in said(wire, CHIEF.id)
    await wire.press(CHIEF, "zl")
    assert [one for one in wire.last(CHIEF.id).labels if "没有发" in one] == ["和平小区 · 没有发"], "only one's own"


async def test_a_draft_is_taken_up_again_and_forgotten_after_a_week(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await desk(wire)
    await pass_time(wire, timedelta(days=6))
    await wire.press(CHEN, "zl")
    await wire.tap(CHEN, wire.last(CHEN.id), wire.last(CHEN.id).labels[0])
    assert "提升类 2 项" in said(wire, CHEN.id)
    await wire.tap(CHEN, wire.last(CHEN.id), "定预算")
    await wire.say(CHEN, "3万")
    await pass_time(wire, timedelta(days=6))
    assert len(await rows(uow, wish_menus.c.id)) == 1, "from its last change on"
    await pass_time(wire, timedelta(days=2))
    assert await rows(uow, wish_menus.c.id) == []


async def test_dropped_it_is_asked_twice_and_gone(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.tap(CHEN, await desk(wire), "不做了")
    assert "写好的 5 项都会删掉" in said(wire, CHEN.id)
    assert len(await rows(uow, wish_menus.c.id)) == 1
    await wire.tap(CHEN, wire.last(CHEN.id), "确定不做")
    assert await rows(uow, wish_menus.c.id) == []


async def test_without_a_group_nothing_is_sent(wire: Wire, uow: Units) -> None:
    await settle(uow, grouped=False)
    await wire.tap(CHEN, await desk(wire), "看一遍")
    assert "现在没有群能发" in said(wire, CHEN.id)
    assert "发出" not in wire.last(CHEN.id).labels


async def test_a_table_that_was_replaced_is_not_taken(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.press(CHEN, "zb:")
    await wire.tap(CHEN, wire.last(CHEN.id), "发表格")
    first = (await send_table(wire, TABLE.encode())).data("用这些")
    await send_table(wire, TABLE.replace("大门", "岗亭").encode())
    assert "已经用过，或者换过新的了" in dialog(await wire.press(CHEN, first))
    using = wire.last(CHEN.id).data("用这些")
    await wire.press(CHEN, using)
    assert "已经用过" in dialog(await wire.press(CHEN, using))


async def test_rows_that_are_no_items_are_named_one_by_one(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.press(CHEN, "zb:")
    await wire.tap(CHEN, wire.last(CHEN.id), "发表格")
    bad = "雨棚,亮化类,项,100,1\n座椅,完善类,把,面议,3\n电梯,完善类,部,=300000*2,1\n合计,,,,\n"
    shown = plain((await send_table(wire, (TABLE + bad).encode())).text)
    assert "读到 5 项，还没有用" in shown
    assert "3 行有问题，没有读进来" in shown
    assert "第 7 行「雨棚」：类别要写基础类、完善类或提升类" in shown
    assert "第 8 行「座椅」：单价看不懂" in shown
    assert "第 9 行「电梯」：有公式，请改成数字" in shown
    assert "合计、小计 1 行跳过了" in shown


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("楼栋,单元\n1,2\n".encode(), "没找到这几列：名称、类别、单位、单价、数量"),
        (b"\xd0\xcf\x11\xe0old", "这个文件我读不了"),
        ((TABLE + "大门,提升类,项,1,1\n" * 30_000).encode(), "表格有 30005 行，一份菜单最多 24 项"),
        ("名称,类别,单位,单价,数量\n雨棚,亮化,项,1,1\n".encode(), "表格里没有读到能用的项目"),
    ],
)
async def test_a_file_that_cannot_be_used_is_told_why(wire: Wire, uow: Units, data: bytes, says: str) -> None:
    await settle(uow)
    await wire.press(CHEN, "zb:")
    await wire.tap(CHEN, wire.last(CHEN.id), "发表格")
    shown = await send_table(wire, data)
    assert says in plain(shown.text)
    assert "用这些" not in shown.labels


async def test_something_else_where_words_are_asked_for(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.press(CHEN, "zb:")
    await wire.tap(CHEN, wire.last(CHEN.id), "定预算")
    await wire.send_file(CHEN, b"x", "a.jpg", kind="photo")
    assert "总预算是多少" in said(wire, CHEN.id)
    await wire.tap(CHEN, wire.last(CHEN.id), "回去改")
    await wire.tap(CHEN, wire.last(CHEN.id), "发表格")
    await wire.say(CHEN, "表格在哪里发？")
    assert "把表格发来" in said(wire, CHEN.id)


async def test_a_table_sent_after_another_button_is_a_roster(wire: Wire, uow: Units) -> None:
    """「发表格」 looked at and left: the roster of the next hour was read as items of the menu."""
    await settle(uow)
    await wire.press(CHEN, "zb:")
    await wire.tap(CHEN, wire.last(CHEN.id), "发表格")
    await wire.press(CHEN, OpenRoster().pack())
    shown = await send_table(wire, "楼栋,单元,房号,面积,业主\n1栋,1单元,101,80.00,王建国\n".encode(), name="花名册.csv")
    assert "项" not in plain(shown.text)
    assert "户" in plain(shown.text)


async def test_whoever_leaves_takes_their_name_and_leaves_the_homes_choice(wire: Wire, uow: Units) -> None:
    await settle(uow)
    menu = menu_of(await publish(wire))
    await choose(wire, owner(1), menu, RAIL)
    await leave_linli(uow(), telegram_id=owner(1).id, now=uow.clock.now())
    assert await rows(uow, wish_picks.c.person_id) == [None]
    await pass_time(wire, timedelta(days=4))
    assert "1 户选了" in everything(wire, GROUP.id)


async def test_who_moved_in_after_the_close_sees_nothing_of_those_before(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    menu = menu_of(await publish(wire))
    await choose(wire, owner(1), menu, RAIL)
    await pass_time(wire, timedelta(days=4))
    await houses.bind(BUYER, 1, role=HomeRole.FAMILY)
    await choose(wire, BUYER, menu)
    assert "没有找到这份菜单" in said(wire, BUYER.id)


async def test_a_close_while_nobody_runs_comes_late_and_once(wire: Wire, uow: Units) -> None:
    await settle(uow)
    menu = menu_of(await publish(wire))
    await choose(wire, owner(1), menu, RAIL)
    for _ in range(2):
        await pass_time(wire, timedelta(days=9))
    assert everything(wire, GROUP.id).count("大家想要的") == 1
