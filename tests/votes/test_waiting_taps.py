"""A tap of somebody whose registration waits: until when it is kept is said, and so is what became of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.actions import residents as actions
from bot.actions.votes.changing import cancel_vote
from bot.rules.residents import BindingState, HomeRole
from storage.residents import bindings, remembered_taps
from tests.fixtures import Units
from tests.residents.worlds import dialog
from tests.votes.houses import CHEN, CHIEF, GROUP, HEAD, STRANGER, Houses, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def houses(uow: Units) -> Houses:
    return await settle(uow, bound=2)


async def ask(wire: Wire, houses: Houses, home: int = 9) -> None:
    """2栋 has no head: the compound chief has it."""
    await wire.press(STRANGER, f"ras:{houses.homes[home]}:owner")
    await wire.tap(STRANGER, wire.last(STRANGER.id), "同意")
    assert "小区长会拿它和名册对一下" in wire.last(STRANGER.id).text
    await wire.say(STRANGER, f"业主{home}")
    await wire.deliver()


async def confirm(wire: Wire) -> None:
    await wire.tap(CHIEF, wire.in_chat(CHIEF.id)[-1], "是业主9")
    await wire.deliver()


async def test_the_limit_is_named_with_who_decides(wire: Wire, houses: Houses) -> None:
    await houses.open()
    await ask(wire, houses)
    said = dialog(await wire.tap(STRANGER, wire.last(GROUP.id), "同意"))
    assert "还在等小区长确认" in said
    assert "楼长" not in said
    assert "前没确认就不计入" in said
    assert len(said) <= 200


async def test_a_kept_tap_is_asked_about(wire: Wire, houses: Houses) -> None:
    await houses.open()
    await ask(wire, houses)
    await wire.tap(STRANGER, wire.last(GROUP.id), "同意")
    await confirm(wire)
    assert "刚才您点了「同意」" in wire.last(STRANGER.id).text
    assert "没有计入" not in "".join(wire.texts(STRANGER.id))


async def test_who_asks_for_their_receipt_reads_that_it_is_kept(wire: Wire, houses: Houses) -> None:
    """「您最近没有凭证。表决里点一下就有」 to somebody who had tapped."""
    await houses.open(timedelta(days=1))
    await ask(wire, houses)
    await wire.tap(STRANGER, wire.last(GROUP.id), "同意")
    await wire.say(STRANGER, "凭证")
    said = wire.last(STRANGER.id).text
    assert "「同意」先记着，还没有计入" in said
    assert "屋顶防水改造" in said
    assert "没有凭证" not in said
    wire.clock.move(timedelta(days=1, minutes=1))
    await wire.say(STRANGER, "凭证")
    assert "先记着" not in wire.last(STRANGER.id).text


async def test_whoever_has_not_asked_to_be_registered_reads_how(wire: Wire, houses: Houses) -> None:
    """「您的登记确认了」 would be waited for in vain."""
    opened = await houses.open(timedelta(days=1))
    await wire.say(STRANGER, f"/start v_{opened.heading.vote_id}_a")
    await wire.say(STRANGER, "凭证")
    told = wire.last(STRANGER.id)
    assert "「同意」先记着，还没有计入。您还没有认门，请点「我是住户」" in told.text
    await wire.tap(STRANGER, told, "我是住户")
    assert "小区" in wire.last(STRANGER.id).text


async def test_after_the_close_it_is_said_that_it_did_not_count(wire: Wire, houses: Houses) -> None:
    await houses.open(timedelta(days=1))
    await ask(wire, houses)
    await wire.tap(STRANGER, wire.last(GROUP.id), "同意")
    wire.clock.move(timedelta(days=1, minutes=1))
    await wire.due()
    await wire.deliver()
    await confirm(wire)
    assert "认好门了" in wire.last(STRANGER.id).text
    assert "在「屋顶防水改造」点的没有计入" in wire.last(STRANGER.id).text
    assert "已截止" in wire.last(STRANGER.id).text


async def test_a_tap_is_kept_for_seven_days_and_no_more_is_promised(wire: Wire, uow: Units, houses: Houses) -> None:
    vote = (await houses.open(timedelta(days=20))).heading.vote_id
    now = uow.clock.now()
    kept = await actions.keep_tap(uow(), telegram_id=STRANGER.id, vote_id=vote, choice="agree", now=now)
    assert kept.until == now + timedelta(days=7)


@pytest.mark.parametrize("swept", [False, True], ids=["kept", "swept"])
async def test_a_tap_that_is_too_old_is_named_when_its_person_is_registered(wire: Wire, uow: Units, houses: Houses, swept: bool) -> None:
    await houses.open(timedelta(days=20))
    await wire.deliver()
    reply = await wire.tap(STRANGER, wire.last(GROUP.id), "同意")
    await wire.say(STRANGER, f"/start {reply.url.rpartition('=')[2]}")
    wire.clock.move(timedelta(days=8))
    if swept:
        async with uow() as unit:
            await unit.residents.forget_old(wire.clock.now())
            await unit.commit()
    await ask(wire, houses)
    await confirm(wire)
    said = wire.last(STRANGER.id).text
    assert "认好门了" in said
    assert "先前在「屋顶防水改造」点的过期了，没有记下。还在表决，请再点一次。" in said
    async with uow.read() as unit:
        assert await unit.residents.tapped(STRANGER.id, wire.clock.now()) is None


@pytest.mark.parametrize(("closes_in", "waits"), [(12, False), (40, True)], ids=["over by the morning", "open in the morning"])
@pytest.mark.parametrize("tapped", [True, False])
async def test_confirmed_by_night(wire: Wire, houses: Houses, closes_in: int, waits: bool, tapped: bool) -> None:
    """What ends before 08:00 is not held back until 08:00 (design.md, quiet hours)."""
    wire.clock.move(timedelta(hours=9))
    await houses.open(timedelta(hours=closes_in))
    await ask(wire, houses)
    if tapped:
        await wire.tap(STRANGER, wire.last(GROUP.id), "同意")
    wire.clock.move(timedelta(hours=4))
    before = len(wire.in_chat(STRANGER.id))
    await confirm(wire)
    said = wire.texts(STRANGER.id)[before:]
    assert len(said) == (0 if waits else 1 + tapped)
    wire.clock.move(timedelta(hours=9, minutes=30) if waits else timedelta(0))
    await wire.deliver()
    said = wire.texts(STRANGER.id)[before:]
    assert "认好门了" in said[0]
    assert "现在有 1 个表决可以投" in said[0]
    assert ["点了「同意」，要记下吗" in words for words in said[1:]] == [True] * tapped


async def test_what_the_night_held_calls_no_tap_a_moment_ago(wire: Wire, houses: Houses) -> None:
    """Tapped within the hour before the confirmation, read in the morning."""
    wire.clock.move(timedelta(hours=10))
    await houses.open(timedelta(hours=40))
    await ask(wire, houses)
    await wire.tap(STRANGER, wire.last(GROUP.id), "同意")
    wire.clock.move(timedelta(minutes=50))
    await confirm(wire)
    wire.clock.move(timedelta(hours=11))
    await wire.deliver()
    said = wire.last(STRANGER.id).text
    assert "点了「同意」，要记下吗" in said
    assert "刚才" not in said


@pytest.mark.parametrize("how", ["cancelled", "closed", "another opened"])
async def test_confirmed_by_night_it_counts_the_votes_of_the_morning(wire: Wire, uow: Units, houses: Houses, how: str) -> None:
    """And of the tap it says what became of it, not that it is asked about below."""
    vote = (await houses.open(timedelta(hours=23))).heading.vote_id
    await ask(wire, houses)
    await wire.tap(STRANGER, wire.last(GROUP.id), "同意")
    wire.clock.move(timedelta(hours=12))
    await confirm(wire)
    if how == "cancelled":
        await cancel_vote(uow(), actor=await houses.actor(CHEN), vote_id=vote, reason="重复了", now=wire.clock.now())
    elif how == "another opened":
        await houses.open(title="第二次")
    # The machine was off until after the close.
    wire.clock.move(timedelta(hours=12 if how == "closed" else 10))
    await wire.due()
    await wire.deliver()
    [said] = [text for text in wire.texts(STRANGER.id) if "认好门了" in text]
    asked = [text for text in wire.texts(STRANGER.id) if "，要记下吗" in text]
    if how == "another opened":
        assert "现在有 2 个表决可以投" in said
        assert len(asked) == 1
        return
    assert "个表决可以投" not in said
    assert "下面问您一声" not in said
    assert f"在「屋顶防水改造」点的没有计入：{'那个表决取消了' if how == 'cancelled' else '2月28日'}" in said.replace("\u2060", "")
    assert asked == []


@pytest.mark.parametrize("state", [BindingState.ENDED, BindingState.SUSPENDED])
async def test_confirmed_and_ended_in_one_night_nobody_reads_that_they_are_in(
    wire: Wire, uow: Units, houses: Houses, state: BindingState
) -> None:
    await houses.open(timedelta(days=2))
    await ask(wire, houses)
    wire.clock.move(timedelta(hours=12))
    await confirm(wire)
    async with uow() as unit:
        person = await unit.residents.actor(STRANGER.id, "zh")
        await unit.connection.execute(update(bindings).where(bindings.c.person_id == person.person_id).values(state=state))
        await unit.commit()
    wire.clock.move(timedelta(hours=10))
    await wire.deliver()
    assert not [text for text in wire.texts(STRANGER.id) if "认好门了" in text]


async def test_what_a_tap_said_is_forgotten_after_seven_days(uow: Units, houses: Houses) -> None:
    vote = (await houses.open(timedelta(days=20))).heading.vote_id
    now = uow.clock.now()
    await actions.keep_tap(uow(), telegram_id=STRANGER.id, vote_id=vote, choice="agree", now=now)
    for days, kept in ((6, ["agree"]), (7, [""]), (60, [])):
        async with uow() as unit:
            await unit.residents.forget_old(now + timedelta(days=days))
            assert list((await unit.connection.execute(select(remembered_taps.c.choice))).scalars()) == kept
            await unit.commit()


async def test_whoever_is_on_hold_reads_who_decides(wire: Wire, uow: Units, houses: Houses) -> None:
    await houses.open()
    binding = await houses.bind(STRANGER, 9, role=HomeRole.OWNER, state=BindingState.ACTIVE)
    async with uow() as unit:
        await unit.bindings.suspend(binding, "compound_chief", uow.clock.now())
        await unit.commit()
    await wire.deliver()
    assert "请找小区长" in dialog(await wire.tap(STRANGER, wire.last(GROUP.id), "同意"))
    assert HEAD.id not in {one.chat_id for one in wire.sent}


@pytest.mark.parametrize("how", ["left", "tapped"])
async def test_by_the_morning_nobody_is_asked_about_a_tap_that_is_settled(wire: Wire, uow: Units, houses: Houses, how: str) -> None:
    """Whoever gave the home up again has nothing to record; whoever tapped by themselves has it recorded."""
    await houses.open(timedelta(hours=40))
    await ask(wire, houses)
    card = wire.last(GROUP.id)
    await wire.tap(STRANGER, card, "同意")
    wire.clock.move(timedelta(hours=12))
    await confirm(wire)
    if how == "left":
        async with uow.read() as unit:
            binding = await unit.connection.scalar(select(bindings.c.id).where(bindings.c.home_id == houses.homes[9]))
        await wire.press(STRANGER, f"rlh:{binding}:1")
    else:
        assert "已记下" in dialog(await wire.tap(STRANGER, card, "反对"))
    wire.clock.move(timedelta(hours=10))
    await wire.deliver()
    assert not [text for text in wire.texts(STRANGER.id) if "，要记下吗" in text]
