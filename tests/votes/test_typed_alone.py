"""「同意」 typed in private, to nothing: it is said that it does not count, with the buttons that do."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from storage.votes import ballots
from tests.fixtures import Units
from tests.votes.houses import CHEN, GROUP, Houses, owner
from tests.wire import Wire

pytestmark = pytest.mark.storage


async def recorded(uow: Units) -> int:
    async with uow.read() as unit:
        return await unit.connection.scalar(select(func.count()).select_from(ballots)) or 0


async def test_the_one_open_vote_is_shown_to_press(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    await wire.say(owner(1), "同意")
    shown = wire.last(owner(1).id)
    assert "屋顶防水改造" in shown.text
    assert "您打的「同意」没有计入：点了按钮才算" in shown.text
    assert {"同意", "反对", "弃权"} <= set(shown.labels)
    assert await recorded(uow) == 0
    await wire.tap(owner(1), shown, "同意")
    assert await recorded(uow) == 1


async def test_what_is_recorded_already_is_not_called_uncounted(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    """Whoever had tapped 「同意」 read that their 「我同意」 did not count."""
    await wire.tap(owner(1), wire.last(GROUP.id), "同意")
    await wire.say(owner(1), "我同意")
    said = wire.last(owner(1).id).text
    assert "您打的「我同意」和已经记下的一样，不用再点" in said
    assert "没有计入" not in said
    await wire.say(owner(1), "反对")
    assert "您打的「反对」没有计入：点了按钮才算" in wire.last(owner(1).id).text
    assert await recorded(uow) == 1


async def test_of_several_one_is_chosen_first(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    await houses.open(title="加装电梯")
    await wire.say(owner(1), "反对")
    assert "您打的「反对」没有计入" in wire.last(owner(1).id).text
    assert "加装电梯" in wire.last(owner(1).id).text
    assert await recorded(uow) == 0


async def test_without_an_open_vote_it_is_a_word_as_any(wire: Wire, houses: Houses) -> None:
    await wire.say(owner(1), "同意")
    assert "没有计入" not in wire.last(owner(1).id).text


async def test_a_clerk_without_a_home_is_not_sent_to_a_button_that_is_not_there(wire: Wire, houses: Houses, vote: str) -> None:
    wire.clock.move(timedelta(days=2, seconds=1))
    await wire.due()
    await wire.deliver()
    said = await wire.tap(CHEN, wire.last(GROUP.id), "查我的凭证")
    assert said is not None
    assert "私聊里点「我是住户」" not in (said.text or "")
    assert "扫自家的小条" in (said.text or "")
    assert len(said.text or "") <= 200


async def test_in_english_the_word_that_was_typed_is_named(wire: Wire, vote: str) -> None:
    """「agree」 was answered with 「Your typed "yes"」."""

    async def said(words: str) -> str:
        await wire.say(owner(1), words)
        return wire.last(owner(1).id).text

    await wire.say(owner(1), "/language")
    await wire.tap(owner(1), wire.last(owner(1).id), "English")
    assert 'Your typed "agree" was not counted' in await said("agree")
