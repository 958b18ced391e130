"""An area that is so far from all others of the compound that a decimal point was probably forgotten."""

from dataclasses import dataclass

# Homes of one compound differ, a studio from a penthouse, but hardly by more: what is asked about is only asked about once.
TIMES_THE_LARGEST = 5
PART_OF_THE_SMALLEST = 5
# A point that was forgotten (8935), or set one or three places too far to the right.
_SHIFTS = (100, 10, 1_000)


@dataclass(frozen=True, slots=True)
class Range:
    """The smallest and the largest area of the homes that a compound has, in 0.01 m²."""

    smallest: int
    largest: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """`bound_cm2m` is the largest area where this one is too large, else the smallest. `likely_cm2m`: what may have been meant."""

    area_cm2m: int
    bound_cm2m: int
    is_large: bool
    likely_cm2m: int | None

    @property
    def times(self) -> int:
        """How many times the largest, or in how many parts of the smallest, in whole numbers."""
        return self.area_cm2m // self.bound_cm2m if self.is_large else self.bound_cm2m // self.area_cm2m


def doubt_of(area_cm2m: int, known: Range | None) -> Doubt | None:
    """None for an area as others have it, and where nothing is known yet."""
    if known is None:
        return None
    if area_cm2m > TIMES_THE_LARGEST * known.largest:
        return Doubt(area_cm2m, known.largest, True, _likely(area_cm2m, known))
    if area_cm2m * PART_OF_THE_SMALLEST < known.smallest:
        return Doubt(area_cm2m, known.smallest, False, None)
    return None


def _likely(area_cm2m: int, known: Range) -> int | None:
    """Within what the other homes have; nothing is rounded."""
    shifted = [area_cm2m // one for one in _SHIFTS if area_cm2m % one == 0]
    return next((one for one in shifted if known.smallest <= one <= known.largest), None)
