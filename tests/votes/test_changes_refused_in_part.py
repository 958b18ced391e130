"""Of several homes some may no longer be changed: only what was recorded is said to be."""

from bot.rules.votes import ChangePolicy
from storage.votes import votes
from tests.fixtures import Units
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


async def set_policy(uow: Units, policy: ChangePolicy) -> None:
    async with uow() as unit:
        await unit.connection.execute(votes.update().values(change_policy=policy))
        await unit.commit()


async def test_after_the_one_change_nothing_offers_another(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    await set_policy(uow, ChangePolicy.ONCE)
    card = wire.last(GROUP.id)
    await wire.tap(owner(1), card, "同意")
    await wire.deliver()
    receipt = wire.last(owner(1).id)
    assert "只能改一次" in receipt.text
    assert {"反对", "撤回"} <= set(receipt.labels)
    await wire.tap(owner(1), receipt, "反对")
    await wire.deliver()
    receipt = wire.last(owner(1).id)
    assert "不能再改" in receipt.text
    assert not {"同意", "反对", "弃权", "撤回"} & set(receipt.labels)
    await wire.press(owner(1), f"vy:{vote}")
    own = wire.last(owner(1).id)
    assert "不能再改" in own.text
    assert not {"同意", "反对", "弃权", "撤回"} & set(own.labels)
    refused = await wire.tap(owner(1), card, "同意")
    assert "改" in refused.text


async def test_where_nothing_may_be_changed_a_receipt_has_no_choices(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    await set_policy(uow, ChangePolicy.NEVER)
    await wire.press(owner(1), f"vy:{vote}")
    assert "同意" in wire.last(owner(1).id).labels
    await wire.tap(owner(1), wire.last(GROUP.id), "同意")
    await wire.deliver()
    assert not {"同意", "反对", "弃权", "撤回"} & set(wire.last(owner(1).id).labels)
