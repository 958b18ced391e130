"""Groups: which chat belongs to which place, what the bot may do there, and how many homes of the place are known."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, String, Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.letters import LetterState
from bot.rules.residents import BindingState, Place, PlaceKind
from storage.base import PublicId, UtcDateTime, metadata, new_id
from storage.chats import live_messages
from storage.compounds import PLACE_FIELDS, homes, place_of, places
from storage.dialects import insert_once
from storage.outbox import LOST, WAITING
from storage.outbox_table import outbox
from storage.residents import bindings
from storage.votes import vote_groups, votes

groups = Table(
    "groups",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("chat_id", BigInteger, nullable=False, unique=True),
    Column("title", String(128), nullable=False),
    Column("place_id", PublicId, ForeignKey("places.id")),
    Column("compound_id", PublicId, ForeignKey("places.id"), index=True),
    Column("present", Boolean, nullable=False),
    Column("is_admin", Boolean, nullable=False),
    Column("can_pin", Boolean, nullable=False),
    # True once both were checked: the bot is a plain member, and its privacy mode is on.
    Column("hears_only_addressed", Boolean, nullable=False),
    Column("added_by", BigInteger),
    Column("added_at", UtcDateTime, nullable=False),
    Column("bound_by", PublicId),
    Column("bound_at", UtcDateTime),
    Column("removed_at", UtcDateTime),
)


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    chat_id: int
    title: str
    place_id: str | None
    compound_id: str | None
    present: bool
    is_admin: bool
    can_pin: bool
    hears_only_addressed: bool
    added_by: int | None


@dataclass(frozen=True, slots=True)
class BuildingCount:
    """Homes of a building, and when each of those that are bound was bound first."""

    name: str
    homes: int
    bound_at: tuple[datetime, ...]


_FIELDS = tuple(groups.c[name] for name in Group.__dataclass_fields__)
# As the roster writes a flat; parking and storage have nobody at the door.
_FLAT = "home"


class Groups:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def group(self, chat_id: int) -> Group | None:
        row = (await self._connection.execute(select(*_FIELDS).where(groups.c.chat_id == chat_id))).one_or_none()
        return None if row is None else Group(*row)

    async def by_id(self, group_id: str) -> Group | None:
        row = (await self._connection.execute(select(*_FIELDS).where(groups.c.id == group_id))).one_or_none()
        return None if row is None else Group(*row)

    async def of_compound(self, compound_id: str) -> list[Group]:
        """Bound groups in which the bot is, oldest first."""
        query = select(*_FIELDS).where(groups.c.compound_id == compound_id, groups.c.present).order_by(groups.c.bound_at)
        return [Group(*row) for row in await self._connection.execute(query)]

    async def of_place(self, place: Place) -> list[Group]:
        """Groups bound to this place or to one below it, also those that the bot was taken out of, oldest first."""
        query = select(*_FIELDS).join(places, places.c.id == groups.c.place_id)
        inside = query.where(places.c.path.startswith("/".join(place.path))).order_by(groups.c.bound_at)
        return [Group(*row) for row in await self._connection.execute(inside)]

    async def unbound(self) -> list[Group]:
        """Groups in which the bot is and that belong to no place yet, newest first."""
        query = select(*_FIELDS).where(groups.c.place_id.is_(None), groups.c.present).order_by(groups.c.added_at.desc())
        return [Group(*row) for row in await self._connection.execute(query)]

    async def all_present(self) -> list[Group]:
        return [Group(*row) for row in await self._connection.execute(select(*_FIELDS).where(groups.c.present))]

    async def bound_but_left(self) -> list[Group]:
        """Somebody took the bot out, and they still belong to a place: votes and results do not come there."""
        missed = (groups.c.present.is_(False), groups.c.place_id.is_not(None))
        return [Group(*row) for row in await self._connection.execute(select(*_FIELDS).where(*missed).order_by(groups.c.title))]

    async def enter(self, chat_id: int, title: str, added_by: int | None, now: datetime) -> Group:
        """The bot is in this chat: known from now on, or again."""
        values = {"chat_id": chat_id, "title": title, "added_by": added_by, "added_at": now, "present": True}
        rights = {"is_admin": False, "can_pin": False, "hears_only_addressed": False}
        done = await self._connection.execute(insert_once(self._connection, groups, id=new_id(), **values, **rights))
        if done.rowcount == 0:
            known = update(groups).where(groups.c.chat_id == chat_id)
            await self._connection.execute(known.values(present=True, removed_at=None, title=title))
        found = await self.group(chat_id)
        assert found is not None
        return found

    async def rename(self, chat_id: int, title: str) -> None:
        await self._connection.execute(update(groups).where(groups.c.chat_id == chat_id).values(title=title))

    async def bind(self, group_id: str, place_id: str, compound_id: str, person_id: str | None, now: datetime) -> None:
        values = {"place_id": place_id, "compound_id": compound_id, "bound_by": person_id, "bound_at": now}
        await self._connection.execute(update(groups).where(groups.c.id == group_id).values(**values))

    async def unbind(self, group_id: str) -> None:
        values = {"place_id": None, "compound_id": None, "bound_by": None, "bound_at": None}
        await self._connection.execute(update(groups).where(groups.c.id == group_id).values(**values))

    async def set_rights(self, chat_id: int, *, is_admin: bool, can_pin: bool, hears_only_addressed: bool) -> None:
        values = {"is_admin": is_admin, "can_pin": can_pin, "hears_only_addressed": hears_only_addressed}
        await self._connection.execute(update(groups).where(groups.c.chat_id == chat_id).values(**values))

    async def leave(self, chat_id: int, now: datetime) -> None:
        await self._connection.execute(update(groups).where(groups.c.chat_id == chat_id).values(present=False, removed_at=now))

    async def migrate(self, old_id: int, new_id_: int) -> None:
        """Told by either side, and twice, it is done once. The new chat may have shown itself already, as a group nobody bound."""
        old, new = await self.group(old_id), await self.group(new_id_)
        if old is None:
            return
        if new is not None and new.place_id is not None:
            await self._connection.execute(update(groups).where(groups.c.chat_id == old_id).values(present=False))
            return
        if new is not None:
            # It may have been bound for a while: the cards of that time are nobody's.
            await self._connection.execute(delete(vote_groups).where(vote_groups.c.group_id == new.id))
            await self._connection.execute(delete(groups).where(groups.c.chat_id == new_id_))
        await self._connection.execute(update(groups).where(groups.c.chat_id == old_id).values(chat_id=new_id_))

    async def buildings_of(self, place: Place) -> list[BuildingCount]:
        """The flats of a compound or building that the roster counts, by building, in the roster's order."""
        column = homes.c.building_id if place.kind is PlaceKind.BUILDING else homes.c.compound_id
        known = func.min(func.coalesce(bindings.c.decided_at, bindings.c.created_at)).label("known")
        active = (bindings.c.home_id == homes.c.id) & (bindings.c.state == BindingState.ACTIVE)
        rows = await self._connection.execute(
            select(homes.c.building, known)
            .outerjoin(bindings, active)
            .where(column == place.id, homes.c.kind == _FLAT, homes.c.retired_at.is_(None))
            .group_by(homes.c.id, homes.c.building, homes.c.position)
            .order_by(homes.c.position)
        )
        counts: dict[str, tuple[int, list[datetime]]] = {}
        for building, bound_at in rows:
            number, moments = counts.get(building, (0, []))
            counts[building] = (number + 1, [*moments, bound_at] if bound_at is not None else moments)
        return [BuildingCount(name, number, tuple(moments)) for name, (number, moments) in counts.items()]

    async def compounds(self, limit: int) -> list[Place]:
        """The first compounds of the whole installation, in their order."""
        query = select(*PLACE_FIELDS).where(places.c.kind == PlaceKind.COMPOUND).order_by(places.c.position, places.c.name)
        return [place_of(row) for row in await self._connection.execute(query.limit(limit))]

    async def open_votes(self, group_id: str) -> list[tuple[str, datetime]]:
        """(title, closing time) of the votes whose card stands in the group, the next to close first."""
        query = select(votes.c.title, votes.c.closes_at).join(vote_groups, vote_groups.c.vote_id == votes.c.id)
        rows = await self._connection.execute(
            query.where(vote_groups.c.group_id == group_id, votes.c.state == "open").order_by(votes.c.closes_at)
        )
        return [(title, closes_at) for title, closes_at in rows]

    async def open_vote_ids(self, group_id: str) -> list[str]:
        query = select(votes.c.id).join(vote_groups, vote_groups.c.vote_id == votes.c.id)
        rows = await self._connection.execute(query.where(vote_groups.c.group_id == group_id, votes.c.state == "open"))
        return list(rows.scalars())

    async def drop_vote(self, group_id: str, vote_id: str) -> None:
        """The vote's card does not stand in this group any more."""
        gone = (vote_groups.c.group_id == group_id, vote_groups.c.vote_id == vote_id)
        await self._connection.execute(delete(vote_groups).where(*gone))

    async def newest_card(self, coalesce_keys: tuple[str, ...]) -> tuple[int, str, str]:
        """(id of the last letter under one of these keys, card and facts of the last that arrives); 0 and nothing for none."""
        ours = outbox.c.coalesce_key.in_(coalesce_keys)
        last_id = await self._connection.scalar(select(func.max(outbox.c.id)).where(ours)) or 0
        arriving = select(outbox.c.card, outbox.c.facts).where(ours, outbox.c.state.not_in(LOST)).order_by(outbox.c.id.desc())
        row = (await self._connection.execute(arriving.limit(1))).one_or_none()
        return (last_id, "", "") if row is None else (last_id, row[0], row[1])

    async def give_up_letters(self, chat_id: int) -> None:
        """What waits for a chat that the bot was taken out of will not arrive; cards are renewed when it is back."""
        waiting = (outbox.c.chat_id == chat_id, outbox.c.state.in_(WAITING))
        await self._connection.execute(update(outbox).where(*waiting).values(state=LetterState.UNREACHABLE, error="removed"))

    async def posted_at(self, live_key: str) -> datetime | None:
        """When the living message under this key was posted (not edited)."""
        moment: datetime | None = await self._connection.scalar(select(live_messages.c.sent_at).where(live_messages.c.live_key == live_key))
        return moment
