"""Votes themselves: their state, participation by entrance, groups, extensions."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, and_, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.ports import Language
from bot.rules.proofs import Chain
from bot.rules.residents import PlaceKind
from bot.rules.votes.ballots import ChangePolicy
from bot.rules.votes.decision import Matter, MatterRule, Outcome, Threshold, ThresholdShare
from bot.rules.votes.drafts import FileState, SchemeFile
from bot.rules.votes.facts import CardLine, Heading, VoteCard, VoteState
from bot.rules.votes.parts import Part
from bot.rules.votes.tally import Tally
from bot.rules.votes.terms import Terms
from storage.base import decode, encode
from storage.chats import chats
from storage.compounds import places
from storage.dialects import insert_once
from storage.groups import groups
from storage.prepared import Prepared
from storage.residents import people
from storage.votes.tables import vote_extensions, vote_groups, vote_participation, votes

_compounds = places.alias("compounds")


@dataclass(frozen=True, slots=True)
class Vote:
    id: str
    compound_id: str
    state: VoteState
    title: str
    body: str
    matter: Matter
    place_id: str
    entrance: str | None
    parking: bool | None
    threshold: ThresholdShare | None
    by_area_too: bool
    change_policy: ChangePolicy
    scheme_sha256: str | None
    scheme_name: str | None
    scheme_is_photo: bool
    drafted_by: str
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    roster_hash: str
    total_homes: int
    total_heads: int
    total_area_cm2m: int
    receipts: int
    outage_began_at: datetime | None
    outage_ended_at: datetime | None
    reminded_at: datetime | None
    outcome: Outcome | None
    end_reason: str | None
    chain_height: int | None
    chain_head: str | None
    terms: Terms | None
    follow_clause: str | None
    scheme_version: int
    scheme_changed_at: datetime | None
    scheme_reason: str | None
    pair_id: str | None
    part: Part | None
    land_building: str | None
    land_entrance: str | None
    compound: str
    place_kind: PlaceKind
    place_name: str

    @property
    def heading(self) -> Heading:
        building = self.place_name if self.place_kind is PlaceKind.BUILDING else ""
        is_vote = self.terms is not None and self.terms.is_vote
        where = (self.compound, building, self.entrance or "")
        pair = (self.part, self.land_building or "", self.land_entrance or "")
        return Heading(self.id, self.title, *where, is_vote, self.change_policy, self.scheme_version, *pair)

    @property
    def asked_at(self) -> datetime:
        """Since when everybody has been asked what is asked now: another scheme is another question (R15)."""
        return self.scheme_changed_at or self.opened_at

    @property
    def rule(self) -> MatterRule | None:
        """The numbers that it was opened under; None for a consultation, and where the law itself is followed."""
        return self.terms.rule if self.terms else None

    @property
    def chain(self) -> Chain | None:
        """Where its chain stood when this was read."""
        return None if self.chain_height is None or self.chain_head is None else Chain(self.chain_height, self.chain_head)

    @property
    def has_scheme(self) -> bool:
        return bool(self.body or self.scheme_sha256)

    @property
    def scheme_file(self) -> SchemeFile | None:
        if self.scheme_sha256 is None:
            return None
        return SchemeFile("", self.scheme_name or "", self.scheme_is_photo, FileState.KEPT, self.scheme_sha256)

    @property
    def consultation_threshold(self) -> Threshold | None:
        return Threshold(self.threshold, by_area=self.by_area_too) if self.threshold else None


_OWN = tuple(name for name in Vote.__dataclass_fields__ if name not in {"compound", "place_kind", "place_name"})
_FIELDS = (*(votes.c[name] for name in _OWN), _compounds.c.name, places.c.kind, places.c.name)
_KINDS: dict[str, Callable[[Any], Any]] = {
    "state": VoteState,
    "matter": Matter,
    "threshold": ThresholdShare,
    "change_policy": ChangePolicy,
    "outcome": Outcome,
    "part": Part,
    "place_kind": PlaceKind,
    "terms": partial(decode, kind=Terms),
}


def _vote(row: Sequence[Any]) -> Vote:
    values = dict(zip(Vote.__dataclass_fields__, row, strict=True))
    values |= {name: kind(values[name]) for name, kind in _KINDS.items() if values[name] is not None}
    return Vote(**values)


def _select() -> Select[Any]:
    """Votes that people can see."""
    named = select(*_FIELDS).join(places, places.c.id == votes.c.place_id).join(_compounds, _compounds.c.id == votes.c.compound_id)
    return named.where(votes.c.state != VoteState.OPENING)


@dataclass(frozen=True, slots=True)
class VoteGroup:
    """A group in which a vote's card stands; `language` is that of the group."""

    id: str
    chat_id: int
    title: str
    can_pin: bool
    language: Language | None


@dataclass(frozen=True, slots=True)
class Line:
    """Participation of one entrance."""

    building: str
    entrance: str
    homes: int
    homes_in: int
    area_cm2m: int
    area_in_cm2m: int


def _groups(_insert: Any) -> Select[Any]:
    query = select(groups.c.id, groups.c.chat_id, groups.c.title, groups.c.can_pin, chats.c.language)
    joined = query.join(vote_groups, vote_groups.c.group_id == groups.c.id).outerjoin(chats, chats.c.chat_id == groups.c.chat_id)
    return joined.where(vote_groups.c.vote_id == bindparam("vote"), groups.c.present).order_by(groups.c.bound_at)


_VOTE = Prepared(lambda _insert: _select().where(votes.c.id == bindparam("vote")))
_SOME = Prepared(lambda _insert: _select().where(votes.c.id.in_(bindparam("ids", expanding=True))))
# What every batch of taps asks.
_LOCK = Prepared(
    lambda _insert: _select().where(votes.c.id.in_(bindparam("ids", expanding=True))).order_by(votes.c.id).with_for_update(of=votes)
)
_LINES = Prepared(
    lambda _insert: (
        select(*(vote_participation.c[name] for name in Line.__dataclass_fields__))
        .where(vote_participation.c.vote_id == bindparam("vote"))
        .order_by(vote_participation.c.position)
    )
)
_GROUPS = Prepared(_groups)


class Votes:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def vote(self, vote_id: str) -> Vote | None:
        """By its random public id; whoever asks is authorised against the compound it carries."""
        rows = await _VOTE.rows(self._connection, vote=vote_id)
        return _vote(rows[0]) if rows else None

    async def some(self, vote_ids: Collection[str]) -> dict[str, Vote]:
        """By their ids, like `vote`."""
        return {vote.id: vote for vote in map(_vote, await _SOME.rows(self._connection, ids=sorted(vote_ids)))} if vote_ids else {}

    async def lock(self, vote_ids: Sequence[str]) -> dict[str, Vote]:
        """The votes, held until the end of the transaction: two processes never change one at a time."""
        return {vote.id: vote for vote in map(_vote, await _LOCK.rows(self._connection, ids=list(vote_ids)))}

    async def hold_current(self, compound_id: str, ended_since: datetime) -> list[Vote]:
        """Those that run, and those that ended since then (the first to end comes first), held as by `lock`."""
        runs = votes.c.state.in_([VoteState.OPEN, VoteState.UNDECIDED])
        ended = and_(votes.c.state.in_([VoteState.CLOSED, VoteState.CANCELLED]), votes.c.closed_at > ended_since)
        query = _select().where(votes.c.compound_id == compound_id, or_(runs, ended)).order_by(votes.c.id).with_for_update(of=votes)
        found = [_vote(row) for row in await self._connection.execute(query)]
        return sorted(found, key=lambda vote: vote.closed_at or vote.closes_at)

    async def of_compounds(self, compound_ids: Sequence[str], states: Sequence[VoteState], limit: int = 50, *, skip: int = 0) -> list[Vote]:
        """Newest first."""
        query = _select().where(votes.c.compound_id.in_(compound_ids), votes.c.state.in_(states))
        newest = query.order_by(votes.c.opened_at.desc(), votes.c.id).limit(limit).offset(skip)
        return [_vote(row) for row in await self._connection.execute(newest)]

    async def called(self, wanted: str, limit: int = 20) -> list[Vote]:
        """By id or by words of the title, in every compound: for the operator. Newest first."""
        named = or_(votes.c.id == wanted, votes.c.title.contains(wanted, autoescape=True))
        query = _select().where(named, votes.c.state != VoteState.RETRACTED).order_by(votes.c.opened_at.desc(), votes.c.id)
        return [_vote(row) for row in await self._connection.execute(query.limit(limit))]

    async def parts(self, pair_id: str) -> list[Vote]:
        """The votes of one matter, that of its building first."""
        query = _select().where(votes.c.pair_id == pair_id).order_by(votes.c.part.desc())
        return [_vote(row) for row in await self._connection.execute(query)]

    async def all_open(self) -> list[Vote]:
        query = _select().where(votes.c.state == VoteState.OPEN).order_by(votes.c.opened_at, votes.c.id)
        return [_vote(row) for row in await self._connection.execute(query)]

    async def asking(self, compound_id: str, place_id: str, entrance: str | None, title: str) -> Vote | None:
        """The open vote that asks the same of the same homes."""
        same = (votes.c.compound_id == compound_id, votes.c.place_id == place_id, votes.c.title == title, votes.c.state == VoteState.OPEN)
        where = votes.c.entrance.is_(None) if entrance is None else votes.c.entrance == entrance
        row = (await self._connection.execute(_select().where(*same, where).limit(1))).one_or_none()
        return None if row is None else _vote(row)

    async def change(self, vote_id: str, **values: Any) -> None:
        await self._connection.execute(update(votes).where(votes.c.id == vote_id).values(**values))

    async def end(self, vote_id: str, state: VoteState, now: datetime, *, reason: str | None = None, tally: Tally | None = None) -> bool:
        """True for the one who ended it: a vote ends once."""
        living = and_(votes.c.id == vote_id, votes.c.state.in_([VoteState.OPEN, VoteState.UNDECIDED]))
        values: dict[str, Any] = {"state": state, "closed_at": now, "end_reason": reason}
        if tally is not None:
            values |= {"outcome": tally.outcome, "tally": encode(tally)}
        return (await self._connection.execute(update(votes).where(living).values(**values))).rowcount == 1

    async def tally(self, vote_id: str) -> Tally | None:
        text = await self._connection.scalar(select(votes.c.tally).where(votes.c.id == vote_id, votes.c.state == VoteState.CLOSED))
        return None if text is None else decode(text, Tally)

    async def lines(self, vote_id: str) -> list[Line]:
        return [Line(*row) for row in await _LINES.rows(self._connection, vote=vote_id)]

    async def card(self, vote: Vote, as_of: datetime, *, private: bool = False) -> VoteCard:
        """The facts of the card as they are in this transaction."""
        lines = await self.lines(vote.id)
        return VoteCard(
            heading=vote.heading,
            has_scheme=vote.has_scheme,
            files=1 if vote.scheme_sha256 else 0,
            lines=card_lines(vote.heading, lines),
            homes_in=sum(line.homes_in for line in lines),
            homes=vote.total_homes,
            area_in_cm2m=sum(line.area_in_cm2m for line in lines),
            area_cm2m=vote.total_area_cm2m,
            closes_at=vote.closes_at,
            as_of=as_of,
            private=private,
            changed_at=vote.scheme_changed_at,
            reason=vote.scheme_reason or "",
        )

    async def groups(self, vote_id: str) -> list[VoteGroup]:
        """Where the card stands and the bot still is."""
        return [VoteGroup(*row) for row in await _GROUPS.rows(self._connection, vote=vote_id)]

    async def add_group(self, vote_id: str, group_id: str, compound_id: str) -> bool:
        """False when the card stands there already."""
        done = await self._connection.execute(
            insert_once(self._connection, vote_groups, vote_id=vote_id, group_id=group_id, compound_id=compound_id)
        )
        return done.rowcount == 1

    async def telegram_id_of(self, person_id: str) -> int | None:
        """Where letters to this person go; None once they have left."""
        query = select(people.c.telegram_id).where(people.c.id == person_id, people.c.left_at.is_(None))
        telegram_id: int | None = await self._connection.scalar(query)
        return telegram_id

    async def record_extension(self, vote: Vote, *, closes_at: datetime, reason: str, person_id: str, now: datetime) -> None:
        values = {"former_closes_at": vote.closes_at, "closes_at": closes_at, "reason": reason, "person_id": person_id}
        await self._connection.execute(
            insert(vote_extensions).values(vote_id=vote.id, compound_id=vote.compound_id, **values, extended_at=now)
        )

    async def is_extended_since(self, vote_id: str, moment: datetime) -> bool:
        query = select(vote_extensions.c.id).where(vote_extensions.c.vote_id == vote_id, vote_extensions.c.extended_at >= moment)
        return (await self._connection.execute(query.limit(1))).first() is not None


def card_lines(heading: Heading, lines: Sequence[Line]) -> tuple[CardLine, ...]:
    """A compound shows its buildings, a building its entrances; one entrance needs no line of its own."""
    if heading.entrance:
        return ()
    gathered: dict[tuple[str, str], tuple[int, int]] = {}
    for line in lines:
        key = (line.building, line.entrance if heading.building else "")
        homes_in, homes = gathered.get(key, (0, 0))
        gathered[key] = (homes_in + line.homes_in, homes + line.homes)
    return tuple(CardLine(*key, homes_in, homes) for key, (homes_in, homes) in gathered.items() if homes)
