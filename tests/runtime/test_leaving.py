"""What a letter says is looked at once more when it leaves; where that cannot be found out the letter ends in a known state."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot.actions.unit import UnitOfWork
from bot.rules.letters import MAX_TRIES, LetterState, Reworded, backoff
from bot.rules.updates import Apology
from storage.outbox import StoredLetter
from tests.runtime.test_delivery import put, states
from tests.wire import Wire

pytestmark = pytest.mark.storage
CARD = "updates.apology"
# Far more than a few letters take; without an end there is none.
END = 5


def ask(wire: Wire, monkeypatch: pytest.MonkeyPatch, condition: object) -> None:
    monkeypatch.setitem(wire.app.delivery._post.conditions, CARD, condition)


async def deliver(wire: Wire) -> None:
    async with asyncio.timeout(END):
        await wire.deliver()


async def test_one_whose_condition_cannot_be_read_is_tried_again_and_given_up(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def unreadable(unit: UnitOfWork, letter: StoredLetter) -> bool:
        asked.append(letter.tries)
        raise LookupError(letter.key)

    ask(wire, monkeypatch, unreadable)
    await put(wire, "a")
    for tries in range(MAX_TRIES):
        await deliver(wire)
        assert asked == list(range(tries + 1)), "once, and not again before its time"
        wire.clock.move(backoff(tries + 1))
    await deliver(wire)
    assert await states(wire) == [LetterState.FAILED]
    assert (len(asked), wire.sent) == (MAX_TRIES, [])


async def test_it_stops_no_other_letter(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    async def unreadable(unit: UnitOfWork, letter: StoredLetter) -> bool:
        if letter.key == "a":
            raise LookupError
        return True

    ask(wire, monkeypatch, unreadable)
    for chat, key in enumerate(("a", "b", "c"), start=1):
        await put(wire, key, chat_id=chat)
    await deliver(wire)
    assert [one.chat_id for one in wire.sent] == [2, 3]
    monkeypatch.undo()
    wire.clock.move(timedelta(minutes=1))
    await deliver(wire)
    assert len(wire.in_chat(1)) == 1, "readable again, it goes out"


async def test_what_was_taken_back_meanwhile_is_not_brought_back(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    async def unreadable(unit: UnitOfWork, letter: StoredLetter) -> bool:
        raise LookupError

    set_back = wire.app.delivery._not_leased

    async def taken_back_first(letter: StoredLetter, error: str) -> None:
        async with wire.app.unit(True) as unit:
            await unit.outbox.cancel("a")
            await unit.commit()
        await set_back(letter, error)

    ask(wire, monkeypatch, unreadable)
    monkeypatch.setattr(wire.app.delivery, "_not_leased", taken_back_first)
    await put(wire, "a")
    await deliver(wire)
    assert await states(wire) == [LetterState.CANCELLED]


async def test_while_the_database_is_away_its_chat_rests(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def away(*_: object, **__: object) -> bool:
        asked.append(1)
        raise OperationalError("", {}, OSError())

    monkeypatch.setattr("storage.outbox.Outbox.lease", away)
    monkeypatch.setattr("storage.outbox.Outbox.not_leased", away)
    await put(wire, "a")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await wire.deliver()
    assert len(asked) == 2, "one try in a second, not one after the other"
    assert await states(wire) == [LetterState.PENDING]
    monkeypatch.undo()
    await deliver(wire)
    assert await states(wire) == [LetterState.SENT]


async def test_what_is_true_in_other_words_is_said_in_these(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    async def as_it_is_now(unit: UnitOfWork, letter: StoredLetter) -> Reworded:
        return Reworded(Apology("now"))

    ask(wire, monkeypatch, as_it_is_now)
    await put(wire, "then")
    await deliver(wire)
    [text] = wire.texts(1)
    assert "now" in text
    assert "then" not in text


@pytest.mark.parametrize("why", ["true no more", "no words"])
async def test_what_is_said_of_older_facts_takes_no_newer_ones_away(wire: Wire, monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    """A tap gave a letter newer facts while the older ones were looked at: with them its receipt was taken back, or given up."""

    async def stands(_unit: UnitOfWork, letter: StoredLetter) -> bool:
        return "new" in letter.facts

    delivery, words = wire.app.delivery, wire.app.delivery._words

    async def slow(letter: StoredLetter) -> str | None:
        monkeypatch.setattr(delivery, "_words", words)
        await put(wire, "new", coalesce_key="card")
        if why == "no words":
            raise KeyError
        return await words(letter)

    monkeypatch.setitem(delivery._post.conditions, "updates.apology", stands)
    monkeypatch.setattr(delivery, "_words", slow)
    await put(wire, "old", coalesce_key="card")
    await wire.deliver()
    assert await states(wire) == ["sent"]
    assert "new" in wire.last(1).text
