"""Written powers: who stands in for an owner in one vote, with the photo of the paper, and who entered it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.entries.powers import Candidate, PowerState, agent_key
from bot.rules.votes.facts import HomeName
from storage.base import PublicId, UtcDateTime, metadata, new_id
from storage.compounds import home_owners, homes, roster_owners
from storage.entries import Entry

powers = Table(
    "powers",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("compound_id", PublicId, ForeignKey("places.id"), nullable=False),
    Column("vote_id", PublicId, ForeignKey("votes.id"), nullable=False),
    Column("home_id", PublicId, nullable=False),
    Column("head", Integer, nullable=False),
    Column("owner_id", PublicId, nullable=False),
    Column("agent_name", String(64), nullable=False),
    # An owner on the roster, who may be bound and vote in the chat; null: somebody who is only named.
    Column("agent_owner_id", PublicId),
    # The first moment at which it holds no more; null: until the close.
    Column("until", UtcDateTime),
    # draft, standing, withdrawn, dropped
    Column("state", String(9), nullable=False),
    Column("photo_file_id", Text),
    Column("photo_sha256", String(64)),
    Column("entered_by", PublicId, nullable=False),
    Column("entered_at", UtcDateTime, nullable=False),
    Column("ended_by", PublicId),
    Column("ended_at", UtcDateTime),
    Index("ix_powers_vote_id", "vote_id", "state"),
)


@dataclass(frozen=True, slots=True)
class Power:
    id: str
    compound_id: str
    vote_id: str
    home_id: str
    head: int
    owner_id: str
    agent_name: str
    agent_owner_id: str | None
    until: datetime | None
    state: PowerState
    photo_file_id: str | None
    photo_sha256: str | None
    entered_by: str
    entered_at: datetime
    ended_by: str | None
    ended_at: datetime | None

    @property
    def agent(self) -> str:
        return agent_key(self.agent_owner_id, self.agent_name)


_FIELDS = tuple(powers.c[name] for name in Power.__dataclass_fields__)


def _power(row: Sequence[Any]) -> Power:
    values = dict(zip(Power.__dataclass_fields__, row, strict=True))
    return Power(**values | {"state": PowerState(values["state"])})


class Powers:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, entry: Entry, *, by: str, now: datetime) -> str:
        """For the owner of the ballot that is being entered."""
        power_id = new_id()
        about = {"compound_id": entry.compound_id, "vote_id": entry.vote_id, "home_id": entry.home_id, "head": entry.head}
        begun = {"owner_id": entry.owner_id, "agent_name": "", "state": PowerState.DRAFT, "entered_by": by, "entered_at": now}
        await self._connection.execute(insert(powers).values(id=power_id, **about, **begun))
        return power_id

    async def power(self, power_id: str) -> Power | None:
        """By its random public id; whoever asks is authorised against the vote it carries."""
        row = (await self._connection.execute(select(*_FIELDS).where(powers.c.id == power_id))).one_or_none()
        return None if row is None else _power(row)

    async def change(self, compound_id: str, power_id: str, **values: Any) -> None:
        mine = (powers.c.compound_id == compound_id, powers.c.id == power_id)
        await self._connection.execute(update(powers).where(*mine).values(**values))

    async def of_owner(self, vote_id: str, owner_id: str) -> list[Power]:
        """Those that stand."""
        mine = (powers.c.vote_id == vote_id, powers.c.owner_id == owner_id, powers.c.state == PowerState.STANDING)
        rows = await self._connection.execute(select(*_FIELDS).where(*mine).order_by(powers.c.entered_at, powers.c.id))
        return [_power(row) for row in rows]

    async def namesakes(self, vote_id: str, name: str, *, named: bool) -> bool:
        """Whether an agent of this vote has this name who is merely named (`named`), or is an owner on the roster."""
        who = powers.c.agent_owner_id.is_(None) if named else powers.c.agent_owner_id.is_not(None)
        there = (powers.c.vote_id == vote_id, powers.c.state.in_((PowerState.STANDING, PowerState.WITHDRAWN)), who)
        found = (await self._connection.execute(select(powers.c.agent_name).where(*there).distinct())).scalars()
        return agent_key(None, name) in {agent_key(None, one) for one in found}

    async def of_agent(self, vote_id: str, owners: Collection[str]) -> list[Power]:
        """By which one of these owners on the roster stands in, or stood, the oldest first."""
        ended = (PowerState.STANDING, PowerState.WITHDRAWN)
        mine = (powers.c.vote_id == vote_id, powers.c.agent_owner_id.in_(owners), powers.c.state.in_(ended))
        rows = await self._connection.execute(select(*_FIELDS).where(*mine).order_by(powers.c.entered_at, powers.c.id))
        return [_power(row) for row in rows]

    async def of_bound(self, compound_id: str, vote_id: str) -> list[Power]:
        """Those that stand and whose agent is an owner on the roster."""
        mine = (powers.c.compound_id == compound_id, powers.c.vote_id == vote_id, powers.c.state == PowerState.STANDING)
        rows = await self._connection.execute(select(*_FIELDS).where(*mine, powers.c.agent_owner_id.is_not(None)).order_by(powers.c.id))
        return [_power(row) for row in rows]

    async def standing_of(self, compound_id: str, agent: str) -> list[Power]:
        """By which this owner on the roster stands in, in whatever vote."""
        mine = (powers.c.compound_id == compound_id, powers.c.agent_owner_id == agent, powers.c.state == PowerState.STANDING)
        rows = await self._connection.execute(select(*_FIELDS).where(*mine).order_by(powers.c.entered_at, powers.c.id))
        return [_power(row) for row in rows]

    async def stands_in(self, vote_id: str, owner_id: str, agents: Collection[str]) -> bool:
        """Whether one of these owners on the roster was ever registered as this one's agent."""
        mine = (powers.c.vote_id == vote_id, powers.c.owner_id == owner_id, powers.c.agent_owner_id.in_(agents))
        return await self._connection.scalar(select(powers.c.id).where(*mine).limit(1)) is not None

    async def ids_of_owner(self, vote_id: str, owner_id: str) -> list[str]:
        """Those that stand, and those that were taken back after a ballot may have been cast."""
        registered = powers.c.state.in_((PowerState.STANDING, PowerState.WITHDRAWN))
        query = select(powers.c.id).where(powers.c.vote_id == vote_id, powers.c.owner_id == owner_id, registered)
        return list((await self._connection.execute(query.order_by(powers.c.id))).scalars())

    async def standing(
        self, compound_id: str, vote_id: str, heads: Collection[int] | None = None, *, limit: int, offset: int
    ) -> tuple[list[Power], int]:
        """`heads` None: of all of them."""
        mine = [powers.c.compound_id == compound_id, powers.c.vote_id == vote_id, powers.c.state == PowerState.STANDING]
        mine += [] if heads is None else [powers.c.head.in_(heads)]
        query = select(*_FIELDS).where(*mine).order_by(powers.c.entered_at, powers.c.id).limit(limit).offset(offset)
        total = await self._connection.scalar(select(func.count()).select_from(powers).where(*mine)) or 0
        return [_power(row) for row in await self._connection.execute(query)], total

    async def is_photo_used(self, sha256: str, *, besides: str) -> bool:
        other = select(powers.c.id).where(powers.c.photo_sha256 == sha256, powers.c.id != besides).limit(1)
        return await self._connection.scalar(other) is not None

    async def named(self, compound_id: str, name: str, limit: int) -> list[Candidate]:
        """Owners on the roster who are called exactly so, each by the first home of theirs."""
        query = select(roster_owners.c.id, roster_owners.c.name, homes.c.building, homes.c.entrance, homes.c.room)
        query = query.join(home_owners, home_owners.c.owner_id == roster_owners.c.id).join(homes, homes.c.id == home_owners.c.home_id)
        mine = query.where(roster_owners.c.compound_id == compound_id, roster_owners.c.name == name).order_by(homes.c.position)
        found: dict[str, Candidate] = {}
        for row in await self._connection.execute(mine):
            found.setdefault(row[0], Candidate(row[0], row[1], HomeName(*row[2:])))
        return list(found.values())[:limit]
