"""What is written before a kind is chosen is the concern's: it is kept, and not asked for again."""

import pytest

from tests.concerns.worlds import CHIEF, about_a_vote, everything
from tests.fixtures import Units
from tests.votes.houses import owner
from tests.wire import Wire

AUTHOR = owner(3)
FEAR = "施工以后我家就晒不到太阳了"


async def test_words_before_the_kind_are_kept(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await wire.say(AUTHOR, f"/start c_{vote}")
    await wire.say(AUTHOR, FEAR)
    asked = wire.last(AUTHOR.id)
    assert "您写的记下了" in asked.text
    assert "没有用上" not in asked.text
    await wire.say(AUTHOR, "冬天更暗")
    asked = wire.last(AUTHOR.id)
    await wire.tap(AUTHOR, asked, "采光")
    assert "打一句话" not in asked.text
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "不说")
    assert f"{FEAR} 冬天更暗" in wire.last(AUTHOR.id).text
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "这样送出")
    await wire.deliver()
    assert FEAR in everything(wire, CHIEF.id)


async def test_words_under_a_photo_too(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await wire.say(AUTHOR, f"/start c_{vote}")
    await wire.send_file(AUTHOR, b"\xff\xd8 window", "", kind="photo", caption=FEAR)
    assert "您写的记下了" in wire.last(AUTHOR.id).text
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "采光")
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "不说")
    assert FEAR in wire.last(AUTHOR.id).text


async def test_words_that_name_a_home_are_refused_there_as_well(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await wire.say(AUTHOR, f"/start c_{vote}")
    await wire.say(AUTHOR, "1栋2单元301的噪音")
    assert "您写的记下了" not in wire.last(AUTHOR.id).text


@pytest.mark.parametrize("word", ["我的顾虑", "去表决", "同意"])
async def test_a_button_or_a_choice_typed_there_is_no_concern(wire: Wire, uow: Units, word: str) -> None:
    _, vote = await about_a_vote(wire, uow)
    await wire.say(AUTHOR, f"/start c_{vote}")
    await wire.say(AUTHOR, word)
    assert "您写的记下了" not in wire.last(AUTHOR.id).text


@pytest.mark.parametrize("word", ["取消", "不填了", "菜单", "帮助"])
@pytest.mark.parametrize("at_words", [True, False])
async def test_what_leads_out_of_a_form_is_no_concern_either(wire: Wire, uow: Units, word: str, at_words: bool) -> None:
    _, vote = await about_a_vote(wire, uow)
    await wire.say(AUTHOR, f"/start c_{vote}")
    if at_words:
        await wire.tap(AUTHOR, wire.last(AUTHOR.id), "采光")
    await wire.say(AUTHOR, word)
    told = wire.last(AUTHOR.id)
    assert "您写的记下了" not in told.text
    assert "您住在楼里哪一段" not in told.text
    assert "不说" not in told.labels


async def test_asked_once_more_before_the_kind_they_are_still_there(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await wire.say(AUTHOR, f"/start c_{vote}")
    await wire.say(AUTHOR, FEAR)
    await wire.say(AUTHOR, f"/start c_{vote}")
    assert "您写的记下了" in wire.last(AUTHOR.id).text
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "采光")
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "不说")
    assert FEAR in wire.last(AUTHOR.id).text


async def test_an_older_preview_does_not_send_what_was_written_since(wire: Wire, uow: Units) -> None:
    _, vote = await about_a_vote(wire, uow)
    await wire.say(AUTHOR, f"/start c_{vote}")
    await wire.say(AUTHOR, FEAR)
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "采光")
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "不说")
    older = wire.last(AUTHOR.id)
    await wire.say(AUTHOR, "嗯")
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "重写")
    await wire.say(AUTHOR, "噪音太大")
    await wire.tap(AUTHOR, wire.last(AUTHOR.id), "不说")
    reply = await wire.tap(AUTHOR, older, "这样送出")
    assert "您后来改过，没有送出" in (reply.text or "")
    await wire.deliver()
    assert "噪音太大" not in everything(wire, CHIEF.id)
    assert "噪音太大" in older.text, "it shows what would be sent by now"
    await wire.tap(AUTHOR, older, "这样送出")
    await wire.deliver()
    assert "噪音太大" in everything(wire, CHIEF.id)
