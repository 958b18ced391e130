"""`linli init` at a real terminal: Ctrl-C at a question ends it at once, a refused token is asked for again."""

import asyncio
import errno
import os
import pty
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.processes import FROM_NOTHING, Process
from tests.starts.fake_api import TOKEN, FakeApi, fake_api

PATIENCE = 40.0
CTRL_C = "\x03"
REFUSED = "123456789:BBtestTESTtestTESTtestTESTtestTEST12"


@pytest.fixture
async def api() -> AsyncIterator[FakeApi]:
    async with fake_api() as made:
        yield made


class Terminal:
    """The command at its own terminal."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder, self._environment = folder, environment
        self._screen, self._keyboard = pty.openpty()
        self._process: Process | None = None
        self._bytes = b""
        self._seen = 0

    def begin(self, *, from_nothing: bool = FROM_NOTHING) -> None:
        """Otherwise a fork of a process that has loaded what `init` loads once it has a token: seconds, at each of these."""
        path = os.ttyname(self._keyboard)
        self._process = Process(self._folder, "init", ["init"], from_nothing=from_nothing, terminal=path, **self._environment)

    @property
    def shown(self) -> str:
        return self._bytes.decode(errors="ignore")

    async def wait_for(self, words: str) -> None:
        """Behind what was waited for before."""
        async with asyncio.timeout(PATIENCE):
            while (at := self.shown.find(words, self._seen)) < 0:
                assert await self._read(), self.shown
        self._seen = at + len(words)
        self._let_go()

    def _let_go(self) -> None:
        """Once the command has opened the terminal: held here as well, it would never end."""
        if self._keyboard >= 0:
            os.close(self._keyboard)
            self._keyboard = -1

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
        assert self._process is not None
        async with asyncio.timeout(PATIENCE):
            while await self._read():
                pass
        return await asyncio.to_thread(self._process.wait, PATIENCE)

    async def close(self) -> None:
        if self._process is not None and self._process.running:
            await asyncio.to_thread(self._process.end, signal.SIGKILL)
        self._let_go()
        os.close(self._screen)


@pytest.fixture
async def terminal(api: FakeApi, tmp_path: Path) -> AsyncIterator[Terminal]:
    made = Terminal(tmp_path, {"TELEGRAM_API_BASE": api.base, "DATA_DIR": str(tmp_path / "data"), "LC_ALL": "C.UTF-8"})
    yield made
    await made.close()


@pytest.mark.parametrize("question", ["令牌", "街道", "社区", "小区"])
async def test_ctrl_c_at_a_question_ends_it_and_writes_nothing(terminal: Terminal, tmp_path: Path, question: str) -> None:
    """It was swallowed, and the next Enter went on and wrote."""
    # At the first question nothing heavy is loaded yet: this one is begun as people do.
    terminal.begin(from_nothing=FROM_NOTHING or question == "令牌")
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
    terminal.begin()
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
    terminal.begin()
    for _ in range(3):
        await terminal.wait_for("令牌 / token")
        terminal.type(f"{REFUSED}\n")
    assert await terminal.ended() == 2
    assert terminal.shown.count("令牌不对，平台不认") == 3
    assert "没有写下任何东西" in terminal.shown
    assert list(tmp_path.iterdir()) == []
