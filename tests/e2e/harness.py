"""The real process over HTTP: `linli sandbox --server-only` as the platform, `linli run` against it, both ended by their own id."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from bot.sandbox.world import SANDBOX_TOKEN

ROOT = Path(__file__).parents[2]
SECRET = "e2e-secret"
# A machine with two cores that does other things as well (seconds).
PATIENCE = 40.0


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


class Process:
    """One command of ours; its output in files."""

    def __init__(self, folder: Path, name: str, arguments: list[str], **environment: str) -> None:
        self.out, self.err = folder / f"{name}.out", folder / f"{name}.err"
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("BOT_", "WEB", "DATA", "TELEGRAM"))}
        with self.out.open("ab") as out, self.err.open("ab") as err:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", "bot", *arguments],
                cwd=folder,
                env={**inherited, "PYTHONPATH": str(ROOT), **environment},
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
    """One platform, one DATA_DIR, and as many `linli run` as a test starts."""

    def __init__(self, folder: Path, *, webhook: bool = False) -> None:
        self.folder = folder
        self.platform = Platform(folder)
        self.environment = {
            "BOT_TOKEN": SANDBOX_TOKEN,
            "TELEGRAM_API_BASE": self.platform.base,
            "DATA_DIR": str(folder / "data"),
            "LOG_LEVEL": "INFO",
        }
        self.hook_port = free_port()
        if webhook:
            self.environment |= {
                "WEBHOOK_URL": f"http://127.0.0.1:{self.hook_port}/telegram",
                "WEBHOOK_PORT": str(self.hook_port),
                "WEBHOOK_SECRET": SECRET,
            }
        self.processes: list[Process] = []

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

    def command(self, *arguments: str) -> str:
        """One command of the line, on the same data; its standard output."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **self.environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done.stdout

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in [*self.processes, self.platform.process]:
            if process.running:
                process.end(signal.SIGKILL)
