"""What goes wrong beside the platform's own answers: no letter stays under way, none is given up for a moment without a database."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from aiogram.exceptions import TelegramAPIError, TelegramConflictError, TelegramNotFound
from aiogram.methods import SendMessage
from sqlalchemy.exc import OperationalError

from bot.actions.unit import UnitOfWork
from bot.rules.letters import LetterState, Reworded
from bot.rules.updates import Apology
from storage.group_commit import GroupCommit
from storage.outbox import Outbox, StoredLetter
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


def lose_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """To the next commit; what it wrote stands."""
    commit = UnitOfWork.commit

    async def lost(unit: UnitOfWork) -> None:
        monkeypatch.setattr(UnitOfWork, "commit", commit)
        await commit(unit)
        raise OperationalError("COMMIT", {}, OSError("connection lost"))

    monkeypatch.setattr(UnitOfWork, "commit", lost)


def leave_together(wire: Wire, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """In one commit, however long each takes to word: which of two is worded first is the database's affair."""
    leaving = wire.app.delivery._leaving
    others_come = leaving._others_come

    async def all_come() -> None:
        while len(leaving._waiting) < count:
            await asyncio.sleep(0)
        monkeypatch.setattr(leaving, "_others_come", others_come)

    monkeypatch.setattr(leaving, "_others_come", all_come)


@pytest.mark.parametrize("together", [1, 2])
async def test_one_that_is_under_way_by_a_commit_whose_answer_was_lost_is_sent(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    for chat in range(1, together + 1):
        await put(wire, f"a{chat}", chat_id=chat)
    leave_together(wire, monkeypatch, together)
    lose_the_answer(monkeypatch)
    async with asyncio.timeout(END):
        await wire.deliver()
        wire.clock.move(timedelta(seconds=6))
        await wire.deliver()
    assert await states(wire) == ["sent"] * together
    assert [len(wire.texts(chat)) for chat in range(1, together + 1)] == [1] * together
    async with wire.app.unit(False) as unit:
        assert not [one for one in await unit.outbox.in_state(list(LetterState)) if one.unanswered], "it had not left"


async def test_nor_is_it_stuck_or_doubted_where_the_database_stays_away_after_that_commit(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could not be set back, so it was under way until the next start, with nobody who delivered it."""

    async def away(*_: object, **__: object) -> None:
        raise OperationalError("UPDATE", {}, OSError("connection lost"))

    await put(wire, "a")
    lose_the_answer(monkeypatch)
    monkeypatch.setattr(Outbox, "not_leased", away)
    await wire.app.delivery._look()
    await wire.app.delivery.drain(END)
    monkeypatch.undo()
    assert await states(wire) == ["leased"]
    async with asyncio.timeout(END):
        await wire.deliver()
        wire.clock.move(timedelta(seconds=6))
        await wire.deliver()
    assert await states(wire) == ["sent"]
    assert len(wire.texts(1)) == 1
    async with wire.app.unit(False) as unit:
        assert [one.unanswered for one in await unit.outbox.in_state(list(LetterState))] == [0], "it had not left"


async def test_what_is_new_when_that_commit_is_repeated_is_said(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Renewed just then it was not leased once more, and nobody looked for it again."""
    repeat = GroupCommit._one_by_one

    async def renewed_first(self, *arguments) -> None:
        monkeypatch.undo()
        async with wire.app.unit(True) as unit:
            until = wire.clock.now() + timedelta(hours=1)
            await unit.outbox.renew(["a"], Apology("new"), expires_at=until, night_waits=False)
            await unit.commit()
        await repeat(self, *arguments)

    await put(wire, "a", chat_id=1)
    await put(wire, "b", chat_id=2)
    leave_together(wire, monkeypatch, 2)
    lose_the_answer(monkeypatch)
    monkeypatch.setattr(GroupCommit, "_one_by_one", renewed_first)
    async with asyncio.timeout(END):
        await wire.deliver()
    assert await states(wire) == ["sent", "sent"]
    [said] = wire.texts(1)
    assert "new" in said


async def test_what_is_true_in_other_words_when_it_is_repeated_is_said_in_these(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def changed_meanwhile(unit: UnitOfWork, letter: StoredLetter) -> bool | Reworded:
        asked.append(letter.key)
        return len(asked) <= 2 or Reworded(Apology("new"))

    monkeypatch.setitem(wire.app.delivery._post.conditions, "updates.apology", changed_meanwhile)
    for chat, key in enumerate(("a", "b"), start=1):
        await put(wire, key, chat_id=chat)
    leave_together(wire, monkeypatch, 2)
    lose_the_answer(monkeypatch)
    async with asyncio.timeout(END):
        await wire.deliver()
    assert await states(wire) == ["sent", "sent"]
    assert ["new" in text for chat in (1, 2) for text in wire.texts(chat)] == [True, True]


async def test_one_that_left_anew_is_flying_whatever_becomes_of_the_first(wire: Wire) -> None:
    """A group that became a supergroup: its letter has another chat before the delivery that found it out has ended."""
    await put(wire, "a")
    async with wire.app.unit(False) as unit:
        [letter] = await unit.outbox.in_state([LetterState.PENDING])
    delivery, never = wire.app.delivery, asyncio.Event()
    first, second = asyncio.create_task(asyncio.sleep(0)), asyncio.create_task(never.wait())
    await first
    delivery._flying[letter.id] = second
    delivery._landed(letter, first)
    assert delivery._flying == {letter.id: second}
    never.set()
    await second
    delivery._landed(letter, second)
    assert delivery._flying == {}


async def test_one_that_had_not_landed_when_it_was_looked_for_is_looked_for_again(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its delivery had said that it was adrift, and was to end with the next turn of the loop: nobody came back to it."""
    delivery, landed = wire.app.delivery, asyncio.Event()

    async def away(*_: object, **__: object) -> None:
        raise OperationalError("UPDATE", {}, OSError("connection lost"))

    not_leased = delivery._not_leased

    async def slowly(*arguments) -> None:
        await not_leased(*arguments)
        await landed.wait()

    await put(wire, "a")
    lose_the_answer(monkeypatch)
    monkeypatch.setattr(Outbox, "not_leased", away)
    monkeypatch.setattr(delivery, "_not_leased", slowly)
    await delivery._look()
    while not delivery._is_any_adrift:
        await asyncio.sleep(0)
    monkeypatch.undo()
    await delivery._look()
    landed.set()
    await delivery.drain(END)
    async with asyncio.timeout(END):
        await wire.deliver()
        wire.clock.move(timedelta(seconds=6))
        await wire.deliver()
    assert await states(wire) == ["sent"]
    async with wire.app.unit(False) as unit:
        assert [one.unanswered for one in await unit.outbox.in_state(list(LetterState))] == [0], "it had not left"


async def test_a_moment_without_the_database_at_the_start_ends_nothing(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the last process left under way could not be read: the whole process ended."""

    async def away(*_: object, **__: object) -> None:
        monkeypatch.undo()
        raise OperationalError("SELECT", {}, OSError("connection lost"))

    await put(wire, "a")
    async with wire.app.unit(True) as unit:
        [letter] = await unit.outbox.in_state([LetterState.PENDING])
        assert await unit.outbox.lease(letter, "{}")
        await unit.outbox.renew(["a"], Apology("a"), expires_at=wire.clock.now() + timedelta(hours=1), night_waits=False)
        await unit.commit()
    monkeypatch.setattr("bot.runtime.delivery.loop.LONGEST_SLEEP", 0.01)
    monkeypatch.setattr(Outbox, "in_state", away)
    running = asyncio.create_task(wire.app.delivery.run())
    async with asyncio.timeout(END):
        while not wire.sent and not running.done():
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await wire.app.delivery.drain(END)
    assert await states(wire) == ["sent"]


async def test_what_happened_to_its_message_since_it_was_written_down_stands(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer to that commit was lost: written down again, an older receipt was the newest once more, and was edited as both."""
    delivery, settle = wire.app.delivery, wire.app.delivery._settle

    async def settled(*letter: Any, **how: Any) -> None:
        monkeypatch.setattr(delivery, "_settle", settle)
        lose_the_answer(monkeypatch)
        try:
            await settle(*letter, **how)
        except OperationalError:
            async with wire.app.unit(True) as tapped:
                await tapped.ballots.rename_living({"card": f"card:{wire.last(1).message_id}"})
                await tapped.commit()
            raise

    monkeypatch.setattr("bot.runtime.delivery.loop.LONGEST_SLEEP", 0)
    monkeypatch.setattr(delivery, "_settle", settled)
    for key in ("a", "b"):
        await put(wire, key, coalesce_key="card", live_key="card")
        async with asyncio.timeout(END):
            await wire.deliver()
    assert await states(wire) == ["sent", "sent"]
    assert [text.split("编号 ")[1][0] for text in wire.texts(1)] == ["a", "b"]
