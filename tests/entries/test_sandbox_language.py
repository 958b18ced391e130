"""Another language on the page: a letter that says whether it is still true is worded anew like any other."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import select

from bot.rules.letters import LetterState
from bot.sandbox.rewording import _last_card, _write_again
from messages.rendering import plain_text
from storage.outbox_table import outbox
from tests.entries.worlds import CHIEF, enter_paper, office, tap
from tests.fixtures import Units
from tests.votes.houses import AGAINST, AGREE, owner
from tests.wire import Wire

pytestmark = pytest.mark.storage


async def test_what_was_settled_is_said_in_the_other_language(wire: Wire, uow: Units) -> None:
    """Its condition looked for the head in the key, found another one there, and the letter failed."""
    _, vote = await office(uow, wire)
    await tap(wire, 1, vote, AGREE)
    await enter_paper(wire, vote, "101", AGAINST)
    await wire.press(CHIEF, f"jo:{vote}")
    for label in ("要核对", "1 以纸质票为准", "问过本人", "确定"):
        await wire.tap(CHIEF, wire.last(CHIEF.id), label)
    await wire.deliver()
    me = owner(1)
    async with uow() as unit:
        await unit.chats.set_language(me.id, "en")
        await unit.commit()
    for _ in range(2):
        card = wire.last(me.id)
        there = SimpleNamespace(chat_id=me.id, id=card.message_id, words=plain_text(card.text))
        await _write_again(wire.app, cast("Any", there), "en")
        await wire.deliver()
        assert "Paper" in wire.last(me.id).text or "paper" in wire.last(me.id).text
    async with uow.read() as unit:
        states = (await unit.connection.execute(select(outbox.c.state).where(outbox.c.key.like("settled-%")))).scalars().all()
    assert set(states) == {LetterState.SENT}


def test_a_file_that_stands_last_is_left_alone() -> None:
    """Its text cannot be edited: the audit file was sent a second time."""
    person = cast("Any", SimpleNamespace(user_id=1, named=True, blocked=False))
    for media, left in ((None, False), ("a file", True)):
        last = SimpleNamespace(keyboard=["a row"], media=media)
        world = SimpleNamespace(state=SimpleNamespace(messages={1: {5: last}}))
        assert (_last_card(cast("Any", world), person) is None) is left
