"""A picture that follows a result into the groups that have it."""

from datetime import datetime, timedelta
from typing import Any

from bot.actions.papers import PAPER_FADES
from bot.actions.unit import UnitOfWork
from bot.rules.letters import Lane, Letter, OnUnknown
from bot.rules.ports import Language
from storage.groups import Group

# The result is read first: what comes after it pushes it up on an open screen.
RESULT_IS_READ = timedelta(seconds=20)
# A picture of it is of no use any more after this time.
PICTURE_WAITS = timedelta(days=1)
# On the disk for longer than any letter with it may wait.
PICTURE_KEPT = timedelta(days=2)


async def groups_told(unit: UnitOfWork, compound_id: str, result_key: str) -> tuple[tuple[Group, Language | None], ...]:
    """Those that have the result, or get it, each with its language; the result's letters are `<result_key>:<group>`. Inside a unit."""
    told = []
    for group in await unit.groups.of_compound(compound_id):
        if await unit.outbox.arrives(f"{result_key}:{group.id}"):
            chat = await unit.chats.chat(group.chat_id)
            told.append((group, chat.language if chat is not None else None))
    return tuple(told)


async def put_picture(unit: UnitOfWork, *, key: str, group: Group, card: str, facts: Any, sha256: str, now: datetime) -> None:
    """Written twice it is posted once. Inside a unit."""
    letter = Letter(
        key,
        group.chat_id,
        card,
        facts,
        lane=Lane.BULK,
        not_before=now + RESULT_IS_READ,
        expires_at=now + PICTURE_WAITS,
        night_waits=True,
        on_unknown=OnUnknown.RENEW,
    )
    await unit.outbox.put(letter, now)
    await unit.schedule.plan(PAPER_FADES, sha256, now + PICTURE_KEPT)
