"""The chain itself: what an event's hash is made of, what a commitment hides and opens."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import verify
from bot.rules.proofs import NOTHING_BEFORE, BallotEntry, Chain, EventType, as_file, canonical, commitment, moment, pseudonym, shown_head

NOW = datetime(2026, 2, 27, 2, 31, 0, 5, tzinfo=UTC)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def test_every_event_names_the_one_before_it() -> None:
    chain = Chain()
    first = chain.add(EventType.OPENED, {"title": "屋顶"})
    second = chain.add(EventType.BALLOT, {"receipt": "XNWF"})
    assert (first.height, first.parent) == (0, NOTHING_BEFORE)
    assert (second.height, second.parent) == (1, first.hash)
    assert (chain.height, chain.head) == (2, second.hash)


@given(PLAIN)
def test_the_checker_writes_and_hashes_as_we_do(value: object) -> None:
    assert verify.canonical(value) == canonical(value)
    assert verify.as_written(value) == as_file(value)


def test_what_is_not_exact_is_never_written() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"area": float("nan")})


@given(st.dictionaries(st.text(max_size=5), PLAIN, max_size=3), st.text("0123456789abcdef", min_size=32, max_size=32))
def test_a_commitment_is_opened_by_its_own_salt_and_entry_alone(entry: dict[str, object], salt: str) -> None:
    held = commitment(salt, entry)
    assert held == commitment(salt, dict(reversed(entry.items())))
    assert held != commitment(salt[::-1] + "0", entry)
    assert held != commitment(salt, {**entry, "more": 1})


def test_a_ballot_is_committed_to_without_a_name() -> None:
    entry = BallotEntry(3, "0wner", "chat", by_proxy=False, choice="agree", refused=None, receipt="XNWF", received_at=NOW)
    facts = entry.facts("v0te")
    assert facts["owner"] == pseudonym("v0te", "0wner") != pseudonym("another", "0wner")
    assert "0wner" not in canonical(facts)
    assert facts["received_at"] == "2026-02-27T02:31:00.000005+00:00"
    assert set(facts) == {"head", "owner", "channel", "by_proxy", "choice", "refused", "receipt", "received_at"}


def test_one_moment_is_written_in_one_way() -> None:
    assert moment(NOW) == moment(NOW.astimezone(timezone(timedelta(hours=8))))


def test_what_people_see_of_a_head_is_what_the_checker_takes() -> None:
    head = Chain()
    shown = shown_head(head.add(EventType.OPENED, {}).hash)
    assert len(shown) == 19
    assert verify.check_head([head.head], shown) == 0
    assert verify.check_head([head.head], shown.lower().replace("-", " ")) == 0
