"""The worked cases of voting-rules section 9, by number."""

from dataclasses import replace

import pytest

from bot.rules.votes import ChangePolicy, InvalidReason, Margins, Matter, Outcome, tally
from tests.votes.worlds import CLOSES, SECOND, ballot, ballots, home, nine_homes, rules

MET = Margins(0, 0, 0, 0)


def result(said, matter=Matter.ORDINARY, roster=None, **more):
    return tally(roster or nine_homes(), ballots(said) if isinstance(said, str) else said, rules(matter, **more))


@pytest.mark.rule("case 1.passed", "S5.quorum")
def test_case_1_six_of_nine_is_exactly_the_quorum():
    passed = result("YYYYYY")
    assert (passed.outcome, passed.margins) == (Outcome.PASSED, MET)


@pytest.mark.rule("case 2.no_quorum", "S5.margins")
def test_case_2_five_of_nine_lack_one_head():
    short = result("YYYYY")
    assert short.outcome is Outcome.NO_QUORUM
    assert short.margins == Margins(quorum_area=100_00, quorum_heads=1, majority_area=0, majority_heads=0)


@pytest.mark.rule("case 3.passed", "S6.paradox")
def test_case_3_a_vote_against_brings_the_quorum():
    assert result("YYYYYN").outcome is Outcome.PASSED


@pytest.mark.rule("case 4.rejected", "S5.ordinary")
def test_case_4_exactly_half_is_no_majority():
    half = result("YYYNNN")
    assert half.outcome is Outcome.REJECTED
    assert half.margins == Margins(0, 0, majority_area=1, majority_heads=1)


@pytest.mark.rule("case 5.passed", "case 5.rejected", "S5.special")
@pytest.mark.parametrize(("said", "outcome"), [("YYYYYYNN", Outcome.PASSED), ("YYYYYNN", Outcome.REJECTED)])
def test_case_5_three_quarters_include_the_number(said, outcome):
    assert result(said, Matter.SPECIAL).outcome is outcome


@pytest.mark.rule("case 6.rejected", "R9.abstain", "R8.abstain")
def test_case_6_abstaining_takes_part_and_does_not_agree():
    tied = result("YYYNAA")
    assert tied.outcome is Outcome.REJECTED
    assert tied.counts.abstain.heads == 2


@pytest.mark.rule("case 9.undesignated", "case 9.designated", "R4.differ")
@pytest.mark.parametrize(
    ("designated", "outcome", "disputed", "opinions"),
    [(None, Outcome.NO_QUORUM, ("3栋-2单元-0601",), 0), ("wife", Outcome.PASSED, (), 1)],
)
def test_case_9_spouses_differ(designated, outcome, disputed, opinions):
    roster = nine_homes()
    roster[5] = home(6, ["wife", "husband"], designated=designated)
    said = [*ballots("YYYYY"), ballot(6, "Y", "wife"), ballot(6, "N", "husband")]
    joint = result(said, roster=roster)
    assert (joint.outcome, joint.disputed, joint.opinions) == (outcome, disputed, opinions)


@pytest.mark.rule("case 12.changed", "case 12.never", "R12.never", "R12.refused")
@pytest.mark.parametrize(
    ("change", "outcome", "reasons"),
    [
        (ChangePolicy.UNTIL_CLOSE, Outcome.REJECTED, []),
        (ChangePolicy.ONCE, Outcome.REJECTED, []),
        (ChangePolicy.NEVER, Outcome.PASSED, [InvalidReason.CHANGE_REFUSED]),
    ],
)
def test_case_12_one_changes_to_against(change, outcome, reasons):
    changed = result([*ballots("YYYYNN"), ballot(1, "N", at=CLOSES)], change=change)
    assert changed.outcome is outcome
    assert [one.reason for one in changed.invalid] == reasons


@pytest.mark.rule("case 13.late", "R14.at", "R14.after")
def test_case_13_a_second_late_is_late_and_the_closing_time_itself_is_not():
    late = result([*ballots("YYYYY"), ballot(6, "Y", at=CLOSES + SECOND)])
    assert late.outcome is Outcome.NO_QUORUM
    assert [(one.ref, one.reason) for one in late.invalid] == [("3栋-2单元-0601", InvalidReason.LATE)]
    assert result([*ballots("YYYYY"), ballot(6, "Y", at=CLOSES)]).outcome is Outcome.PASSED


@pytest.mark.rule("case 15.opinion", "R7.unverified")
def test_case_15_an_unverified_member_is_an_opinion():
    said = [*ballots("YYYYY"), replace(ballot(6, "Y"), verified=False)]
    assert (result(said).outcome, result(said).opinions, result(said).invalid) == (Outcome.NO_QUORUM, 1, ())


@pytest.mark.rule("case 21.retracts", "case 21.abstains", "R8.retracted", "R9.abstain")
@pytest.mark.parametrize("change", [ChangePolicy.ONCE, ChangePolicy.UNTIL_CLOSE])
def test_case_21_retracting_leaves_and_abstaining_stays(change):
    assert result([*ballots("YYYYYY"), ballot(6, "R", at=CLOSES)], change=change).outcome is Outcome.NO_QUORUM
    abstained = result([*ballots("YYYYYY"), ballot(6, "A", at=CLOSES)], change=change)
    assert abstained.outcome is Outcome.PASSED
    assert (abstained.counts.agree.heads, abstained.counts.participating.heads) == (5, 6)


@pytest.mark.rule("case 25.quorum", "case 25.unanimous")
@pytest.mark.parametrize(
    ("matter", "outcome"),
    [(Matter.ORDINARY, Outcome.NO_QUORUM), (Matter.SPECIAL, Outcome.NO_QUORUM), (Matter.UNANIMOUS, Outcome.REJECTED)],
)
def test_case_25_nobody_votes(matter, outcome):
    silent = result("", matter)
    assert silent.outcome is outcome
    assert silent.counts.participating.heads == 0
