"""From nothing to the first vote: the clerk's card, the first community, and what is taken over from the sandbox."""

from bot.actions.starts.cards import put_start_card, read_start
from bot.actions.starts.founding import found, read_founded
from bot.actions.starts.takeover import read_sandbox, take_over

__all__ = ["found", "put_start_card", "read_founded", "read_sandbox", "read_start", "take_over"]
