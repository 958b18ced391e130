"""What fits a budget, what a tap does, how homes' choices become a ranked list of demands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.votes.drafts import RETRACTABLE_FOR
from bot.rules.wishes import (
    MOST_ITEMS,
    Lack,
    WishClass,
    WishItem,
    WishMenu,
    WishState,
    after_tap,
    check_open,
    check_retractable,
    class_totals,
    in_order,
    is_cut_by_tie,
    lacks,
    left_of,
    never_chosen,
    rank,
    stamp_of,
    too_dear_by,
    undone,
    with_item,
    without_item,
)
from bot.rules.wishes.violations import ItemUnknown, NameTwice, NothingToUndo, TooDear, TooLateToRetract, TooManyItems, WishesOver

NOW = datetime(2026, 2, 27, 2, 32, tzinfo=UTC)
BASIC, IMPROVEMENT, UPGRADE = WishClass


def item(name: str, kind: WishClass, yuan: int) -> WishItem:
    return WishItem(name, kind, "项", yuan * 100, 100)


def menu(*items: WishItem, budget: int | None = 1_000) -> WishMenu:
    return WishMenu("m", "c", "和平小区", in_order(items), None if budget is None else budget * 100, NOW + timedelta(days=2))


# Basic 400 of 1,000: 600 are left. Numbers: 0 pipes; 1 rail 300, 2 lamps 200; 3 garden 250, 4 gate 500.
FIVE = menu(
    item("水管", BASIC, 400),
    item("扶手", IMPROVEMENT, 300),
    item("路灯", IMPROVEMENT, 200),
    item("花园", UPGRADE, 250),
    item("大门", UPGRADE, 500),
)


def test_what_an_item_costs_is_whole_fen() -> None:
    assert WishItem("屋面", BASIC, "㎡", 28_050, 120_050).cost == 33_674_025
    assert WishItem("线", BASIC, "米", 1, 50).cost == 1, "half a fen is one"
    assert WishItem("线", BASIC, "米", 1, 49).cost == 0


def test_items_stand_by_class_and_as_written_within_it() -> None:
    written = (item("大门", UPGRADE, 5), item("扶手", IMPROVEMENT, 3), item("水管", BASIC, 4), item("路灯", IMPROVEMENT, 2))
    assert [one.name for one in in_order(written)] == ["水管", "扶手", "路灯", "大门"]


def test_what_is_basic_is_taken_off_the_budget_first() -> None:
    assert FIVE.basics == 40_000
    assert FIVE.to_choose_with == 60_000
    assert FIVE.choosable == (1, 2, 3, 4)
    assert left_of(FIVE, (1, 2)) == 10_000


def test_what_does_not_fit_says_by_how_much() -> None:
    assert after_tap(FIVE, (), 1, on=True) == (1,)
    assert after_tap(FIVE, (1,), 3, on=True) == (1, 3)
    assert too_dear_by(FIVE, (1, 3), 2) == 15_000
    assert too_dear_by(FIVE, (1, 3), 1) == 0, "it is chosen"
    with pytest.raises(TooDear) as refused:
        after_tap(FIVE, (1, 3), 4, on=True)
    assert refused.value.data == {"name": "大门", "cost": 50_000, "left": 5_000, "short": 45_000, "alone": False}


def test_the_last_fen_may_be_spent() -> None:
    assert left_of(FIVE, after_tap(replace(FIVE, budget=90_000), (), 4, on=True)) == 10_000
    assert after_tap(replace(FIVE, budget=90_000), (), 4, on=True) == (4,)
    with pytest.raises(TooDear):
        after_tap(replace(FIVE, budget=89_999), (), 4, on=True)


def test_a_tap_that_arrives_twice_does_no_harm() -> None:
    assert after_tap(FIVE, (1,), 1, on=True) == (1,)
    assert after_tap(FIVE, (1,), 1, on=False) == ()
    assert after_tap(FIVE, (), 1, on=False) == ()


@pytest.mark.parametrize("number", [-1, 0, 5])
def test_neither_basic_nor_unknown_items_are_chosen(number: int) -> None:
    for on in (True, False):
        with pytest.raises(ItemUnknown):
            after_tap(FIVE, (), number, on=on)


def test_until_its_time() -> None:
    assert FIVE.closes_at is not None
    check_open(WishState.OPEN, FIVE.closes_at, FIVE.closes_at)
    late = FIVE.closes_at + timedelta(microseconds=1)
    for state, at in ((WishState.OPEN, late), (WishState.CLOSED, NOW), (WishState.CANCELLED, NOW), (WishState.DRAFT, NOW)):
        with pytest.raises(WishesOver):
            check_open(state, FIVE.closes_at, at)


def test_taken_back_for_two_minutes_while_no_home_has_chosen() -> None:
    check_retractable(NOW, NOW + RETRACTABLE_FOR, tapped=False)
    with pytest.raises(TooLateToRetract) as late:
        check_retractable(NOW, NOW + RETRACTABLE_FOR + timedelta(seconds=1), tapped=False)
    with pytest.raises(TooLateToRetract) as tapped:
        check_retractable(NOW, NOW, tapped=True)
    assert (late.value.tapped, tapped.value.tapped) == (False, True)


# drafting
def test_what_a_draft_lacks() -> None:
    assert lacks(FIVE) == ()
    assert lacks(WishMenu("m", "c", "和平小区")) == (Lack.ITEMS, Lack.BUDGET, Lack.CLOSING)
    assert lacks(menu(item("水管", BASIC, 400), item("扶手", IMPROVEMENT, 300))) == (Lack.ITEMS,), "one is no choice"
    assert lacks(replace(FIVE, budget=39_999)) == (Lack.BASICS_OVER,)
    assert lacks(replace(FIVE, budget=59_999)) == (Lack.NOTHING_FITS,), "the cheapest costs 200"
    assert lacks(replace(FIVE, budget=60_000)) == ()


def test_an_item_joins_its_class_or_is_told_why_not() -> None:
    assert [one.name for one in with_item(FIVE.items, item("水泵", BASIC, 1))][:2] == ["水管", "水泵"]
    with pytest.raises(NameTwice):
        with_item(FIVE.items, item("水管", UPGRADE, 1))
    many = [item(f"第{number}项", UPGRADE, 1) for number in range(MOST_ITEMS)]
    with pytest.raises(TooManyItems):
        with_item(many, item("再一项", UPGRADE, 1))


def test_an_item_leaves_and_comes_back() -> None:
    fewer = without_item(FIVE.items, 4)
    assert [one.name for one in fewer] == ["水管", "扶手", "路灯", "花园"]
    assert undone(FIVE.items) == FIVE.items
    with pytest.raises(NothingToUndo):
        undone(None)
    for number in (-1, 5):
        with pytest.raises(ItemUnknown):
            without_item(FIVE.items, number)


def test_the_stamp_names_everything_that_is_shown() -> None:
    others = [replace(FIVE, budget=1), replace(FIVE, closes_at=NOW), replace(FIVE, items=FIVE.items[1:])]
    others.append(replace(FIVE, items=(replace(FIVE.items[0], amount=99), *FIVE.items[1:])))
    assert len({stamp_of(one) for one in (FIVE, *others)}) == 5


# the result
def test_the_demand_list_by_homes_with_shared_ranks() -> None:
    rows = rank(FIVE, [(1, 2), (1, 3), (2,), (1,), (3,)])
    assert [(row.item, row.homes, row.rank) for row in rows] == [(1, 3, 1), (2, 2, 2), (3, 2, 2), (4, 0, 4)]


def test_equals_are_reached_together_or_not_at_all() -> None:
    """300 for the first leave 300; the two equals cost 450 together: neither is done before the other by the order of the menu."""
    rows = rank(FIVE, [(1, 2), (1, 3), (1,)])
    assert [row.within for row in rows] == [True, False, False, False]
    assert is_cut_by_tie(FIVE, rows)
    enough = rank(replace(FIVE, budget=115_000), [(1, 2), (1, 3), (1,)])
    assert [row.within for row in enough] == [True, True, True, False]
    assert not is_cut_by_tie(FIVE, rank(FIVE, [(4,), (4,), (1,)])), "what comes after is dearer than what is left, and alone"


def test_the_list_is_not_skipped_for_something_cheaper() -> None:
    rows = rank(FIVE, [(1, 3), (1, 3), (1,), (4,), (4,), (4,), (4,), (2,)])
    assert [(row.item, row.within) for row in rows] == [(4, True), (1, False), (3, False), (2, False)]


def test_nobody_chose_anything() -> None:
    rows = rank(FIVE, [])
    assert [(row.item, row.homes, row.rank, row.within) for row in rows] == [(number, 0, 1, False) for number in (1, 2, 3, 4)]
    assert not is_cut_by_tie(FIVE, rows)


def test_totals_of_each_class() -> None:
    totals = class_totals(FIVE, rank(FIVE, [(1, 2), (1,), (2,)]))
    assert [(one.kind, one.items, one.cost, one.within_items, one.within_cost) for one in totals] == [
        (BASIC, 1, 40_000, 1, 40_000),
        (IMPROVEMENT, 2, 50_000, 2, 50_000),
        (UPGRADE, 2, 75_000, 0, 0),
    ]
    assert [one.kind for one in class_totals(menu(item("扶手", IMPROVEMENT, 1)), ())] == [IMPROVEMENT]


def test_what_no_home_can_ever_have_is_called_so() -> None:
    """「先去掉一项」 was said where nothing was chosen."""
    there = menu(item("楼道灯", IMPROVEMENT, 30_000), item("加装电梯", UPGRADE, 130_000), budget=114_000)
    assert never_chosen(there) == (1,)
    with pytest.raises(TooDear) as refused:
        after_tap(there, (0,), 1, on=True)
    assert (refused.value.alone, refused.value.left) == (True, 11_400_000)
    assert not never_chosen(replace(there, budget=13_000_000))


PICKS = st.lists(st.sets(st.sampled_from([1, 2, 3, 4])), max_size=12)


@given(PICKS, st.integers(40_000, 200_000))
def test_whatever_is_chosen_the_list_holds_everything_once_and_never_costs_more_than_there_is(picks: list[set[int]], budget: int) -> None:
    there = replace(FIVE, budget=budget)
    rows = rank(there, picks)
    assert sorted(row.item for row in rows) == [1, 2, 3, 4]
    assert sum(row.homes for row in rows) == sum(map(len, picks))
    assert there.cost_of(row.item for row in rows if row.within) <= there.to_choose_with
    by_homes = {row.homes: {(other.rank, other.within) for other in rows if other.homes == row.homes} for row in rows}
    assert all(len(same) == 1 for same in by_homes.values()), "equals are treated as equals"


@given(st.lists(st.tuples(st.sampled_from([1, 2, 3, 4]), st.booleans()), max_size=30))
def test_no_taps_in_any_order_spend_more_than_there_is(taps: list[tuple[int, bool]]) -> None:
    picked: tuple[int, ...] = ()
    for number, on in taps:
        try:
            picked = after_tap(FIVE, picked, number, on=on)
        except TooDear:
            assert too_dear_by(FIVE, picked, number) > 0
        assert left_of(FIVE, picked) >= 0
