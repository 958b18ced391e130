"""WEB_HOST: wherever the sandbox may listen, its printed address works and foreign pages are refused; elsewhere one sentence."""

import asyncio
import shutil
import signal
import socket
import time
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox.world import SANDBOX_TOKEN
from tests.e2e.harness import SECRET, free_port
from tests.e2e.processes import Process, linli, until
from tests.e2e.sandboxes import Sandbox, tab_of


def listens(host: str) -> bool:
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as found:
            found.bind((host, 0))
    except OSError:
        return False
    return True


needs_ipv6 = pytest.mark.skipif(not listens("::1"), reason="this machine speaks no IPv6")
HOSTS = [
    ("localhost", "localhost"),
    ("LOCALHOST", "localhost"),
    ("0.0.0.0", "127.0.0.1"),
    ("127.0.0.2", "127.0.0.2"),
    pytest.param("::1", "[::1]", marks=needs_ipv6),
    pytest.param("::", "[::1]", marks=needs_ipv6),
]


@pytest.fixture(scope="module")
def neighbourhood(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to go on from: making the same neighbours and their vote again at each address took two seconds of work."""
    folder = tmp_path_factory.mktemp("neighbourhood")
    made = Sandbox(folder, keep=True)

    async def wait() -> None:
        async with tab_of(made) as tab:
            await tab.ready()

    asyncio.run(wait())
    made.close()
    return folder / "data"


@pytest.mark.parametrize(("host", "printed"), HOSTS)
async def test_the_printed_address_is_the_page_and_the_bot_is_there(tmp_path: Path, neighbourhood: Path, host: str, printed: str) -> None:
    shutil.copytree(neighbourhood, tmp_path / "data")
    sandbox = await asyncio.to_thread(
        Sandbox, tmp_path, at=None, keep=True, host=host, printed=printed, SSH_CONNECTION="192.0.2.1 1 192.0.2.2 22"
    )
    async with tab_of(sandbox) as tab, aiohttp.ClientSession() as session:
        await tab.ready()
        async with session.get(sandbox.url) as page:
            assert page.status == 200
        for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "http://[::2]"}, {"Host": "192.0.2.2"}):
            async with session.get(sandbox.url, headers=headers) as refused:
                assert refused.status == 403, headers
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(f"{sandbox.url}/ws", origin="http://evil.example")
    assert f"ssh -L {sandbox.port}:{printed}:{sandbox.port} " in sandbox.process.said()
    await asyncio.to_thread(sandbox.close)


@pytest.mark.parametrize("mode", [[], ["--server-only"]])
def test_where_no_page_could_be_answered_nothing_starts(tmp_path: Path, mode: list[str]) -> None:
    done = linli(tmp_path, "sandbox", *mode, WEB_HOST="192.0.2.2", WEB_PORT=str(free_port()))
    assert done.returncode == 1
    assert done.stderr.startswith("WEB_HOST（192.0.2.2）")
    assert "WEB_HOST=127.0.0.1" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "data").exists()


@needs_ipv6
async def test_a_webhook_by_ipv6(tmp_path: Path) -> None:
    port, hook_port = free_port(), free_port()
    platform = Process(tmp_path, "platform", ["sandbox", "--server-only"], WEB_HOST="::1", WEB_PORT=str(port), DATA_DIR=str(tmp_path / "p"))
    base, hook = f"http://[::1]:{port}", f"http://[::1]:{hook_port}/telegram"
    until(lambda: base in platform.said(), "the platform's address")
    mine = {"BOT_TOKEN": SANDBOX_TOKEN, "TELEGRAM_API_BASE": base, "DATA_DIR": str(tmp_path / "data")}
    mine |= {"WEBHOOK_URL": hook, "WEBHOOK_HOST": "::1", "WEBHOOK_PORT": str(hook_port), "WEBHOOK_SECRET": SECRET}
    process = Process(tmp_path, "linli", ["run"], **mine)

    async def ask(session: aiohttp.ClientSession, act: str, **asked: object) -> object:
        async with session.post(f"{base}/__ctl/{act}", json=asked) as reply:
            assert reply.status == 200, (act, await reply.text())
            return (await reply.json())["result"]

    async with aiohttp.ClientSession() as session, asyncio.timeout(60):
        while not (await ask(session, "pending"))["hook"]:  # type: ignore[index]
            assert process.running, process.said()
            await asyncio.sleep(0.1)
        await ask(session, "person", slug="wang", name="王桂芳")
        await ask(session, "start", person="wang")
        while "我是" not in str(await ask(session, "messages", chat="bot-wang")):
            await asyncio.sleep(0.1)
    assert process.end(signal.SIGTERM, 10) == 0, process.said()
    assert platform.end() == 0
    assert "Traceback" not in process.said() + platform.said()


@pytest.mark.parametrize("after", [0, 0.4, 0.8, 1.6])
def test_told_to_stop_while_its_world_is_made_it_stops(tmp_path: Path, after: float) -> None:
    """The page is there before the bot: a stop in between is one like any other."""
    process = Process(tmp_path, "early", ["sandbox"], WEB_PORT=str(free_port()), DATA_DIR=str(tmp_path / "data"))
    until(lambda: "http://127.0.0.1" in process.said(), "the address")
    time.sleep(after)
    assert process.end(signal.SIGTERM, 5) == 0, process.said()
    assert "Traceback" not in process.said()
