"""「让他们也去投票」 at the real thing: on the seed's vote, on a vote of one's own, and after a result."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.pages.conftest import GROUP, MAKING, be, come_to, key, run_to_close
from tests.e2e.sandboxes import Sandbox
from tests.sandbox.page.conftest import Tabs, messages

pytestmark = pytest.mark.browser
# 48 homes: 39 bound, of which three are for the visitor to tap.
NEIGHBOURS = 36


def own_vote(page: Page) -> None:
    """As 陈静, in four taps; 王桂芳 then looks at the group."""
    be(page, "chen-jing", "bot-chen-jing")
    for label in ("发起表决", "小区大门装道闸", "一周后18:00", "发出"):
        key(page, label)
    be(page, "wang-guifang", GROUP)
    expect(messages(page).last).to_contain_text("已参与 0 / 48 户")


def test_on_the_seeds_vote_only_those_go_who_have_not_answered(tabs: Tabs, sandbox: Sandbox) -> None:
    page = come_to(tabs, sandbox)
    crowd = page.locator("#people .crowd")
    expect(crowd.locator("p")).to_have_text("屋顶防水改造：还有 17 户没表决")
    crowd.locator("button").click()
    expect(page.locator(".note")).to_contain_text("7 位邻居去投票了")
    expect(messages(page).last).to_contain_text("已参与 38 / 48 户", timeout=MAKING)
    expect(crowd.locator("p")).to_have_text("屋顶防水改造：还有 10 户没表决，要么还没认门，要么由您来点")
    expect(crowd.locator("button")).to_be_disabled()


def test_a_vote_of_ones_own_reaches_its_quorum(tabs: Tabs, sandbox: Sandbox) -> None:
    """Two votes are open; the line and the button speak of the newer one, also when the other's result came after its card."""
    page = come_to(tabs, sandbox)
    own_vote(page)
    crowd = page.locator("#people .crowd")
    expect(crowd.locator("p")).to_have_text("小区大门装道闸：还有 48 户没表决")
    run_to_close(page)
    expect(messages(page).last).to_contain_text("参与不足，没有形成结果")
    crowd.locator("button").click()
    expect(page.locator(".note")).to_contain_text(f"{NEIGHBOURS} 位邻居去投票了")
    own = page.locator(".log .msg .words", has_text="小区大门装道闸").first
    expect(own).to_contain_text(f"已参与 {NEIGHBOURS} / 48 户", timeout=MAKING)
    expect(crowd.locator("p")).to_have_text("小区大门装道闸：还有 12 户没表决，要么还没认门，要么由您来点")
    expect(crowd.locator("button")).to_be_disabled()
    run_to_close(page)
    expect(messages(page).last).to_contain_text("：通过", timeout=MAKING)
    expect(crowd.locator("p")).to_have_text("都表决了，或者现在没有表决")
