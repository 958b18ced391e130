"""The three things to try after the first three steps, at the real thing: each is struck once it has happened."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.pages.conftest import GROUP, MAKING, be, come_to, key, run_to_close, told
from tests.e2e.sandboxes import Sandbox
from tests.sandbox.page.conftest import Tabs, messages

pytestmark = pytest.mark.browser
ROSTER = "楼栋,单元,房号,面积,业主\n" + "".join(
    f"7栋,1单元,{floor}0{door},80.00,花园业主{floor}{door}\n" for floor in (1, 2) for door in (1, 2)
)


def test_the_guide_strikes_what_was_done_without_it(tabs: Tabs, sandbox: Sandbox) -> None:
    page = come_to(tabs, sandbox)
    key(page, "同意")
    told(page, "已记下")
    be(page, "chen-jing", "bot-chen-jing")
    for label in ("发起表决", "小区大门装道闸", "一周后18:00", "发出"):
        key(page, label)
    be(page, "wang-guifang", GROUP)
    expect(messages(page).last).to_contain_text("已参与 0 / 48 户")
    be(page, "sun-dajie", "bot-sun-dajie")
    key(page, "是何志明")
    expect(page.locator(".log button.key:text-is('是何志明')")).to_have_count(0)
    page.click("[data-act=more-troubles]")
    page.click("[data-act=crash]")
    expect(page.locator(".state-place")).to_have_text("助手在线", timeout=MAKING)
    run_to_close(page)
    expect(page.locator(".guide h2")).to_have_text("三步走完了，接着试试", timeout=MAKING)
    done = page.locator(".guide li.done")
    expect(done).to_have_count(2)
    expect(done.nth(0)).to_contain_text("何志明等孙大姐认门")
    expect(done.nth(1)).to_contain_text("让助手崩一次")
    expect(page.locator(".guide li[aria-current]")).to_contain_text("把自己的花名册导进来")


def bring_garden(page: Page) -> None:
    """锦绣花园, by its roster."""
    be(page, "chen-jing", "bot-chen-jing")
    page.set_input_files("#file", [{"name": "花园.csv", "mimeType": "text/csv", "buffer": ROSTER.encode("utf-8-sig")}])
    page.keyboard.press("Enter")
    expect(messages(page).last).to_contain_text("新增 4 户", timeout=MAKING)
    key(page, "换小区")
    key(page, "新小区")
    page.fill("#say", "锦绣花园")
    page.keyboard.press("Enter")
    expect(messages(page).last).to_contain_text("锦绣花园", timeout=MAKING)
    key(page, "导入")
    expect(messages(page).last).to_contain_text("名册导入好了：锦绣花园", timeout=MAKING)


def test_a_roster_of_ones_own_goes_on_to_a_group_of_its_own(tabs: Tabs, sandbox: Sandbox) -> None:
    """Her only group is taken; a phone's list ends in a new one."""
    page = come_to(tabs, sandbox)
    bring_garden(page)
    page.fill("#say", "/menu")
    page.keyboard.press("Enter")
    key(page, "我的群")
    key(page, "把我加进群 · 锦绣花园")
    page.locator("dialog .choice", has_text="新建一个群「锦绣花园业主群」").click()
    expect(page).to_have_url(re.compile(r"#/chen-jing/group-\d+$"))
    expect(page.locator("#top h2")).to_have_text("锦绣花园业主群")
    expect(page.locator(".service").first).to_contain_text("陈静 把 邻里助手 拉进了群")
    expect(messages(page).last).to_contain_text("把这个群绑定到哪个小区")
    page.locator(".log button.key", has_text="锦绣花园").last.click()
    told(page, "已绑定到锦绣花园")
    expect(messages(page).last).to_contain_text("社区助手", timeout=MAKING)
