"""Who may bind a group, when evening is, and what the evening line counts."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.groups import (
    BUILDINGS_SHOWN,
    GroupUnknown,
    NotStaffHere,
    check_may_bind,
    evening_count,
    is_nobody,
    next_evening,
)
from bot.rules.residents import Actor, Appointment, Place, PlaceKind, Role

STREET = Place("s", PlaceKind.STREET, "北街街道", None, None, ("s",))
COMMUNITY = Place("c", PlaceKind.COMMUNITY, "北街社区", "s", None, ("s", "c"))
COMPOUND = Place("p", PlaceKind.COMPOUND, "和平小区", "c", "p", ("s", "c", "p"))
BUILDING = Place("b", PlaceKind.BUILDING, "3栋", "p", "p", ("s", "c", "p", "b"))


def actor(role: Role, place: Place) -> Actor:
    return Actor(1, "zh", "person", True, (Appointment("a", role, place),))


@pytest.mark.parametrize(("role", "at"), [(Role.COMMUNITY_STAFF, COMMUNITY), (Role.STREET_STAFF, STREET)])
@pytest.mark.parametrize("place", [COMPOUND, BUILDING])
def test_staff_bind_compounds_and_buildings_of_their_scope(role: Role, at: Place, place: Place) -> None:
    check_may_bind(actor(role, at), place)


@pytest.mark.parametrize("role", [Role.COMPOUND_CHIEF, Role.OWNERS_COMMITTEE])
def test_nobody_but_staff_binds(role: Role) -> None:
    with pytest.raises(NotStaffHere):
        check_may_bind(actor(role, COMPOUND), COMPOUND)
    with pytest.raises(NotStaffHere):
        check_may_bind(Actor(1, "zh"), COMPOUND)


def test_staff_of_another_community_do_not_bind_here() -> None:
    elsewhere = Place("e", PlaceKind.COMMUNITY, "东街社区", "s", None, ("s", "e"))
    with pytest.raises(NotStaffHere):
        check_may_bind(actor(Role.COMMUNITY_STAFF, elsewhere), COMPOUND)


@pytest.mark.parametrize("place", [STREET, COMMUNITY])
def test_a_group_is_for_a_compound_or_a_building(place: Place) -> None:
    with pytest.raises(GroupUnknown):
        check_may_bind(actor(Role.STREET_STAFF, STREET), place)


@pytest.mark.parametrize("account", [1087968824, 136817688, 777000])
def test_accounts_without_a_face(account: int) -> None:
    assert is_nobody(account)
    assert not is_nobody(account + 1)


def test_evening_is_20_oclock_in_shanghai() -> None:
    assert next_evening(datetime(2026, 2, 27, 11, 59, tzinfo=UTC)) == datetime(2026, 2, 27, 12, tzinfo=UTC)
    assert next_evening(datetime(2026, 2, 27, 12, tzinfo=UTC)) == datetime(2026, 2, 28, 12, tzinfo=UTC)
    assert next_evening(datetime(2026, 2, 27, 23, tzinfo=UTC)) == datetime(2026, 2, 28, 12, tzinfo=UTC)


def test_the_evening_counts_the_last_day_and_names_where_most_are_missing() -> None:
    due = datetime(2026, 2, 27, 12, tzinfo=UTC)
    hour = timedelta(hours=1)
    rows = [("1栋", 4, (due - hour, due - 25 * hour)), ("2栋", 9, ()), ("3栋", 5, (due,)), ("4栋", 3, ()), ("5栋", 1, (due - hour,))]
    count = evening_count(rows, due)
    assert (count.today, count.left) == (3, 2 + 9 + 4 + 3)
    assert [(one.name, one.homes) for one in count.buildings] == [("2栋", 9), ("3栋", 4), ("4栋", 3)]
    assert len(count.buildings) == BUILDINGS_SHOWN
    assert count.other_buildings == 1
