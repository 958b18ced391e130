"""Screens of those in charge when the vote has moved on: what they hear, and what stays pressable."""

from datetime import timedelta

from handlers.votes.callbacks import AskDraft
from tests.fixtures import Units
from tests.votes.houses import CHEN, CHIEF, GROUP, Houses, draft_to_preview
from tests.votes.test_told_in_steps import cancel_it
from tests.wire import Wire


async def test_the_drafter_hears_of_an_extension_by_somebody_else(wire: Wire, vote: str) -> None:
    before = len(wire.in_chat(CHEN.id))
    await wire.press(CHIEF, f"we:{vote}")
    for label in ("晚1周", "参与不够"):
        await wire.tap(CHIEF, wire.last(CHIEF.id), label)
    await wire.deliver()
    told = wire.last(CHEN.id)
    assert len(wire.in_chat(CHEN.id)) == before + 1
    assert "延期了" in told.text
    assert "改到 3月8日（周日）10:32 截止" in told.text
    assert "原因：参与的户数还不够" in told.text
    await wire.tap(CHEN, told, "看这次")


async def test_the_drafter_hears_of_a_cancellation_by_somebody_else(wire: Wire, vote: str) -> None:
    await wire.press(CHIEF, f"wc:{vote}")
    for label in ("方案要改", "确定取消"):
        await wire.tap(CHIEF, wire.last(CHIEF.id), label)
    await wire.deliver()
    assert "取消了" in wire.last(CHEN.id).text


async def test_who_extends_the_own_vote_reads_no_letter(wire: Wire, vote: str) -> None:
    await wire.press(CHEN, f"we:{vote}")
    for label in ("晚1周", "参与不够"):
        await wire.tap(CHEN, wire.last(CHEN.id), label)
    before = len(wire.in_chat(CHEN.id))
    await wire.deliver()
    assert len(wire.in_chat(CHEN.id)) == before


async def test_what_was_taken_back_is_kept_for_a_month(wire: Wire, vote: str) -> None:
    await wire.press(CHEN, f"wb:{vote}")
    kept = wire.last(CHEN.id)
    wire.clock.move(timedelta(days=20))
    await wire.press(CHEN, "mdr:")
    assert "接着写" in wire.last(CHEN.id).labels
    await wire.tap(CHEN, kept, "接着写")
    assert "过期" not in kept.text


async def test_three_presses_within_a_minute_post_one_card(wire: Wire, vote: str) -> None:
    for _ in range(3):
        reply = await wire.press(CHEN, f"wp:{vote}")
        await wire.deliver()
        wire.clock.move(timedelta(seconds=5))
    assert len(wire.in_chat(GROUP.id)) == 2
    assert reply is not None
    assert "刚刚发过" in (reply.text or "")
    wire.clock.move(timedelta(minutes=1))
    await wire.press(CHEN, f"wp:{vote}")
    await wire.deliver()
    assert len(wire.in_chat(GROUP.id)) == 3


async def test_the_pointer_is_written_after_the_new_card(wire: Wire, vote: str) -> None:
    before = len(wire.session.calls)
    await wire.press(CHEN, f"wp:{vote}")
    await wire.deliver()
    made = [call.__api_method__ for call in wire.session.calls[before:] if getattr(call, "chat_id", None) == GROUP.id]
    assert made.index("sendMessage") < made.index("editMessageText")


async def test_two_presses_after_the_close_post_the_result_once(wire: Wire, vote: str) -> None:
    wire.clock.move(timedelta(days=2))
    await wire.due()
    await wire.deliver()
    wire.clock.move(timedelta(seconds=50))
    before = len(wire.in_chat(GROUP.id))
    for _ in range(2):
        await wire.press(CHEN, f"wp:{vote}")
        await wire.deliver()
        wire.clock.move(timedelta(seconds=20))
    assert len(wire.in_chat(GROUP.id)) == before + 1


async def test_a_preview_that_is_outdated_is_shown_anew_in_its_place(wire: Wire, houses: Houses) -> None:
    preview = await draft_to_preview(wire)
    send = preview.data("发出")
    await wire.press(CHEN, AskDraft(draft=send.split(":")[1], question="title").pack())
    await wire.say(CHEN, "换一扇门")
    refused = await wire.press(CHEN, send, message=preview)
    assert refused is not None
    assert "先不发" in (refused.text or "")
    assert "换一扇门" in preview.text
    assert preview.data("发出") != send


async def test_a_reason_that_is_forgotten_leaves_the_vote_as_it_stands(wire: Wire, vote: str) -> None:
    await wire.press(CHEN, f"we:{vote}")
    await wire.tap(CHEN, wire.last(CHEN.id), "晚1周")
    await wire.say(CHEN, "李大爷要问过儿子")
    asked = wire.last(CHEN.id)
    await wire.press(CHEN, "mdr:")
    refused = await wire.press(CHEN, asked.data("确定延期"), message=asked)
    assert refused is not None
    assert "确定延期" not in asked.labels
    assert "延期" in asked.labels


async def test_a_cancel_screen_of_what_is_cancelled_has_no_buttons_to_cancel(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    await wire.press(CHIEF, f"wc:{vote}")
    asked = wire.last(CHIEF.id)
    await cancel_it(houses, vote)
    refused = await wire.tap(CHIEF, asked, "方案要改")
    assert refused is not None
    assert refused.text
    assert "方案要改" not in asked.labels


async def test_the_screen_of_what_was_sent_leads_to_the_result_after_the_close(wire: Wire, houses: Houses) -> None:
    preview = await draft_to_preview(wire)
    await wire.tap(CHEN, preview, "发出")
    sent = wire.last(CHEN.id)
    extend = sent.data("延期")
    wire.clock.move(timedelta(days=30))
    while await wire.due():
        pass
    refused = await wire.press(CHEN, extend, message=sent)
    assert refused is not None
    assert "撤回" not in sent.labels
    assert "延期" not in sent.labels
