"""A building's head goes knocking, at the real thing: the list, a tick, the printed file."""

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.conftest import MAKING, be, come_to, key, look
from tests.e2e.sandboxes import Sandbox
from tests.sandbox.page.conftest import Tabs

pytestmark = pytest.mark.browser


def test_she_ticks_off_a_door_and_takes_the_list_along(tabs: Tabs, sandbox: Sandbox) -> None:
    page = come_to(tabs, sandbox)
    be(page, "sun-dajie", "bot-sun-dajie")
    page.get_by_role("button", name="菜单").first.click()
    key(page, "看表决")
    key(page, "1")
    key(page, "去敲门")
    listed = page.locator(".log .msg", has_text="去敲门：3栋")
    expect(listed).to_contain_text("还有 6 户没点")
    door = listed.locator("button.key").first
    room = door.inner_text()
    door.click()
    expect(door).to_have_text(f"✓ {room}")
    look(page, "knocking")
    key(page, "打印")
    expect(page.locator(".msg .document").last).to_contain_text("敲门清单.docx", timeout=MAKING)
    look(page, "printed")
