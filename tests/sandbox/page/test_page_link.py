"""Server and bot come and go; the page keeps what is worth keeping."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.sandbox.page.conftest import PATIENCE, PRESS, Tabs, messages
from tests.sandbox.page_fixture import PageServer

pytestmark = pytest.mark.browser
# Remembers how long the page would wait for its next try, and lets it try at once.
HURRY = """(() => {
  window.waits = [];
  const real = window.setTimeout;
  window.setTimeout = (work, wait, ...more) => {
    if (work.name !== "open") return real(work, wait, ...more);
    window.waits.push(wait);
    return real(work, 20, ...more);
  };
})()"""


def test_nothing_can_be_pressed_while_the_server_is_gone(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server)
    page.focus(PRESS)
    page.evaluate("document.querySelector('#say').value = ''")
    server.stop()
    expect(page.locator(".strip.gone")).to_contain_text("先别点")
    expect(page.locator(".state-place")).to_have_text("断开了")
    for chosen in (
        ".key",
        ".due button",
        ".jumps button",
        ".knob",
        "#language",
        ".reset",
        ".menu",
        ".plus",
        ".crowd button",
        ".calls button",
    ):
        expect(page.locator(chosen).first).to_be_disabled()
    expect(messages(page).last).to_contain_text("已参与 31 / 48 户")
    page.keyboard.press("5")
    expect(page.locator("#bar")).to_contain_text("孙大姐")
    page.keyboard.press("1")
    server.start()
    expect(page.locator(".strip.gone")).to_have_count(0)
    expect(page.locator(PRESS)).to_be_enabled()
    page.click(PRESS)
    expect(page.locator(".toast")).to_contain_text("已记下")


def test_the_waits_between_tries_double(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server)
    page.context.add_init_script(HURRY)
    page.reload()
    expect(page.locator(PRESS)).to_be_visible()
    server.stop()
    expect(page.locator(".strip.gone")).to_contain_text("秒后再试")
    page.wait_for_function("() => window.waits.length >= 6")
    assert page.evaluate("window.waits.slice(0, 6)") == [1000, 2000, 4000, 8000, 15000, 15000]
    server.start()
    expect(page.locator(".strip.gone")).to_have_count(0)
    before = page.evaluate("window.waits.length")
    server.stop()
    page.wait_for_function("before => window.waits.length > before", arg=before)
    assert page.evaluate("before => window.waits[before]", before) == 1000


def test_a_lost_event_is_noticed_and_the_world_asked_again(browser: Browser, server: PageServer) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    dropped: list[str] = []

    def between(socket: Any) -> None:
        upstream = socket.connect_to_server()

        def to_page(text: str) -> None:
            if '"type":"edited"' in text and not dropped:
                dropped.append(text)
                return
            socket.send(text)

        def to_server(text: str) -> None:
            asked.append(text)
            upstream.send(text)

        upstream.on_message(to_page)
        socket.on_message(to_server)

    page.route_web_socket("**/ws", between)
    page.goto(server.url)
    page.click(PRESS)
    expect(messages(page).last).to_contain_text("已参与 32 / 48 户", timeout=PATIENCE)
    assert dropped
    assert any('"type":"world"' in text for text in asked)
    context.close()


def test_another_neighbourhood_throws_the_old_state_away(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server)
    page.click(PRESS)
    expect(page.locator(".guide li.done")).to_have_count(1)
    page.fill("#say", "写了一半")
    server.another_world()
    expect(page.locator(".note")).to_have_text("这是一个新的小区")
    expect(page.locator("#say")).to_have_value("")
    expect(page.locator(".guide li.done")).to_have_count(0)
    expect(messages(page).last).to_contain_text("已参与 31 / 48 户")
    expect(page.locator(".note")).to_have_count(0)


def test_starting_over_asks_twice(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server, path="#/chen-jing")
    page.click(".head .reset")
    page.click("dialog [data-value=no]")
    assert server.story.behind.orders == []
    page.click(".head .reset")
    page.click("dialog [data-value=yes]")
    expect(page.get_by_role("alertdialog")).to_contain_text("真的从头开始？")
    assert server.story.behind.orders == []
    page.click("dialog [data-value=yes]")
    expect(page).to_have_url(re.compile("#/wang-guifang/heping-group$"))
    assert server.story.behind.orders == ["reset"]


def test_states_of_the_bot(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server)
    behind = server.story.behind
    behind.bot = "restarting"
    expect(page.locator(".state-place")).to_have_text("正在重启")
    expect(page.locator(PRESS)).to_be_enabled()
    page.clock.install()
    behind.bot, behind.log = "stopped", "bot_ended error=ValueError"
    expect(page.locator(".state-place")).to_have_text("助手停了")
    assert page.locator(".strip.dead").count() == 0
    page.clock.run_for(11_000)
    expect(page.locator(".strip.dead")).to_contain_text("bot_ended error=ValueError")
    page.click(".strip.dead button")
    expect(page.locator(".strip.dead")).to_have_count(0)
    assert behind.orders == ["restart"]


def test_a_page_without_its_sandbox_says_where_to_look(browser: Browser, server: PageServer) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    page.route_web_socket("**/ws", lambda socket: None)
    page.goto(server.url)
    assert not page.locator("#bones").is_visible()
    page.clock.run_for(400)
    expect(page.locator("#bones")).to_be_visible()
    assert page.locator("#bones-text").text_content() == ""
    page.clock.run_for(10_000)
    expect(page.locator("#bones-text")).to_have_text("沙盒还没起来，看看终端里说了什么")
    context.close()


def test_without_javascript_one_sentence_says_what_is_needed(browser: Browser, quiet: PageServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(quiet.url)
    expect(page.locator("noscript .needs")).to_contain_text("linli tally")
    context.close()


def test_two_tabs_have_their_own_person(tabs: Tabs, server: PageServer) -> None:
    wang, chen = tabs.open(server), tabs.open(server, path="#/chen-jing/heping-group")
    wang.click(PRESS)
    expect(wang.locator(".toast")).to_be_visible()
    expect(messages(chen).last).to_contain_text("已参与 32 / 48 户")
    assert chen.locator(".toast").count() == 0
    expect(chen.locator("#bar")).to_contain_text("陈静的手机")


@pytest.mark.parametrize("path", ["#/nobody/nowhere", "#/%", "#", "#/wang-guifang/bot-chen-jing"])
def test_an_unknown_address_opens_her_group(tabs: Tabs, quiet: PageServer, path: str) -> None:
    page = tabs.open(quiet, path=path)
    assert page.url.endswith("#/wang-guifang/heping-group")


def test_words_lost_on_the_way_can_be_sent_again(browser: Browser, server: PageServer) -> None:
    context = browser.new_context()
    page = context.new_page()
    broken: list[str] = []

    def between(socket: Any) -> None:
        upstream = socket.connect_to_server()
        upstream.on_message(socket.send)

        def to_server(text: str) -> None:
            if '"type":"say"' in text and not broken:
                broken.append(text)
                socket.close()
                upstream.close()
                return
            upstream.send(text)

        socket.on_message(to_server)

    page.route_web_socket("**/ws", between)
    page.goto(server.url)
    page.fill("#say", "灯又不亮了")
    page.keyboard.press("Enter")
    expect(page.locator(".unsent.failed")).to_contain_text("没发出去")
    expect(page.locator(".unsent.failed")).to_contain_text("灯又不亮了")
    expect(page.locator("[data-act=again]")).to_be_enabled()
    page.click("[data-act=again]")
    expect(page.locator(".unsent")).to_have_count(0)
    expect(page.locator(".msg.mine").last).to_contain_text("灯又不亮了")
    assert [message.text for message in server.story.world.state.messages[server.story.world.chat("heping-group").id].values()].count(
        "灯又不亮了"
    ) == 1
    context.close()


def test_ticks_stay_while_the_bot_does_not_know_its_facts(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server)
    server.story.behind.done["vote"] = True
    expect(page.locator(".guide li.done")).to_have_count(1)
    server.story.behind.done["vote"] = False
    server.story.behind.left = 9
    expect(page.locator(".crowd p").first).to_have_text("屋顶防水改造：还有 9 户没表决")
    expect(page.locator(".guide li.done")).to_have_count(1)


def test_a_neighbourhood_that_is_being_set_up_is_not_shown_empty(tabs: Tabs, browser: Browser, server: PageServer) -> None:
    server.story.behind.bot = "starting"
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("#bones-text")).to_have_text("正在摆好小区，几秒钟就好")
    assert not page.locator("#app").is_visible()
    server.story.behind.bot = "online"
    expect(page.locator(PRESS)).to_be_visible()
    context.close()
