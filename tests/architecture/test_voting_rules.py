"""Every rule of a vote and each of its cases has a test that bears its number, and the book says which."""

from tests.voting_rules import DOCUMENT, NOT_BUILT, RULES, cases, document, shown


def test_every_case_of_every_rule_has_a_test() -> None:
    borne = {number for test in shown() if not test.elsewhere for number in test.numbers}
    missing = sorted(cases().keys() - borne - NOT_BUILT.keys())
    assert missing == [], 'write a test that shows it in `make test`, with @pytest.mark.rule("…")'


def test_no_test_bears_a_number_that_there_is_not() -> None:
    strange = [(test.path, test.name, number) for test in shown() for number in test.numbers if number not in cases()]
    assert strange == [], "tests/voting_rules.py has the numbers"


def test_numbers_stand_at_tests() -> None:
    assert [test for test in shown() if not test.name.startswith("test_")] == [], "the number belongs to the test that shows the case"


def test_what_is_not_built_leaves_the_list_with_its_first_test() -> None:
    assert NOT_BUILT.keys() <= cases().keys()
    assert [number for test in shown() for number in test.numbers if number in NOT_BUILT] == [], "take it out of NOT_BUILT"


def test_all_sixteen_rules_are_there() -> None:
    assert [rule for rule in RULES if rule.startswith("R")] == [f"R{number}" for number in range(1, 17)]


def test_the_book_says_which() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run `python -m tests.voting_rules` and commit what it writes"
