"""「看进度」 at the real thing: pressed on the card, drawn by a process of its own, shown in the group; and after the result."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.pages.conftest import MAKING, come_to, key, look, run_to_close
from tests.e2e.sandboxes import Sandbox
from tests.sandbox.page.conftest import Tabs, messages

pytestmark = pytest.mark.browser
# Of the seed's compound: each has a picture of its own.
BUILDINGS = 3


def photos(page: Page) -> Locator:
    """Those that have come, and not only their places."""
    return page.locator(".log .msg a.photo img")


def test_the_group_sees_who_has_answered_and_again_with_the_result(tabs: Tabs, sandbox: Sandbox) -> None:
    page = come_to(tabs, sandbox)
    key(page, "看进度")
    expect(photos(page)).to_have_count(BUILDINGS, timeout=MAKING)
    expect(messages(page).last).to_contain_text("只画参与没有，不画怎么选")
    expect(photos(page).last).to_have_js_property("complete", True)
    look(page, "asked")
    key(page, "看进度")
    expect(page.get_by_role("alertdialog")).to_contain_text("已经发过图，就在这个群里")
    look(page, "again")
    page.get_by_role("alertdialog").get_by_role("button").click()
    run_to_close(page)
    expect(photos(page)).to_have_count(2 * BUILDINGS, timeout=MAKING)
    expect(messages(page).last).to_contain_text("截止时的样子")
    look(page, "result")
