"""What goes wrong beside the platform's own answers: no letter stays under way, none is given up for a moment without a database."""

import asyncio
from datetime import timedelta

import pytest
from aiogram.exceptions import TelegramAPIError, TelegramConflictError, TelegramNotFound
from aiogram.methods import SendMessage
from sqlalchemy.exc import OperationalError

from bot.rules.letters import LetterState
from storage.unit_of_work import UnitOfWork
from tests.runtime.test_delivery import put, states
from tests.wire import Wire

pytestmark = pytest.mark.storage
METHOD = SendMessage(chat_id=1, text="x")
# Far more than a few letters take; without an end there is none.
END = 5


@pytest.mark.parametrize("kind", [TelegramNotFound, TelegramConflictError, TelegramAPIError])
async def test_what_the_platform_says_and_nobody_knows_is_tried_again(wire: Wire, kind) -> None:
    await put(wire, "a")
    await put(wire, "b")
    wire.session.refuse["sendMessage"] = kind(METHOD, "Not Found")
    async with asyncio.timeout(END):
        await wire.deliver()
    assert await states(wire) == ["retry", "pending"]
    wire.clock.move(timedelta(seconds=6))
    await wire.deliver()
    assert [text.split("编号 ")[1][0] for text in wire.texts(1)] == ["a", "b"]


async def test_a_moment_without_the_database_while_it_is_worded_gives_no_letter_up(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    await put(wire, "a")

    async def away(letter):
        monkeypatch.undo()
        raise OperationalError("SELECT", {}, OSError("connection lost"))

    monkeypatch.setattr(wire.app.delivery, "_words", away)
    await wire.deliver()
    wire.clock.move(timedelta(seconds=6))
    await wire.deliver()
    assert await states(wire) == ["sent"]


async def test_a_letter_whose_delivery_broke_off_is_not_under_way_for_ever(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something that nobody thought of: it was stuck until the next start, and whoever waits for the outbox waited with it."""

    async def broken(*_: object) -> None:
        monkeypatch.undo()
        raise TypeError

    await put(wire, "a")
    await put(wire, "b")
    monkeypatch.setattr("bot.runtime.delivery.loop.send", broken)
    async with asyncio.timeout(END):
        await wire.deliver()
    assert await states(wire) == ["sent", "sent"]
    assert [text.split("编号 ")[1][0] for text in wire.texts(1)] == ["a", "b"]


async def test_it_is_looked_for_again_where_the_database_was_away_then(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise TypeError

    async def away(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {}, OSError("connection lost"))

    delivery = wire.app.delivery
    await put(wire, "a")
    monkeypatch.setattr("bot.runtime.delivery.loop.send", broken)
    await delivery._look()
    await delivery.drain(END)
    assert await states(wire) == ["leased"]
    monkeypatch.setattr("storage.outbox.Outbox.in_state", away)
    with pytest.raises(OperationalError):
        await delivery._look()
    monkeypatch.undo()
    async with asyncio.timeout(END):
        await wire.deliver()
    assert await states(wire) == ["sent"]


@pytest.mark.parametrize("together", [1, 2])
async def test_one_that_is_under_way_by_a_commit_whose_answer_was_lost_is_sent(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    for chat in range(1, together + 1):
        await put(wire, f"a{chat}", chat_id=chat)
    commit = UnitOfWork.commit

    async def lost(unit: UnitOfWork) -> None:
        await commit(unit)
        monkeypatch.undo()
        raise OperationalError("COMMIT", {}, OSError("connection lost"))

    monkeypatch.setattr(UnitOfWork, "commit", lost)
    async with asyncio.timeout(END):
        await wire.deliver()
        wire.clock.move(timedelta(seconds=6))
        await wire.deliver()
    assert await states(wire) == ["sent"] * together
    assert [len(wire.texts(chat)) for chat in range(1, together + 1)] == [1] * together
    async with wire.app.unit(False) as unit:
        assert not [one for one in await unit.outbox.in_state(list(LetterState)) if one.unanswered], "it had not left"
