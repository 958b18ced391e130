"""A real browser for the sandbox's page, with a server of its own for each test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e.sandboxes import Sandbox
from tests.sandbox.page_fixture import PageServer

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
WIDTHS = {"wide": (1440, 900), "middle": (1024, 768), "phone": (390, 844), "small": (360, 640), "narrow": (320, 640), "zoomed": (720, 450)}
# A machine with two cores that does other things as well (milliseconds).
PATIENCE = 8_000
PRESS = "button.key:text-is('同意')"
MEASURES = (Path(__file__).parent / "measures.js").read_text(encoding="utf-8").partition("\n")[2].rstrip().removesuffix(";")
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("LINLI_REQUIRE_BROWSER") == "1":
            pytest.fail("no chromium: install Debian's package `chromium`")
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def server() -> Iterator[PageServer]:
    served = PageServer()
    yield served
    served.close()


@pytest.fixture(scope="module")
def quiet() -> Iterator[PageServer]:
    """For tests that only look."""
    served = PageServer()
    yield served
    served.close()


class Tabs:
    """Opens pages and remembers every host they asked and every error they made."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: list[BrowserContext] = []
        self.asked: list[str] = []
        self.errors: list[str] = []

    def open(
        self, server: PageServer | Sandbox, size: str = "wide", *, dark: bool = False, path: str = "", patience: int = PATIENCE, **more: Any
    ) -> Page:
        width, height = WIDTHS[size]
        phone = {"is_mobile": True, "has_touch": True, "device_scale_factor": 2} if size == "phone" else {}
        scheme = "dark" if dark else "light"
        context = self.browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **phone, **more)
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("websocket", lambda socket: self.asked.append(socket.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(f"{server.url.rstrip('/')}/{path.removeprefix('/')}")
        expect(page.locator("#app")).to_be_visible(timeout=patience)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def tabs(browser: Browser) -> Iterator[Tabs]:
    opened = Tabs(browser)
    yield opened
    opened.close()
    assert not opened.errors


def english(page: Page, server: PageServer) -> None:
    page.click("[data-act=language]")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def measured(page: Page, what: str) -> Any:
    """One of the functions of measures.js."""
    return page.evaluate(f"{MEASURES}.{what}()")


def messages(page: Page) -> Any:
    return page.locator(".log .msg .words")


async def said(server: PageServer, text: str, chat: str = "heping-group", person: str = "sun-dajie") -> None:
    server.story.world.say(person, chat, text)
