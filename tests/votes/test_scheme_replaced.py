"""A second file of a draft takes the place of the first one, and its drafter reads so."""

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import GetFile

from tests.votes.houses import CHEN, Houses
from tests.wire import Wire

PDF, JPEG = b"%PDF-1.4 drawings", b"\xff\xd8\xff photo"
TOLD = "方案只能带一份文件"


@pytest.fixture
async def preview(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    for label in ("屋顶防水改造", "3天后18:00"):
        await wire.tap(CHEN, wire.last(CHEN.id), label)
    await wire.send_file(CHEN, PDF, "图纸.pdf")


async def told(wire: Wire) -> list[str]:
    await wire.deliver()
    return [text for text in wire.texts(CHEN.id) if TOLD in text]


async def test_each_is_named_and_leads_to_the_preview(wire: Wire, preview: None) -> None:
    assert await told(wire) == []
    await wire.send_file(CHEN, PDF, "费用.pdf")
    [text] = await told(wire)
    assert "刚发的换下了先前的 图纸.pdf" in text
    letter = next(one for one in wire.in_chat(CHEN.id) if TOLD in one.text)
    await wire.tap(CHEN, letter, "看预览")
    assert "文件 费用.pdf" in letter.text
    await wire.send_file(CHEN, JPEG, "", kind="photo")
    await wire.send_file(CHEN, JPEG, "", kind="photo")
    texts = await told(wire)
    assert "刚发的换下了先前的 费用.pdf" in texts[0]
    assert "刚发的换下了先前的那张照片" in texts[1]


async def test_at_a_question_too(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    for name in ("图纸.pdf", "费用.pdf"):
        await wire.send_file(CHEN, PDF, name)
    assert len(await told(wire)) == 1


async def test_an_album_is_said_once_with_the_file_before_it(wire: Wire, preview: None) -> None:
    for _ in range(3):
        await wire.send_file(CHEN, JPEG, "", kind="photo", media_group_id="77")
    await wire.deliver()
    [text] = [text for text in wire.texts(CHEN.id) if "留的是收下的最后一份" in text]
    assert "先前的 图纸.pdf 不带了" in text
    assert await told(wire) == []


async def test_nothing_is_replaced_that_never_came(wire: Wire, preview: None) -> None:
    wire.session.refuse["getFile"] = TelegramBadRequest(GetFile(file_id="f"), "file is too big")
    await wire.work()
    wire.session.refuse.clear()
    await wire.send_file(CHEN, PDF, "图纸.pdf")
    assert await told(wire) == []
