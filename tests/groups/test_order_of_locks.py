"""PostgreSQL: whatever is done to a group holds its compound's votes first, as their closes do: neither waits for the other forever."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.actions import groups as actions
from bot.actions.votes.changing import cancel_vote, extend_vote
from bot.actions.votes.due import DUE
from bot.rules.votes.drafts import Drafter
from storage.votes.records import Votes
from tests.fixtures import Units
from tests.profiles import NATIONAL
from tests.votes.houses import CHEN, SECOND_GROUP, SHANGHAI, Houses, settle
from tests.wire import GroupChat

pytestmark = pytest.mark.storage
BOT_NAME = "linli_test_bot"
THIRD_GROUP = GroupChat(-1003, "2栋楼群")
Other = Callable[[Houses, str], Awaitable[object]]


async def group_id(uow: Units, chat: GroupChat) -> str:
    async with uow() as unit:
        group = await unit.groups.enter(chat.id, chat.title, CHEN.id, uow.clock.now())
        await unit.commit()
    return group.id


async def bind(uow: Units, houses: Houses, chat: GroupChat) -> None:
    group, now = await group_id(uow, chat), uow.clock.now()
    by: dict[str, Any] = {"telegram_id": CHEN.id, "language": "zh", "bot_username": BOT_NAME, "now": now}
    await actions.bind_group(uow(), group_id=group, place_id=houses.compound.id, **by)


async def close(houses: Houses, vote_id: str) -> None:
    async with houses.uow.read() as unit:
        [item] = [one for one in await unit.schedule.waiting() if (one.kind, one.target) == ("votes.close", vote_id)]
    await DUE["votes.close"](houses.uow(), item, item.due_at)


async def cancel(houses: Houses, vote_id: str) -> None:
    await cancel_vote(houses.uow(), actor=await houses.actor(CHEN), vote_id=vote_id, reason="重复发了", now=houses.uow.clock.now())


async def extend(houses: Houses, vote_id: str) -> None:
    now = houses.uow.clock.now()
    by = Drafter(await houses.actor(CHEN), SHANGHAI, now, NATIONAL)
    await extend_vote(houses.uow(), by, vote_id, closes_at=now + timedelta(days=9), reason="多等几天")


async def bind_another(houses: Houses, vote_id: str) -> None:
    await bind(houses.uow, houses, THIRD_GROUP)


async def somebody_waits(uow: Units) -> bool:
    """For what another transaction holds."""
    async with uow.read() as unit:
        query = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
        return bool(await unit.connection.scalar(query))


class Pause:
    """The first to come here waits, with all that it holds, until the other has come as far as it can."""

    def __init__(self, uow: Units) -> None:
        self.uow, self.reached, self.others_done = uow, asyncio.Event(), asyncio.Event()

    def after(self, action: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def acting(*arguments: Any, **more: Any) -> Any:
            first, found = not self.reached.is_set(), await action(*arguments, **more)
            self.reached.set()
            while first and not self.others_done.is_set() and not await somebody_waits(self.uow):
                await asyncio.sleep(0)
            return found

        return acting

    async def other(self, act: Awaitable[object]) -> None:
        await self.reached.wait()
        try:
            await act
        finally:
            self.others_done.set()


@pytest.mark.parametrize("other", [close, cancel, extend, bind_another])
async def test_a_group_is_bound_in_the_moment_of_something_else(uow: Units, monkeypatch: pytest.MonkeyPatch, other: Other) -> None:
    if uow.database.is_sqlite:
        pytest.skip("one writer at a time")
    houses = await settle(uow)
    votes = [(await houses.open(title=title)).heading.vote_id for title in ("屋顶防水改造", "停车位划线", "换路灯")]
    await group_id(uow, SECOND_GROUP)
    pause = Pause(uow)
    monkeypatch.setattr(Votes, "add_group", pause.after(Votes.add_group))
    await asyncio.gather(bind(uow, houses, SECOND_GROUP), pause.other(other(houses, votes[1])))
    async with uow.read() as unit:
        assert {group.chat_id for group in await unit.votes.groups(votes[0])} >= {SECOND_GROUP.id}
