"""Whoever has no home here: each button of a group's cards says what is true of them and what to do next."""

from datetime import timedelta

import pytest

from bot.rules.residents import BindingState, PlaceKind, Role
from tests.fixtures import Units
from tests.residents.worlds import add_home
from tests.votes.houses import CHEN, GROUP, STRANGER, Houses, appoint, bind
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage
ENGLISH = Person(2010, "Anna", "en")


async def test_the_scheme_comes_once_they_can_be_written_to(wire: Wire, houses: Houses) -> None:
    await houses.open(body="补顶楼的漏。")
    await wire.deliver()
    card = wire.last(GROUP.id)
    asked = await wire.tap(STRANGER, card, "看方案")
    assert asked is not None
    assert (asked.url or "").endswith("?start=scheme")
    await wire.say(STRANGER, "/start scheme")
    assert "再点一次「看方案」" in wire.last(STRANGER.id).text
    await wire.tap(STRANGER, card, "看方案")
    await wire.deliver()
    assert "补顶楼的漏。" in wire.last(STRANGER.id).text


@pytest.mark.parametrize("who", [STRANGER, CHEN])
async def test_without_a_home_there_is_no_receipt_and_nothing_was_left_out(wire: Wire, houses: Houses, who: Person) -> None:
    await houses.open()
    await wire.deliver()
    wire.clock.move(timedelta(days=2, seconds=1))
    await wire.due()
    await wire.deliver()
    said = await wire.tap(who, wire.last(GROUP.id), "查我的凭证")
    assert said is not None
    assert "您还没有登记是哪一户" in (said.text or "")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (BindingState.PENDING, "这次表决已经截止，没有您的凭证：您的登记还在等楼长确认。确认了，下次就能投。"),
        (BindingState.SUSPENDED, "还在核对，现在查不到您的凭证。请找楼长。"),
    ],
)
async def test_whose_registration_waits_reads_below_a_result_that_it_is_over(
    wire: Wire, houses: Houses, state: BindingState, said: str
) -> None:
    """「确认了就能投」, 「定下来后再点一次」 are for a vote that is open."""
    await houses.bind(STRANGER, 3, state=state)
    await houses.open()
    await wire.deliver()
    wire.clock.move(timedelta(days=2, seconds=1))
    await wire.due()
    await wire.deliver()
    shown = await wire.tap(STRANGER, wire.last(GROUP.id), "查我的凭证")
    assert shown is not None
    assert said in (shown.text or "")


async def test_ready_made_words_are_in_the_language_of_the_group(wire: Wire, uow: Units, houses: Houses) -> None:
    async with uow() as unit:
        await appoint(unit, ENGLISH, Role.COMMUNITY_STAFF, houses.community, uow.clock.now())
        await unit.chats.set_language(ENGLISH.id, "en")
        await unit.commit()
    await wire.press(ENGLISH, "mdr:")
    await wire.tap(ENGLISH, wire.last(ENGLISH.id), "Roof waterproofing")
    await wire.tap(ENGLISH, wire.last(ENGLISH.id), "In a week 18:00")
    await wire.tap(ENGLISH, wire.last(ENGLISH.id), "Send it")
    await wire.deliver()
    assert "屋顶防水" in wire.last(GROUP.id).text
    assert "Roof" not in wire.last(GROUP.id).text
    vote = (await houses.open()).heading.vote_id
    await wire.press(ENGLISH, f"we:{vote}")
    await wire.tap(ENGLISH, wire.last(ENGLISH.id), "A day later")
    await wire.tap(ENGLISH, wire.last(ENGLISH.id), "Too few")
    await wire.deliver()
    assert "原因：参与的户数还不够" in "".join(wire.texts(GROUP.id))


async def home_elsewhere(uow: Units, houses: Houses, person: Person) -> None:
    """An owner in 幸福里, who is in the group of 和平小区."""
    async with uow() as unit:
        compound = await unit.compounds.add_place(PlaceKind.COMPOUND, "幸福里", houses.community)
        building = await unit.compounds.add_place(PlaceKind.BUILDING, "1栋", compound, 1)
        other = Houses(uow, houses.community, compound, homes={1: await add_home(unit, compound, building, "1单元", "0101")})
        await bind(unit, other, person, 1, now=uow.clock.now())
        await unit.commit()


async def test_whoever_lives_in_another_compound_is_led_to_their_door_here(wire: Wire, uow: Units, houses: Houses) -> None:
    """They read that their home was not among those asked, and nothing that led on."""
    await home_elsewhere(uow, houses, STRANGER)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    card = wire.last(GROUP.id)
    tapped = await wire.tap(STRANGER, card, "同意")
    assert tapped is not None
    assert (tapped.url or "").endswith(f"?start=v_{vote}_a")
    await wire.say(STRANGER, f"/start v_{vote}_a")
    asked = wire.last(STRANGER.id)
    assert "您在和平小区还没有认门" in asked.text
    assert asked.labels == ["我是住户"]
    await wire.tap(STRANGER, asked, "我是住户")
    assert "1栋" in asked.labels, "the buildings of 和平小区, which is known"
    async with uow.read() as unit:
        group = await unit.groups.group(GROUP.id)
    assert group is not None
    await wire.say(STRANGER, f"/start g_{group.id}")
    assert "您在和平小区还没有认门" in wire.last(STRANGER.id).text
    assert "我是住户" in wire.last(STRANGER.id).labels
    wire.clock.move(timedelta(days=2, seconds=1))
    await wire.due()
    await wire.deliver()
    said = await wire.tap(STRANGER, wire.last(GROUP.id), "查我的凭证")
    assert said is not None
    assert "您现在没有在那里登记" in (said.text or "")
