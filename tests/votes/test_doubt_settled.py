"""After an outage at the close several are asked; once one of them has decided, nobody's question stands open."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from tests.votes.houses import CHEN, CHIEF, GROUP, Houses
from tests.wire import Person, Shown, Wire

pytestmark = pytest.mark.storage

Decision = Callable[[Wire, Person, Shown], Awaitable[None]]


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


async def closes(wire: Wire, by: Person, question: Shown) -> None:
    await wire.tap(by, question, "就这样结束")


async def extends(wire: Wire, by: Person, question: Shown) -> None:
    await wire.tap(by, question, "延期一天")


async def cancels(wire: Wire, by: Person, question: Shown) -> None:
    vote = question.data("就这样结束").split(":")[1]
    await wire.press(by, f"wc:{vote}")
    await wire.say(by, "方案要重做")
    await wire.tap(by, wire.last(by.id), "确定取消")


DECISIONS = [(closes, "按现在的算"), (extends, "延期到"), (cancels, "取消")]


@pytest.mark.rule("R14.down_at")
@pytest.mark.parametrize(("decide", "said"), DECISIONS)
async def test_the_others_questions_are_answered(wire: Wire, asked: list[Shown], decide: Decision, said: str) -> None:
    first, second, own = asked
    await decide(wire, CHIEF, own)
    await wire.deliver()
    for one in (first, second):
        assert said in one.text, one.text
        assert "同事已经定了" in one.text
        assert one.labels == ["菜单"]
    assert "同事" not in own.text
    assert wire.in_chat(GROUP.id)


@pytest.mark.parametrize("tapped", [0, 1])
@pytest.mark.parametrize(("decide", "said"), DECISIONS)
async def test_who_was_asked_twice_and_decides_has_no_question_left(
    wire: Wire, asked: list[Shown], decide: Decision, said: str, tapped: int
) -> None:
    """The other one kept its 「延期一天」 and 「就这样结束」, and a cancellation was typed under neither."""
    await decide(wire, CHEN, asked[tapped])
    await wire.deliver()
    for one in asked[:2]:
        assert said in one.text, one.text
        assert "同事" not in one.text
        assert "就这样结束" not in one.labels
    assert "同事已经定了" in asked[2].text
