"""After an outage at the close several are asked; once one of them has decided, nobody's question stands open."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from tests.votes.houses import CHEN, CHIEF, GROUP, Houses
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage

Decision = Callable[[Wire, Shown], Awaitable[None]]


@pytest.fixture
async def asked(wire: Wire, houses: Houses) -> list[Shown]:
    """陈静 at once; a day later, since she says nothing, she and the chief."""
    await houses.open()
    await wire.deliver()
    for waited in (timedelta(days=2, minutes=5), timedelta(days=1, minutes=1)):
        wire.clock.move(waited)
        await wire.due()
        await wire.deliver()
    questions = [one for person in (CHEN, CHIEF) for one in wire.in_chat(person.id) if "就这样结束" in one.labels]
    assert [one.chat_id for one in questions] == [CHEN.id, CHEN.id, CHIEF.id]
    return questions


async def closes(wire: Wire, question: Shown) -> None:
    await wire.tap(CHIEF, question, "就这样结束")


async def extends(wire: Wire, question: Shown) -> None:
    await wire.tap(CHIEF, question, "延期一天")


async def cancels(wire: Wire, question: Shown) -> None:
    vote = question.data("就这样结束").split(":")[1]
    await wire.press(CHIEF, f"wc:{vote}")
    await wire.say(CHIEF, "方案要重做")
    await wire.tap(CHIEF, wire.last(CHIEF.id), "确定取消")


@pytest.mark.rule("R14.down_at")
@pytest.mark.parametrize(("decide", "said"), [(closes, "按现在的算"), (extends, "延期到"), (cancels, "取消")])
async def test_the_others_questions_are_answered(wire: Wire, asked: list[Shown], decide: Decision, said: str) -> None:
    first, second, own = asked
    await decide(wire, own)
    await wire.deliver()
    for one in (first, second):
        assert said in one.text, one.text
        assert "同事已经定了" in one.text
        assert one.labels == ["菜单"]
    assert "同事" not in own.text
    assert wire.in_chat(GROUP.id)
