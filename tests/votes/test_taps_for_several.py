"""One tap for several homes, of which somebody else votes for some: the answer and the receipt name these, too (R5, R7)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.rules.residents import HomeRole
from bot.rules.votes import Choice
from storage.compounds import home_owners
from storage.votes import vote_opinions
from tests.fixtures import Units
from tests.votes.houses import ABSTAIN, GROUP, Houses, Voting, owner
from tests.votes.test_speakers import opinions, register, take_back
from tests.wire import Wire


@pytest.fixture
async def vote(wire: Wire, uow: Units, houses: Houses) -> str:
    """The first home has two owners, who differ; one of them has the second alone."""
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    async with uow() as unit:
        second = home_owners.c.home_id == houses.homes[2]
        await unit.connection.execute(update(home_owners).where(second).values(owner_id=houses.owners[1]))
        await unit.commit()
    opened = (await houses.open()).heading.vote_id
    await wire.deliver()
    for number, choice in ((1, "同意"), (11, "反对")):
        await wire.tap(owner(number), wire.in_chat(GROUP.id)[0], choice)
    await wire.deliver()
    return opened


@pytest.mark.rule("R5.names")
async def test_the_home_that_another_owner_speaks_for_is_named(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    """「已记下：201 弃权」, and no word of 101."""
    head = await register(wire, uow, houses, vote, 11)
    await wire.deliver()
    card = wire.in_chat(GROUP.id)[0]
    for _ in range(2):
        answer = await wire.tap(owner(1), card, "弃权")
        assert "已记下：1栋1单元201 弃权" in answer.text
        assert "1栋1单元101 由别的业主表决，您的意见另外记下，不计票" in answer.text
        assert answer.show_alert
    await wire.deliver()
    receipt = wire.last(owner(1).id)
    assert "已记下：1栋1单元201 弃权" in receipt.text
    assert "1栋1单元101 由别的业主表决。您的意见另外留着" in receipt.text
    async with uow.read() as unit:
        kept = (await unit.connection.execute(select(vote_opinions.c.home_id, vote_opinions.c.choice))).all()
    assert [tuple(row) for row in kept] == [(houses.homes[1], Choice.ABSTAIN)], "the last that was thought"
    await take_back(wire, uow, houses, vote, head, speaker=11)
    await wire.deliver()
    assert "由别的业主表决" not in receipt.text, "no opinion is kept any more"
    assert "您另外的房子：1栋1单元101 同意（10:32" in receipt.text, "what was chosen before stands again"
    assert await opinions(uow, vote) == 0


async def test_a_tap_that_comes_a_second_time_has_the_same_answer(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    await register(wire, uow, houses, vote, 11)
    voting = Voting(houses, vote)
    answers = [await voting.cast(owner(1), ABSTAIN, update_id=81_000) for _ in range(2)]
    assert [[home.room for home in answer.beside] for answer in answers] == [["0101"]] * 2  # type: ignore[union-attr]


async def test_a_tap_for_one_home_says_nothing_of_others(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    await houses.bind(owner(1), 3, role=HomeRole.TENANT)
    async with uow.read() as unit:
        elector = (await unit.electorates.frozen(vote)).of_home(houses.homes[2])
    assert elector is not None
    wire.clock.move(timedelta(minutes=1))
    await Voting(houses, vote).cast(owner(1), ABSTAIN, head=elector.number)
    assert await opinions(uow, vote) == 0
