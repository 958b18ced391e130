"""Private receipts and cards after the vote was closed, cancelled or extended: pressed, they say how it stands now."""

from datetime import timedelta

import pytest

from bot.actions.votes.changing import cancel_vote, extend_vote
from bot.rules.votes.drafts import Drafter
from tests.fixtures import Units
from tests.profiles import NATIONAL
from tests.votes.houses import CHEN, GROUP, SHANGHAI, STRANGER, Houses, owner, settle
from tests.wire import Shown, Wire


@pytest.fixture
async def receipt(wire: Wire, vote: str) -> Shown:
    await wire.tap(owner(1), wire.last(GROUP.id), "同意")
    await wire.deliver()
    return wire.last(owner(1).id)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u2060", "")


async def extend(houses: Houses, vote: str) -> None:
    now = houses.uow.clock.now()
    chen = Drafter(await houses.actor(CHEN), SHANGHAI, now, NATIONAL)
    await extend_vote(houses.uow(), chen, vote, closes_at=now + timedelta(days=5), reason="还没看到")


async def close(wire: Wire) -> None:
    wire.clock.move(timedelta(days=2, seconds=1))
    await wire.due()
    await wire.deliver()


@pytest.mark.parametrize("button", ["反对", "同意", "撤回"])
async def test_pressed_after_the_close_it_loses_its_buttons_and_leads_to_the_result(wire: Wire, receipt: Shown, button: str) -> None:
    await close(wire)
    assert button in receipt.labels, "20,000 receipts are not edited at the close"
    reply = await wire.tap(owner(1), receipt, button)
    assert reply.text.startswith("表决已在 3月1日 10:32 截止，这次没有计入。")
    assert receipt.labels == ["看结果", "菜单"]
    assert "1栋1单元101：同意\n凭证 " in receipt.text
    assert "10:32 已截止" in receipt.text
    assert len(wire.in_chat(owner(1).id)) == 1, "edited in place"
    await wire.tap(owner(1), receipt, "看结果")
    assert "参与不足" in receipt.text
    assert receipt.labels == ["怎么算的", "查我的凭证", "菜单"]


async def test_pressed_after_a_cancellation_it_says_why(wire: Wire, houses: Houses, receipt: Shown, vote: str, uow: Units) -> None:
    await cancel_vote(uow(), actor=await houses.actor(CHEN), vote_id=vote, reason="方案要改", now=uow.clock.now())
    reply = await wire.tap(owner(1), receipt, "反对")
    assert "取消了" in reply.text
    assert receipt.labels == ["菜单"]
    assert "取消了，原因：方案要改" in receipt.text


async def test_pressed_after_an_extension_it_shows_the_new_date(wire: Wire, houses: Houses, receipt: Shown, vote: str, uow: Units) -> None:
    await extend(houses, vote)
    assert "3月1日" in receipt.text
    reply = await wire.tap(owner(1), receipt, "同意")
    assert "就记下了，没有变" in reply.text
    assert "3月4日（周三）10:32 前可以改" in plain(receipt.text)
    assert receipt.labels == ["同意", "反对", "弃权", "撤回", "我有顾虑"]
    assert len(wire.in_chat(owner(1).id)) == 1


@pytest.mark.parametrize("button", ["同意", "反对", "弃权"])
async def test_a_private_card_pressed_after_an_extension_names_the_new_time(wire: Wire, uow: Units, button: str) -> None:
    houses = await settle(uow, grouped=False)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    card = wire.last(owner(1).id)
    assert "3月1日（周日）10:32 截止" in plain(card.text)
    await extend(houses, vote)
    await wire.deliver()
    for _ in range(2):
        await wire.tap(owner(1), card, button)
        assert "3月4日（周三）10:32 截止" in plain(card.text)
        assert f"1栋1单元101：{button}" in plain(card.text)
        assert card.labels[:4] == ["同意", "反对", "弃权", "我有顾虑"]


async def test_a_reminder_pressed_after_an_extension_names_the_new_time(wire: Wire, houses: Houses, vote: str) -> None:
    wire.clock.move(timedelta(days=1, minutes=1))
    await wire.due()
    await wire.deliver()
    reminder = wire.last(owner(1).id)
    assert "还没点" in reminder.text
    await extend(houses, vote)
    await wire.tap(owner(1), reminder, "同意")
    assert "还没点" not in reminder.text
    assert "3月5日（周四）10:33 截止" in plain(reminder.text)


async def test_pressed_while_its_time_holds_it_stays_as_it_is(wire: Wire, uow: Units) -> None:
    houses = await settle(uow, grouped=False)
    await houses.open()
    await wire.deliver()
    card = wire.last(owner(1).id)
    await wire.tap(owner(1), card, "同意")
    assert card.edits == 0, "thousands press it"


async def test_while_it_is_in_doubt_the_buttons_stay(wire: Wire, receipt: Shown) -> None:
    wire.clock.move(timedelta(days=2, minutes=10))
    await wire.due()
    reply = await wire.tap(owner(1), receipt, "反对")
    assert reply.show_alert
    assert receipt.labels == ["同意", "反对", "弃权", "撤回", "我有顾虑"], "it may be extended"


async def test_a_card_in_the_private_chat_ends_too(wire: Wire, vote: str) -> None:
    await wire.press(owner(2), "vl")
    shown = wire.last(owner(2).id)
    await close(wire)
    await wire.tap(owner(2), shown, "同意")
    assert shown.labels == ["看结果", "菜单"]
    assert "没有表决" in shown.text


async def test_the_card_of_the_group_is_not_turned_into_somebodys(wire: Wire, vote: str) -> None:
    card = wire.last(GROUP.id)
    await close(wire)
    text = card.text
    await wire.press(owner(1), f"vc:{vote}:agree", message=card)
    assert card.text == text
    assert wire.in_chat(owner(1).id) == []


async def test_a_result_is_for_those_of_the_compound(wire: Wire, vote: str) -> None:
    await close(wire)
    refused = await wire.press(STRANGER, f"vz:{vote}")
    assert "和平小区" in refused.text
    assert wire.in_chat(STRANGER.id) == []


async def test_whoever_left_reads_what_to_do_when_they_take_back(wire: Wire, houses: Houses, receipt: Shown) -> None:
    """A link without a payload is no answer to a press: the platform refuses it, and the button would spin."""
    await houses.end_binding(1)
    reply = await wire.tap(owner(1), receipt, "撤回")
    assert reply.url is None
    assert "您现在没有在那里登记" in reply.text
    assert "「我是住户」" in reply.text
    assert "?start=v_" in (await wire.tap(owner(1), receipt, "反对")).url
