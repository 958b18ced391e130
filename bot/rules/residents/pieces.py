"""Words in pieces: apps cut what is over Telegram's 4,096 characters into several messages, most at a space somewhat earlier."""

from datetime import datetime, timedelta

# Longer than every answer that any question takes (a scheme's explanation: 1,500), so whatever it was meant for it is refused.
LONGEST_WORDS = 2_000
# The pieces of one text are sent in a row, and Telegram counts their time in whole seconds.
PIECES_WITHIN = timedelta(seconds=3)


def are_too_long(words: str) -> bool:
    return len(words) > LONGEST_WORDS


def is_rest(sent_at: datetime, long_one_at: datetime | None) -> bool:
    """Whether a message only goes on with the one before it, which was too long: its end alone is no answer."""
    return long_one_at is not None and timedelta() <= sent_at - long_one_at <= PIECES_WITHIN
