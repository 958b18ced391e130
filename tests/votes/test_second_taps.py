"""Those in charge tap a second time: they read what was done, not what to do about it."""

from sqlalchemy import func, select

from storage.votes import vote_extensions
from tests.fixtures import Units
from tests.votes.houses import CHEN, CHIEF, GROUP
from tests.wire import Wire


async def test_the_reason_of_an_extension(wire: Wire, uow: Units, vote: str) -> None:
    """「延期要比这个晚。请换一个时间」 invited a second extension."""
    await wire.press(CHEN, f"we:{vote}")
    await wire.tap(CHEN, wire.last(CHEN.id), "晚1周")
    asked = wire.last(CHEN.id)
    data = asked.data("来不及看")
    await wire.tap(CHEN, asked, "来不及看")
    done = asked.text
    assert "延期到 3月8日（周日）10:32" in done
    again = await wire.press(CHEN, data, message=asked)
    assert again is not None
    assert "请换一个时间" not in (again.text or "")
    assert not again.show_alert
    assert asked.text == done
    await wire.press(CHIEF, data)
    assert wire.last(CHIEF.id).text == done
    await wire.deliver()
    assert sum("来不及看" in text or "改到" in text for text in wire.texts(GROUP.id)) == 1
    async with uow.read() as unit:
        assert await unit.connection.scalar(select(func.count()).select_from(vote_extensions)) == 1


async def test_a_time_that_was_there_from_the_beginning_is_no_extension(wire: Wire, uow: Units, vote: str) -> None:
    async with uow.read() as unit:
        at = int((await unit.votes.vote(vote)).closes_at.timestamp() // 60)
    refused = await wire.press(CHEN, f"wr:{vote}:{at}:more_time")
    assert refused is not None
    assert "延期要比这个晚" in (refused.text or "")


async def test_taking_back(wire: Wire, vote: str) -> None:
    """「重新发的时候请再点一次」 is said to residents."""
    await wire.press(CHEN, f"wb:{vote}")
    for data in (f"wb:{vote}", f"we:{vote}", f"wc:{vote}", f"wp:{vote}"):
        again = await wire.press(CHEN, data)
        assert again is not None
        assert "已经撤回了，不用再做什么" in (again.text or "")
        assert "没有计入" not in (again.text or "")


async def test_cancelling(wire: Wire, vote: str) -> None:
    await wire.press(CHEN, f"wc:{vote}")
    for label in ("重复发了", "确定取消"):
        await wire.tap(CHEN, wire.last(CHEN.id), label)
    for data in (f"wc:{vote}", f"we:{vote}", f"wb:{vote}", f"wp:{vote}"):
        again = await wire.press(CHEN, data)
        assert again is not None
        assert "取消了，已经告诉大家，不用再做什么" in (again.text or "")
        assert "没有计入" not in (again.text or "")
