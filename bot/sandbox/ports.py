"""What the sandbox may ask of the bot that runs beside it: the only door between the two."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

BotState = Literal["starting", "online", "restarting", "stopped"]


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that will happen by itself; `kind` lets the page put the close first."""

    id: str
    kind: Literal["close", "reminder", "other"]
    title_zh: str
    title_en: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OutboxCount:
    waiting: int
    failed: int


class MovableClock(Protocol):
    def now(self) -> datetime: ...
    def move_to(self, moment: datetime) -> None: ...


class Backstage(Protocol):
    """Implemented by the process that runs server, page and bot together; absent with `--server-only`."""

    @property
    def clock(self) -> MovableClock: ...

    def state(self) -> tuple[BotState, str]:
        """The bot's state and its last log line (already free of personal data)."""
        ...

    async def due(self) -> list[Due]: ...

    async def outbox(self) -> OutboxCount: ...

    async def steps(self) -> dict[str, bool]:
        """Facts behind the three steps of a first visit and the three things to try next: see `feed.STEPS`."""
        ...

    async def walk_to(self, moment: datetime) -> None:
        """Move the clock through every due moment with heartbeats, waiting for empty lanes each time."""
        ...

    async def restart(self) -> None: ...

    async def crash(self) -> None:
        """End the bot as `kill -9` would (nothing is finished or written), then start it again."""
        ...

    async def reset(self) -> None:
        """A new world from the same seed."""
        ...

    async def set_language(self, language: Literal["zh", "en"]) -> None: ...

    async def crowd_left(self, vote: str) -> tuple[int, str]:
        """Homes, bound or not, that have not answered this vote, and its title; 0 and no title when it is not open."""
        ...
