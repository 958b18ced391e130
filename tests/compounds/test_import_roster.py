"""Importing a roster: what changes, what stays, what it takes to undo it, and that nobody waits for it."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.actions.compounds import import_roster, importing, staging
from bot.actions.compounds.importing import TRIES
from bot.actions.compounds.undoing import undo_import
from bot.rules.compounds import RosterBusy
from bot.rules.residents import PlaceKind, Role
from bot.rules.residents.violations import PlaceUnknown
from bot.rules.rosters import HomeKind, RosterProblem
from storage.compounds import homes, places, roster_changes, roster_gaps, roster_owner_changes, roster_owners
from storage.rosters import CHUNK
from tests.compounds.rosters import Office, gap, home, make_office, reading
from tests.fixtures import Units
from tests.residents.worlds import appoint
from tests.wire import Person

pytestmark = pytest.mark.storage
CHEN = Person(7, "陈静")
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


async def undo(office: Office) -> None:
    await undo_import(office.uow(), telegram_id=CHEN.id, compound_id=office.id, import_id=office.imports.pop(), now=office.uow.clock.now())


async def rows(uow: Units, table, *where) -> int:
    async with uow.read() as unit:
        return await unit.connection.scalar(select(func.count()).select_from(table).where(*where)) or 0


async def test_a_roster_gives_places_homes_and_owners_in_the_order_people_walk(office: Office) -> None:
    result = await office.take(
        home("10栋", "1单元", "0101", 10_000, "十"),
        home("2栋", "2单元", "0101", 8_935, "李丽", "王强", designated="王强"),
        home("2栋", "1单元", "0201", 7_000, "李丽"),
        home("2栋", "", "12", 1_200, "李丽", kind=HomeKind.PARKING),
        fields=frozenset({"owners", "designated"}),
    )
    assert (result.homes, result.area_cm2m, result.new, result.gaps) == (3, 25_935, 4, 0)
    assert list(await office.has()) == ["2栋-1单元-0201", "2栋-2单元-0101", "10栋-1单元-0101", "2栋-12"]
    ids = await office.owner_ids()
    assert ids["2栋-1单元-0201"][0] == ids["2栋-2单元-0101"][0] == ids["2栋-12"][0]
    async with office.uow.read() as unit:
        assert [one.name for one in await unit.compounds.places_under(office.place, PlaceKind.BUILDING)] == ["2栋", "10栋"]
        kept = {one.home.name.in_files: one for one in await unit.rosters.kept(office.id)}
    assert kept["2栋-2单元-0101"].home.designated == "王强"


async def test_nothing_of_the_preparation_is_left(office: Office) -> None:
    await office.take(home("1栋", "1单元", "0101", 10_000, "王"), gaps=(gap("1栋", "1单元", "0102"),))
    await office.take(home("1栋", "1单元", "0101", 9_000, "赵"))
    assert await rows(office.uow, roster_changes) == await rows(office.uow, roster_owner_changes) == 0


async def test_only_what_changed_changes(office: Office) -> None:
    await office.take(home("1栋", "1单元", "0101", 10_000, "王"), home("1栋", "1单元", "0102", 8_000, "李"))
    before = await office.owner_ids()
    result = await office.take(
        home("1栋", "1单元", "101", 10_000, "王"), home("1栋", "1单元", "0102", 8_100, "李", "赵"), home("3栋", "1单元", "0101", 5_000)
    )
    assert (result.new, result.changed, result.same, result.missing) == (1, 1, 1, 0)
    assert await office.has() == {
        "1栋-1单元-0101": (10_000, ("王",)),
        "1栋-1单元-0102": (8_100, ("李", "赵")),
        "3栋-1单元-0101": (5_000, ()),
    }
    assert (await office.owner_ids())["1栋-1单元-0102"][0] == before["1栋-1单元-0102"][0]


async def test_a_building_in_between_moves_the_others_behind_it(office: Office) -> None:
    await office.take(home("1栋", "1单元", "0101"), home("10栋", "1单元", "0101"))
    await office.take(home("1栋", "1单元", "0101"), home("2栋", "1单元", "0101"), home("10栋", "1单元", "0101"))
    assert list(await office.has()) == ["1栋-1单元-0101", "2栋-1单元-0101", "10栋-1单元-0101"]
    async with office.uow.read() as unit:
        assert [one.name for one in await unit.compounds.places_under(office.place, PlaceKind.BUILDING)] == ["1栋", "2栋", "10栋"]


async def test_the_same_file_once_more_is_no_new_import(office: Office) -> None:
    row = home("1栋", "1单元", "0101", 10_000, "王")
    first = await office.take(row, gaps=(gap("1栋", "1单元", "0102"),))
    again = await office.take(row, gaps=(gap("1栋", "1单元", "0102"),))
    assert (again.import_id, again.gaps, again.same) == (first.import_id, 1, 1)


# gaps
async def test_a_gap_stays_until_a_file_says_it_better(office: Office) -> None:
    row = home("1栋", "1单元", "0101")
    await office.take(row, gaps=(gap("1栋", "1单元", "0102"), gap("2栋", "", "", NO_ROOM), gap("1栋", "1单元", "", NO_ROOM, "王")))
    second = await office.take(row, home("3栋", "1单元", "0101"))
    assert await office.gaps() == [("1栋1单元0102", "no_area"), ("2栋", "no_room")]
    assert second.gaps == 2
    await office.take(row, home("1栋", "1单元", "0102", 8_000), home("2栋", "1单元", "0101"))
    assert await office.gaps() == []


async def test_a_home_that_has_an_area_keeps_it_where_a_new_file_lacks_it(office: Office) -> None:
    await office.take(home("1栋", "1单元", "0101", 10_000, "王"))
    result = await office.take(home("1栋", "1单元", "0102"), gaps=(gap("1栋", "1单元", "101", BAD_AREA),))
    assert (result.gaps, result.missing) == (0, 0)
    assert (await office.has())["1栋-1单元-0101"] == (10_000, ("王",))


async def test_a_struck_row_stays_struck_until_it_is_a_home(office: Office) -> None:
    row = home("1栋", "1单元", "0101")
    await office.take(row, gaps=(gap("1栋", "1单元", "0102"), gap("1栋", "", "", NO_ROOM, "王", row=4), gap("1栋", "", "", NO_ROOM, row=5)))
    async with office.uow() as unit:
        for one in await unit.rosters.gaps(office.id):
            await unit.roster_work.settle_gap(office.id, one.id, state="struck", reason="门卫室", by=None, now=office.uow.clock.now())
        await unit.commit()
    again = (gap("1栋", "1单元", "0102", BAD_AREA), gap("1栋", "", "", NO_ROOM, "王", row=7), gap("1栋", "", "", NO_ROOM, "李", row=5))
    result = await office.take(row, gaps=again)
    assert (result.gaps, await office.gaps()) == (1, [("1栋", "no_room")])
    await office.take(row, home("1栋", "1单元", "0102"))
    assert ("1栋1单元0102", "no_area") not in await office.gaps("struck")


# retired homes
async def test_a_retired_home_that_stands_in_a_file_again_comes_back(office: Office) -> None:
    first = (home("1栋", "1单元", "0101"), home("1栋", "1单元", "0102", 8_000, "李"))
    await office.take(*first)
    home_id = await office.home_id("1栋-1单元-0102")
    async with office.uow() as unit:
        assert await unit.roster_work.retire(office.id, home_id, "并了", office.uow.clock.now())
        await unit.commit()
    assert (await office.take(first[0])).missing == 0
    back = await office.take(first[0], home("1栋", "1单元", "102", 8_100, "赵"))
    assert (back.new, back.homes) == (1, 2)
    assert (await office.home_id("1栋-1单元-0102"), (await office.has())["1栋-1单元-0102"]) == (home_id, (8_100, ("赵",)))
    await undo(office)
    assert list(await office.has()) == ["1栋-1单元-0101"]


# undo
async def test_undoing_leaves_what_was_there_before(office: Office) -> None:
    await office.take(
        home("1栋", "1单元", "0101", 10_000, "王", "李", designated="李"),
        home("1栋", "1单元", "0102", 8_000, "李"),
        gaps=(gap("1栋", "1单元", "0103"), gap("1栋", "1单元", "0104")),
        fields=frozenset({"owners", "designated"}),
    )
    before = (await office.has(), await office.owner_ids(), await office.gaps())
    await office.take(
        home("1栋", "1单元", "0101", 9_000, "赵"),
        home("1栋", "1单元", "0103", 5_000, "孙"),
        home("9栋", "1单元", "0101", 5_000, "钱"),
        gaps=(gap("9栋", "1单元", "0102"),),
        fields=frozenset({"owners", "designated"}),
    )
    await undo(office)
    assert (await office.has(), await office.owner_ids(), await office.gaps()) == before
    async with office.uow.read() as unit:
        assert [one.name for one in await unit.compounds.places_under(office.place, PlaceKind.BUILDING)] == ["1栋"]
        assert (await unit.rosters.kept(office.id))[0].home.designated == "李"
    assert await rows(office.uow, roster_owners, roster_owners.c.name.in_(["赵", "孙", "钱"])) == 0
    assert await rows(office.uow, homes, homes.c.building == "9栋") == 0


async def test_the_first_import_can_be_undone_too(office: Office) -> None:
    await office.take(home("1栋", "1单元", "0101", 10_000, "王"), gaps=(gap("1栋", "1单元", "0103"),))
    await undo(office)
    for table in (homes, roster_gaps, roster_owners):
        assert await rows(office.uow, table) == 0
    assert await rows(office.uow, places, places.c.kind == PlaceKind.BUILDING) == 0
    assert (await office.take(home("1栋", "1单元", "0101", 10_000, "王"))).new == 1


# in parts, beside other work
async def test_others_write_while_a_long_import_is_prepared(office: Office) -> None:
    many = [home(f"{number // 100 + 1}栋", "1单元", f"{number % 100 + 101:04d}", 10_000, f"业主{number}") for number in range(CHUNK * 4)]
    importing_all = asyncio.create_task(office.take(*many))
    turns, seen = 0, set()
    while not importing_all.done():
        async with office.uow() as unit:
            await unit.chats.meet(1000 + turns, is_group=False, language="zh", now=office.uow.clock.now())
            await unit.commit()
        async with office.uow.read() as unit:
            seen.add((await unit.rosters.size(office.id))[0])
        turns += 1
    assert (await importing_all).homes == CHUNK * 4
    assert turns > 4, "each of its transactions lets others write"
    assert seen <= {0, CHUNK * 4}, "nobody saw half of it"


async def test_an_import_that_breaks_off_is_not_seen_and_not_in_the_way(office: Office, monkeypatch) -> None:
    await office.take(home("1栋", "1单元", "0101", 10_000, "王"))
    before = (await office.has(), await office.gaps())

    async def broken(*_: object) -> None:
        raise ConnectionError

    rest = (home("1栋", "1单元", "0101", 9_000, "赵"), home("2栋", "1单元", "0101", 10_000, "王"))
    with monkeypatch.context() as patched:
        patched.setattr(importing, "_switch", broken)
        with pytest.raises(ConnectionError):
            await office.take(*rest, gaps=(gap("2栋", "1单元", "0102"),))
    assert (await office.has(), await office.gaps()) == before
    result = await office.take(*rest, gaps=(gap("2栋", "1单元", "0102"),))
    assert (result.new, result.changed, result.gaps, len(await office.has())) == (1, 1, 1, 2)


async def test_a_change_by_somebody_else_meanwhile_is_not_overwritten(office: Office, monkeypatch) -> None:
    first = (home("1栋", "1单元", "0101", 10_000, "王"), home("1栋", "1单元", "0102", 10_000, "李"))
    await office.take(*first)
    home_id = await office.home_id("1栋-1单元-0102")
    read_kept, times = staging.read_kept, []

    async def moved(unit, compound_id):
        kept = await read_kept(unit, compound_id)
        if not times:
            async with office.uow() as other:
                await other.roster_work.retire(office.id, home_id, "并了", office.uow.clock.now())
                await other.roster_switches.touch(office.id)
                await other.commit()
        times.append(1)
        return kept

    monkeypatch.setattr(importing, "read_kept", moved)
    result = await office.take(home("1栋", "1单元", "0101", 9_000, "王"))
    assert (len(times), result.missing, result.homes) == (2, 0, 1)


async def test_an_import_gives_way_when_the_roster_never_rests(office: Office, monkeypatch) -> None:
    read_kept, times = staging.read_kept, []

    async def moved(unit, compound_id):
        times.append(1)
        kept = await read_kept(unit, compound_id)
        async with office.uow() as other:
            await other.roster_switches.touch(office.id)
            await other.commit()
        return kept

    monkeypatch.setattr(importing, "read_kept", moved)
    with pytest.raises(RosterBusy):
        await office.take(home("1栋", "1单元", "0101"))
    assert (len(times), await office.has()) == (TRIES, {})
    assert await rows(office.uow, homes) == 0


async def test_two_imports_at_once_end_as_one_after_the_other(office: Office) -> None:
    one = [home("1栋", "1单元", f"{number:04d}", 10_000, "王") for number in range(101, 150)]
    two = [home("2栋", "1单元", f"{number:04d}", 10_000, "王") for number in range(101, 150)]
    office.uow.clock.move(timedelta(minutes=1))
    done = await asyncio.gather(office.take(*one), office.take(*two), return_exceptions=True)
    assert all(not isinstance(result, Exception) or isinstance(result, RosterBusy) for result in done), done
    taken = [rows for rows, result in zip((one, two), done, strict=True) if not isinstance(result, Exception)]
    assert len(await office.has()) == 49 * len(taken) > 0


async def test_no_compound_no_import(uow: Units) -> None:
    values = {"file_name": "x.csv", "sha256": "0" * 64, "imported_by": None, "now": uow.clock.now()}
    with pytest.raises(PlaceUnknown):
        await import_roster(uow(), compound_id="0000000000", reading=reading(home("1栋", "", "101")), **values)
