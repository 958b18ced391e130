"""The outbox: letters from the transaction of their cause until they are delivered or given up."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.letters import Lane, Letter, LetterState, OnUnknown
from storage.base import encode
from storage.dialects import begins, insert_once
from storage.outbox_table import HAS_WORDS, WAITS, outbox
from storage.prepared import Prepared

WAITING = (LetterState.PENDING, LetterState.RETRY, LetterState.DEFERRED)
# Older news would only confuse somebody who comes back.
REVIVED_WITHIN = timedelta(days=7)
# Written, and not in front of anybody.
LOST = (LetterState.UNREACHABLE, LetterState.FAILED, LetterState.CANCELLED, LetterState.EXPIRED)
# What the sandbox and `doctor` call "not well handled".
BAD = (LetterState.FAILED, LetterState.UNKNOWN)

# Each that is tried again has a time. With one SQLite looks for these few by index, not through all that a chat ever got.
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

# What a letter said goes with the dead letters: as long as its act can be done again and looked into (design.md, Numbers).
WORDS_KEPT = timedelta(days=30)
# So many in one transaction: nobody waits longer for the writer than an answer may.
SHED_AT_ONCE = 500
# Keys in one statement: SQLite takes 32,766 variables.
KEYS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class StoredLetter:
    id: int
    key: str
    chat_id: int
    card: str
    facts: str
    lane: Lane
    state: LetterState
    not_before: datetime | None
    expires_at: datetime | None
    live_key: str | None
    pin: bool
    night_waits: bool
    on_unknown: OnUnknown
    request: str | None
    tries: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class Landed:
    """A letter that has arrived as a new message."""

    letter: StoredLetter
    at: datetime


_FIELDS = tuple(outbox.c[name] for name in StoredLetter.__dataclass_fields__)
_TYPES = {"lane": Lane, "state": LetterState, "on_unknown": OnUnknown}
_KINDS = tuple((place, _TYPES[one.name]) for place, one in enumerate(_FIELDS) if one.name in _TYPES)


def _stored(row: Sequence[Any]) -> StoredLetter:
    fields = list(row)
    for place, kind in _KINDS:
        fields[place] = kind(fields[place])
    return StoredLetter(*fields)


def _may_leave(now: datetime | BindParameter[Any]) -> tuple[ColumnElement[bool], ...]:
    """Its time has come, and nothing that was written to its chat before it has to be tried again first, in whatever lane: an edit that
    is tried again keeps its words, and would put them in the place of newer ones."""
    earlier = outbox.alias()
    tried = and_(earlier.c.state == LetterState.RETRY, earlier.c.not_before > LONG_AGO)
    held = exists().where(tried, earlier.c.chat_id == outbox.c.chat_id, earlier.c.id < outbox.c.id)
    return or_(outbox.c.not_before.is_(None), outbox.c.not_before <= now), ~held


def _held(*which: ColumnElement[bool], limit: int | None = None) -> ColumnElement[bool]:
    """These letters, or the oldest of them, held in the order of their rows, as delivery does: else PostgreSQL ends one of the two."""
    return outbox.c.id.in_(select(outbox.c.id).where(*which).order_by(outbox.c.id).limit(limit).with_for_update())


def lane_with(newest: ColumnElement[Any]) -> ColumnElement[Any]:
    """Of a letter that takes newer facts: what answers somebody's act goes out as that, in whatever place."""
    return case((newest == Lane.ANSWER, newest), else_=outbox.c.lane)


# What `row_of` fills in: all but what delivery writes.
ROW = tuple(one.name for one in outbox.columns if one.name not in {"id", "request", "error", "message_id", "sent_at"})


def row_of(letter: Letter, facts: str, now: datetime) -> dict[str, Any]:
    """The letter as it is first written; `facts` are its own as text."""
    return {
        "key": letter.key,
        "chat_id": letter.chat_id,
        "card": letter.card,
        "facts": facts,
        "lane": letter.lane,
        "state": LetterState.PENDING,
        "not_before": letter.not_before,
        "expires_at": letter.expires_at,
        "coalesce_key": letter.coalesce_key,
        "live_key": letter.live_key,
        "pin": letter.pin,
        "night_waits": letter.night_waits,
        "on_unknown": letter.on_unknown,
        "tries": 0,
        "unanswered": 0,
        "created_at": now,
    }


# Under way it is already where the answer to a commit was lost, and it is leased once more: its delivery alone does that.
_LEASE = Prepared(
    lambda _insert: (
        update(outbox)
        .where(outbox.c.id == bindparam("letter"), outbox.c.state.in_((*WAITING, LetterState.LEASED)), outbox.c.facts == bindparam("said"))
        .values(state=LetterState.LEASED, request=bindparam("sending"))
    )
)
_SENT = Prepared(
    lambda _insert: (
        update(outbox)
        .where(outbox.c.id == bindparam("letter"), outbox.c.state != LetterState.SENT)
        .values(state=LetterState.SENT, message_id=bindparam("message"), sent_at=bindparam("at"), error=None)
    )
)


def _lanes(_insert: Any) -> CompoundSelect[Any]:
    takes = (*_may_leave(bindparam("now")), outbox.c.chat_id.not_in(bindparam("taken", expanding=True)))
    some = select(*_FIELDS).where(WAITS, *takes).order_by(outbox.c.id).limit(bindparam("most", type_=Integer))
    return union_all(*(select(some.where(outbox.c.lane == lane).subquery()) for lane in Lane))


# What every look asks, several times a second while hundreds wait.
_READY = Prepared(_lanes)
_DUE = (outbox.c.state.in_((*WAITING, LetterState.LEASED)), *_may_leave(bindparam("now")))
_COUNT_DUE = Prepared(lambda _insert: select(func.count()).select_from(outbox).where(*_DUE))


class Outbox:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, letter: Letter, now: datetime) -> None:
        """Written once per key; a waiting letter with the same coalescing key takes the newest facts instead."""
        facts = encode(letter.facts)
        if letter.coalesce_key is not None:
            same = and_(outbox.c.coalesce_key == letter.coalesce_key, outbox.c.state.in_(WAITING))
            values = {"facts": facts, "request": None, "lane": lane_with(literal(letter.lane, String))}
            if (await self._connection.execute(update(outbox).where(same).values(**values))).rowcount:
                return
        await self._connection.execute(insert_once(self._connection, outbox, **row_of(letter, facts, now)))

    async def put_again(self, letter: Letter, now: datetime) -> None:
        """As `put`, for a letter without a coalescing key: one that was written and lost goes out now, with these facts."""
        values = row_of(letter, encode(letter.facts), now)
        lost = and_(outbox.c.key == letter.key, outbox.c.state.in_(LOST))
        again = await self._connection.execute(update(outbox).where(lost).values(**values, request=None, error=None))
        if not again.rowcount:
            await self._connection.execute(insert_once(self._connection, outbox, **values))

    async def ready(self, now: datetime, limit: int, *, but_not: Collection[int] = ()) -> list[StoredLetter]:
        """Letters that may leave now, at most `limit` of each lane: answers, cards, bulk, each in the order of their writing.

        A letter that has to be tried again holds back what was written to its chat after it; `but_not` are chats that take
        nothing just now.
        """
        return [_stored(row) for row in await _READY.rows(self._connection, now=now, most=limit, taken=list(but_not))]

    async def in_state(self, states: Sequence[LetterState], limit: int = 500, *, chat_id: int | None = None) -> list[StoredLetter]:
        found = (outbox.c.state.in_(states), *(() if chat_id is None else (outbox.c.chat_id == chat_id,)))
        return [_stored(row) for row in await self._connection.execute(select(*_FIELDS).where(*found).order_by(outbox.c.id).limit(limit))]

    async def lease(self, letter: StoredLetter, request: str) -> bool:
        """Kept with the very request that is about to be sent; False when it no longer waits, or newer facts came since it was read."""
        return await _LEASE.change(self._connection, letter=letter.id, said=letter.facts, sending=request) == 1

    async def sent(self, letter_id: int, message_id: int | None, now: datetime) -> bool:
        return await _SENT.change(self._connection, letter=letter_id, message=message_id, at=now) == 1

    async def try_again(self, letter_id: int, not_before: datetime, tries: int, error: str, *, fresh: bool = False) -> None:
        """Back among the waiting; `fresh` has its words made anew."""
        values: dict[str, Any] = {"state": LetterState.RETRY, "not_before": not_before, "tries": tries, "error": error}
        await self._set(letter_id, **values, **({"request": None} if fresh else {}))

    async def not_leased(self, letter: StoredLetter, until: datetime, error: str, *, given_up: bool) -> None:
        """Whether it may leave could not be found out. Not one that was taken back; one that is under way has not left (see `_LEASE`)."""
        waiting = and_(outbox.c.id == letter.id, outbox.c.state.in_((*WAITING, LetterState.LEASED)))
        values = {"state": LetterState.FAILED if given_up else LetterState.RETRY, "not_before": until, "tries": letter.tries + 1}
        await self._connection.execute(update(outbox).where(waiting).values(**values, error=error))

    async def not_under_way(self, letter_id: int) -> None:
        """It does not leave now: one that is under way by a commit whose answer was lost waits again, and is worded anew."""
        await self._set(letter_id, outbox.c.state == LetterState.LEASED, state=LetterState.PENDING, request=None)

    async def reword(self, letter: StoredLetter, facts: str) -> None:
        """It says this from now on, unless newer facts came since it was read."""
        as_read = and_(outbox.c.id == letter.id, outbox.c.state.in_(WAITING), outbox.c.facts == letter.facts)
        await self._connection.execute(update(outbox).where(as_read).values(facts=facts, request=None))

    async def send_once_more(self, letter_id: int, now: datetime, error: str) -> None:
        """Nobody knows whether it arrived: the same request again."""
        await self._set(letter_id, state=LetterState.RETRY, not_before=now, unanswered=outbox.c.unanswered + 1, error=error)

    async def defer(self, letter_id: int, until: datetime) -> None:
        """Held back until `until`: by night, for people who did not just act. Not one that was taken back since it was read."""
        waits = outbox.c.state.in_(WAITING)
        await self._set(letter_id, waits, state=LetterState.DEFERRED, not_before=until, night_waits=False)

    async def expire(self, letter_id: int, now: datetime) -> None:
        """Its time is over. Not one that was given more time, or taken back, since it was read."""
        late = and_(outbox.c.id == letter_id, outbox.c.state.in_(WAITING), outbox.c.expires_at <= now)
        await self._connection.execute(update(outbox).where(late).values(state=LetterState.EXPIRED, error=None))

    async def renew(self, keys: Sequence[str], facts: Any, *, expires_at: datetime, night_waits: bool) -> set[int]:
        """The chats of those of these letters that wait or are under way: they say this when they are worded next.

        Their rows are held first, so that what becomes of one that is under way comes before all of this or after it.
        """
        values = {"facts": encode(facts), "request": None, "expires_at": expires_at, "night_waits": night_waits}
        chats: set[int] = set()
        for start in range(0, len(keys), KEYS_AT_ONCE):
            some = _held(outbox.c.key.in_(keys[start : start + KEYS_AT_ONCE]), outbox.c.state.in_((*WAITING, LetterState.LEASED)))
            rows = await self._connection.execute(update(outbox).where(some).values(values).returning(outbox.c.chat_id))
            chats.update(rows.scalars())
        return chats

    async def to_redate(self, key_prefix: str, expires_at: datetime, now: datetime, limit: int) -> list[StoredLetter]:
        """The oldest of those that wait or are under way and expire before `expires_at`, held; not what is too late already."""
        theirs = and_(begins(self._connection, outbox.c.key, key_prefix), outbox.c.state.in_((*WAITING, LetterState.LEASED)))
        early = (outbox.c.expires_at > now, outbox.c.expires_at < expires_at)
        query = select(*_FIELDS).where(theirs, *early).order_by(outbox.c.id).limit(limit).with_for_update()
        return [_stored(row) for row in await self._connection.execute(query)]

    async def redate(self, facts: Mapping[int, Any], expires_at: datetime) -> None:
        """These letters say this when they are worded next, and may leave until then."""
        one = update(outbox).where(outbox.c.id == bindparam("letter_id"))
        values = one.values(facts=bindparam("said"), request=None, expires_at=expires_at)
        if facts:
            rows = [{"letter_id": letter_id, "said": encode(said)} for letter_id, said in facts.items()]
            await self._connection.execute(values, rows)

    async def settle(self, letter_id: int, state: LetterState, error: str | None = None, *, said: str | None = None) -> None:
        """`said`: only while it is to say this; newer facts have their own turn."""
        as_read = () if said is None else (outbox.c.facts == said, outbox.c.state.in_((*WAITING, LetterState.LEASED)))
        await self._set(letter_id, *as_read, state=state, error=error)

    async def _set(self, letter_id: int, *also: ColumnElement[bool], **values: Any) -> None:
        await self._connection.execute(update(outbox).where(outbox.c.id == letter_id, *also).values(**values))

    async def revive(self, chat_id: int, now: datetime) -> None:
        """The chat is there again: what was lost lately goes out now, of each card the newest, unless a newer one stands or waits."""
        lately = outbox.c.created_at > now - REVIVED_WITHIN
        lost = and_(outbox.c.state == LetterState.UNREACHABLE, lately, HAS_WORDS)
        one_card = func.coalesce(outbox.c.live_key, outbox.c.coalesce_key, outbox.c.key)
        last, newer = (func.max(case((one, outbox.c.id))) for one in (lost, outbox.c.state.not_in(LOST)))
        cards = select(last.label("last"), newer.label("newer")).where(outbox.c.chat_id == chat_id).group_by(one_card).subquery()
        newest = select(cards.c.last).where(or_(cards.c.newer.is_(None), cards.c.newer < cards.c.last))
        values = {"state": LetterState.PENDING, "request": None, "not_before": None}
        await self._connection.execute(update(outbox).where(outbox.c.id.in_(newest)).values(values))

    async def cancel(self, key_prefix: str, limit: int | None = None) -> int:
        """Whatever still waits under keys with this prefix is not sent, or the oldest `limit` of it. How many it was."""
        waiting = _held(begins(self._connection, outbox.c.key, key_prefix), outbox.c.state.in_(WAITING), limit=limit)
        return (await self._connection.execute(update(outbox).where(waiting).values(state=LetterState.CANCELLED))).rowcount

    async def overtaken(self, coalesce_keys: Collection[str]) -> set[str]:
        """Letters that wait under these keys are not sent: something newer says how it stands. The keys under which any did."""
        if not coalesce_keys:
            # SQLite would look through all that waits for what is under none of no keys.
            return set()
        same = _held(outbox.c.coalesce_key.in_(coalesce_keys), outbox.c.state.in_(WAITING))
        gone = update(outbox).where(same).values(state=LetterState.CANCELLED).returning(outbox.c.coalesce_key)
        return set((await self._connection.execute(gone)).scalars())

    async def left(self, keys: Collection[str]) -> set[str]:
        """Those of these letters that have been sent, or may have."""
        states = (LetterState.LEASED, LetterState.SENT, LetterState.UNKNOWN)
        query = select(outbox.c.key).where(outbox.c.key.in_(keys), outbox.c.state.in_(states))
        return set((await self._connection.execute(query)).scalars()) if keys else set()

    async def message_of(self, key: str) -> tuple[int, int] | None:
        """(chat id, message id) of a sent letter."""
        query = select(outbox.c.chat_id, outbox.c.message_id).where(outbox.c.key == key, outbox.c.message_id.is_not(None))
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else (row[0], row[1])

    async def arrives(self, key_prefix: str) -> bool:
        """Whether any letter whose key begins so has arrived, may have, or is on its way."""
        query = select(outbox.c.id).where(begins(self._connection, outbox.c.key, key_prefix), outbox.c.state.not_in(LOST))
        return (await self._connection.execute(query.limit(1))).first() is not None

    async def written_at(self, key_prefix: str) -> datetime | None:
        """When the last letter whose key begins so was written, of those that arrived or will."""
        theirs = (begins(self._connection, outbox.c.key, key_prefix), outbox.c.state.not_in(LOST))
        moment: datetime | None = await self._connection.scalar(select(func.max(outbox.c.created_at)).where(*theirs))
        return moment

    async def messages_of(self, key_prefix: str, chat_id: int) -> list[int]:
        """The messages in that chat that letters with such keys became, oldest first."""
        theirs = (begins(self._connection, outbox.c.key, key_prefix), outbox.c.chat_id == chat_id, outbox.c.message_id.is_not(None))
        return list((await self._connection.execute(select(outbox.c.message_id).where(*theirs).order_by(outbox.c.message_id))).scalars())

    async def letter_at(self, chat_id: int, message_id: int) -> StoredLetter | None:
        """Which letter a message was."""
        query = select(*_FIELDS).where(outbox.c.chat_id == chat_id, outbox.c.message_id == message_id)
        row = (await self._connection.execute(query.order_by(outbox.c.id.desc()).limit(1))).one_or_none()
        return None if row is None else _stored(row)

    async def newest(self, coalesce_keys: Collection[str]) -> dict[str, StoredLetter]:
        """By coalescing key the last letter that stands or will arrive, while its facts are kept."""
        ours = (outbox.c.coalesce_key.in_(coalesce_keys), outbox.c.state.not_in(LOST), outbox.c.facts != "")
        rows = await self._connection.execute(select(outbox.c.coalesce_key, *_FIELDS).where(*ours).order_by(outbox.c.id))
        return {row[0]: _stored(row[1:]) for row in rows}

    async def living_in(self, chat_id: int) -> list[StoredLetter]:
        """Of each card that lives in this chat the last letter that stands or will arrive, while its facts are kept.

        What ends a card, or makes a pointer of it, is written on its message and takes the place of nothing that waits.
        """
        here = (outbox.c.chat_id == chat_id, outbox.c.live_key.is_not(None), outbox.c.state.not_in(LOST))
        last = select(func.max(outbox.c.id)).where(*here).group_by(outbox.c.live_key)
        lives = (outbox.c.id.in_(last), outbox.c.coalesce_key == outbox.c.live_key, outbox.c.facts != "")
        rows = await self._connection.execute(select(*_FIELDS).where(*lives).order_by(outbox.c.id))
        return [_stored(row) for row in rows]

    async def heard(self, coalesce_keys: Collection[str]) -> set[str]:
        """The keys under which something has arrived, or may have: also where the newest letter still waits."""
        left = or_(outbox.c.state.in_([LetterState.SENT, LetterState.LEASED, LetterState.UNKNOWN]), outbox.c.unanswered > 0)
        query = select(outbox.c.coalesce_key).where(outbox.c.coalesce_key.in_(coalesce_keys), left).distinct()
        return set((await self._connection.execute(query)).scalars())

    async def maybe_twice(self, coalesce_keys: Collection[str]) -> dict[str, int | None]:
        """The keys of those under which a letter was sent whose answer never came, with the message that it was in the end."""
        unsure = (outbox.c.coalesce_key.in_(coalesce_keys), outbox.c.unanswered > 0)
        query = select(outbox.c.coalesce_key, func.max(outbox.c.message_id)).where(*unsure).group_by(outbox.c.coalesce_key)
        return {row[0]: row[1] for row in await self._connection.execute(query)}

    async def count(self, states: Sequence[LetterState]) -> int:
        return await self._connection.scalar(select(func.count()).select_from(outbox).where(outbox.c.state.in_(states))) or 0

    async def count_due(self, now: datetime) -> int:
        """Waiting letters whose time has come (not those held for the morning)."""
        return int((await _COUNT_DUE.rows(self._connection, now=now))[0][0])

    async def next_moment(self, after: datetime) -> datetime | None:
        query = select(func.min(outbox.c.not_before)).where(outbox.c.state.in_(WAITING), outbox.c.not_before > after)
        moment: datetime | None = await self._connection.scalar(query)
        return moment

    async def next_expiry(self, now: datetime) -> datetime | None:
        """When the first of the letters that may leave now may do so no more."""
        query = select(func.min(outbox.c.expires_at)).where(WAITS, outbox.c.expires_at > now, *_may_leave(now))
        moment: datetime | None = await self._connection.scalar(query)
        return moment

    async def migrate(self, old_id: int, new_id: int) -> None:
        theirs = _held(outbox.c.chat_id == old_id, outbox.c.state.in_((*WAITING, LetterState.LEASED)))
        await self._connection.execute(update(outbox).where(theirs).values(chat_id=new_id, request=None))

    async def forget_words(self, key_prefixes: Iterable[str]) -> None:
        """What settled letters with such keys said goes before its time: somebody of whom it speaks has left. Their keys stay."""
        for prefix in key_prefixes:
            settled = (begins(self._connection, outbox.c.key, prefix), outbox.c.state.not_in((*WAITING, LetterState.LEASED)))
            await self._connection.execute(update(outbox).where(*settled).values(facts="", request=None))

    async def shed_words(self, now: datetime) -> int:
        """What settled letters said goes, at most SHED_AT_ONCE of them; their keys stay (docs/decisions/0009). How many it was."""
        old = now - WORDS_KEPT
        ended = (or_(moment.is_(None), moment < old) for moment in (outbox.c.not_before, outbox.c.sent_at))
        settled = and_(HAS_WORDS, outbox.c.created_at < old, outbox.c.state.not_in((*WAITING, LetterState.LEASED)), *ended)
        some = select(outbox.c.id).where(settled).order_by(outbox.c.created_at).limit(SHED_AT_ONCE)
        shed = update(outbox).where(outbox.c.id.in_(some)).values(facts="", request=None)
        return (await self._connection.execute(shed)).rowcount
