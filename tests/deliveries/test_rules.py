"""What a tap on a home writes down, and where a head stands (R8)."""

import pytest

from bot.rules.deliveries import Mark, Way, next_mark, state_of
from bot.rules.votes import BallotState


@pytest.mark.parametrize(
    ("current", "way", "on", "written"),
    [
        (None, Way.HANDED, True, Way.HANDED),
        (Way.HANDED, Way.HANDED, True, None),
        (Way.HANDED, Way.POSTED, True, Way.POSTED),
        (Way.HANDED, Way.HANDED, False, Mark.UNDONE),
        (None, Way.HANDED, False, None),
        (Way.CHAT, Way.HANDED, True, None),
        (Way.CHAT, Way.HANDED, False, None),
    ],
)
def test_a_tap_delivered_twice_is_one_and_a_letter_that_arrived_is_nobodys_to_take_back(
    current: Way | None, way: Way, on: bool, written: Way | Mark | None
) -> None:
    assert next_mark(current, way, on=on) is written


@pytest.mark.rule("R8.retracted", "R8.delivered")
def test_a_ballot_that_was_taken_back_returns_to_delivered() -> None:
    assert state_of(None, delivered=False) is BallotState.NOT_DELIVERED
    assert state_of(None, delivered=True) is BallotState.DELIVERED
    assert state_of(BallotState.AGREE, delivered=False) is BallotState.AGREE
