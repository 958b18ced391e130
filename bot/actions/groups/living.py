"""A card that stands in the groups of a compound and changes in place: where it stands, and what it says once it is over."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.actions.unit import UnitOfWork
from bot.rules.letters import Lane, Letter
from storage.base import decode
from storage.groups import Group
from storage.outbox import WAITING

# Cards that are made anew from what is true now, for other reasons as well.
MADE_ANEW = ("groups.", "votes.")


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


async def reword_living(unit: UnitOfWork, group: Group, now: datetime) -> None:
    """Questions, topics, menus, lists: no fact changed, but the words did. What waits for the morning goes on waiting."""
    for last in await unit.outbox.living_in(group.chat_id):
        if last.live_key is None or last.card.startswith(MADE_ANEW):
            continue
        letter = Letter(
            f"{last.live_key}:reworded-{last.id}",
            group.chat_id,
            last.card,
            decode(last.facts),
            lane=last.lane,
            coalesce_key=last.live_key,
            live_key=last.live_key,
            night_waits=last.night_waits and last.state in WAITING,
            on_unknown=last.on_unknown,
        )
        await unit.outbox.put(letter, now)
