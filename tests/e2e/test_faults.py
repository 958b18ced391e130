"""Faults of the platform and of the database meet the real process: everything arrives, nothing twice that need not be."""

import sqlite3
import time
from contextlib import closing

from tests.e2e.harness import Stage
from tests.e2e.processes import until

WELCOME = "我是"
# Seconds for which another program holds the database.
LOCKED = 2.0


def test_limits_errors_lost_answers_and_a_locked_database_only_delay(stage: Stage) -> None:
    platform = stage.platform
    accounts = {slug: 7100 + number for number, slug in enumerate(("limited", "refused", "dropped", "blocking", "locked", "polled"))}
    for slug, account in accounts.items():
        platform.ask("person", slug=slug, name=slug, user_id=account)
    process = stage.run()

    wait = {"code": 429, "description": "Too Many Requests: retry after 2", "parameters": {"retry_after": 2}}
    platform.ask("fault", method="sendMessage", match={"chat_id": accounts["limited"]}, **wait)
    platform.ask("fault", method="sendMessage", match={"chat_id": accounts["refused"]}, code=502, description="Bad Gateway", times=2)
    platform.ask("fault", method="sendMessage", match={"chat_id": accounts["dropped"]}, drop=True, after=True)
    for slug in ("limited", "refused", "dropped", "blocking"):
        platform.ask("start", person=slug)
    platform.ask("block", person="blocking")
    platform.shows("bot-limited", WELCOME)
    for slug in ("refused", "dropped"):
        platform.shows(f"bot-{slug}", WELCOME)

    with closing(sqlite3.connect(stage.data / "linli.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        locked_at = time.monotonic()
        platform.ask("start", person="locked")
        until(lambda: time.monotonic() - locked_at > LOCKED, "some time under the lock")
        assert platform.messages("bot-locked") == []
        assert platform.ask("pending")["queue"] == 1, "acknowledged before it was written"
        other.execute("ROLLBACK")
    platform.shows("bot-locked", WELCOME)

    platform.ask("fault", method="getUpdates", code=502, description="Bad Gateway")
    platform.ask("fault", method="getUpdates", code=409, description="Conflict: terminated by other getUpdates request", times=2)
    platform.ask("start", person="polled")
    platform.shows("bot-polled", WELCOME)
    stage.wait_idle()
    assert {slug: len(platform.messages(f"bot-{slug}")) for slug in accounts if slug not in ("blocking", "dropped")} == {
        "limited": 1,
        "refused": 1,
        "locked": 1,
        "polled": 1,
    }
    assert len(platform.messages("bot-dropped")) == 2, "once more, because nobody knows whether it came"
    assert process.said().count("token_used_elsewhere") == 1
    assert "Traceback" not in process.said()
