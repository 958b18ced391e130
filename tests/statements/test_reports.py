"""What every part agrees on and what divides: worked by hand, and held for whatever people answer."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.statements import Division, Stance
from bot.rules.statements.reports import (
    SMALLEST_BLOCK,
    Block,
    Row,
    Standing,
    Voice,
    blocks_of,
    report,
    shared_agreement,
    shared_opposition,
    standing_of,
    tension,
)

AGREE, DISAGREE, SKIP = Stance
SIGNS = {"+": AGREE, "-": DISAGREE, "0": SKIP}


def voices(statement: str, **parts: str) -> list[Voice]:
    """`a="++-"`: three homes of part a, one answer each."""
    return [Voice(statement, part, f"{part}{number}", SIGNS[sign]) for part, said in parts.items() for number, sign in enumerate(said)]


def told(rows: Sequence[Row]) -> list[tuple[str, Standing]]:
    return [(row.statement_id, row.standing) for row in rows]


def test_a_product_worked_by_hand() -> None:
    """8 of 10 and 2 of 4: (9/12)·(3/6)."""
    blocks = (Block(("a",), 8, 1, 1), Block(("b",), 2, 2, 0))
    assert shared_agreement(blocks) == Fraction(9, 12) * Fraction(3, 6)
    assert shared_opposition(blocks) == Fraction(2, 12) * Fraction(3, 6)


def test_a_large_building_does_not_outvote_a_small_one() -> None:
    """Of all 45 of 50 agree with the first and 40 with the second; only the second has the small building, too."""
    rows = report(
        [("s1", "一"), ("s2", "二")],
        [*voices("s1", a="+" * 45, b="-" * 5), *voices("s2", a="+" * 36 + "-" * 9, b="+" * 4 + "-")],
        Division.BUILDINGS,
    )
    assert told(rows) == [("s2", Standing.AGREED), ("s1", Standing.DIVIDED)]


@pytest.mark.parametrize(
    ("blocks", "standing"),
    [
        ([(9, 0, 0), (3, 2, 0)], Standing.AGREED),
        ([(6, 0, 0), (3, 0, 3)], Standing.UNSURE),
        ([(0, 9, 0), (2, 3, 0)], Standing.OPPOSED),
        ([(6, 0, 0), (2, 4, 0)], Standing.DIVIDED),
        ([(4, 2, 6)], Standing.DIVIDED),
        ([(4, 1, 6)], Standing.UNSURE),
        ([(0, 0, 6)], Standing.UNSURE),
        ([(3, 3, 0)], Standing.DIVIDED),
        ([(5, 4, 0), (5, 4, 0)], Standing.DIVIDED),
        ([(7, 3, 0), (7, 3, 0)], Standing.AGREED),
    ],
)
def test_what_a_statement_is(blocks: list[tuple[int, int, int]], standing: Standing) -> None:
    assert standing_of([Block((str(number),), *one) for number, one in enumerate(blocks)]) is standing


def test_small_parts_are_put_together() -> None:
    assert blocks_of([{"1": 9, "2": 6, "3": 5}], ["1", "2", "3"]) == (("1",), ("2",), ("3",))
    assert blocks_of([{"1": 9, "2": 3, "3": 3}], ["1", "2", "3"]) == (("1",), ("2", "3"))
    assert blocks_of([{"1": 9, "2": 6, "3": 1}], ["1", "2", "3"]) == (("1",), ("2", "3"))
    assert blocks_of([{"1": 3, "2": 3}], ["1", "2"]) == (("1", "2"),)
    assert blocks_of([{"1": 1, "2": 0}], ["1", "2"]) == (("1", "2"),), "one block, and it is not told either"
    assert blocks_of([], []) == ()


def test_a_statement_that_few_answered_says_nothing_but_its_words() -> None:
    rows = report(
        [("s1", "一"), ("s2", "二"), ("s3", "三")],
        [*voices("s1", a="+" * 9, b="+" * 5), *voices("s2", a="+" * 9, b="+" * 4), *voices("s3", a="++++")],
        Division.BUILDINGS,
    )
    assert told(rows) == [("s1", Standing.AGREED), ("s2", Standing.FEW), ("s3", Standing.FEW)]
    assert [row.blocks for row in rows[1:]] == [(), ()]


def test_a_family_is_one_home() -> None:
    """Five of one home hide nobody."""
    family = [Voice("s", "1栋", "h", AGREE) for _ in range(5)]
    assert told(report([("s", "一")], family, Division.BUILDINGS)) == [("s", Standing.FEW)]
    four = voices("s", **{"1栋": "++++"})
    assert told(report([("s", "一")], [*family, *four], Division.BUILDINGS)) == [("s", Standing.AGREED)]


def test_who_has_left_counts_and_hides_nobody() -> None:
    left = Voice("s", "1栋", None, DISAGREE)
    assert told(report([("s", "一")], [*voices("s", **{"1栋": "++++"}), left], Division.BUILDINGS)) == [("s", Standing.FEW)]
    (row,) = report([("s", "一")], [*voices("s", **{"1栋": "+++++"}), left, Voice("s", "2栋", None, SKIP)], Division.BUILDINGS)
    assert (row.total.agree, row.total.disagree, row.total.skipped) == (5, 1, 1)
    assert row.total.parts == ("1栋", "2栋")


def test_blocks_stand_as_people_count_them() -> None:
    said = voices("s", **{"10栋": "+" * 5, "2栋": "+" * 5})
    assert [block.parts for block in report([("s", "一")], said, Division.BUILDINGS)[0].blocks] == [("2栋",), ("10栋",)]
    said = voices("s", high="+" * 5, low="+" * 5)
    assert [block.parts for block in report([("s", "一")], said, Division.FLOORS)[0].blocks] == [("low",), ("high",)]


def test_what_divides_most_comes_first_of_what_divides() -> None:
    rows = report(
        [("s1", "一"), ("s2", "二")], [*voices("s1", a="+" * 6 + "-" * 3), *voices("s2", a="+" * 5 + "-" * 4)], Division.BUILDINGS
    )
    assert told(rows) == [("s2", Standing.DIVIDED), ("s1", Standing.DIVIDED)]


ANSWERS = st.lists(
    st.builds(
        Voice,
        statement_id=st.sampled_from(["s1", "s2", "s3"]),
        part=st.sampled_from(["1栋", "2栋", "3栋", "4栋", "5栋"]),
        home=st.sampled_from([None, *(f"h{number}" for number in range(9))]),
        stance=st.sampled_from(Stance),
    ),
    max_size=80,
)
STATEMENTS = [("s1", "一"), ("s2", "二"), ("s3", "三")]


@given(ANSWERS)
def test_no_figure_is_that_of_fewer_than_five_homes_and_none_is_left_out_by_subtraction(answers: list[Voice]) -> None:
    rows = report(STATEMENTS, answers, Division.BUILDINGS)
    assert sorted(row.statement_id for row in rows) == ["s1", "s2", "s3"]
    shown = {row.blocks and tuple(block.parts for block in row.blocks) for row in rows} - {()}
    assert len(shown) <= 1, "the same blocks for all of them"
    for row in rows:
        mine = [one for one in answers if one.statement_id == row.statement_id]
        assert (row.standing is Standing.FEW) is (not row.blocks)
        for block in row.blocks:
            assert len({(one.part, one.home) for one in mine if one.part in block.parts and one.home}) >= SMALLEST_BLOCK
        if row.blocks:
            assert row.total.votes == len(mine), "whoever answered is in exactly one block"


@given(ANSWERS, st.randoms(use_true_random=False))
def test_the_order_in_which_people_answered_changes_nothing(answers: list[Voice], random: object) -> None:
    shuffled = list(answers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert report(STATEMENTS, shuffled, Division.BUILDINGS) == report(STATEMENTS, answers, Division.BUILDINGS)


COUNTS = st.tuples(*(st.integers(0, 30),) * 3)
BLOCKS = st.lists(COUNTS, min_size=1, max_size=5).map(lambda found: [Block((str(number),), *one) for number, one in enumerate(found)])


@given(BLOCKS)
def test_a_share_lies_between_nothing_and_all(blocks: list[Block]) -> None:
    for score in (shared_agreement(blocks), shared_opposition(blocks), tension(blocks[0])):
        assert 0 < score < 1


@given(BLOCKS, st.integers(0, 4))
def test_one_more_who_agrees_never_makes_it_less_shared(blocks: list[Block], where: int) -> None:
    where %= len(blocks)
    one = blocks[where]
    more = [*blocks[:where], Block(one.parts, one.agree + 1, one.disagree, one.skipped), *blocks[where + 1 :]]
    assert shared_agreement(more) > shared_agreement(blocks)
    more_skip = [*blocks[:where], Block(one.parts, one.agree, one.disagree, one.skipped + 1), *blocks[where + 1 :]]
    assert shared_agreement(more_skip) < shared_agreement(blocks), "whoever skips it does not agree"


@given(BLOCKS)
def test_for_and_against_are_mirrors(blocks: list[Block]) -> None:
    turned = [Block(one.parts, one.disagree, one.agree, one.skipped) for one in blocks]
    mirror = {Standing.AGREED: Standing.OPPOSED, Standing.OPPOSED: Standing.AGREED}
    assert standing_of(turned) is mirror.get(standing_of(blocks), standing_of(blocks))
    assert shared_agreement(turned) == shared_opposition(blocks)
