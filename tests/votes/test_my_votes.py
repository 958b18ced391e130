"""「去表决」 in the private chat: one open vote opens itself, several are a list."""

from handlers.votes.callbacks import MyVotes
from tests.votes.houses import Houses, owner
from tests.wire import Wire


async def test_the_only_open_vote_opens_itself(wire: Wire, houses: Houses) -> None:
    await houses.open()
    await wire.press(owner(1), MyVotes().pack())
    shown = wire.last(owner(1).id)
    assert shown.text.startswith("🗳 <b>屋顶防水改造")
    assert shown.labels == ["同意", "反对", "弃权", "菜单"], "nothing to go back to but the menu"
    await wire.tap(owner(1), shown, "同意")
    await wire.press(owner(1), MyVotes().pack())
    assert "同意" in wire.last(owner(1).id).text
    assert "撤回" in wire.last(owner(1).id).labels


async def test_several_are_a_list_to_come_back_to(wire: Wire, houses: Houses) -> None:
    await houses.open()
    await houses.open(title="停车收费")
    await wire.press(owner(1), MyVotes().pack())
    listed = wire.last(owner(1).id)
    assert listed.labels == ["1", "2", "菜单"]
    await wire.tap(owner(1), listed, "2")
    assert wire.last(owner(1).id).labels == ["同意", "反对", "弃权", "返回"]
    await wire.tap(owner(1), wire.last(owner(1).id), "返回")
    assert wire.last(owner(1).id).labels == ["1", "2", "菜单"]


async def test_without_an_open_vote_it_says_so(wire: Wire, houses: Houses) -> None:
    await wire.press(owner(1), MyVotes().pack())
    assert "现在没有要表决的事" in wire.last(owner(1).id).text
