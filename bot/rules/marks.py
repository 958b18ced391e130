"""Words that were shown and wait for their button: the button bears a mark of them, so that it sends no others.

What somebody typed waits once for each person, and an older screen keeps its button.
"""

import hashlib

# Two texts of one person are told apart by so much of their hash.
MARK_LENGTH = 6


def mark_of(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:MARK_LENGTH]


def is_marked(mark: str, words: str) -> bool:
    """A button without a mark is of an earlier version."""
    return mark in {"", mark_of(words)}
