"""Which of the two votes of one matter a vote is."""

from enum import StrEnum


class Part(StrEnum):
    """Which of the two votes of one matter (a lift)."""

    OWN = "own"
    """Of its building."""
    LAND = "land"
    """Of the whole compound, on the common land that it takes."""
