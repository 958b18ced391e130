"""Cards of open votes follow their group to its new chat, and are brought up to date when the bot is back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actions import groups as actions
from bot.rules.groups import Standing
from storage.outbox import outbox
from tests.conftest import Units
from tests.fake_clock import FakeClock
from tests.votes.houses import CHEN, GROUP, settle

pytestmark = pytest.mark.storage
BOT_NAME = "linli_test_bot"


async def cards(uow: Units) -> list[int]:
    """Chats of the vote cards written so far."""
    async with uow.read() as unit:
        query = select(outbox.c.chat_id).where(outbox.c.card == "votes.vote_card").order_by(outbox.c.id)
        return list((await unit.connection.execute(query)).scalars())


async def deliver(uow: Units) -> None:
    async with uow() as unit:
        for letter in await unit.outbox.ready(uow.clock.now() + timedelta(minutes=1), 100):
            await unit.outbox.sent(letter.id, letter.id, uow.clock.now())
        await unit.commit()


async def test_the_card_goes_to_the_new_chat_once(uow: Units, clock: FakeClock) -> None:
    houses = await settle(uow)
    await houses.open()
    await deliver(uow)
    assert await cards(uow) == [GROUP.id]
    for _ in range(2):
        await actions.migrate_group(uow(), old_id=GROUP.id, new_id=-1009, bot_username=BOT_NAME, now=clock.now())
    assert await cards(uow) == [GROUP.id, -1009]


async def test_the_card_is_brought_up_to_date_after_an_absence(uow: Units, clock: FakeClock) -> None:
    houses = await settle(uow)
    await houses.open()
    await deliver(uow)
    await actions.leave_group(uow(), chat_id=GROUP.id, bot_username=BOT_NAME, now=clock.now())
    clock.move(timedelta(hours=2))
    await actions.enter_group(
        uow(),
        chat_id=GROUP.id,
        title=GROUP.title,
        added_by=CHEN.id,
        standing=Standing(hears_only_addressed=True),
        language="zh",
        bot_username=BOT_NAME,
        now=clock.now(),
    )
    assert await cards(uow) == [GROUP.id, GROUP.id]
    async with uow.read() as unit:
        [vote] = await unit.groups.open_votes((await unit.groups.of_compound(houses.compound.id))[0].id)
    assert vote[0] == "屋顶防水改造"
