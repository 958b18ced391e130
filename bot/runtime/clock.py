"""The one clock of a process. Only the sandbox's can be moved, from inside its own process."""

from datetime import UTC, datetime, timedelta


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class SandboxClock:
    """Runs at real speed from wherever it was put; never backwards once the world is open."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = self._first_offset = (start - datetime.now(UTC)) if start else timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def move_to(self, moment: datetime) -> None:
        self._offset = moment - datetime.now(UTC)

    def start_over(self) -> None:
        """As if it had never been moved: for another world."""
        self._offset = self._first_offset
