"""Of several homes some may no longer be changed: only what was recorded is said to be."""

from bot.rules.votes import ChangePolicy
from storage.votes import votes
from tests.conftest import Units
from tests.votes.houses import GROUP, Houses, owner
from tests.wire import Wire


async def test_a_home_whose_choice_stands_is_not_named_as_recorded(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    async with uow() as unit:
        await unit.connection.execute(votes.update().values(change_policy=ChangePolicy.NEVER))
        await unit.commit()
    card = wire.last(GROUP.id)
    await wire.tap(owner(1), card, "同意")
    await houses.bind(owner(1), 3, owner_number=3)
    answer = await wire.tap(owner(1), card, "反对")
    assert "1栋1单元301 反对" in answer.text
    assert "101" not in answer.text, "it stays at 同意"
    await wire.deliver()
    assert "101" not in wire.last(owner(1).id).text.split("\n")[0]
