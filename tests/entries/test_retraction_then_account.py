"""Taken back by one account, and tapped by another of the same owner: the first one's receipt says whether the home counts, and by what."""

from datetime import timedelta

import pytest

from tests.entries.test_words_of_owners import undo
from tests.entries.worlds import enter_paper
from tests.fixtures import Units
from tests.votes.houses import AGREE, owner, settle
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage

SECOND = Person(7070, "另一部手机")
NOT_VOTED, ACCOUNT, PAPER = "现在算没有表决", "您的另一个账号后来点了，这一户按那个算", "您的纸质票或电话票还在，这一户按那个算"


async def taken_back(wire: Wire, uow: Units) -> str:
    houses = await settle(uow, bound=9)
    await houses.bind(SECOND, 1, owner_number=1)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    await press(wire, owner(1), f"vc:{vote}:agree")
    await press(wire, owner(1), f"vr:{vote}")
    assert NOT_VOTED in receipt_of(wire)
    return vote


async def press(wire: Wire, person: Person, data: str) -> None:
    wire.clock.move(timedelta(minutes=1))
    await wire.press(person, data)
    await wire.deliver()


def receipt_of(wire: Wire) -> str:
    return next(one.text for one in wire.in_chat(owner(1).id) if "已撤回：" in one.text)


async def test_another_account_taps_and_takes_it_back(wire: Wire, uow: Units) -> None:
    vote = await taken_back(wire, uow)
    await press(wire, SECOND, f"vc:{vote}:agree")
    assert ACCOUNT in receipt_of(wire)
    assert NOT_VOTED not in receipt_of(wire)
    await press(wire, SECOND, f"vr:{vote}")
    assert ACCOUNT not in receipt_of(wire)
    assert NOT_VOTED in receipt_of(wire)


async def test_what_another_account_tapped_is_no_paper_ballot(wire: Wire, uow: Units) -> None:
    vote = await taken_back(wire, uow)
    await press(wire, SECOND, f"vc:{vote}:agree")
    await enter_paper(wire, vote, "101", AGREE)
    assert PAPER in receipt_of(wire)
    await undo(wire, uow)
    assert PAPER not in receipt_of(wire)
    assert ACCOUNT in receipt_of(wire)
