"""Flood: how much one person may send before Linli warns once, then stays silent."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

# One person, one minute (design.md, Numbers).
MESSAGES_PER_MINUTE = 20
PRESSES_PER_MINUTE = 60
SPAN = timedelta(minutes=1)


class Pace(Enum):
    FINE = "fine"
    WARN = "warn"
    TOO_FAST = "too_fast"


@dataclass(slots=True)
class Counter:
    """One person's messages or presses of the last minute."""

    limit: int
    times: deque[datetime] = field(default_factory=deque)
    warned: bool = False

    def take(self, now: datetime) -> Pace:
        while self.times and self.times[0] <= now - SPAN:
            self.times.popleft()
        if len(self.times) < self.limit:
            self.times.append(now)
            self.warned = False
            return Pace.FINE
        if self.warned:
            return Pace.TOO_FAST
        self.warned = True
        return Pace.WARN


class Flood:
    """Counts per person; people who fell silent are forgotten."""

    def __init__(self) -> None:
        self._messages: dict[int, Counter] = {}
        self._presses: dict[int, Counter] = {}

    def message(self, telegram_id: int, now: datetime) -> Pace:
        return self._messages.setdefault(telegram_id, Counter(MESSAGES_PER_MINUTE)).take(now)

    def press(self, telegram_id: int, now: datetime) -> Pace:
        return self._presses.setdefault(telegram_id, Counter(PRESSES_PER_MINUTE)).take(now)

    def forget_old(self, now: datetime) -> None:
        for counters in (self._messages, self._presses):
            for telegram_id in [one for one, counter in counters.items() if not counter.times or counter.times[-1] <= now - SPAN]:
                del counters[telegram_id]
