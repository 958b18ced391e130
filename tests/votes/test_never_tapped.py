"""What an account reads of homes for which it tapped nothing itself: neither that its tap counts no more, nor that nobody has tapped."""

from sqlalchemy import update

from storage.compounds import home_owners
from tests.fixtures import Units
from tests.votes.houses import GROUP, Houses, owner
from tests.votes.test_speakers import register, take_back
from tests.wire import Person, Shown, Wire

SECOND = Person(7070, "另一部手机")
THIRD = Person(7071, "再一部手机")


async def test_a_third_account_that_never_tapped_is_not_told_that_its_tap_counts_no_more(wire: Wire, houses: Houses, vote: str) -> None:
    for person in (SECOND, THIRD):
        await houses.bind(person, 1, owner_number=1)
    await wire.deliver()
    card = wire.last(GROUP.id)
    await wire.tap(owner(1), card, "同意")
    await wire.tap(SECOND, card, "反对")
    await wire.deliver()
    assert "您之前点的不算了" in wire.last(owner(1).id).text
    assert wire.in_chat(THIRD.id) == []


async def two_heads(wire: Wire, uow: Units, houses: Houses) -> str:
    """The vote; 101 belongs to owners 1, 11 and 12, 201 to owner 1 alone, who has two accounts."""
    for other in (11, 12):
        await houses.share(1, other)
        await houses.bind(owner(other), 1, owner_number=other)
    async with uow() as unit:
        await unit.connection.execute(update(home_owners).where(home_owners.c.home_id == houses.homes[2]).values(owner_id=houses.owners[1]))
        await unit.commit()
    vote = (await houses.open()).heading.vote_id
    await houses.bind(SECOND, 1, owner_number=1)
    await wire.deliver()
    return vote


async def by_itself(wire: Wire, person: Person, vote: str, label: str) -> Shown:
    await wire.press(person, f"ve:{vote}")
    await wire.tap(person, wire.last(person.id), label)
    await wire.deliver()
    return [one for one in wire.in_chat(person.id) if "凭证" in one.text and "各户分别表决</b>" not in one.text][-1]


async def test_what_another_account_of_the_same_owner_has_answered_is_not_open_any_more(wire: Wire, uow: Units, houses: Houses) -> None:
    vote = await two_heads(wire, uow, houses)
    receipt = await by_itself(wire, owner(1), vote, "2 同意")
    assert "1栋1单元101 还没点" in receipt.text
    await by_itself(wire, SECOND, vote, "1 反对")
    assert "还没点" not in receipt.text
    assert "反对" not in receipt.text, "what another account chose is not told"
    assert "1栋1单元201 同意" in receipt.text


async def test_where_another_owner_was_registered_nothing_is_open_until_that_is_taken_back(wire: Wire, uow: Units, houses: Houses) -> None:
    vote = await two_heads(wire, uow, houses)
    receipt = await by_itself(wire, owner(1), vote, "2 同意")
    assert "1栋1单元101 还没点" in receipt.text
    for other, choice in ((11, "同意"), (12, "反对")):
        await wire.tap(owner(other), wire.last(GROUP.id), choice)
    head = await register(wire, uow, houses, vote, 11)
    await wire.deliver()
    assert "还没点" not in receipt.text
    await take_back(wire, uow, houses, vote, head, speaker=11)
    await wire.deliver()
    assert "1栋1单元101 还没点" in receipt.text
