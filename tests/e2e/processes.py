"""Processes of Linli: started in a folder of their own, read from files, ended by their own id."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.runtime.settings import Settings
from tests.machine import slowness

ROOT = Path(__file__).parents[2]
# Every process is begun from nothing; otherwise most are forks of one that has imported everything already (see forks.py).
FROM_NOTHING = bool(os.environ.get("LINLI_LONG"))
# A machine with two cores that does other things as well (seconds).
PATIENCE = 40.0
# Commands of the line end within this time (seconds).
COMMAND_SECONDS = 60.0


def until(condition: Callable[[], Any], what: str | Callable[[], str], seconds: float = PATIENCE) -> Any:
    """Asks again until it is true; an AssertionError that says what was waited for (a function: as it stands at the end)."""
    deadline, pause = time.monotonic() + seconds, 0.01
    while time.monotonic() < deadline:
        if result := condition():
            return result
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)
    raise AssertionError(f"waited {seconds:.0f} s for {what() if callable(what) else what}")


def clean_environment() -> dict[str, str]:
    """Nothing that the developer's own shell says to Linli."""
    ours = {name.upper() for name in Settings.model_fields}
    return {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in ours} | {"PYTHONPATH": str(ROOT)}


class Forks:
    """The process that forks; started when it is first needed, ends when this one does."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def ask(self, **asked: Any) -> dict[str, Any]:
        with self._lock:
            if self._process is None:
                command = [sys.executable, "-m", "tests.e2e.forks"]
                self._process = subprocess.Popen(
                    command, cwd=ROOT, env=clean_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                )
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps(asked) + "\n")
            self._process.stdin.flush()
            answer: dict[str, Any] = json.loads(self._process.stdout.readline())
            return answer

    def close(self) -> None:
        if self._process is not None:
            self._process.communicate(timeout=10)
            self._process = None


FORKS = Forks()


class Process:
    """One command of ours; its output in files."""

    def __init__(
        self,
        folder: Path,
        name: str,
        arguments: list[str],
        *,
        from_nothing: bool = FROM_NOTHING,
        terminal: str | None = None,
        **environment: str,
    ) -> None:
        """`terminal` is the path of one that nobody else leads: it takes the place of the files."""
        self.out, self.err = folder / f"{name}.out", folder / f"{name}.err"
        self._code: int | None = None
        self._popen: subprocess.Popen[bytes] | None = None
        whole = clean_environment() | {"PYTHONFAULTHANDLER": "1"} | environment
        self.began = time.monotonic()
        if from_nothing and terminal:
            with Path(terminal).open("r+b", buffering=0) as screen:
                child = [sys.executable, "-m", "bot", *arguments]
                own = f"import fcntl, os, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv({sys.executable!r}, {child!r})"
                self._popen = subprocess.Popen(
                    [sys.executable, "-c", own], cwd=folder, env=whole, stdin=screen, stdout=screen, stderr=screen, start_new_session=True
                )
            self.pid = self._popen.pid
        elif from_nothing:
            with self.out.open("ab") as out, self.err.open("ab") as err:
                command = [sys.executable, "-m", "bot", *arguments]
                self._popen = subprocess.Popen(command, cwd=folder, env=whole, stdout=out, stderr=err)
            self.pid = self._popen.pid
        else:
            asked = {"cwd": str(folder), "env": whole, "arguments": arguments, "terminal": terminal}
            asked |= {"out": str(self.out), "err": str(self.err)}
            self.pid = FORKS.ask(start=asked)["pid"]

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""
        if self._code is None:
            self._code = self._popen.poll() if self._popen is not None else FORKS.ask(poll=self.pid)["code"]
        return self._code

    @property
    def running(self) -> bool:
        return self.poll() is None

    def worked(self) -> float:
        """Seconds of processor time since it began."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def took(self) -> float:
        """Seconds since it began as they would have been on the machine of the figures, idle: without what it waited for a core."""
        waits = (path.read_text(encoding="utf-8").split()[1] for path in Path(f"/proc/{self.pid}/task").glob("*/schedstat"))
        worked = self.worked()
        slept = time.monotonic() - self.began - worked - sum(map(int, waits)) / 1e9
        return worked / slowness() + max(0.0, slept)

    def wait(self, seconds: float) -> int:
        until(lambda: not self.running, self._where_it_hangs, seconds)
        assert self._code is not None
        return self._code

    def _where_it_hangs(self) -> str:
        """Ends it by a signal that makes Python write down what every thread is doing."""
        self.send(signal.SIGABRT)
        deadline = time.monotonic() + PATIENCE
        while self.running and time.monotonic() < deadline:
            time.sleep(0.05)
        return f"the end of {self.pid}, which said {self.said()[-4000:]}"

    def send(self, number: int) -> None:
        if self.running:
            os.kill(self.pid, number)

    def end(self, number: int = signal.SIGTERM, seconds: float = 10) -> int:
        self.send(number)
        return self.wait(seconds)

    def said(self) -> str:
        """Everything on both streams so far."""
        return "".join(path.read_text(encoding="utf-8") for path in (self.out, self.err) if path.exists())


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def linli(folder: Path, *arguments: str, **environment: str) -> Done:
    """A command that ends by itself."""
    name = f"command-{time.monotonic_ns()}"
    process = Process(folder, name, list(arguments), **{"DATA_DIR": str(folder / "data")} | environment)
    code = process.wait(COMMAND_SECONDS)
    out, err = (path.read_text(encoding="utf-8") for path in (process.out, process.err))
    return Done(code, out, err)
