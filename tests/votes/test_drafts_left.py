"""「接着写」: a draft that was left is found again, however often its drafter has looked meanwhile."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.rules.residents import PlaceKind
from storage.compounds import homes
from tests.fixtures import Units
from tests.votes.houses import CHEN, Houses
from tests.wire import Wire


async def put_aside(wire: Wire) -> None:
    await wire.press(CHEN, "mdr:")
    for label in ("屋顶防水改造", "3天后18:00", "先存着"):
        await wire.tap(CHEN, wire.last(CHEN.id), label)


async def test_a_draft_put_aside_is_offered_at_every_look(wire: Wire, houses: Houses) -> None:
    """The first look keeps an empty draft, which was the newest: 「一个月内都在」 was true for one look."""
    await put_aside(wire)
    for _ in range(3):
        wire.clock.move(timedelta(minutes=1))
        await wire.press(CHEN, "mdr:")
        assert "接着写" in wire.last(CHEN.id).labels
    await wire.tap(CHEN, wire.last(CHEN.id), "接着写")
    assert "屋顶防水改造意向征询" in wire.last(CHEN.id).text


async def test_a_draft_is_offered_in_its_own_compound_and_by_its_title(wire: Wire, uow: Units, houses: Houses) -> None:
    """It was offered under the heading of the other compound, and 「发出」 would have gone to the wrong one."""
    async with uow() as unit:
        other = await unit.compounds.add_place(PlaceKind.COMPOUND, "锦绣花园", houses.community)
        building = await unit.compounds.add_place(PlaceKind.BUILDING, "1栋", other, 1)
        # Where nobody could be asked nothing is drafted.
        one = {"id": "a-home", "compound_id": other.id, "building_id": building.id, "building": "1栋", "entrance": "1单元", "room": "101"}
        rest = {"kind": "home", "area_cm2m": 80_00, "area_source": "register", "developer": False, "position": 1}
        await unit.connection.execute(insert(homes).values(one | rest))
        await unit.commit()
    await wire.press(CHEN, f"mdr:{houses.compound.id}")
    for label in ("屋顶防水改造", "3天后18:00", "先存着"):
        await wire.tap(CHEN, wire.last(CHEN.id), label)
    await wire.press(CHEN, f"mdr:{other.id}")
    assert "锦绣花园" in wire.last(CHEN.id).text
    assert "接着写" not in wire.last(CHEN.id).labels
    assert "屋顶防水改造" not in wire.last(CHEN.id).text
    wire.clock.move(timedelta(minutes=1))
    await wire.press(CHEN, f"mdr:{houses.compound.id}")
    assert "接着写" in wire.last(CHEN.id).labels
    assert "上次没发的「屋顶防水改造」还在，要接着写就点「接着写」" in wire.last(CHEN.id).text


async def test_a_draft_that_was_promised_a_month_keeps_it(wire: Wire, houses: Houses) -> None:
    """Looked at once more and left without 「先存着」 it was gone after a day."""
    await put_aside(wire)
    await wire.press(CHEN, "mdr:")
    await wire.tap(CHEN, wire.last(CHEN.id), "接着写")
    wire.clock.move(timedelta(days=20))
    await wire.press(CHEN, "mdr:")
    assert "接着写" in wire.last(CHEN.id).labels


async def test_what_is_kept_is_named_when_an_empty_one_goes(wire: Wire, houses: Houses) -> None:
    """「草稿已删」 stood there, and the one that was put aside was meant to be gone."""
    await put_aside(wire)
    await wire.press(CHEN, "mdr:")
    await wire.tap(CHEN, wire.last(CHEN.id), "不发了")
    gone = wire.last(CHEN.id)
    assert "已删" not in gone.text
    assert "「屋顶防水改造」还在" in gone.text
    await wire.tap(CHEN, gone, "接着写")
    assert "屋顶防水改造意向征询" in gone.text


async def test_older_ones_are_offered_too(wire: Wire, houses: Houses) -> None:
    await put_aside(wire)
    wire.clock.move(timedelta(days=1))
    await wire.press(CHEN, "mdr:")
    await wire.say(CHEN, "种树")
    await wire.tap(CHEN, wire.last(CHEN.id), "3天后18:00")
    await wire.tap(CHEN, wire.last(CHEN.id), "先存着")
    await wire.press(CHEN, "mdr:")
    asked = wire.last(CHEN.id)
    assert "「种树」「屋顶防水改造」还在" in asked.text
    await wire.tap(CHEN, asked, "接着写 2")
    assert "屋顶防水改造意向征询" in asked.text


@pytest.mark.parametrize("words", ["", "每户不另交钱"])
async def test_begun_twice_and_sent_nothing_is_called_unsent(wire: Wire, houses: Houses, words: str) -> None:
    """Unless the first beginning holds something that did not go out."""
    await wire.press(CHEN, "mdr:")
    await wire.tap(CHEN, wire.last(CHEN.id), "屋顶防水改造")
    if words:
        await wire.tap(CHEN, wire.last(CHEN.id), "3天后18:00")
        for label in ("改", "说明"):
            await wire.tap(CHEN, wire.last(CHEN.id), label)
        await wire.say(CHEN, words)
    await wire.press(CHEN, "mdr:")
    for label in ("屋顶防水改造", "3天后18:00", "发出"):
        await wire.tap(CHEN, wire.last(CHEN.id), label)
    await wire.deliver()
    await wire.say(CHEN, "1栋101")
    assert ("还没有发出" in wire.last(CHEN.id).text) is bool(words)
