"""Starting, stopping, crashing, standing by: nothing that was acknowledged is lost, every mistake is one sentence."""

import os
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from bot.sandbox.world import SANDBOX_TOKEN
from tests.e2e.harness import ROOT, SECRET, Stage, free_port, until
from tests.wire import TOKEN


def linli(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATA_DIR": str(tmp_path / "data"), **environment}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=tmp_path, env=kept, capture_output=True, text=True, timeout=60, check=False
    )


def test_starts_says_whom_it_reaches_and_stops_in_time(tmp_path: Path) -> None:
    with Stage(tmp_path) as stage:
        process = stage.run()
        first = next(line for line in process.err.read_text(encoding="utf-8").splitlines() if line)
        assert first.startswith("真的：会发到 0 个群")
        assert process.end(signal.SIGTERM, seconds=5) == 0


def test_what_was_sent_while_it_was_dead_is_answered_once(tmp_path: Path) -> None:
    with Stage(tmp_path) as stage:
        stage.platform.ask("person", slug="wang", name="王桂芳")
        process = stage.run()
        process.end(signal.SIGKILL)
        stage.platform.ask("start", person="wang")
        stage.run("again")
        stage.platform.shows("bot-wang", "我是")
        stage.platform.ask("redeliver")
        until(lambda: stage.platform.ask("pending")["queue"] == 0, "the queue to empty")
        assert len(stage.platform.messages("bot-wang")) == 1


def test_a_poisoned_update_is_kept_listed_and_does_not_stop_the_others(tmp_path: Path) -> None:
    with Stage(tmp_path) as stage:
        stage.platform.ask("person", slug="wang", name="王桂芳")
        stage.run()
        stage.platform.ask("raw", kind="message", payload={"nonsense": "金丝雀"})
        stage.platform.ask("start", person="wang")
        stage.platform.shows("bot-wang", "我是")
        assert "does not parse" in stage.command("dead-letters", "list")


def test_the_second_on_the_same_data_stands_by_and_takes_over(tmp_path: Path) -> None:
    with Stage(tmp_path) as stage:
        stage.platform.ask("person", slug="wang", name="王桂芳")
        first = stage.run()
        second = stage.run("second", wait=False)
        until(lambda: "standing_by" in second.said(), "the second to stand by")
        first.end(signal.SIGKILL)
        stage.platform.ask("start", person="wang")
        stage.platform.shows("bot-wang", "我是")
        assert second.running


def webhook_status(stage: Stage, secret: str | None) -> int:
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
    request = urllib.request.Request(f"http://127.0.0.1:{stage.hook_port}/telegram", b'{"update_id": 1}', headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_the_webhook_asks_for_its_secret_and_answers_in_its_reply(tmp_path: Path) -> None:
    with Stage(tmp_path, webhook=True) as stage:
        stage.platform.ask("person", slug="wang", name="王桂芳")
        stage.run()
        statuses = [webhook_status(stage, secret) for secret in (None, "wrong", SECRET)]
        assert statuses == [401, 401, 200]
        stage.platform.ask("start", person="wang")
        menu = stage.platform.shows("bot-wang", "我是")
        stage.platform.ask("press_data", person="wang", chat="bot-wang", message_id=menu["message_id"], data="nothing:1")
        until(lambda: any(call["via"] != "http" for call in stage.platform.ask("journal")), "an answer in the webhook's reply")


def test_a_wrong_token_is_one_sentence(tmp_path: Path) -> None:
    with Stage(tmp_path) as stage:
        process = stage.run(wait=False, BOT_TOKEN=TOKEN)
        assert process.popen.wait(30) == 1
        assert process.said().count("令牌不对") == 1
        assert "Traceback" not in process.said()


@pytest.mark.parametrize(
    ("environment", "part"), [({"WEB_PORT": "x"}, "WEB_PORT"), ({"BOT_TOKEN": "x"}, "BOT_TOKEN"), ({"TIMEZONE": "x"}, "TIMEZONE")]
)
def test_bad_settings_are_sentences(tmp_path: Path, environment: dict[str, str], part: str) -> None:
    done = linli(tmp_path, "run", **environment)
    assert done.returncode == 2
    assert part in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with Stage(tmp_path) as stage:
        done = linli(tmp_path, "sandbox", "--server-only", WEB_PORT=str(stage.platform.port))
        assert done.returncode == 1
        assert "WEB_PORT=" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_newer_database_stops_the_start_with_one_sentence(tmp_path: Path) -> None:
    assert linli(tmp_path, "migrate").returncode == 0
    with sqlite3.connect(tmp_path / "data" / "linli.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    done = linli(tmp_path, "run", BOT_TOKEN=SANDBOX_TOKEN, TELEGRAM_API_BASE=f"http://127.0.0.1:{free_port()}")
    assert done.returncode == 1
    assert done.stderr.count("数据库比程序新") == 1
    assert "Traceback" not in done.stderr
