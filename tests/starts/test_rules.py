"""Ticks come from facts."""

from bot.rules.starts import StartFacts, Step, can_draft, is_done, steps_left

NOTHING = StartFacts("p", "和平小区", "bot")
ALL = StartFacts("p", "和平小区", "bot", homes=160, buildings=10, buildings_with_head=1, groups=1, slips=160)


def test_four_steps_are_left_at_first_and_none_at_last() -> None:
    assert steps_left(NOTHING) == tuple(Step)
    assert steps_left(ALL) == ()


def test_a_roster_with_a_gap_is_not_done() -> None:
    facts = StartFacts("p", "和平小区", "bot", homes=160, gaps=2)
    assert not is_done(facts, Step.ROSTER)
    assert not can_draft(facts)


def test_a_vote_needs_only_the_roster() -> None:
    assert can_draft(StartFacts("p", "和平小区", "bot", homes=160))
