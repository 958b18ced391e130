"""Codes, names, levels, who grants: the rules about people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.residents import (
    CODE_BITS,
    GRANTED_BY,
    ROLE_SCOPE,
    Actor,
    Appointment,
    Level,
    Place,
    PlaceKind,
    Role,
    code_hash,
    may_decide,
    may_grant,
    names_match,
    read_code,
)
from bot.rules.residents.codes import ALPHABET, CODE_LENGTH
from bot.rules.residents.deciding import levels_above
from storage.residents.codes import new_code

STREET = Place("s", PlaceKind.STREET, "北街街道", None, None, ("s",))
COMMUNITY = Place("c", PlaceKind.COMMUNITY, "北街社区", "s", None, ("s", "c"))
COMPOUND = Place("p", PlaceKind.COMPOUND, "和平小区", "c", "p", ("s", "c", "p"))
BUILDING = Place("b", PlaceKind.BUILDING, "3栋", "p", "p", ("s", "c", "p", "b"))
OTHER = Place("o", PlaceKind.BUILDING, "4栋", "p", "p", ("s", "c", "p", "o"))
PLACES = {place.kind: place for place in (STREET, COMMUNITY, COMPOUND, BUILDING)}

codes = st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH)


def holding(role: Role, place: Place) -> Actor:
    return Actor(1, "zh", "person", appointments=(Appointment("a", role, place),))


def test_a_code_has_at_least_sixty_random_bits() -> None:
    assert CODE_BITS >= 60
    assert len({new_code() for _ in range(1000)}) == 1000


@given(codes)
def test_a_code_is_read_however_it_is_written(code: str) -> None:
    """In capitals, in groups, with the letters that paper makes of digits, as a link's payload."""
    grouped = " ".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))
    misread = code.upper().replace("0", "O").replace("1", "l")
    link = f"https://t.me/linli_bot?start=i_{code}"
    forwarded = f"您好，点这个就能登记：{link}\n7 天里有效。"
    for written in (code, code.upper(), grouped, grouped.replace(" ", "-"), f"i_{code}", misread, f"  {code}\n", link, forwarded):
        assert read_code(written) == code


@given(st.text(max_size=40))
def test_other_words_are_no_code(text: str) -> None:
    found = read_code(text)
    assert found is None or len(found) == CODE_LENGTH


@pytest.mark.parametrize(
    "text",
    ["", "同意", "3栋2单元301", "hello", "i_", "K7Q2", "k7q2m9xp3fhau", "k7q2m9xp3fha", "k7q2m9xp3fhabc", "t.me/b?start=i_k7q2m9xp3fhabc"],
)
def test_what_people_type_is_no_code(text: str) -> None:
    assert read_code(text) is None


def test_only_the_hash_is_kept() -> None:
    assert code_hash("k7q2m9xp3fhab") != code_hash("k7q2m9xp3fhac")
    assert len(code_hash("k7q2m9xp3fhab")) == 64


@pytest.mark.parametrize(
    ("typed", "roster", "same"), [("王 桂芳", "王桂芳", True), ("li jianguo", "Li Jianguo", True), ("王桂", "王桂芳", False)]
)
def test_names(typed: str, roster: str, same: bool) -> None:
    assert names_match(typed, roster) is same
    assert not names_match("", "")


def test_whoever_grants_is_above() -> None:
    """Nobody grants their own role, and nothing is granted from below."""
    for role, granters in GRANTED_BY.items():
        assert role not in granters
        for granter in Role:
            actor = holding(granter, PLACES[ROLE_SCOPE[granter]])
            assert may_grant(actor, role, PLACES[ROLE_SCOPE[role]]) is (granter in granters)


def test_a_role_is_for_its_kind_of_place() -> None:
    assert not may_grant(holding(Role.COMMUNITY_STAFF, COMMUNITY), Role.BUILDING_HEAD, COMPOUND)
    assert not may_grant(holding(Role.COMPOUND_CHIEF, COMPOUND), Role.BUILDING_HEAD, COMPOUND)


def test_who_decides_about_a_home() -> None:
    assert may_decide(holding(Role.BUILDING_HEAD, BUILDING), BUILDING)
    assert not may_decide(holding(Role.BUILDING_HEAD, OTHER), BUILDING)
    assert may_decide(holding(Role.COMPOUND_CHIEF, COMPOUND), BUILDING)
    assert may_decide(holding(Role.STREET_STAFF, STREET), BUILDING)
    assert not may_decide(holding(Role.GRID_WORKER, COMPOUND), BUILDING)
    assert not may_decide(holding(Role.COMPOUND_CHIEF, COMPOUND), COMPOUND)


def test_levels_go_up_to_staff() -> None:
    assert levels_above(Level.BUILDING_HEAD) == (Level.COMPOUND_CHIEF, Level.STAFF)
    assert levels_above(Level.STAFF) == ()
