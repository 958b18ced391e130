"""Which areas are asked about before they are taken."""

import pytest

from bot.rules.rosters.doubts import PART_OF_THE_SMALLEST, TIMES_THE_LARGEST, Range, doubt_of

KNOWN = Range(4_000, 14_350)


@pytest.mark.parametrize("area", [4_000 // PART_OF_THE_SMALLEST, 8_935, 14_350 * TIMES_THE_LARGEST])
def test_as_others_have_it_is_taken(area: int) -> None:
    assert doubt_of(area, KNOWN) is None


def test_the_first_home_has_nothing_to_be_compared_with() -> None:
    assert doubt_of(893_500, None) is None


@pytest.mark.parametrize(("area", "likely"), [(893_500, 8_935), (89_350, 8_935), (8_935_000, 8_935), (893_501, None), (9_999_900, None)])
def test_a_forgotten_point_is_guessed_only_where_it_fits(area: int, likely: int | None) -> None:
    found = doubt_of(area, KNOWN)
    assert found is not None
    assert (found.is_large, found.bound_cm2m, found.likely_cm2m) == (True, 14_350, likely)


def test_far_smaller_than_all_is_asked_about() -> None:
    found = doubt_of(799, KNOWN)
    assert found is not None
    assert (found.is_large, found.bound_cm2m, found.likely_cm2m, found.times) == (False, 4_000, None, 5)
