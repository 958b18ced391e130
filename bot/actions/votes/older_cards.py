"""Cards and results that nobody knows of: the answer to a send was lost, another card was sent, and the first one turned up after all."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from enum import Enum

from bot.actions.votes.closing import RESULT
from bot.actions.votes.letters import announced_key, card_key
from bot.actions.votes.posting import point_to_newer_result
from bot.rules.letters import Lane, Letter
from bot.rules.votes.facts import CardMoved, VoteEnded, VoteState
from storage.base import Database
from storage.unit_of_work import UnitOfWork
from storage.votes.records import Vote, VoteGroup

# Messages that were looked up once; taps come by the hundred on the same few.
KEPT = 4096


class Stand(Enum):
    """What a pressed message is."""

    RIGHT = "right"
    """Known, or none of ours to say anything about."""
    OLDER = "older"
    NOT_YET = "not_yet"
    """The newest there is, and not noted so far: people press a card before the answer to its sending has come back. Also where two
    reads of a moment disagree, since it was noted between them. Looked up again with the next press."""


class OlderCards:
    """Made once per process: a card that is pressed and is not the one that lives becomes a pointer to it."""

    def __init__(self, database: Database, *, on_commit: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._on_commit = on_commit
        self._known: OrderedDict[tuple[int, int], None] = OrderedDict()

    async def start(self) -> None:
        return None

    async def stop(self) -> None:
        return None

    async def abort(self) -> None:
        return None

    async def seen(self, *, vote_id: str, chat_id: int, message_id: int, now: datetime) -> None:
        """Somebody pressed this message in a group."""
        if (chat_id, message_id) in self._known:
            return
        stand, former = await self._card_at(vote_id, chat_id, message_id)
        if former is not None:
            await self._point(*former, chat_id=chat_id, message_id=message_id, now=now)
        if stand is not Stand.NOT_YET:
            self._remember(chat_id, message_id)

    def _remember(self, chat_id: int, message_id: int) -> None:
        self._known[chat_id, message_id] = None
        if len(self._known) > KEPT:
            self._known.popitem(last=False)

    async def result_seen(self, *, vote_id: str, chat_id: int, message_id: int, now: datetime) -> None:
        """Somebody pressed a result in a group: one that nobody knows of points to the one that was confirmed."""
        if (chat_id, message_id) in self._known:
            return
        stand, former = await self._result_at(vote_id, chat_id, message_id)
        if former is not None:
            vote, group = former
            async with UnitOfWork(self._database, write=True, on_commit=self._on_commit) as unit:
                await unit.outbox.put(await point_to_newer_result(unit, vote, group, message_id, now), now)
                await unit.commit()
        if stand is not Stand.NOT_YET:
            self._remember(chat_id, message_id)

    async def _result_at(self, vote_id: str, chat_id: int, message_id: int) -> tuple[Stand, tuple[Vote, VoteGroup] | None]:
        """With the vote and its group where the message is a result before the one that was confirmed."""
        async with UnitOfWork(self._database, write=False) as unit:
            vote = await unit.votes.vote(vote_id)
            group = next((one for one in await unit.votes.groups(vote_id) if one.chat_id == chat_id), None)
            if vote is None or group is None or await unit.outbox.letter_at(chat_id, message_id) is not None:
                return Stand.RIGHT, None
            confirmed = await unit.outbox.messages_of(announced_key(vote_id, group.id, RESULT), chat_id)
            is_older = bool(confirmed) and message_id < max(confirmed)
            return (Stand.OLDER, (vote, group)) if is_older else (Stand.NOT_YET, None)

    async def _card_at(self, vote_id: str, chat_id: int, message_id: int) -> tuple[Stand, tuple[Vote, str] | None]:
        """With the vote, and the key under which the message lives on, where a newer card of it lives in that group."""
        async with UnitOfWork(self._database, write=False) as unit:
            if await unit.chats.live_at(chat_id, message_id) is not None:
                return Stand.RIGHT, None
            vote = await unit.votes.vote(vote_id)
            group = next((one for one in await unit.votes.groups(vote_id) if one.chat_id == chat_id), None)
            if vote is None or group is None:
                return Stand.RIGHT, None
            living = await unit.chats.live(card_key(vote_id, group.id))
            if living is None or living.message_id <= message_id:
                return Stand.NOT_YET, None
            return Stand.OLDER, (vote, f"{card_key(vote_id, group.id)}:{message_id}")

    async def _point(self, vote: Vote, key: str, *, chat_id: int, message_id: int, now: datetime) -> None:
        over = vote.state not in {VoteState.OPEN, VoteState.UNDECIDED}
        letter = Letter(
            key=f"{key}:seen",
            chat_id=chat_id,
            card="votes.vote_ended" if over else "votes.card_moved",
            facts=VoteEnded(vote.heading, vote.state, vote.closed_at or vote.closes_at) if over else CardMoved(vote.heading),
            lane=Lane.CARD,
            live_key=key,
        )
        async with UnitOfWork(self._database, write=True, on_commit=self._on_commit) as unit:
            await unit.chats.set_live(key, chat_id, message_id, now)
            await unit.outbox.put(letter, now)
            await unit.commit()
