"""Which calls the bot made and what it was answered, newest last; nothing here knows the token."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# What the page can still open after a long visit; with --server-only a whole test run is kept.
PAGE_CALLS = 2_000
CONTROL_CALLS = 100_000

# Parameters that are secrets of their own.
SECRET_FIELDS = frozenset({"secret_token"})
MASK = "•••"


@dataclass(frozen=True, slots=True)
class Call:
    """`chat_id` says where it went (a group, or the person's private chat); `ms` is the whole answer's time."""

    number: int
    method: str
    chat_id: int | None
    ok: bool
    outcome: str
    ms: float
    at: float
    via: str
    request: dict[str, Any]
    response: dict[str, Any]

    @property
    def id(self) -> str:
        return f"c{self.number}"


def masked(params: dict[str, Any]) -> dict[str, Any]:
    return {name: MASK if name in SECRET_FIELDS and value else value for name, value in params.items()}


class Journal:
    def __init__(self, keep: int = PAGE_CALLS) -> None:
        self._calls: deque[Call] = deque(maxlen=keep)
        self._last = 0

    def keep(self, number: int) -> None:
        self._calls = deque(self._calls, maxlen=number)

    def next_number(self) -> int:
        self._last += 1
        return self._last

    def add(self, call: Call) -> None:
        self._calls.append(call)

    def find(self, call_id: str) -> Call | None:
        return next((call for call in reversed(self._calls) if call.id == call_id), None)

    def newest(self, count: int) -> list[Call]:
        found: list[Call] = []
        for call in reversed(self._calls):
            if len(found) == count:
                break
            found.append(call)
        return found

    def since(self, number: int) -> Iterator[Call]:
        return (call for call in self._calls if call.number > number)

    @property
    def last(self) -> int:
        return self._last

    def clear(self) -> None:
        self._calls.clear()
