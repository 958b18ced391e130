"""What people do on the page: the first minute, taps, words, files, links, the column behind."""

import re

import pytest
from playwright.sync_api import expect

from tests.sandbox.page.conftest import PRESS, Tabs, english, messages, said
from tests.sandbox.page_fixture import PageServer, keyboard, picture

pytestmark = pytest.mark.browser


def test_the_first_minute_of_a_newcomer(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server)
    assert page.url.endswith("#/wang-guifang/heping-group")
    rings = page.locator("[data-hint]")
    expect(rings).to_have_text(["同意", "反对", "弃权"])
    expect(page.locator(".guide [aria-current=step]")).to_contain_text("你是王桂芳：在群里投一票")
    page.click(PRESS)
    expect(page.locator(".toast")).to_have_text("已记下：3栋2单元301 同意（10:32）。截止前可以改。凭证 K7Q2")
    expect(page.locator(".calls")).to_contain_text("answerCallbackQuery")
    expect(page.locator("[data-chat=bot-wang-guifang] .badge")).to_contain_text("1")
    expect(messages(page).last).to_contain_text("已参与 32 / 48 户")
    expect(page.locator(".guide li.done")).to_have_count(1)
    expect(page.locator(".crowd p").first).to_have_text("屋顶防水改造：还有 16 户没表决")
    expect(page.locator("[data-person][data-hint]")).to_contain_text("陈静")
    page.click("[data-chat=bot-wang-guifang]")
    expect(page.locator(".keys").last.locator("button")).to_have_text(["同意", "反对", "弃权", "撤回"])
    expect(page.locator("[data-chat=bot-wang-guifang] .badge")).to_have_count(0)
    page.click("[data-person=chen-jing]")
    expect(page.locator("[data-hint]")).to_have_text(["发起表决"])
    page.click("[data-hint]")
    expect(page.locator("[data-hint]")).to_have_text(["发出"])
    page.click("[data-hint]")
    expect(page.locator(".guide li.done")).to_have_count(2)
    expect(page.locator(".due [data-hint]")).to_contain_text("表决截止")
    page.click(".due [data-hint]")
    expect(page.locator(".now b")).to_have_text("18:00", timeout=3000)
    expect(page.locator(".guide h2")).to_have_text("三步走完了，接着试试")
    page.click("[data-chat=heping-group]")
    expect(messages(page).last).to_contain_text("通过")


def test_the_guide_turns_into_three_things_and_folds_for_good(tabs: Tabs, server: PageServer) -> None:
    server.story.behind.done.update(vote=True, open=True, result=True)
    page = tabs.open(server)
    page.click("[data-next=newcomer]")
    expect(page.locator("#bar")).to_contain_text("何志明的手机")
    page.click("[data-next=crash]")
    expect(page.locator("[data-act=crash]")).to_be_focused()
    expect(page.locator("[data-act=crash]")).to_have_attribute("data-hint", "")
    page.keyboard.press("Enter")
    page.click("[data-next=roster]")
    expect(page.locator("#bar")).to_contain_text("陈静的手机")
    expect(page.locator(".guide")).to_be_hidden()
    assert server.story.behind.orders == ["crash"]
    page.reload()
    expect(page.locator("#bar")).to_be_visible()
    expect(page.locator(".guide")).to_be_hidden()
    page.keyboard.press("?")
    page.click("text=再看三步")
    expect(page.locator(".guide")).to_be_visible()


def test_the_guide_strikes_what_has_been_done(tabs: Tabs, server: PageServer) -> None:
    """By what happened, whoever did it and wherever; a click that only leads there ticks nothing."""
    server.story.behind.done.update(vote=True, open=True, result=True)
    page = tabs.open(server)
    done = page.locator(".guide li.done")
    page.click("[data-next=newcomer]")
    expect(page.locator("#bar")).to_contain_text("何志明的手机")
    expect(page.locator(".guide li[aria-current]")).to_contain_text("让助手崩一次")
    expect(done).to_have_count(0)
    server.story.behind.done.update(newcomer=True)
    expect(done).to_have_text(["✓何志明等孙大姐认门：去看看做完了"])
    server.story.behind.done.update(crash=True)
    expect(done).to_have_count(2)
    expect(page.locator(".guide li[aria-current]")).to_contain_text("把自己的花名册导进来")
    page.reload()
    expect(done).to_have_count(2)
    page.click("[data-next=roster]")
    expect(page.locator(".guide")).to_be_hidden()


def test_after_the_last_of_the_three_has_happened_the_guide_folds_by_itself(tabs: Tabs, server: PageServer) -> None:
    """On a small screen it was a strip with an arrow and nothing to try. Whoever opens it again reads a sentence."""
    server.story.behind.done.update(vote=True, open=True, result=True, newcomer=True, roster=True)
    page = tabs.open(server, "phone")
    expect(page.locator(".guide li[aria-current]")).to_contain_text("让助手崩一次")
    server.story.behind.done.update(crash=True)
    expect(page.locator(".guide")).to_be_hidden()
    page.keyboard.press("?")
    page.click("text=再看三步")
    expect(page.locator(".guide h2")).to_have_text("三步和三件事都做过了")
    expect(page.locator(".guide h2")).to_be_visible()
    expect(page.locator(".guide .count")).to_be_hidden()
    page.click("[data-act=fold-guide]")
    page.reload()
    expect(page.locator(PRESS)).to_be_visible()
    expect(page.locator(".guide")).to_be_hidden()


def test_a_browser_that_remembers_nothing_still_works(tabs: Tabs, quiet: PageServer) -> None:
    page = tabs.open(quiet)
    page.context.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })")
    page.reload()
    page.click("[data-act=fold-guide]")
    expect(page.locator(".guide")).to_be_hidden()


# Taps and words


def test_a_tap_waits_and_others_stay_usable(tabs: Tabs, server: PageServer) -> None:
    server.story.deaf = True
    page = tabs.open(server)
    page.click(PRESS)
    expect(page.locator(PRESS)).to_have_attribute("aria-busy", "true")
    expect(page.locator("button.key:text-is('反对')")).to_be_enabled()
    expect(page.locator("[aria-busy=true]")).to_have_count(1)
    page.keyboard.press("2")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.keyboard.press("1")
    page.click(".jumps button >> nth=0")
    expect(page.locator(".toast")).to_have_text("这次点按没有送到，请再点一次")
    expect(page.locator(PRESS)).not_to_have_attribute("aria-busy", "true")


def test_the_toast_stays_six_seconds_and_waits_under_the_pointer(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server)
    page.clock.install()
    page.click(PRESS)
    toast = page.locator(".toast")
    expect(toast).to_be_visible()
    box, room = toast.bounding_box(), page.locator(".screen").bounding_box()
    assert box is not None
    assert room is not None
    assert box["y"] - room["y"] < 60, "it hangs at the top, away from the buttons"
    toast.hover()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    page.clock.run_for(9000)
    expect(toast).to_be_visible()
    page.mouse.move(700, 820)
    page.clock.run_for(4000)
    expect(toast).to_be_visible()
    page.clock.run_for(3000)
    expect(toast).to_have_count(0)


def test_an_alert_keeps_focus_and_gives_it_back(tabs: Tabs, server: PageServer) -> None:
    server.story.behind.closed = True
    page = tabs.open(server)
    page.locator(PRESS).focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_contain_text("这次没有计入")
    expect(dialog.locator("button")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Tab")
        expect(dialog.locator("button")).to_be_focused()
    room, box = page.locator("#room").bounding_box(), dialog.bounding_box()
    assert room is not None
    assert box is not None
    assert room["x"] <= box["x"]
    assert box["x"] + box["width"] <= room["x"] + room["width"]
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator(PRESS)).to_be_focused()


def test_an_alert_for_somebody_else_waits_for_their_phone(tabs: Tabs, server: PageServer) -> None:
    server.story.deaf = server.story.behind.closed = True
    page = tabs.open(server)
    page.click(PRESS)
    expect(page.locator(PRESS)).to_have_attribute("aria-busy", "true")
    page.keyboard.press("5")
    server.run(answered(server))
    expect(page.locator(".calls")).to_contain_text("answerCallbackQuery")
    assert page.get_by_role("alertdialog").count() == 0
    page.keyboard.press("1")
    expect(page.get_by_role("alertdialog")).to_contain_text("这次没有计入")


async def answered(server: PageServer) -> None:
    story = server.story
    [press] = story.world.state.presses
    await story.on_vc({"id": press, "from": {"id": 1}}, "roof:agree")


def test_each_person_keeps_chat_scroll_and_half_written_words(tabs: Tabs, server: PageServer) -> None:
    for number in range(30):
        server.run(said(server, f"第 {number} 句"))
    page = tabs.open(server)
    page.fill("#say", "我想问一下")
    page.locator(".log").evaluate("log => log.scrollTo(0, 200)")
    expect(page.locator(".to-end")).to_be_visible()
    page.locator("#say").blur()
    page.keyboard.press("2")
    expect(page.locator("#say")).to_have_value("")
    page.click("[data-chat=bot-li-jianguo]")
    page.fill("#say", "老伴")
    page.click("[data-person=wang-guifang]")
    expect(page.locator("#say")).to_have_value("我想问一下")
    assert page.url.endswith("#/wang-guifang/heping-group")
    assert page.locator(".log").evaluate("log => log.scrollTop") == 200
    page.click("[data-person=li-jianguo]")
    assert page.url.endswith("#/li-jianguo/bot-li-jianguo")
    expect(page.locator("#say")).to_have_value("老伴")


def test_what_could_not_be_sent_is_kept(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server)
    page.fill("#say", "您" * 5000)
    page.keyboard.press("Enter")
    failed = page.locator(".unsent.failed")
    expect(failed).to_contain_text("没发出去：这条消息太长了")
    page.click("[data-act=give-up]")
    expect(failed).to_have_count(0)
    page.fill("#say", "灯又不亮了")
    page.context.set_offline(True)
    server.stop()
    expect(page.locator(".strip.gone")).to_be_visible()
    page.focus("#say")
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_have_value("灯又不亮了")
    server.start()
    page.context.set_offline(False)
    expect(page.locator(".strip.gone")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(messages(page).last).to_contain_text("灯又不亮了")


def test_a_reply_names_what_it_answers(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server)
    line = page.locator(".msg", has_text="大家看看下面的表决")
    line.hover()
    line.locator(".reply").click()
    expect(page.locator(".reply-bar")).to_contain_text("回复 孙大姐")
    page.keyboard.type("好的")
    page.keyboard.press("Enter")
    expect(page.locator(".msg.mine .quote")).to_contain_text("大家看看下面的表决")
    expect(page.locator(".reply-bar")).to_have_count(0)
    line.locator(".words").first.click(button="right")
    expect(page.locator(".reply-bar")).to_be_visible()


def test_files_go_as_photo_or_document(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server, path="#/wang-guifang/bot-wang-guifang")
    page.set_input_files("#file", [{"name": "灯.jpg", "mimeType": "image/jpeg", "buffer": picture()}])
    page.fill("dialog input", "坏了")
    page.click("dialog [data-value=photo]")
    expect(page.locator(".msg.mine .photo img")).to_have_js_property("complete", True)
    expect(page.locator(".msg.mine").last).to_contain_text("坏了")
    page.set_input_files("#file", [{"name": "名册.csv", "mimeType": "text/csv", "buffer": "楼栋\n".encode()}])
    assert page.locator("dialog [data-value=photo]").count() == 0
    page.keyboard.press("Enter")
    expect(page.locator(".msg.mine .document").last).to_contain_text("名册.csv")
    expect(messages(page).last).to_contain_text("收到了")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_empty_file_is_refused_before_it_leaves(tabs: Tabs, server: PageServer, language: str) -> None:
    page = tabs.open(server, path="#/wang-guifang/bot-wang-guifang")
    if language == "en":
        english(page, server)
    page.set_input_files("#file", [{"name": "empty.csv", "mimeType": "text/csv", "buffer": b""}])
    words = {"zh": "文件 empty.csv 是空的，请另选一个", "en": "The file empty.csv is empty; please choose another"}
    expect(page.locator(".note")).to_have_text(words[language])
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator(".unsent")).to_have_count(0)
    assert not [url for url in tabs.asked if url.endswith("/upload")]


def test_links_open_the_private_chat_or_are_shown(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server)
    page.click("button.key:has-text('看方案')")
    expect(page.locator("#bar")).to_contain_text("王桂芳")
    expect(page).to_have_url(re.compile("#/wang-guifang/bot-wang-guifang$"))
    expect(messages(page).last).to_contain_text("方案说明在")
    page.click("[role=link]:text-is('/menu')")
    expect(page.locator(".msg.mine").last).to_contain_text("/menu")
    page.click("button.key:has-text('看外面的网址')")
    expect(page.get_by_role("dialog")).to_contain_text("https://www.example.org/plan")
    page.keyboard.press("Escape")
    page.keyboard.press("[")
    page.click("button.key:text-is('我有顾虑')")
    expect(page).to_have_url(re.compile("bot-wang-guifang$"))
    expect(page.locator(".msg.mine").last).to_contain_text("/start")


def test_the_bot_is_added_to_one_of_her_groups(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server, path="#/chen-jing")
    page.click("button.key:has-text('把我加进群')")
    expect(page.get_by_role("dialog")).to_contain_text("没有可以加的群")
    expect(page.locator("dialog .choice")).to_have_text(["新建一个群「新的业主群」"])
    page.keyboard.press("Escape")
    server.run(moved_in(server))
    page.click("button.key:has-text('把我加进群')")
    page.click("dialog .choice:text-is('3栋楼群')")
    expect(page).to_have_url(re.compile("#/chen-jing/building-3$"))
    expect(page.locator(".service").last).to_contain_text("陈静 把 邻里助手 拉进了群")


def test_a_new_group_is_made_where_all_of_hers_are_taken(tabs: Tabs, server: PageServer) -> None:
    """As on a phone, whose list of groups ends in a new one; it is called after the compound on the button."""
    page = tabs.open(server, path="#/chen-jing")
    server.run(offered(server, "把我加进群 · 锦绣花园"))
    page.click("button.key:text-is('把我加进群 · 锦绣花园')")
    page.get_by_role("dialog").get_by_role("button", name="新建一个群「锦绣花园业主群」").click()
    expect(page).to_have_url(re.compile(r"#/chen-jing/group-\d+$"))
    expect(page.locator("#top h2")).to_have_text("锦绣花园业主群")
    expect(page.locator(".service").last).to_contain_text("陈静 把 邻里助手 拉进了群")
    expect(messages(page).last).to_contain_text("/start@linli_sandbox_bot g_garden")


async def offered(server: PageServer, label: str) -> None:
    keys = keyboard([(label, "https://t.me/linli_sandbox_bot?startgroup=g_garden")])
    await server.story.call("sendMessage", chat_id=7, text="名册导入好了", reply_markup=keys)


async def moved_in(server: PageServer) -> None:
    """陈静 becomes a member of the group without the bot."""
    from bot.sandbox.chats import Member
    from bot.sandbox.happenings import ChatChanged

    world = server.story.world
    group = world.chat("building-3")
    world.state.members[group.id][7] = Member(7, "administrator")
    world.tell(ChatChanged(group.id))


# Behind


def test_switches_say_how_much_is_left(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server)
    switch = page.get_by_role("switch", name="平台限流")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    expect(page.locator(".tag.warn")).to_have_text("1 个状况开着")
    server.run(server.story.call("sendMessage", chat_id=server.story.world.chat("heping-group").id, text="一"))
    expect(page.locator(".switch small.on")).to_contain_text("还剩 2 次")
    expect(page.locator(".calls .bad")).to_contain_text("429, 5 s")
    for text in ("二", "三"):
        server.run(server.story.call("sendMessage", chat_id=server.story.world.chat("heping-group").id, text=text))
    expect(switch).to_have_attribute("aria-checked", "false")
    expect(page.locator(".tag.warn")).to_have_count(0)


def test_two_due_rows_are_shown_and_the_close_is_one_of_them(tabs: Tabs, quiet: PageServer) -> None:
    page = tabs.open(quiet)
    expect(page.locator(".due li")).to_have_count(2)
    expect(page.locator(".due .next")).to_contain_text("表决截止")
    page.click("[data-act=more-due]")
    expect(page.locator(".due li")).to_have_count(4)


def test_a_log_row_opens_request_and_answer(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server, permissions=["clipboard-read", "clipboard-write"])
    page.click(PRESS)
    page.click(".calls button:has-text('answerCallbackQuery')")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("pre").first).to_contain_text("K7Q2")
    expect(dialog).to_contain_text("令牌已经遮住")
    dialog.locator("[data-copy]").first.click()
    expect(dialog.locator("[data-copy]").first).to_have_text("复制了")
    assert "K7Q2" in page.evaluate("navigator.clipboard.readText()")
    page.keyboard.press("Escape")
    page.click(".calls button:has-text('callback_query')")
    expect(dialog.locator("pre")).to_contain_text('"data": "vc:roof:agree"')


def test_making_it_real_gives_three_messages_to_copy(tabs: Tabs, quiet: PageServer) -> None:
    page = tabs.open(quiet)
    page.click("[data-act=real] >> nth=0")
    codes = page.locator("dialog .real-steps > li").first.locator("code")
    expect(codes).to_have_count(3)
    expect(codes.nth(0)).to_have_text("/newbot")
    expect(codes.nth(2)).to_have_text(re.compile(r"^linli_\d{7}_bot$"))
    expect(page.get_by_role("dialog")).to_contain_text("linli init")


def test_the_newcomer_starts_and_a_blocker_unblocks(tabs: Tabs, server: PageServer) -> None:
    page = tabs.open(server, path="#/he-zhiming")
    expect(page.locator("#say-form")).to_be_hidden()
    page.click("[data-act=start]")
    expect(messages(page).last).to_contain_text("还不知道您是哪一户")
    expect(page.locator("#say-form")).to_be_visible()
    page.get_by_role("switch", name="王桂芳屏蔽助手").click()
    page.goto(server.url + "#/wang-guifang/bot-wang-guifang")
    page.click("[data-act=unblock]")
    expect(page.get_by_role("switch", name="王桂芳屏蔽助手")).to_have_attribute("aria-checked", "false")
    expect(page.locator("#say-form")).to_be_visible()
