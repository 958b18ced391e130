"""What a review found of several heads: bought homes, other accounts, one change only."""

from datetime import timedelta

from bot.rules.votes import ChangePolicy
from storage.votes import votes
from tests.fixtures import Units
from tests.votes.houses import GROUP, Houses, owner
from tests.votes.test_several_heads import THREE, by_itself, choices, code_of, receipt_of, two_heads
from tests.wire import Person, Wire

__all__ = ["two_heads"]
SECOND = Person(7071, "另一部手机")


async def policy(uow: Units, which: ChangePolicy) -> None:
    async with uow() as unit:
        await unit.connection.execute(votes.update().values(change_policy=which))
        await unit.commit()


async def test_a_receipt_that_lost_one_home_still_says_that_the_other_does_not_count(wire: Wire, houses: Houses, two_heads: str) -> None:
    card = wire.in_chat(GROUP.id)[0]
    await wire.tap(owner(1), card, "同意")
    await wire.tap(owner(11), card, "反对")
    await wire.deliver()
    before = receipt_of(wire)
    await houses.bind(SECOND, 2, owner_number=1)
    await wire.press(SECOND, f"ve:{two_heads}")
    await wire.tap(SECOND, wire.last(SECOND.id), "2 反对")
    await wire.deliver()
    [kept] = [one for one in wire.in_chat(owner(1).id) if one.message_id == before.message_id]
    assert "1栋1单元101 同意" in kept.text
    assert "这一户暂不计入" in kept.text
    assert "不改就按这个计入" not in kept.text
    assert "201" not in kept.text, "the other account has answered there"


async def test_a_reminder_of_a_bought_home_changes_no_other(wire: Wire, uow: Units, houses: Houses, two_heads: str) -> None:
    async with uow() as unit:
        from storage.compounds import home_owners

        bought = home_owners.c.home_id == houses.homes[5]
        await unit.connection.execute(home_owners.update().where(bought).values(owner_id=houses.owners[1]))
        await unit.commit()
    await houses.bind(owner(1), 5, owner_number=1)
    await by_itself(wire, two_heads, "1 反对")
    wire.clock.move(timedelta(days=1, hours=8))
    await wire.due()
    await wire.deliver()
    reminders = [one for one in wire.in_chat(owner(1).id) if "还没表决" in one.text]
    assert reminders
    assert not any(THREE & set(one.labels) for one in reminders)


async def test_another_owners_home_is_not_told(wire: Wire, houses: Houses) -> None:
    """One account is bound as two owners; each of these reads of the own home alone."""
    await houses.open()
    await wire.deliver()
    card = wire.in_chat(GROUP.id)[0]
    for number in (1, 2):
        await wire.tap(owner(number), card, "同意")
        await houses.bind(SECOND, number, owner_number=number)
    await wire.deliver()
    await wire.tap(SECOND, card, "反对")
    await wire.deliver()
    for number, own, other in ((1, "101", "201"), (2, "201", "101")):
        word = next(one.text for one in wire.in_chat(owner(number).id) if "另一个帐号" in one.text)
        assert own in word
        assert other not in word


async def test_taking_back_where_one_home_may_be_changed_no_more_is_refused_with_a_sentence(
    wire: Wire, uow: Units, houses: Houses, two_heads: str
) -> None:
    await policy(uow, ChangePolicy.ONCE)
    await by_itself(wire, two_heads, "2 同意")
    await by_itself(wire, two_heads, "2 反对")
    refused = await wire.press(owner(1), f"vr:{two_heads}")
    assert "出了错" not in (refused.text or "")
    assert "改" in (refused.text or "")
    assert {room: one for room, one in (await choices(uow, houses, two_heads)).items() if one} == {"201": "against"}


async def test_the_dialog_of_taking_back_says_which_home_still_counts(wire: Wire, two_heads: str) -> None:
    card = wire.in_chat(GROUP.id)[0]
    await wire.tap(owner(11), card, "同意")
    await wire.tap(owner(1), card, "同意")
    said = await wire.press(owner(1), f"vr:{two_heads}")
    assert "1栋1单元101 另一位业主的还在，按那个计入，其余的算没有表决" in said.text


async def test_the_same_again_has_each_receipt_of_its_own(wire: Wire, two_heads: str) -> None:
    code = code_of(await by_itself(wire, two_heads, "1 同意"))
    await by_itself(wire, two_heads, "2 同意")
    answer = await wire.tap(owner(1), wire.in_chat(GROUP.id)[0], "同意")
    assert code in answer.text
    assert "1栋1单元201" not in answer.text, "it has a receipt of its own"
