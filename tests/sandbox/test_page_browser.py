"""The page in a real browser: what people see, tap, type and read, at every width and in both languages."""

from typing import Any

import pytest

from tests.sandbox.page_fixture import PageServer, keyboard
from tests.sandbox.page_tab import CUT, FAINT, SMALLEST, TIGHT, UNMARKED, Opening

pytest_plugins = ["tests.sandbox.page_plugin"]
pytestmark = pytest.mark.browser

WIDTHS = [(1440, 900, False), (1024, 768, False), (390, 844, True)]
SCRIPT = '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script><b>粗</b>'


def phone(touch: bool) -> dict[str, Any]:
    return {"is_mobile": True, "has_touch": True, "device_scale_factor": 2} if touch else {}


# What it looks like


@pytest.mark.parametrize(("width", "height", "touch"), WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_overflows_and_all_can_be_read(opened: Opening, width: int, height: int, touch: bool, scheme: str) -> None:
    tab = opened(width=width, height=height, color_scheme=scheme, **phone(touch))
    tab.tap("同意")
    tab.see(".toast")
    for state in ("voted", "behind"):
        if state == "behind" and width <= 1240:
            tab.page.click("#behind-button")
        assert tab.overflow() <= 0, state
        assert tab.page.evaluate(FAINT) == [], state
        assert tab.page.evaluate(SMALLEST) == [], state
        assert tab.page.evaluate(TIGHT) == [], state


def test_large_type_and_zoom_lose_nothing(opened: Opening) -> None:
    small = opened(width=390, height=844, **phone(True))
    small.page.click("#behind-button")
    small.page.click("#behind [data-act=big]")
    small.page.click("[data-act=behind-close]")
    assert small.page.evaluate("getComputedStyle(document.querySelector('#screen .words')).fontSize") == "21px"
    assert small.overflow() <= 0
    assert small.page.evaluate(CUT, "#screen .words,#screen .key,#screen .bubble") == []
    zoomed = opened(width=720, height=450, device_scale_factor=2)
    assert zoomed.overflow() <= 0
    assert zoomed.page.evaluate(CUT, "#screen .words,#screen .key,.btn") == []


def test_landmarks_and_roles(opened: Opening) -> None:
    page = opened().page
    assert page.locator("h1").count() == 1
    assert [page.locator(tag).count() for tag in ("header", "main", "aside", "#people", "#chats")] == [1, 1, 1, 1, 1]
    assert page.get_attribute("#screen .log", "role") == "log"
    assert page.locator("#behind [role=log], #behind [aria-live]").count() == 0
    assert page.locator("#behind [role=switch]").count() == 3
    assert (
        "2 条未读" in page.inner_text('#people [data-person="sun-dajie"]')
        or page.locator('#people [data-person="sun-dajie"] .sr', has_text="条未读").count()
    )


def test_english_everywhere_and_foreign_words_marked(opened: Opening) -> None:
    tab = opened()
    assert tab.page.evaluate(UNMARKED, "^[A-Za-z ]{5,}$") == []
    tab.page.click("#language")
    tab.see("#bar", "Wang Guifang")
    assert tab.page.get_attribute("html", "lang") == "en"
    assert tab.page.evaluate(UNMARKED, "[\\u4e00-\\u9fff]") == []
    for name in ("real", "keys"):
        tab.page.click(f"[data-act={name}]")
        assert tab.page.evaluate(UNMARKED, "[\\u4e00-\\u9fff]") == []
        tab.page.keyboard.press("Escape")


# Taps, toasts, dialogs


def test_a_tap_waits_and_is_answered_by_a_toast_that_can_be_held(opened: Opening, page_server: PageServer) -> None:
    tab = opened()
    page_server.story.deaf = True
    tab.tap("反对")
    tab.see(".key[aria-busy=true]", "反对")
    assert tab.page.locator("#screen .key:disabled").count() == 0
    page_server.story.deaf = False
    tab.page.clock.install()
    tab.tap("同意")
    toast = tab.see(".toast", "3栋2单元301 同意")
    assert toast.bounding_box()["y"] < tab.page.locator("#screen .msg").last.bounding_box()["y"]
    toast.hover()
    tab.page.clock.fast_forward(20_000)
    assert toast.is_visible()
    tab.page.mouse.move(5, 5)
    tab.page.clock.fast_forward(6_500)
    tab.gone(".toast")
    tab.see('#people [data-person="wang-guifang"] .badge', "1")
    tab.see("#screen .words", "32 / 48")


def test_a_refusal_is_a_dialog_that_keeps_and_returns_focus(opened: Opening, page_server: PageServer) -> None:
    tab = opened()
    page_server.story.behind.closed = True
    tab.page.locator("#screen .key", has_text="弃权").last.focus()
    tab.page.keyboard.press("Enter")
    dialog = tab.see("dialog[open]", "这次没有计入")
    assert dialog.get_attribute("role") == "alertdialog"
    for _ in range(3):
        tab.page.keyboard.press("Tab")
        assert tab.focused() == "alertdialog"
    tab.page.keyboard.press("Enter")
    tab.gone("dialog[open]")
    assert tab.page.evaluate("document.activeElement.textContent") == "弃权"


def test_a_link_in_an_answer_opens_the_private_chat(opened: Opening, page_server: PageServer) -> None:
    tab = opened("#/he-zhiming")
    page_server.run(_join(page_server, "he-zhiming"))
    tab.see('#chats [data-chat="bot-he-zhiming"]')
    tab.be("wang-guifang")
    tab.tap("我有顾虑")
    tab.see("#top h2", "邻里助手")
    assert tab.page.evaluate("location.hash") == "#/wang-guifang/bot-wang-guifang"
    tab.see("#screen .mine .words", "/start concern")
    tab.chat("heping-group")
    tab.tap("看方案")
    tab.tap("看外面的网址")
    assert tab.see("dialog[open] code").inner_text() == "https://www.example.org/plan"
    tab.page.keyboard.press("Escape")
    tab.gone("dialog[open]")


async def _join(page_server: PageServer, slug: str) -> None:
    """Somebody new is told of as soon as the page is open."""
    page_server.story.world.start(slug)


def test_choosing_a_group_for_the_bot(opened: Opening, page_server: PageServer) -> None:
    link = "https://t.me/linli_sandbox_bot?startgroup=bind"
    page_server.run(page_server.story.call("sendMessage", chat_id=5, text="把我加进群", reply_markup=keyboard([("加进群", link)])))
    tab = opened("#/sun-dajie/bot-sun-dajie")
    tab.tap("加进群")
    tab.see("dialog[open] .choice", "3栋楼群").click()
    tab.see("#top h2", "3栋楼群")
    tab.see("#screen .service", "邻里助手")
    tab.be("chen-jing")
    tab.tap("把我加进群")
    tab.see("dialog[open]", "没有可以加的群")


# Words and files


def test_words_of_people_stay_words(opened: Opening, page_server: PageServer) -> None:
    page_server.story.world.say("sun-dajie", "heping-group", SCRIPT)
    tab = opened()
    tab.see("#screen .words", "onerror")
    assert SCRIPT in tab.page.locator("#screen .words").last.inner_text()
    tab.page.fill("#say", SCRIPT)
    tab.page.keyboard.press("Enter")
    tab.see("#screen .mine .words", "onerror")
    assert tab.page.locator("#app img[src=x], #app script").count() == 0
    assert tab.page.evaluate("window.hurt") is None


def test_each_person_keeps_chat_draft_and_place(opened: Opening, page_server: PageServer) -> None:
    for number in range(30):
        page_server.story.world.say("sun-dajie", "heping-group", f"第 {number} 句")
    tab = opened()
    tab.page.evaluate("document.querySelector('#screen .log').scrollTop = 120")
    tab.page.fill("#say", "写了一半")
    tab.see(".to-end")
    tab.be("li-jianguo")
    assert tab.page.input_value("#say") == ""
    tab.page.fill("#say", "我也写")
    tab.chat("building-3")
    assert tab.page.input_value("#say") == ""
    tab.be("wang-guifang")
    assert tab.page.input_value("#say") == "写了一半"
    assert tab.page.evaluate("document.querySelector('#screen .log').scrollTop") == pytest.approx(120, abs=2)
    tab.be("li-jianguo")
    assert "building-3" in tab.page.evaluate("location.hash")
    tab.chat("heping-group")
    assert tab.page.input_value("#say") == "我也写"


def test_what_was_not_sent_is_kept_and_can_be_sent_again(opened: Opening) -> None:
    tab = opened("#/wang-guifang/building-3")
    tab.page.fill("#say", "长" * 4100)
    tab.page.keyboard.press("Enter")
    tab.see(".unsent.failed", "没发出去")
    tab.see(".unsent.failed [data-act=again]").click()
    tab.see(".unsent.failed")
    tab.page.click("[data-act=give-up]")
    tab.gone(".unsent")


def test_files_go_as_photo_or_document(opened: Opening) -> None:
    from tests.sandbox.page_fixture import picture

    tab = opened("#/wang-guifang/bot-wang-guifang")
    tab.page.set_input_files("#file", {"name": "漏水.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    tab.see("dialog[open]", "漏水.jpg").get_by_text("当照片发").click()
    tab.see("#screen .mine img")
    tab.page.set_input_files("#file", {"name": "名册.xlsx", "mimeType": "application/octet-stream", "buffer": b"PK" * 900})
    tab.see("dialog[open]", "名册.xlsx").get_by_text("当文件发").click()
    tab.see("#screen .mine .document", "名册.xlsx")
    tab.see("#screen .words", "收到了")


def test_a_reply_names_what_it_answers(opened: Opening) -> None:
    tab = opened("#/wang-guifang/building-3")
    message = tab.page.locator("#screen .msg", has_text="楼道灯修好了")
    message.hover()
    message.locator(".reply").click()
    tab.see(".reply-bar", "孙大姐")
    tab.page.fill("#say", "谢谢")
    tab.page.keyboard.press("Enter")
    tab.see("#screen .mine .quote", "楼道灯修好了")
