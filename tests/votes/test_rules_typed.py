"""Words typed under a card: a choice, something that sounds like one, or talk."""

import pytest

from bot.rules.votes import Choice
from bot.rules.votes.typed import choice_from, is_unclear


@pytest.mark.parametrize(
    ("typed", "choice"), [("同意", Choice.AGREE), ("我们家同意。", Choice.AGREE), ("不同意", Choice.AGAINST), ("弃权！", Choice.ABSTAIN)]
)
def test_a_choice_alone_is_a_ballot(typed: str, choice: Choice) -> None:
    assert choice_from(typed) is choice
    assert not is_unclear(typed)


@pytest.mark.parametrize(
    "typed", ["行", "我同意啊", "坚决不同意", "同意同意", "我肯定反对", "i agree with it", "OK！", "👍", "👍🏻👍", "✔️", "👎"]
)
def test_who_may_believe_to_have_voted_is_told_how(typed: str) -> None:
    assert choice_from(typed) is None
    assert is_unclear(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *["什么时候动工", "同意的话怎么算", "谁反对？", "大家都同意", "他不同意", "为什么反对", "几户同意了", "哈哈", "🎉", "", " "],
        *["同意书在哪领", "弃权算不算数", "反对有用么", "不同意咋办", "同意票有多少"],
        *["完全支持社区的工作，辛苦了各位师傅", "do you agree?", "if they agree", "disagreeable weather today, is it"],
    ],
)
def test_talk_is_left_alone(typed: str) -> None:
    assert choice_from(typed) is None
    assert not is_unclear(typed)
