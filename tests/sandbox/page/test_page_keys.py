"""The table of keys, focus, and what the page must never do."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.sandbox.page.conftest import PRESS, Tabs, messages, said
from tests.sandbox.page_fixture import PAGE, PageServer

pytestmark = pytest.mark.browser


def focused(page: Page) -> str:
    return str(
        page.evaluate("document.activeElement.dataset.person || document.activeElement.dataset.chat || document.activeElement.textContent")
    )


# Keys


def test_every_key_of_the_table(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server)
    people = ["王桂芳", "李建国", "周敏", "何志明", "孙大姐", "赵国强", "陈静"]
    for number, name in enumerate(people, 1):
        page.keyboard.press(str(number))
        expect(page.locator("#bar")).to_contain_text(f"{name}的手机")
    page.keyboard.press("1")
    page.keyboard.press("]")
    expect(page).to_have_url(re.compile("bot-wang-guifang$"))
    page.keyboard.press("]")
    expect(page).to_have_url(re.compile("building-3$"))
    page.keyboard.press("[")
    page.keyboard.press("/")
    expect(page.locator("#say")).to_be_focused()
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("/help")
    page.keyboard.press("Enter")
    expect(page.locator(".msg.mine").last).to_contain_text("/help")
    page.keyboard.type("/")
    page.keyboard.press("Escape")
    expect(page.locator("#commands")).to_have_count(0)
    expect(page.locator("#say")).to_be_focused()
    page.keyboard.type("2]?")
    expect(page.locator("#say")).to_have_value("2]?")
    page.keyboard.press("Escape")
    expect(page.locator("#say")).not_to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("键盘怎么用")
    page.keyboard.press("2")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_arrows_move_within_lists_and_tab_between_them(tabs: Tabs, quiet: PageServer) -> None:
    page = tabs.open(quiet)
    page.focus("[data-person=wang-guifang]")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "li-jianguo"
    page.keyboard.press("End")
    assert focused(page) == "chen-jing"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    assert focused(page) == "chen-jing"
    page.keyboard.press("Home")
    page.focus("[data-chat=heping-group]")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "bot-wang-guifang"
    page.keyboard.press("ArrowUp")
    page.focus(PRESS)
    page.keyboard.press("ArrowDown")
    assert focused(page) == "反对"
    page.keyboard.press("Home")
    assert focused(page) == "同意"
    page.focus(".calls button >> nth=0")
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement === document.querySelector('.calls li:last-child button')")


def test_tab_goes_from_the_header_to_behind(tabs: Tabs, quiet: PageServer) -> None:
    page = tabs.open(quiet)
    page.evaluate("document.body.focus()")
    regions: list[str] = []
    for _ in range(45):
        page.keyboard.press("Tab")
        region = page.evaluate("document.activeElement.closest('#head,#guide,#people,#chats,#bar,#room,#behind')?.id ?? ''")
        if not regions or regions[-1] != region:
            regions.append(region)
        if region == "behind":
            break
    assert regions == ["head", "guide", "people", "bar", "chats", "room", "behind"]


def test_focus_on_a_button_outlives_an_edit_of_its_card(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server)
    page.focus(PRESS)
    page.keyboard.press("Enter")
    expect(messages(page).last).to_contain_text("已参与 32 / 48 户")
    expect(page.locator(PRESS)).to_be_focused()


# What may not happen


def test_no_other_host_is_asked(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server)
    page.click(PRESS)
    page.keyboard.press("]")
    page.click("button.key:text-is('撤回')")
    page.keyboard.press("]")
    expect(page.locator(".photo img")).to_be_visible()
    page.click(".calls button >> nth=0")
    expect(page.locator("dialog .json pre").first).to_be_visible()
    own = re.compile(rf"^(http|ws)://127\.0\.0\.1:{server.port}/")
    foreign = [url for url in tabs.asked if not own.match(url)]
    assert len(tabs.asked) > 20
    assert foreign == []
    assert page.context.cookies() == []


def test_words_of_people_stay_words(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server)
    evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    server.run(said(server, evil))
    expect(messages(page).last).to_contain_text("<img src=x onerror=")
    assert page.locator(".log img").count() == 0
    assert "owned" not in page.title()
    # Even with a hole in the page the policy would stop it.
    hole = "<img src=x onerror='document.title=`owned`'>"
    page.evaluate("(hole) => { const p = document.createElement('div'); p.innerHTML = hole; document.body.append(p); }", hole)
    page.wait_for_load_state("networkidle")
    assert "owned" not in page.title()
    tabs.errors.clear()


def test_no_markup_is_built_from_text() -> None:
    for path in PAGE.rglob("*.js"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", source), path.name
        assert source.startswith("// "), f"{path.name}: say its one job in the first line"
        assert source.count("\n") <= 400, path.name
