"""What those in charge are told of reminders is what reminders do: whom they will reach, and whether any is still to come."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.rules.residents import HomeRole
from storage.compounds import home_owners, homes
from tests.fixtures import Units
from tests.votes.houses import CHEN, GROUP, HEAD, Houses, draft_to_preview, owner, settle
from tests.wire import Person, Shown, Wire

REMINDED = "还没表决"


async def with_tenants(uow: Units, *, bound: int = 2, tenants: Sequence[int] = (3, 4, 5, 6)) -> Houses:
    """Owners in some homes, tenants alone in others."""
    houses = await settle(uow, bound=bound)
    for number in tenants:
        await houses.bind(Person(5000 + number, "租客"), number, role=HomeRole.TENANT)
    return houses


async def pass_time(wire: Wire, by: timedelta) -> None:
    wire.clock.move(by)
    while await wire.due():
        pass
    await wire.deliver()


async def listed(wire: Wire, vote: str, who: Person = CHEN) -> str:
    await wire.press(who, f"wn:{vote}:0")
    return wire.last(who.id).text.replace("\u2060", "")


async def test_the_preview_promises_as_many_as_are_reminded(wire: Wire, uow: Units) -> None:
    """「能提醒 6 户」, of which four were tenants' homes."""
    await with_tenants(uow)
    screen = await draft_to_preview(wire)
    assert "没点的会私信提醒，能提醒 2 户，还有 7 户只能在群里看或上门" in screen.text
    await wire.tap(CHEN, screen, "发出")
    await wire.deliver()
    await pass_time(wire, timedelta(days=2))
    assert {one.chat_id for one in wire.sent if REMINDED in one.text} == {owner(1).id, owner(2).id}


async def test_without_a_group_tenants_read_the_private_card(wire: Wire, uow: Units) -> None:
    houses = await settle(uow, bound=2, grouped=False)
    await houses.bind(Person(5003, "租客"), 3, role=HomeRole.TENANT)
    assert "能到 3 户，还有 6 户要上门" in (await draft_to_preview(wire)).text


async def test_without_a_group_nobody_has_to_post_the_card_again(wire: Wire, uow: Units) -> None:
    """「群绑定以后点再发一次」, after 「绑定了群会自动补发」: two opposite instructions."""
    houses = await settle(uow, bound=2, grouped=False)
    opened = await houses.open()
    await wire.press(CHEN, f"wv:{opened.heading.vote_id}")
    assert "还没有群收到卡片。绑定了群会自动补发。" in wire.last(CHEN.id).text


async def test_an_owner_of_several_homes_is_reminded_of_all(wire: Wire, uow: Units) -> None:
    houses = await settle(uow, bound=2)
    async with uow() as unit:
        third = home_owners.c.home_id == houses.homes[3]
        await unit.connection.execute(update(home_owners).where(third).values(owner_id=houses.owners[2]))
        await unit.commit()
    assert "能提醒 3 户，还有 6 户" in (await draft_to_preview(wire)).text
    vote = (await houses.open()).heading.vote_id
    assert "登记过，会自动提醒（3 户）\n1单元：101、201、301\n没登记，要上门（3 户）" in await listed(wire, vote)


async def test_where_one_is_designated_only_that_one_is_reminded(wire: Wire, uow: Units) -> None:
    houses = await settle(uow, bound=2)
    await houses.share(2, 12)
    await houses.designate(2, 12)
    assert "能提醒 1 户，还有 8 户" in (await draft_to_preview(wire)).text


async def test_homes_of_tenants_are_to_be_knocked_at(wire: Wire, uow: Units) -> None:
    houses = await with_tenants(uow, bound=3, tenants=(4, 5))
    vote = (await houses.open()).heading.vote_id
    shown = await listed(wire, vote)
    assert "登记过，会自动提醒（3 户）\n1单元：101、201、301" in shown
    assert "登记过，提醒不到业主，要上门（2 户）\n2单元：401、501" in shown
    assert "没登记，要上门（1 户）\n2单元：601" in shown
    await wire.press(HEAD, f"wk:{vote}:1")
    assert "收不到提醒：401、501、601" in wire.last(HEAD.id).text


async def test_a_short_vote_reminds_nobody_and_says_so(wire: Wire, uow: Units) -> None:
    houses = await with_tenants(uow, bound=3, tenants=(4, 5))
    vote = (await houses.open(closes_in=timedelta(minutes=90))).heading.vote_id
    shown = await listed(wire, vote)
    assert "自动提醒" not in shown
    assert "登记过，不再提醒，要上门问（5 户）\n1单元：101、201、301\n2单元：401、501\n没登记，要上门（1 户）" in shown
    await wire.press(HEAD, f"wk:{vote}:0")
    assert "不再发私信提醒，都要去问" in wire.last(HEAD.id).text
    assert "收不到提醒" not in wire.last(HEAD.id).text


async def test_after_the_last_reminder_none_is_promised(wire: Wire, uow: Units) -> None:
    houses = await settle(uow, bound=2)
    vote = (await houses.open(closes_in=timedelta(days=4))).heading.vote_id
    await pass_time(wire, timedelta(days=2, minutes=1))
    first = len([one for one in wire.sent if REMINDED in one.text])
    assert "会自动提醒（2 户）" in await listed(wire, vote), "half time has passed, the day before the close is to come"
    await pass_time(wire, timedelta(days=1))
    assert len([one for one in wire.sent if REMINDED in one.text]) == 2 * first
    assert "登记过，不再提醒，要上门问（2 户）" in await listed(wire, vote)


async def with_parking(uow: Units, houses: Houses) -> None:
    """Home 8 is a parking place of owner 1, home 9 one of somebody who has nothing else."""
    async with uow() as unit:
        for number in (8, 9):
            values = {"kind": "parking", "building": "地下车库", "entrance": "", "room": f"A-{number}", "area_cm2m": 1200}
            await unit.connection.execute(update(homes).where(homes.c.id == houses.homes[number]).values(values))
        eighth = home_owners.c.home_id == houses.homes[8]
        await unit.connection.execute(update(home_owners).where(eighth).values(owner_id=houses.owners[1]))
        await unit.commit()


async def preview_with_parking(wire: Wire, *, counts: bool) -> Shown:
    await wire.press(CHEN, "mdr:")
    for label in ("屋顶防水改造", "算" if counts else "不算", "3天后18:00"):
        await wire.tap(CHEN, wire.last(CHEN.id), label)
    return wire.last(CHEN.id)


async def test_who_has_only_a_parking_place_is_told_of_and_listed(wire: Wire, uow: Units, houses: Houses) -> None:
    await with_parking(uow, houses)
    vote = (await houses.open(parking=True)).heading.vote_id
    shown = await listed(wire, vote)
    assert "业主只有车位、储藏室，没法登记，要上门或用纸问（1 个）\n地下车库：A-9" in shown
    assert "A-8" not in shown, "its owner has a home"
    assert "业主9" not in shown
    await wire.press(HEAD, f"wn:{vote}:0")
    assert "车位" not in wire.last(HEAD.id).text
    await wire.press(CHEN, f"wn:{vote}:1")
    assert "还没点的：2栋" in wire.last(CHEN.id).text
    assert "车位" not in wire.last(CHEN.id).text


async def test_where_all_homes_have_answered_the_parking_place_is_still_open(wire: Wire, uow: Units, houses: Houses) -> None:
    await with_parking(uow, houses)
    vote = (await houses.open(parking=True)).heading.vote_id
    await wire.deliver()
    for number in range(1, 8):
        await wire.tap(owner(number), wire.in_chat(GROUP.id)[0], "同意")
    shown = await listed(wire, vote)
    assert "都点了" not in shown
    assert shown.startswith("🗳 <b>还没点的</b>\n")
    assert "地下车库：A-9" in shown
    await pass_time(wire, timedelta(days=2, minutes=1))
    assert "业主只有车位、储藏室（1 个）\n地下车库：A-9" in await listed(wire, vote)


@pytest.mark.parametrize("counts", [True, False], ids=["counts", "does not count"])
async def test_the_preview_says_who_cannot_be_reached_at_all(wire: Wire, uow: Units, houses: Houses, counts: bool) -> None:
    await with_parking(uow, houses)
    screen = await preview_with_parking(wire, counts=counts)
    told = "其中 1 位业主只有车位、储藏室：算在总数里，但没有小条、登记不了，只能上门或用纸问" in screen.text
    assert told is counts
    assert "能提醒 7 户，还有 0 户" in screen.text


@pytest.mark.rule("S6.heads")
@pytest.mark.parametrize("read_again", [False, True], ids=["at the close", "later"])
async def test_the_result_says_why_there_are_other_owners_than_homes(wire: Wire, uow: Units, houses: Houses, read_again: bool) -> None:
    """「同一业主有几户的算一位」 can only make the number smaller."""
    await with_parking(uow, houses)
    async with uow() as unit:
        eighth = home_owners.c.home_id == houses.homes[8]
        await unit.connection.execute(update(home_owners).where(eighth).values(owner_id=houses.owners[8]))
        await unit.commit()
    vote = (await houses.open(closes_in=timedelta(hours=4), parking=True)).heading.vote_id
    await wire.deliver()
    await pass_time(wire, timedelta(hours=4))
    if read_again:
        await wire.press(CHEN, f"wv:{vote}")
    text = (wire.last(CHEN.id) if read_again else wire.last(GROUP.id)).text.replace("\u00a0", " ")
    assert "参与 业主 0/9 位" in text
    assert "2 位业主只有车位、储藏室，也各算一位，所以按「位」数" in text
    assert "同一业主有几户" not in text


async def test_a_parking_place_shared_with_somebody_at_home_is_asked_along(wire: Wire, uow: Units, houses: Houses) -> None:
    """Its owners are another set and so another head, and one of them speaks for it with the same tap (R5)."""
    await with_parking(uow, houses)
    await houses.share(9, 1)
    assert "只有车位、储藏室" not in (await preview_with_parking(wire, counts=True)).text
    vote = (await houses.open(parking=True)).heading.vote_id
    assert "A-9" not in await listed(wire, vote)
