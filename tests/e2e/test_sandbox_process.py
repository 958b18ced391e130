"""`linli sandbox`, the whole process: its two starts, its nights, its clock, its resets, and who is turned away."""

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from tests.e2e.processes import FROM_NOTHING
from tests.e2e.sandboxes import Sandbox, Wire, card_of, tab_of, texts, unread
from tests.machine import slowness

GROUP = "heping-group"
# sandbox.md: what a newcomer finds, at whatever hour.
CARD = "已参与 31 / 48 户"
# Each makes the whole neighbourhood anew, which takes seconds.
RESETS = int(os.environ.get("LINLI_RESETS", "4" if os.environ.get("LINLI_LONG") else "1"))


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    started = Sandbox(tmp_path_factory.mktemp("sandbox"))
    yield started
    started.close()


def test_a_second_start_is_up_within_five_seconds(tmp_path: Path) -> None:
    """From nothing, as `make run` does it; whatever it does meanwhile, work or sleep. The first one only leaves its data behind."""
    for name in ("first", "second"):
        sandbox = Sandbox(tmp_path, name=name, from_nothing=FROM_NOTHING or name == "second")
        try:
            address = sandbox.took()
            asyncio.run(sees_the_vote(sandbox))
            after = time.monotonic() - sandbox.began
            print(f"{name}: address after {sandbox.address_after:.1f} s ({address:.1f} s there), world after {after:.1f} s")
            assert name == "first" or address < 5
            assert sandbox.worked() < 10 * slowness()
        finally:
            sandbox.close()


async def sees_the_vote(sandbox: Sandbox) -> None:
    async with tab_of(sandbox) as tab:
        world = await tab.ready()
        assert CARD in texts(world, GROUP)[-1]


@pytest.mark.parametrize("at", ["2026-02-26T23:40", "2026-02-27T08:05"])
async def test_by_night_the_same_things_wait(tmp_path: Path, at: str) -> None:
    sandbox = Sandbox(tmp_path, at=at)
    try:
        async with tab_of(sandbox) as tab:
            world = await tab.ready()
            assert world["now"].startswith(at[:15])
            assert CARD in texts(world, GROUP)[-1]
            assert unread(world, "sun-dajie") == {"bot-sun-dajie": 2}
            assert unread(world, "li-jianguo") == {"bot-li-jianguo": 1}
            assert "何志明" in texts(world, "bot-sun-dajie")[-1]
            assert world["outbox"] == {"waiting": 0, "failed": 0}
            assert not any(step["done"] for step in world["steps"])
    finally:
        sandbox.close()


async def test_the_newcomer_has_asked_and_been_answered(sandbox: Sandbox) -> None:
    """No chat is a dead bot: what he did stands there, and who has it now."""
    async with tab_of(sandbox) as tab:
        world = await tab.ready()
        seen = texts(world, "bot-he-zhiming")
        assert seen[0].startswith("/start")
        assert any("房产证" in text for text in seen)
        assert "3栋1单元402，业主" in seen[-1]
        assert "已记下，等楼长确认，2月27日（周五）10:32 交给的" in seen[-1]
        assert unread(world, "he-zhiming") == {}
        assert unread(world, "sun-dajie") == {"bot-sun-dajie": 2}


async def test_foreign_pages_get_nothing(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        for path in ("/", "/page/js/main.js", "/call/c1", "/ws"):
            for headers in ({"Host": "evil.example"}, {"Host": f"evil.example:{sandbox.port}"}, {"Origin": "https://evil.example"}):
                async with session.get(sandbox.url + path, headers=headers) as answer:
                    assert answer.status == 403, (path, headers)
        for headers in ({"Origin": "https://evil.example"}, {"Origin": sandbox.url, "Host": "evil.example"}, {"Origin": "null"}):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(f"{sandbox.url}/ws", headers=headers)
            assert refused.value.status == 403, headers
        async with session.post(f"{sandbox.url}/__ctl/reset") as answer:
            assert answer.status in (404, 405), "controls are for --server-only"


async def test_the_crowd_votes_while_the_clock_runs_to_the_close(sandbox: Sandbox) -> None:
    async with tab_of(sandbox) as tab:
        world = await tab.ready()
        [close] = [one for one in world["due"] if one["kind"] == "close"]
        await tab.order("crowd")
        began = time.monotonic()
        await tab.order("clock", to=close["at"])
        print(f"the clock ran to the close in {time.monotonic() - began:.1f} s")
        world = await tab.until(lambda seen: "通过" in texts(seen, GROUP)[-1], "the result")
        assert world["now"].startswith("2026-03-01T18:00")


async def test_start_over_again_and_again_under_a_crowd(sandbox: Sandbox) -> None:
    """Each time in the middle of taps, letters and edits."""
    async with tab_of(sandbox) as tab:
        known = (await tab.ready())["id"]
        for number in range(1, RESETS + 1):
            known = await start_over(tab, known, wait=0.3 * (number % 4))


async def start_over(tab: Wire, known: str, wait: float) -> str:
    if (await tab.world())["crowd"]["left"]:
        await tab.order("crowd")
    await asyncio.sleep(wait)
    began = time.monotonic()
    await tab.order("reset")
    world = await tab.ready()
    print(f"started over in {time.monotonic() - began:.1f} s")
    assert world["id"] != known
    assert world["now"].startswith("2026-02-27T10:")
    assert CARD in texts(world, GROUP)[-1]
    assert unread(world, "sun-dajie") == {"bot-sun-dajie": 2}
    await press(tab, "wang-guifang", "反对")
    await tab.until(lambda seen: "已参与 32" in texts(seen, GROUP)[-1], "the card to move")
    return str(world["id"])


async def press(tab: Wire, person: str, label: str) -> None:
    message, row, col = card_of(await tab.world(), GROUP, label)
    await tab.order("press", person=person, chat=GROUP, message_id=message, row=row, col=col)
