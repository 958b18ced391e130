"""A lift that takes common land: its building and the whole compound are asked at once, and only both together are enough."""

from datetime import timedelta

import pytest

from bot.rules.votes import Matter
from bot.rules.votes.drafts import Draft, DraftStep, next_step, sounds_like_lift
from bot.rules.votes.facts import Heading, HomeName, VoteState
from bot.rules.votes.pairs import has_other, parts_of
from bot.rules.votes.parts import Part
from handlers.menus import ShowVote
from handlers.votes.callbacks import GiveReason, TakeBack
from storage.votes.records import Vote
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.profiles import NATIONAL
from tests.votes.houses import CHEN, GROUP, Houses, owner
from tests.wire import Shown, Wire

DAYS = timedelta(days=2)
HOME = HomeName("1栋", "1单元", "101")


@pytest.mark.parametrize(
    ("title", "is_lift"),
    [("加装电梯", True), ("3栋2单元增设电梯", True), ("Adding a lift", True), ("电梯维修", False), ("屋顶防水改造", False)],
)
def test_what_sounds_like_a_lift(title: str, is_lift: bool) -> None:
    assert sounds_like_lift(title) is is_lift


def test_a_lift_is_asked_about_its_land_and_nothing_else_is(clock: FakeClock) -> None:
    lift = Draft("d", "compound", "building", title="加装电梯", is_lift=True, matter=Matter.SPECIAL)
    assert next_step(lift, clock.now(), has_parking=False) is DraftStep.LAND
    assert next_step(lift.changed(takes_land=False), clock.now(), has_parking=False) is DraftStep.CLOSING
    assert next_step(lift.changed(place_id="compound"), clock.now(), has_parking=False) is DraftStep.CLOSING, "one vote anyway"
    assert next_step(lift.changed(is_lift=False), clock.now(), has_parking=False) is DraftStep.CLOSING


def test_it_is_two_votes_by_the_profile(clock: FakeClock) -> None:
    lift = Draft("d", "compound", "building", entrance="1单元", is_lift=True, matter=Matter.SPECIAL, takes_land=True)
    own, land = parts_of(lift, NATIONAL.known[0])
    assert (own.place_id, own.entrance, own.matter) == ("building", "1单元", Matter.SPECIAL)
    assert (land.place_id, land.entrance, land.matter) == ("compound", None, Matter.ORDINARY)
    assert len(parts_of(lift.changed(takes_land=False), NATIONAL.known[0])) == 1


def test_who_is_asked_twice() -> None:
    own = Heading("v", "加装电梯", "和平小区", "1栋", part=Part.OWN)
    land = Heading("v", "加装电梯", "和平小区", part=Part.LAND, land_building="1栋")
    assert has_other(own, (HOME,))
    assert has_other(land, (HOME,))
    assert not has_other(land, (HomeName("2栋", "1单元", "101"),))
    assert not has_other(Heading("v", "加装电梯", "和平小区", part=Part.LAND, land_building="1栋", land_entrance="2单元"), (HOME,))
    assert not has_other(Heading("v", "屋顶", "和平小区"), (HOME,))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u2060", "")


async def settled(wire: Wire) -> None:
    await wire.deliver()
    while await wire.due():
        await wire.deliver()


async def send(wire: Wire) -> Shown:
    """The clerk drafts it by buttons; the screen that says what went out."""
    await wire.press(CHEN, "mdr:")
    for label in ("加装电梯", "3天后18:00"):
        await wire.tap(CHEN, wire.last(CHEN.id), label)
    for label in ("改", "问谁", "1栋", "整栋", "占用"):
        await wire.tap(CHEN, wire.last(CHEN.id), label)
    return wire.last(CHEN.id)


@pytest.fixture
async def both(wire: Wire, houses: Houses, uow: Units) -> tuple[Vote, Vote]:
    await wire.tap(CHEN, await send(wire), "发出")
    await wire.deliver()
    async with uow.read() as unit:
        [some] = [one for one in await unit.votes.all_open() if one.part is Part.OWN]
        own, land = await unit.votes.parts(some.id)
    return own, land


def card(wire: Wire, words: str) -> Shown:
    return [one for one in wire.in_chat(GROUP.id) if words in plain(one.text) and "看进度" in one.labels][-1]


async def test_a_lift_that_the_whole_compound_is_asked_about_says_so_before_it_goes_out(wire: Wire, houses: Houses) -> None:
    """By button it asked everybody about a lift of one building, and nothing on the way said whom."""
    hint = "只给一栋装的，点「改」「问谁」选那一栋"
    await wire.press(CHEN, "mdr:")
    for label in ("加装电梯", "3天后18:00"):
        await wire.tap(CHEN, wire.last(CHEN.id), label)
    assert hint in plain(wire.last(CHEN.id).text)
    for label in ("改", "问谁", "1栋", "整栋", "不占用"):
        await wire.tap(CHEN, wire.last(CHEN.id), label)
    assert hint not in plain(wire.last(CHEN.id).text)


@pytest.mark.rule("S5.two_votes")
async def test_one_draft_opens_both(wire: Wire, houses: Houses, uow: Units) -> None:
    preview = await send(wire)
    text = plain(preview.text)
    assert "6 户，6 位业主" in text, "the building"
    assert "一起发第 2 项：全小区定用不用地，9 户，9 位业主" in text
    assert "两项都通过才算" in text
    assert "能提醒 9 户，还有 0 户只能" in text, "of the whole compound: the land is asked about, too"
    await wire.tap(CHEN, preview, "发出")
    await wire.deliver()
    async with uow.read() as unit:
        own, land = sorted(await unit.votes.all_open(), key=lambda one: one.part is Part.LAND)
    assert (own.matter, own.total_homes, own.place_name) == (Matter.SPECIAL, 6, "1栋")
    assert (land.matter, land.total_homes) == (Matter.ORDINARY, 9)
    assert own.pair_id == land.pair_id == own.id
    assert own.closes_at == land.closes_at
    assert "第 2 项一起发出了：1栋加装电梯占用公共用地意向征询（和平小区）" in plain(wire.last(CHEN.id).text)
    assert "这是第 1 项：1栋业主定装不装" in plain(card(wire, "加装电梯意向征询（1栋）").text)
    assert "这是第 2 项：全小区业主定用不用地" in plain(card(wire, "1栋加装电梯占用公共用地意向征询（和平小区）").text)


async def test_a_home_of_the_building_is_led_from_one_to_the_other(wire: Wire, both: tuple[Vote, Vote]) -> None:
    await wire.tap(owner(1), card(wire, "第 1 项"), "同意")
    await wire.deliver()
    receipt = wire.last(owner(1).id)
    assert "另一项也请点" in receipt.text
    await wire.tap(owner(1), receipt, "点另一项")
    other = wire.last(owner(1).id)
    assert "占用公共用地" in plain(other.text)
    await wire.tap(owner(1), other, "同意")
    await wire.deliver()
    assert "1/6" in card(wire, "第 2 项").text
    await wire.tap(owner(8), card(wire, "第 2 项"), "同意")
    await wire.deliver()
    assert "点另一项" not in wire.last(owner(8).id).labels, "asked once only"


@pytest.mark.parametrize(("against", "passed"), [(0, True), (4, False)])
@pytest.mark.rule("S5.two_votes")
async def test_the_result_is_that_of_both(wire: Wire, both: tuple[Vote, Vote], clock: FakeClock, against: int, passed: bool) -> None:
    for number in range(1, 7):
        await wire.tap(owner(number), card(wire, "第 1 项"), "同意")
    for number in range(1, 9):
        await wire.tap(owner(number), card(wire, "第 2 项"), "反对" if number <= against else "同意")
    await settled(wire)
    clock.move(both[0].closes_at - clock.now() + timedelta(seconds=5))
    await settled(wire)
    [text] = [plain(one.text) for one in wire.in_chat(GROUP.id) if "两项合起来" in one.text]
    assert f"两项合起来{'通过' if passed else '没有通过'}" in text
    assert "1. 1栋：通过。参与 6/6 户、600.00/600.00 ㎡（要 4 户、400.00 ㎡）；同意 6 户、600.00 ㎡（要 5 户、450.00 ㎡）" in text
    assert f"2. 和平小区：{'通过' if passed else '没有通过'}。参与 8/9 户" in text
    assert ("还差" in text) is not passed
    assert any("两项合起来" in one for one in wire.texts(CHEN.id)), "its drafter, too"


async def test_extended_and_cancelled_together(wire: Wire, both: tuple[Vote, Vote], uow: Units) -> None:
    own, land = both
    later = own.closes_at + DAYS
    await wire.press(CHEN, GiveReason(vote=land.id, at=int(later.timestamp() // 60), reason="few").pack())
    async with uow.read() as unit:
        assert {one.closes_at for one in await unit.votes.parts(own.id)} == {later}
    await wire.press(CHEN, GiveReason(vote=own.id, at=0, reason="twice").pack())
    await wire.tap(CHEN, wire.last(CHEN.id), "确定取消")
    async with uow.read() as unit:
        assert {one.state for one in await unit.votes.parts(own.id)} == {VoteState.CANCELLED}


async def test_taken_back_together_it_is_one_draft_again(wire: Wire, both: tuple[Vote, Vote], uow: Units) -> None:
    own, land = both
    await wire.press(CHEN, TakeBack(vote=land.id).pack())
    await wire.deliver()
    assert all("看进度" not in one.labels for one in wire.in_chat(GROUP.id))
    async with uow.read() as unit:
        assert {one.state for one in await unit.votes.parts(own.id)} == {VoteState.RETRACTED}
    await wire.tap(CHEN, wire.last(CHEN.id), "接着写")
    assert "一起发第 2 项" in plain(wire.last(CHEN.id).text)


async def test_nothing_is_offered_to_be_taken_back_once_either_was_answered(wire: Wire, both: tuple[Vote, Vote]) -> None:
    await wire.press(CHEN, ShowVote(vote=both[0].id).pack())
    assert "撤回" in wire.last(CHEN.id).labels
    await wire.tap(owner(8), card(wire, "第 2 项"), "同意")
    await wire.press(CHEN, ShowVote(vote=both[0].id).pack())
    assert "撤回" not in wire.last(CHEN.id).labels


async def test_another_scheme_asks_both_again(wire: Wire, both: tuple[Vote, Vote], uow: Units) -> None:
    own, land = both
    for words in ("第 1 项", "第 2 项"):
        await wire.tap(owner(1), card(wire, words), "同意")
    await wire.press(CHEN, f"wf:{own.id}")
    await wire.send_file(CHEN, b"%PDF-1.4", "新图纸.pdf", caption="图纸改了")
    await wire.work()
    await wire.press(CHEN, f"wh:{own.id}")
    assert "作废：点过的 2 户" in plain(wire.last(CHEN.id).text), "of both votes"
    await wire.tap(CHEN, wire.last(CHEN.id), "确定换")
    async with uow.read() as unit:
        assert [one.scheme_version for one in await unit.votes.parts(own.id)] == [2, 2]
        assert len(await unit.ballots.silent(land.id)) == 9


def test_the_profile_says_what_a_lift_is() -> None:
    assert NATIONAL.known[0].lift_compound is Matter.ORDINARY
