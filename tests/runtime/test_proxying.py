"""TELEGRAM_PROXY: requests leave through it and by no other way; a proxy that is of no use is said as such."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiohttp import ClientConnectorError
from aiohttp.test_utils import unused_port
from typer.testing import CliRunner

from bot.__main__ import app
from bot.runtime.app import make_bot
from bot.runtime.checks import State, examine
from bot.runtime.clock import SystemClock
from bot.runtime.settings import Settings
from tests.runtime.proxies import FAULTS, GREETINGS, Proxy, proxy
from tests.starts.fake_api import TOKEN, FakeApi, fake_api

# Nobody but the proxy can say where this is, as it is where the true name leads nowhere.
PLATFORM = ("api.telegram.invalid", 8081)
BASE = f"http://{PLATFORM[0]}:{PLATFORM[1]}"


@pytest.fixture
async def api() -> AsyncIterator[FakeApi]:
    async with fake_api() as made:
        yield made


def knowing(api: FakeApi, **more: str) -> Proxy:
    return Proxy({PLATFORM: ("127.0.0.1", urlsplit(api.base).port or 0)}, **more)


def settings_for(folder: Path, address: str | None, base: str = BASE) -> Settings:
    return Settings(bot_token=TOKEN, telegram_api_base=base, data_dir=folder, database_url=None, telegram_proxy=address)


@pytest.mark.parametrize("kind", GREETINGS)
@pytest.mark.parametrize("who", ["", "linli:ge%40heim@"], ids=["anybody", "with a password"])
async def test_every_request_leaves_through_the_proxy(api: FakeApi, tmp_path: Path, kind: str, who: str) -> None:
    known = knowing(api, **({"user": "linli", "password": "ge@heim"} if who else {}))
    async with proxy(GREETINGS[kind], known):
        bot = make_bot(settings_for(tmp_path, f"{kind}://{who}127.0.0.1:{known.port}"))
        try:
            assert (await bot.get_me()).username == "linli_test_bot"
            assert (await bot.get_webhook_info()).url == ""
        finally:
            await bot.session.close()
    assert [name for name, _ in api.calls] == ["getMe", "getWebhookInfo"]
    assert known.opened == [PLATFORM], "one way is kept open for both, and its name is looked up by the proxy"


async def test_without_the_proxy_the_platform_is_not_there(api: FakeApi, tmp_path: Path) -> None:
    """What the others show is no accident of this machine's network."""
    bot = make_bot(settings_for(tmp_path, None))
    try:
        with pytest.raises(TelegramNetworkError):
            await bot.get_me()
    finally:
        await bot.session.close()
    assert api.calls == []


@pytest.mark.parametrize("kind", GREETINGS)
async def test_doctor_finds_all_in_order_through_the_proxy(api: FakeApi, tmp_path: Path, kind: str) -> None:
    known = knowing(api)
    async with proxy(GREETINGS[kind], known):
        checks = await examine(settings_for(tmp_path, f"{kind}://127.0.0.1:{known.port}"), SystemClock().now)
    found = {check.name: check.state for check in checks}
    assert {found[name] for name in ("token", "api", "clock", "webhook")} == {State.OK}
    assert set(known.opened) == {PLATFORM}


async def doctor(folder: Path, address: str, monkeypatch: pytest.MonkeyPatch, base: str = BASE) -> Any:
    monkeypatch.chdir(folder)
    monkeypatch.setattr("bot.runtime.checks.platform.PATIENCE", 0.5)
    env = {"BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE": base, "TELEGRAM_PROXY": address, "DATA_DIR": str(folder), "DATABASE_URL": ""}
    return await asyncio.to_thread(CliRunner(env=env).invoke, app, ["doctor"])


def says_that_the_proxy_is_of_no_use(done: Any) -> None:
    assert done.exit_code == 1, done.output
    assert done.stderr == ""
    assert f"✗ 连不上 {PLATFORM[0]}" in done.stdout
    assert "经过 TELEGRAM_PROXY 也连不上：检查代理开着没有、地址对不对。" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("kind", GREETINGS)
async def test_doctor_says_that_the_proxy_is_dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    says_that_the_proxy_is_of_no_use(await doctor(tmp_path, f"{kind}://127.0.0.1:{unused_port()}", monkeypatch))


@pytest.mark.parametrize("kind", GREETINGS)
@pytest.mark.parametrize("fault", FAULTS)
async def test_doctor_says_it_of_a_port_that_is_no_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, fault: str) -> None:
    async with proxy(FAULTS[fault], Proxy()) as known:
        says_that_the_proxy_is_of_no_use(await doctor(tmp_path, f"{kind}://127.0.0.1:{known.port}", monkeypatch))


@pytest.mark.parametrize("kind", GREETINGS)
async def test_doctor_says_it_of_a_proxy_that_wants_a_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    async with proxy(GREETINGS[kind], Proxy(user="linli", password="geheim")) as known:
        done = await doctor(tmp_path, f"{kind}://linli:falsch@127.0.0.1:{known.port}", monkeypatch)
    says_that_the_proxy_is_of_no_use(done)
    assert known.turned_away == 1
    assert "falsch" not in done.output


@pytest.mark.parametrize("kind", GREETINGS)
async def test_a_request_that_found_no_way_has_not_left(api: FakeApi, tmp_path: Path, kind: str) -> None:
    """So it may be sent again at once, without asking whether it has arrived."""
    known = Proxy({PLATFORM: ("127.0.0.1", unused_port())})
    async with proxy(GREETINGS[kind], known):
        bot = make_bot(settings_for(tmp_path, f"{kind}://127.0.0.1:{known.port}"))
        try:
            with pytest.raises(TelegramNetworkError) as raised:
                await bot.send_message(1, "x")
        finally:
            await bot.session.close()
    assert isinstance(raised.value.__cause__, ClientConnectorError)
