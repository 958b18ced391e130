"""Ballots being entered for their owners, those that wait for a second person, and how contradictions were settled."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.entries import SHOWN, EntryState
from bot.rules.votes.ballots import Channel, Choice
from bot.rules.votes.facts import VoteState
from storage.base import PublicId, UtcDateTime, metadata, new_id
from storage.chats import LiveMessage, live_messages
from storage.dialects import begins
from storage.photos import concern_photos, opinion_photos
from storage.votes.tables import ballots, standing_choices, vote_heads, vote_homes, votes

entries = Table(
    "entries",
    metadata,
    Column("id", PublicId, primary_key=True),
    Column("compound_id", PublicId, ForeignKey("places.id"), nullable=False),
    Column("vote_id", PublicId, ForeignKey("votes.id"), nullable=False),
    Column("home_id", PublicId, nullable=False),
    Column("head", Integer, nullable=False),
    Column("owner_id", PublicId, nullable=False),
    Column("channel", String(5), nullable=False),
    # staged, photo, draft, waiting, recorded, dropped, lapsed, undone
    Column("state", String(8), nullable=False),
    # Null once it is over: what was recorded stands in the ledger, and nowhere else.
    Column("choice", String(8)),
    Column("photo_file_id", Text),
    Column("photo_sha256", String(64)),
    Column("entered_by", PublicId, nullable=False),
    Column("entered_at", UtcDateTime, nullable=False),
    Column("ended_by", PublicId),
    Column("ended_at", UtcDateTime),
    Column("receipt", String(8), nullable=False),
    # The written power of whoever signed it for the owner (R11).
    Column("power_id", PublicId),
    # The table that it was read from.
    Column("batch", PublicId),
    Index("ix_entries_vote_id", "vote_id", "state"),
    Index("ix_entries_batch", "batch", sqlite_where=text("batch IS NOT NULL"), postgresql_where=text("batch IS NOT NULL")),
)
# Append-only: which channel's ballot of an owner counts (R13). Its event in the chain has the same.
settlements = Table(
    "settlements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("vote_id", PublicId, ForeignKey("votes.id"), nullable=False),
    Column("compound_id", PublicId, nullable=False),
    Column("head", Integer, nullable=False),
    Column("owner_id", PublicId, nullable=False),
    Column("channel", String(5), nullable=False),
    Column("reason", Text, nullable=False),
    Column("person_id", PublicId, nullable=False),
    Column("settled_at", UtcDateTime, nullable=False),
    Index("ix_settlements_vote_id", "vote_id", "head"),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    compound_id: str
    vote_id: str
    home_id: str
    head: int
    owner_id: str
    channel: Channel
    state: EntryState
    choice: Choice | None
    photo_file_id: str | None
    photo_sha256: str | None
    entered_by: str
    entered_at: datetime
    ended_by: str | None
    ended_at: datetime | None
    receipt: str
    power_id: str | None


@dataclass(frozen=True, slots=True)
class HomeOfVote:
    id: str
    head: int
    building: str
    entrance: str
    room: str


_FIELDS = tuple(entries.c[name] for name in Entry.__dataclass_fields__)
_SCREEN = "entry"
_KINDS = {"channel": Channel, "state": EntryState, "choice": Choice}
_HOME = tuple(vote_homes.c[name] for name in ("home_id", "head", "building", "entrance", "room"))


def _entry(row: Sequence[Any]) -> Entry:
    values = dict(zip(Entry.__dataclass_fields__, row, strict=True))
    return Entry(**values | {name: kind(values[name]) for name, kind in _KINDS.items() if values[name] is not None})


class Entries:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(
        self, home: HomeOfVote, *, compound_id: str, vote_id: str, owner_id: str, channel: Channel, by: str, now: datetime
    ) -> str:
        entry_id = new_id()
        about = {"compound_id": compound_id, "vote_id": vote_id, "home_id": home.id, "head": home.head, "owner_id": owner_id}
        begun = {"channel": channel, "state": EntryState.DRAFT, "entered_by": by, "entered_at": now, "receipt": ""}
        await self._connection.execute(insert(entries).values(id=entry_id, **about, **begun))
        return entry_id

    async def entry(self, entry_id: str) -> Entry | None:
        """By its random public id; whoever asks is authorised against the vote it carries."""
        row = (await self._connection.execute(select(*_FIELDS).where(entries.c.id == entry_id))).one_or_none()
        return None if row is None else _entry(row)

    async def newest_by_phone(self, person_id: str) -> Entry | None:
        """That this person is filling in."""
        mine = (entries.c.entered_by == person_id, entries.c.state == EntryState.DRAFT, entries.c.channel == Channel.PHONE)
        query = select(*_FIELDS).join(votes, votes.c.id == entries.c.vote_id).where(*mine, votes.c.state == VoteState.OPEN)
        row = (await self._connection.execute(query.order_by(entries.c.entered_at.desc(), entries.c.id).limit(1))).one_or_none()
        return None if row is None else _entry(row)

    async def entered_last(self, person_id: str, since: datetime) -> datetime | None:
        """When this person last began to put down a ballot, if that was since then."""
        mine = (entries.c.entered_by == person_id, entries.c.entered_at > since)
        found: datetime | None = await self._connection.scalar(select(func.max(entries.c.entered_at)).where(*mine))
        return found

    async def change(self, compound_id: str, entry_id: str, **values: Any) -> None:
        mine = (entries.c.compound_id == compound_id, entries.c.id == entry_id)
        await self._connection.execute(update(entries).where(*mine).values(**values))

    async def end(self, entry: Entry, state: EntryState, by: str | None, now: datetime, *, receipt: str = "") -> bool:
        """What it says is forgotten here. Whether it was still as it was read: whoever does not hold the vote may come too late."""
        ended = {"state": state, "choice": None, "ended_by": by, "ended_at": now, "receipt": receipt}
        mine = (entries.c.compound_id == entry.compound_id, entries.c.id == entry.id, entries.c.state == entry.state)
        return (await self._connection.execute(update(entries).where(*mine).values(**ended))).rowcount == 1

    async def shown(self, compound_id: str, vote_id: str) -> list[Entry]:
        """What is being filled in or waits for a second person, the oldest first."""
        mine = (entries.c.compound_id == compound_id, entries.c.vote_id == vote_id, entries.c.state.in_(SHOWN))
        query = select(*_FIELDS).where(*mine).order_by(entries.c.entered_at, entries.c.id)
        return [_entry(row) for row in await self._connection.execute(query)]

    async def with_receipt(self, compound_id: str, vote_id: str, receipt: str) -> list[Entry]:
        """Recorded ones that came to the ballot with this receipt, the oldest first."""
        mine = (*_of(compound_id, vote_id, EntryState.RECORDED, None), entries.c.receipt == receipt)
        query = select(*_FIELDS).where(*mine).order_by(entries.c.entered_at, entries.c.id)
        return [_entry(row) for row in await self._connection.execute(query)]

    # the messages that show what one says
    @staticmethod
    def screen_key(entry_id: str) -> str:
        """How the live keys of these begin; the chat and the message follow."""
        return f"{_SCREEN}:{entry_id}:"

    async def screens(self, entry_id: str) -> list[LiveMessage]:
        fields = (live_messages.c.live_key, live_messages.c.chat_id, live_messages.c.message_id)
        query = select(*fields).where(begins(self._connection, live_messages.c.live_key, self.screen_key(entry_id)))
        return [LiveMessage(*row) for row in await self._connection.execute(query.order_by(live_messages.c.live_key))]

    async def forget_screen(self, chat_id: int, message_id: int) -> None:
        """The message says something else by now."""
        shown = (live_messages.c.chat_id == chat_id, live_messages.c.message_id == message_id)
        ours = begins(self._connection, live_messages.c.live_key, f"{_SCREEN}:")
        await self._connection.execute(delete(live_messages).where(*shown, ours))

    async def lapse(self, compound_id: str, vote_id: str, now: datetime) -> None:
        """The vote has ended: what still waits, or is being filled in, does not count."""
        over = {EntryState.WAITING: EntryState.LAPSED, EntryState.PHOTO: EntryState.LAPSED}
        for state, becomes in (over | {EntryState.DRAFT: EntryState.DROPPED, EntryState.STAGED: EntryState.DROPPED}).items():
            mine = (entries.c.compound_id == compound_id, entries.c.vote_id == vote_id, entries.c.state == state)
            await self._connection.execute(update(entries).where(*mine).values(state=becomes, choice=None, ended_at=now))

    async def any_about(self, compound_id: str, vote_id: str) -> bool:
        """Whether anybody has as much as begun to enter a ballot."""
        mine = (entries.c.compound_id == compound_id, entries.c.vote_id == vote_id)
        return await self._connection.scalar(select(entries.c.id).where(*mine).limit(1)) is not None

    async def count(self, compound_id: str, vote_id: str, state: EntryState, heads: Collection[int] | None = None) -> int:
        query = select(func.count()).select_from(entries).where(*_of(compound_id, vote_id, state, heads))
        return await self._connection.scalar(query) or 0

    async def some(
        self, compound_id: str, vote_id: str, state: EntryState, heads: Collection[int] | None, *, limit: int, offset: int
    ) -> list[Entry]:
        """The oldest first."""
        query = select(*_FIELDS).where(*_of(compound_id, vote_id, state, heads)).order_by(entries.c.entered_at, entries.c.id)
        return [_entry(row) for row in await self._connection.execute(query.limit(limit).offset(offset))]

    async def heads_with(self, compound_id: str, vote_id: str, channel: Channel, heads: Collection[int]) -> set[int]:
        """Of these heads, those with a ballot by this channel that was recorded or waits; never which one."""
        mine = (standing_choices.c.vote_id == vote_id, standing_choices.c.channel == channel)
        stands = (*mine, standing_choices.c.head.in_(heads), standing_choices.c.choice.is_not(None))
        waits = (*_of(compound_id, vote_id, EntryState.WAITING, heads), entries.c.channel == channel)
        query = select(standing_choices.c.head).where(*stands).union(select(entries.c.head).where(*waits))
        return set((await self._connection.execute(query)).scalars())

    async def is_photo_used(self, sha256: str, *, besides: str) -> bool:
        """The same file under another ballot, or with an opinion or concern: it is kept once, wherever it belongs."""
        other = select(entries.c.id).where(entries.c.photo_sha256 == sha256, entries.c.id != besides)
        kept = select(ballots.c.id).where(ballots.c.photo_sha256 == sha256)
        said = [select(one.c.id).where(one.c.sha256 == sha256) for one in (opinion_photos, concern_photos)]
        found = [await self._connection.scalar(query.limit(1)) for query in (other, kept, *said)]
        return any(one is not None for one in found)

    # from a table
    async def stage(self, rows: Sequence[dict[str, Any]]) -> None:
        """Some rows of a table, which nobody sees before it is confirmed."""
        await self._connection.execute(insert(entries), [{"id": new_id(), **row} for row in rows])

    async def staged(self, batch: str) -> tuple[Entry | None, int]:
        """(one of them, how many there are) of a table that is still to be confirmed."""
        mine = (entries.c.batch == batch, entries.c.state == EntryState.STAGED)
        row = (await self._connection.execute(select(*_FIELDS).where(*mine).limit(1))).one_or_none()
        total = await self._connection.scalar(select(func.count()).select_from(entries).where(*mine)) or 0
        return (None if row is None else _entry(row)), total

    async def switch(self, compound_id: str, batch: str, state: EntryState, now: datetime) -> int:
        """All of a table at once: they wait for their photos, or are forgotten."""
        mine = (entries.c.compound_id == compound_id, entries.c.batch == batch, entries.c.state == EntryState.STAGED)
        values = {"state": state} if state is EntryState.PHOTO else {"state": state, "choice": None, "ended_at": now}
        return (await self._connection.execute(update(entries).where(*mine).values(**values))).rowcount

    async def replace_waiting(self, compound_id: str, batch: str, by: str, now: datetime) -> int:
        """A newer table is confirmed: what still waits for its photo of the same owners of the same heads is dropped."""
        newer = select(entries.c.vote_id, entries.c.head, entries.c.owner_id).where(entries.c.batch == batch)
        there = tuple_(entries.c.vote_id, entries.c.head, entries.c.owner_id).in_(newer.where(entries.c.state == EntryState.STAGED))
        waits = (entries.c.compound_id == compound_id, entries.c.state == EntryState.PHOTO, entries.c.photo_file_id.is_(None))
        dropped = {"state": EntryState.DROPPED, "choice": None, "ended_by": by, "ended_at": now}
        return (await self._connection.execute(update(entries).where(*waits, there).values(**dropped))).rowcount

    async def without_photo(self, vote_id: str, *, limit: int | None = None) -> dict[str, HomeOfVote]:
        """Entries of the vote that wait for a photo, in the roster's order; of one home the older first."""
        here = (vote_homes.c.vote_id == entries.c.vote_id) & (vote_homes.c.home_id == entries.c.home_id)
        query = select(entries.c.id, *_HOME).join(vote_homes, here).where(*_without_photo(vote_id))
        rows = await self._connection.execute(query.order_by(vote_homes.c.position, entries.c.entered_at, entries.c.id).limit(limit))
        return {row[0]: HomeOfVote(*row[1:]) for row in rows}

    async def owners_of(self, entry_ids: Sequence[str]) -> dict[str, str]:
        """By entry the owner whose ballot it is."""
        rows = await self._connection.execute(select(entries.c.id, entries.c.owner_id).where(entries.c.id.in_(entry_ids)))
        return {row.id: row.owner_id for row in rows}

    async def count_without_photo(self, vote_id: str) -> int:
        return await self._connection.scalar(select(func.count()).select_from(entries).where(*_without_photo(vote_id))) or 0

    async def give_photo(self, vote_id: str, entry_ids: Sequence[str], file_id: str) -> list[str]:
        """Those of these that wait for one: it is theirs now."""
        mine = (*_without_photo(vote_id), entries.c.id.in_(entry_ids))
        found = set((await self._connection.execute(select(entries.c.id).where(*mine))).scalars())
        await self._connection.execute(update(entries).where(*mine).values(photo_file_id=file_id, photo_sha256=None))
        return [one for one in entry_ids if one in found]

    async def lacking_photo(self, compound_id: str, vote_id: str, limit: int) -> dict[str, tuple[int, list[int]]]:
        """By whoever put them down: how many are to lapse without one, and the heads of the first."""
        mine = _of(compound_id, vote_id, EntryState.PHOTO, None)
        counted = select(entries.c.entered_by, func.count()).where(*mine).group_by(entries.c.entered_by)
        found = {}
        for person, total in (await self._connection.execute(counted.order_by(entries.c.entered_by))).all():
            first = select(entries.c.head).where(*mine, entries.c.entered_by == person).distinct().order_by(entries.c.head).limit(limit)
            found[person] = total, list((await self._connection.execute(first)).scalars())
        return found

    async def unconfirmed_tables(self, compound_id: str, vote_id: str, limit: int) -> dict[str, tuple[int, list[int]]]:
        """The same of ballots that were read out of a table and not taken; those of a table sent once more, and taken, are there."""
        other = entries.alias()
        taken = (EntryState.PHOTO, EntryState.RECORDED, EntryState.LAPSED)
        same = (other.c.vote_id == vote_id, other.c.head == entries.c.head, other.c.owner_id == entries.c.owner_id)
        elsewhere = select(other.c.id).where(*same, other.c.state.in_(taken)).exists()
        mine = (*_of(compound_id, vote_id, EntryState.STAGED, None), ~elsewhere)
        query = select(entries.c.entered_by, entries.c.head, entries.c.owner_id).where(*mine).distinct()
        found: dict[str, list[int]] = {}
        for person, head, _ in await self._connection.execute(query.order_by(entries.c.entered_by, entries.c.head)):
            found.setdefault(person, []).append(head)
        return {person: (len(heads), list(dict.fromkeys(heads))[:limit]) for person, heads in found.items()}

    async def photo_on_its_way(self, until: datetime) -> bool:
        """Whether a ballot of a vote that closes by then has its photo and waits for it to be kept."""
        open_still = (votes.c.state == VoteState.OPEN, votes.c.closes_at <= until)
        sent = (entries.c.state == EntryState.PHOTO, entries.c.photo_file_id.is_not(None))
        query = select(entries.c.id).join(votes, votes.c.id == entries.c.vote_id).where(*open_still, *sent).limit(1)
        return await self._connection.scalar(query) is not None

    async def votes_lacking_photos(self, compounds: Sequence[str]) -> list[str]:
        """Votes that run in these compounds, with ballots that wait for a photo."""
        here = (entries.c.compound_id.in_(compounds), entries.c.state == EntryState.PHOTO, entries.c.photo_file_id.is_(None))
        query = select(entries.c.vote_id).join(votes, votes.c.id == entries.c.vote_id).where(*here, votes.c.state == VoteState.OPEN)
        return sorted((await self._connection.execute(query.distinct())).scalars())

    # the homes of the vote, place by place
    async def buildings(self, vote_id: str) -> list[str]:
        """In the roster's order."""
        return await self._names(vote_homes.c.building, vote_homes.c.vote_id == vote_id)

    async def entrances(self, vote_id: str, building: str) -> list[str]:
        return await self._names(vote_homes.c.entrance, vote_homes.c.vote_id == vote_id, vote_homes.c.building == building)

    async def _names(self, column: ColumnElement[str], *where: ColumnElement[bool]) -> list[str]:
        query = select(column, func.min(vote_homes.c.position).label("first")).where(*where).group_by(column)
        return [row[0] for row in await self._connection.execute(query.order_by("first"))]

    async def homes(self, vote_id: str, building: str, entrance: str) -> list[HomeOfVote]:
        mine = (vote_homes.c.vote_id == vote_id, vote_homes.c.building == building, vote_homes.c.entrance == entrance)
        rows = await self._connection.execute(select(*_HOME).where(*mine).order_by(vote_homes.c.position, vote_homes.c.home_id))
        return [HomeOfVote(*row) for row in rows]

    async def home(self, vote_id: str, home_id: str) -> HomeOfVote | None:
        query = select(*_HOME).where(vote_homes.c.vote_id == vote_id, vote_homes.c.home_id == home_id)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else HomeOfVote(*row)

    async def heads_within(self, vote_id: str, buildings: Collection[str]) -> set[int]:
        """Heads with a home in one of these buildings."""
        query = select(vote_homes.c.head).where(vote_homes.c.vote_id == vote_id, vote_homes.c.building.in_(buildings))
        return set((await self._connection.execute(query.distinct())).scalars())

    # contradictions
    async def heads_in_question(self, vote_id: str) -> list[int]:
        """Heads with ballots by more than one channel of one owner, or of one owner's agent; whether these differ is the rules' to say."""
        several = func.count(standing_choices.c.channel.distinct()) > 1
        standing = (standing_choices.c.vote_id == vote_id, standing_choices.c.choice.is_not(None))
        alike = (standing_choices.c.head, standing_choices.c.owner_id, standing_choices.c.by_proxy)
        grouped = select(standing_choices.c.head).where(*standing).group_by(*alike)
        joined = (vote_heads.c.vote_id == vote_id, vote_heads.c.head.in_(grouped.having(several)))
        return list((await self._connection.execute(select(vote_heads.c.head).where(*joined).order_by(vote_heads.c.head))).scalars())

    async def settle(
        self, compound_id: str, vote_id: str, head: int, owner_id: str, channel: Channel, *, reason: str, by: str, now: datetime
    ) -> None:
        row = {"compound_id": compound_id, "vote_id": vote_id, "head": head, "owner_id": owner_id, "channel": channel}
        await self._connection.execute(insert(settlements).values(**row, reason=reason, person_id=by, settled_at=now))

    async def settled_heads(self, vote_id: str) -> set[int]:
        query = select(settlements.c.head).where(settlements.c.vote_id == vote_id).distinct()
        return set((await self._connection.execute(query)).scalars())


def _of(compound_id: str, vote_id: str, state: EntryState, heads: Collection[int] | None) -> tuple[ColumnElement[bool], ...]:
    mine = (entries.c.compound_id == compound_id, entries.c.vote_id == vote_id, entries.c.state == state)
    return mine if heads is None else (*mine, entries.c.head.in_(heads))


def _without_photo(vote_id: str) -> tuple[ColumnElement[bool], ...]:
    return (entries.c.vote_id == vote_id, entries.c.state == EntryState.PHOTO, entries.c.photo_file_id.is_(None))
