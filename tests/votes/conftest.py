"""What most tests of votes begin with."""

import pytest

from tests.fixtures import Units
from tests.votes.houses import Houses, settle
from tests.wire import Wire


@pytest.fixture
async def houses(uow: Units) -> Houses:
    return await settle(uow)


@pytest.fixture
async def vote(houses: Houses, wire: Wire) -> str:
    """Of the whole compound, for two days; its card has arrived in the group."""
    opened = await houses.open()
    await wire.deliver()
    return opened.heading.vote_id
