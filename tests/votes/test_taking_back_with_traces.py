"""「撤回」 is refused where somebody would look in vain for what they did; no group reads an answer about a vote that was called off."""

from datetime import timedelta

import pytest

from bot.rules.letters import LetterState
from bot.rules.votes.drafts import check_retractable
from bot.rules.votes.facts import VoteState
from bot.rules.votes.violations import TooLateToRetract, Trace
from handlers.votes.callbacks import AskNewScheme, ShowSchemeOffer
from storage.outbox_table import outbox
from tests.concerns.worlds import ANSWER, CHIEF, about_a_vote, card, everything, raise_concern
from tests.entries.worlds import to_home
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.votes.houses import CHEN, GROUP, STRANGER, owner
from tests.wire import Wire


@pytest.mark.parametrize("trace", list(Trace))
def test_the_rule(clock: FakeClock, trace: Trace) -> None:
    with pytest.raises(TooLateToRetract) as refused:
        check_retractable(clock.now(), clock.now(), tapped=False, extended=False, trace=trace)
    assert refused.value.trace is trace


async def leave(wire: Wire, vote: str, trace: Trace) -> None:
    group_card = wire.in_chat(GROUP.id)[0]
    if trace is Trace.CONCERN:
        await raise_concern(wire, vote)
    elif trace is Trace.TYPED:
        await wire.say(STRANGER, "同意", chat=GROUP, reply_to=group_card)
    elif trace is Trace.ENTRY:
        await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"))
    elif trace is Trace.RESCHEMED:
        await wire.press(CHEN, AskNewScheme(vote=vote).pack())
        await wire.send_file(CHEN, b"%PDF-1.4", "新图纸.pdf", caption="图纸改了")
        await wire.work()
        await wire.press(CHEN, ShowSchemeOffer(vote=vote).pack())
        await wire.tap(CHEN, wire.last(CHEN.id), "确定换")
    else:
        await wire.tap(owner(1), group_card, "看方案")
    await wire.deliver()


SAYS = {
    Trace.CONCERN: "已经有人提了顾虑，撤回会留下痕迹。可以「取消」",
    Trace.TYPED: "群里有人打字回复过，我也回了，撤回会留下痕迹。可以「取消」",
    Trace.ENTRY: "已经录过票，撤回会留下痕迹。可以「取消」",
    Trace.RESCHEMED: "方案换过，大家都重新问过了，撤回会留下痕迹。可以「取消」",
    Trace.SCHEME: "已经有人要了方案，撤回会留下痕迹。可以「取消」",
}


@pytest.mark.parametrize("trace", list(Trace))
async def test_what_somebody_has_in_hand_stays_with_its_vote(wire: Wire, uow: Units, trace: Trace) -> None:
    _, vote = await about_a_vote(wire, uow, body="图纸如下")
    await wire.press(CHEN, f"wv:{vote}")
    before = wire.last(CHEN.id)
    assert "撤回" in before.labels
    await leave(wire, vote, trace)
    refused = await wire.tap(CHEN, before, "撤回")
    assert refused is not None
    assert (refused.text or "").startswith(SAYS[trace])
    async with uow.read() as unit:
        assert (await unit.votes.vote(vote)).state is VoteState.OPEN
    wire.clock.move(timedelta(seconds=10))
    await wire.press(CHEN, f"wv:{vote}")
    assert "撤回" not in wire.last(CHEN.id).labels


async def test_what_never_left_is_no_trace(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow, body="图纸如下")
    await wire.tap(owner(1), wire.in_chat(GROUP.id)[0], "看方案")
    async with uow() as unit:
        mine = outbox.c.card == "votes.scheme"
        await unit.connection.execute(outbox.update().where(mine).values(state=LetterState.CANCELLED))
        await unit.commit()
    await wire.press(CHEN, f"wb:{vote}")
    async with uow.read() as unit:
        assert (await unit.votes.vote(vote)).state is VoteState.RETRACTED


async def cancel(wire: Wire, vote: str) -> None:
    await wire.press(CHEN, f"wc:{vote}")
    for label in ("方案要改", "确定取消"):
        await wire.tap(CHEN, wire.last(CHEN.id), label)
    await wire.deliver()


async def test_an_answer_after_the_cancellation_goes_to_its_writer_alone(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    await cancel(wire, vote)
    await wire.tap(CHIEF, card(wire, CHIEF), "答复")
    await wire.say(CHIEF, ANSWER)
    shown = wire.last(CHIEF.id)
    assert "答复并发群" not in shown.labels
    assert "只答复本人" in shown.text
    await wire.tap(CHIEF, shown, "只答复本人")
    await wire.deliver()
    assert ANSWER not in everything(wire, GROUP.id)
    assert ANSWER in everything(wire, owner(2).id)
    assert "发到群里" not in card(wire, CHIEF).labels


async def test_a_preview_from_before_the_cancellation_posts_nothing(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    await wire.tap(CHIEF, card(wire, CHIEF), "答复")
    await wire.say(CHIEF, ANSWER)
    shown = wire.last(CHIEF.id)
    await cancel(wire, vote)
    refused = await wire.tap(CHIEF, shown, "答复并发群")
    assert refused is not None
    assert "这次表决已经取消，答复不再发到群里。没有发出去，请点「只答复本人」。" in (refused.text or "")
    await wire.tap(CHIEF, shown, "只答复本人")
    await wire.deliver()
    assert ANSWER not in everything(wire, GROUP.id)
    assert ANSWER in everything(wire, owner(2).id)


async def test_an_answer_that_its_writer_has_is_not_posted_later(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await raise_concern(wire, vote)
    await wire.tap(CHIEF, card(wire, CHIEF), "答复")
    await wire.say(CHIEF, ANSWER)
    await wire.tap(CHIEF, wire.last(CHIEF.id), "只答复本人")
    await wire.deliver()
    before = card(wire, CHIEF)
    data = before.data("发到群里")
    await cancel(wire, vote)
    refused = await wire.press(CHIEF, data)
    assert refused is not None
    assert "提的人已经看到答复，不用再做什么" in (refused.text or "")
    assert ANSWER not in everything(wire, GROUP.id)
