"""Words under a file that is sent at the question for the title are the title."""

from tests.votes.houses import CHEN, Houses
from tests.wire import Wire

PDF = b"%PDF-1.4 drawings"
SENT = {"data": PDF, "name": "图纸.pdf"}


async def test_at_the_first_question(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    await wire.send_file(CHEN, **SENT, caption="给 <3栋> 装雨棚意向征询")
    asked = wire.last(CHEN.id)
    assert "给 &lt;3栋&gt; 装雨棚意向征询" in asked.text
    assert "什么时候截止" in asked.text
    assert "方案文件：图纸.pdf" in asked.text
    await wire.tap(CHEN, asked, "3天后18:00")
    assert "有说明" not in wire.last(CHEN.id).text


async def test_when_the_title_is_changed(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    for label in ("屋顶防水改造", "3天后18:00", "改", "题目"):
        await wire.tap(CHEN, wire.last(CHEN.id), label)
    await wire.send_file(CHEN, **SENT, caption="屋顶翻新")
    preview = wire.last(CHEN.id)
    assert "屋顶翻新意向征询" in preview.text
    assert "发出" in preview.labels
    await wire.say(CHEN, "好的，谢谢")
    await wire.press(CHEN, "mdr:")
    assert "好的，谢谢" not in wire.last(CHEN.id).text


async def test_a_ready_made_one_is_its_button(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    await wire.send_file(CHEN, **SENT, caption="加装电梯")
    await wire.tap(CHEN, wire.last(CHEN.id), "一周后18:00")
    assert "重大事项" in wire.last(CHEN.id).text


async def test_one_that_is_too_long_is_refused_and_the_file_with_it(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    await wire.send_file(CHEN, **SENT, caption="长" * 41)
    refused = wire.last(CHEN.id)
    assert "文件下面的字当不了题目（要有字，最多 40 个），文件也没有收" in refused.text
    assert "不填了" in refused.labels
    await wire.send_file(CHEN, **SENT)
    assert "把题目直接打给我" in wire.last(CHEN.id).text
    await wire.say(CHEN, "屋顶翻新")
    assert "屋顶翻新意向征询" in wire.last(CHEN.id).text
    assert "方案文件：图纸.pdf" in wire.last(CHEN.id).text
