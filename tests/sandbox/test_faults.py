"""Faults on purpose: each as often as asked, and none without being asked."""

from bot.sandbox.api import BotApi
from bot.sandbox.faults import Script
from bot.sandbox.page_json import faults_json
from bot.sandbox.world import World
from tests.sandbox.conftest import Api, last_message


async def test_flood_limits_count_down(world: World, api: Api, group: int) -> None:
    world.faults.switch("limit", True)
    assert world.faults.left("limit") == (True, 3)
    await api("getMe")
    for _ in range(3):
        answer = await api.raw("sendMessage", {"chat_id": group, "text": "x"})
        assert (answer["error_code"], answer["parameters"]) == (429, {"retry_after": 5})
        assert answer["description"] == "Too Many Requests: retry after 5"
    await api("sendMessage", chat_id=group, text="x")
    assert world.faults.left("limit") == (False, None)
    assert [call.outcome for call in world.journal.newest(5)] == ["ok", "429, 5 s", "429, 5 s", "429, 5 s", "ok"]


async def test_a_dropped_answer_is_an_act_done(world: World, group: int) -> None:
    world.faults.switch("drop", True)
    assert await BotApi(world).call("sendMessage", {"chat_id": group, "text": "没回音"}) is None
    assert last_message(world, group).text == "没回音"
    assert world.journal.newest(1)[0].outcome == "dropped"
    assert await BotApi(world).call("sendMessage", {"chat_id": group, "text": "x"}) is not None


async def test_server_errors_and_slowness(world: World, group: int) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        assert world.faults.holding == 1, "whoever moves the clock waits for it"

    api = BotApi(world, sleep=sleep)
    world.faults.switch("error", True)
    world.faults.switch("slow", True)
    statuses = []
    for _ in range(3):
        answer = await api.call("getMe", {})
        assert answer is not None
        statuses.append(answer.status)
    assert statuses == [502, 502, 200]
    assert slept == [3.0] * 3
    assert world.faults.holding == 0
    world.faults.switch("slow", False)
    await api.call("getMe", {})
    assert len(slept) == 3
    await api.call("getUpdates", {})


async def test_scripts_fit_by_method_and_parameters(world: World, api: Api, group: int) -> None:
    world.start(1)
    world.faults.add(Script(method="sendMessage", code=403, description="Forbidden: user is deactivated", match={"chat_id": 1}, times=None))
    world.faults.add(Script(method="editMessageText", code=500, description="Internal Server Error", after=True))
    assert await api.refused("sendMessage", chat_id=1, text="x") == "Forbidden: user is deactivated"
    assert await api.refused("sendMessage", chat_id="1", text="x") == "Forbidden: user is deactivated"
    sent = await api("sendMessage", chat_id=group, text="x")
    assert await api.refused("editMessageText", chat_id=group, message_id=sent["message_id"], text="y") == "Internal Server Error"
    assert last_message(world, group).text == "y"
    world.faults.clear()
    await api("sendMessage", chat_id=1, text="x")


async def test_the_page_reads_how_often(world: World, api: Api, group: int) -> None:
    world.faults.switch("limit", True)
    await api.refused("sendMessage", chat_id=group, text="x")
    shown = {fault["name"]: fault for fault in faults_json(world)}
    assert list(shown) == ["slow", "limit", "blocked", "drop", "error"]
    assert (shown["limit"]["on"], shown["limit"]["left"], shown["limit"]["note"]) == (True, 2, "回 429，要等 5 秒；还剩 2 次")
    assert shown["drop"]["note"] == "事办了，回应没送到，共 1 次"
    assert (shown["blocked"]["title"], shown["blocked"]["on"]) == ("王桂芳屏蔽助手", False)
    world.faults.switch("blocked", True)
    assert world.person("wang-guifang").blocked
    world.faults.switch("blocked", False)
    assert not world.person("wang-guifang").blocked
