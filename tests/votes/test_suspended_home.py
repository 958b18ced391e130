"""An objection at one home takes its ballot only; what is undisputed elsewhere stays (people.md, Binding)."""

import pytest
from sqlalchemy import select

from bot.rules.residents import BindingState
from storage.votes import vote_heads
from tests.fixtures import Units
from tests.votes.houses import GROUP, owner, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage


async def counted(uow: Units, vote_id: str) -> int:
    async with uow.read() as unit:
        rows = await unit.connection.execute(select(vote_heads.c.counted).where(vote_heads.c.vote_id == vote_id))
        return sum(one is not None for (one,) in rows)


@pytest.mark.parametrize(("state", "heads"), [(BindingState.SUSPENDED, 1), (BindingState.ACTIVE, 2)])
async def test_a_suspended_home_has_no_ballot_by_another_home(wire: Wire, uow: Units, state: BindingState, heads: int) -> None:
    houses = await settle(uow, bound=2)
    await houses.share(4, 1)
    await houses.bind(owner(1), 4, owner_number=1, state=state)
    vote_id = (await houses.open()).heading.vote_id
    await wire.deliver()
    await wire.tap(owner(1), wire.last(GROUP.id), "同意")
    assert await counted(uow, vote_id) == heads


async def test_only_suspended_is_told_so(wire: Wire, uow: Units) -> None:
    houses = await settle(uow, bound=2)
    await houses.bind(owner(5), 5, state=BindingState.SUSPENDED)
    vote_id = (await houses.open()).heading.vote_id
    await wire.deliver()
    answer = await wire.tap(owner(5), wire.last(GROUP.id), "同意")
    assert answer is not None
    assert "还在核对" in (answer.text or "")
    assert await counted(uow, vote_id) == 0
