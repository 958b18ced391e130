"""Ballots: the ledger and all that rides with it, read and written for many taps at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Update, and_, bindparam, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.ports import Language
from bot.rules.residents import BindingState, HomeRole
from bot.rules.votes.ballots import BallotState, Channel, Choice, Former
from bot.rules.votes.casting import HeadBook, Stand, Voter, VoterBinding
from bot.rules.votes.counts import Counts
from bot.rules.votes.tally import InvalidReason
from bot.rules.votes.weights import NOTHING, Weight
from storage.chats import LiveMessage, chats, live_messages
from storage.compounds import home_owners
from storage.dialects import in_parts
from storage.prepared import Prepared, prepared_once, prepared_upsert
from storage.proofs import Added
from storage.residents import bindings, people
from storage.updates import seen_updates
from storage.votes import ballots, standing_choices, vote_counts, vote_heads, vote_opinions, vote_participation, votes

RETRACT = "retract"
_HEAD = tuple(vote_heads.c[name] for name in ("head", "designated_owner_id", "designated_at", "counted"))
_STREAM = ("owner_id", "channel", "by_proxy", "choice", "changes", "receipt", "received_at", "person_id", "set_aside")
_LEDGER_ROW = (
    "vote_id",
    "compound_id",
    "head",
    "owner_id",
    "channel",
    "by_proxy",
    "choice",
    "refused",
    "person_id",
    "update_id",
    "receipt",
) + ("received_at", "recorded_at", "event", "entered_by", "confirmed_by", "photo_sha256", "agent", "scheme")


def _some(name: str) -> Any:
    return bindparam(name, expanding=True)


def _voters(_insert: Any) -> Select[Any]:
    wanted = (bindings.c.home_id, bindings.c.role, bindings.c.owner_id, bindings.c.state, home_owners.c.owner_id, bindings.c.compound_id)
    named = and_(home_owners.c.home_id == bindings.c.home_id, home_owners.c.owner_id == bindings.c.owner_id)
    return (
        select(people.c.telegram_id, people.c.id, chats.c.language, *wanted)
        .outerjoin(chats, chats.c.chat_id == people.c.telegram_id)
        .outerjoin(bindings, bindings.c.person_id == people.c.id)
        .outerjoin(home_owners, named)
        .where(people.c.telegram_id.in_(_some("ids")))
    )


def _heads_with_streams(_insert: Any) -> Select[Any]:
    joined = and_(standing_choices.c.vote_id == vote_heads.c.vote_id, standing_choices.c.head == vote_heads.c.head)
    query = select(*_HEAD, *(standing_choices.c[name] for name in _STREAM)).outerjoin(standing_choices, joined)
    return query.where(vote_heads.c.vote_id == bindparam("vote"), vote_heads.c.head.in_(_some("heads")))


def _take_part(_insert: Any) -> Update:
    line = vote_participation.c
    one = (line.vote_id == bindparam("vote"), line.building == bindparam("house"), line.entrance == bindparam("stair"))
    added = {"homes_in": line.homes_in + bindparam("more_homes"), "area_in_cm2m": line.area_in_cm2m + bindparam("more_area")}
    return update(vote_participation).where(*one).values(added)


def _count(_insert: Any) -> Update:
    counter = vote_counts.c
    added = {"heads": counter.heads + bindparam("more_heads"), "area_cm2m": counter.area_cm2m + bindparam("more_area")}
    return update(vote_counts).where(counter.vote_id == bindparam("vote"), counter.choice == bindparam("chosen")).values(added)


def _count_head(_insert: Any) -> Update:
    one = (vote_heads.c.vote_id == bindparam("vote"), vote_heads.c.head == bindparam("number"))
    return update(vote_heads).where(*one).values(counted=bindparam("now_counted"))


# What every batch of taps asks and writes.
_SEEN = Prepared(lambda _insert: select(seen_updates.c.update_id).where(seen_updates.c.update_id.in_(_some("ids"))))
_VOTERS = Prepared(_voters)
_BOOKS = Prepared(_heads_with_streams)
_LIVING = Prepared(
    lambda _insert: select(live_messages.c.live_key, live_messages.c.chat_id, live_messages.c.message_id).where(
        live_messages.c.live_key.in_(_some("keys"))
    )
)
_LEDGER = Prepared(lambda insert: insert(ballots), _LEDGER_ROW)
_NOTE = prepared_once(seen_updates, ("update_id", "seen_at"))
_STAND = prepared_upsert(
    standing_choices,
    ("vote_id", "head", "owner_id", "channel", "by_proxy"),
    ("choice", "changes", "receipt", "received_at", "person_id", "set_aside"),
)
_COUNT_HEAD = Prepared(_count_head)
_OPINE = prepared_upsert(vote_opinions, ("vote_id", "person_id", "home_id"), ("choice", "given_at"), ("compound_id",))
_TAKE_PART = Prepared(_take_part)
_COUNT = Prepared(_count)
_GIVE = Prepared(lambda _insert: update(votes).where(votes.c.id == bindparam("vote")).values(receipts=bindparam("given")))


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One accepted ballot of one update, as it was answered."""

    update_id: int
    vote_id: str
    head: int
    owner_id: str
    choice: Choice | None
    receipt: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class RefusedRow:
    head: int
    reason: str
    received_at: datetime


@dataclass(slots=True)
class Writes:
    """Everything one batch of taps writes, gathered in memory and written in one statement per table."""

    ledger: list[dict[str, Any]] = field(default_factory=list)
    standing: dict[tuple[Any, ...], dict[str, Any]] = field(default_factory=dict)
    heads: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    opinions: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)
    participation: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)
    counts: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    receipts: dict[str, int] = field(default_factory=dict)
    updates: list[int] = field(default_factory=list)
    events: list[Added] = field(default_factory=list)

    def add(self, sums: dict[Any, list[int]], key: Any, first: int, second: int) -> None:
        both = sums.setdefault(key, [0, 0])
        both[0] += first
        both[1] += second


class Ballots:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def seen(self, update_ids: Collection[int]) -> set[int]:
        return {row[0] for row in await _SEEN.rows(self._connection, ids=list(update_ids))} if update_ids else set()

    async def of_updates(self, update_ids: Collection[int]) -> dict[int, list[LedgerRow]]:
        """What these updates recorded when they came first."""
        fields = (ballots.c[name] for name in LedgerRow.__dataclass_fields__)
        query = select(*fields).where(ballots.c.update_id.in_(update_ids), ballots.c.refused.is_(None)).order_by(ballots.c.id)
        found: dict[int, list[LedgerRow]] = {}
        for row in await self._connection.execute(query):
            found.setdefault(row.update_id, []).append(_ledger_row(row))
        return found

    async def newest_of_person(self, vote_id: str, person_id: str, heads: Collection[int]) -> dict[tuple[int, str], LedgerRow]:
        """By head and owner the last ballot that was accepted of this account, whether or not it stands."""
        fields = (ballots.c[name] for name in LedgerRow.__dataclass_fields__)
        mine = (ballots.c.vote_id == vote_id, ballots.c.head.in_(heads), ballots.c.person_id == person_id, ballots.c.refused.is_(None))
        rows = await self._connection.execute(select(*fields).where(*mine).order_by(ballots.c.id))
        return {(row.head, row.owner_id): _ledger_row(row) for row in rows}

    async def voters(self, telegram_ids: Collection[int]) -> dict[int, Voter]:
        """Who these accounts are now: a binding may have ended since the vote opened."""
        people_found: dict[int, tuple[str, Language | None]] = {}
        held: dict[int, list[VoterBinding]] = {}
        for telegram_id, person_id, language, home_id, role, owner_id, state, owns, compound_id in await _VOTERS.rows(
            self._connection, ids=list(telegram_ids)
        ):
            people_found[telegram_id] = (person_id, language)
            if home_id is not None:
                binding = VoterBinding(home_id, HomeRole(role), owner_id, BindingState(state), owns is not None, compound_id)
                held.setdefault(telegram_id, []).append(binding)
        return {
            telegram_id: Voter(telegram_id, person_id, language is not None, tuple(held.get(telegram_id, ())), language)
            for telegram_id, (person_id, language) in people_found.items()
        }

    async def books(self, vote_id: str, heads: Collection[int]) -> dict[int, HeadBook]:
        """These heads with all that stands in their streams."""
        found = await _BOOKS.rows(self._connection, vote=vote_id, heads=list(heads))
        return _books(found)

    async def all_books(self, vote_id: str) -> dict[int, HeadBook]:
        """Every head of the vote that somebody answered for."""
        streams = (standing_choices.c[name] for name in _STREAM)
        joined = and_(standing_choices.c.vote_id == vote_heads.c.vote_id, standing_choices.c.head == vote_heads.c.head)
        query = select(*_HEAD, *streams).join(standing_choices, joined)
        return _books([row async for row in in_parts(self._connection, query.where(vote_heads.c.vote_id == vote_id))])

    async def heads_of_agent(self, vote_id: str, agent: str) -> set[int]:
        """For whom this agent has cast a ballot that got as far as the rule for changes: so many count against the cap (R11).

        On a former scheme it got nowhere (R15)."""
        used = or_(ballots.c.refused.is_(None), ballots.c.refused == InvalidReason.CHANGE_REFUSED)
        now = select(votes.c.scheme_version).where(votes.c.id == vote_id).scalar_subquery()
        mine = (ballots.c.vote_id == vote_id, ballots.c.agent == agent, ballots.c.scheme == now)
        query = select(ballots.c.head).where(*mine, used).distinct()
        return set((await self._connection.execute(query)).scalars())

    async def agents_of(self, vote_id: str, head: int, owner_id: str) -> dict[str, str]:
        """By receipt who cast a ballot for this owner."""
        mine = (ballots.c.vote_id == vote_id, ballots.c.head == head, ballots.c.owner_id == owner_id, ballots.c.by_proxy.is_(True))
        rows = await self._connection.execute(select(ballots.c.receipt, ballots.c.agent).where(*mine, ballots.c.refused.is_(None)))
        return {row[0]: row[1] for row in rows}

    async def newest(self, vote_id: str) -> int:
        """The number of the vote's newest accepted ballot; rows of one vote are numbered in the order of their commits."""
        accepted = (ballots.c.vote_id == vote_id, ballots.c.refused.is_(None))
        return await self._connection.scalar(select(func.max(ballots.c.id)).where(*accepted)) or 0

    async def heads_since(self, vote_id: str, ledger: int) -> set[int]:
        """Heads with a ballot that was accepted after this row of the ledger."""
        newer = (ballots.c.vote_id == vote_id, ballots.c.id > ledger, ballots.c.refused.is_(None))
        return set((await self._connection.execute(select(ballots.c.head).where(*newer).distinct())).scalars())

    async def designated(self, vote_id: str) -> dict[int, str]:
        """Who speaks for a head, where somebody is designated (R4)."""
        query = select(vote_heads.c.head, vote_heads.c.designated_owner_id)
        rows = await self._connection.execute(query.where(vote_heads.c.vote_id == vote_id, vote_heads.c.designated_owner_id.is_not(None)))
        return {row[0]: row[1] for row in rows}

    async def living(self, live_keys: Sequence[str]) -> dict[str, LiveMessage]:
        rows = await _LIVING.rows(self._connection, keys=list(live_keys))
        return {row[0]: LiveMessage(*row) for row in rows}

    async def rename_living(self, renamed: Mapping[str, str]) -> None:
        """Messages that live on as pointers under another key."""
        if renamed:
            change = update(live_messages).where(live_messages.c.live_key == bindparam("former")).values(live_key=bindparam("key"))
            await self._connection.execute(change, [{"former": former, "key": key} for former, key in renamed.items()])

    async def record(self, writes: Writes, compounds: Mapping[str, str], now: datetime) -> None:
        """The whole batch; `compounds` names the compound of each vote."""
        ledger = [{**row, "recorded_at": now, "compound_id": compounds[row["vote_id"]]} for row in writes.ledger]
        await _LEDGER.run(self._connection, ledger)
        await _NOTE.run(self._connection, [{"update_id": update_id, "seen_at": now} for update_id in sorted(set(writes.updates))])
        await _STAND.run(self._connection, list(writes.standing.values()))
        await _COUNT_HEAD.run(self._connection, list(writes.heads.values()))
        opinions = [{**row, "compound_id": compounds[row["vote_id"]]} for row in writes.opinions.values()]
        await _OPINE.run(self._connection, opinions)
        await self._record_sums(writes)

    async def _record_sums(self, writes: Writes) -> None:
        lines = [
            {"vote": vote, "house": building, "stair": entrance, "more_homes": homes, "more_area": area}
            for (vote, building, entrance), (homes, area) in writes.participation.items()
            if homes or area
        ]
        await _TAKE_PART.run(self._connection, lines)
        counted = [
            {"vote": vote, "chosen": choice, "more_heads": heads, "more_area": area}
            for (vote, choice), (heads, area) in writes.counts.items()
            if heads or area
        ]
        await _COUNT.run(self._connection, counted)
        await _GIVE.run(self._connection, [{"vote": vote, "given": given} for vote, given in writes.receipts.items()])

    async def counts(self, vote_id: str) -> Counts:
        """The counters that rode with the ballots. For the close, and nobody else (section 6)."""
        rows = await self._connection.execute(select(vote_counts).where(vote_counts.c.vote_id == vote_id))
        by_choice = {Choice(row.choice): Weight(row.area_cm2m, row.heads) for row in rows}
        return Counts(*(by_choice.get(choice, NOTHING) for choice in (Choice.AGREE, Choice.AGAINST, Choice.ABSTAIN)))

    async def disputed(self, vote_id: str) -> list[int]:
        query = select(vote_heads.c.head).where(vote_heads.c.vote_id == vote_id, vote_heads.c.counted == BallotState.DISPUTED)
        return list((await self._connection.execute(query.order_by(vote_heads.c.head))).scalars())

    async def silent(self, vote_id: str, heads: Collection[int] | None = None) -> set[int]:
        """Heads, of all or of these, that have not returned a ballot."""
        query = select(vote_heads.c.head).where(vote_heads.c.vote_id == vote_id, vote_heads.c.counted.is_(None))
        if heads is not None:
            query = query.where(vote_heads.c.head.in_(heads))
        return set((await self._connection.execute(query)).scalars())

    async def refused(self, vote_id: str) -> list[RefusedRow]:
        """Why it does not count, of each that does not: on a former scheme that is the reason, unless it came too late (R15)."""
        now = await self._connection.scalar(select(votes.c.scheme_version).where(votes.c.id == vote_id)) or 1
        reason: ColumnElement[Any] = ballots.c.refused
        void: ColumnElement[bool] = ballots.c.refused.is_not(None)
        if now > 1:
            # Only then: with an OR no index of the few that were refused would answer.
            former = and_(ballots.c.scheme < now, ballots.c.refused.is_distinct_from(InvalidReason.LATE))
            reason, void = case((former, InvalidReason.SUPERSEDED_SCHEME.value), else_=ballots.c.refused), or_(former, void)
        query = select(ballots.c.head, reason, ballots.c.received_at).where(ballots.c.vote_id == vote_id, void)
        return [RefusedRow(*row) for row in await self._connection.execute(query.order_by(ballots.c.id))]

    async def count_opinions(self, vote_id: str, since: datetime | None = None) -> int:
        """`since` the scheme was changed: what was thought of the former one is no opinion on this."""
        query = select(func.count()).select_from(vote_opinions).where(vote_opinions.c.vote_id == vote_id)
        return await self._connection.scalar(query if since is None else query.where(vote_opinions.c.given_at >= since)) or 0

    async def opinions_given(self, vote_id: str, person_id: str) -> list[datetime]:
        query = select(vote_opinions.c.given_at).where(vote_opinions.c.vote_id == vote_id, vote_opinions.c.person_id == person_id)
        return list((await self._connection.execute(query)).scalars())

    async def owners_with_opinions(self, vote_id: str, home_id: str, owner_ids: Sequence[str]) -> frozenset[str]:
        """Of these owners, those of whom what they merely think is written down at this home."""
        query = select(bindings.c.owner_id).join(vote_opinions, vote_opinions.c.person_id == bindings.c.person_id)
        at_home = (vote_opinions.c.vote_id == vote_id, vote_opinions.c.home_id == home_id)
        mine = query.where(*at_home, bindings.c.owner_id.in_(owner_ids), bindings.c.role == HomeRole.OWNER)
        return frozenset((await self._connection.execute(mine)).scalars())

    async def forget_opinions(self, vote_id: str, home_id: str, owner_ids: Sequence[str]) -> None:
        """Of these owners, wherever they are bound, written down at this home: they have a ballot of their own again."""
        people = select(bindings.c.person_id).where(bindings.c.owner_id.in_(owner_ids), bindings.c.role == HomeRole.OWNER)
        mine = (vote_opinions.c.vote_id == vote_id, vote_opinions.c.home_id == home_id, vote_opinions.c.person_id.in_(people))
        await self._connection.execute(delete(vote_opinions).where(*mine))

    async def anybody_tapped(self, vote_id: str) -> bool:
        """A ballot, a refused one or an opinion: then a vote is no longer taken back without a trace."""
        row = await self._connection.scalar(select(ballots.c.id).where(ballots.c.vote_id == vote_id).limit(1))
        return row is not None or await self.count_opinions(vote_id) > 0


def _ledger_row(row: Any) -> LedgerRow:
    choice = None if row.choice == RETRACT else Choice(row.choice)
    return LedgerRow(row.update_id, row.vote_id, row.head, row.owner_id, choice, row.receipt, row.received_at)


def _books(rows: Iterable[Any]) -> dict[int, HeadBook]:
    found: dict[int, HeadBook] = {}
    for head, designated, designated_at, counted, *stream in rows:
        owner_id, channel, by_proxy, choice, changes, receipt, received_at, person_id, set_aside = stream
        if (book := found.get(head)) is None:
            state = BallotState(counted) if counted else None
            book = found[head] = HeadBook(head, designated, state, registered=designated_at is not None)
        if owner_id is not None:
            former = Former(Choice(choice) if choice else None, changes)
            book.streams[owner_id, Channel(channel), bool(by_proxy)] = Stand(former, receipt, received_at, person_id, bool(set_aside))
    return found
