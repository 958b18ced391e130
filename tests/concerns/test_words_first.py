"""What is written before a kind is chosen is the concern's: it is kept, and not asked for again."""

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
