"""After an outage the groups are told; after a whole day of it also that messages are lost, which the platform keeps no longer."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions.votes.outages import announce_outage
from bot.rules.updates import Away
from storage.base import decode
from storage.outbox_table import outbox
from tests.fixtures import Units
from tests.votes.houses import GROUP, settle

pytestmark = pytest.mark.storage
DAY = timedelta(hours=24)


@pytest.mark.parametrize(("long", "lost"), [(timedelta(minutes=9), False), (DAY, False), (DAY + timedelta(seconds=1), True)])
async def test_a_day_without_the_platform_loses_messages(uow: Units, long: timedelta, lost: bool) -> None:
    houses = await settle(uow)
    began_at = uow.clock.now()
    await houses.open(closes_in=timedelta(days=5))
    uow.clock.move(long)
    await announce_outage(uow(), began_at=began_at, ended_at=uow.clock.now(), now=uow.clock.now())
    async with uow.read() as unit:
        rows = await unit.connection.execute(select(outbox.c.chat_id, outbox.c.facts).where(outbox.c.card == "updates.away"))
        told = [(row.chat_id, decode(row.facts, Away)) for row in rows]
    assert told == [(GROUP.id, Away(began_at, uow.clock.now(), lost))]
