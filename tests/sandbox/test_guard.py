"""Nobody but this computer's own page and bot gets an answer; the page loads nothing from elsewhere."""

from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from bot.sandbox.guard import refusal
from bot.sandbox.http import build_app
from bot.sandbox.world import SANDBOX_TOKEN, World

ROUTES = [
    "/",
    "/page/app.js",
    "/ws",
    "/call/c1",
    "/file/photo-1-a",
    f"/bot{SANDBOX_TOKEN}/getMe",
    f"/file/bot{SANDBOX_TOKEN}/x",
    "/__ctl/pending",
]


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    ],
    ids=str,
)
async def test_foreign_pages_are_refused_everywhere(server: TestServer, path: str, headers: dict[str, str]) -> None:
    async with aiohttp.ClientSession() as session, session.get(server.make_url(path), headers=headers) as answer:
        assert answer.status == 403


async def test_a_foreign_page_gets_no_websocket(server: TestServer) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(server.make_url("/ws"), origin="https://evil.example")
        async with session.ws_connect(server.make_url("/ws"), origin=str(server.make_url("")).rstrip("/")) as socket:
            assert (await socket.receive_json())["type"] == "world"


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_foreign_page_leads_its_reader_to_the_page_and_to_nothing_else(server: TestServer, path: str, site: str) -> None:
    """A link, or a page that goes elsewhere by itself, sends no Origin: with the token that everybody knows it could have the bot speak."""
    marks = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"}
    async with aiohttp.ClientSession() as session, session.get(server.make_url(path), headers=marks) as answer:
        assert (answer.status == 403) is (path != "/")


def test_who_is_local() -> None:
    for host in ("127.0.0.1:8080", "localhost:9", "[::1]:8080", "localhost"):
        assert refusal({"Host": host}) is None
        assert refusal({"Host": host, "Origin": f"http://{host}"}) is None
    for host in ("", "[", "192.168.1.5:8080"):
        assert refusal({"Host": host}) == "foreign Host"
    assert refusal({"Host": "localhost", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}) is None


async def test_page_files(world: World, tmp_path: Path) -> None:
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "index.html").write_text("<h1>邻里</h1>", encoding="utf-8")
    (tmp_path / "page" / "app.js").write_text("1", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("no", encoding="utf-8")
    app = build_app(world, token=SANDBOX_TOKEN, static_dir=tmp_path / "page")
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        async with session.get(server.make_url("/")) as answer:
            assert (answer.status, answer.content_type) == (200, "text/html")
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'self';")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
        async with session.get(server.make_url("/page/app.js")) as answer:
            assert answer.content_type in ("text/javascript", "application/javascript")
        for missing in ("/page/none.js", "/page/%2e%2e/secret.txt", "/page/..%2fsecret.txt", "/__ctl/pending"):
            async with session.get(server.make_url("/").join(aiohttp.client.URL(missing, encoded=True))) as answer:
                assert answer.status == 404
