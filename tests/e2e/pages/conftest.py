"""A real browser at the real `linli sandbox`: one process for a module's tests, started over between them as people do."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.sandboxes import Sandbox
from tests.sandbox.page.conftest import CHROMIUM, Tabs, browser, messages, tabs

__all__ = ["browser", "sandbox", "tabs"]

# A neighbourhood is made by the product's own actions, a file is read by a process of its own, on two busy cores (milliseconds).
MAKING = 40_000
PATIENCE = 15_000
GROUP = "heping-group"


@pytest.fixture(scope="module")
def sandbox(browser: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    assert CHROMIUM is not None
    started = Sandbox(tmp_path_factory.mktemp("sandbox"))
    yield started
    started.close()


def come_to(tabs: Tabs, sandbox: Sandbox) -> Page:
    """The page as a newcomer finds it; waited for until the neighbourhood is there and nobody has touched it."""
    page = tabs.open(sandbox, path="#/wang-guifang/heping-group", patience=MAKING)
    page.context.set_default_timeout(PATIENCE)
    expect(page.locator(".state-place")).to_have_text("助手在线", timeout=MAKING)
    if sandbox.touched:
        start_over(page)
    sandbox.touched = True
    expect(messages(page).last).to_contain_text("已参与 31 / 48 户")
    return page


def start_over(page: Page) -> None:
    """「从头开始」, which asks twice."""
    page.locator(".reset").first.click()
    page.locator("dialog").get_by_role("button", name="从头开始").click()
    page.locator("dialog").get_by_role("button", name="是，从头开始").click()
    expect(page.get_by_text("这是一个新的小区")).to_be_visible(timeout=MAKING)
    expect(page.locator(".state-place")).to_have_text("助手在线", timeout=MAKING)


def be(page: Page, person: str, chat: str) -> None:
    page.click(f"[data-person={person}]")
    page.click(f"[data-chat={chat}]")


def key(page: Page, label: str) -> None:
    """The newest button with this label."""
    page.locator(f"button.key:text-is('{label}')").last.click()


def told(page: Page, words: str) -> None:
    """What the tap was answered, read and put away."""
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_contain_text(words)
    dialog.get_by_role("button").click()
    expect(dialog).to_have_count(0)


def run_to_close(page: Page) -> None:
    """「拨到」 at the vote's close; the clock then stands."""
    page.locator(".due button", has_text="表决截止").first.click()
    expect(page.locator(".now b")).to_have_text("18:00", timeout=PATIENCE)


def look(page: Page, name: str) -> None:
    """A picture of the page for whoever wants to see it: LINLI_LOOK names a folder."""
    if folder := os.environ.get("LINLI_LOOK"):
        page.screenshot(path=f"{folder}/{name}.png")
