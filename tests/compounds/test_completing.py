"""What the compound knows fills in what a file leaves out: each question is asked once."""

from dataclasses import replace

import pytest

from bot.rules.rosters import HomeKind, RosterGap, RosterHome, RosterProblem, RosterReading
from bot.rules.rosters.completing import complete
from bot.rules.rosters.filling import AreaUnreadable, typed_gap
from bot.rules.rosters.gaps import KnownGap
from tests.compounds.rosters import gap, home, reading

KNOWN = home("1栋", "1单元", "0101", 8_000, "甲")


def completed(*homes: RosterHome, gaps: tuple[RosterGap, ...], filled: tuple[tuple[RosterGap, str], ...] = ()) -> RosterReading:
    settled = [(KnownGap(str(number), "filled", row, "名册.xlsx"), key) for number, (row, key) in enumerate(filled)]
    return complete(reading(*homes, gaps=gaps), {KNOWN.key: KNOWN}, settled)


def test_a_row_without_an_area_keeps_the_one_that_is_known_and_says_the_rest() -> None:
    found = completed(gaps=(gap("1栋", "1单元", "101", RosterProblem.NO_AREA, "乙", row=4),))
    assert found.gaps == ()
    assert [(one.room, one.area_cm2m, one.owners, one.row) for one in found.homes] == [("0101", 8_000, ("乙",), 4)]


def test_of_an_unreadable_row_nothing_is_believed() -> None:
    found = completed(gaps=(gap("1栋", "1单元", "101", RosterProblem.UNREADABLE, "#REF"),))
    assert [one.owners for one in found.homes] == [("甲",)]


def test_what_nothing_is_known_about_stays_a_gap() -> None:
    unknown = (gap("1栋", "1单元", "102"), gap("1栋", "1单元", "", RosterProblem.NO_ROOM, "丙"))
    assert completed(gaps=unknown).gaps == unknown


def test_one_filled_row_without_a_room_answers_one_row() -> None:
    rows = tuple(gap("1栋", "1单元", "", RosterProblem.NO_ROOM, "甲", row=row) for row in (3, 4))
    found = completed(gaps=rows, filled=((rows[0], KNOWN.key),))
    assert [one.key for one in found.homes] == [KNOWN.key]
    assert [one.row for one in found.gaps] == [4]


def test_a_home_is_never_named_twice() -> None:
    duplicate = gap("1栋", "1单元", "0101", RosterProblem.DUPLICATE)
    again = gap("1栋", "1单元", "101")
    found = completed(KNOWN, gaps=(duplicate, again))
    assert (found.homes, found.gaps) == ((KNOWN,), (duplicate, again))


def test_an_area_may_be_typed_with_its_unit_apart() -> None:
    lacks_area = gap("1栋", "1单元", "102")
    for words in ("88.10 平方米", "88.10㎡", "88.1", "1栋1单元102 88.10 ㎡"):
        assert typed_gap(lacks_area, words) == (lacks_area.name, 8_810), words
    lacks_both = gap("1栋", "1单元", "", RosterProblem.NO_ROOM)
    for words in ("102 88.10 平方米", "1-1-102 88.10 ㎡", "102 88.10"):
        assert typed_gap(lacks_both, words) == (lacks_area.name, 8_810), words


def test_words_without_a_number_are_no_room() -> None:
    lacks_room = replace(gap("1栋", "1单元", "", RosterProblem.NO_ROOM), area_cm2m=6_600)
    for words in ("不知道", "没有", "?", "3" * 25):
        with pytest.raises(AreaUnreadable):
            typed_gap(lacks_room, words)


def test_a_parking_place_keeps_its_kind() -> None:
    place = replace(KNOWN, kind=HomeKind.PARKING, building="", entrance="", room="地上1号")
    row = replace(gap("", "", "地上1号"), kind=HomeKind.PARKING)
    found = complete(reading(gaps=(row,)), {place.key: place}, ())
    assert [one.kind for one in found.homes] == [HomeKind.PARKING]


def test_a_row_whose_owner_was_unreadable_is_taken_as_it_stands() -> None:
    """It knows its room and its area: a number typed for it could only replace one of them by mistake."""
    known = replace(gap("6栋", "1单元", "302", RosterProblem.UNREADABLE), area_cm2m=8_000)
    assert typed_gap(known, "") == (known.name, 8_000)
    for words in ("303", "89.35", "不知道"):
        with pytest.raises(AreaUnreadable):
            typed_gap(known, words)


def test_a_flat_without_its_building_has_no_place_yet() -> None:
    """A room alone was taken for the area, and the home came to stand in no building."""
    nowhere = replace(gap("", "1单元", "302", RosterProblem.NO_ROOM), area_cm2m=8_000)
    assert nowhere.needs_place
    assert not replace(nowhere, kind=HomeKind.PARKING).needs_place
    for words in ("6栋1单元302", "6-1-302"):
        name, area = typed_gap(nowhere, words)
        assert (name.in_files, area) == ("6栋-1单元-0302", 8_000) or (name.in_files, area) == ("6栋-1单元-302", 8_000)
    for words in ("6栋", "6", "80", "302", ""):
        with pytest.raises(AreaUnreadable):
            typed_gap(nowhere, words)
