"""A scheme's file that the platform does not give at once: tried again after a pause; for good, its drafter is told what to do."""

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError
from aiogram.methods import GetFile

from bot.rules.votes.drafts import DRAFT_AT_HAND
from storage.jobs import LEASE, MAX_TRIES, PAUSES
from tests.fake_clock import FakeClock
from tests.votes.houses import CHEN, Houses
from tests.wire import Wire

METHOD = GetFile(file_id="f")


async def send_scheme(wire: Wire) -> None:
    """Up to the preview that says the file is arriving."""
    await wire.press(CHEN, "mdr:")
    await wire.tap(CHEN, wire.last(CHEN.id), "屋顶防水改造")
    await wire.tap(CHEN, wire.last(CHEN.id), "3天后18:00")
    await wire.tap(CHEN, wire.last(CHEN.id), "改")
    await wire.tap(CHEN, wire.last(CHEN.id), "方案文件")
    await wire.send_file(CHEN, b"%PDF-1.4 drawings", "图纸.pdf")
    assert "文件 图纸.pdf（正在收）" in wire.last(CHEN.id).text


async def ask_for_another(wire: Wire) -> None:
    """From the letter about the file that did not come to the question for the next."""
    for label in ("看预览", "改", "方案文件"):
        await wire.tap(CHEN, wire.last(CHEN.id), label)


async def work_without_network(wire: Wire) -> None:
    wire.session.refuse["getFile"] = TelegramNetworkError(METHOD, "x")
    await wire.work()
    wire.session.refuse.pop("getFile", None)


async def test_a_hiccup_of_the_network_costs_a_pause_and_nothing_else(wire: Wire, houses: Houses, clock: FakeClock) -> None:
    await send_scheme(wire)
    await work_without_network(wire)
    await wire.work()
    await wire.deliver()
    assert "文件收到了" not in wire.last(CHEN.id).text
    clock.move(PAUSES[0])
    await wire.work()
    await wire.deliver()
    assert "文件收到了：图纸.pdf" in wire.last(CHEN.id).text


async def test_a_file_that_never_came_is_said_to_be_missing_and_may_be_sent_again(wire: Wire, houses: Houses, clock: FakeClock) -> None:
    await send_scheme(wire)
    preview = wire.last(CHEN.id)
    for _ in range(MAX_TRIES):
        await work_without_network(wire)
        clock.move(LEASE)
    await wire.deliver()
    assert "文件没收到：图纸.pdf。请再发一次，还不行就拍成照片发。" in wire.last(CHEN.id).text
    assert not any("编号" in text for text in wire.texts(CHEN.id))
    refused = await wire.tap(CHEN, preview, "发出")
    assert refused is not None
    assert "没有收到" in (refused.text or "")
    await ask_for_another(wire)
    await wire.send_file(CHEN, b"%PDF-1.4 drawings", "图纸.pdf")
    await wire.work()
    await wire.deliver()
    assert "文件收到了：图纸.pdf" in wire.last(CHEN.id).text


async def test_the_same_file_refused_twice_is_told_twice(wire: Wire, houses: Houses) -> None:
    """The platform gives a file that is forwarded again the same name."""
    await send_scheme(wire)
    await wire.work()
    await wire.deliver()
    same = {"file_id": "same", "file_unique_id": "same", "file_size": 17, "file_name": "大图.pdf"}
    for _ in range(2):
        await ask_for_another(wire)
        await wire.say(CHEN, "", document=same)
        wire.session.refuse["getFile"] = TelegramBadRequest(METHOD, "file is too big")
        await wire.work()
        await wire.deliver()
        assert "文件没收到：大图.pdf" in wire.last(CHEN.id).text


PDF = b"%PDF-1.4 drawings"


async def test_a_file_sent_at_any_question_of_a_draft_is_its_scheme(wire: Wire, houses: Houses) -> None:
    """The manual has it between the title and the close: it was refused at both."""
    await wire.press(CHEN, "mdr:")
    await wire.send_file(CHEN, PDF, "图纸.pdf")
    assert "方案文件：图纸.pdf" in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "屋顶防水改造")
    await wire.send_file(CHEN, b"\xff\xd8\xff photo", "", kind="photo")
    asked = wire.last(CHEN.id)
    assert "什么时候截止" in asked.text
    assert "方案文件：photo.jpg" in asked.text
    await wire.tap(CHEN, asked, "3天后18:00")
    assert "文件 photo.jpg（正在收）" in wire.last(CHEN.id).text


async def test_a_file_sent_at_the_preview_is_its_scheme_and_a_table_a_roster(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    await wire.tap(CHEN, wire.last(CHEN.id), "屋顶防水改造")
    await wire.tap(CHEN, wire.last(CHEN.id), "3天后18:00")
    await wire.send_file(CHEN, PDF, "图纸.pdf")
    assert "文件 图纸.pdf（正在收）" in wire.last(CHEN.id).text
    await wire.send_file(CHEN, "楼栋,房号\n3栋,101".encode(), "名册.csv")
    assert "意向征询" not in wire.last(CHEN.id).text
    assert "名册.csv" in wire.last(CHEN.id).text


@pytest.mark.parametrize("left", ["先存着", "later"])
async def test_a_file_goes_to_no_draft_that_was_left(wire: Wire, houses: Houses, clock: FakeClock, left: str) -> None:
    await wire.press(CHEN, "mdr:")
    await wire.tap(CHEN, wire.last(CHEN.id), "屋顶防水改造")
    await wire.tap(CHEN, wire.last(CHEN.id), "3天后18:00")
    if left == "later":
        clock.move(DRAFT_AT_HAND)
    else:
        await wire.tap(CHEN, wire.last(CHEN.id), left)
    await wire.send_file(CHEN, PDF, "图纸.pdf")
    assert "正在收" not in wire.last(CHEN.id).text


JPEG = b"\xff\xd8\xff photo"


async def test_words_under_a_picture_are_the_explanation_where_there_is_none(wire: Wire, houses: Houses) -> None:
    await send_scheme(wire)
    assert "有说明" not in wire.last(CHEN.id).text
    await wire.send_file(CHEN, JPEG, "", kind="photo", caption="先做2单元，再做1单元")
    assert "有说明 11 字" in wire.last(CHEN.id).text
    await wire.send_file(CHEN, JPEG, "", kind="photo", caption="另一句")
    assert "有说明 11 字" in wire.last(CHEN.id).text, "an explanation that stands is not overwritten unseen"


async def test_of_an_album_the_last_is_kept_and_that_is_said_once(wire: Wire, houses: Houses) -> None:
    await send_scheme(wire)
    for caption in ({"caption": "三张图"}, {}, {}):
        await wire.send_file(CHEN, JPEG, "", kind="photo", media_group_id="77", **caption)
    await wire.deliver()
    assert len([text for text in wire.texts(CHEN.id) if "留的是收下的最后一份" in text]) == 1
    told = next(one for one in wire.in_chat(CHEN.id) if "留的是收下的最后一份" in one.text)
    await wire.tap(CHEN, told, "看预览")
    assert "有说明 3 字；文件 photo.jpg" in told.text


async def test_of_an_album_whose_last_is_too_big_nobody_says_that_the_last_was_kept(wire: Wire, houses: Houses) -> None:
    await send_scheme(wire)
    await wire.send_file(CHEN, PDF, "总图.pdf", media_group_id="78")
    big = {"file_id": "big", "file_unique_id": "big", "file_size": 26 * 1024 * 1024, "file_name": "大图.pdf"}
    await wire.say(CHEN, "", document=big, media_group_id="78")
    await wire.deliver()
    assert any("文件有 26 MB" in text for text in wire.texts(CHEN.id))
    [told] = [text for text in wire.texts(CHEN.id) if "一次发了" in text]
    assert "留的是收下的最后一份" in told
    await wire.tap(CHEN, next(one for one in wire.in_chat(CHEN.id) if one.text == told), "看预览")
    assert any("文件 总图.pdf" in text for text in wire.texts(CHEN.id))


async def test_a_file_at_the_question_for_the_explanation_leaves_it_open(wire: Wire, houses: Houses) -> None:
    await send_scheme(wire)
    await wire.tap(CHEN, wire.last(CHEN.id), "改")
    await wire.tap(CHEN, wire.last(CHEN.id), "说明")
    await wire.send_file(CHEN, PDF, "图纸二.pdf")
    asked = wire.last(CHEN.id)
    assert "把说明打给我" in asked.text
    assert "方案文件：图纸二.pdf" in asked.text
    assert "发出" not in asked.labels
    await wire.say(CHEN, "见图纸第三页")
    assert "有说明 6 字；文件 图纸二.pdf" in wire.last(CHEN.id).text


async def test_a_program_is_nobodys_scheme(wire: Wire, houses: Houses) -> None:
    await send_scheme(wire)
    await wire.send_file(CHEN, b"MZ", "图纸.EXE")
    assert "「图纸.EXE」是程序，不是方案，我没有收" in wire.last(CHEN.id).text


async def test_words_under_a_file_answer_the_question_for_the_explanation(wire: Wire, houses: Houses) -> None:
    """The new words were dropped unsaid, and the old explanation would have gone out."""
    await send_scheme(wire)
    for words in ({"typed": "旧的说明"}, {"caption": "新的说明，请以这张图为准"}):
        await wire.tap(CHEN, wire.last(CHEN.id), "改")
        await wire.tap(CHEN, wire.last(CHEN.id), "说明")
        if "typed" in words:
            await wire.say(CHEN, words["typed"])
        else:
            await wire.send_file(CHEN, JPEG, "", kind="photo", **words)
    assert "有说明 12 字" in wire.last(CHEN.id).text


@pytest.mark.parametrize(
    ("what", "asks", "typed", "says"),
    [
        ("题目", "把题目直接打给我", "改成屋顶翻新", "改成屋顶翻新"),
        ("截止时间", "什么时候截止", "5天后18点", "3月4日（周三）"),
    ],
)
async def test_a_file_leaves_the_question_open_that_was_asked(
    wire: Wire, houses: Houses, what: str, asks: str, typed: str, says: str
) -> None:
    """And shows it again: at the preview nobody knew that words were awaited, and 「好的，谢谢」 became the title."""
    await send_scheme(wire)
    await wire.tap(CHEN, wire.last(CHEN.id), "改")
    await wire.tap(CHEN, wire.last(CHEN.id), what)
    await wire.send_file(CHEN, JPEG, "", kind="photo")
    asked = wire.last(CHEN.id)
    assert asks in asked.text
    assert "方案文件：photo.jpg" in asked.text
    assert "发出" not in asked.labels
    await wire.say(CHEN, typed)
    assert says in wire.last(CHEN.id).text


async def test_the_letter_about_the_file_leads_to_what_was_taken_back(wire: Wire, houses: Houses) -> None:
    """「已经发出或过期了，要重新写」, and what was written was there."""
    await send_scheme(wire)
    await wire.work()
    await wire.deliver()
    arrived = wire.last(CHEN.id)
    look = arrived.data("看预览")
    await wire.tap(CHEN, arrived, "看预览")
    await wire.tap(CHEN, wire.last(CHEN.id), "发出")
    await wire.deliver()
    gone = await wire.press(CHEN, look)
    assert gone is not None
    assert "已经发出" in (gone.text or "")
    await wire.tap(CHEN, [one for one in wire.in_chat(CHEN.id) if "撤回" in one.labels][-1], "撤回")
    await wire.deliver()
    gone = await wire.press(CHEN, look)
    assert gone is not None
    assert "写好没发的「屋顶防水改造」还在" in (gone.text or "")
    assert "接着写" in (gone.text or "")


async def test_the_file_of_a_practice_says_that_it_is_one(wire: Wire, houses: Houses) -> None:
    await send_scheme(wire)
    await wire.work()
    await wire.deliver()
    await wire.tap(CHEN, wire.last(CHEN.id), "看预览")
    await wire.tap(CHEN, wire.last(CHEN.id), "先发给我看")
    await wire.deliver()
    await wire.tap(CHEN, wire.last(CHEN.id), "看方案")
    await wire.deliver()
    [file] = [one for one in wire.in_chat(CHEN.id) if one.method == "sendDocument"]
    assert file.text.startswith("🗳 【练习】")


async def test_a_file_that_comes_before_the_closing_time_leads_to_that(wire: Wire, houses: Houses) -> None:
    """「点『看预览』」 led to the question for the closing time."""
    await wire.press(CHEN, "mdr:")
    await wire.tap(CHEN, wire.last(CHEN.id), "屋顶防水改造")
    await wire.send_file(CHEN, b"%PDF-1.4 drawings", "图纸.pdf")
    await wire.work()
    await wire.deliver()
    [arrived] = [one for one in wire.in_chat(CHEN.id) if "文件收到了" in one.text]
    assert "还没写完，点「接着写」" in arrived.text
    await wire.tap(CHEN, arrived, "接着写")
    assert "3天后18:00" in wire.last(CHEN.id).labels
