"""Who votes: the homes of a scope as the roster has them now, and as they were frozen when a vote opened."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.residents import BindingState, HomeRole, Place, PlaceKind
from bot.rules.votes.electorates import Electorate, RosterHome, thaw
from bot.rules.votes.heads import Kind, RosterRow
from bot.rules.votes.previews import GapName
from storage.chats import chats
from storage.compounds import home_owners, homes, roster_gaps, roster_owners
from storage.dialects import in_parts
from storage.prepared import Prepared
from storage.residents import bindings, people
from storage.votes.tables import vote_heads, vote_homes, vote_owners

# Ids in one statement: SQLite and the drivers of PostgreSQL both take as many.
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Reach:
    """Homes of a scope with somebody registered, and those of them to whom letters arrive."""

    bound_homes: int
    reachable_homes: int


def _scope(compound_id: str, place: Place, entrance: str | None) -> ColumnElement[bool]:
    parts = [homes.c.compound_id == compound_id, homes.c.retired_at.is_(None)]
    if place.kind is PlaceKind.BUILDING:
        parts.append(homes.c.building_id == place.id)
    if entrance is not None:
        parts.append(homes.c.entrance == entrance)
    return and_(*parts)


def _accounts(_insert: Any) -> Select[Any]:
    query = select(bindings.c.owner_id, people.c.telegram_id).join(people, people.c.id == bindings.c.person_id).distinct()
    return query.join(chats, chats.c.chat_id == people.c.telegram_id).where(
        bindings.c.owner_id.in_(bindparam("owners", expanding=True)),
        bindings.c.role == HomeRole.OWNER,
        bindings.c.state == BindingState.ACTIVE,
        chats.c.reachable,
    )


# What every batch of taps asks.
_ACCOUNTS = Prepared(_accounts)


class Electorates:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def roster(self, compound_id: str, place: Place, entrance: str | None) -> list[RosterHome]:
        """Every exclusive part of the scope, parking places and storage rooms too, in the roster's order."""
        scope = _scope(compound_id, place, entrance)
        owned = select(home_owners.c.home_id, home_owners.c.owner_id).join(homes, homes.c.id == home_owners.c.home_id)
        owners: dict[str, list[str]] = {}
        async for home_id, owner_id in in_parts(self._connection, owned.where(scope).order_by(home_owners.c.position)):
            owners.setdefault(home_id, []).append(owner_id)
        rows = in_parts(self._connection, select(homes).where(scope).order_by(homes.c.position, homes.c.id))
        return [_roster_home(row, tuple(owners.get(row.id, ()))) async for row in rows]

    async def gaps(self, compound_id: str, place: Place, entrance: str | None) -> list[GapName]:
        """Open gaps in the scope, and those that do not say where they are: each would shrink the total (R2)."""
        parts = [roster_gaps.c.compound_id == compound_id, roster_gaps.c.state == "open"]
        if place.kind is PlaceKind.BUILDING:
            parts.append(roster_gaps.c.building.in_(["", place.name]))
        if entrance is not None:
            parts.append(roster_gaps.c.entrance.in_(["", entrance]))
        fields = (roster_gaps.c.id, roster_gaps.c.building, roster_gaps.c.entrance, roster_gaps.c.room, roster_gaps.c.row)
        rows = await self._connection.execute(select(*fields).where(and_(*parts)).order_by(roster_gaps.c.row, roster_gaps.c.id))
        return [GapName(*row) for row in rows]

    async def entrances(self, compound_id: str, building_id: str) -> list[str]:
        query = select(homes.c.entrance, func.min(homes.c.position).label("first"))
        within = query.where(homes.c.compound_id == compound_id, homes.c.building_id == building_id, homes.c.retired_at.is_(None))
        rows = await self._connection.execute(within.group_by(homes.c.entrance).order_by("first"))
        return [row.entrance for row in rows if row.entrance]

    async def reach(self, compound_id: str, place: Place, entrance: str | None) -> Reach:
        bound = self._bound_homes(compound_id, place, entrance)
        arrives = bound.join(people, people.c.id == bindings.c.person_id).join(chats, chats.c.chat_id == people.c.telegram_id)
        return Reach(
            bound_homes=await self._connection.scalar(bound) or 0,
            reachable_homes=await self._connection.scalar(arrives.where(chats.c.reachable)) or 0,
        )

    @staticmethod
    def _bound_homes(compound_id: str, place: Place, entrance: str | None) -> Select[Any]:
        active = and_(_scope(compound_id, place, entrance), homes.c.kind == Kind.HOME, bindings.c.state == BindingState.ACTIVE)
        return select(func.count(homes.c.id.distinct())).join(bindings, bindings.c.home_id == homes.c.id).where(active)

    async def frozen(self, vote_id: str, heads: Collection[int] | None = None) -> Electorate:
        """All of it, or some of its heads."""
        owners: dict[int, list[str]] = {}
        query = select(vote_owners.c.head, vote_owners.c.owner_id).where(vote_owners.c.vote_id == vote_id)
        if heads is not None:
            query = query.where(vote_owners.c.head.in_(heads))
        async for head, owner_id in in_parts(self._connection, query.order_by(vote_owners.c.head, vote_owners.c.position)):
            owners.setdefault(head, []).append(owner_id)
        joined = and_(vote_heads.c.vote_id == vote_homes.c.vote_id, vote_heads.c.head == vote_homes.c.head)
        rows = select(vote_homes, vote_heads.c.developer, vote_heads.c.designated_owner_id).join(vote_heads, joined)
        if heads is not None:
            rows = rows.where(vote_homes.c.head.in_(heads))
        found = in_parts(self._connection, rows.where(vote_homes.c.vote_id == vote_id).order_by(vote_homes.c.position))
        parts = [(row.head, _thawed(row, tuple(owners.get(row.head, ())))) async for row in found]
        return await asyncio.to_thread(thaw, parts)

    async def designate(self, vote_id: str, head: int, owner_id: str | None, now: datetime | None) -> None:
        """From now on one owner speaks for the head (R4); none: every owner for themselves again."""
        mine = and_(vote_heads.c.vote_id == vote_id, vote_heads.c.head == head)
        await self._connection.execute(vote_heads.update().where(mine).values(designated_owner_id=owner_id, designated_at=now))

    async def registered_speakers(self, vote_id: str) -> dict[int, str]:
        """The owner who was registered during the vote to speak for a head, by head."""
        query = select(vote_heads.c.head, vote_heads.c.designated_owner_id)
        registered = query.where(vote_heads.c.vote_id == vote_id, vote_heads.c.designated_at.is_not(None))
        return {row[0]: row[1] for row in await self._connection.execute(registered.order_by(vote_heads.c.head))}

    async def accounts_of_owners(self, owner_ids: Sequence[str]) -> list[tuple[str, int]]:
        """(roster owner, telegram id) of everybody verified as one of these owners and reached by letters."""
        if not owner_ids:
            return []
        return [(row[0], row[1]) for row in await _ACCOUNTS.rows(self._connection, owners=list(owner_ids))]

    async def silent_owners(self, vote_id: str, after: int, limit: int) -> list[tuple[int, int]]:
        """(telegram id, head) of verified owners whose head has not answered, by telegram id from `after` on.

        Where one owner is designated, only that one is asked; whoever has bought a home since is asked for it (R16).
        """
        asked = union(*(part.where(people.c.telegram_id > after) for part in _asked(vote_id))).subquery()
        some = select(asked.c.telegram_id).distinct().order_by(asked.c.telegram_id).limit(limit)
        who = list((await self._connection.execute(some)).scalars())
        pairs = union(*(part.where(people.c.telegram_id.in_(who)) for part in _asked(vote_id))).subquery()
        rows = await self._connection.execute(select(pairs).order_by(pairs.c.telegram_id, pairs.c.head))
        return [(row.telegram_id, row.head) for row in rows]

    async def heads_to_remind(self, vote_id: str) -> set[int]:
        """Heads that have not answered, and of which somebody would be reminded."""
        asked = union(*_asked(vote_id)).subquery()
        return set((await self._connection.execute(select(asked.c.head).distinct())).scalars())

    async def owners_reached(self, compound_id: str) -> set[str]:
        """Owners of whom somebody is verified as that owner and reached by letters: whom a reminder finds."""
        query = _arriving(select(bindings.c.owner_id).distinct().where(bindings.c.compound_id == compound_id))
        return {row.owner_id async for row in in_parts(self._connection, query)}

    async def owners_at_home(self, compound_id: str) -> set[str]:
        """Owners of a home in the compound: they get a slip there, and what they own besides is asked along with it."""
        query = select(home_owners.c.owner_id).distinct().join(homes, homes.c.id == home_owners.c.home_id)
        there = query.where(homes.c.compound_id == compound_id, homes.c.kind == Kind.HOME, homes.c.retired_at.is_(None))
        return {row.owner_id async for row in in_parts(self._connection, there)}

    async def count_heads(self, vote_id: str, telegram_ids: Sequence[int]) -> dict[int, int]:
        """For how many heads of the vote each of these accounts is a verified owner, or has bought the home since (R16)."""
        mine = and_(bindings.c.role == HomeRole.OWNER, bindings.c.state == BindingState.ACTIVE, people.c.telegram_id.in_(telegram_ids))
        accounts = select(people.c.telegram_id.label("account")).select_from(bindings).join(people, people.c.id == bindings.c.person_id)
        named = accounts.add_columns(vote_owners.c.head.label("head")).join(vote_owners, vote_owners.c.owner_id == bindings.c.owner_id)
        lives = accounts.add_columns(vote_homes.c.head.label("head")).join(vote_homes, vote_homes.c.home_id == bindings.c.home_id)
        both = named.where(mine, vote_owners.c.vote_id == vote_id).union(lives.where(mine, vote_homes.c.vote_id == vote_id)).subquery()
        counted = select(both.c.account, func.count()).group_by(both.c.account)
        return {row[0]: row[1] for row in await self._connection.execute(counted)}

    async def owner_names(self, compound_id: str, owner_ids: Sequence[str]) -> dict[str, str]:
        mine = (roster_owners.c.compound_id == compound_id, roster_owners.c.id.in_(owner_ids))
        query = select(roster_owners.c.id, roster_owners.c.name).where(*mine)
        return {row.id: row.name for row in await self._connection.execute(query)}

    async def owners_now(self, compound_id: str, home_id: str) -> list[str]:
        """Whom the roster names at this home by now, in its order."""
        mine = (home_owners.c.compound_id == compound_id, home_owners.c.home_id == home_id)
        query = select(home_owners.c.owner_id).where(*mine).order_by(home_owners.c.position, home_owners.c.owner_id)
        return list((await self._connection.execute(query)).scalars())

    async def owners_now_of(self, compound_id: str, home_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The same of many homes."""
        fields = select(home_owners.c.home_id, home_owners.c.owner_id).order_by(home_owners.c.position, home_owners.c.owner_id)
        found: dict[str, tuple[str, ...]] = {}
        for start in range(0, len(home_ids), AT_ONCE):
            mine = (home_owners.c.compound_id == compound_id, home_owners.c.home_id.in_(home_ids[start : start + AT_ONCE]))
            for home_id, owner_id in await self._connection.execute(fields.where(*mine)):
                found[home_id] = (*found.get(home_id, ()), owner_id)
        return found

    async def asks_any(self, vote_id: str, home_ids: Sequence[str]) -> bool:
        """Whether one of these homes is in the frozen electorate."""
        query = select(vote_homes.c.home_id).where(vote_homes.c.vote_id == vote_id, vote_homes.c.home_id.in_(home_ids))
        return (await self._connection.execute(query.limit(1))).first() is not None

    async def asks_building(self, vote_id: str, buildings: Collection[str]) -> bool:
        """Whether a home of these buildings is in the frozen electorate."""
        there = (vote_homes.c.vote_id == vote_id, vote_homes.c.building.in_(buildings), vote_homes.c.kind == Kind.HOME)
        return (await self._connection.execute(select(vote_homes.c.home_id).where(*there).limit(1))).first() is not None

    async def heads_of(self, vote_id: str, home_ids: Sequence[str], owner_ids: Sequence[str]) -> set[int]:
        """Heads with one of these homes or owners."""
        at_home = select(vote_homes.c.head).where(vote_homes.c.vote_id == vote_id, vote_homes.c.home_id.in_(home_ids))
        owned = select(vote_owners.c.head).where(vote_owners.c.vote_id == vote_id, vote_owners.c.owner_id.in_(owner_ids))
        return set((await self._connection.execute(at_home.union(owned))).scalars())

    async def registered_homes(self, vote_id: str) -> set[str]:
        """Homes of the vote with an active binding."""
        query = select(vote_homes.c.home_id).join(bindings, bindings.c.home_id == vote_homes.c.home_id).distinct()
        rows = await self._connection.execute(query.where(vote_homes.c.vote_id == vote_id, bindings.c.state == BindingState.ACTIVE))
        return set(rows.scalars())


def _arriving(query: Select[Any]) -> Select[Any]:
    """Of a query with `bindings`: active ones of owners to whom letters arrive."""
    joined = query.join(people, people.c.id == bindings.c.person_id).join(chats, chats.c.chat_id == people.c.telegram_id)
    return joined.where(bindings.c.role == HomeRole.OWNER, bindings.c.state == BindingState.ACTIVE, chats.c.reachable)


def _asked(vote_id: str) -> tuple[Select[Any], Select[Any]]:
    """(telegram id, head) of whoever may speak for a silent head and is reached by letters: its frozen owners, and its buyers.

    The same as `casting.py` says of a tap (`_speak`, `_is_spoken_over`). A seller's ballot needs no look here: the head is not silent then.
    """
    fields = (people.c.telegram_id, vote_heads.c.head)
    silent = and_(vote_heads.c.vote_id == vote_id, vote_heads.c.counted.is_(None))
    designated = vote_heads.c.designated_owner_id
    frozen = and_(vote_owners.c.vote_id == vote_heads.c.vote_id, vote_owners.c.head == vote_heads.c.head)
    as_owner = bindings.c.owner_id == vote_owners.c.owner_id
    owners = select(*fields).select_from(vote_heads).join(vote_owners, frozen).join(bindings, as_owner)
    may_speak = or_(designated.is_(None), designated == vote_owners.c.owner_id)
    there = and_(vote_homes.c.vote_id == vote_heads.c.vote_id, vote_homes.c.head == vote_heads.c.head)
    # The roster names them there by now.
    as_buyer = and_(bindings.c.home_id == home_owners.c.home_id, bindings.c.owner_id == home_owners.c.owner_id)
    named = home_owners.c.home_id == vote_homes.c.home_id
    buyers = select(*fields).select_from(vote_heads).join(vote_homes, there).join(home_owners, named).join(bindings, as_buyer)
    # Whom the sellers designated in the roster does not speak for those who bought from them.
    by_sellers = and_(vote_heads.c.designated_at.is_(None), exists().where(frozen, vote_owners.c.owner_id == designated))
    may_buy = or_(designated.is_(None), designated == home_owners.c.owner_id, by_sellers)
    other = vote_homes.alias()
    one_home = ~exists().where(other.c.vote_id == vote_id, other.c.head == vote_heads.c.head, other.c.home_id != vote_homes.c.home_id)
    new = ~exists().where(frozen, vote_owners.c.owner_id == home_owners.c.owner_id)
    return _arriving(owners.where(silent, may_speak)), _arriving(buyers.where(silent, may_buy, one_home, new))


def _roster_home(row: Any, owners: tuple[str, ...]) -> RosterHome:
    entry = RosterRow(
        building=row.building,
        entrance=row.entrance,
        room=row.room,
        area_cm2m=row.area_cm2m,
        owners=owners,
        kind=Kind(row.kind),
        designated=row.designated_owner_id,
        developer=row.developer,
    )
    return RosterHome(row.id, entry, row.area_source, row.position)


def _thawed(row: Any, owners: tuple[str, ...]) -> RosterHome:
    """Which of the developer's owners had which home is not kept: they are one head all the same (R3)."""
    entry = RosterRow(
        building=row.building,
        entrance=row.entrance,
        room=row.room,
        area_cm2m=row.area_cm2m,
        owners=owners,
        kind=Kind(row.kind),
        designated=row.designated_owner_id,
        developer=row.developer,
    )
    return RosterHome(row.home_id, entry, row.area_source, row.position)
