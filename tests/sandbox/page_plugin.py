"""Fixtures of the page's browser tests: one browser, a server of its own for each test, tabs that are looked after."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.page_fixture import PageServer
from tests.sandbox.page_tab import Opening, Tab, chromium, open_tab


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture
def page_server() -> Iterator[PageServer]:
    served = PageServer()
    yield served
    served.close()


@pytest.fixture
def opened(browser: Any, page_server: PageServer) -> Iterator[Opening]:
    """Opens tabs; at the end none of them has spoken to another host or complained."""
    tabs: list[Tab] = []

    def open_one(address: str = "", **more: Any) -> Tab:
        tab = open_tab(browser, page_server.url, **more)
        tabs.append(tab)
        tab.open(address)
        return tab

    yield open_one
    for tab in tabs:
        tab.page.context.close()
    assert [tab.outside for tab in tabs if tab.outside] == []
    assert [tab.errors for tab in tabs if tab.errors] == []
