"""Articles 278 and 279 at their edges: shares as whole numbers, margins, consultations, the four inequalities as numbers."""

from fractions import Fraction

import pytest

from bot.rules.votes import (
    CIVIL_CODE,
    Bar,
    Hurdle,
    Margins,
    Matter,
    MatterRule,
    Measure,
    Outcome,
    Threshold,
    ThresholdShare,
    Weight,
    at_least,
    decide,
    describe,
    more_than,
)

TOTAL = Weight(900_00, 9)


def heads(number: int) -> Weight:
    return Weight(number * 100_00, number)


@pytest.mark.rule("S5.quorum")
@pytest.mark.parametrize(("whole", "needed"), [(0, 0), (1, 1), (2, 2), (3, 2), (9, 6), (10, 7)])
def test_two_thirds_include_the_number(whole, needed):
    assert at_least(Fraction(2, 3), whole) == needed


@pytest.mark.rule("S5.ordinary")
@pytest.mark.parametrize(("whole", "needed"), [(0, 1), (1, 1), (2, 2), (5, 3), (6, 4)])
def test_a_majority_is_more_than_half(whole, needed):
    assert more_than(Fraction(1, 2), whole) == needed


@pytest.mark.rule("S2.integers")
def test_areas_beyond_any_float_are_exact():
    huge = 3 * 10**20
    assert decide(Matter.ORDINARY, Weight(huge, 3), Weight(2 * 10**20, 2), Weight(10**20, 2)).outcome is Outcome.REJECTED
    assert decide(Matter.ORDINARY, Weight(huge, 3), Weight(2 * 10**20, 2), Weight(10**20 + 1, 2)).outcome is Outcome.PASSED
    assert decide(Matter.ORDINARY, Weight(huge, 3), Weight(2 * 10**20 - 1, 2), Weight(10**20 + 1, 2)).margins.quorum_area == 1


@pytest.mark.rule("S5.quorum", "S5.ordinary")
def test_area_and_heads_must_both_take_part_and_both_agree():
    assert decide(Matter.ORDINARY, TOTAL, Weight(599_99, 6), Weight(599_99, 6)).margins == Margins(1, 0, 0, 0)
    assert decide(Matter.ORDINARY, TOTAL, Weight(800_00, 5), Weight(800_00, 5)).margins == Margins(0, 1, 0, 0)
    assert decide(Matter.ORDINARY, TOTAL, heads(6), Weight(300_00, 5)).margins == Margins(0, 0, 1, 0)
    assert decide(Matter.ORDINARY, TOTAL, heads(6), Weight(500_00, 3)).margins == Margins(0, 0, 0, 1)


@pytest.mark.rule("S5.margins", "S5.special")
def test_the_majority_margin_holds_at_the_participation_reached():
    assert decide(Matter.ORDINARY, TOTAL, heads(2), heads(0)) == (Outcome.NO_QUORUM, Margins(400_00, 4, 100_01, 2))
    assert decide(Matter.SPECIAL, TOTAL, heads(7), heads(4)) == (Outcome.REJECTED, Margins(0, 0, 125_00, 2))


@pytest.mark.rule("S5.unanimous")
def test_unanimous_asks_for_everybody_and_for_no_quorum():
    assert decide(Matter.UNANIMOUS, TOTAL, heads(9), heads(8)) == (Outcome.REJECTED, Margins(0, 0, 100_00, 1))
    assert decide(Matter.UNANIMOUS, TOTAL, heads(9), heads(9)).outcome is Outcome.PASSED


@pytest.mark.rule("S5.counted", "S5.threshold", "S5.never_no_quorum")
@pytest.mark.parametrize(
    ("threshold", "agree", "outcome", "margins"),
    [
        (None, 0, Outcome.COUNTED, Margins(0, 0, 0, 0)),
        (Threshold(ThresholdShare.HALF), 4, Outcome.REJECTED, Margins(0, 0, 0, 1)),
        (Threshold(ThresholdShare.HALF), 5, Outcome.PASSED, Margins(0, 0, 0, 0)),
        (Threshold(ThresholdShare.HALF, by_area=True), 4, Outcome.REJECTED, Margins(0, 0, 50_00, 1)),
        (Threshold(ThresholdShare.TWO_THIRDS), 6, Outcome.PASSED, Margins(0, 0, 0, 0)),
        (Threshold(ThresholdShare.TWO_THIRDS, by_area=True), 5, Outcome.REJECTED, Margins(0, 0, 100_00, 1)),
    ],
)
def test_a_consultation_is_held_against_all_and_never_lacks_a_quorum(threshold, agree, outcome, margins):
    assert decide(Matter.CONSULTATION, TOTAL, heads(agree), heads(agree), threshold) == (outcome, margins)


@pytest.mark.rule("S5.threshold")
def test_a_consultation_by_heads_does_not_look_at_the_area():
    few_large = decide(Matter.CONSULTATION, TOTAL, Weight(890_00, 4), Weight(890_00, 4), Threshold(ThresholdShare.HALF))
    many_small = decide(Matter.CONSULTATION, TOTAL, Weight(10, 5), Weight(10, 5), Threshold(ThresholdShare.HALF))
    assert (few_large.outcome, many_small.outcome) == (Outcome.REJECTED, Outcome.PASSED)


@pytest.mark.rule("S5.old_thresholds")
@pytest.mark.parametrize("matter", [Matter.ORDINARY, Matter.SPECIAL, Matter.UNANIMOUS])
def test_a_threshold_of_all_is_never_taken_for_the_law(matter):
    with pytest.raises(ValueError, match="consultation"):
        decide(matter, TOTAL, heads(9), heads(9), Threshold(ThresholdShare.HALF))


@pytest.mark.rule("S5.margins")
def test_the_four_inequalities_say_what_is_held_against_what():
    quorum_area, quorum_heads, majority_area, majority_heads = describe(Matter.ORDINARY, TOTAL, heads(6), heads(3))
    assert (quorum_area.hurdle, quorum_area.measure, quorum_area.share) == (Hurdle.QUORUM, Measure.AREA, Fraction(2, 3))
    assert (quorum_heads.have, quorum_heads.whole, quorum_heads.needed, quorum_heads.met) == (6, 9, 6, True)
    assert (majority_area.have, majority_area.whole, majority_area.strictly) == (300_00, 600_00, True)
    assert (majority_heads.whole, majority_heads.missing, majority_heads.met) == (6, 1, False)


def test_where_nothing_is_asked_the_share_is_none():
    shares = [one.share for one in describe(Matter.CONSULTATION, TOTAL, heads(6), heads(3), Threshold(ThresholdShare.HALF))]
    assert shares == [None, None, None, Fraction(1, 2)]
    assert [one.share for one in describe(Matter.UNANIMOUS, TOTAL, heads(6), heads(3))] == [None, None, 1, 1]


def test_a_profile_decides_by_its_own_numbers() -> None:
    three_fifths = MatterRule(Bar(1, 2, strictly=True), Bar(3, 5))
    assert decide(Matter.ORDINARY, TOTAL, heads(4), heads(4), rule=three_fifths).outcome is Outcome.NO_QUORUM
    assert decide(Matter.ORDINARY, TOTAL, heads(5), heads(3), rule=three_fifths) == (Outcome.PASSED, Margins(0, 0, 0, 0))
    assert decide(Matter.ORDINARY, TOTAL, heads(6), heads(3), rule=three_fifths) == (Outcome.REJECTED, Margins(0, 0, 60_00, 1))


def test_a_majority_of_all_is_measured_on_all() -> None:
    of_all = MatterRule(None, Bar(1, 2, strictly=True), of_all=True)
    assert decide(Matter.SPECIAL, TOTAL, heads(5), heads(5), rule=of_all).outcome is Outcome.PASSED
    assert decide(Matter.SPECIAL, TOTAL, heads(4), heads(4), rule=of_all) == (Outcome.REJECTED, Margins(0, 0, 50_01, 1))


@pytest.mark.parametrize("matter", CIVIL_CODE)
def test_the_law_itself_is_what_decides_without_a_profile(matter: Matter) -> None:
    for part in range(10):
        for agree in range(part + 1):
            given = (matter, TOTAL, heads(part), heads(agree))
            assert decide(*given) == decide(*given, rule=CIVIL_CODE[matter])


def test_a_consultation_follows_no_profile() -> None:
    rule = MatterRule(Bar(2, 3), Bar(1, 1))
    assert decide(Matter.CONSULTATION, TOTAL, heads(1), heads(0), rule=rule).outcome is Outcome.COUNTED
    asked = Threshold(ThresholdShare.HALF)
    assert decide(Matter.CONSULTATION, TOTAL, heads(5), heads(5), asked, rule=rule).outcome is Outcome.PASSED
