"""What a report prints of the roster that a vote was frozen from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StruckRow:
    """A row of the roster that staff left out, with their reason; a row without a room is named by its number."""

    building: str
    entrance: str
    room: str
    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class RosterNotes:
    """What the report prints of the roster (R2, R4)."""

    struck: tuple[StruckRow, ...] = ()
    overlapping: int = 0
    """Pairs of owner sets that share some owners and not all: two by law."""


NO_NOTES = RosterNotes()
