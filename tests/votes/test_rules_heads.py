"""Heads: who counts as one person, what is designated, what is flagged, what the frozen roster's hash covers."""

from dataclasses import replace

import pytest

from bot.rules.votes import (
    DEVELOPER_KEY,
    Kind,
    Parking,
    Weight,
    counted_rows,
    heads_of,
    overlapping_heads,
    roster_hash,
    total_weight,
)
from tests.votes.worlds import home, nine_homes


@pytest.mark.rule("R3.owners", "R3.area")
def test_all_homes_of_one_owner_set_are_one_head_and_their_area_is_summed():
    heads = heads_of([home(1, ["a", "b"]), home(2, ["b", "a"]), home(3, ["a"])])
    assert [head.ref for head in heads] == ["3栋-2单元-0101", "3栋-2单元-0301"]
    assert [head.weight for head in heads] == [Weight(200_00, 1), Weight(100_00, 1)]
    assert total_weight(heads) == Weight(300_00, 2)


@pytest.mark.rule("R3.developer")
def test_all_unsold_homes_of_the_developer_are_one_head_whoever_is_written_there():
    heads = heads_of(
        [home(1, ["d"], developer=True), home(2, ["d"]), home(3, ["e"], developer=True, designated="e"), home(4, [], developer=True)]
    )
    assert [len(head.rows) for head in heads] == [3, 1]
    assert heads[0].key == DEVELOPER_KEY
    assert heads[0].designated is None
    assert heads[0].owners == ("d", "e")


@pytest.mark.rule("R3.home")
def test_homes_whose_owner_nobody_knows_are_not_one_owner():
    assert len(heads_of([home(1, []), home(2, [])])) == 2


def test_the_first_designated_voter_of_a_head_speaks_for_all_its_homes():
    (head,) = heads_of([home(1, ["a", "b"]), home(2, ["a", "b"], designated="b"), home(3, ["a", "b"], designated="a")])
    assert head.designated == "b"


@pytest.mark.rule("R6.count", "R6.ignore")
def test_parking_counts_only_when_it_was_said():
    rows = [home(1), home(2, kind=Kind.PARKING), home(3, kind=Kind.STORAGE)]
    assert counted_rows(rows, Parking.COUNT) == rows
    assert counted_rows(rows, Parking.IGNORE) == rows[:1]
    assert counted_rows(rows, None) == rows[:1]


def test_a_head_is_named_by_its_first_home_not_by_its_parking_place():
    parking, dwelling = home(1, ["a"], kind=Kind.PARKING), home(2, ["a"])
    assert heads_of([parking, dwelling])[0].ref == dwelling.ref
    assert heads_of([parking])[0].ref == parking.ref


@pytest.mark.rule("R4.overlap")
def test_overlapping_owner_sets_are_flagged_once():
    heads = heads_of([home(1, ["a", "b"]), home(2, ["b", "a", "c"]), home(3, ["c"]), home(4, ["z"]), home(5, ["c"], developer=True)])
    assert [(one.ref[-4:], other.ref[-4:]) for one, other in overlapping_heads(heads)] == [("0101", "0201"), ("0201", "0301")]


def test_keys_are_the_same_for_the_same_roster_in_any_order():
    rows = [home(1, ["b", "a"]), home(2, ["a"]), home(3, ["d"], developer=True)]
    assert {head.key for head in heads_of(rows)} == {head.key for head in heads_of(rows[::-1])}


@pytest.mark.rule("R1.hash")
def test_the_hash_covers_everything_a_denominator_comes_from_and_not_the_order():
    rows = nine_homes()
    frozen = roster_hash(rows)
    assert roster_hash(rows[::-1]) == frozen
    for change in (
        {"area_cm2m": 100_01},
        {"owners": ("x",)},
        {"kind": Kind.PARKING},
        {"designated": "o1"},
        {"developer": True},
        {"room": "9"},
    ):
        assert roster_hash([replace(rows[0], **change), *rows[1:]]) != frozen
    assert roster_hash(rows[1:]) != frozen
