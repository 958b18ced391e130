"""「先练一练」 through the real dispatcher: the same vote, seen by its drafter alone, counted nowhere, gone after a day."""

from datetime import timedelta

from tests.votes.houses import CHEN, GROUP, Houses, draft_to_preview
from tests.wire import Wire


async def test_practice_reaches_nobody_and_goes(wire: Wire, houses: Houses) -> None:
    await wire.tap(CHEN, await draft_to_preview(wire), "先发给我看")
    await wire.deliver()
    card = wire.last(CHEN.id)
    assert card.text.startswith("🗳 <b>【练习】屋顶防水改造意向征询（和平小区）</b>")
    reply = await wire.tap(CHEN, card, "同意")
    assert reply.show_alert
    assert "没有计入" in reply.text
    await wire.deliver()
    assert "已参与\u00a01\u00a0/\u00a09\u00a0户" in card.text
    assert wire.in_chat(GROUP.id) == []
    wire.clock.move(timedelta(days=1))
    await wire.due()
    await wire.deliver()
    assert card.deleted
    gone = await wire.press(CHEN, card.data("同意"))
    assert "已经过期" in gone.text


async def test_practice_shows_the_scheme_as_residents_will_get_it(wire: Wire, houses: Houses) -> None:
    await draft_to_preview(wire)
    await wire.tap(CHEN, wire.last(CHEN.id), "改")
    await wire.tap(CHEN, wire.last(CHEN.id), "说明")
    await wire.say(CHEN, "补顶楼的漏。")
    preview = wire.last(CHEN.id)
    await wire.tap(CHEN, preview, "先发给我看")
    await wire.deliver()
    card = wire.last(CHEN.id)
    assert card.labels == ["同意", "反对", "弃权", "看方案"]
    assert "方案：说明见「看方案」" in card.text
    for sent in (False, True):
        if sent:
            await wire.tap(CHEN, preview, "发出")
            wire.clock.move(timedelta(minutes=1))
        await wire.tap(CHEN, card, "看方案")
        await wire.deliver()
        shown = wire.last(CHEN.id)
        assert shown.text.startswith("🗳 <b>【练习】")
        assert "补顶楼的漏。" in shown.text
    reply = await wire.tap(CHEN, shown, "反对")
    assert "没有计入" in reply.text
    schemes = [one for one in wire.in_chat(CHEN.id) if "补顶楼的漏。" in one.text and "反对" in one.labels]
    assert len(schemes) == 2, "before and after the draft was sent"
    wire.clock.move(timedelta(days=1))
    await wire.due()
    await wire.deliver()
    assert all(one.deleted for one in (card, *schemes)), "buttons of a practice that is over"


async def test_practice_before_any_draft(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mpr:")
    await wire.deliver()
    assert "【练习】小区大门装道闸意向征询（和平小区）" in wire.last(CHEN.id).text
