"""Dead letters, backups and logs of the real process: what failed can be done again, what is kept can be restored, nobody is named."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.sandbox.world import SANDBOX_TOKEN
from tests.e2e.harness import Stage, words
from tests.e2e.processes import linli, until

WELCOME = "我是"
CANARY = "金丝雀王桂芳"
# Longer than any run of digits in a moment, of which a log has one a line.
BROKEN, FINE = 7_700_010_001, 7_700_010_002


def dead_letters(stage: Stage) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(stage.command("dead-letters", "list", "--json"))
    return listed


def test_what_cannot_be_handled_is_kept_apologised_for_replayed_backed_up_and_never_named_in_the_log(stage: Stage) -> None:
    platform = stage.platform
    platform.ask("person", slug="broken", name=CANARY, user_id=BROKEN)
    platform.ask("person", slug="fine", name=CANARY, user_id=FINE)
    process = stage.run(LOG_LEVEL="DEBUG")
    with stage.failing(BROKEN, saying=CANARY):
        platform.ask("raw", kind="message", payload={"nonsense": CANARY})
        platform.ask("raw", kind="callback_query", payload={"id": 5, "from": CANARY})
        platform.ask("say", person="broken", text=f"/start i_{CANARY}")
        platform.ask("say", person="fine", text=f"/start {CANARY}")
        platform.ask("say", person="fine", text=CANARY)
        platform.shows("bot-fine", WELCOME)
        until(lambda: len(dead_letters(stage)) == 3, "three dead letters")
    reasons = [one["reason"] for one in dead_letters(stage)]
    assert [reason.startswith("does not parse") for reason in sorted(reasons)] == [False, True, True]
    [failed] = [one for one in dead_letters(stage) if not one["reason"].startswith("does not parse")]
    code = failed["reason"].split()[0]
    assert f"编号 {code}" in words(platform.shows("bot-broken", "没有办成"))
    stage.wait_idle()

    stage.command("dead-letters", "replay", str(failed["id"]))
    until(lambda: next(one for one in dead_letters(stage) if one["id"] == failed["id"])["replayed_at"], "the replay")
    until(lambda: len(platform.messages("bot-broken")) == 2, "what the replayed message is answered")
    unknown = linli(stage.folder, "dead-letters", "replay", "99", **stage.environment)
    assert unknown.returncode == 2
    assert "没有编号 99" in unknown.stderr
    twice = linli(stage.folder, "dead-letters", "replay", str(failed["id"]), **stage.environment)
    assert twice.returncode == 2
    assert "已经重放过" in twice.stderr

    check_backup(stage)
    for secret in (CANARY, SANDBOX_TOKEN, SANDBOX_TOKEN.partition(":")[2], str(BROKEN), str(FINE), "Traceback"):
        assert secret not in process.said()
    assert code in process.said()


def check_backup(stage: Stage) -> None:
    """Made while it runs, restored elsewhere: the same rows in every table."""
    file, there = stage.folder / "kept.zip", stage.folder / "restored"
    stage.command("backup", "--to", str(file))
    assert json.loads(stage.command("restore", str(file), "--json", DATA_DIR=str(there))) == {"data_dir": str(there)}
    before, after = tables(stage.data / "linli.db"), tables(there / "linli.db")
    assert before.keys() == after.keys()
    assert before == after
    assert before["dead_letters"]
    again = linli(stage.folder, "restore", str(file), **stage.environment)
    assert again.returncode == 2
    assert "没有动它" in again.stderr


def tables(path: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        moving = {"heartbeats", "sqlite_sequence"}
        return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in names if name not in moving}
