"""What the rooms agree on without knowing each other: languages, the clock, who acts."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal, Protocol

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


class Clock(Protocol):
    """The one source of time of a process; aware UTC."""

    def now(self) -> datetime: ...


Progress = Callable[[int, int], None]
"""Called with (done, total) by long work."""
