"""How the page looks: nothing flows over, everything can be read, hit and heard, in every size and light."""

import re

import pytest
from playwright.sync_api import expect

from tests.sandbox.page.conftest import PRESS, WIDTHS, Tabs, english, measured, messages
from tests.sandbox.page_fixture import PageServer

pytestmark = pytest.mark.browser
# The name of this person lies within the strip, with nothing over it.
SEEN_WHOLE = """person => {
  const name = document.querySelector(`[data-person=${person}] b`);
  const { left, right, top, bottom } = name.getBoundingClientRect();
  const at = (x) => name.parentElement.parentElement.contains(document.elementFromPoint(x, (top + bottom) / 2));
  return left >= 0 && right <= innerWidth && at(left + 1) && at(right - 1);
}"""


@pytest.mark.parametrize("size", WIDTHS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_flows_over(tabs: Tabs, server: PageServer, size: str, language: str) -> None:
    page = tabs.open(server, size)
    if language == "en":
        english(page, server)
    assert measured(page, "overflow") == []
    page.keyboard.press("7")
    assert measured(page, "overflow") == []
    page.evaluate("document.querySelector('[data-act=real]').click()")
    assert measured(page, "overflow") == []


@pytest.mark.parametrize("size", ["phone", "small", "narrow"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_small_screen_has_room_for_trouble(tabs: Tabs, server: PageServer, size: str, language: str) -> None:
    """A trouble that is on and a bot that is off take room in the header; the keys' table is as wide as its dialog."""
    page = tabs.open(server, size)
    if language == "en":
        english(page, server)
    page.click("#behind-button")
    page.click("[data-fault=limit]")
    page.click("[data-act=behind-close]")
    expect(page.locator("#behind-button .count")).to_be_visible()
    assert measured(page, "overflow") == []
    page.keyboard.press("?")
    assert page.locator("dialog").evaluate("node => node.scrollWidth <= node.clientWidth")
    page.keyboard.press("Escape")
    server.stop()
    expect(page.locator(".strip.gone")).to_be_visible()
    assert measured(page, "overflow") == []
    page.click(".back")
    expect(page.locator(".chats")).to_be_visible()
    assert measured(page, "overflow") == []
    assert page.locator("#head .state span").evaluate("node => node.scrollWidth <= node.clientWidth")


@pytest.mark.parametrize("size", ["wide", "middle"])
def test_the_page_is_as_high_as_its_window_however_long_the_log(tabs: Tabs, server: PageServer, size: str) -> None:
    """Only its columns scroll: a wheel over the header must not carry all of it away."""
    page = tabs.open(server, size)
    server.run(chatter(server, 100))
    expect(page.locator(".calls li")).to_have_count(100)
    root = page.evaluate("(({ scrollWidth, scrollHeight }) => [scrollWidth, scrollHeight])(document.documentElement)")
    assert tuple(root) == WIDTHS[size]


async def chatter(server: PageServer, calls: int) -> None:
    for _ in range(calls):
        await server.story.call("getMe")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_can_be_read(tabs: Tabs, server: PageServer, dark: bool) -> None:
    page = tabs.open(server, dark=dark)
    page.click("[data-fault=limit]")
    page.click("[data-act=more-troubles]")
    expect(page.locator(".switch small.on")).to_be_visible()
    page.click("[data-fault=limit]")
    looks = [measured(page, "texts")]
    page.click(PRESS)
    expect(page.locator(".toast")).to_be_visible()
    looks.append(measured(page, "texts"))
    page.keyboard.press("]")
    page.keyboard.press("/")
    looks.append(measured(page, "texts"))
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    looks.append(measured(page, "texts"))
    page.keyboard.press("Escape")
    server.stop()
    expect(page.locator(".strip.gone")).to_be_visible()
    looks.append(measured(page, "texts"))
    texts = [text for look in looks for text in look]
    assert len(texts) > 300
    worst = min(texts, key=lambda text: text["contrast"])
    assert worst["contrast"] >= 4.5, worst
    smallest = min(texts, key=lambda text: text["size"])
    assert smallest["size"] >= 14, smallest


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_targets_are_large_enough(tabs: Tabs, quiet: PageServer, size: str) -> None:
    page = tabs.open(quiet, size)
    assert measured(page, "smallTargets") == []
    page.keyboard.press("?")
    assert measured(page, "smallTargets") == []
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert measured(page, "smallTargets") == []


def test_large_type_grows_the_chat_and_loses_nothing(tabs: Tabs, quiet: PageServer) -> None:
    for size in ("wide", "phone"):
        page = tabs.open(quiet, size)
        if size == "phone":
            page.click("#behind-button")
            page.click(".phone-foot [data-act=big]")
            page.click("[data-act=behind-close]")
        else:
            page.click(".bar [data-act=big]")
        expect(page.locator(".log").first).to_have_css("font-size", "21px")
        expect(page.locator(PRESS)).to_have_css("font-size", "21px")
        assert measured(page, "overflow") == []
        for part in (".log", ".bubble >> nth=-1", ".keys >> nth=-1"):
            assert page.locator(part).evaluate("node => node.scrollWidth <= node.clientWidth"), part


@pytest.mark.parametrize("size", ["wide", "middle"])
def test_who_people_are_and_what_chats_are_called_is_read_whole(tabs: Tabs, server: PageServer, size: str) -> None:
    """In English, too, whose words are longer."""
    page = tabs.open(server, size)
    english(page, server)
    for part in (".person small", ".person b", ".row b"):
        assert page.locator(part).count() >= 2
        for node in page.locator(part).all():
            assert node.evaluate("node => node.scrollWidth <= node.clientWidth"), node.text_content()


def test_landmarks_and_roles(tabs: Tabs, quiet: PageServer) -> None:
    page = tabs.open(quiet)
    assert page.locator("h1").count() == 1
    for landmark in ("header", "nav[aria-label]", "main[aria-label]", "aside[aria-label]", "section[aria-label]"):
        assert page.locator(landmark).count() >= 1, landmark
    assert page.locator("[role=log]").count() == 1
    assert page.locator(".calls[aria-live], .calls[role=log]").count() == 0
    assert page.get_by_role("switch", name="网络慢").get_attribute("aria-checked") == "false"
    assert page.locator("[data-person=li-jianguo]").get_by_text("1 条未读").count() == 1
    expect(page.locator("#language")).to_have_attribute("lang", "en")
    assert page.locator("[style]").count() == 0


def test_forced_colours_and_reduced_motion_keep_the_page_whole(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server, forced_colors="active", reduced_motion="reduce")
    page.click(PRESS)
    toast = page.locator(".toast")
    expect(toast).to_have_css("animation-name", "none")
    expect(page.locator("[data-person=chen-jing]")).to_have_css("outline-style", "solid")


# On a phone


def test_a_small_screen_reaches_everything(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server, "phone")
    page.tap(PRESS)
    expect(page.locator(".toast")).to_be_visible()
    page.tap(".back")
    expect(page.locator("#chats")).to_be_visible()
    expect(page.locator("#room")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("#room")).to_be_visible()
    page.tap(".back")
    page.tap("[data-chat=bot-wang-guifang]")
    expect(page.locator("#top h2")).to_have_text("邻里助手")
    page.tap("#behind-button")
    expect(page.locator(".behind")).to_be_visible()
    expect(page.locator(".behind button").first).to_be_focused()
    assert page.evaluate("document.querySelector('#stage').inert") is True
    server.story.behind.done.update(vote=True, open=True)
    expect(page.locator(".due [data-hint]")).to_contain_text("表决截止")
    page.keyboard.press("Escape")
    expect(page.locator("#behind-button")).to_be_focused()
    expect(page.locator("#behind-button")).to_have_attribute("data-hint", "")
    page.tap("#behind-button")
    page.tap(".due .next")
    expect(page.locator(".behind")).to_be_hidden()
    page.tap(".back")
    page.tap("[data-chat=heping-group]")
    expect(messages(page).last).to_contain_text("通过")


@pytest.mark.parametrize("big", [False, True], ids=["usual", "big"])
def test_a_small_screen_always_shows_whose_phone_it_is(tabs: Tabs, server: PageServer, big: bool) -> None:
    """Also while the strip of people moves to whoever comes next: the chosen one stays, and the ring is beside them."""
    page = tabs.open(server, "phone")
    if big:
        page.click("#behind-button")
        page.click(".phone-foot [data-act=big]")
        page.click("[data-act=behind-close]")
    server.story.behind.done.update(vote=True)
    expect(page.locator("[data-person=chen-jing]")).to_have_attribute("data-hint", "")
    for person in ("wang-guifang", "li-jianguo", "he-zhiming"):
        if person != "wang-guifang":
            page.locator(f"[data-person={person}]").click()
        expect(page.locator(f"[data-person={person}]")).to_have_attribute("aria-current", "true")
        for shown in (person, "chen-jing"):
            page.wait_for_function(SEEN_WHOLE, arg=shown)


def test_a_tap_on_a_message_shows_its_reply(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server, "phone")
    line = page.locator(".msg", has_text="大家看看下面的表决")
    line.locator(".words").tap()
    line.locator(".reply").tap()
    expect(page.locator(".reply-bar")).to_contain_text("回复 孙大姐")
    page.fill("#say", "谢谢")
    expect(page.locator(".send")).to_be_visible()
    assert measured(page, "overflow") == []


def test_english_is_the_whole_page(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server)
    english(page, server)
    expect(page.locator("#top h2")).to_have_text("Heping owners")
    expect(page.locator("#bar")).to_contain_text("Wang Guifang's phone")
    expect(page.locator("#language")).to_have_attribute("lang", "zh-CN")
    assert not re.findall(r"[\u3400-\u9fff]+", measured(page, "ownWords"))
    expect(page.locator(".words span[lang=zh-CN]").first).to_be_visible()
    expect(page.locator("#people .crowd p")).to_have_text("屋顶防水改造: 17 homes have not voted")
    expect(page.locator("#people .crowd p [lang=zh-CN]")).to_have_text("屋顶防水改造")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")
