"""What staff decide one by one: gaps, names at several homes, missing homes; all of it can be taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from bot.actions.compounds import ensure_compound, gaps, missing, names
from bot.actions.compounds.undoing import undo_import
from bot.actions.unit import Form
from bot.rules.compounds import (
    AllDone,
    GapQuestion,
    GapSettled,
    HomeAlreadyThere,
    MissingHome,
    NameQuestion,
    NamesInVote,
    NotStaffOfCompound,
    OtherImportSince,
    ReasonMissing,
    ReasonTooLong,
    Settling,
    UndoTooLate,
)
from bot.rules.residents import BindingState, HomeRole, Role
from bot.rules.rosters import HomeKind, RosterProblem
from bot.rules.rosters.filling import AreaUnreadable
from storage.base import new_id
from storage.compounds import home_owners
from storage.residents import bindings
from storage.votes.tables import vote_owners, votes
from tests.compounds.rosters import Office, gap, home, make_office
from tests.fixtures import Units
from tests.residents.worlds import appoint
from tests.wire import Person

pytestmark = pytest.mark.storage
CHEN, WANG = Person(7, "陈静"), Person(8, "王桂芳")
NO_ROOM, BAD_AREA = RosterProblem.NO_ROOM, RosterProblem.BAD_AREA


@pytest.fixture
async def office(uow: Units) -> Office:
    made = await make_office(uow)
    async with uow() as unit:
        community = await unit.compounds.place(made.place.path[-2])
        assert community is not None
        await appoint(unit, CHEN, Role.COMMUNITY_STAFF, community, uow.clock.now())
        await unit.commit()
    return made


async def fill(office: Office, text: str) -> GapQuestion | AllDone:
    question = await ask(office, gaps.AREA)
    assert question is not None
    return await gaps.fill_gap(office.uow(), telegram_id=CHEN.id, text=text, now=office.uow.clock.now())


async def ask(office: Office, step: str) -> GapQuestion | None:
    question = await gaps.read_gap(office.uow.read(), telegram_id=CHEN.id, compound_id=office.id)
    if not isinstance(question, GapQuestion):
        return None
    by = {"telegram_id": CHEN.id, "compound_id": office.id, "gap_id": question.gap_id}
    return await gaps.ask_about_gap(office.uow(), **by, step=step, now=office.uow.clock.now())


async def strike(office: Office, text: str) -> GapQuestion | AllDone:
    await ask(office, gaps.STRIKE)
    return await gaps.strike_gap(office.uow(), telegram_id=CHEN.id, text=text, now=office.uow.clock.now())


async def bind(office: Office, home_name: str, owner_id: str) -> str:
    binding_id, now = new_id(), office.uow.clock.now()
    async with office.uow() as unit:
        person_id = await unit.residents.meet(WANG.id, now)
        row = {"id": binding_id, "compound_id": office.id, "home_id": await office.home_id(home_name), "person_id": person_id}
        values = {"role": HomeRole.OWNER, "owner_id": owner_id, "state": BindingState.ACTIVE, "via": "slip", "created_at": now}
        await unit.connection.execute(insert(bindings).values(**row, **values))
        await unit.commit()
    return binding_id


# gaps
async def test_gaps_are_filled_one_by_one_and_stand_in_their_place(office: Office) -> None:
    await office.take(
        home("1栋", "1单元", "0101", 10_000, "王"),
        home("1栋", "1单元", "0103", 10_000, "李"),
        gaps=(gap("1栋", "1单元", "0102", RosterProblem.NO_AREA, "王", row=3), gap("2栋", "1单元", "0101", BAD_AREA, "赵", row=5)),
    )
    question = await fill(office, "88.10㎡")
    assert isinstance(question, GapQuestion)
    assert (question.home.in_full, question.left) == ("2栋1单元0101", 1)
    assert question.settled is not None
    assert (question.settled.what, question.settled.home, question.settled.area_cm2m) == (
        Settling.FILLED,
        gap("1栋", "1单元", "0102").name,
        8_810,
    )
    done = await fill(office, "2栋1单元101 50")
    assert isinstance(done, AllDone)
    assert await office.has() == {
        "1栋-1单元-0101": (10_000, ("王",)),
        "1栋-1单元-0102": (8_810, ("王",)),
        "1栋-1单元-0103": (10_000, ("李",)),
        "2栋-1单元-0101": (5_000, ("赵",)),
    }
    ids = await office.owner_ids()
    assert ids["1栋-1单元-0101"] == ids["1栋-1单元-0102"], "the same written name is the same owner"
    again = await office.take(
        home("1栋", "1单元", "0101", 10_000, "王"), home("1栋", "1单元", "0103", 10_000, "李"), gaps=(gap("1栋", "1单元", "0102"),)
    )
    assert (again.gaps, again.homes) == (0, 4)


@pytest.mark.parametrize(
    ("row", "area_cm2m", "typed", "name"),
    [
        (gap("8栋", "1单元", "", NO_ROOM), 8_935, "502", "8栋-1单元-502"),
        (gap("8栋", "1单元", "", NO_ROOM), None, "0502 89.35", "8栋-1单元-0502"),
        (gap("8栋", "1单元", "", NO_ROOM), 8_935, "8栋2单元0502", "8栋-2单元-0502"),
        (gap("", "", "", NO_ROOM), None, "8-1-0502 89.35", "8栋-1单元-0502"),
        (gap("", "", "", NO_ROOM), 8_935, "8栋1单元502", "8栋-1单元-502"),
    ],
)
async def test_what_a_row_said_is_not_typed_again(office: Office, row, area_cm2m, typed: str, name: str) -> None:
    from dataclasses import replace

    await office.take(home("1栋", "1单元", "0101"), gaps=(replace(row, area_cm2m=area_cm2m, owners=("王",)),))
    question = await ask(office, gaps.AREA)
    assert question is not None
    assert (question.needs_place, question.area_cm2m) == (True, area_cm2m)
    assert isinstance(await fill(office, typed), AllDone)
    assert (await office.has())[name] == (8_935, ("王",))


async def test_a_parking_place_without_area_becomes_a_parking_place(office: Office) -> None:
    from dataclasses import replace

    await office.take(home("1栋", "1单元", "0101"), gaps=(replace(gap("1栋", "", "12"), kind=HomeKind.PARKING),))
    await fill(office, "12.5")
    async with office.uow.read() as unit:
        assert [one.home.kind for one in await unit.rosters.kept(office.id)] == [HomeKind.HOME, HomeKind.PARKING]


@pytest.mark.parametrize("typed", ["", "不知道", "-3", "0", "1栋1单元0199 80", "9" * 30, "89.35 80"])
async def test_what_is_no_area_changes_nothing(office: Office, typed: str) -> None:
    await office.take(home("1栋", "1单元", "0101"), gaps=(gap("1栋", "1单元", "0102"),))
    with pytest.raises(AreaUnreadable):
        await fill(office, typed)
    assert len(await office.has()) == len(await office.gaps()) == 1


async def test_a_room_that_stands_already_is_told(office: Office) -> None:
    await office.take(home("1栋", "1单元", "0101"), gaps=(gap("1栋", "1单元", "", NO_ROOM),))
    with pytest.raises(HomeAlreadyThere):
        await fill(office, "101 80")


async def test_a_reason_is_wanted_to_strike(office: Office) -> None:
    await office.take(home("1栋", "1单元", "0101"), gaps=(gap("1栋", "1单元", "0102"),))
    with pytest.raises(ReasonMissing):
        await strike(office, "  ")
    with pytest.raises(ReasonTooLong):
        await strike(office, "门" * 201)
    done = await strike(office, "门卫室\n不是住户")
    assert isinstance(done, AllDone)
    assert done.settled is not None
    assert done.settled.reason == "门卫室 不是住户"


async def test_filling_and_striking_are_taken_back(office: Office) -> None:
    await office.take(home("1栋", "1单元", "0101"), gaps=(gap("1栋", "1单元", "0102"), gap("1栋", "1单元", "0103")))
    before = (await office.has(), await office.gaps())
    for settle in (fill(office, "80"), strike(office, "门卫室")):
        question = await settle
        assert question.settled is not None
        by = {"telegram_id": CHEN.id, "compound_id": office.id, "gap_id": question.settled.id}
        back = await gaps.reopen_gap(office.uow(), **by)
        assert (back.gap_id, back.left) == (question.settled.id, 2)
        assert (await office.has(), await office.gaps()) == before
    with pytest.raises(GapSettled):
        await gaps.reopen_gap(office.uow(), **by)


async def test_a_filled_home_somebody_lives_in_stays(office: Office) -> None:
    await office.take(home("1栋", "1单元", "0101"), gaps=(gap("1栋", "1单元", "0102", RosterProblem.NO_AREA, "王"),))
    done = await fill(office, "80")
    await bind(office, "1栋-1单元-0102", (await office.owner_ids())["1栋-1单元-0102"][0])
    assert done.settled is not None
    with pytest.raises(UndoTooLate):
        await gaps.reopen_gap(office.uow(), telegram_id=CHEN.id, compound_id=office.id, gap_id=done.settled.id)


# names
async def next_name(office: Office) -> NameQuestion | AllDone:
    return await names.read_name(office.uow.read(), telegram_id=CHEN.id, compound_id=office.id)


async def decide(office: Office, question: NameQuestion | AllDone, *, same: bool) -> NameQuestion | AllDone:
    assert isinstance(question, NameQuestion)
    by = {"telegram_id": CHEN.id, "compound_id": office.id, "owner_id": question.owner_id}
    return await names.decide_name(office.uow(), **by, same=same, now=office.uow.clock.now())


async def test_a_name_is_one_person_until_staff_say_otherwise_and_bindings_follow(office: Office) -> None:
    three = [home(f"{number}栋", "", "101", 10_000, "王") for number in (1, 2, 3)]
    await office.take(*three)
    owner = (await office.owner_ids())["1栋-101"][0]
    binding = await bind(office, "2栋-101", owner)
    question = await next_name(office)
    assert isinstance(question, NameQuestion)
    assert [one.in_files for one in question.homes] == ["1栋-101", "2栋-101", "3栋-101"]
    done = await decide(office, question, same=False)
    assert isinstance(done, AllDone)
    ids = [ids[0] for ids in (await office.owner_ids()).values()]
    assert (len(set(ids)), ids[0]) == (3, owner)
    async with office.uow.read() as unit:
        assert await unit.connection.scalar(select(bindings.c.owner_id).where(bindings.c.id == binding)) == ids[1]

    await office.take(*[home(f"{number}栋", "", "0101", 9_000, "王") for number in (1, 2, 3)])
    assert [one[0] for one in (await office.owner_ids()).values()] == ids, "remembered when imported again"
    assert isinstance(await next_name(office), AllDone)

    assert done.settled is not None
    again = await names.ask_name_again(office.uow(), telegram_id=CHEN.id, compound_id=office.id, owner_id=done.settled.id)
    assert isinstance(again, NameQuestion)
    assert {one[0] for one in (await office.owner_ids()).values()} == {owner}


async def test_an_owner_of_another_compound_is_nobody_here(office: Office) -> None:
    await office.take(home("1栋", "", "101", 10_000, "王"))
    now = office.uow.clock.now()
    other = await ensure_compound(office.uow(), street="东街街道", community="东街社区", compound="东方小区")
    async with office.uow() as unit:
        community = await unit.compounds.place(other.path[-2])
        assert community is not None
        await appoint(unit, WANG, Role.COMMUNITY_STAFF, community, now)
        await unit.commit()
    owner_id = (await office.owner_ids())["1栋-101"][0]
    answered = await names.ask_name_again(office.uow(), telegram_id=WANG.id, compound_id=other.id, owner_id=owner_id)
    assert isinstance(answered, AllDone)


async def test_a_new_home_of_a_known_name_is_asked_about_alone(office: Office) -> None:
    two = [home("1栋", "", "101", 10_000, "王"), home("2栋", "", "101", 10_000, "王")]
    await office.take(*two)
    await decide(office, await next_name(office), same=True)
    await office.take(*two, home("3栋", "", "101", 10_000, "王"))
    question = await next_name(office)
    assert isinstance(question, NameQuestion)
    assert ([one.building for one in question.known], [one.building for one in question.homes]) == (["1栋", "2栋"], ["3栋"])
    await decide(office, question, same=False)
    first, second, third = (await office.owner_ids()).values()
    assert first == second != third


async def test_two_names_at_the_same_homes_are_two_questions(office: Office) -> None:
    """A second tap of the first question does not answer the second one."""
    await office.take(home("1栋", "", "101", 10_000, "王", "李"), home("2栋", "", "101", 10_000, "王", "李"))
    first = await next_name(office)
    second = await decide(office, first, same=False)
    assert isinstance(first, NameQuestion)
    assert isinstance(second, NameQuestion)
    assert second.name != first.name
    again = await decide(office, first, same=False)
    assert isinstance(again, NameQuestion)
    assert again.owner_id == second.owner_id


@pytest.mark.parametrize("same", [True, False])
async def test_a_double_tap_keeps_what_was_decided_and_the_way_back(office: Office, same: bool) -> None:
    """Also when the second half, or an older screen, says the opposite: what stands is named."""
    await office.take(home("1栋", "", "101", 10_000, "王"), home("2栋", "", "101", 10_000, "王"))
    question = await next_name(office)
    done = await decide(office, question, same=same)
    assert done.settled is not None
    assert await decide(office, question, same=same) == done
    assert await decide(office, question, same=not same) == done
    again = await names.ask_name_again(office.uow(), telegram_id=CHEN.id, compound_id=office.id, owner_id=done.settled.id)
    assert again == question
    assert (await decide(office, question, same=not same)) != done


async def test_names_in_an_open_vote_are_frozen(office: Office) -> None:
    await office.take(home("1栋", "", "101", 10_000, "王"), home("2栋", "", "101", 10_000, "王"))
    owner, now = (await office.owner_ids())["1栋-101"][0], office.uow.clock.now()
    figures = {"total_homes": 2, "total_heads": 1, "total_area_cm2m": 20_000, "receipts": 0, "roster_hash": "", "drafted_by": CHEN.id}
    says = {"state": "open", "title": "t", "body": "", "matter": "ordinary", "by_area_too": False, "change_policy": "until_close"}
    when = {"opened_at": now, "closes_at": now + timedelta(days=2), "scheme_is_photo": False}
    async with office.uow() as unit:
        row = {"id": "v", "compound_id": office.id, "place_id": office.id, **figures, **says, **when, "drafted_by": "p"}
        await unit.connection.execute(insert(votes).values(**row))
        await unit.connection.execute(insert(vote_owners).values(vote_id="v", owner_id=owner, head=0, position=0))
        await unit.commit()
    with pytest.raises(NamesInVote):
        await decide(office, await next_name(office), same=False)
    assert isinstance(await decide(office, await next_name(office), same=True), AllDone)


# missing homes
async def test_missing_homes_are_retired_with_a_reason_and_come_back(office: Office) -> None:
    await office.take(*[home("1栋", "", f"{number}", 10_000) for number in (101, 102, 103)])
    await office.take(home("1栋", "", "102", 10_000))
    by = {"telegram_id": CHEN.id, "compound_id": office.id}
    question = await missing.read_missing(office.uow.read(), **by)
    assert isinstance(question, MissingHome)
    assert (question.home.room, question.left) == ("101", 2)
    await missing.ask_to_retire(office.uow(), **by, home_id=question.home_id, now=office.uow.clock.now())
    following = await missing.retire_home(office.uow(), telegram_id=CHEN.id, text="并了", now=office.uow.clock.now())
    assert isinstance(following, MissingHome)
    assert (following.home.room, following.left, list(await office.has())) == ("103", 1, ["1栋-102", "1栋-103"])
    kept = await missing.read_missing(office.uow.read(), **by, after=following.home_id)
    assert isinstance(kept, AllDone)
    assert following.settled is not None
    back = await missing.bring_home_back(office.uow(), **by, home_id=following.settled.id)
    assert isinstance(back, MissingHome)
    assert len(await office.has()) == 3


# what an import can no longer be undone after
@pytest.mark.parametrize("what", ["gap", "name", "home", "binding"])
async def test_an_import_with_something_built_on_it_is_not_undone(office: Office, what: str) -> None:
    await office.take(home("9栋", "", "101", 10_000, "王"))
    office.uow.clock.move(timedelta(days=1))
    await office.take(home("1栋", "", "101", 10_000, "王"), home("2栋", "", "101", 10_000, "王"), gaps=(gap("1栋", "", "102"),))
    by = {"telegram_id": CHEN.id, "compound_id": office.id}
    now = office.uow.clock.now()
    match what:
        case "gap":
            await fill(office, "80")
        case "name":
            await decide(office, await next_name(office), same=True)
        case "home":
            await missing.ask_to_retire(office.uow(), **by, home_id=await office.home_id("9栋-101"), now=now)
            await missing.retire_home(office.uow(), telegram_id=CHEN.id, text="拆了", now=now)
        case "binding":
            await bind(office, "1栋-101", (await office.owner_ids())["1栋-101"][0])
    before = await office.has()
    with pytest.raises(UndoTooLate):
        await undo_import(office.uow(), **by, import_id=office.imports[-1], now=now)
    assert await office.has() == before


async def test_only_the_last_import_is_undone(office: Office) -> None:
    await office.take(home("1栋", "", "101", 10_000))
    await office.take(home("1栋", "", "101", 9_000))
    by = {"telegram_id": CHEN.id, "compound_id": office.id, "now": office.uow.clock.now()}
    with pytest.raises(OtherImportSince):
        await undo_import(office.uow(), **by, import_id=office.imports[0])
    await undo_import(office.uow(), **by, import_id=office.imports[1])
    assert (await office.has())["1栋-101"] == (10_000, ())
    await undo_import(office.uow(), **by, import_id=office.imports[0])
    assert await office.has() == {}


async def test_nobody_else_decides(office: Office) -> None:
    await office.take(home("1栋", "", "101", 10_000, "王"), home("2栋", "", "101", 10_000, "王"), gaps=(gap("1栋", "", "102"),))
    by, now = {"telegram_id": WANG.id, "compound_id": office.id}, office.uow.clock.now()
    question = await next_name(office)
    assert isinstance(question, NameQuestion)
    async with office.uow() as unit:
        gap_id = (await unit.rosters.gaps(office.id))[0].id
        await unit.forms.keep(WANG.id, Form(gaps.FORM, gaps.AREA, {"gap": gap_id, "compound": office.id}), now)
        await unit.commit()
    for refused in (
        gaps.read_gap(office.uow.read(), **by),
        gaps.ask_about_gap(office.uow(), **by, gap_id=gap_id, step=gaps.AREA, now=now),
        gaps.fill_gap(office.uow(), telegram_id=WANG.id, text="80", now=now),
        gaps.reopen_gap(office.uow(), **by, gap_id=gap_id),
        names.decide_name(office.uow(), **by, owner_id=question.owner_id, same=False, now=now),
        names.ask_name_again(office.uow(), **by, owner_id=question.owner_id),
        missing.ask_to_retire(office.uow(), **by, home_id=await office.home_id("1栋-101"), now=now),
        missing.bring_home_back(office.uow(), **by, home_id=await office.home_id("1栋-101")),
        undo_import(office.uow(), **by, import_id=office.imports[-1], now=now),
    ):
        with pytest.raises(NotStaffOfCompound):
            await refused
    async with office.uow.read() as unit:
        assert len((await unit.connection.execute(select(home_owners))).all()) == 2
