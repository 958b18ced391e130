"""Five workdays: a reminder while there is time, then the community has it, and whoever raised it hears so; each once."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.actions import residents as people
from bot.rules.residents import Role
from bot.rules.residents.mornings import MORNING, next_morning
from storage.schedule import due
from tests.concerns.worlds import AUTHOR, CHEN, CHIEF, about_a_vote, answer, card, everything, pass_time, raise_concern
from tests.fixtures import Units
from tests.residents.worlds import dialog
from tests.votes.houses import appoint, owner
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage
# From Friday 10:32, when the clock of a test begins.
TO_THE_REMINDER = timedelta(days=5, hours=23)
TO_THE_END = timedelta(days=1, hours=9)


async def end_role(uow: Units, person: Person) -> None:
    async with uow.read() as unit:
        held = await unit.appointments.of_person(await unit.residents.person(person.id) or "")
    for one in held:
        await people.revoke_role(uow(), appointment_id=one.id, telegram_id=None, now=uow.clock.now())


async def open_rows(uow: Units) -> list[str]:
    async with uow.read() as unit:
        query = select(due.c.kind).where(due.c.kind.startswith("concerns."), due.c.done_at.is_(None)).order_by(due.c.kind)
        return list((await unit.connection.execute(query)).scalars())


async def test_reminded_once_then_the_community_has_it(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    concern = await raise_concern(wire, vote)
    await pass_time(wire, TO_THE_REMINDER)
    reminded = wire.last(CHIEF.id)
    assert "一条顾虑等您答复" in reminded.text
    assert reminded.labels == ["看一下", "菜单"]
    assert "顾虑" not in everything(wire, CHEN.id)
    assert dialog(await wire.press(CHEN, f"kc:{concern}")), "not staff's yet"

    await pass_time(wire, TO_THE_END)
    assert everything(wire, CHIEF.id).count("一条顾虑等您答复") == 1
    assert "小区长没有按时答复，已经转给社区干部" in wire.last(AUTHOR.id).text
    assert "前没有答复，转给了社区干部" in card(wire, CHEN).text
    assert "前没有答复，转给了社区干部" in card(wire, CHIEF).text
    assert await open_rows(uow) == []

    await answer(wire, CHEN)
    assert "您的顾虑有答复了" in wire.last(AUTHOR.id).text
    assert "已答复" in card(wire, CHIEF).text


async def test_the_chief_may_still_answer(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    await pass_time(wire, timedelta(days=8))
    await answer(wire, CHIEF)
    assert "已答复" in card(wire, CHEN).text
    assert card(wire, CHEN).labels[0] == "转调解"


async def test_what_is_answered_runs_no_clock(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    await answer(wire)
    assert await open_rows(uow) == []
    await pass_time(wire, timedelta(days=10))
    assert "等您答复" not in everything(wire, CHIEF.id)
    assert "顾虑" not in everything(wire, CHEN.id)


async def test_what_was_taken_back_runs_no_clock(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    mine = wire.last(AUTHOR.id)
    await wire.tap(AUTHOR, mine, "撤回")
    await wire.tap(AUTHOR, mine, "确定撤回")
    await wire.deliver()
    assert await open_rows(uow) == []
    assert "本人撤回了" in wire.last(CHIEF.id).text
    assert "挡住" not in wire.last(CHIEF.id).text


async def test_after_a_long_outage_it_goes_up_without_a_late_reminder(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    await pass_time(wire, timedelta(days=12))
    assert "一条顾虑等您答复" not in everything(wire, CHIEF.id)
    assert "转给了社区干部" in card(wire, CHEN).text
    assert everything(wire, AUTHOR.id).count("没有按时答复") == 1


async def test_without_a_chief_staff_have_it_at_once_and_are_late_themselves(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await end_role(uow, CHIEF)
    await raise_concern(wire, vote)
    assert "请在 3月6日" in card(wire, CHEN).text.replace("\u2060", "")
    await pass_time(wire, timedelta(days=8))
    assert "一条顾虑过了时间还没有答复" in wire.last(CHEN.id).text
    assert "社区干部没有按时答复" in wire.last(AUTHOR.id).text


async def test_a_chief_does_not_answer_their_own(wire: Wire, uow: Units) -> None:
    houses, vote = await about_a_vote(wire, uow)
    async with uow() as unit:
        await appoint(unit, AUTHOR, Role.COMPOUND_CHIEF, houses.compound, uow.clock.now())
        await unit.commit()
    await end_role(uow, CHIEF)
    concern = await raise_concern(wire, vote)
    assert "您自己提的" in dialog(await wire.press(AUTHOR, f"kn:{concern}"))
    await wire.press(AUTHOR, "kl:0")
    assert "现在没有要办的" in wire.last(AUTHOR.id).text
    assert "住户的顾虑" in card(wire, CHEN).text


async def test_where_nobody_is_that_is_said_and_logged(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await end_role(uow, CHIEF)
    await end_role(uow, CHEN)
    with capture_logs() as said:
        await raise_concern(wire, vote)
    assert [one["event"] for one in said if one["event"] == "concern_without_keeper"] == ["concern_without_keeper"]
    assert "挡住" not in str(said)
    assert "现在还没有人接" in wire.last(AUTHOR.id).text
    await pass_time(wire, timedelta(days=8))
    assert "现在没有人接" in wire.last(AUTHOR.id).text
    assert owner(2) == AUTHOR


async def test_the_morning_counts_what_waits_for_an_answer(wire: Wire, uow: Units) -> None:
    """Of whoever has it, and of nobody else; not once it is answered."""
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    now = uow.clock.now()
    async with uow() as unit:
        for person in (CHIEF, CHEN):
            await unit.schedule.plan(MORNING, str(person.id), next_morning(now))
        await unit.commit()
    await pass_time(wire, timedelta(hours=22))
    assert "1\u00a0条顾虑等您答复" in "".join(wire.texts(CHIEF.id))
    assert "顾虑" not in everything(wire, CHEN.id)
    said = len(wire.in_chat(CHIEF.id))
    await answer(wire)
    await pass_time(wire, timedelta(days=1))
    assert "条顾虑等您答复，" not in "".join(wire.texts(CHIEF.id)[said:])
