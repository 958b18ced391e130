"""What a compound is asked stands in each of its groups as one living card: how many have answered, then that it is over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.actions.unit import UnitOfWork
from bot.rules.letters import Lane, Letter, OnUnknown
from bot.rules.residents import Actor, Place, PlaceKind
from bot.rules.votes.drafts import DRAFTERS
from storage.groups import Group


async def compounds_asked_by(unit: UnitOfWork, actor: Actor) -> dict[str, Place]:
    """Those in which this person may ask: of a compound chief, and of staff."""
    found: dict[str, Place] = {}
    for one in actor.appointments:
        if one.role in DRAFTERS:
            found |= {place.id: place for place in await unit.compounds.places_under(one.place, PlaceKind.COMPOUND)}
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """`kind` begins the keys of its letters; `card` is what stands in the groups while it runs."""

    kind: str
    card: str
    id: str
    compound_id: str

    def key(self, group_id: str) -> str:
        return f"{self.kind}:{self.id}:{group_id}"

    def letter(self, group: Group, facts: Any, cause: str, *, night_waits: bool = False) -> Letter:
        key = self.key(group.id)
        return Letter(
            f"{key}:{cause}",
            group.chat_id,
            self.card,
            facts,
            lane=Lane.CARD,
            coalesce_key=key,
            live_key=key,
            night_waits=night_waits,
            on_unknown=OnUnknown.RENEW,
        )

    async def groups(self, unit: UnitOfWork) -> dict[str, Group]:
        """The groups in which its card stands, or is about to, by the card's key."""
        groups = {self.key(one.id): one for one in await unit.groups.of_compound(self.compound_id)}
        if not groups:
            return {}
        standing = {*await unit.ballots.living(list(groups)), *await unit.outbox.newest(groups)}
        return {key: group for key, group in groups.items() if key in standing}

    async def renew(self, unit: UnitOfWork, facts: Any, cause: str, now: datetime) -> None:
        """An edit rings nobody."""
        letters = [self.letter(group, facts, f"{cause}:{now.isoformat()}") for group in (await self.groups(unit)).values()]
        await unit.mailing.put_all(letters, now)

    async def end_cards(self, unit: UnitOfWork, card: str, facts: Any, now: datetime) -> list[Group]:
        """Each card says that it is over; what still waits to be written on it is not. The groups that have, or get, the end."""
        asked = await self.groups(unit)
        await unit.outbox.cancel(f"{self.kind}:{self.id}:")
        living = await unit.ballots.living(list(asked)) if asked else {}
        letters = [
            Letter(f"over:{key}:{now.isoformat()}", group.chat_id, card, facts, lane=Lane.CARD, live_key=key)
            for key, group in asked.items()
            if key in living
        ]
        await unit.mailing.put_all(letters, now)
        return list(asked.values())


def result_letters(key: Callable[[Group], str], card: str, facts: Any, groups: list[Group]) -> list[Letter]:
    """One a group; at night it waits."""
    return [
        Letter(key(group), group.chat_id, card, facts, lane=Lane.CARD, night_waits=True, on_unknown=OnUnknown.RENEW) for group in groups
    ]
