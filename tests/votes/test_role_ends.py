"""Somebody in charge of votes is so no more: what waited for them is asked of the others, and no button of theirs counts."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.actions import residents as actions
from tests.fixtures import Units
from tests.residents.worlds import dialog
from tests.votes.houses import CHEN, CHIEF, GROUP, HEAD, Houses, owner
from tests.wire import Person, Shown, Wire

pytestmark = pytest.mark.storage


@pytest.fixture
async def doubt(wire: Wire, houses: Houses) -> Shown:
    """陈静 is asked whether to extend after an outage."""
    await houses.open()
    await wire.deliver()
    wire.clock.move(timedelta(days=2, minutes=5))
    await wire.due()
    await wire.deliver()
    asked = wire.last(CHEN.id)
    assert asked.labels == ["延期一天", "就这样结束"]
    return asked


async def end(uow: Units, person: Person) -> None:
    async with uow.read() as unit:
        [held] = await unit.appointments.of_person(await unit.residents.person(person.id) or "")
    await actions.revoke_role(uow(), appointment_id=held.id, telegram_id=None, now=uow.clock.now())


async def test_the_others_are_asked_at_once(wire: Wire, uow: Units, doubt: Shown) -> None:
    pressing = doubt.data("就这样结束")
    await end(uow, CHEN)
    await wire.deliver()
    assert doubt.labels == ["菜单"]
    assert "已经转给别人定" in doubt.text
    assert "由另一位接着办" in wire.last(CHEN.id).text
    assert dialog(await wire.press(CHEN, pressing))
    assert wire.last(CHIEF.id).labels == ["延期一天", "就这样结束"]
    assert "就这样" not in "".join(wire.last(GROUP.id).labels)


async def test_of_a_vote_that_nobody_keeps_the_operator_hears(wire: Wire, uow: Units, doubt: Shown) -> None:
    await end(uow, CHIEF)
    with capture_logs() as said:
        await end(uow, CHEN)
    assert [one["event"] for one in said] == ["vote_without_keeper"]
    await wire.deliver()
    assert "还没有人定" in doubt.text
    assert "没办完的现在没有人接" in wire.last(CHEN.id).text


async def test_who_was_not_asked_leaves_nothing_open(wire: Wire, uow: Units, doubt: Shown) -> None:
    await end(uow, CHIEF)
    await wire.deliver()
    assert doubt.labels == ["延期一天", "就这样结束"]
    assert "没有没办完的" in wire.last(CHIEF.id).text


async def test_a_draft_goes_nowhere_after_the_role(wire: Wire, uow: Units, houses: Houses) -> None:
    """It is its writer's own: nobody waits for it, and no button of it does anything any more."""
    await wire.press(CHEN, f"db:{houses.compound.id}")
    shown, before = wire.last(CHEN.id), wire.last(CHEN.id).text
    await end(uow, CHEN)
    assert "发起" in dialog(await wire.tap(CHEN, shown, shown.labels[0]))
    assert shown.text == before
    await wire.deliver()
    assert "没有没办完的" in wire.last(CHEN.id).text
    assert wire.in_chat(GROUP.id) == []


async def test_owners_who_differ_are_no_ex_heads_to_settle(wire: Wire, uow: Units, houses: Houses) -> None:
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    for person, choice in ((owner(1), "agree"), (owner(11), "against")):
        await wire.press(person, f"vc:{vote}:{choice}")
    await wire.press(HEAD, f"wd:{vote}")
    shown = wire.last(HEAD.id)
    [naming] = [label for label in shown.labels if "业主11" in label]
    await end(uow, HEAD)
    assert dialog(await wire.tap(HEAD, shown, naming))
    assert dialog(await wire.press(HEAD, f"wd:{vote}"))
