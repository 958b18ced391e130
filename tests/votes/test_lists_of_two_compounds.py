"""Lists of votes for whoever has to do with several compounds: each has a 1栋, and may ask it the same."""

from dataclasses import replace

import pytest

from bot.rules.ports import Language
from bot.rules.votes.facts import Heading, VoteState
from bot.rules.votes.previews import VoteLine
from messages.rendering import plain_text
from messages.votes import my_votes, votes_in_charge
from tests.votes.test_cards import CLOSES

HERE = VoteLine(Heading("a", "加装电梯", "和平小区", "1栋"), VoteState.OPEN, CLOSES)
THERE = replace(HERE, heading=Heading("b", "加装电梯", "幸福里", "1栋"))
WHOLE = replace(HERE, heading=Heading("c", "屋顶防水改造", "幸福里"))


def plain(text: str) -> str:
    return plain_text(text).replace("\u2060", "").replace("\u00a0", " ")


@pytest.mark.parametrize(("language", "asked"), [("zh", "幸福里：加装电梯意向征询（1栋）"), ("en", "幸福里: ")])
def test_the_compound_stands_before_the_vote_of_a_building(language: Language, asked: str) -> None:
    """Both lines read 「加装电梯意向征询（1栋）」, and behind one of the numbers stands 「取消」."""
    led = votes_in_charge(language, votes=(HERE, THERE, WHOLE), may_draft=True)
    mine = my_votes(language, votes=(HERE,), results=(THERE, WHOLE))
    for text in (plain(led), plain(mine)):
        assert asked in text
        assert text.count("幸福里") == 2, "a vote of the whole compound names it anyway"


def test_in_one_compound_nothing_is_added() -> None:
    assert "1. 加装电梯意向征询（1栋）" in plain(votes_in_charge("zh", votes=(HERE,), may_draft=True))


def test_what_waits_to_be_decided_stands_alone_or_beside_what_is_asked() -> None:
    waits = replace(THERE, state=VoteState.UNDECIDED)
    alone = plain(my_votes("en", votes=(), results=(), waiting=(waits,)))
    assert "deciding whether to extend it" in alone
    assert "Nothing is being asked" not in alone
    beside = plain(my_votes("en", votes=(HERE,), results=(WHOLE,), waiting=(waits,)))
    assert beside.index("Tap a number") < beside.index("deciding whether") < beside.index("Closed lately")
