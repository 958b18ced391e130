"""Receipt codes: short, readable, no two alike within a vote."""

from bot.rules.votes.receipts import ALPHABET, FACTOR, LENGTH, receipt_code


def test_no_two_receipts_of_a_vote_are_alike() -> None:
    codes = [receipt_code("abcdefghij", number) for number in range(20_000)]
    assert len(set(codes)) == len(codes)
    assert {len(code) for code in codes} == {4}
    assert set("".join(codes)) <= set(ALPHABET)
    assert not set("01OIL") & set(ALPHABET)


def test_the_whole_range_is_used_before_codes_grow() -> None:
    room = len(ALPHABET) ** LENGTH
    assert FACTOR % len(ALPHABET)
    assert len(receipt_code("v", room - 1)) == 4
    assert len(receipt_code("v", room)) == 5


def test_votes_begin_elsewhere_and_neighbours_look_unlike() -> None:
    assert receipt_code("a", 0) != receipt_code("b", 0)
    first, second = receipt_code("a", 0), receipt_code("a", 1)
    assert sum(one != other for one, other in zip(first, second, strict=True)) >= 2
