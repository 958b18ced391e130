"""A reader sees the database as it was when it first looked, on either database: what is noted between two of its reads tears nothing."""

import pytest
from sqlalchemy.exc import SQLAlchemyError

from bot.rules.letters import Letter
from bot.rules.updates import Apology
from tests.fixtures import Units

pytestmark = pytest.mark.storage


async def test_a_reader_sees_one_moment(uow: Units) -> None:
    async with uow.read() as reader:
        assert await reader.outbox.messages_of("x:", 1) == []
        async with uow() as unit:
            await unit.chats.set_live("x:1", 1, 7, uow.clock.now())
            await unit.commit()
        assert await reader.chats.live("x:1") is None
    async with uow.read() as later:
        assert await later.chats.live("x:1") is not None


async def test_a_reader_writes_nothing(uow: Units) -> None:
    async with uow.read() as reader:
        with pytest.raises(SQLAlchemyError):
            await reader.outbox.put(Letter("x:1", 1, "updates.apology", Apology("ABCD")), uow.clock.now())


async def test_a_writer_is_no_reader_afterwards(uow: Units) -> None:
    """They share their connections on PostgreSQL."""
    async with uow.read() as reader:
        await reader.chats.live("x:1")
    async with uow() as unit:
        await unit.chats.set_live("x:1", 1, 7, uow.clock.now())
        await unit.commit()
