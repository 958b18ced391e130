"""Words typed under a card: a choice, something that sounds like one, or talk."""

import time

import pytest

from bot.rules.votes import Choice
from bot.rules.votes.typed import choice_from, is_unclear


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        *[("同意", Choice.AGREE), ("我们家同意。", Choice.AGREE), ("不同意", Choice.AGAINST), ("弃权！", Choice.ABSTAIN)],
        *[("同 意", Choice.AGREE), ("我\u3000反  对 。", Choice.AGAINST), ("不 同意", Choice.AGAINST), ("弃 权", Choice.ABSTAIN)],
    ],
)
def test_a_choice_alone_is_a_ballot(typed: str, choice: Choice) -> None:
    assert choice_from(typed) is choice
    assert not is_unclear(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *["我投同意票", "投反对票", "我家投同意票", "同意票", "反对票一张", "那么我同意", "这么好的事，支持", "哪怕多花钱也同意"],
        *["能不能快点，同意", "赞同", "好的", "行吧", "我们全家都同意！", "举双手赞成", "还是反对吧", "we all agree", "I don't agree"],
        *[
            "同意加装电梯",
            "302同意",
            "3栋302同意",
            "1-101同意",
            "同意👍",
            "👍同意",
            "同意装",
            "我们不同意装",
            "我家不同意这样改",
            "我反对加装电梯",
        ],
        *["已同意", "全力支持", "本户同意", "I don’t agree", "I am against it", "I vote yes", "没有意见", "我都可以", "可以啊", "我妈同意"],
        *["我们家坚决不同意，因为去年做过一次", "支持哈哈哈哈", "不同意收这么多钱"],
        *["我 同 意 啊", "好 的", "没 意见", "同 意 加 装 电 梯"],
        *["行", "我同意啊", "坚决不同意", "同意同意", "我肯定反对", "i agree with it", "OK！", "👍", "👍🏻👍", "✔️", "👎"],
    ],
)
def test_who_may_believe_to_have_voted_is_told_how(typed: str) -> None:
    assert choice_from(typed) is None
    assert is_unclear(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *["什么时候动工", "同意的话怎么算", "谁反对？", "大家都同意", "他不同意", "为什么反对", "几户同意了", "哈哈", "🎉", "", " "],
        *["谢谢支持", "支持率挺高", "手机不支持", "反对理由写清楚", "物业不同意", "没人反对", "同意的请点按钮", "同意不同意都来点一下"],
        *["不 同意吗", "大家 都 同 意"],
        *["同意书在哪领", "弃权算不算数", "反对有用么", "不同意咋办", "同意票有多少"],
        *["完全支持社区的工作，辛苦了各位师傅", "do you agree?", "if they agree", "disagreeable weather today, is it"],
    ],
)
def test_talk_is_left_alone(typed: str) -> None:
    assert choice_from(typed) is None
    assert not is_unclear(typed)


def test_a_choice_with_much_behind_it_is_no_ballot() -> None:
    assert choice_from("同意" + "！" * 400 + "才怪，我反对") is None


@pytest.mark.parametrize("typed", ["支持" + "哈" * 200 + "笑死我了", "同意" + "啊" * 4_000 + "，什么时候动工", "好" * 4_000, "我 " * 2_000])
def test_nothing_that_anybody_types_takes_long(typed: str) -> None:
    """It runs in the event loop, before anybody asks who speaks."""
    began = time.process_time()
    is_unclear(typed)
    assert time.process_time() - began < 0.1
