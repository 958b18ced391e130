"""A draft of a vote lies at hand, and ballots are entered meanwhile: a photo of one is no scheme of the other."""

from datetime import timedelta

import pytest

from bot.rules.votes import Choice
from handlers.menus import OpenDraft
from tests.entries.test_tables import csv_of, sent, states
from tests.entries.worlds import CHEN, PHOTO, enter_paper, office, send_photo
from tests.fixtures import Units
from tests.wire import Wire

pytestmark = pytest.mark.storage


async def at_the_preview(wire: Wire, compound: str) -> None:
    await wire.press(CHEN, OpenDraft(place=compound).pack())
    await wire.say(CHEN, "修门禁")
    await wire.tap(CHEN, wire.last(CHEN.id), "3天后18:00")
    assert "发出前请看一遍" in wire.last(CHEN.id).text
    wire.clock.move(timedelta(minutes=1))


async def test_a_late_photo_of_a_ballot_is_not_the_drafts_file(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    await at_the_preview(wire, houses.compound.id)
    await enter_paper(wire, vote, "101", Choice.AGAINST)
    await send_photo(wire)
    await wire.deliver()
    assert not any("文件收到了" in text or "photo.jpg" in text for text in wire.texts(CHEN.id))
    async with uow.read() as unit:
        [draft] = await unit.vote_drafts.left(CHEN.id, houses.compound.id, wire.clock.now())
    assert draft.file is None


async def test_back_at_the_draft_a_photo_is_its_file(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    await enter_paper(wire, vote, "101", Choice.AGAINST)
    wire.clock.move(timedelta(minutes=1))
    await at_the_preview(wire, houses.compound.id)
    await send_photo(wire)
    await wire.deliver()
    assert "文件收到了" in wire.last(CHEN.id).text


async def test_a_photo_for_the_draft_at_hand_is_no_ballots_of_a_table(wire: Wire, uow: Units) -> None:
    """「照片下面没有写房号，不知道是哪一户的票」, said to whoever had the draft in hand."""
    houses, vote = await office(uow, wire)
    await wire.tap(CHEN, await sent(wire, vote, csv_of("1栋,1单元,0101,,同意,纸质")), "都录入")
    wire.clock.move(timedelta(minutes=1))
    await at_the_preview(wire, houses.compound.id)
    await send_photo(wire)
    await wire.work()
    await wire.deliver()
    assert await states(uow) == {"photo": 1}
    async with uow.read() as unit:
        [draft] = await unit.vote_drafts.left(CHEN.id, houses.compound.id, wire.clock.now())
    assert draft.file is not None
    await wire.send_file(CHEN, PHOTO, "", kind="photo", caption="1栋1单元101")
    await wire.work()
    assert await states(uow) == {"recorded": 1}, "words that name the home say whose photo it is"
