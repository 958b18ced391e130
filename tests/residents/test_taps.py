"""From a tap of somebody unknown to the ballot: 「刚才您点了同意，要记下吗？」"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions.votes.changing import cancel_vote
from bot.rules.residents import SLIP_LIFE, HomeRole, InviteKind
from bot.rules.residents.violations import NOT_BOUND
from bot.rules.violations import code_of
from storage.residents import NewInvite
from storage.votes import vote_opinions
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.residents.worlds import dialog, toast
from tests.votes.houses import ABSTAIN, CHEN, CHIEF, GROUP, HEAD, Houses, Voting, owner, settle
from tests.wire import Person, Shown, Wire

pytestmark = pytest.mark.storage
NEW = Person(4001, "新来的")


@pytest.fixture
async def houses(uow: Units) -> Houses:
    return await settle(uow, bound=3)


async def tapped(wire: Wire, houses: Houses) -> str:
    """NEW taps 同意 in the group and lands in the private chat."""
    opened = await houses.open()
    await wire.deliver()
    card = next(one for one in wire.in_chat(GROUP.id) if "同意" in one.labels)
    reply = await wire.tap(NEW, card, "同意")
    assert reply is not None
    assert reply.url is not None
    await wire.say(NEW, f"/start {reply.url.rpartition('=')[2]}")
    return opened.heading.vote_id


async def test_bound_by_a_slip_and_asked_at_once(wire: Wire, uow: Units, clock: FakeClock, houses: Houses) -> None:
    vote_id = await tapped(wire, houses)
    assert "还不知道您是哪一户" in wire.last(NEW.id).text
    assert wire.last(NEW.id).text.endswith(f"一分钟就好。（{code_of(NOT_BOUND)}）"), "a refusal for now has its code too"
    assert wire.last(NEW.id).labels == ["我是住户"]
    async with uow() as unit:
        new = NewInvite(
            InviteKind.SLIP,
            HomeRole.OWNER,
            houses.compound.id,
            None,
            clock.now() + SLIP_LIFE,
            home_id=houses.homes[4],
            owner_id=houses.owners[4],
        )
        issued = await unit.invites.issue(new, clock.now())
        await unit.commit()
    await wire.say(NEW, f"/start {issued.payload}")
    await wire.tap(NEW, wire.last(NEW.id), "是")
    await wire.tap(NEW, wire.last(NEW.id), "同意")
    assert "先前在群里点的，下面问您一声" in wire.last(NEW.id).text
    assert "现在有 1 个表决可以投，点「菜单」里的「去表决」" in wire.last(NEW.id).text
    await wire.deliver()
    asked = wire.last(NEW.id)
    assert "刚才您点了「同意」" in asked.text
    await wire.tap(NEW, asked, "记下")
    await wire.deliver()
    async with uow.read() as unit:
        assert (await unit.votes.card(await unit.votes.vote(vote_id), clock.now())).homes_in == 1  # type: ignore[arg-type]
        assert await unit.residents.tap(NEW.id, clock.now()) is None
    assert "：同意\n凭证" in asked.text, "the question has become how it stands"
    assert asked.labels[:3] == ["同意", "反对", "弃权"]


async def test_bound_by_the_head_and_asked_then(wire: Wire, uow: Units, clock: FakeClock, houses: Houses) -> None:
    await tapped(wire, houses)
    await wire.tap(NEW, wire.last(NEW.id), "我是住户")
    async with uow.read() as unit:
        home, _, _ = await unit.doors.home(houses.homes[1])  # type: ignore[misc]
    await wire.say(NEW, f"{home.building}{home.entrance}{home.room}")
    await wire.tap(NEW, wire.last(NEW.id), "家人")
    await wire.tap(NEW, wire.last(NEW.id), "同意")
    await wire.say(NEW, "/start v_0000000000_a")
    await wire.deliver()
    toast(await wire.tap(HEAD, wire.last(HEAD.id), "确认"))
    await wire.deliver()
    assert "认好门了" in wire.texts(NEW.id)[-2]
    assert "刚才您点了「同意」" in wire.texts(NEW.id)[-1]


async def test_a_vote_that_is_over_is_not_asked_about(wire: Wire, uow: Units, clock: FakeClock, houses: Houses) -> None:
    vote_id = await tapped(wire, houses)
    clock.move(timedelta(days=3))
    await wire.due()
    await wire.say(NEW, f"/start v_{vote_id}_a")
    assert "这个表决已经结束了" in wire.last(NEW.id).text


async def test_whoever_is_bound_already_is_asked_at_once(wire: Wire, houses: Houses) -> None:
    opened = await houses.open()
    await wire.say(owner(1), f"/start v_{opened.heading.vote_id}_g")
    await wire.deliver()
    assert "反对" in wire.last(owner(1).id).text
    assert "要记下吗" in wire.last(owner(1).id).text


async def test_whoever_waits_is_told_who_has_it(wire: Wire, uow: Units, clock: FakeClock, houses: Houses) -> None:
    vote_id = await tapped(wire, houses)
    async with uow.read() as unit:
        home, _, _ = await unit.doors.home(houses.homes[2])  # type: ignore[misc]
    await wire.say(NEW, f"{home.building}{home.entrance}{home.room}")
    await wire.tap(NEW, wire.last(NEW.id), "租客")
    await wire.tap(NEW, wire.last(NEW.id), "同意")
    await wire.say(NEW, f"/start v_{vote_id}_b")
    assert "确认" in wire.last(NEW.id).text
    assert "交给的" in wire.last(NEW.id).text


async def asked_to_be_family(wire: Wire, uow: Units, houses: Houses, home: int) -> None:
    async with uow.read() as unit:
        found, _, _ = await unit.doors.home(houses.homes[home])  # type: ignore[misc]
    await wire.say(NEW, f"{found.building}{found.entrance}{found.room}")
    await wire.tap(NEW, wire.last(NEW.id), "家人")
    await wire.tap(NEW, wire.last(NEW.id), "同意")
    await wire.deliver()


async def test_a_tap_of_days_ago_is_asked_about_with_its_day(wire: Wire, uow: Units, houses: Houses) -> None:
    await asked_to_be_family(wire, uow, houses, 1)
    request = wire.last(HEAD.id)
    await houses.open()
    await wire.deliver()
    await wire.tap(NEW, next(one for one in wire.in_chat(GROUP.id) if "反对" in one.labels), "反对")
    wire.clock.move(timedelta(days=1))
    toast(await wire.tap(HEAD, request, "确认"))
    await wire.deliver()
    assert "2月27日（周五）10:32 点了「反对」，要记下吗" in wire.last(NEW.id).text


async def test_what_was_tapped_while_waiting_is_asked_about_once_confirmed(wire: Wire, uow: Units, houses: Houses) -> None:
    await asked_to_be_family(wire, uow, houses, 1)
    request = wire.last(HEAD.id)
    await houses.open()
    await wire.deliver()
    card = next(one for one in wire.in_chat(GROUP.id) if "反对" in one.labels)
    said = dialog(await wire.tap(NEW, card, "反对"))
    assert "先记着" in said
    assert "再点一次" not in said
    toast(await wire.tap(HEAD, request, "确认"))
    await wire.deliver()
    assert "刚才您点了「反对」，要记下吗" in wire.last(NEW.id).text
    await wire.tap(NEW, wire.last(NEW.id), "记下")
    async with uow.read() as unit:
        assert list((await unit.connection.execute(select(vote_opinions.c.choice))).scalars()) == ["against"]


async def test_what_was_tapped_while_waiting_is_not_asked_about_once_it_is_over(
    wire: Wire, uow: Units, clock: FakeClock, houses: Houses
) -> None:
    await asked_to_be_family(wire, uow, houses, 1)
    await houses.open()
    await wire.deliver()
    card = next(one for one in wire.in_chat(GROUP.id) if "反对" in one.labels)
    await wire.tap(NEW, card, "反对")
    clock.move(timedelta(days=3))
    await wire.due()
    await wire.deliver()
    request = next(one for one in reversed(wire.in_chat(CHIEF.id)) if "确认" in one.labels)
    await wire.tap(CHIEF, request, "确认")
    await wire.deliver()
    assert all("要记下吗" not in text for text in wire.texts(NEW.id))


async def asked_after_binding(wire: Wire, houses: Houses) -> Shown:
    """The question of somebody bound who came by the link of a tap."""
    opened = await houses.open()
    await wire.deliver()
    await wire.say(owner(1), f"/start v_{opened.heading.vote_id}_g")
    await wire.deliver()
    return wire.last(owner(1).id)


async def test_what_is_not_to_be_recorded_is_asked_no_more(wire: Wire, houses: Houses) -> None:
    asked = await asked_after_binding(wire, houses)
    await wire.tap(owner(1), asked, "先不")
    assert asked.text == "好的，刚才点的没有记。要表决，点「去表决」。"
    assert asked.labels == ["去表决", "菜单"]
    assert "1栋 □□□□□ 0/6" in wire.in_chat(GROUP.id)[0].text


@pytest.mark.parametrize("label", ["记下", "先不"])
async def test_a_ballot_cast_since_the_question_stands_and_is_not_denied(wire: Wire, clock: FakeClock, houses: Houses, label: str) -> None:
    """「先不」 said that nothing was recorded, 「记下」 brought the older choice back."""
    asked = await asked_after_binding(wire, houses)
    clock.move(timedelta(minutes=2))
    await wire.tap(owner(1), wire.in_chat(GROUP.id)[0], "弃权")
    said = await wire.tap(owner(1), asked, label)
    assert said is not None
    assert said.text == "您以前记下的照旧，这次没有动它。要改，点下面的按钮。"
    assert "1栋1单元101：弃权" in asked.text
    await wire.deliver()
    assert not any("反对" in text and "凭证" in text for text in wire.texts(owner(1).id))


async def test_the_question_recorded_twice_is_one_ballot(wire: Wire, clock: FakeClock, houses: Houses) -> None:
    asked = await asked_after_binding(wire, houses)
    data = asked.data("记下")
    clock.move(timedelta(minutes=2))
    for _ in range(2):
        await wire.press(owner(1), data, message=asked)
    assert "1栋1单元101：反对" in asked.text


async def test_a_question_that_the_platform_shows_no_more_replaces_nothing(wire: Wire, houses: Houses) -> None:
    """Such a message says no time: any answer that stands is kept."""
    asked = await asked_after_binding(wire, houses)
    await wire.tap(owner(1), wire.in_chat(GROUP.id)[0], "弃权")
    chat = {"id": owner(1).id, "type": "private"}
    query = {"id": "77", "from": owner(1).raw, "chat_instance": "1", "data": asked.data("记下")}
    said = await wire.feed({"callback_query": query | {"message": {"message_id": asked.message_id, "date": 0, "chat": chat}}})
    assert "这次没有动它" in said.text


@pytest.mark.parametrize("label", ["记下", "先不"])
async def test_an_opinion_given_since_the_question_stands_too(wire: Wire, uow: Units, clock: FakeClock, houses: Houses, label: str) -> None:
    opened = await houses.open()
    await wire.deliver()
    await houses.bind(NEW, 3, role=HomeRole.TENANT)
    await wire.say(NEW, f"/start v_{opened.heading.vote_id}_g")
    await wire.deliver()
    asked = wire.last(NEW.id)
    clock.move(timedelta(minutes=2))
    await wire.tap(NEW, wire.in_chat(GROUP.id)[0], "弃权")
    said = await wire.tap(NEW, asked, label)
    assert said is not None
    assert "这次没有动它" in (said.text or "")
    async with uow.read() as unit:
        assert list((await unit.connection.execute(select(vote_opinions.c.choice))).scalars()) == ["abstain"]


async def test_of_several_homes_the_one_answered_last_counts(wire: Wire, uow: Units, clock: FakeClock, houses: Houses) -> None:
    await houses.share(5, 1)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    await wire.tap(owner(1), wire.in_chat(GROUP.id)[0], "同意")
    clock.move(timedelta(minutes=2))
    await wire.say(owner(1), f"/start v_{vote}_g")
    await wire.deliver()
    asked = wire.last(owner(1).id)
    clock.move(timedelta(minutes=2))
    async with uow.read() as unit:
        electors = (await unit.electorates.frozen(vote)).electors
    first = min(one.number for one in electors if houses.owners[1] in one.head.owners)
    await Voting(houses, vote).cast(owner(1), ABSTAIN, head=first)
    said = await wire.tap(owner(1), asked, "记下")
    assert said is not None
    assert "这次没有动它" in (said.text or "")


async def test_after_the_close_the_question_says_that_it_is_over(wire: Wire, clock: FakeClock, uow: Units, houses: Houses) -> None:
    asked = await asked_after_binding(wire, houses)
    clock.move(timedelta(days=2, seconds=1))
    while await wire.due():
        pass
    await wire.press(owner(1), asked.data("先不"), message=asked)
    assert "已截止" in asked.text
    async with uow.read() as unit:
        assert await unit.votes.all_open() == []


@pytest.mark.parametrize("label", ["记下", "先不"])
async def test_after_a_cancellation_the_question_folds(wire: Wire, uow: Units, houses: Houses, label: str) -> None:
    asked = await asked_after_binding(wire, houses)
    async with uow.read() as unit:
        [vote] = await unit.votes.all_open()
    await cancel_vote(uow(), actor=await houses.actor(CHEN), vote_id=vote.id, reason="重复了", now=wire.clock.now())
    await wire.deliver()
    await wire.tap(owner(1), asked, label)
    assert "取消了，原因：重复了" in asked.text
    assert "记下" not in asked.labels
