"""The queue: what is wanted, in which order, how long, and by how many pollers."""

import asyncio
import time
from datetime import timedelta

import pytest

from bot.sandbox import members
from bot.sandbox.errors import ApiError
from bot.sandbox.world import World
from tests.sandbox.conftest import Api, Clock, kinds


async def poll(world: World, offset: int = 0, limit: int = 100, seconds: float = 0) -> list[int]:
    return [update.id for update in await world.updates.poll(offset, limit, seconds)]


async def test_ids_start_from_the_wall_clock(world: World) -> None:
    assert abs(world.state.next_update - time.time()) < 100


async def test_an_offset_confirms_what_is_before_it(world: World) -> None:
    for _ in range(3):
        world.start(1)
    first, second, third = await poll(world)
    assert await poll(world, limit=2) == [first, second]
    assert await poll(world, second + 1) == [third]
    assert await poll(world, first) == [third]
    world.start(1)
    assert await poll(world, -1) == [third + 1]


async def test_a_long_poll_wakes_for_what_comes(world: World) -> None:
    waiting = asyncio.create_task(poll(world, seconds=5))
    await asyncio.sleep(0)
    assert world.updates.polling
    world.start(1)
    world.start(2)
    assert len(await waiting) == 2
    assert not world.updates.polling
    assert await poll(world, world.state.next_update, seconds=0.01) == []


async def test_a_second_poller_ends_the_first(world: World) -> None:
    first = asyncio.create_task(poll(world, seconds=5))
    await asyncio.sleep(0)
    second = asyncio.create_task(poll(world, seconds=0.01))
    with pytest.raises(ApiError) as conflict:
        await first
    assert (conflict.value.code, conflict.value.description) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    assert await second == []


async def test_no_polling_beside_a_webhook(world: World, api: Api) -> None:
    waiting = asyncio.create_task(poll(world, seconds=5))
    await asyncio.sleep(0)
    await api("setWebhook", url="http://127.0.0.1:9/hook")
    with pytest.raises(ApiError, match="terminated by setWebhook request"):
        await waiting
    assert (await api.refused("getUpdates")).startswith("Conflict: can't use getUpdates method while webhook is active")
    await api("deleteWebhook")
    assert await api("getUpdates", timeout=0) == []


async def test_allowed_updates(world: World, api: Api, group: int) -> None:
    world.promote_bot("heping", 3)
    world.updates.clear()
    members.join(world, world.person(4), world.chat("heping"))
    assert kinds(world) == ["message"]  # chat_member only for those who name it
    world.updates.clear()
    await api("getUpdates", timeout=0, allowed_updates=["chat_member"])
    members.leave(world, world.person(4), world.chat("heping"))
    assert kinds(world) == ["chat_member"]
    await api("getUpdates", timeout=0)  # says nothing: the choice stays
    assert world.state.allowed == ("chat_member",)
    await api("getUpdates", timeout=0, allowed_updates=[])
    members.join(world, world.person(4), world.chat("heping"))
    assert kinds(world) == ["chat_member", "message"]


async def test_messages_wait_a_day_and_presses_150_seconds(world: World, api: Api, group: int, clock: Clock, card: dict) -> None:
    sent = await api("sendMessage", chat_id=group, text="x", reply_markup=card)
    world.press(1, group, sent["message_id"], 0, 0)
    world.start(1)
    clock.move(149)
    assert len(await poll(world)) == 2
    clock.move(1)
    await poll(world)
    assert kinds(world) == ["message"]
    clock.move(86_400 - 151)
    assert len(await poll(world)) == 1
    clock.move(1)
    assert await poll(world) == []


async def test_an_old_message_is_not_delivered_at_all(world: World, clock: Clock) -> None:
    world.say(1, "bot-wang-guifang", "早", at=clock() - timedelta(days=1, seconds=1))
    assert kinds(world) == []
    assert next(iter(world.state.messages[1].values())).at == int(clock().timestamp()) - 86_401


async def test_out_of_range_numbers_are_brought_into_range(world: World, api: Api) -> None:
    for _ in range(3):
        world.start(1)
    assert len(await api("getUpdates", limit="0", timeout="0")) == 3
    assert len(await api("getUpdates", limit=1000, timeout=-1)) == 3
    assert len(await api("getUpdates", limit=1)) == 1


async def test_an_update_can_be_handed_out_again(world: World) -> None:
    world.start(1)
    [update_id] = await poll(world)
    assert await poll(world, update_id + 1) == []
    known = world.updates.find(update_id)
    assert known is not None
    world.updates.again(known)
    assert await poll(world, update_id + 1) == [update_id]
    assert await poll(world, update_id + 1) == []


async def test_age_makes_what_waits_older(world: World) -> None:
    world.start(1)
    assert [update.kind for update in world.updates.age(86_400)] == ["message"]
