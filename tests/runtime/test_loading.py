"""What the bot does not need at its start is not loaded then: each start would wait for it."""

import subprocess
import sys

from tests.e2e.processes import ROOT, clean_environment

LOADED = "import sys, bot.__main__, bot.runtime.serving; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
# Papers, rosters, another database's driver, the proxy's, tests.
LATER = {"docx", "docxtpl", "lxml", "openpyxl", "asyncpg", "aiohttp_socks", "hypothesis", "pytest"}


def test_a_start_loads_nothing_that_is_needed_later() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, env=clean_environment(), capture_output=True, text=True, timeout=120, check=True
    )
    loaded = set(done.stdout.split())
    assert "aiogram" in loaded
    assert loaded & LATER == set()
