"""What an agent and the agent's owner were told stays true: another scheme, another closing time, the end (R11, R15)."""

from datetime import timedelta

import pytest

from bot.rules.votes import Choice
from handlers.entries.callbacks import WithdrawPower
from handlers.votes.callbacks import GiveReason
from storage.votes.records import Vote
from tests.entries.test_powers import power_ids, registered
from tests.entries.worlds import CHEN, office, tap
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.votes.houses import owner
from tests.votes.test_scheme_changed_papers import change, plain
from tests.wire import Person, Shown, Wire

pytestmark = pytest.mark.storage
CHOICES = {"同意", "反对", "弃权"}


async def settled(wire: Wire) -> None:
    await wire.deliver()
    while await wire.due():
        await wire.deliver()


async def found(uow: Units, vote: str) -> Vote:
    async with uow.read() as unit:
        one = await unit.votes.vote(vote)
    assert one is not None
    return one


def asking(wire: Wire) -> list[Shown]:
    return [one for one in wire.in_chat(owner(7).id) if "委托您代投" in one.text]


async def test_another_scheme_asks_the_agent_again_and_voids_what_was_told(wire: Wire, uow: Units, clock: FakeClock) -> None:
    _, vote = await office(uow, wire)
    await registered(wire, vote, "101", "业主7")
    first = wire.last(owner(7).id)
    await wire.tap(owner(7), first, "反对")
    await wire.deliver()
    told = wire.last(owner(1).id)
    clock.move(timedelta(minutes=5))
    await change(wire, vote)
    await settled(wire)
    assert "代 业主1 点的作废了" in plain(first.text), "the agent's own message"
    assert CHOICES.isdisjoint(first.labels)
    assert "那一票已作废" in plain(told.text), "what the owner was told of the agent's ballot"
    [again] = asking(wire)
    assert "原因：图纸改了。之前代投的作废" in plain(again.text)
    await wire.tap(owner(7), again, "同意")
    [power] = await power_ids(uow)
    await wire.press(CHEN, WithdrawPower(power=power).pack())
    await settled(wire)
    assert "委托取消了" in again.text
    assert CHOICES.isdisjoint(again.labels), "its buttons go with the power"


async def test_a_power_withdrawn_before_its_agent_is_asked_again_is_told_of_all_the_same(wire: Wire, uow: Units, clock: FakeClock) -> None:
    """The message about the former scheme sends the agent to a newest one, which never came: that was all they read."""
    _, vote = await office(uow, wire)
    await registered(wire, vote, "101", "业主7")
    await wire.tap(owner(7), wire.last(owner(7).id), "反对")
    await wire.deliver()
    clock.move(timedelta(hours=13))
    await change(wire, vote)
    await settled(wire)
    assert asking(wire) == [], "it waits for the morning"
    [power] = await power_ids(uow)
    await wire.press(CHEN, WithdrawPower(power=power).pack())
    clock.move(timedelta(hours=9))
    await settled(wire)
    assert asking(wire) == []
    assert sum("委托取消了" in one.text for one in wire.in_chat(owner(7).id)) == 1


async def test_of_a_power_that_an_agent_never_heard_of_its_end_is_no_news(wire: Wire, uow: Units, clock: FakeClock) -> None:
    _, vote = await office(uow, wire)
    clock.move(timedelta(hours=13))
    await registered(wire, vote, "101", "业主7")
    before = len(wire.in_chat(owner(7).id))
    [power] = await power_ids(uow)
    await wire.press(CHEN, WithdrawPower(power=power).pack())
    clock.move(timedelta(hours=9))
    await settled(wire)
    assert not [one.text for one in wire.in_chat(owner(7).id)[before:] if "委托" in one.text]


async def test_a_power_that_has_ended_is_not_asked_by_again(wire: Wire, uow: Units, clock: FakeClock) -> None:
    _, vote = await office(uow, wire, closes_in=timedelta(days=9))
    await registered(wire, vote, "101", "业主7", "2月28日")
    clock.move(timedelta(days=3))
    await change(wire, vote)
    await settled(wire)
    assert asking(wire) == []
    assert "委托已经到期，您不用做什么" in [one for one in wire.in_chat(owner(7).id) if "代 业主1 点的" in one.text][-1].text


async def test_the_agents_message_names_the_present_close_and_ends_with_the_vote(wire: Wire, uow: Units, clock: FakeClock) -> None:
    _, vote = await office(uow, wire)
    await registered(wire, vote, "101", "业主7")
    await registered(wire, vote, "201", "业主7")
    cast, open_ = asking(wire)
    await wire.tap(owner(7), cast, "反对")
    later = (await found(uow, vote)).closes_at + timedelta(days=3)
    await wire.press(CHEN, GiveReason(vote=vote, at=int(later.timestamp() // 60), reason="few").pack())
    await settled(wire)
    assert "3月4日" in plain(open_.text)
    assert "代 业主1 投了：反对" in cast.text, "what was cast stands there still"
    clock.move(later - clock.now() + timedelta(seconds=5))
    await settled(wire)
    for shown in (cast, open_):
        assert CHOICES.isdisjoint(shown.labels), "nothing is asked any more"


async def test_the_word_that_another_account_answered_is_void_too(wire: Wire, uow: Units, clock: FakeClock) -> None:
    houses, vote = await office(uow, wire)
    second = Person(3001, "另一部手机")
    await houses.bind(second, 1, owner_number=1)
    await tap(wire, 1, vote, Choice.AGREE)
    await wire.press(second, f"vc:{vote}:against")
    await wire.deliver()
    told = wire.last(owner(1).id)
    assert "按那边的算" in told.text
    clock.move(timedelta(minutes=5))
    await change(wire, vote)
    await settled(wire)
    assert "按那边的算" not in told.text
    assert CHOICES.isdisjoint(told.labels)


@pytest.mark.parametrize("withdrawn_first", [True, False])
async def test_what_was_said_of_a_withdrawn_power_is_true_after_another_scheme(
    wire: Wire, uow: Units, clock: FakeClock, withdrawn_first: bool
) -> None:
    """「取消以前代投的还在」 stood there when it was void with the former scheme."""
    _, vote = await office(uow, wire)
    await registered(wire, vote, "101", "业主7")
    await wire.tap(owner(7), wire.last(owner(7).id), "反对")
    await wire.deliver()
    [power] = await power_ids(uow)
    clock.move(timedelta(minutes=5))
    if withdrawn_first:
        await wire.press(CHEN, WithdrawPower(power=power).pack())
        await settled(wire)
    await change(wire, vote)
    await settled(wire)
    if not withdrawn_first:
        await wire.press(CHEN, WithdrawPower(power=power).pack())
        await settled(wire)
    said = [one.text for person in (owner(7), CHEN) for one in wire.in_chat(person.id)]
    assert any("委托取消了" in text for text in said)
    assert not [text for text in said if "代投的还在" in text]
