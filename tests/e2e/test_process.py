"""Starting, stopping, crashing, standing by: nothing that was acknowledged is lost, every mistake is one sentence."""

import signal
import sqlite3
from pathlib import Path

import pytest

from bot.sandbox.world import SANDBOX_TOKEN
from tests.e2e.harness import Platform, Stage, free_port
from tests.e2e.processes import linli, until
from tests.wire import TOKEN

# A graceful stop may take so long (issue: "graceful stop within 5 s").
STOP_SECONDS = 5
# A start may take so long, of work and of sleep (issue: "up within 5 s").
START_SECONDS = 5
WELCOME = "我是"


def people(stage: Stage, count: int) -> list[str]:
    slugs = [f"p{number}" for number in range(count)]
    for slug in slugs:
        stage.platform.ask("person", slug=slug, name=slug)
    return slugs


def test_it_starts_says_whom_it_reaches_and_a_second_one_stands_by_until_the_first_is_gone(stage: Stage) -> None:
    [person] = people(stage, 1)
    left = stage.data / "backups" / ".linli-20261124-101500.zip.1.part"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"what a backup that was killed had written")
    first = stage.run(from_nothing=True)
    assert not left.exists()
    assert first.took() < START_SECONDS
    assert next(line for line in first.said().splitlines() if line).startswith("真的：会发到 0 个群")

    waiting = stage.run("waiting", wait=False)
    until(lambda: "standing_by" in waiting.said(), "the second to stand by")
    assert waiting.end(signal.SIGTERM, STOP_SECONDS) == 0, waiting.said()

    second = stage.run("second", wait=False)
    until(lambda: "standing_by" in second.said(), "the second to stand by")
    first.end(signal.SIGKILL)
    stage.platform.ask("start", person=person)
    stage.platform.shows(f"bot-{person}", WELCOME)
    assert second.end(signal.SIGTERM, STOP_SECONDS) == 0, second.said()
    assert "Traceback" not in first.said() + waiting.said() + second.said()


def test_told_to_stop_in_the_middle_it_finishes_what_it_began_and_the_next_one_does_the_rest_once(stage: Stage) -> None:
    slugs = people(stage, 60)
    process = stage.run()
    for slug in slugs[:40]:
        stage.platform.ask("start", person=slug)
    assert process.end(signal.SIGTERM, STOP_SECONDS) == 0, process.said()
    for slug in slugs[40:]:
        stage.platform.ask("start", person=slug)
    again = stage.run("again")
    stage.wait_idle()
    for slug in slugs:
        stage.platform.shows(f"bot-{slug}", WELCOME)
    counts = {slug: len(stage.platform.messages(f"bot-{slug}")) for slug in slugs}
    assert set(counts.values()) == {1}, counts
    assert "Traceback" not in process.said() + again.said()


def test_a_platform_that_does_not_answer_cannot_hold_up_the_stop(stage: Stage) -> None:
    [person, other] = people(stage, 2)
    process = stage.run()
    for method in ("*", "getUpdates"):
        stage.platform.ask("fault", method=method, delay=60, times=None)
    stage.platform.ask("start", person=person)
    until(lambda: stage.rows("SELECT 1 FROM seen_updates"), "the message to be handled")
    assert process.end(signal.SIGTERM, STOP_SECONDS) == 0, process.said()
    stage.platform.ask("clear_faults")
    stage.run("again")
    stage.platform.ask("start", person=other)
    for slug in (person, other):
        stage.platform.shows(f"bot-{slug}", WELCOME)


def test_a_wrong_token_is_one_sentence_at_the_start(stage: Stage) -> None:
    process = stage.run(wait=False, BOT_TOKEN=TOKEN)
    assert process.wait(30) == 1
    assert process.said().count("令牌不对") == 1
    assert "Traceback" not in process.said()


def test_a_token_that_is_revoked_while_it_runs_is_one_sentence_too(stage: Stage) -> None:
    process = stage.run()
    stage.platform.ask("fault", method="getUpdates", code=401, description="Unauthorized", times=None)
    people(stage, 1)
    stage.platform.ask("start", person="p0")
    assert process.wait(30) == 1
    assert process.said().count("令牌不对") == 1
    assert "Traceback" not in process.said()


@pytest.mark.parametrize(
    ("environment", "part"),
    [
        ({"WEB_PORT": "x"}, "WEB_PORT"),
        ({"BOT_TOKEN": "x"}, "BOT_TOKEN"),
        ({"TIMEZONE": "x", "LOG_LEVEL": "x"}, "LOG_LEVEL"),
        ({"BOT_TOKEN": TOKEN, "WEBHOOK_URL": "https://example.org/x"}, "WEBHOOK_SECRET"),
    ],
)
def test_bad_settings_are_sentences(tmp_path: Path, environment: dict[str, str], part: str) -> None:
    done = linli(tmp_path, "run", **environment)
    assert done.returncode == 2
    assert part in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", [["run"], ["sandbox"], ["sandbox", "--keep"], ["sandbox", "--server-only", "--keep"], ["migrate"]])
@pytest.mark.parametrize("folder", ["/proc/x", "file"])
def test_a_folder_that_takes_no_data_is_one_sentence_with_its_command(tmp_path: Path, command: list[str], folder: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = linli(tmp_path, *command, DATA_DIR=folder, WEB_PORT=str(free_port()))
    assert done.returncode == 1
    assert done.stderr.startswith(f"DATA_DIR（{folder}）")
    assert 'export DATA_DIR="$HOME/linli"' in done.stderr
    # Whose a file is changes nothing about its being none.
    assert ("chown" in done.stderr) is (folder != "file")
    assert "DATABASE_URL" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["run", "doctor"])
def test_a_lock_that_cannot_be_opened_is_one_sentence(stage: Stage, command: str) -> None:
    """「出错停下了…再启动就接着做」 sent whoever had once run it as root round in a circle."""
    stage.command("migrate")
    (stage.data / "linli.db.lock").mkdir()
    done = linli(stage.folder, command, **stage.environment)
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert said.count(f"DATA_DIR（{stage.data}）放不了数据") == 1
    assert "sudo chown -R" in said
    assert "crashed" not in said
    assert "Traceback" not in said


def test_a_taken_port_of_the_sandbox_is_one_sentence(platform: Platform, tmp_path: Path) -> None:
    done = linli(tmp_path, "sandbox", "--server-only", WEB_PORT=str(platform.port))
    assert done.returncode == 1
    assert done.stderr.count("WEB_PORT=") == 2  # in Chinese and in English
    assert "Traceback" not in done.stderr


def test_a_newer_database_stops_the_start_with_one_sentence(tmp_path: Path) -> None:
    assert linli(tmp_path, "migrate").returncode == 0
    with sqlite3.connect(tmp_path / "data" / "linli.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    done = linli(tmp_path, "run", BOT_TOKEN=SANDBOX_TOKEN, TELEGRAM_API_BASE=f"http://127.0.0.1:{free_port()}")
    assert done.returncode == 1
    assert done.stderr.count("数据库比程序新") == 1
    assert "Traceback" not in done.stderr


def test_the_platform_of_the_tests_refuses_foreign_hosts(platform: Platform) -> None:
    for header in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
        assert platform.status("/__ctl/pending", **header) == 403
        assert platform.status(f"/bot{SANDBOX_TOKEN}/getMe", **header) == 403
    assert platform.status("/__ctl/pending") == 200
