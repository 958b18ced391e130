"""A press that leaves its message as it is says so: without a word people press again and again (ease.md, complaint 9)."""

import pytest

from tests.fixtures import Units
from tests.votes.houses import CHEN, Houses, owner, settle
from tests.wire import Person, Wire

ANNA = Person(7001, "Anna", "en")


@pytest.fixture
async def houses(uow: Units) -> Houses:
    return await settle(uow)


async def test_progress_that_stands_still_says_so(wire: Wire, houses: Houses) -> None:
    vote = (await houses.open()).heading.vote_id
    await wire.press(CHEN, f"wv:{vote}")
    page = wire.last(CHEN.id)
    same = await wire.tap(CHEN, page, "看参与")
    assert same is not None
    assert same.text == "没有变化，这是 10:32 的最新情况。"
    assert not same.show_alert
    await wire.press(owner(1), f"vc:{vote}:agree")
    moved = await wire.tap(CHEN, page, "看参与")
    assert moved is not None
    assert moved.text is None, "the page itself has changed: no word over it"


async def test_the_same_in_english(wire: Wire) -> None:
    await wire.say(ANNA, "/help")
    same = await wire.press(ANNA, "rhl", message=wire.last(ANNA.id))
    assert same is not None
    assert same.text == "No change: this is how it stands at 10:32."
    assert not same.show_alert


async def test_a_screen_that_is_new_needs_no_word(wire: Wire) -> None:
    await wire.say(ANNA, "/start")
    opened = await wire.press(ANNA, "rhl")
    assert opened is not None
    assert opened.text is None
