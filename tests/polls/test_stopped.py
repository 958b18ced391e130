"""「取消」 in the middle of a question or a topic: what the answer says of it is true."""

import pytest
from sqlalchemy import Table, func, select

from storage.polls import polls
from storage.statements.tables import topics
from tests.fixtures import Units
from tests.polls.worlds import OPTIONS, QUESTION, said
from tests.residents.worlds import dialog
from tests.statements.worlds import TITLE
from tests.votes.houses import CHEN, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage


async def sent_or_drafted(uow: Units, table: Table) -> int:
    async with uow.read() as unit:
        return int((await unit.connection.execute(select(func.count()).select_from(table))).scalar_one())


@pytest.mark.parametrize("words", ["取消", "/cancel"])
async def test_a_question_that_was_stopped_is_not_kept(wire: Wire, uow: Units, words: str) -> None:
    """「写的没有留下」 stood above, and the button of the closing time led to 「发出」."""
    await settle(uow)
    await wire.press(CHEN, "qb:")
    await wire.say(CHEN, QUESTION)
    await wire.say(CHEN, OPTIONS)
    for label in ("选一个", "一户一次", "不记名"):
        await wire.tap(CHEN, wire.last(CHEN.id), label)
    asked = wire.last(CHEN.id)
    later = asked.labels[0]
    await wire.say(CHEN, words)
    assert "写的没有留下" in said(wire, CHEN.id)
    assert "不在了" in dialog(await wire.tap(CHEN, asked, later))
    assert await sent_or_drafted(uow, polls) == 0


async def test_a_topic_that_was_stopped_is_not_kept(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.press(CHEN, "tn:")
    await wire.say(CHEN, TITLE)
    await wire.tap(CHEN, wire.last(CHEN.id), "不用说明")
    await wire.tap(CHEN, wire.last(CHEN.id), "按楼栋")
    asked = wire.last(CHEN.id)
    later = asked.labels[0]
    await wire.say(CHEN, "取消")
    assert "写的没有留下" in said(wire, CHEN.id)
    assert "不在了" in dialog(await wire.tap(CHEN, asked, later))
    assert await sent_or_drafted(uow, topics) == 0
