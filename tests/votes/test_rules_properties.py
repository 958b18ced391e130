"""What holds in every world: a second implementation, the order of one instant, a first agreement, counters."""

import os
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.votes import BallotRow, Channel, Choice, Counts, Outcome, Tally, Weight, count, counted_rows, heads_of, tally
from tests.votes.naive_tally import naive_tally
from tests.votes.worlds import EARLY, World, worlds

# Random worlds that both count: a sample in `make test`, many in .ci/run.
EXAMPLES = 1_000 if os.environ.get("LINLI_LONG") else 100

RANK = {Outcome.NO_QUORUM: 0, Outcome.REJECTED: 1, Outcome.PASSED: 2, Outcome.COUNTED: 2}


def weight(value: Weight) -> dict[str, int]:
    return {"area_cm2m": value.area_cm2m, "heads": value.heads}


def margins(value: object) -> dict[str, int]:
    return {name: getattr(value, name) for name in ("quorum_area", "quorum_heads", "majority_area", "majority_heads")}


def counted(counts: Counts) -> dict[str, dict[str, int]]:
    return {name: weight(getattr(counts, name)) for name in ("participating", "agree", "against", "abstain")}


def document(result: Tally) -> dict[str, object]:
    followed = result.follow_majority
    return {
        "outcome": str(result.outcome),
        "matter": str(result.matter),
        "totals": weight(result.total),
        **counted(result.counts),
        "margins": margins(result.margins),
        "disputed": list(result.disputed),
        "invalid": sorted((one.ref, str(one.reason)) for one in result.invalid),
        "opinions": result.opinions,
        "follow_majority": followed
        and {"outcome": str(followed.outcome), **counted(followed.counts), "margins": margins(followed.margins)},
    }


@pytest.mark.rule("S8.twice")
@settings(max_examples=EXAMPLES, deadline=None)
@given(worlds())
def test_a_second_naive_implementation_agrees(world: World):
    expected = naive_tally(list(world.rows), list(world.ballots), world.rules)
    assert document(tally(world.rows, world.ballots, world.rules)) == expected


def head_of_place(world: World) -> dict[tuple[str, str, str], str]:
    heads = heads_of(counted_rows(world.rows, world.rules.parking))
    return {row.key: head.key for head in heads for row in head.rows}


def may_trade_places(world: World, one: BallotRow, other: BallotRow) -> bool:
    """Of one instant, on two heads, and not by one agent whose cap decides which comes first."""
    heads = head_of_place(world)
    head, other_head = heads.get(one.key, one.ref), heads.get(other.key, other.ref)
    capped = world.rules.proxy_cap is not None and bool(one.proxy and other.proxy) and one.voter == other.voter
    return one.received_at == other.received_at and head != other_head and not capped


@settings(max_examples=60, deadline=None)
@given(worlds(), st.lists(st.integers(0, 30), max_size=60))
def test_the_order_of_one_instant_changes_nothing(world: World, trades: list[int]):
    before = tally(world.rows, world.ballots, world.rules)
    ledger = sorted(world.ballots, key=lambda ballot: ballot.received_at)
    for position in trades:
        if position + 1 < len(ledger) and may_trade_places(world, ledger[position], ledger[position + 1]):
            ledger[position], ledger[position + 1] = ledger[position + 1], ledger[position]
    assert tally(world.rows, ledger, world.rules) == before


@settings(max_examples=60, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_instants_in_the_file_changes_nothing(world: World, random):
    by_instant: dict[object, list[BallotRow]] = {}
    for ballot in world.ballots:
        by_instant.setdefault(ballot.received_at, []).append(ballot)
    instants = list(by_instant)
    random.shuffle(instants)
    shuffled = [ballot for instant in instants for ballot in by_instant[instant]]
    assert tally(world.rows, shuffled, world.rules) == tally(world.rows, world.ballots, world.rules)


@settings(max_examples=60, deadline=None)
@given(worlds(most_ballots=12), st.data())
def test_a_first_agreement_never_worsens_the_outcome(world: World, data: st.DataObject):
    places = head_of_place(world)
    head = data.draw(st.sampled_from(heads_of(counted_rows(world.rows, world.rules.parking))))
    others = tuple(ballot for ballot in world.ballots if places.get(ballot.key) != head.key)
    row = data.draw(st.sampled_from([row for row in head.rows if head.designated is None or head.designated in row.owners]))
    first = BallotRow(
        received_at=EARLY,
        building=row.building,
        entrance=row.entrance,
        room=row.room,
        voter=head.designated or data.draw(st.sampled_from(row.owners)),
        choice=Choice.AGREE,
        channel=data.draw(st.sampled_from(Channel)),
        verified=True,
        scheme=world.rules.scheme or "",
    )
    before = tally(world.rows, others, world.rules)
    after = tally(world.rows, (*others, first), world.rules)
    assert after.counts.agree.heads == before.counts.agree.heads + 1
    assert RANK[after.outcome] >= RANK[before.outcome]
    if before.follow_majority and after.follow_majority:
        assert RANK[after.follow_majority.outcome] >= RANK[before.follow_majority.outcome]


@pytest.mark.rule("R12.one_counted")
@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from([None, *Choice])), max_size=40))
def test_counters_are_what_a_recomputation_gives(steps: list[tuple[int, Choice | None]]):
    weights = [Weight(area, 1) for area in (1, 20, 300, 4000, 50000, 600000)]
    chosen: dict[int, Choice | None] = {}
    counters = Counts()
    for head, choice in steps:
        counters = counters.moved(weights[head], chosen.get(head), choice)
        chosen[head] = choice
        assert counters == count((weights[head], said) for head, said in chosen.items())


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_nothing_is_lost_or_counted_twice(world: World):
    result = tally(world.rows, world.ballots, world.rules)
    assert result.counts.participating.heads + len(result.disputed) <= result.total.heads
    assert result.total.area_cm2m == sum(row.area_cm2m for row in counted_rows(world.rows, world.rules.parking))
    answers = [ballot for ballot in world.ballots if ballot.has_answer]
    of_rows = [one for one in result.invalid if one.reason not in {"contradiction_unresolved", "not_on_roster"}]
    assert len(of_rows) + result.opinions <= len(answers)


@pytest.mark.rule("S8.developer")
@settings(max_examples=60, deadline=None)
@given(worlds())
def test_developer_rows_ignore_who_is_designated(world: World):
    unnamed = tuple(replace(row, designated=None) if row.developer else row for row in world.rows)
    assert tally(unnamed, world.ballots, world.rules) == tally(world.rows, world.ballots, world.rules)
