"""The facts behind the four steps to a first vote, counted from the features' own tables."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.residents import Place, PlaceKind, Role
from bot.rules.votes.facts import VoteState
from storage.compounds import PLACE_FIELDS, homes, place_of, places, roster_gaps
from storage.groups import groups
from storage.residents import appointments, invites
from storage.votes.tables import votes


@dataclass(frozen=True, slots=True)
class StartCounts:
    homes: int
    gaps: int
    buildings: int
    buildings_with_head: int
    groups: int
    slips: int
    votes: int


class Starts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def counts(self, compound_id: str) -> StartCounts:
        flats = select(func.count()).select_from(homes).where(homes.c.compound_id == compound_id, homes.c.kind == "home")
        built = select(func.count(homes.c.building_id.distinct())).where(homes.c.compound_id == compound_id)
        heads = (
            select(func.count(appointments.c.place_id.distinct()))
            .join(places, places.c.id == appointments.c.place_id)
            .where(places.c.compound_id == compound_id, appointments.c.role == Role.BUILDING_HEAD, appointments.c.state == "active")
        )
        slips = (
            select(func.count(invites.c.home_id.distinct()))
            .join(homes, homes.c.id == invites.c.home_id)
            .where(homes.c.compound_id == compound_id, invites.c.kind == "slip", invites.c.revoked_at.is_(None))
        )
        sent = select(func.count()).select_from(votes).where(votes.c.compound_id == compound_id)
        open_gaps = select(func.count()).select_from(roster_gaps)
        bound = select(func.count()).select_from(groups)
        return StartCounts(
            homes=await self._number(flats.where(homes.c.retired_at.is_(None))),
            gaps=await self._number(open_gaps.where(roster_gaps.c.compound_id == compound_id, roster_gaps.c.state == "open")),
            buildings=await self._number(built.where(homes.c.retired_at.is_(None))),
            buildings_with_head=await self._number(heads),
            groups=await self._number(bound.where(groups.c.compound_id == compound_id, groups.c.present)),
            slips=await self._number(slips),
            votes=await self._number(sent.where(votes.c.state.not_in([VoteState.OPENING, VoteState.RETRACTED]))),
        )

    async def first_community(self) -> Place | None:
        """Where an installation has communities, the one that stands first."""
        query = select(*PLACE_FIELDS).where(places.c.kind == PlaceKind.COMMUNITY).order_by(places.c.position, places.c.name).limit(1)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else place_of(row)

    async def open_invite(self, place_id: str, role: Role, now: datetime) -> datetime | None:
        """Until when an invite for this role at this place can still be used."""
        unspent = (invites.c.used_by.is_(None), invites.c.revoked_at.is_(None), invites.c.expires_at > now)
        query = select(func.max(invites.c.expires_at)).where(invites.c.place_id == place_id, invites.c.role == role, *unspent)
        moment: datetime | None = await self._connection.scalar(query)
        return moment

    async def _number(self, query: Select[Any]) -> int:
        return await self._connection.scalar(query) or 0
