"""Which letter leaves first, and who holds which: whoever changes many holds them in the order of their rows, as delivery does."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.actions.unit import UnitOfWork
from bot.rules.letters import Lane, Letter, LetterState
from bot.rules.updates import Apology
from storage.outbox import Outbox
from tests.fixtures import Units
from tests.runtime.test_delivery import put, states
from tests.votes.test_order_of_locks import somebody_waits
from tests.wire import Wire

pytestmark = pytest.mark.storage
KEYS = ("x:1", "x:2", "x:3")
LATER = timedelta(hours=1)


async def renew(unit: UnitOfWork, wire: Wire) -> object:
    return await unit.outbox.renew(KEYS, Apology("new"), expires_at=wire.clock.now() + LATER, night_waits=False)


CHANGES: dict[str, Callable[[UnitOfWork, Wire], Awaitable[object]]] = {
    "cancel": lambda unit, _: unit.outbox.cancel("x:"),
    "cancel some": lambda unit, _: unit.outbox.cancel("x:", 5),
    "overtaken": lambda unit, _: unit.outbox.overtaken(KEYS),
    "renew": renew,
    "migrate": lambda unit, _: unit.outbox.migrate(1, 2),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_many_are_changed_while_delivery_takes_some(wire: Wire, uow: Units, change: str) -> None:
    if uow.database.is_sqlite:
        pytest.skip("one writer at a time")
    for key in KEYS:
        await put(wire, key, coalesce_key=key)
    async with uow() as unit:
        # On the disk they lie the other way round from now on.
        for key in reversed(KEYS):
            await unit.connection.execute(text("UPDATE outbox SET facts = facts || ' ' WHERE key = :key"), {"key": key})
        await unit.commit()
    held = asyncio.Event()

    async def deliver() -> None:
        async with uow() as unit:
            first, *_, last = await unit.outbox.in_state([LetterState.PENDING])
            assert await unit.outbox.lease(first, "{}")
            held.set()
            while not await somebody_waits(uow):
                await asyncio.sleep(0)
            assert await unit.outbox.lease(last, "{}")
            await unit.commit()

    async def change_all() -> None:
        await held.wait()
        async with uow() as unit:
            await CHANGES[change](unit, wire)
            await unit.commit()

    await asyncio.gather(deliver(), change_all())
    async with uow.read() as unit:
        letters = await Outbox(unit.connection).in_state(list(LetterState))
    leased = [letter.key for letter in letters if letter.state is LetterState.LEASED]
    assert leased == ["x:1", "x:3"]
    assert (await states(wire)).count("cancelled") == (change in ("cancel", "cancel some", "overtaken"))


@pytest.mark.parametrize("many", [False, True])
async def test_what_answers_an_act_goes_as_an_answer_in_whatever_place(wire: Wire, many: bool) -> None:
    """A receipt took the place of one that an extension was about to edit, and came with the bulk of it: after half an hour, maybe."""
    for lane in (Lane.BULK, Lane.ANSWER, Lane.BULK):
        letter = Letter(lane, 1, "updates.apology", Apology(lane), lane=lane, coalesce_key="k")
        async with wire.app.unit(True) as unit:
            await (unit.mailing.put_all([letter], wire.clock.now()) if many else unit.outbox.put(letter, wire.clock.now()))
            await unit.commit()
    async with wire.app.unit(False) as unit:
        [waits] = await unit.outbox.in_state([LetterState.PENDING])
    assert waits.lane is Lane.ANSWER
