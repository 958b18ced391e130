"""What 「看方案」 brought to a private chat keeps up with the vote: its time, its scheme, its end."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.votes.callbacks import GiveSchemeReason
from storage.outbox_table import outbox
from tests.residents.worlds import dialog
from tests.votes.houses import CHEN, Houses, owner
from tests.votes.test_amended_notes import come_due
from tests.votes.test_scheme_changed import FIRST, card_of, change, offer, plain, settled
from tests.votes.test_told_in_steps import cancel_it, close_it, extend_it
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage
CHOICES = {"同意", "反对", "弃权"}


@pytest.fixture
async def vote(houses: Houses, wire: Wire) -> str:
    opened = await houses.open(timedelta(days=4), body="先做2单元", file=FIRST)
    await wire.deliver()
    return opened.heading.vote_id


async def asked_for(wire: Wire) -> Shown:
    """The text of the scheme; its file is below it."""
    await wire.tap(owner(1), card_of(wire), "看方案")
    await wire.deliver()
    return next(one for one in reversed(wire.in_chat(owner(1).id)) if "先做2单元" in one.text)


async def test_an_extension_is_read_there(wire: Wire, houses: Houses, vote: str) -> None:
    scheme = await asked_for(wire)
    before = len(wire.in_chat(owner(1).id))
    assert "3月3日（周二）10:32 截止，看好了就在下面点一下" in plain(scheme.text), "the buttons are here too"
    await extend_it(houses, vote, days=9)
    await come_due(wire)
    assert "3月8日（周日）10:32 截止" in plain(scheme.text)
    assert set(scheme.labels) == CHOICES
    assert len(wire.in_chat(owner(1).id)) == before, "nothing rings"


async def test_a_second_asking_is_a_message_of_its_own(wire: Wire, houses: Houses, vote: str) -> None:
    first = await asked_for(wire)
    wire.clock.move(timedelta(minutes=2))
    second = await asked_for(wire)
    assert second.message_id > first.message_id
    await extend_it(houses, vote, days=9)
    await come_due(wire)
    assert all("3月8日" in plain(one.text) for one in (first, second))


async def test_after_the_close_it_leads_to_the_result_and_says_what_was_asked(wire: Wire, houses: Houses, vote: str) -> None:
    scheme = await asked_for(wire)
    await close_it(houses, vote)
    await come_due(wire)
    assert "先做2单元" in scheme.text
    assert "已截止，不能再点" in scheme.text
    assert scheme.labels == ["看结果", "菜单"]


async def test_once_it_is_called_off_nothing_can_be_chosen_there(wire: Wire, houses: Houses, vote: str) -> None:
    scheme = await asked_for(wire)
    await cancel_it(houses, vote)
    await come_due(wire)
    assert "取消了，原因：重复发了" in scheme.text
    assert "请回到表决" not in scheme.text
    assert scheme.labels == ["菜单"]


@pytest.mark.rule("R15.asked_again")
async def test_another_scheme_takes_its_buttons(wire: Wire, vote: str) -> None:
    scheme = await asked_for(wire)
    await change(wire, vote)
    assert "方案换了" in scheme.text
    assert CHOICES.isdisjoint(scheme.labels)


async def test_one_that_waits_leaves_as_it_is_by_then(wire: Wire, houses: Houses, vote: str) -> None:
    """It was asked for, and the vote was called off before the platform took it."""
    await wire.tap(owner(1), card_of(wire), "看方案")
    await cancel_it(houses, vote)
    await come_due(wire)
    [scheme] = [one for one in wire.in_chat(owner(1).id) if "先做2单元" in one.text]
    assert "取消了" in scheme.text
    assert scheme.labels == ["菜单"]


@pytest.mark.rule("R15.asked_again")
async def test_one_that_waits_shows_the_scheme_of_now(wire: Wire, houses: Houses, vote: str) -> None:
    await wire.tap(owner(1), card_of(wire), "看方案")
    async with houses.uow() as unit:
        other = {"scheme_version": 2, "scheme_sha256": "b" * 64, "scheme_name": "新图纸.pdf"}
        await unit.votes.change(vote, **other, scheme_changed_at=wire.clock.now())
        await unit.commit()
    await wire.deliver()
    async with houses.uow.read() as unit:
        sent = select(outbox.c.facts).where(outbox.c.card.in_(("votes.scheme", "votes.scheme_file")))
        told = list((await unit.connection.execute(sent)).scalars())
    assert len(told) == 2
    assert all("新图纸.pdf" in facts for facts in told)


@pytest.mark.rule("R15.asked_again")
async def test_of_two_offers_each_button_says_the_reason_above_it(wire: Wire, houses: Houses, vote: str) -> None:
    """Everybody who is asked again reads why."""
    wire.clock.move(timedelta(minutes=5))
    older = (await offer(wire, vote)).data("确定换")
    await wire.press(CHEN, GiveSchemeReason(vote=vote, reason="drawings").pack())
    newer = wire.last(CHEN.id)
    assert "费用改了" not in newer.text
    assert "方案没有换" in dialog(await wire.press(CHEN, older, message=newer))
    await wire.tap(CHEN, newer, "确定换")
    await settled(wire)
    assert "费用改了" not in card_of(wire).text
