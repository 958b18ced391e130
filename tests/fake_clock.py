"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 2, 27, 2, 32, tzinfo=UTC)  # 10:32 in Shanghai, a Friday


class FakeClock:
    def __init__(self, start: datetime = START) -> None:
        self.moment = start

    def now(self) -> datetime:
        return self.moment

    def move(self, by: timedelta) -> None:
        self.moment += by

    def move_to(self, moment: datetime) -> None:
        self.moment = moment
