"""The two servers that are measured, each a process of its own on one core, ended by its own id."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.taps.load import Platform, Posted, post
from tests.bench.taps.updates import Tap
from tests.e2e.harness import free_port
from tests.e2e.processes import clean_environment
from tests.wire import TOKEN

PATH, SECRET = "/hook", "bench-secret"
START_SECONDS = 60
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    process: subprocess.Popen[bytes]
    port: int
    _posted: Posted = field(default_factory=Posted)

    async def post(self, taps: Sequence[Tap], connections: int) -> Posted:
        self._posted = Posted()
        return await post(self.port, PATH, SECRET, taps, connections, self._posted)

    @property
    def answered(self) -> int:
        """Of the posting under way."""
        return len(self._posted.latencies)

    def cpu(self) -> float:
        """Seconds of processor that it has used, with all its threads."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def kill(self) -> None:
        self.process.kill()


@asynccontextmanager
async def bare(core: int | None) -> AsyncIterator[Server]:
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.taps.bare", str(port), PATH, SECRET]
    async with _running(command, port, {}, core) as server:
        yield server


@asynccontextmanager
async def linli(data: Path, platform: Platform, core: int | None, **environment: str) -> AsyncIterator[Server]:
    """`linli run` by webhook, with everything on."""
    port, api = free_port(), await platform.open()
    settings = {
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_BASE": f"http://127.0.0.1:{api}",
        "DATA_DIR": str(data),
        "WEBHOOK_URL": f"http://127.0.0.1:{port}{PATH}",
        "WEBHOOK_PORT": str(port),
        "WEBHOOK_SECRET": SECRET,
        "LOG_LEVEL": "WARNING",
    }
    command = [str(Path(sys.executable).with_name("linli")), "run"]
    try:
        async with _running(command, port, settings | environment, core) as server:
            while not platform.calls["setWebhook"]:
                await asyncio.sleep(0.05)
            yield server
    finally:
        await platform.close()


@asynccontextmanager
async def _running(command: list[str], port: int, environment: dict[str, str], core: int | None) -> AsyncIterator[Server]:
    pinned = ["taskset", "-c", str(core)] if core is not None and shutil.which("taskset") else []
    process = subprocess.Popen(
        [*pinned, *command], env=clean_environment() | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        await _listening(process, port)
        yield Server(process, port)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(process.wait, START_SECONDS)


async def _listening(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, f"{process.args} ended with {process.returncode}"
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
    raise AssertionError(f"{process.args} does not listen")
