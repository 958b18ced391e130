"""The webhook of the real process: its secret, 200 only after the commit, answers in the reply, a stop in time, and back to polling."""

import json
import signal
import sqlite3
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from bot.runtime.hook import BODY_LIMIT
from tests.e2e.harness import SECRET, Stage
from tests.e2e.processes import until

WELCOME = "我是"
STOP_SECONDS = 5
# An answer that must not come yet is waited for so long (seconds).
NOT_YET = 1.0
BROKEN, STRANGER = 7201, 7202
MESSAGE = {
    "message_id": 1,
    "date": 1_790_000_000,
    "chat": {"id": STRANGER, "type": "private"},
    "from": {"id": STRANGER, "is_bot": False, "first_name": "S"},
    "text": "/start",
}


def status(stage: Stage, secret: str | None, body: bytes = b'{"update_id": 1}') -> int:
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(stage.hook, body, headers), timeout=10) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_the_webhook_from_its_secret_to_the_stop_in_the_middle_and_back_to_polling(stage: Stage) -> None:
    platform = stage.platform
    platform.ask("person", slug="wang", name="王桂芳")
    platform.ask("person", slug="later", name="李建国")
    platform.ask("person", slug="broken", name="赵红", user_id=BROKEN)
    webhook = stage.by_webhook()
    process = stage.run(**webhook)
    assert [status(stage, secret) for secret in (None, "wrong", "\xe9", SECRET)] == [401, 401, 401, 200]
    assert [status(stage, SECRET, body) for body in (b"", b"[]", b'{"update_id": "x"}')] == [400, 400, 400]
    assert status(stage, SECRET, b" " * (BODY_LIMIT + 1)) == 413

    with closing(sqlite3.connect(stage.data / "linli.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(1) as pool:
            told = pool.submit(status, stage, SECRET, json.dumps({"update_id": 2, "message": MESSAGE}).encode())
            with pytest.raises(TimeoutError):
                told.result(NOT_YET)
            other.execute("ROLLBACK")
            assert told.result(10) == 200
    assert stage.rows("SELECT 1 FROM seen_updates WHERE update_id = 2")
    platform.ask("start", person="wang")
    menu = platform.shows("bot-wang", WELCOME)
    pressed = platform.ask("press_data", person="wang", chat="bot-wang", message_id=menu["message_id"], data="nothing:1")
    until(lambda: platform.ask("answer", id=pressed["callback_query_id"]), "the answer")
    [answered] = [call for call in platform.ask("journal") if call["method"].lower() == "answercallbackquery"]
    assert answered["via"] == "webhook reply"

    taken = stage.run("taken", wait=False, **webhook, DATA_DIR=str(stage.folder / "other"))
    assert taken.wait(30) == 1
    assert taken.said().count("写 WEBHOOK_PORT=") == 1
    assert "Traceback" not in taken.said()

    with stage.failing(BROKEN):
        platform.ask("start", person="broken")
        until(lambda: process.said().count("update_failed") == 2, "the second try")
        assert process.end(signal.SIGTERM, STOP_SECONDS) == 0, process.said()
    platform.ask("start", person="later")
    again = stage.run("again")
    for slug in ("broken", "later"):
        platform.shows(f"bot-{slug}", WELCOME)
    assert "token_used_elsewhere" not in again.said()
    assert "Traceback" not in process.said() + again.said()
    assert stage.rows("SELECT count(*) FROM dead_letters") == [(0,)]
