"""Whoever has no home here: each button of a group's cards says what is true of them and what to do next."""

from datetime import timedelta

import pytest

from bot.rules.residents import Role
from tests.conftest import Units
from tests.votes.houses import CHEN, GROUP, STRANGER, Houses, appoint
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage
ENGLISH = Person(2010, "Anna", "en")


async def test_the_scheme_comes_once_they_can_be_written_to(wire: Wire, houses: Houses) -> None:
    await houses.open(body="补顶楼的漏。")
    await wire.deliver()
    card = wire.last(GROUP.id)
    asked = await wire.tap(STRANGER, card, "看方案")
    assert asked is not None
    assert (asked.url or "").endswith("?start=scheme")
    await wire.say(STRANGER, "/start scheme")
    assert "再点一次「看方案」" in wire.last(STRANGER.id).text
    await wire.tap(STRANGER, card, "看方案")
    await wire.deliver()
    assert "补顶楼的漏。" in wire.last(STRANGER.id).text


@pytest.mark.parametrize("who", [STRANGER, CHEN])
async def test_without_a_home_there_is_no_receipt_and_nothing_was_left_out(wire: Wire, houses: Houses, who: Person) -> None:
    await houses.open()
    await wire.deliver()
    wire.clock.move(timedelta(days=2, seconds=1))
    await wire.due()
    await wire.deliver()
    said = await wire.tap(who, wire.last(GROUP.id), "查我的凭证")
    assert said is not None
    assert "您还没有登记是哪一户" in (said.text or "")


async def test_ready_made_words_are_in_the_language_of_the_group(wire: Wire, uow: Units, houses: Houses) -> None:
    async with uow() as unit:
        await appoint(unit, ENGLISH, Role.COMMUNITY_STAFF, houses.community, uow.clock.now())
        await unit.chats.set_language(ENGLISH.id, "en")
        await unit.commit()
    await wire.press(ENGLISH, "mdr:")
    await wire.tap(ENGLISH, wire.last(ENGLISH.id), "Roof waterproofing")
    await wire.tap(ENGLISH, wire.last(ENGLISH.id), "In a week 18:00")
    await wire.tap(ENGLISH, wire.last(ENGLISH.id), "Send it")
    await wire.deliver()
    assert "屋顶防水" in wire.last(GROUP.id).text
    assert "Roof" not in wire.last(GROUP.id).text
    vote = (await houses.open()).heading.vote_id
    await wire.press(ENGLISH, f"we:{vote}")
    await wire.tap(ENGLISH, wire.last(ENGLISH.id), "A day later")
    await wire.tap(ENGLISH, wire.last(ENGLISH.id), "Too few")
    await wire.deliver()
    assert "原因：参与的户数还不够" in "".join(wire.texts(GROUP.id))
