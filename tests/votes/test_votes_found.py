"""What leads a resident to a vote, and to its result, in private."""

from datetime import timedelta

import pytest

from bot.rules.votes.typed import means_votes
from handlers.votes.callbacks import MyVotes
from tests.votes.houses import GROUP, Houses, owner
from tests.wire import Wire


async def close_all(wire: Wire) -> None:
    wire.clock.move(timedelta(days=2))
    while await wire.due():
        pass
    await wire.deliver()


async def test_after_the_close_the_list_leads_to_the_result(wire: Wire, vote: str) -> None:
    await close_all(wire)
    await wire.press(owner(1), MyVotes().pack())
    listed = wire.last(owner(1).id)
    assert "现在没有要表决的事" in listed.text
    assert listed.labels == ["看结果", "菜单"]
    await wire.tap(owner(1), listed, "看结果")
    assert "参与" in listed.text
    wire.clock.move(timedelta(days=31))
    await wire.press(owner(1), MyVotes().pack())
    assert wire.last(owner(1).id).labels == ["菜单"]


@pytest.mark.parametrize("words", ["结果", "撤回", "我要投票", "Result"])
async def test_words_that_mean_it_lead_there(wire: Wire, vote: str, words: str) -> None:
    await close_all(wire)
    await wire.say(owner(1), words)
    assert "看结果" in wire.last(owner(1).id).labels


@pytest.mark.parametrize(
    "words",
    [
        *["怎么还没结果", "怎么还没有结果啊？", "结果出来了没有", "啥时候出结果", "表决结果怎么样了", "什么时候截止？", "几点结束"],
        *["我投了没有", "我点的是什么", "我选的啥", "点错了怎么办", "我投错了", "我想改票", "换成反对"],
        *["Is there any result yet?", "change my vote"],
    ],
)
async def test_a_question_about_it_leads_there(wire: Wire, vote: str, words: str) -> None:
    await wire.say(owner(1), words)
    shown = wire.last(owner(1).id)
    assert "10:32 截止" in shown.text
    assert shown.labels[:3] == ["同意", "反对", "弃权"]


@pytest.mark.parametrize("words", ["我同意啊，修吧修吧", "OK", "👍"])
async def test_an_unclear_answer_in_private_is_shown_the_vote(wire: Wire, vote: str, words: str) -> None:
    await wire.say(owner(1), words)
    shown = wire.last(owner(1).id)
    assert "点了按钮才算" in shown.text
    assert shown.labels[:3] == ["同意", "反对", "弃权"]


def test_other_words_are_not_taken() -> None:
    others = ("楼道灯坏了", "结果他没来", "谢谢", "", "水费交错了", "电话打错了", "跟物业说了三次，到现在也没给我们一个说法和结果")
    assert not any(means_votes(words) for words in others)


async def test_the_list_is_by_closing_time_and_says_what_was_answered(wire: Wire, houses: Houses) -> None:
    await houses.open(closes_in=timedelta(days=2), title="屋顶")
    await wire.deliver()
    await wire.tap(owner(1), wire.last(GROUP.id), "同意")
    await houses.open(closes_in=timedelta(days=5), title="停车")
    await houses.open(closes_in=timedelta(days=3), title="楼道")
    await wire.press(owner(1), MyVotes().pack())
    lines = [line for line in wire.last(owner(1).id).text.splitlines() if line[:2] in {"1.", "2.", "3."}]
    assert [next(name for name in ("屋顶", "楼道", "停车") if name in line) for line in lines] == ["屋顶", "楼道", "停车"]
    assert ["已点过" in line for line in lines] == [True, False, False]


async def test_a_reminder_that_was_answered_says_so(wire: Wire, houses: Houses) -> None:
    await houses.open(closes_in=timedelta(days=4))
    await wire.deliver()
    wire.clock.move(timedelta(days=2))
    await wire.due()
    await wire.deliver()
    reminder = wire.last(owner(2).id)
    await wire.tap(owner(2), reminder, "弃权")
    assert "还没点" not in reminder.text
    assert "弃权" in reminder.text


async def test_the_screen_of_a_vote_says_what_was_pressed_on_it(wire: Wire, vote: str) -> None:
    await wire.press(owner(1), MyVotes().pack())
    screen = wire.last(owner(1).id)
    await wire.tap(owner(1), screen, "同意")
    assert "还没" not in screen.text


@pytest.mark.parametrize("words", ["同意", "我同意啊", "我投了没有"])
async def test_who_was_looking_for_another_door_is_led_to_the_vote_too(wire: Wire, vote: str, words: str) -> None:
    """「这句话看不出是哪一户」 was the answer to a choice, for a whole day."""
    await wire.say(owner(1), "我是住户")
    await wire.say(owner(1), words)
    shown = wire.last(owner(1).id)
    assert "10:32 截止" in shown.text
    assert shown.labels[:3] == ["同意", "反对", "弃权"]
