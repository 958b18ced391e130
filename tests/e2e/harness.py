"""The real process over HTTP: `linli sandbox --server-only` as the platform, `linli run` against it, both ended by their own id."""

import errno
import json
import secrets
import signal
import socket
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.world import SANDBOX_TOKEN
from tests.e2e.processes import FROM_NOTHING, PATIENCE, Process, linli, until

SECRET = "e2e-secret"
# Letters of which nothing is decided yet.
UNDER_WAY = "('pending', 'leased', 'retry')"


# Below the ports that the system gives to outgoing connections (32768 and up on Linux, 49152 elsewhere): one of those
# may be taken again by somebody's connection before the process that was told it listens.
PORTS = range(20_000, 32_000)


def free_port() -> int:
    """Not by `random`: hypothesis seeds it, and workers side by side would all be given the same."""
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as found:
            try:
                found.bind(("127.0.0.1", port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
                continue
            return port


def words(message: dict[str, Any]) -> str:
    """What a message says, with its no-break spaces as plain ones and without what joins signs."""
    return str(message.get("text") or message.get("caption") or "").replace("\u00a0", " ").replace("\u2060", "")


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

    def run(self, name: str = "linli", *, wait: bool = True, from_nothing: bool = FROM_NOTHING, **changes: str) -> Process:
        process = Process(self.folder, name, ["run"], from_nothing=from_nothing, **self.environment | changes)
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

    @contextmanager
    def failing(self, *telegram_ids: int, saying: str = "broken on purpose") -> Iterator[None]:
        """Meanwhile nothing can be written about these people: what they do fails in the database, in these words."""
        those = ", ".join(map(str, telegram_ids))
        self.write(f"CREATE TRIGGER broken BEFORE INSERT ON chats WHEN NEW.chat_id IN ({those}) BEGIN SELECT RAISE(ABORT, '{saying}'); END")
        try:
            yield
        finally:
            self.write("DROP TRIGGER broken")

    def wait_idle(self, seconds: float = PATIENCE) -> None:
        """Every update is acknowledged, every letter that may go now is gone."""
        until(lambda: self.platform.ask("pending")["queue"] == 0, "the queue to empty", seconds)
        until(lambda: not self.rows(f"SELECT 1 FROM outbox WHERE state IN {UNDER_WAY} LIMIT 1"), "the outbox to empty", seconds)

    def close(self) -> None:
        for process in self.processes:
            if process.running:
                process.send(signal.SIGCONT)
                process.end(signal.SIGKILL)
        self.platform.ask("reset")
