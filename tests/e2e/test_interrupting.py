"""Ctrl-C while a command still loads itself: it ends, and says nothing."""

import signal
from pathlib import Path

import pytest

from bot.sandbox.world import SANDBOX_TOKEN
from tests.e2e.harness import free_port
from tests.e2e.processes import Process, until


@pytest.mark.parametrize(
    ("command", "module"),
    [("run", "typer"), ("run", "pydantic"), ("run", "aiogram"), ("sandbox", "typer"), ("sandbox", "aiohttp"), ("backup", "typer")],
)
def test_ctrl_c_while_it_loads_is_quiet(tmp_path: Path, command: str, module: str) -> None:
    environment = {"BOT_TOKEN": SANDBOX_TOKEN, "TELEGRAM_API_BASE": f"http://127.0.0.1:{free_port()}", "DATA_DIR": str(tmp_path / "data")}
    # Each module is named once it is loaded: what stands between two names is where the interrupt comes.
    process = Process(
        tmp_path, "early", [command], from_nothing=True, PYTHONPROFILEIMPORTTIME="1", WEB_PORT=str(free_port()), **environment
    )
    until(lambda: f"{module}\n" in process.said(), f"{module} to be loaded")
    # A shell says 130 of both.
    assert process.end(signal.SIGINT, 10) in {130, -signal.SIGINT}
    said = [line for line in process.said().splitlines() if not line.startswith("import time:")]
    assert said == []
