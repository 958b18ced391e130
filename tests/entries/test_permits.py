"""Who enters for whom: the vote's own terms, joint owners, a designated voter, a change that is not allowed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.rules.votes import BallotState, ChangePolicy
from bot.rules.votes.terms import PaperBy, Terms
from storage.base import decode, encode
from storage.entries import entries
from storage.votes import ballots, vote_homes, votes
from tests.entries.test_story import counted, ledger
from tests.entries.worlds import CHEN, CHIEF, HEAD, LI, confirm_screen, dialog, enter_paper, office, tap, to_home
from tests.fixtures import Units
from tests.votes.houses import AGAINST, AGREE, owner
from tests.wire import Wire

pytestmark = pytest.mark.storage


async def frozen(uow: Units, vote: str, **values: object) -> None:
    """As if it had been opened under such terms."""
    async with uow() as unit:
        if "paper_by" in values:
            terms = decode(await unit.connection.scalar(select(votes.c.terms).where(votes.c.id == vote)), Terms)
            values = {"terms": encode(replace(terms, **values))}  # type: ignore[arg-type]
        await unit.connection.execute(update(votes).where(votes.c.id == vote).values(**values))
        await unit.commit()


@pytest.mark.rule("S6.who_enters")
async def test_a_head_enters_for_the_own_building_where_the_terms_say_so(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    await wire.press(HEAD, f"wn:{vote}:0")
    assert "录入票" not in wire.last(HEAD.id).labels
    assert "社区干部录入" in dialog(await wire.press(HEAD, f"jo:{vote}"))
    await frozen(uow, vote, paper_by=PaperBy.BUILDING_HEADS)
    await wire.press(HEAD, f"wn:{vote}:0")
    assert "录入票" in wire.last(HEAD.id).labels
    await enter_paper(wire, vote, "101", AGREE, HEAD)
    assert await ledger(uow, vote) != []
    assert "1栋楼长录入" in wire.last(owner(1).id).text.replace("\u2060", "")
    assert "社区干部录入" in dialog(await wire.press(HEAD, f"jh:{vote}:paper:{houses.homes[7]}:")), "of another building"
    assert "社区干部录入" in dialog(await wire.press(HEAD, f"je:{vote}:paper:1:0:0"))
    assert "社区干部录入" in dialog(await wire.press(HEAD, f"jd:{vote}")), "a head settles nothing"


async def test_a_head_enters_nothing_for_an_owner_with_a_home_elsewhere(wire: Wire, uow: Units) -> None:
    """The ballot would count for the home in the other building, too."""
    houses, vote = await office(uow, wire)
    await frozen(uow, vote, paper_by=PaperBy.BUILDING_HEADS)
    async with uow() as unit:
        there = (vote_homes.c.vote_id == vote, vote_homes.c.home_id == houses.homes[7])
        await unit.connection.execute(update(vote_homes).where(*there).values(head=1))
        await unit.commit()
    assert "社区干部录入" in dialog(await wire.press(HEAD, f"jh:{vote}:paper:{houses.homes[1]}:"))


async def test_of_joint_owners_whose_ballot_it_is_is_asked(wire: Wire, uow: Units) -> None:
    houses, _ = await office(uow, wire)
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = (await houses.open(title="第二次")).heading.vote_id
    shown = await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"))
    assert shown.labels[:2] == ["业主1", "业主11"]
    await wire.tap(CHEN, shown, "业主11")
    assert "业主11" in wire.last(CHEN.id).text
    assert "重新" not in dialog(await wire.press(CHEN, f"jh:{vote}:paper:{houses.homes[1]}:{houses.owners[5]}")), "of somebody else's home"
    async with uow.read() as unit:
        assert (await unit.connection.scalar(select(entries.c.owner_id))) == houses.owners[11]


async def test_where_one_is_designated_it_is_that_ones(wire: Wire, uow: Units) -> None:
    houses, _ = await office(uow, wire)
    await houses.share(1, 11)
    await houses.designate(1, 11)
    vote = (await houses.open(title="第二次")).heading.vote_id
    shown = await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"))
    assert "业主11" in shown.text
    assert "拍照" in shown.text


@pytest.mark.rule("R12.refused", "R12.never")
async def test_a_change_that_is_not_allowed_is_refused_and_kept(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    await frozen(uow, vote, change_policy=ChangePolicy.NEVER)
    await enter_paper(wire, vote, "101", AGREE)
    wire.clock.move(timedelta(minutes=1))
    shown = await confirm_screen(wire, vote, "101", AGAINST)
    assert "不能再改" in dialog(await wire.press(CHEN, shown.data("记下"), message=shown))
    assert [one[-1] for one in await ledger(uow, vote)] == [None, "change_refused"]
    assert await counted(uow, vote, 1) is BallotState.AGREE
    async with uow.read() as unit:
        assert await unit.connection.scalar(select(ballots.c.photo_sha256).where(ballots.c.refused.is_not(None))) is not None


async def test_the_same_once_more_says_no_more_than_another(wire: Wire, uow: Units) -> None:
    """Somebody who tries choices to find what stands is told the same words each time."""
    _, vote = await office(uow, wire)
    said = []
    for choice in (AGREE, AGREE, AGAINST):
        wire.clock.move(timedelta(minutes=1))
        shown = await enter_paper(wire, vote, "101", choice)
        said.append([line for line in shown.text.split("\n") if "凭证" not in line and "已录入" not in line])
    assert said[0] == said[1] == said[2]
    assert len(await ledger(uow, vote)) == 2


async def test_what_is_left_half_filled_in_is_forgotten_with_its_photo(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    shown = await confirm_screen(wire, vote, "101", AGREE)
    record = shown.data("记下")
    folder = wire.app.settings.data_dir / "attachments"
    assert len(list(folder.iterdir())) == 1
    wire.clock.move(timedelta(hours=24, minutes=1))
    while await wire.due():
        pass
    await wire.work()
    async with uow.read() as unit:
        assert await unit.connection.scalar(select(entries.c.choice)) is None
    assert list(folder.iterdir()) == []
    await wire.deliver()
    assert "过了一天没有录完" in shown.text
    assert "同意" not in shown.text
    assert "记下" not in shown.labels
    assert "过了一天" in dialog(await wire.press(CHEN, record, message=shown))


@pytest.mark.rule("S6.own")
async def test_nobody_settles_the_own_ballots(wire: Wire, uow: Units) -> None:
    """Somebody in charge may live there, too: a colleague settles it."""
    houses, vote = await office(uow, wire)
    await houses.bind(CHEN, 1, owner_number=1)
    await tap(wire, 1, vote, AGREE)
    await enter_paper(wire, vote, "101", AGAINST, LI)
    for person in (CHEN, LI):
        await wire.press(person, f"jd:{vote}")
    assert "您自己的票" in dialog(await wire.tap(CHEN, wire.last(CHEN.id), "1 以纸质票为准"))
    await wire.tap(LI, wire.last(LI.id), "1 以纸质票为准")
    await wire.tap(LI, wire.last(LI.id), "问过本人")
    assert await counted(uow, vote, 1) is BallotState.DISPUTED
    await wire.tap(LI, wire.last(LI.id), "确定")
    assert await counted(uow, vote, 1) is BallotState.AGAINST


async def test_the_chief_reads_who_enters_where_nothing_is_to_be_settled(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    await wire.press(CHIEF, f"jo:{vote}")
    assert "录票由社区工作人员来做。现在没有要您核对的" in wire.last(CHIEF.id).text
