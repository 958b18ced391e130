"""What those in charge of topics read at 08:00: what waits by then, and nothing that was taken back in the night."""

from datetime import timedelta

import pytest

from bot.rules.residents.mornings import MORNING
from tests.fixtures import Units
from tests.statements.worlds import everything, open_topic, pass_time, propose, settle_ten, topic_of
from tests.votes.houses import CHIEF, owner, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage
SOUTH, NOBODY = "装在南边最好", "谁都不要装"


async def test_the_morning_letter_counts_what_waits(wire: Wire, uow: Units) -> None:
    await settle(uow)
    topic = topic_of(await open_topic(wire, closing="7天后"))
    for words in (SOUTH, NOBODY):
        await propose(wire, owner(1), topic, words)
    async with uow() as unit:
        await unit.schedule.plan(MORNING, str(CHIEF.id), uow.clock.now() + timedelta(hours=1))
        await unit.commit()
    await pass_time(wire, timedelta(hours=2))
    assert "2 条看法没有看，在「看议题」里" in everything(wire, CHIEF.id)


async def test_by_the_morning_nobody_is_called_to_what_was_taken_back(wire: Wire, uow: Units) -> None:
    await settle_ten(uow)
    topic = topic_of(await open_topic(wire))
    wire.clock.move(timedelta(hours=12))
    mine = await propose(wire, owner(1), topic, "按户轮流停")
    await wire.deliver()
    taking_back = next(one.callback_data for row in mine.buttons for one in row if one.text.startswith("撤回"))
    await wire.press(owner(1), f"{str(taking_back).rpartition(':')[0]}:1")
    wire.clock.move(timedelta(hours=10))
    await wire.deliver()
    assert "有新写的看法" not in everything(wire, CHIEF.id)
