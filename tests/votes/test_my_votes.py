"""「去表决」 in the private chat: one open vote opens itself, several are a list."""

from datetime import timedelta

from bot.rules.votes.facts import VoteState
from handlers.votes.callbacks import MyVotes
from tests.fixtures import Units
from tests.votes.houses import Houses, owner
from tests.wire import Wire


async def test_the_only_open_vote_opens_itself(wire: Wire, houses: Houses) -> None:
    await houses.open()
    await wire.press(owner(1), MyVotes().pack())
    shown = wire.last(owner(1).id)
    assert shown.text.startswith("🗳 <b>屋顶防水改造")
    assert shown.labels == ["同意", "反对", "弃权", "我有顾虑", "菜单"], "nothing to go back to but the menu"
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
    assert wire.last(owner(1).id).labels == ["同意", "反对", "弃权", "我有顾虑", "返回"]
    await wire.tap(owner(1), wire.last(owner(1).id), "返回")
    assert wire.last(owner(1).id).labels == ["1", "2", "菜单"]


async def test_without_an_open_vote_it_says_so(wire: Wire, houses: Houses) -> None:
    await wire.press(owner(1), MyVotes().pack())
    assert "现在没有要表决的事" in wire.last(owner(1).id).text


async def test_a_vote_that_waits_to_be_decided_is_said_and_not_that_there_is_nothing(wire: Wire, uow: Units, houses: Houses) -> None:
    """The card in the group said it; 「现在没有要表决的事」 stood here for whoever had voted in it an hour ago."""
    vote = (await houses.open()).heading.vote_id
    wire.clock.move(timedelta(days=2, minutes=5))
    async with uow() as unit:
        await unit.votes.change(vote, state=VoteState.UNDECIDED, outage_began_at=wire.clock.now(), outage_ended_at=wire.clock.now())
        await unit.commit()
    await wire.press(owner(1), MyVotes().pack())
    shown = wire.last(owner(1).id)
    assert "屋顶防水改造" in shown.text
    assert "社区在决定要不要延期，请等通知" in shown.text
    assert "现在没有要表决的事" not in shown.text
    assert shown.labels == ["菜单"], "there is no result yet"
