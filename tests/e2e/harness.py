"""The real process over HTTP: `linli sandbox --server-only` as the platform, `linli run` against it, both ended by their own id."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.runtime.settings import Settings
from bot.sandbox.world import SANDBOX_TOKEN

ROOT = Path(__file__).parents[2]
SECRET = "e2e-secret"
# A machine with two cores that does other things as well (seconds).
PATIENCE = 40.0
# Letters of which nothing is decided yet.
UNDER_WAY = "('pending', 'leased', 'retry')"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def until(condition: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """Asks again until it is true; an AssertionError that says what was waited for."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if result := condition():
            return result
        time.sleep(0.03)
    raise AssertionError(f"waited {seconds:.0f} s for {what}")


def words(message: dict[str, Any]) -> str:
    """What a message says, with its no-break spaces as plain ones."""
    return str(message.get("text") or message.get("caption") or "").replace("\u00a0", " ")


def linli(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=clean_environment() | {"DATA_DIR": str(folder / "data")} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def clean_environment() -> dict[str, str]:
    """Nothing that the developer's own shell says to Linli."""
    ours = {name.upper() for name in Settings.model_fields}
    return {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in ours} | {"PYTHONPATH": str(ROOT)}


class Process:
    """One command of ours; its output in files."""

    def __init__(self, folder: Path, name: str, arguments: list[str], **environment: str) -> None:
        self.out, self.err = folder / f"{name}.out", folder / f"{name}.err"
        with self.out.open("ab") as out, self.err.open("ab") as err:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", "bot", *arguments],
                cwd=folder,
                env=clean_environment() | environment,
                stdout=out,
                stderr=err,
            )

    @property
    def running(self) -> bool:
        return self.popen.poll() is None

    def end(self, number: int = signal.SIGTERM, seconds: float = 10) -> int:
        if self.running:
            self.popen.send_signal(number)
        return self.popen.wait(seconds)

    def said(self) -> str:
        return self.out.read_text(encoding="utf-8") + self.err.read_text(encoding="utf-8")


class Platform:
    """The sandbox's server, and what people do in it."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.process = Process(folder, "platform", ["sandbox", "--server-only"], WEB_PORT=str(self.port), DATA_DIR=str(folder / "platform"))
        until(self._answers, "the platform")

    def _answers(self) -> bool:
        assert self.process.running, self.process.said()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def ask(self, act: str, **asked: Any) -> Any:
        request = urllib.request.Request(f"{self.base}/__ctl/{act}", json.dumps(asked).encode(), {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=20) as reply:
                return json.loads(reply.read()).get("result")
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{act}: {error.read().decode()}") from error

    def status(self, path: str, **headers: str) -> int:
        """What a request with these headers is answered."""
        try:
            with urllib.request.urlopen(urllib.request.Request(f"{self.base}{path}", None, headers), timeout=20) as reply:
                return int(reply.status)
        except urllib.error.HTTPError as error:
            return error.code

    def messages(self, chat: str | int) -> list[dict[str, Any]]:
        """What the bot wrote there, as it is now."""
        return [one for one in self.ask("messages", chat=chat) if one.get("from", {}).get("is_bot")]

    def shows(self, chat: str | int, part: str, seconds: float = PATIENCE) -> dict[str, Any]:
        def found() -> dict[str, Any] | None:
            return next((one for one in reversed(self.messages(chat)) if part in words(one)), None)

        result: dict[str, Any] = until(
            found, f"{part!r} in {chat}: {[(one.get('text') or '')[:60] for one in self.messages(chat)][-4:]}", seconds
        )
        return result

    def press(self, person: str, chat: str | int, message: dict[str, Any], text: str) -> dict[str, Any]:
        """The answer of the press, waited for."""
        made = self.ask("press", person=person, chat=chat, message_id=message["message_id"], text=text)
        result: dict[str, Any] = until(lambda: self.ask("answer", id=made["callback_query_id"]), f"the answer to {text}")
        return result


class Stage:
    """A platform with nobody on it yet, one DATA_DIR, and as many `linli run` as a test starts."""

    def __init__(self, folder: Path, platform: Platform) -> None:
        self.folder = folder
        self.platform = platform
        self.data = folder / "data"
        self.environment = {
            "BOT_TOKEN": SANDBOX_TOKEN,
            "TELEGRAM_API_BASE": platform.base,
            "DATA_DIR": str(self.data),
            "LOG_LEVEL": "INFO",
        }
        self.processes: list[Process] = []

    def by_webhook(self) -> dict[str, str]:
        """Settings that make `run` listen instead of poll."""
        self.hook = f"http://127.0.0.1:{free_port()}/telegram"
        return {"WEBHOOK_URL": self.hook, "WEBHOOK_PORT": str(urlsplit(self.hook).port), "WEBHOOK_SECRET": SECRET}

    def run(self, name: str = "linli", *, wait: bool = True, **changes: str) -> Process:
        process = Process(self.folder, name, ["run"], **self.environment | changes)
        self.processes.append(process)
        if wait:
            until(lambda: self._listens(process), "linli run to listen")
        return process

    def _listens(self, process: Process) -> bool:
        assert process.running, process.said()
        pending = self.platform.ask("pending")
        return bool(pending["polling"] or pending["hook"])

    def command(self, *arguments: str, **changes: str) -> str:
        """One command of the line, on the same data; its standard output."""
        done = linli(self.folder, *arguments, **self.environment | changes)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done.stdout

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database file says now."""
        with closing(sqlite3.connect(self.data / "linli.db", timeout=15)) as connection:
            return connection.execute(query, values).fetchall()

    def write(self, statement: str, *values: object) -> None:
        with closing(sqlite3.connect(self.data / "linli.db", timeout=15)) as connection:
            connection.execute(statement, values)
            connection.commit()

    def wait_idle(self, seconds: float = PATIENCE) -> None:
        """Every update is acknowledged, every letter that may go now is gone."""
        until(lambda: self.platform.ask("pending")["queue"] == 0, "the queue to empty", seconds)
        until(lambda: not self.rows(f"SELECT 1 FROM outbox WHERE state IN {UNDER_WAY} LIMIT 1"), "the outbox to empty", seconds)

    def close(self) -> None:
        for process in self.processes:
            if process.running:
                process.popen.send_signal(signal.SIGCONT)
                process.end(signal.SIGKILL)
        self.platform.ask("reset")
