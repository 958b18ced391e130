"""The page in a real browser, second half: keys, the first steps, the clock, troubles, the log, and a sandbox that goes and comes back."""

from typing import Any

import orjson
import pytest

from tests.sandbox.page_fixture import PageServer
from tests.sandbox.page_tab import Opening, Tab

pytest_plugins = ["tests.sandbox.page_plugin"]
pytestmark = pytest.mark.browser


def walk_by_tab(tab: Tab, steps: int = 60) -> list[str]:
    """Parts of the page in the order in which Tab comes to them."""
    seen: list[str] = []
    for _ in range(steps):
        tab.page.keyboard.press("Tab")
        part = tab.focused()
        if not seen or seen[-1] != part:
            seen.append(part)
        if part == "BODY":
            break
    return seen


# Keys


def test_tab_goes_through_the_parts_in_their_order(opened: Opening) -> None:
    seen = walk_by_tab(opened())
    assert seen[: seen.index("BODY")] == ["head", "guide", "people", "bar", "chats", "screen", "compose", "behind"]


def test_arrows_stay_inside_their_list(opened: Opening) -> None:
    tab = opened()
    press = tab.page.keyboard.press
    for selector, last in (("#people .person", "chen-jing"), ("#chats .row", "building-3")):
        tab.page.locator(selector).first.focus()
        press("ArrowDown")
        press("End")
        assert last in tab.page.evaluate("JSON.stringify(document.activeElement.dataset)")
        press("ArrowDown")
        assert tab.page.evaluate("document.activeElement.matches(':first-of-type')")
    tab.page.locator("#screen .key").first.focus()
    for key, label in (("ArrowDown", "反对"), ("End", "↩"), ("ArrowUp", "我有顾虑"), ("Home", "同意")):
        press(key)
        assert label in tab.page.evaluate("document.activeElement.textContent")
    tab.page.locator(".calls button").first.focus()
    press("ArrowDown")
    assert tab.page.evaluate("document.activeElement === document.querySelectorAll('.calls button')[1]")


def test_keys_for_people_chats_box_and_help(opened: Opening) -> None:
    tab = opened()
    press = tab.page.keyboard.press
    press("7")
    tab.see("#bar", "陈静的手机")
    press("1")
    tab.see("#bar", "王桂芳的手机")
    press("]")
    tab.see("#top h2", "邻里助手")
    press("[")
    tab.see("#top h2", "和平小区业主群")
    press("?")
    tab.see("dialog[open] table", "列出命令")
    press("Escape")
    tab.gone("dialog[open]")
    press("]")
    press("/")
    tab.see(".commands .option", "/menu")
    assert tab.focused() == "compose"
    press("7")
    assert tab.page.input_value("#say") == "/7"
    tab.page.fill("#say", "/")
    press("ArrowDown")
    press("Enter")
    tab.see("#screen .mine .words", "/help")
    press("/")
    press("Escape")
    tab.gone(".commands")
    assert tab.focused() == "compose"
    press("Escape")
    assert tab.focused() == "BODY"


def test_the_sheet_is_left_by_escape_and_gives_focus_back(opened: Opening) -> None:
    tab = opened(width=1024, height=768)
    tab.page.focus("#behind-button")
    tab.page.keyboard.press("Enter")
    tab.see("#behind .due")
    assert tab.focused() == "behind"
    tab.page.keyboard.press("Escape")
    tab.gone("#behind .due")
    assert tab.page.evaluate("document.activeElement.id") == "behind-button"


# The first sixty seconds


def test_three_steps_tick_by_facts_and_fold_for_good(opened: Opening) -> None:
    tab = opened()
    assert tab.page.locator("#screen .key[data-hint]").all_inner_texts() == ["同意", "反对", "弃权"]
    tab.tap("弃权")
    tab.see("#guide li.done", "在群里投一票")
    tab.see('#people [data-person="chen-jing"][data-hint]').click()
    tab.see("#screen .key[data-hint]", "发起表决").click()
    tab.see("#screen .key[data-hint]", "发出").click()
    tab.see("#guide li.done", "发起一次表决")
    tab.see(".due [data-hint]", "表决截止").click()
    tab.see("#guide h2", "三步走完了")
    for number in range(3):
        tab.page.locator("[data-act=next-thing]").nth(number).click()
    tab.gone("#guide")
    tab.page.reload()
    tab.see("#screen .words")
    assert tab.page.locator("#guide").is_hidden()


def test_the_clock_runs_to_what_is_due(opened: Opening, page_server: PageServer) -> None:
    tab = opened()
    assert tab.page.locator(".due li").count() == 2
    tab.page.click("[data-act=more-due]")
    tab.see(".due li:nth-child(4)", "道闸")
    tab.page.click("[data-act=more-due]")
    tab.gone(".due li:nth-child(3)")
    tab.page.click("[data-to=hour]")
    tab.see(".now", "11:32")
    tab.page.click("[data-to=morning]")
    tab.see(".now", "8:00")
    tab.see(".now", "2月28日")
    tab.page.locator(".due .next").click()
    tab.see("#bar time", "18:00")
    tab.see("#screen .words", "通过")
    tab.tap("怎么算的")
    tab.see(".toast", "记下了")


# Troubles and the log


def test_troubles_say_how_much_is_left_and_are_told_in_the_header(opened: Opening) -> None:
    tab = opened()
    tab.page.click("[data-fault=limit]")
    tab.see(".tag.warn", "1 个状况开着")
    tab.see(".switch small.on", "还剩 3 次")
    tab.tap("同意")
    tab.see(".switch small.on", "还剩")
    tab.see(".calls .bad", "429")
    tab.page.click("[data-fault=blocked]")
    tab.see(".tag.warn", "2 个状况开着")
    tab.chat("bot-wang-guifang")
    tab.page.click("[data-act=unblock]")
    tab.see("#say")
    tab.page.click("[data-act=more-troubles]")
    tab.page.click("[data-act=crash]")
    assert tab.page.locator("#behind [data-fault]").count() == 5


def test_a_row_of_the_log_opens_as_json(opened: Opening) -> None:
    tab = opened()
    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.tap("同意")
    tab.see(".calls", "callback_query")
    tab.see(".calls button", "answerCallbackQuery").click()
    shown = tab.see("dialog[open] pre").inner_text()
    assert orjson.loads(shown)["text"].startswith("已记下")
    assert "SANDBOX" not in tab.page.inner_text("dialog[open]")
    tab.page.locator("dialog[open] .copy").first.click()
    tab.see("dialog[open] .copy", "复制了")
    assert tab.page.evaluate("navigator.clipboard.readText()") == shown
    tab.page.keyboard.press("Escape")
    assert tab.focused() == "behind"


def test_the_bot_restarts_and_dies_in_words(opened: Opening, page_server: PageServer) -> None:
    tab = opened()
    page_server.story.behind.bot = "restarting"
    tab.see(".state.off", "正在重启")
    assert tab.page.locator("#screen .key:disabled").count() == 0
    tab.page.clock.install()
    page_server.story.behind.log = "cannot reach the database"
    page_server.story.behind.bot = "stopped"
    tab.see(".state.off", "助手停了")
    assert tab.page.locator(".strip.dead").count() == 0
    tab.page.clock.fast_forward(11_000)
    tab.see(".strip.dead", "cannot reach the database")
    tab.page.click("[data-act=restart]")
    tab.see(".state:not(.off)", "助手在线")
    assert page_server.story.behind.orders == ["restart"]


# The sandbox goes and comes back


def test_a_lost_sandbox_is_said_and_everything_comes_back(opened: Opening, page_server: PageServer) -> None:
    tab = opened()
    tab.page.fill("#say", "写了一半")
    page_server.stop()
    tab.see(".strip.gone", "和沙盒断开了")
    tab.see(".state.off", "断开了")
    assert tab.page.locator("#screen .key:enabled, [data-act=send]:enabled, .knob:enabled, .jumps .btn:enabled").count() == 0
    assert "屋顶防水" in tab.page.inner_text("#screen")
    tab.page.keyboard.press("Enter")
    page_server.run(_say(page_server, "断开时说的话"))
    page_server.start()
    tab.see("#screen .words", "断开时说的话")
    tab.gone(".strip.gone")
    assert tab.page.input_value("#say") == "写了一半"
    tab.tap("同意")
    tab.see(".toast", "已记下")


def test_another_world_starts_anew(opened: Opening, page_server: PageServer) -> None:
    tab = opened("#/wang-guifang/bot-wang-guifang")
    tab.page.fill("#say", "旧的")
    page_server.another_world()
    tab.see(".note", "这是一个新的小区")
    tab.see("#top h2")
    assert tab.page.input_value("#say") == ""
    tab.gone(".note")


def test_a_missing_event_asks_for_the_world(opened: Opening, page_server: PageServer) -> None:
    tab = opened()
    asked: list[str] = []

    def lose_one(socket: Any) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda text: (asked.append(orjson.loads(text)["type"]), server.send(text)))
        server.on_message(lambda text: None if "没收到的话" in text and '"message"' in text[:20] else socket.send(text))

    tab.page.route_web_socket("**/ws", lose_one)
    tab.page.reload()
    tab.see("#screen .words")
    page_server.run(_say(page_server, "没收到的话"))
    page_server.run(_say(page_server, "后面的话"))
    tab.see("#screen .words", "没收到的话")
    assert "world" in asked


async def _say(page_server: PageServer, text: str) -> None:
    page_server.story.world.say("sun-dajie", "heping-group", text)


def test_starting_over_asks_twice(opened: Opening, page_server: PageServer) -> None:
    tab = opened()
    tab.tap("同意")
    tab.see("#screen .words", "32 / 48")
    tab.page.click("[data-act=reset]")
    tab.see("dialog[open]", "从头开始？").get_by_text("先不").click()
    tab.gone("dialog[open]")
    assert page_server.story.behind.orders == []
    tab.page.click("[data-act=reset]")
    tab.see("dialog[open]", "从头开始？").locator("[data-value=yes]").click()
    tab.see("dialog[open]", "真的从头开始？").locator("[data-value=yes]").click()
    tab.see("#screen .words", "31 / 48")


def test_two_tabs_are_two_people(opened: Opening) -> None:
    hers = opened("#/wang-guifang/heping-group")
    clerk = opened("#/chen-jing/heping-group")
    hers.tap("同意")
    clerk.see("#screen .words", "32 / 48")
    hers.see(".toast")
    assert clerk.page.locator(".toast").count() == 0
    nobody = opened("#/nobody/nowhere")
    nobody.see("#bar", "王桂芳的手机")


def test_making_it_real_is_explained(opened: Opening) -> None:
    tab = opened()
    tab.page.click("[data-act=real]")
    words = tab.see("dialog[open]").inner_text()
    for word in ("linli init", "@BotFather", "/newbot", "邻里助手", "_bot"):
        assert word in words
    assert tab.page.locator("dialog[open] .copy").count() >= 4
