"""What is kept of a topic that is closed leads to nobody."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.outbox_table import outbox
from storage.statements import statement_answers
from tests.fixtures import Units
from tests.statements.test_taps import NOBODY, SOUTH, rows, running
from tests.statements.worlds import pass_time, weigh
from tests.votes.houses import owner
from tests.wire import Wire

pytestmark = pytest.mark.storage


async def test_nothing_that_is_kept_says_who_took_part_or_when(wire: Wire, uow: Units) -> None:
    """Neither the letters that renewed the card, nor the order in which answers lie: those of one person beside each other."""
    topic = await running(wire, uow, SOUTH, NOBODY)
    for number in (3, 1, 2):
        await weigh(wire, owner(number), topic, {SOUTH: "+", NOBODY: "-"})
        await wire.deliver()
    await pass_time(wire, timedelta(days=4))
    keys = [str(key) for key in await rows(uow, outbox.c.key) if str(key).startswith(f"topic:{topic}:") and ":asked-" not in str(key)]
    assert len(keys) >= 4
    assert {len(key.split(":")) for key in keys} == {4}, "no moment, which has colons of its own"
    assert not {str(owner(number).id) for number in range(1, 10)} & {part for key in keys for part in key.split(":")}
    async with uow.read() as unit:
        lying = [row.voice for row in await unit.connection.execute(select(statement_answers))]
    assert lying == sorted(lying), "six in the order of their new names by chance: once in 720"
