"""How fast letters may leave: per bot, per chat, per group and per living card, in monotonic seconds."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass

from bot.rules.letters import (
    BOT_PER_SECOND,
    CHAT_INTERVAL,
    GROUP_CARD_INTERVAL,
    GROUP_PER_MINUTE,
    KEPT_FOR_ANSWERS,
    KEPT_FOR_CARDS,
    PRIVATE_CARD_INTERVAL,
    Lane,
)

SECOND = 1.0
MINUTE = 60.0
# A second's letters in one go would hold up every tap: they leave in four bunches, a tenth larger than a fourth, so that a look that
# comes late loses nothing of the rate.
BUNCH_SECONDS = 0.25
BUNCH_SHARE = 0.275


@dataclass(frozen=True, slots=True)
class Pace:
    """The platform's limits, as parameters of the loop."""

    per_second: int = BOT_PER_SECOND
    group_per_minute: int = GROUP_PER_MINUTE
    chat_seconds: float = CHAT_INTERVAL.total_seconds()
    group_card_seconds: float = GROUP_CARD_INTERVAL.total_seconds()
    private_card_seconds: float = PRIVATE_CARD_INTERVAL.total_seconds()

    @property
    def bunch(self) -> int:
        return math.ceil(self.per_second * BUNCH_SHARE)


# Where nobody sets limits: tests, and the sandbox while it makes its first world.
UNLIMITED = Pace(per_second=10_000, group_per_minute=10_000, chat_seconds=0, group_card_seconds=0, private_card_seconds=0)


class Budgets:
    """Asks before a send (`wait`), told after it was started (`spend`). A pause the platform asks for is obeyed exactly.

    Cards keep slots of their own while any wait; bulk leaves some free besides in seconds in which answers were sent or wait.
    """

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._sent: deque[tuple[float, Lane]] = deque()
        self._chats: dict[int, float] = {}
        self._groups: defaultdict[int, deque[float]] = defaultdict(deque)
        self._cards: dict[str, float] = {}
        self._paused: dict[int, float] = {}

    def wait(self, chat_id: int, lane: Lane, now: float, *, live_key: str | None = None, waiting: frozenset[Lane] = frozenset()) -> float:
        """Seconds until this send may start; 0 when it may start now. `waiting`: lanes that would send if the bot had room."""
        return max(self.own_wait(chat_id, now, live_key=live_key), self._bot_wait(lane, now, waiting))

    def own_wait(self, chat_id: int, now: float, *, live_key: str | None = None) -> float:
        """Seconds until its own chat, group and card take it, whatever else the bot sends."""
        return max(
            self._paused.get(chat_id, 0.0) - now,
            self._chats.get(chat_id, 0.0) - now,
            self._group_wait(chat_id, now) if chat_id < 0 else 0.0,
            self._cards.get(live_key, 0.0) - now if live_key else 0.0,
            0.0,
        )

    def full_for(self, now: float) -> float:
        """Seconds for which nothing may leave, whatever it is; 0 while there is room."""
        self._forget_sent(now)
        return self._sent[0][0] + SECOND - now if len(self._sent) >= self.pace.per_second else 0.0

    def next_bunch(self, now: float) -> float:
        """Seconds until there is room in a bunch; 0 while there is."""
        if len(self._sent) < self.pace.bunch:
            return 0.0
        return max(self._sent[-self.pace.bunch][0] + BUNCH_SECONDS - now, 0.0)

    def held_chats(self, now: float) -> set[int]:
        """Chats that take nothing just now: their letters need not be looked at, and must not hide those of others."""
        held = {chat_id for kept in (self._paused, self._chats) for chat_id, until in kept.items() if until > now}
        return held | {chat_id for chat_id in list(self._groups) if self._group_wait(chat_id, now) > 0}

    def spend(self, chat_id: int, lane: Lane, now: float, *, live_key: str | None = None) -> None:
        self._sent.append((now, lane))
        self._chats[chat_id] = now + self.pace.chat_seconds
        if chat_id < 0:
            self._groups[chat_id].append(now)
        if live_key is not None:
            interval = self.pace.group_card_seconds if chat_id < 0 else self.pace.private_card_seconds
            self._cards[live_key] = now + interval

    def pause(self, chat_id: int, until: float) -> None:
        self._paused[chat_id] = max(until, self._paused.get(chat_id, 0.0))

    def start_anew(self) -> None:
        """As if nothing had been sent: after a jump of the sandbox's clock everything was sent long ago."""
        for kept in (self._sent, self._chats, self._groups, self._cards, self._paused):
            kept.clear()

    def forget_old(self, now: float) -> None:
        """Entries whose time has passed say nothing any more."""
        for kept in (self._chats, self._paused):
            for chat_id in [one for one, until in kept.items() if until <= now]:
                del kept[chat_id]
        for key in [one for one, until in self._cards.items() if until <= now]:
            del self._cards[key]
        for chat_id in [one for one, times in self._groups.items() if not times or times[-1] <= now - MINUTE]:
            del self._groups[chat_id]

    def _bot_wait(self, lane: Lane, now: float, waiting: frozenset[Lane]) -> float:
        self._forget_sent(now)
        used = sum(one is lane or one is Lane.ANSWER for _, one in self._sent)
        if len(self._sent) < self.pace.per_second and used < self._room(lane, waiting):
            return 0.0
        return self._sent[0][0] + SECOND - now if self._sent else 0.0

    def _forget_sent(self, now: float) -> None:
        while self._sent and self._sent[0][0] <= now - SECOND:
            self._sent.popleft()

    def _room(self, lane: Lane, waiting: frozenset[Lane]) -> int:
        """Slots of a second for this lane and the answers together."""
        room = self.pace.per_second
        if lane is not Lane.CARD and Lane.CARD in waiting:
            room -= min(KEPT_FOR_CARDS, room - 1)
        if lane is Lane.BULK and (Lane.ANSWER in waiting or any(one is Lane.ANSWER for _, one in self._sent)):
            room -= min(KEPT_FOR_ANSWERS, room - 1)
        return room

    def _group_wait(self, chat_id: int, now: float) -> float:
        times = self._groups[chat_id]
        while times and times[0] <= now - MINUTE:
            times.popleft()
        return 0.0 if len(times) < self.pace.group_per_minute else times[0] + MINUTE - now
