"""Drafting looks at the roster beside: the writer only keeps the draft, and keeps it as it is by then."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.actions.unit import DuplicateUpdate, UnitOfWork
from bot.actions.votes import drafting, practising
from bot.rules.votes import Matter
from bot.rules.votes.drafts import Draft, Drafter, DraftStep, FileState, SchemeFile, Topic
from bot.rules.votes.violations import DraftGone, NoHomesInScope
from storage.compounds import home_owners, homes
from storage.outbox_table import outbox
from storage.votes.electorates import Electorates
from storage.votes.tables import vote_drafts, vote_practices
from tests.fixtures import Units
from tests.profiles import NATIONAL
from tests.votes.houses import CHEN, SHANGHAI, Houses, settle

pytestmark = pytest.mark.storage

DRAFT = "draft00001"
FILE = SchemeFile("file-1", "方案.pdf", is_photo=False)
Press = Callable[[UnitOfWork, Drafter, Houses], Awaitable[Any]]

PRESSES: dict[str, Press] = {
    "begin_draft": lambda unit, by, at: drafting.begin_draft(unit, by, compound_id=at.compound.id),
    "resume_draft": lambda unit, by, at: drafting.resume_draft(unit, by, DRAFT),
    "choose_topic": lambda unit, by, at: drafting.choose_topic(unit, by, DRAFT, topic=Topic.GATE, title="更换单元门"),
    "write_title": lambda unit, by, at: drafting.write_title(unit, by, DRAFT, typed="更换单元门"),
    "write_body": lambda unit, by, at: drafting.write_body(unit, by, DRAFT, typed="说明"),
    "say_parking": lambda unit, by, at: drafting.say_parking(unit, by, DRAFT, counts=True),
    "set_closing": lambda unit, by, at: drafting.set_closing(unit, by, DRAFT, closes_at=by.now + timedelta(days=3)),
    "confirm_short": lambda unit, by, at: drafting.confirm_short(unit, by, DRAFT),
    "set_matter": lambda unit, by, at: drafting.set_matter(unit, by, DRAFT, matter=Matter.SPECIAL, threshold=None, by_area_too=False),
    "set_scope": lambda unit, by, at: drafting.set_scope(unit, by, DRAFT, place_id=at.buildings[0].id, entrance_number=1),
    "ask": lambda unit, by, at: drafting.ask(unit, by, DRAFT, question="title"),
    "attach_scheme": lambda unit, by, at: drafting.attach_scheme(unit, by, DRAFT, file=FILE, size=1),
    "drop_scheme": lambda unit, by, at: drafting.drop_scheme(unit, by, DRAFT),
    "practise_draft": lambda unit, by, at: practising.practise_draft(unit, by, DRAFT),
    "practise": lambda unit, by, at: practising.practise(unit, by, compound_id=at.compound.id, title="更换单元门", example="例子"),
}
# Those that change the draft that is there.
CHANGES = sorted(PRESSES.keys() - {"begin_draft", "resume_draft", "ask", "practise", "practise_draft"})


@pytest.fixture
async def houses(uow: Units) -> Houses:
    made = await settle(uow)
    await keep(made, Draft(id=DRAFT, compound_id=made.compound.id, place_id=made.compound.id, title="屋顶防水改造", file=FILE))
    return made


async def keep(houses: Houses, draft: Draft) -> None:
    async with houses.uow() as unit:
        await unit.vote_drafts.keep(CHEN.id, draft, houses.uow.clock.now())
        await unit.commit()


async def kept(houses: Houses) -> Draft | None:
    async with houses.uow.read() as unit:
        return await unit.vote_drafts.draft(CHEN.id, DRAFT, houses.uow.clock.now())


async def by(houses: Houses) -> Drafter:
    return Drafter(await houses.actor(CHEN), SHANGHAI, houses.uow.clock.now(), NATIONAL)


async def count(houses: Houses, table: Any) -> int:
    async with houses.uow.read() as unit:
        return await unit.connection.scalar(select(func.count()).select_from(table)) or 0


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], Awaitable[object]]) -> list[Electorates]:
    """`happens` once, just after the roster was read. Whose readings there were."""
    roster, readings = Electorates.roster, list[Electorates]()

    async def read(self: Electorates, *where: Any) -> Any:
        readings.append(self)
        found = await roster(self, *where)
        if len(readings) == 1:
            await happens()
        return found

    monkeypatch.setattr(Electorates, "roster", read)
    return readings


async def nothing() -> None:
    return None


@pytest.mark.parametrize("name", PRESSES)
async def test_the_roster_is_not_read_by_the_writer(houses: Houses, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drafter, unit, looks = await by(houses), houses.uow(), list[tuple[Electorates, str]]()
    for look in ("roster", "gaps", "reach"):
        reads = getattr(Electorates, look)

        async def noted(self: Electorates, *where: Any, look: str = look, reads: Any = reads) -> Any:
            looks.append((self, look))
            return await reads(self, *where)

        monkeypatch.setattr(Electorates, look, noted)
    before = houses.uow.commits
    await PRESSES[name](unit, drafter, houses)
    assert houses.uow.commits == before + 1
    assert "roster" in {look for _, look in looks}
    assert [look for whose, look in looks if whose is unit.electorates] == []


@pytest.mark.parametrize("name", CHANGES)
async def test_what_another_device_changed_meanwhile_stands(houses: Houses, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drafter = await by(houses)

    async def changed() -> None:
        draft = await kept(houses)
        assert draft is not None
        await keep(houses, draft.changed(body="另一台手机上写的", by_area_too=True))

    readings = meanwhile(monkeypatch, changed)
    view = await PRESSES[name](houses.uow(), drafter, houses)
    draft = await kept(houses)
    assert draft == view.draft
    assert draft.revision == 2
    assert draft.by_area_too is (name != "set_matter")
    assert draft.body == ("说明" if name == "write_body" else "另一台手机上写的")
    assert len(readings) == 2


async def test_a_file_that_arrives_meanwhile_is_not_lost(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its revision stays, so it alone does not tell."""
    drafter, now = await by(houses), houses.uow.clock.now()

    async def arrived() -> None:
        fetched = {"job_id": "1", "draft_id": DRAFT, "file_id": FILE.file_id, "sha256": "a" * 64, "now": now}
        await drafting.scheme_fetched(houses.uow(), **fetched)

    meanwhile(monkeypatch, arrived)
    view = await drafting.write_title(houses.uow(), drafter, DRAFT, typed="更换单元门")
    draft = await kept(houses)
    assert draft == view.draft
    assert (draft.title, draft.file.state, draft.revision) == ("更换单元门", FileState.KEPT, 1)


async def test_the_practice_is_of_the_draft_as_it_is_by_then(houses: Houses, monkeypatch: pytest.MonkeyPatch) -> None:
    drafter = await by(houses)

    async def renamed() -> None:
        draft = await kept(houses)
        assert draft is not None
        await keep(houses, draft.changed(title="更换单元门"))

    meanwhile(monkeypatch, renamed)
    practice_id = await practising.practise_draft(houses.uow(), drafter, DRAFT)
    async with houses.uow.read() as unit:
        practice = await unit.vote_drafts.practice(CHEN.id, practice_id, drafter.now)
    assert practice is not None
    assert practice.card.heading.title == "更换单元门"
    assert await count(houses, vote_practices) == await count(houses, outbox) == 1


async def test_the_buildings_of_a_practice_stand_in_their_order(houses: Houses) -> None:
    """One owner of homes in two buildings drew the second one forward."""
    async with houses.uow() as unit:
        await unit.connection.execute(update(homes).where(homes.c.id == houses.homes[9]).values(building="3栋"))
        await unit.connection.execute(update(home_owners).where(home_owners.c.home_id == houses.homes[9]).values(owner_id=houses.owners[1]))
        await unit.commit()
    drafter = await by(houses)
    compound = houses.compound.id
    practice_id = await practising.practise(houses.uow(), drafter, compound_id=compound, title="更换单元门", example="例子")
    async with houses.uow() as unit:
        practice = await unit.vote_drafts.practice(CHEN.id, practice_id, drafter.now)
    assert practice is not None
    assert [line.building for line in practice.card.lines] == ["1栋", "2栋", "3栋"]


@pytest.mark.parametrize("name", [*CHANGES, "resume_draft", "ask", "practise_draft"])
async def test_a_draft_that_is_dropped_meanwhile_stays_away(houses: Houses, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drafter = await by(houses)
    meanwhile(monkeypatch, lambda: drop(houses, drafter))
    with pytest.raises(DraftGone):
        await PRESSES[name](houses.uow(), drafter, houses)
    assert await count(houses, vote_drafts) == await count(houses, vote_practices) == 0


async def drop(houses: Houses, drafter: Drafter) -> None:
    await drafting.drop_draft(houses.uow(), drafter, DRAFT)


async def test_a_scope_without_homes_is_refused_before_anything_is_kept(houses: Houses) -> None:
    async with houses.uow() as unit:
        await unit.connection.execute(update(homes).values(kind="parking"))
        await unit.commit()
    drafter, ready = await by(houses), await kept(houses)
    assert ready is not None
    await keep(houses, ready.changed(closes_at=drafter.now + timedelta(days=3)))
    before, commits = await kept(houses), houses.uow.commits
    with pytest.raises(NoHomesInScope):
        await drafting.say_parking(houses.uow(), drafter, DRAFT, counts=False)
    with pytest.raises(NoHomesInScope):
        await practising.practise_draft(houses.uow(), drafter, DRAFT)
    assert (await kept(houses), houses.uow.commits) == (before, commits)
    assert await count(houses, vote_practices) == await count(houses, outbox) == 0


async def test_the_same_update_once_more_is_told_so(houses: Houses) -> None:
    """Also when its draft has gone since: it is answered again, not refused."""
    drafter = await by(houses)
    view = await drafting.write_title(houses.uow(update_id=7), drafter, DRAFT, typed="更换单元门")
    assert view.step is DraftStep.CLOSING
    with pytest.raises(DuplicateUpdate):
        await drafting.write_title(houses.uow(update_id=7), drafter, DRAFT, typed="更换单元门")
    await drop(houses, drafter)
    with pytest.raises(DuplicateUpdate):
        await drafting.write_title(houses.uow(update_id=7), drafter, DRAFT, typed="更换单元门")
