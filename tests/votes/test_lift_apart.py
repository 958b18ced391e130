"""What becomes of a lift's two votes apart from each other: each says that it is one of two, and both stay about one scheme."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions.sheets import read_sheet
from bot.actions.votes import drafting
from bot.actions.votes.closing import close, close_due, read_beside
from bot.actions.votes.doubting import ASK_OTHERS_AFTER
from bot.files.sheets.fields import fields_of
from bot.rules.profiles import Profiles
from bot.rules.profiles.reading import read_profiles
from bot.rules.residents import Role
from bot.rules.sheets import SheetKind
from bot.rules.votes import Matter, Outcome, Weight
from bot.rules.votes.drafts import Drafter, Topic
from bot.rules.votes.facts import VoteState
from bot.rules.votes.pairs import PairResult
from handlers.votes.callbacks import AskNewScheme, CloseAsIs
from messages.votes import pair_result
from storage.votes.records import Vote
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.profiles import NATIONAL, SHIPPED, TEXTS
from tests.votes.houses import CHEN, GROUP, SHANGHAI, STRANGER, Houses, appoint, owner
from tests.votes.test_actions_closing import close_item
from tests.votes.test_cards import result, tally
from tests.votes.test_lift import both, plain, settled
from tests.wire import Wire

__all__ = ["both"]


async def fields(uow: Units, vote: str, kind: SheetKind, clock: FakeClock) -> dict[str, str]:
    return fields_of(await read_sheet(uow.read(), vote_id=vote, kind=kind, zone=SHANGHAI, now=clock.now()), kind)


@pytest.mark.rule("S5.two_votes")
async def test_each_result_and_each_paper_says_which_of_two_it_is(
    wire: Wire, both: tuple[Vote, Vote], houses: Houses, uow: Units, clock: FakeClock
) -> None:
    own, land = both
    paper = await fields(uow, land.id, SheetKind.BALLOTS, clock)
    assert paper["topic"] == "1栋加装电梯占用公共用地", "the paper asks about the land, not about the lift"
    assert "这是第 2 项" in plain(paper["how"])
    for number in range(1, 7):
        await wire.press(owner(number), f"vc:{own.id}:agree")
    clock.move(own.closes_at - clock.now() + timedelta(seconds=5))
    await settled(wire)
    [result] = [plain(one.text) for one in wire.in_chat(GROUP.id) if "加装电梯意向征询（1栋）：通过" in plain(one.text)]
    assert "这件事分两项，都通过才算。这是第 1 项" in result
    sheet = await fields(uow, own.id, SheetKind.PRELIMINARY, clock)
    assert sheet["topic"] == "加装电梯"
    assert "这件事分两项，都通过才算。这是第 1 项" in plain(sheet["notes"])


async def count_alone(uow: Units, vote: Vote, clock: FakeClock) -> None:
    """As a process that ends between the two closes leaves them."""
    reading = await read_beside(uow.read(), vote.id)
    async with uow() as unit:
        held = (await unit.votes.lock([vote.id]))[vote.id]
        await close(unit, held, reading, clock.now())
        await unit.commit()


async def states(uow: Units, vote: Vote) -> list[VoteState]:
    async with uow.read() as unit:
        return [one.state for one in await unit.votes.parts(vote.id)]


async def test_once_one_is_counted_the_scheme_stays(wire: Wire, both: tuple[Vote, Vote], uow: Units, clock: FakeClock) -> None:
    """After an outage between the two the second is extended: it would ask about something else than what passed."""
    own, land = both
    clock.move(own.closes_at - clock.now() + timedelta(seconds=1))
    await count_alone(uow, own, clock)
    clock.move(timedelta(minutes=10))
    await settled(wire)
    [doubt] = [one for one in wire.in_chat(CHEN.id) if "就这样结束" in one.labels]
    await wire.tap(CHEN, doubt, "延期一天")
    await settled(wire)
    assert await states(uow, own) == [VoteState.CLOSED, VoteState.OPEN]
    answer = await wire.press(CHEN, AskNewScheme(vote=land.id).pack())
    assert answer is not None
    assert "按现在的方案算了，方案没有换" in (answer.text or "")


@pytest.mark.parametrize("first", [0, 1])
async def test_after_an_outage_one_word_ends_both(wire: Wire, both: tuple[Vote, Vote], uow: Units, clock: FakeClock, first: int) -> None:
    """The other one waited on for a word that nobody knew was still asked for, and the matter had no result."""
    own, _ = both
    clock.move(own.closes_at - clock.now() + timedelta(minutes=10))
    await settled(wire)
    [doubt] = [one for one in wire.in_chat(CHEN.id) if "就这样结束" in one.labels]
    assert "加装电梯意向征询（1栋）" in plain(doubt.text), "asked once, about the building's"
    assert "还没算的一起定，选一次就行" in plain(doubt.text)
    await wire.press(CHEN, CloseAsIs(vote=both[first].id).pack())
    await settled(wire)
    assert await states(uow, own) == [VoteState.CLOSED, VoteState.CLOSED]
    assert any("两项合起来" in plain(one.text) for one in wire.in_chat(CHEN.id))
    answer = await wire.press(CHEN, CloseAsIs(vote=both[1 - first].id).pack())
    assert answer is not None
    assert "结果已经出来" in (answer.text or "")


async def test_a_day_later_the_others_are_asked_once_too(
    wire: Wire, both: tuple[Vote, Vote], houses: Houses, uow: Units, clock: FakeClock
) -> None:
    own, _ = both
    async with uow() as unit:
        await appoint(unit, STRANGER, Role.COMMUNITY_STAFF, houses.community, clock.now())
        await unit.commit()
    clock.move(own.closes_at - clock.now() + timedelta(minutes=10))
    await settled(wire)
    clock.move(ASK_OTHERS_AFTER)
    await settled(wire)
    for person, asked in ((CHEN, 2), (STRANGER, 1)):
        assert len([one for one in wire.in_chat(person.id) if "就这样结束" in one.labels]) == asked


async def test_both_wait_for_the_word_as_soon_as_one_does(both: tuple[Vote, Vote], uow: Units, clock: FakeClock) -> None:
    """Otherwise a word that comes between the two due moments would leave the second behind."""
    own, _ = both
    clock.move(own.closes_at - clock.now() + timedelta(minutes=10))
    await close_due(uow(), await close_item(uow, own.id), clock.now())
    assert await states(uow, own) == [VoteState.UNDECIDED, VoteState.UNDECIDED]


def test_what_was_only_counted_neither_passes_nor_fails() -> None:
    asked = tally(Weight(243_110, 27), Weight(37_160, 4))
    passed = result(asked)
    counted = replace(passed, tally=replace(asked, matter=Matter.CONSULTATION, outcome=Outcome.COUNTED))
    text = plain(pair_result("zh", facts=PairResult(counted, replace(passed, heads_differ=True))))
    assert "：两项的统计结果" in text
    assert "没有设线，只统计" in text
    assert "没有通过" not in text
    assert "参与 32/48 位业主" in text, "owners are no homes"
    failed = replace(passed, tally=replace(asked, outcome=Outcome.REJECTED))
    assert "两项合起来没有通过" in plain(pair_result("zh", facts=PairResult(counted, failed)))


async def test_a_lift_is_decided_as_the_profile_says_whoever_types_its_title(houses: Houses, clock: FakeClock) -> None:
    """The button said special whatever the profile said, and typed words were an ordinary matter."""
    text = TEXTS["national.toml"].replace('name = "national"', 'name = "strict"')
    [strict] = read_profiles({"strict.toml": text.replace('lift_building = "special"', 'lift_building = "unanimous"')})
    actor, clerk = await houses.actor(CHEN), Profiles((*SHIPPED, strict), "strict")
    for profiles, matter in ((NATIONAL, Matter.SPECIAL), (clerk, Matter.UNANIMOUS)):
        by = Drafter(actor, SHANGHAI, clock.now(), profiles)
        for typed in (True, False):
            draft = (await drafting.begin_draft(houses.uow(), by, compound_id=houses.compound.id)).draft
            if typed:
                view = await drafting.write_title(houses.uow(), by, draft.id, typed="1栋加装电梯")
            else:
                view = await drafting.choose_topic(houses.uow(), by, draft.id, topic=Topic.LIFT, title="加装电梯")
            assert (view.draft.is_lift, view.draft.matter) == (True, matter)
    chosen = await drafting.set_matter(houses.uow(), by, draft.id, matter=Matter.CONSULTATION, threshold=None, by_area_too=False)
    view = await drafting.write_title(houses.uow(), by, chosen.draft.id, typed="2栋加装电梯")
    assert view.draft.matter is Matter.CONSULTATION, "what was chosen since stays"
