"""What owners were told of their home, who speaks for it or that they differ, stands only until the next word of the same."""

from datetime import timedelta

from bot.actions.ballots.designating import designate_owner
from tests.fixtures import Units
from tests.votes.houses import GROUP, HEAD, Houses, owner
from tests.votes.test_speakers import differing, register, take_back
from tests.wire import Wire


async def test_what_was_told_before_points_to_what_is_told_now(wire: Wire, uow: Units, houses: Houses) -> None:
    """「请楼长登记由谁代表」 stood there after that was done, and 「这次已登记」 after it was taken back."""
    vote = await differing(wire, houses)
    differs = wire.last(owner(1).id)
    assert "请楼长登记由谁代表" in differs.text
    head = await register(wire, uow, houses, vote, 11)
    await wire.deliver()
    registered = wire.last(owner(1).id)
    assert "这次已登记由另一位业主代表" in registered.text
    await take_back(wire, uow, houses, vote, head, speaker=11)
    await wire.deliver()
    for old in (differs, registered):
        assert "这张是旧的，最新的一张在下面" in old.text
        assert old.labels == []
    undone = wire.last(owner(1).id)
    assert "由谁代表的登记撤回了" in undone.text
    await wire.tap(owner(11), wire.in_chat(GROUP.id)[0], "同意")
    await wire.deliver()
    assert "这一户已经计入" in wire.last(owner(1).id).text
    assert "这张是旧的" in undone.text


async def test_a_word_that_waits_for_the_morning_is_not_sent_once_somebody_speaks(wire: Wire, uow: Units, houses: Houses) -> None:
    wire.clock.move_to(wire.clock.now().replace(hour=14, minute=1))  # 22:01 in Shanghai
    vote = await differing(wire, houses)
    await register(wire, uow, houses, vote, 11)
    wire.clock.move(timedelta(hours=10))
    await wire.deliver()
    told = [text for text in wire.texts(owner(1).id) if "已记下" not in text]
    assert len(told) == 1
    assert "这次已登记由另一位业主代表" in told[0]


async def test_whom_to_ask_is_not_the_one_who_registered_herself(wire: Wire, uow: Units, houses: Houses) -> None:
    """「不同意就请楼长改回去」, and the head was that other owner."""
    await houses.share(1, 11)
    await houses.bind(HEAD, 1, owner_number=11)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    for person, choice in ((owner(1), "同意"), (HEAD, "反对")):
        await wire.tap(person, wire.in_chat(GROUP.id)[0], choice)
    async with uow.read() as unit:
        [head] = await unit.ballots.disputed(vote)
    by = {"actor": await houses.actor(HEAD), "vote_id": vote, "head": head}
    await designate_owner(uow(), **by, owner_id=houses.owners[11], now=wire.clock.now())
    await wire.deliver()
    assert "这次已登记由另一位业主代表" in wire.last(owner(1).id).text
    assert "不同意就请小区长或社区改回去" in wire.last(owner(1).id).text
