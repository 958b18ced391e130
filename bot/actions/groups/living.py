"""A card that stands in the groups of a compound and changes in place: where it stands, and what it says once it is over."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.actions.unit import UnitOfWork
from bot.rules.letters import Lane, Letter
from storage.groups import Group


async def standing_in(unit: UnitOfWork, compound_id: str, key_of: Callable[[str], str]) -> dict[str, Group]:
    """The groups in which the card stands, or is about to, by the card's key; `key_of` makes that of a group's id."""
    groups = {key_of(one.id): one for one in await unit.groups.of_compound(compound_id)}
    if not groups:
        return {}
    standing = {*await unit.ballots.living(list(groups)), *await unit.outbox.newest(groups)}
    return {key: group for key, group in groups.items() if key in standing}


async def replace_cards(
    unit: UnitOfWork, standing: Mapping[str, Group], *, waiting: str, cause: str, card: str, facts: Any, now: datetime
) -> None:
    """Each says something else for good; what still waits to be written on it (letters whose keys begin with `waiting`) is not."""
    await unit.outbox.cancel(waiting)
    living = await unit.ballots.living(list(standing)) if standing else {}
    letters = [
        Letter(f"{cause}:{key}", group.chat_id, card, facts, lane=Lane.CARD, live_key=key)
        for key, group in standing.items()
        if key in living
    ]
    await unit.mailing.put_all(letters, now)
