"""The developer's homes, one head with several owners: where these differ they must agree, and nobody is registered to speak for them."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.cli import verify
from handlers.menus import ShowMyVote
from handlers.votes.callbacks import PickSpeaker
from storage.compounds import homes
from tests.fixtures import Units
from tests.proofs.test_exporting import files
from tests.votes.houses import CHEN, GROUP, Houses, owner
from tests.wire import Wire

DEAD_END = "登记由谁代表"


@pytest.fixture
async def vote(wire: Wire, uow: Units, houses: Houses) -> str:
    """The first home, of two, and the second are the developer's; the owners of the first differ."""
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    async with uow() as unit:
        mine = homes.c.id.in_([houses.homes[1], houses.homes[2]])
        await unit.connection.execute(update(homes).where(mine).values(developer=True))
        await unit.commit()
    opened = (await houses.open()).heading.vote_id
    await wire.deliver()
    await wire.tap(owner(1), wire.in_chat(GROUP.id)[0], "同意")
    return opened


async def test_its_owners_read_that_they_must_agree(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    answer = await wire.tap(owner(11), wire.in_chat(GROUP.id)[0], "反对")
    assert "请商量后改成一样，这里不能登记代表" in answer.text
    await wire.deliver()
    [receipt], [edited, letter] = wire.in_chat(owner(11).id), wire.in_chat(owner(1).id)
    for said in (receipt, edited, letter):
        assert "不能登记代表" in said.text
        assert DEAD_END not in said.text
    await wire.press(owner(1), ShowMyVote(vote=vote).pack())
    assert DEAD_END not in wire.last(owner(1).id).text
    await wire.press(CHEN, f"wd:{vote}")
    listed = wire.last(CHEN.id)
    assert "开发商的房子合算一位，不能登记代表" in listed.text
    assert listed.labels == ["返回"]


async def test_nobody_is_registered_by_a_button_that_was_not_offered(
    wire: Wire, uow: Units, houses: Houses, vote: str, tmp_path: Path
) -> None:
    await wire.tap(owner(11), wire.in_chat(GROUP.id)[0], "反对")
    async with uow.read() as unit:
        [head] = await unit.ballots.disputed(vote)
    refused = await wire.press(CHEN, PickSpeaker(vote=vote, head=head, owner=houses.owners[11], sure=True).pack())
    assert refused is not None
    async with uow.read() as unit:
        assert await unit.electorates.registered_speakers(vote) == {}
    wire.clock.move(timedelta(days=2, seconds=1))
    while await wire.due():
        pass
    public, audit = await files(uow, vote, tmp_path)
    assert verify.main([str(public), "--audit", str(audit)]) == 0
