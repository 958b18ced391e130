"""Renovation menus: what is on them, which home would choose what, what came of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.wishes import WishItem, WishMenu, WishRow, WishState
from storage.base import PublicId, UtcDateTime, decode, encode, metadata, new_id
from storage.compounds import places
from storage.dialects import upsert

wish_menus = Table(
    "wish_menus",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("compound_id", PublicId, ForeignKey("places.id"), nullable=False),
    # A list of items, in the order of their classes; frozen once it is sent.
    Column("items", Text, nullable=False),
    # Of a draft: the items before the last change, and those that a table would put in their place.
    Column("before", Text),
    Column("staged", Text),
    # In fen.
    Column("budget", BigInteger),
    Column("closes_at", UtcDateTime),
    # draft, open, closed, cancelled
    Column("state", String(9), nullable=False),
    Column("created_by", PublicId, nullable=False),
    # Of one that was sent, when it was sent.
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_by", PublicId),
    Column("ended_at", UtcDateTime),
    Column("answered", Integer, nullable=False),
    # As it was ranked at the close; empty before.
    Column("result", Text, nullable=False),
    Index("ix_wish_menus_compound_id", "compound_id", "state", "created_at"),
)
# What a home would choose: the last tap of anybody there stands.
wish_picks = Table(
    "wish_picks",
    metadata,
    Column("menu_id", PublicId, ForeignKey("wish_menus.id"), primary_key=True),
    Column("home_id", PublicId, primary_key=True),
    Column("compound_id", PublicId, nullable=False),
    # Who tapped last; null once they have left, and once it is closed.
    Column("person_id", PublicId, index=True),
    # Items counted from 0, the newest last: a list of numbers; empty where everything was taken out again.
    # Of a menu that is closed in the order of the menu.
    Column("picked", Text, nullable=False),
    # When the newest of them was chosen; of one that is closed when it was sent.
    Column("picked_at", UtcDateTime, nullable=False),
)
NOTHING = "[]"


@dataclass(frozen=True, slots=True)
class Wishes:
    """A menu as it is kept. `created_at` of one that was sent is when it was sent."""

    menu: WishMenu
    state: WishState
    created_by: str
    created_at: datetime
    answered: int
    rows: tuple[WishRow, ...]
    before: tuple[WishItem, ...] | None
    staged: tuple[WishItem, ...] | None

    @property
    def id(self) -> str:
        return self.menu.menu_id

    @property
    def compound_id(self) -> str:
        return self.menu.compound_id


@dataclass(frozen=True, slots=True)
class Pick:
    home_id: str
    person_id: str | None
    taps: tuple[int, ...]
    """What is chosen, the newest last."""
    picked_at: datetime
    """When the newest was chosen."""

    @property
    def picked(self) -> tuple[int, ...]:
        """In the order of the menu."""
        return tuple(sorted(self.taps))


_NAMES = (
    "id",
    "compound_id",
    "items",
    "before",
    "staged",
    "budget",
    "closes_at",
    "state",
    "created_by",
    "created_at",
    "answered",
    "result",
)
_FIELDS = (*(wish_menus.c[name] for name in _NAMES), places.c.name)
_FROM = wish_menus.join(places, places.c.id == wish_menus.c.compound_id)


def _items(text: str | None) -> tuple[WishItem, ...] | None:
    return None if text is None else tuple(decode(text, list[WishItem]))


def _wishes(row: Sequence[Any]) -> Wishes:
    menu_id, compound_id, items, before, staged, budget, closes_at, state, created_by, created_at, answered, result, compound = row
    menu = WishMenu(menu_id, compound_id, compound, _items(items) or (), budget, closes_at)
    rows = tuple(decode(result, list[WishRow])) if result else ()
    return Wishes(menu, WishState(state), created_by, created_at, answered, rows, _items(before), _items(staged))


class WishMenus:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, compound_id: str, *, by: str, now: datetime) -> str:
        """As a draft that says nothing yet."""
        menu_id = new_id()
        row = {"id": menu_id, "compound_id": compound_id, "state": WishState.DRAFT, "created_by": by, "created_at": now}
        await self._connection.execute(insert(wish_menus).values(**row, items=NOTHING, answered=0, result=""))
        return menu_id

    async def wishes(self, menu_id: str) -> Wishes | None:
        """By its random public id; whoever asks is authorised against the compound that it carries."""
        query = select(*_FIELDS).select_from(_FROM).where(wish_menus.c.id == menu_id)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _wishes(row)

    async def held(self, menu_id: str) -> Wishes | None:
        """The same, held until the end of the transaction: a tap comes before a close, or after it."""
        await self._connection.execute(select(wish_menus.c.id).where(wish_menus.c.id == menu_id).with_for_update())
        return await self.wishes(menu_id)

    async def change(self, compound_id: str, menu_id: str, **values: Any) -> None:
        mine = (wish_menus.c.compound_id == compound_id, wish_menus.c.id == menu_id)
        await self._connection.execute(update(wish_menus).where(*mine).values(**values))

    async def put_items(self, one: Wishes, items: Sequence[WishItem]) -> None:
        """In place of those that there were, which 「撤上一步」 brings back; a table that was shown goes with them."""
        await self.change(one.compound_id, one.id, items=encode(list(items)), before=encode(list(one.menu.items)), staged=None)

    async def stage(self, one: Wishes, items: Sequence[WishItem]) -> None:
        await self.change(one.compound_id, one.id, staged=encode(list(items)))

    async def drop(self, compound_id: str, menu_id: str) -> None:
        """A draft that was never sent, or was taken back while no home had chosen."""
        mine = (wish_menus.c.compound_id == compound_id, wish_menus.c.id == menu_id, wish_menus.c.state == WishState.DRAFT)
        await self._connection.execute(delete(wish_menus).where(*mine))

    async def newest(self, compound_ids: Collection[str], limit: int, *, drafts_of: str | None = None) -> list[Wishes]:
        """Sent ones, and this person's own drafts: those that run first, then the drafts, of these the newest first."""
        sent = wish_menus.c.state.in_((WishState.OPEN, WishState.CLOSED))
        own = and_(wish_menus.c.state == WishState.DRAFT, wish_menus.c.created_by == drafts_of)
        query = select(*_FIELDS).select_from(_FROM).where(wish_menus.c.compound_id.in_(compound_ids), or_(sent, own))
        order = (
            wish_menus.c.state != WishState.OPEN,
            wish_menus.c.state != WishState.DRAFT,
            wish_menus.c.created_at.desc(),
            wish_menus.c.id,
        )
        return [_wishes(row) for row in await self._connection.execute(query.order_by(*order).limit(limit))]

    # what homes would choose
    async def pick_of(self, menu_id: str, home_id: str) -> Pick | None:
        found = await self._picks(wish_picks.c.menu_id == menu_id, wish_picks.c.home_id == home_id)
        return found[0] if found else None

    async def picks(self, menu_id: str) -> list[Pick]:
        """Of the homes that have chosen something, for ranking at the close."""
        return await self._picks(wish_picks.c.menu_id == menu_id, wish_picks.c.picked != NOTHING)

    async def _picks(self, *conditions: Any) -> list[Pick]:
        fields = (wish_picks.c.home_id, wish_picks.c.person_id, wish_picks.c.picked, wish_picks.c.picked_at)
        rows = await self._connection.execute(select(*fields).where(*conditions).order_by(wish_picks.c.home_id))
        return [Pick(home, person, tuple(decode(taps, list[int])), at) for home, person, taps, at in rows]

    async def pick(self, one: Wishes, home_id: str, *, person_id: str, taps: Sequence[int], picked_at: datetime) -> None:
        """The last tap stands; a home that took everything out again has tapped all the same."""
        row = {"menu_id": one.id, "home_id": home_id, "compound_id": one.compound_id, "person_id": person_id}
        values = {**row, "picked": encode(list(taps)), "picked_at": picked_at}
        await self._connection.execute(upsert(self._connection, wish_picks, ["menu_id", "home_id"], **values))

    async def count(self, menu_id: str, *, tapped: bool = False) -> int:
        """Homes that have chosen something; `tapped`: or ever did."""
        some = select(func.count()).select_from(wish_picks).where(wish_picks.c.menu_id == menu_id)
        return await self._connection.scalar(some if tapped else some.where(wish_picks.c.picked != NOTHING)) or 0

    async def close(self, one: Wishes, rows: Sequence[WishRow], answered: int, *, by: str | None, now: datetime) -> None:
        ranked = {"answered": answered, "result": encode(list(rows))}
        await self.change(one.compound_id, one.id, state=WishState.CLOSED, ended_by=by, ended_at=now, **ranked)
        await self._forget_taps(one)

    async def _forget_taps(self, one: Wishes) -> None:
        """A home sees its list again; who of it tapped, when, and in which order, nobody has to know any more."""
        mine = wish_picks.c.menu_id == one.id
        await self._connection.execute(delete(wish_picks).where(mine, wish_picks.c.picked == NOTHING))
        for pick in await self.picks(one.id):
            of_home = (mine, wish_picks.c.home_id == pick.home_id)
            nobody = {"person_id": None, "picked": encode(list(pick.picked)), "picked_at": one.created_at}
            await self._connection.execute(update(wish_picks).where(*of_home).values(**nobody))

    async def cancel(self, one: Wishes, *, by: str, now: datetime) -> None:
        """Nothing of what was chosen is kept."""
        await self._connection.execute(delete(wish_picks).where(wish_picks.c.menu_id == one.id))
        await self.change(one.compound_id, one.id, state=WishState.CANCELLED, ended_by=by, ended_at=now, answered=0)

    async def unlink(self, person_id: str) -> None:
        """Somebody leaves: what was chosen is the home's, and stays."""
        await self._connection.execute(update(wish_picks).where(wish_picks.c.person_id == person_id).values(person_id=None))
