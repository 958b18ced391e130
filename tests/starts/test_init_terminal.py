"""`linli init` at a real terminal: Ctrl-C at a question ends it at once, a refused token is asked for again."""

import asyncio
import errno
import os
import pty
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.runtime.settings import Settings
from tests.starts.fake_api import TOKEN, FakeApi, fake_api

PATIENCE = 40.0
CTRL_C = "\x03"
REFUSED = "123456789:BBtestTESTtestTESTtestTESTtestTEST12"
ROOT = Path(__file__).parents[2]


@pytest.fixture
async def api() -> AsyncIterator[FakeApi]:
    async with fake_api() as made:
        yield made


class Terminal:
    """The command at its own terminal."""

    def __init__(self, process: asyncio.subprocess.Process, screen: int) -> None:
        self._process, self._screen = process, screen
        self._bytes = b""
        self._seen = 0

    @property
    def shown(self) -> str:
        return self._bytes.decode(errors="ignore")

    async def wait_for(self, words: str) -> None:
        """Behind what was waited for before."""
        async with asyncio.timeout(PATIENCE):
            while (at := self.shown.find(words, self._seen)) < 0:
                assert await self._read(), self.shown
        self._seen = at + len(words)

    async def _read(self) -> bool:
        """False once nobody has the other end any more; Linux calls that an error."""
        try:
            said = await asyncio.to_thread(os.read, self._screen, 4096)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            said = b""
        self._bytes += said
        return bool(said)

    def type(self, text: str) -> None:
        os.write(self._screen, text.encode())

    async def ended(self) -> int:
        """The exit code, once all that it said is read."""
        async with asyncio.timeout(PATIENCE):
            while await self._read():
                pass
            return await self._process.wait()


@pytest.fixture
async def terminal(api: FakeApi, tmp_path: Path) -> AsyncIterator[Terminal]:
    ours = {name.upper() for name in Settings.model_fields}
    clean = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in ours}
    environment = clean | {"PYTHONPATH": str(ROOT), "TELEGRAM_API_BASE": api.base, "DATA_DIR": str(tmp_path / "data"), "LC_ALL": "C.UTF-8"}
    screen, keyboard = pty.openpty()
    # A terminal of its own, as Ctrl-C needs one: the child leads a session whose terminal it opens.
    child = [sys.executable, "-m", "bot", "init"]
    own = f"import fcntl, os, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv({sys.executable!r}, {child!r})"
    command = [sys.executable, "-c", own]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=tmp_path, env=environment, stdin=keyboard, stdout=keyboard, stderr=keyboard, start_new_session=True
    )
    os.close(keyboard)
    yield Terminal(process, screen)
    if process.returncode is None:
        process.kill()
        await process.wait()
    os.close(screen)


@pytest.mark.parametrize("question", ["令牌", "街道", "社区", "小区"])
async def test_ctrl_c_at_a_question_ends_it_and_writes_nothing(terminal: Terminal, tmp_path: Path, question: str) -> None:
    """It was swallowed, and the next Enter went on and wrote."""
    for asked, answer in (("令牌 / token", TOKEN), ("街道 / street", "北街街道"), ("社区 / community", "北街社区"), ("小区，", "")):
        await terminal.wait_for(asked)
        if asked.startswith(question):
            break
        terminal.type(f"{answer}\n")
    terminal.type(CTRL_C)
    assert await terminal.ended() == 130
    assert "停下了，没有写下任何东西" in terminal.shown
    assert "Traceback" not in terminal.shown
    assert list(tmp_path.iterdir()) == []


async def test_a_token_that_is_refused_is_asked_for_again(terminal: Terminal, tmp_path: Path) -> None:
    await terminal.wait_for("令牌 / token")
    terminal.type(f"{REFUSED}\n")
    await terminal.wait_for("令牌不对，平台不认")
    await terminal.wait_for("再贴一次")
    await terminal.wait_for("令牌 / token")
    assert ".env" not in terminal.shown, "there is none yet, and it was typed"
    terminal.type(f"{TOKEN}\n")
    await terminal.wait_for("街道 / street")
    assert list(tmp_path.iterdir()) == []


async def test_three_refused_tokens_are_enough(terminal: Terminal, tmp_path: Path) -> None:
    for _ in range(3):
        await terminal.wait_for("令牌 / token")
        terminal.type(f"{REFUSED}\n")
    assert await terminal.ended() == 2
    assert terminal.shown.count("令牌不对，平台不认") == 3
    assert "没有写下任何东西" in terminal.shown
    assert list(tmp_path.iterdir()) == []
