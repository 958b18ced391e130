"""Several accounts of one roster owner and several heads: what each of them reads stays true whoever of them taps next."""

from datetime import timedelta

import pytest

from tests.entries.test_several_heads import settle_for
from tests.entries.worlds import enter_paper, office
from tests.fixtures import Units
from tests.votes.houses import AGREE, Houses, owner
from tests.votes.test_several_heads import two_heads
from tests.votes.test_speakers import register, take_back
from tests.wire import Person, Wire

__all__ = ["two_heads"]
pytestmark = pytest.mark.storage
SECOND = Person(7071, "另一部手机")


@pytest.fixture
async def vote(houses: Houses, two_heads: str) -> str:
    """101 belongs to owners 1 and 11, 201 to owner 1 alone, who has two accounts."""
    await houses.bind(SECOND, 2, owner_number=1)
    return two_heads


async def press(wire: Wire, person: Person, data: str) -> None:
    wire.clock.move(timedelta(minutes=5))
    await wire.press(person, data)
    await wire.deliver()


async def test_what_counts_no_more_is_not_posted_anew(wire: Wire, vote: str) -> None:
    """The other account answered for the home that stood open as well: the receipt was edited into a pointer and sent once more."""
    await wire.press(SECOND, f"ve:{vote}")
    await wire.tap(SECOND, wire.last(SECOND.id), "1 反对")
    await wire.deliver()
    await press(wire, owner(1), f"vc:{vote}:agree")
    assert [text for text in wire.texts(SECOND.id) if "已记下：1栋1单元101 反对" in text] == []
    assert "您之前点的不算了" in wire.last(SECOND.id).text


async def test_a_receipt_of_a_retraction_knows_that_joint_owners_differ_since(wire: Wire, vote: str) -> None:
    """The other account's tap counted; then a joint owner tapped otherwise, and it counts no more."""
    await press(wire, SECOND, f"vc:{vote}:agree")
    await press(wire, SECOND, f"vr:{vote}")
    await press(wire, owner(1), f"vc:{vote}:agree")
    [receipt] = [one for one in wire.in_chat(SECOND.id) if "已撤回" in one.text]
    assert "按那个算" in receipt.text
    await press(wire, owner(11), f"vc:{vote}:abstain")
    assert "按那个算" not in receipt.text


async def test_nor_does_what_another_owner_speaks_over(wire: Wire, uow: Units, houses: Houses) -> None:
    """The other account's tap is an opinion since then: 「按那个算」 stood in the receipt of this one."""
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    await houses.bind(SECOND, 1, owner_number=1)
    vote = (await houses.open()).heading.vote_id
    await press(wire, SECOND, f"vc:{vote}:agree")
    await press(wire, SECOND, f"vr:{vote}")
    await press(wire, owner(1), f"vc:{vote}:agree")
    await press(wire, owner(11), f"vc:{vote}:abstain")
    await register(wire, uow, houses, vote, 11)
    await wire.deliver()
    [receipt] = [one for one in wire.in_chat(SECOND.id) if "已撤回" in one.text]
    assert "您的另一个账号后来点了；" in receipt.text


async def test_nor_a_paper_for_which_another_channel_was_settled(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    await houses.bind(SECOND, 1, owner_number=1)
    await press(wire, SECOND, f"vc:{vote}:agree")
    await press(wire, SECOND, f"vr:{vote}")
    await enter_paper(wire, vote, "101", AGREE)
    await press(wire, owner(1), f"vc:{vote}:against")
    await settle_for(wire, vote, "以手机投票为准")
    [receipt] = [one for one in wire.in_chat(SECOND.id) if "已撤回" in one.text]
    assert "您的另一个账号后来点了，这一户按那个算" in receipt.text
    assert "纸质票" not in receipt.text


async def test_once_nobody_is_registered_to_speak_the_receipt_names_what_counts_again(
    wire: Wire, uow: Units, houses: Houses, vote: str
) -> None:
    """201 changed while another owner spoke for 101: since that was taken back, buttons for all would change what stands at 101."""
    await press(wire, owner(1), f"vc:{vote}:abstain")
    await press(wire, owner(11), f"vc:{vote}:against")
    head = await register(wire, uow, houses, vote, 11)
    await press(wire, owner(1), f"vc:{vote}:agree")
    await take_back(wire, uow, houses, vote, head, speaker=11)
    await wire.deliver()
    receipt = [one for one in wire.in_chat(owner(1).id) if "已记下：" in one.text][-1]
    assert "已记下：1栋1单元201 同意" in receipt.text
    assert "1栋1单元101 弃权" in receipt.text.split("您另外的房子")[1]
    assert not {"同意", "反对", "弃权", "撤回"} & set(receipt.labels)
    assert "各户分别表决" in receipt.labels


async def test_so_does_the_receipt_of_a_retraction(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    await press(wire, owner(1), f"vc:{vote}:abstain")
    await press(wire, owner(11), f"vc:{vote}:against")
    head = await register(wire, uow, houses, vote, 11)
    await press(wire, owner(1), f"vr:{vote}")
    await take_back(wire, uow, houses, vote, head, speaker=11)
    await wire.deliver()
    receipt = [one for one in wire.in_chat(owner(1).id) if "已撤回" in one.text][-1]
    assert "1栋1单元101 弃权" in receipt.text.split("您另外的房子")[1]
