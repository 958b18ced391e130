"""Groups in the database: entering, binding, migrating, leaving, the evening line."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.actions import groups as actions
from bot.actions.groups.due import say_evening_line
from bot.actions.unit import UnitOfWork
from bot.rules.groups import (
    BotNotInGroup,
    Bound,
    EveningCount,
    GroupBoundElsewhere,
    GroupHelper,
    GroupUnknown,
    GroupWaiting,
    NotStaffHere,
    Standing,
    next_evening,
)
from storage.base import decode
from storage.groups import Group
from storage.outbox_table import outbox
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.groups.worlds import CHEN, CHIEF, GROUP, OTHER_STAFF, WANG, Neighbourhood, bind_home, settle

pytestmark = pytest.mark.storage
PLAIN = Standing(hears_only_addressed=True)
BOT_NAME = "linli_test_bot"


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> Neighbourhood:
    return await settle(uow(), clock.now())


async def enter(uow: Units, clock: FakeClock, *, standing: Standing = PLAIN, by: int = CHEN.id, chat_id: int = GROUP.id) -> Group:
    await actions.enter_group(
        uow(),
        chat_id=chat_id,
        title=GROUP.title,
        added_by=by,
        standing=standing,
        language="zh",
        bot_username=BOT_NAME,
        now=clock.now(),
    )
    return await group_at(uow, chat_id)


async def group_at(uow: Units, chat_id: int) -> Group:
    async with uow.read() as unit:
        group = await unit.groups.group(chat_id)
    assert group is not None
    return group


async def bind(uow: Units, clock: FakeClock, group: Group, place_id: str, by: int = CHEN.id) -> Bound:
    return await actions.bind_group(
        uow(), group_id=group.id, place_id=place_id, telegram_id=by, language="zh", bot_username=BOT_NAME, now=clock.now()
    )


async def letters(uow: Units, card: str, kind: type) -> list[tuple[int, str, Any]]:
    async with uow.read() as unit:
        rows = await unit.connection.execute(select(outbox.c.chat_id, outbox.c.state, outbox.c.facts).where(outbox.c.card == card))
        return [(chat_id, state, decode(facts, kind)) for chat_id, state, facts in rows]


async def planned(uow: Units) -> list[Any]:
    async with uow.read() as unit:
        return [item for item in await unit.schedule.waiting() if item.kind == "groups.evening_line"]


async def test_the_card_offers_the_compounds_of_who_added_the_bot(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    group = await enter(uow, clock)
    [(chat_id, _, facts)] = await letters(uow, "groups.group_waiting", GroupWaiting)
    assert chat_id == GROUP.id
    assert facts.group_id == group.id
    assert [one.compound for one in facts.choices] == ["和平小区"]
    assert facts.standing == PLAIN


async def test_a_resident_who_added_it_sees_the_few_compounds_there_are(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    await enter(uow, clock, by=WANG.id)
    [(_, _, facts)] = await letters(uow, "groups.group_waiting", GroupWaiting)
    assert {one.compound for one in facts.choices} == {"和平小区", "东方小区"}


async def test_the_proposed_place_stands_first(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    await enter(uow, clock)
    building = world.buildings[2]
    await actions.propose_place(uow(), chat_id=GROUP.id, title=GROUP.title, place_id=building.id, bot_username=BOT_NAME, now=clock.now())
    [(_, _, facts)] = await letters(uow, "groups.group_waiting", GroupWaiting)
    assert [(one.compound, one.building) for one in facts.choices] == [("和平小区", "3栋"), ("和平小区", "")]


async def test_what_was_proposed_stays_first_when_the_card_is_edited(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    """Rights that changed put the compound first again, under the thumb of whoever was about to press, and took the building away."""
    await enter(uow, clock)
    place = {"place_id": world.buildings[2].id, "bot_username": BOT_NAME, "now": clock.now()}
    await actions.propose_place(uow(), chat_id=GROUP.id, title=GROUP.title, **place)
    await actions.note_standing(uow(), chat_id=GROUP.id, standing=Standing(True, True, True), bot_username=BOT_NAME, now=clock.now())
    *_, (_, _, facts) = await letters(uow, "groups.group_waiting", GroupWaiting)
    assert facts.standing.is_admin
    assert [(one.compound, one.building) for one in facts.choices] == [("和平小区", "3栋"), ("和平小区", "")]


async def test_staff_bind_and_the_card_becomes_the_helper(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    group = await enter(uow, clock)
    bound = await bind(uow, clock, group, world.compound.id)
    assert not bound.again
    [(_, _, facts)] = await letters(uow, "groups.group_helper", GroupHelper)
    assert (facts.place.compound, facts.group_id) == ("和平小区", group.id)
    stored = await group_at(uow, GROUP.id)
    assert (stored.place_id, stored.compound_id) == (world.compound.id, world.compound.id)
    [item] = await planned(uow)
    assert (item.target, item.due_at) == (group.id, next_evening(clock.now()))
    assert (await bind(uow, clock, group, world.compound.id)).again
    assert len(await letters(uow, "groups.group_helper", GroupHelper)) == 1


@pytest.mark.parametrize("who", [WANG.id, CHIEF.id, OTHER_STAFF.id])
async def test_nobody_else_binds(uow: Units, clock: FakeClock, world: Neighbourhood, who: int) -> None:
    group = await enter(uow, clock)
    with pytest.raises(NotStaffHere):
        await bind(uow, clock, group, world.compound.id, by=who)
    assert (await group_at(uow, GROUP.id)).place_id is None


async def test_a_bound_group_is_not_taken_over(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    group = await enter(uow, clock)
    await bind(uow, clock, group, world.compound.id)
    with pytest.raises(GroupBoundElsewhere):
        await bind(uow, clock, group, world.other.id, by=OTHER_STAFF.id)
    with pytest.raises(GroupBoundElsewhere):
        await bind(uow, clock, group, world.buildings[0].id)


async def test_what_is_not_there_cannot_be_bound(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    group = await enter(uow, clock)
    with pytest.raises(GroupUnknown):
        await bind(uow, clock, group, "0000000000")
    with pytest.raises(GroupUnknown):
        await bind(uow, clock, group, world.community.id)
    await actions.leave_group(uow(), chat_id=GROUP.id, bot_username=BOT_NAME, now=clock.now())
    with pytest.raises(BotNotInGroup):
        await bind(uow, clock, group, world.compound.id)


async def test_unbinding_gives_the_group_free(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    group = await enter(uow, clock)
    await bind(uow, clock, group, world.compound.id)
    with pytest.raises(NotStaffHere):
        await actions.unbind_group(
            uow(), group_id=group.id, telegram_id=OTHER_STAFF.id, language="zh", bot_username=BOT_NAME, now=clock.now()
        )
    await actions.unbind_group(uow(), group_id=group.id, telegram_id=CHEN.id, language="zh", bot_username=BOT_NAME, now=clock.now())
    assert (await group_at(uow, GROUP.id)).place_id is None
    assert await planned(uow) == []
    assert not (await bind(uow, clock, group, world.buildings[0].id)).again


async def test_removal_pauses_and_the_chief_is_told_once(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    group = await enter(uow, clock)
    await bind(uow, clock, group, world.compound.id)
    await actions.leave_group(uow(), chat_id=GROUP.id, bot_username=BOT_NAME, now=clock.now())
    await actions.leave_group(uow(), chat_id=GROUP.id, bot_username=BOT_NAME, now=clock.now())
    assert [chat_id for chat_id, _, _ in await letters(uow, "groups.group_gone", object)] == [CHIEF.id]
    assert await planned(uow) == []
    async with uow.read() as unit:
        assert await unit.groups.of_compound(world.compound.id) == []


async def test_an_unbound_group_is_left_without_a_word(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    await enter(uow, clock)
    await actions.leave_group(uow(), chat_id=GROUP.id, bot_username=BOT_NAME, now=clock.now())
    assert await letters(uow, "groups.group_gone", object) == []


async def test_return_goes_on_where_it_stopped(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    group = await enter(uow, clock)
    await bind(uow, clock, group, world.compound.id)
    await actions.leave_group(uow(), chat_id=GROUP.id, bot_username=BOT_NAME, now=clock.now())
    async with uow() as unit:
        ready = await unit.outbox.ready(clock.now() + timedelta(minutes=1), 10)
        [told] = [one for one in ready if one.card == "groups.group_gone"]
        await unit.outbox.sent(told.id, 1, clock.now())
        await unit.commit()
    clock.move(timedelta(hours=1))
    again = await enter(uow, clock)
    assert (again.id, again.place_id, again.present) == (group.id, world.compound.id, True)
    assert [chat_id for chat_id, _, _ in await letters(uow, "groups.group_back", object)] == [CHIEF.id]
    assert [item.target for item in await planned(uow)] == [group.id]


async def test_a_removal_that_was_a_migration_is_not_told(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    group = await enter(uow, clock)
    await bind(uow, clock, group, world.compound.id)
    await actions.leave_group(uow(), chat_id=GROUP.id, bot_username=BOT_NAME, now=clock.now())
    await migrate(uow, clock)
    assert [state for _, state, _ in await letters(uow, "groups.group_gone", object)] == ["cancelled"]
    moved = await group_at(uow, -1002)
    assert moved.present
    assert [item.target for item in await planned(uow)] == [group.id]


async def migrate(uow: Units, clock: FakeClock) -> None:
    await actions.migrate_group(uow(), old_id=GROUP.id, new_id=-1002, bot_username=BOT_NAME, now=clock.now())


async def test_migration_moves_everything_once(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    group = await enter(uow, clock)
    await bind(uow, clock, group, world.compound.id)
    async with uow() as unit:
        await unit.chats.set_live(f"helper:{group.id}", GROUP.id, 77, clock.now())
        await unit.chats.set_language(GROUP.id, "en")
        await unit.commit()
    await migrate(uow, clock)
    await migrate(uow, clock)
    async with uow.read() as unit:
        assert await unit.groups.group(GROUP.id) is None
        assert await unit.chats.chat(GROUP.id) is None
        chat = await unit.chats.chat(-1002)
        assert chat is not None
        assert (chat.language, chat.reachable) == ("en", True)
        waiting = [one for one in await unit.outbox.ready(clock.now(), 50) if one.card == "groups.group_helper"]
    moved = await group_at(uow, -1002)
    assert (moved.id, moved.place_id) == (group.id, world.compound.id)
    assert {one.chat_id for one in waiting} == {-1002}


async def test_the_new_chat_may_show_itself_first(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    group = await enter(uow, clock)
    await bind(uow, clock, group, world.compound.id)
    async with uow() as unit:
        await unit.chats.set_language(GROUP.id, "en")
        await unit.commit()
    early = await enter(uow, clock, chat_id=-1002)
    assert early.id != group.id
    await migrate(uow, clock)
    moved = await group_at(uow, -1002)
    assert (moved.id, moved.place_id, moved.present) == (group.id, world.compound.id, True)
    async with uow.read() as unit:
        chat = await unit.chats.chat(-1002)
    assert chat is not None
    assert chat.language == "en"
    waiting = await letters(uow, "groups.group_waiting", GroupWaiting)
    states = [state for _, state, facts in waiting if facts.group_id == early.id]
    assert states == ["cancelled"]


async def test_language_is_set_by_staff_or_the_operator(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    group = await enter(uow, clock)
    await bind(uow, clock, group, world.compound.id)
    for who, allowed in ((WANG.id, False), (CHEN.id, True), (None, True)):
        work = actions.set_group_language(
            uow(), group_id=group.id, language="en" if who else "zh", telegram_id=who, bot_username=BOT_NAME, now=clock.now()
        )
        if not allowed:
            with pytest.raises(NotStaffHere):
                await work
            continue
        await work
        async with uow.read() as unit:
            chat = await unit.chats.chat(GROUP.id)
        assert chat is not None
        assert chat.language == ("en" if who else "zh")


async def test_staff_see_their_own_groups_and_those_nobody_claims(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    bound = await enter(uow, clock)
    await bind(uow, clock, bound, world.compound.id)
    mine = await enter(uow, clock, chat_id=-1003)
    residents = await enter(uow, clock, chat_id=-1004, by=WANG.id)
    await enter(uow, clock, chat_id=-1005, by=OTHER_STAFF.id)
    facts = await actions.read_group_list(uow.read(), telegram_id=CHEN.id, language="zh")
    assert [one.id for one in facts.bound] == [bound.id]
    assert {one.id for one in facts.unbound} == {mine.id, residents.id}
    assert [one.compound for one in facts.compounds] == ["和平小区"]
    theirs = await actions.read_group_list(uow.read(), telegram_id=OTHER_STAFF.id, language="zh")
    assert theirs.bound == ()
    with pytest.raises(NotStaffHere):
        await actions.read_group(uow.read(), group_id=bound.id, telegram_id=OTHER_STAFF.id, language="zh")
    with pytest.raises(NotStaffHere):
        await actions.read_group_list(uow.read(), telegram_id=WANG.id, language="zh")


async def test_places_to_choose_from(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    group = await enter(uow, clock)
    facts = await actions.read_places(uow.read(), group_id=group.id, inside="", page=0, telegram_id=CHEN.id, language="zh")
    assert facts.inside is not None, "one compound only: its buildings at once"
    assert [one.building for one in facts.choices] == ["", "1栋", "2栋", "3栋"]


async def evening(uow: Units, clock: FakeClock) -> list[Any]:
    async with uow() as unit:
        [item] = await unit.schedule.claim("groups.evening_line", clock.now())
        await unit.commit()
    await say_evening_line(uow(), item, clock.now())
    await say_evening_line(uow(), item, clock.now())
    return [facts for _, _, facts in await letters(uow, "groups.evening_line", EveningCount)]


async def test_one_line_an_evening_only_when_somebody_came(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    group = await enter(uow, clock)
    await bind(uow, clock, group, world.compound.id)
    clock.move_to(next_evening(clock.now()))
    assert await evening(uow, clock) == []
    async with uow() as unit:
        await _two_come(unit, world, clock)
    clock.move_to(next_evening(clock.now()))
    [count] = await evening(uow, clock)
    assert (count.today, count.left) == (1, 11)
    assert [(one.name, one.homes) for one in count.buildings] == [("2栋", 4), ("3栋", 4), ("1栋", 3)]
    assert [item.due_at for item in await planned(uow)] == [next_evening(clock.now())]


async def _two_come(unit: UnitOfWork, world: Neighbourhood, clock: FakeClock) -> None:
    """Two accounts at one home are one home."""
    await bind_home(unit, WANG.id, world.compound, world.homes[0], clock.now() + timedelta(minutes=1))
    await bind_home(unit, CHIEF.id, world.compound, world.homes[0], clock.now() + timedelta(minutes=2))
    await unit.commit()


async def test_a_line_that_is_late_is_left_out(uow: Units, clock: FakeClock, world: Neighbourhood) -> None:
    group = await enter(uow, clock)
    await bind(uow, clock, group, world.compound.id)
    async with uow() as unit:
        await _two_come(unit, world, clock)
    clock.move_to(next_evening(clock.now()) + timedelta(hours=2))
    assert await evening(uow, clock) == []
    assert len(await planned(uow)) == 1
