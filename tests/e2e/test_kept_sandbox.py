"""`linli sandbox --keep`: the world and its database come back at the next start."""

import json
import signal
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from tests.e2e.harness import free_port
from tests.e2e.processes import Process, until
from tests.e2e.sandboxes import Json, Sandbox, Wire, card_of, tab_of, texts

GROUP, LATER = "heping-group", "2026-11-01T10:00"


def beat(database: Path) -> str | None:
    if not database.exists():
        return None
    with closing(sqlite3.connect(database)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'heartbeats'").fetchone():
            return None
        found = connection.execute("SELECT max(beat_at) FROM heartbeats").fetchone()
    return str(found[0]) if found[0] else None


def test_a_kept_world_comes_back_with_its_votes(tmp_path: Path) -> None:
    data, last = tmp_path / "data", None
    votes = []
    for start in ("first", "second"):
        process = Process(tmp_path, start, ["sandbox", "--keep"], DATA_DIR=str(data), WEB_PORT=str(free_port()))
        until(lambda: not process.running or beat(data / "sandbox.db") not in {None, last}, "the first beat of its heart")
        assert process.running, process.said()
        last = beat(data / "sandbox.db")
        with closing(sqlite3.connect(data / "sandbox.db")) as connection:
            votes.append(connection.execute("SELECT id FROM votes ORDER BY id").fetchall())
        assert process.end() == 0, process.said()
        assert "Traceback" not in process.said()
    assert votes[0]
    assert votes[0] == votes[1]


async def vote(tab: Wire, person: str, homes: int) -> Json:
    message, row, col = card_of(await tab.world(), GROUP, "同意")
    await tab.order("press", person=person, chat=GROUP, message_id=message, row=row, col=col)
    return await tab.until(lambda now: f"已参与 {homes} / 48 户" in "".join(texts(now, GROUP)), f"{homes} homes on the card")


def receipts(world: Json) -> list[str]:
    return [text for text in texts(world, "bot-wang-guifang") if "凭证" in text]


async def test_keep_goes_on_from_a_plain_run_at_the_time_it_was_left(tmp_path: Path) -> None:
    first = Sandbox(tmp_path, name="plain")
    async with tab_of(first) as tab:
        await tab.ready()
        await vote(tab, "wang-guifang", 32)
        left = await tab.until(receipts, "her receipt")
    first.close()
    second = Sandbox(tmp_path, at=LATER, keep=True, name="kept")
    async with tab_of(second) as tab:
        world = await tab.ready()
        assert world["id"] == left["id"]
        assert receipts(world) == receipts(left)
        await tab.until(lambda now: steps_done(now) == {"vote"}, "what was done is done still")
        gone = datetime.fromisoformat(world["now"]) - datetime.fromisoformat(left["now"])
        assert timedelta() <= gone < timedelta(minutes=5)
        assert "已参与 32 / 48 户" in "".join(texts(world, GROUP))
        message, row, col = card_of(world, GROUP, "反对")
        await tab.order("press", person="wang-guifang", chat=GROUP, message_id=message, row=row, col=col)
        after = await tab.until(lambda now: len(receipts(now)) > 0 and receipts(now) != receipts(left), "the receipt of another choice")
        assert "没有在线" not in "".join(texts(after, GROUP))
    assert "接着上次的时间走" in second.process.said()
    second.close()


def kept(folder: Path) -> Json:
    found: Json = json.loads((folder / "data" / "sandbox.json").read_bytes())
    return found


def steps_done(world: Json) -> set[str]:
    return {one["id"] for one in world["steps"] if one["done"]}


async def test_after_a_kill_the_world_is_as_it_was_a_moment_before(tmp_path: Path) -> None:
    """Votes, the clock as it was moved, and the troubles that were switched on."""
    first = Sandbox(tmp_path, name="killed")
    async with tab_of(first) as tab:
        await tab.ready()
        await vote(tab, "wang-guifang", 32)
        await tab.order("clock", to="2026-02-28T12:00:00+08:00")
        await tab.order("fault", name="limit", on=True, times=3)
        await tab.order("fault", name="slow", on=True)
        left = await tab.until(receipts, "her receipt")
        assert "vote" in steps_done(await tab.until(lambda now: "vote" in steps_done(now), "the step"))
        until(lambda: len(kept(tmp_path)["faults"]) == 2 and kept(tmp_path)["queue"] == {}, "the world to be written")
    first.process.end(signal.SIGKILL)

    second = Sandbox(tmp_path, keep=True, name="kept", at=None)
    async with tab_of(second) as tab:
        world = await tab.ready()
        assert world["id"] == left["id"]
        assert receipts(world) == receipts(left)
        await tab.until(lambda now: steps_done(now) == {"vote"}, "what was done is done still")
        gone = datetime.fromisoformat(world["now"]) - datetime.fromisoformat(left["now"])
        assert timedelta() <= gone < timedelta(minutes=5)
        world = await tab.until(lambda now: {one["name"] for one in now["faults"] if one["on"]} == {"slow", "limit"}, "the troubles")
        await tab.order("fault", name="slow", on=False)
        await tab.order("fault", name="limit", on=False)
        await vote(tab, "li-jianguo", 32)
        message, row, col = card_of(await tab.world(), GROUP, "反对")
        await tab.order("press", person="wang-guifang", chat=GROUP, message_id=message, row=row, col=col)
        await tab.until(lambda now: receipts(now) != receipts(left), "the receipt of another choice")
    assert "不完整" not in second.process.said()
    second.close()


async def test_a_world_begun_anew_and_killed_at_once_is_not_mixed_with_the_one_before(tmp_path: Path) -> None:
    first = Sandbox(tmp_path, name="first")
    async with tab_of(first) as tab:
        known = (await tab.ready())["id"]
    first.close()
    again = Sandbox(tmp_path, name="again")
    async with tab_of(again) as tab:
        await tab.until(lambda now: now["people"], "the first people of the new world")
        again.process.end(signal.SIGKILL)
    second = Sandbox(tmp_path, keep=True, name="kept", at=None)
    async with tab_of(second) as tab:
        world = await tab.ready()
        assert world["id"] != known
        assert "已参与 31 / 48 户" in texts(world, GROUP)[-1]
    second.close()


async def test_a_platform_alone_keeps_a_world_of_its_own(tmp_path: Path) -> None:
    first = Sandbox(tmp_path, name="whole")
    async with tab_of(first) as tab:
        known = (await tab.ready())["id"]
    first.close()
    alone = Process(tmp_path, "alone", ["sandbox", "--server-only", "--keep"], DATA_DIR=str(tmp_path / "data"), WEB_PORT=str(free_port()))
    until((tmp_path / "data" / "platform.json").exists, "its own world")
    assert alone.end() == 0, alone.said()
    second = Sandbox(tmp_path, keep=True, name="kept", at=None)
    async with tab_of(second) as tab:
        assert (await tab.ready())["id"] == known
    second.close()
