"""A chief or a member of staff is that no more, or whoever raised a concern leaves: what is open goes on, and names go."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions import residents as people
from bot.actions.concerns.escalation import AT_ONCE
from bot.rules.residents import Role
from storage.concerns import concerns
from storage.outbox_table import outbox
from tests.concerns.test_clock import end_role
from tests.concerns.worlds import ANSWER, AUTHOR, CHEN, CHIEF, GROUP, WORDS, about_a_vote, answer, card, end, everything, raise_concern
from tests.fixtures import Units
from tests.residents.worlds import dialog
from tests.votes.houses import appoint, owner
from tests.wire import GroupChat, Person, Wire

pytestmark = pytest.mark.storage
COLLEAGUE = Person(2011, "钱大哥")


async def test_staff_get_what_a_chief_leaves(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    concern = await raise_concern(wire, vote)
    had = card(wire, CHIEF)
    await end_role(uow, CHIEF)
    await wire.deliver()
    assert "已经转给别人办" in had.text
    assert WORDS not in had.text
    assert had.labels == ["看顾虑", "菜单"]
    assert "没办完的" in wire.last(CHIEF.id).text
    assert "换人办了" in wire.last(AUTHOR.id).text
    assert dialog(await wire.press(CHIEF, f"kn:{concern}"))
    await answer(wire, CHEN)
    assert ANSWER in everything(wire, AUTHOR.id)
    assert "已经转给别人办" in had.text, "whose role ended is not told what becomes of it"


async def test_a_colleague_gets_what_a_chief_leaves(wire: Wire, uow: Units) -> None:
    houses, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    async with uow() as unit:
        await appoint(unit, COLLEAGUE, Role.COMPOUND_CHIEF, houses.compound, uow.clock.now())
        await unit.commit()
    await end_role(uow, CHIEF)
    await wire.deliver()
    assert WORDS in card(wire, COLLEAGUE).text
    assert "由另一位接着办" in wire.last(CHIEF.id).text
    assert "顾虑" not in everything(wire, CHEN.id)
    assert "换人办了" not in everything(wire, AUTHOR.id), "for its writer nothing has changed"


async def test_what_nobody_has_any_more_is_said_to_its_writer(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    await end_role(uow, CHIEF)
    await wire.deliver()
    await end_role(uow, CHEN)
    await wire.deliver()
    assert "现在没有人接" in wire.last(AUTHOR.id).text
    assert "您不用再管了" in everything(wire, CHEN.id)


async def test_many_are_handed_over_in_steps(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    for number in range(1, 10):
        for words in ("光", "声"):
            await raise_concern(wire, vote, owner(number), words)
    await end_role(uow, CHIEF)
    async with uow.read() as unit:
        moved = (await unit.connection.execute(select(concerns.c.id).where(concerns.c.level == "staff"))).scalars().all()
    assert len(moved) == AT_ONCE < 18
    wire.clock.move(timedelta(seconds=1))
    while await wire.due():
        pass
    await wire.deliver()
    assert sum("住户的顾虑：" in text for text in wire.texts(CHEN.id)) == 18
    assert sum("已经转给别人办" in text for text in wire.texts(CHIEF.id)) == 18


# whoever raised it leaves
async def test_what_nobody_answered_goes_with_its_writer(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    await people.leave_linli(uow(), telegram_id=AUTHOR.id, now=uow.clock.now() + timedelta(minutes=1))
    await wire.deliver()
    assert "本人撤回了" in card_or_last(wire)
    assert WORDS not in await everything_kept(uow)


def card_or_last(wire: Wire) -> str:
    return "\n".join(wire.texts(CHIEF.id))


async def everything_kept(uow: Units) -> str:
    async with uow.read() as unit:
        rows = [tuple(row) for row in await unit.connection.execute(select(concerns))]
        letters = [tuple(row) for row in await unit.connection.execute(select(outbox.c.facts, outbox.c.request))]
    return f"{rows} {letters}"


async def test_of_what_was_answered_the_name_goes_and_the_rest_is_finished(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    await wire.tap(CHIEF, card(wire, CHIEF), "问是哪户")
    await wire.deliver()
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "同意")
    await wire.deliver()
    await answer(wire)
    assert "业主2" in card(wire, CHIEF).text
    await people.leave_linli(uow(), telegram_id=AUTHOR.id, now=uow.clock.now() + timedelta(minutes=1))
    await wire.deliver()
    shown = card(wire, CHIEF)
    live = next(one for one in wire.in_chat(CHIEF.id) if "本人已退出邻里" in one.text)
    assert "业主2" not in live.text
    assert WORDS in live.text, "a group has read it"
    kept = await everything_kept(uow)
    assert "业主2" not in kept
    assert "0201" not in kept
    await end(wire, CHIEF, "已解决", "改了方案")
    assert "已解决" in wire.last(CHIEF.id).text
    assert shown.chat_id == CHIEF.id


async def test_words_that_no_group_has_read_go_too(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    await answer(wire, to="只答复本人")
    await people.leave_linli(uow(), telegram_id=AUTHOR.id, now=uow.clock.now() + timedelta(minutes=1))
    await wire.deliver()
    await people.leave_linli(uow(), telegram_id=AUTHOR.id, now=uow.clock.now() + timedelta(minutes=2))
    async with uow.read() as unit:
        rows = [tuple(row) for row in await unit.connection.execute(select(concerns.c.words, concerns.c.person_id, concerns.c.home_id))]
    assert rows == [("", None, None)]


async def test_ones_own_are_in_the_export(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    await raise_concern(wire, vote, owner(3), "太吵")
    found = await people.read_export(uow.read(), telegram_id=AUTHOR.id)
    assert [row["words"] for row in found["concerns"]] == [WORDS]


async def test_a_group_that_moved_reads_it_where_it_is_now(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    moved = GroupChat(-1_009_999, GROUP.title)
    async with uow() as unit:
        await unit.groups.migrate(GROUP.id, moved.id)
        await unit.commit()
    await answer(wire)
    assert "有住户担心" in wire.last(moved.id).text
    assert "有住户担心" not in everything(wire, GROUP.id)
