"""Concerns: raised in private, answered by the chief, settled or not."""

# Where a role ends, `residents` hands concerns on: it is loaded whole before anything here that it asks for.
from bot.actions import residents as _residents

__all__: list[str] = []
assert _residents
