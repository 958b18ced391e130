"""A table sent while a question waits for words: no scheme, and not read as a roster either, which is said."""

from bot.actions.votes.changing import cancel_vote
from storage.forms import Form
from tests.fixtures import Units
from tests.votes.houses import CHEN, CHIEF, Houses, owner
from tests.wire import Shown, Wire

ROSTER = "楼栋,房号\n3栋,101".encode()


async def send_a_table(wire: Wire) -> Shown:
    await wire.send_file(CHEN, ROSTER, "名册.csv")
    return wire.last(CHEN.id)


async def test_at_a_question_of_a_draft_it_is_said_and_both_ways_out(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    told = await send_a_table(wire)
    assert told.text.startswith("这张表我先没读：我还在等您打一句话")
    assert "要导入名册，先点「不填了」，再发一次" in told.text
    await wire.tap(CHEN, told, "不填了")
    assert "名册.csv" in (await send_a_table(wire)).text


async def test_at_a_question_of_another_form(wire: Wire, houses: Houses) -> None:
    opened = await houses.open()
    await wire.press(CHEN, f"we:{opened.heading.vote_id}")
    assert (await send_a_table(wire)).text.startswith("这张表我先没读")


async def test_before_a_cancellation_it_is_said_what_to_finish_first(wire: Wire, houses: Houses, vote: str) -> None:
    """「这个我打不开」."""
    await wire.press(CHEN, f"wc:{vote}")
    await wire.say(CHEN, "楼道要先修水管")
    told = await send_a_table(wire)
    assert "这张表我先没读：还没有取消" in told.text
    assert "要导入名册，办完这件再发一次" in told.text
    await wire.tap(CHEN, told, "不填了")
    assert "名册.csv" in (await send_a_table(wire)).text


async def test_once_somebody_else_has_cancelled_it_is_a_roster(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    await wire.press(CHEN, f"wc:{vote}")
    await wire.say(CHEN, "楼道要先修水管")
    await cancel_vote(uow(), actor=await houses.actor(CHIEF), vote_id=vote, reason="重复了", now=wire.clock.now())
    assert "名册.csv" in (await send_a_table(wire)).text


async def test_a_resident_reads_nothing_of_rosters(wire: Wire, uow: Units, houses: Houses) -> None:
    """They import none."""
    async with uow() as unit:
        await unit.forms.keep(owner(1).id, Form("residents.rename", "name", {}), uow.clock.now())
        await unit.commit()
    await wire.send_file(owner(1), ROSTER, "名册.csv")
    assert wire.last(owner(1).id).text.startswith("我还在等您打一句话")
