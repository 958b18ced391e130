"""When a sheet may be printed, until when objections are heard, from when on a result is final."""

from datetime import UTC, date, datetime

import pytest

from bot.rules.sheets import (
    PaperSize,
    SheetAfterClose,
    SheetBeforeClose,
    SheetHome,
    SheetKind,
    SheetOfCancelled,
    check_may_print,
    final_from,
    homes_to_ask,
    last_day_to_object,
    printed,
    template_name,
)
from bot.rules.votes.electorates import RosterHome, freeze
from bot.rules.votes.facts import VoteState
from bot.rules.votes.heads import Kind, RosterRow
from tests.sheets.samples import result, sheet_of

CLOSES = datetime(2026, 3, 1, 10, tzinfo=UTC)
RESULTS = (SheetKind.PRELIMINARY, SheetKind.FINAL)


@pytest.mark.rule("S6.nobody")
@pytest.mark.parametrize("kind", SheetKind)
@pytest.mark.parametrize("state", VoteState)
def test_results_after_the_close_and_papers_before_it(kind: SheetKind, state: VoteState) -> None:
    """Section 6: nothing of for and against before the close; UNDECIDED is not closed yet."""
    wanted: type[Exception] | None = None
    if state in {VoteState.CANCELLED, VoteState.RETRACTED}:
        wanted = SheetOfCancelled
    elif kind in RESULTS and state is not VoteState.CLOSED:
        wanted = SheetBeforeClose
    elif kind not in RESULTS and state is not VoteState.OPEN:
        wanted = SheetAfterClose
    if wanted is None:
        check_may_print(kind, state, CLOSES)
    else:
        with pytest.raises(wanted):
            check_may_print(kind, state, CLOSES)


@pytest.mark.parametrize(
    ("posted", "days", "last"),
    [
        (date(2026, 3, 2), 7, date(2026, 3, 9)),  # the day of posting is not counted
        (date(2026, 3, 1), 7, date(2026, 3, 9)),  # would end on a Sunday
        (date(2026, 2, 28), 7, date(2026, 3, 9)),  # on a Saturday
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
        (date(2026, 12, 30), 7, date(2027, 1, 6)),
    ],
)
def test_the_last_day_to_object_is_a_working_day(posted: date, days: int, last: date) -> None:
    assert last_day_to_object(posted, days) == last


@pytest.mark.rule("S7.final")
def test_a_result_is_final_at_the_earliest_when_objections_to_the_first_sheet_have_run_out() -> None:
    closed = date(2026, 3, 2)
    assert final_from(SheetKind.FINAL, closed, printed_on=closed, days=7) == date(2026, 3, 10)
    assert final_from(SheetKind.FINAL, closed, printed_on=date(2026, 3, 20), days=7) == date(2026, 3, 20)


def test_a_preliminary_sheet_that_is_posted_late_makes_the_result_final_late() -> None:
    """Its two dates are about one period: who reads it may object to the end of it."""
    closed, posted = date(2026, 3, 2), date(2026, 3, 20)
    assert final_from(SheetKind.PRELIMINARY, closed, printed_on=closed, days=7) == date(2026, 3, 10)
    assert last_day_to_object(posted, 7) == date(2026, 3, 27)
    assert final_from(SheetKind.PRELIMINARY, closed, printed_on=posted, days=7) == date(2026, 3, 28)


def test_a_final_sheet_that_is_printed_too_early_is_known() -> None:
    assert printed(result(SheetKind.FINAL), SheetKind.FINAL).too_early
    # The preliminary one is what objections are made to: it is posted at once.
    preliminary = result(SheetKind.PRELIMINARY)
    assert preliminary.final_from is not None
    assert preliminary.about.printed_on < preliminary.final_from
    assert not printed(preliminary, SheetKind.PRELIMINARY).too_early
    assert printed(sheet_of(SheetKind.BALLOTS), SheetKind.BALLOTS).homes == 36


def test_every_template_has_a_name_of_its_own() -> None:
    assert len({template_name(kind, paper) for kind in SheetKind for paper in PaperSize}) == 8


def test_a_paper_for_each_dwelling_and_one_for_whoever_owns_a_parking_place_only() -> None:
    def part(number: int, room: str, owner: str, kind: Kind = Kind.HOME) -> RosterHome:
        return RosterHome(room, RosterRow("1栋", "1单元", room, 100_00, (owner,), kind=kind), "register", number)

    two = [part(3, "0301", "a"), part(1, "0101", "a"), part(4, "P1", "a", Kind.PARKING)]
    parked = [part(5, "P2", "b", Kind.PARKING), part(6, "P3", "b", Kind.PARKING)]
    assert [home.room for home in homes_to_ask(freeze([*two, *parked]).electors)] == ["0101", "0301", "P2"]
    assert homes_to_ask(freeze(two[:1]).electors) == (SheetHome("1栋", "1单元", "0301", 100_00),)
