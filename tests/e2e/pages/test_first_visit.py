"""The first minute at the real thing: the seed's numbers and its four verdicts, a vote of one's own, a roster of one's own."""

import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.pages.conftest import GROUP, MAKING, be, come_to, key, run_to_close, told
from tests.e2e.sandboxes import Sandbox
from tests.machine import slowness
from tests.sandbox.page.conftest import Tabs, messages

pytestmark = pytest.mark.browser
# sandbox.md: the hours run past, the reminder on the way, and the result stands there. Seconds of the machine of the figures.
RUN_SECONDS = 3.0
ROSTER = "楼栋,单元,房号,面积,业主\n" + "".join(
    f"5栋,1单元,{floor}0{door},80.00,新业主{floor}{door}\n" for floor in (1, 2, 3) for door in (1, 2)
)


def plain(message: Locator) -> str:
    return message.inner_text().replace("\u00a0", " ").replace("\u2060", "")


def said_last(page: Page) -> str:
    return plain(messages(page).last)


def result(page: Page) -> str:
    """The card that closes the vote, once it stands in the group; its pictures follow it."""
    be(page, "wang-guifang", GROUP)
    card = messages(page).filter(has_text="结果交给社区")
    expect(card).to_have_count(1)
    return plain(card)


def holds_the_seed(page: Page) -> None:
    words = said_last(page)
    assert "已参与 31 / 48 户" in words
    assert "2,795.05 / 4,286.40 ㎡" in words


@pytest.mark.parametrize("choice", ["同意", "反对", "弃权"], ids=["agree", "against", "abstain"])
def test_her_tap_brings_the_quorum_whatever_she_chooses(tabs: Tabs, sandbox: Sandbox, choice: str) -> None:
    page = come_to(tabs, sandbox)
    holds_the_seed(page)
    key(page, choice)
    told(page, f"已记下：3栋2单元301 {choice}（10:3")
    expect(messages(page).last).to_contain_text("已参与 32 / 48 户")
    run_to_close(page)
    words = result(page)
    assert "：通过" in words
    assert "参与 32/48 户" in words
    assert "要 32 户、2,857.60 ㎡，达到了" in words
    assert f"同意 {27 if choice == '同意' else 26} 户" in words


def test_without_her_the_quorum_is_missed_by_one_home_and_its_area(tabs: Tabs, sandbox: Sandbox) -> None:
    """And the clock needs less than three seconds for the two days."""
    page = come_to(tabs, sandbox)
    holds_the_seed(page)
    began = time.monotonic()
    run_to_close(page)
    expect(messages(page).filter(has_text="参与不足，没有形成结果")).to_have_count(1)
    took = time.monotonic() - began
    assert took < RUN_SECONDS * slowness(), f"{took:.1f} s"
    words = result(page)
    assert "参与 31/48 户" in words
    assert "还差 1 位业主、62.55 ㎡ 参与" in words
    expect(page.locator(".guide li.done")).to_have_count(1)


def test_another_tap_of_her_husband_makes_the_home_disputed(tabs: Tabs, sandbox: Sandbox) -> None:
    page = come_to(tabs, sandbox)
    key(page, "同意")
    told(page, "已记下：3栋2单元301 同意")
    expect(messages(page).last).to_contain_text("已参与 32 / 48 户")
    be(page, "li-jianguo", GROUP)
    key(page, "反对")
    told(page, "3栋2单元301 反对")
    expect(messages(page).last).to_contain_text("已参与 31 / 48 户")
    run_to_close(page)
    words = result(page)
    assert "参与不足，没有形成结果" in words
    assert "业主意见不一的 1 户" in words


def test_the_crowd_goes_once_and_then_says_who_is_left(tabs: Tabs, sandbox: Sandbox) -> None:
    page = come_to(tabs, sandbox)
    crowd = page.locator("#people .crowd")
    crowd.locator("button").click()
    expect(crowd.locator("p")).to_contain_text("，要么还没认门，要么由您来点", timeout=MAKING)
    expect(crowd.locator("button")).to_be_disabled()


def test_a_clerk_imports_a_roster_and_opens_a_vote(tabs: Tabs, sandbox: Sandbox) -> None:
    """By a file through the page, then in four taps."""
    page = come_to(tabs, sandbox)
    be(page, "chen-jing", "bot-chen-jing")
    page.set_input_files("#file", [{"name": "五栋.csv", "mimeType": "text/csv", "buffer": ROSTER.encode("utf-8-sig")}])
    page.keyboard.press("Enter")
    expect(page.locator(".msg.mine .document").last).to_contain_text("五栋.csv")
    expect(messages(page).last).to_contain_text("新增 6 户", timeout=MAKING)
    key(page, "导入")
    expect(messages(page).last).to_contain_text("名册导入好了", timeout=MAKING)
    expect(messages(page).last).to_contain_text("现在有 54 户")
    page.fill("#say", "/menu")
    page.keyboard.press("Enter")
    for label in ("发起表决", "小区大门装道闸", "一周后18:00", "发出"):
        key(page, label)
    be(page, "wang-guifang", GROUP)
    expect(messages(page).last).to_contain_text("小区大门装道闸")
    expect(messages(page).last).to_contain_text("已参与 0 / 54 户")
    key(page, "弃权")
    told(page, "已记下")
    expect(messages(page).last).to_contain_text("已参与 1 / 54 户")


def test_nobody_else_is_called(tabs: Tabs, sandbox: Sandbox) -> None:
    """Through a whole visit: tap, receipt, another person, the clock, both languages."""
    page = come_to(tabs, sandbox)
    key(page, "同意")
    told(page, "已记下")
    be(page, "wang-guifang", "bot-wang-guifang")
    be(page, "chen-jing", "bot-chen-jing")
    run_to_close(page)
    page.click("[data-act=language]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    hosts = {urlsplit(url).netloc for url in tabs.asked if not url.startswith(("data:", "blob:"))}
    assert hosts == {f"127.0.0.1:{sandbox.port}"}
