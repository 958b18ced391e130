"""Whoever sends a vote is asked to pin its card where the assistant may not."""

from sqlalchemy import update

from storage.groups import groups
from tests.fixtures import Units
from tests.votes.houses import CHEN, Houses, draft_to_preview
from tests.wire import Wire


async def sent(wire: Wire) -> str:
    await wire.tap(CHEN, await draft_to_preview(wire), "发出")
    return wire.last(CHEN.id).text


async def test_a_plain_member_pins_nothing(wire: Wire, houses: Houses) -> None:
    assert "发到：和平小区业主群。要置顶，在群里长按这条。" in await sent(wire)


async def test_where_it_pins_nobody_is_asked_to(wire: Wire, houses: Houses, uow: Units) -> None:
    async with uow() as unit:
        await unit.connection.execute(update(groups).values(is_admin=True, can_pin=True))
        await unit.commit()
    assert "发到：和平小区业主群。\n" in await sent(wire)
