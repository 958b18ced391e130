"""A group that takes no message: whoever is responsible hears of it once, and the cards come when it opens again."""

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import SendMessage

from bot.rules.letters import Letter
from bot.rules.updates import Apology
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.votes.houses import CHEN, CHIEF, GROUP, owner, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage
SAID = "里发不出去"
METHOD = SendMessage(chat_id=GROUP.id, text="x")
MUTED = TelegramBadRequest(method=METHOD, message="Bad Request: not enough rights to send text messages to the chat")
FORBIDDEN = TelegramForbiddenError(method=METHOD, message="Forbidden: bot can't write here")


def told(wire: Wire, chat_id: int) -> int:
    return sum(SAID in text for text in wire.texts(chat_id))


@pytest.mark.parametrize("refusal", [MUTED, FORBIDDEN])
async def test_the_chief_and_the_drafter_hear_of_a_refused_card_once(wire: Wire, uow: Units, clock: FakeClock, refusal: Exception) -> None:
    houses = await settle(uow)
    await houses.open()
    wire.session.refuse["sendMessage"] = refusal
    await wire.deliver()
    assert wire.in_chat(GROUP.id) == []
    assert (told(wire, CHEN.id), told(wire, CHIEF.id)) == (1, 1)
    assert "「和平小区业主群」里发不出去" in wire.last(CHIEF.id).text
    assert wire.last(CHIEF.id).labels == ["菜单"]
    async with uow() as unit:
        await unit.outbox.put(Letter("more", GROUP.id, "updates.apology", Apology("K7Q2")), clock.now())
        await unit.commit()
    wire.session.blocked.add(GROUP.id)
    await wire.deliver()
    assert (told(wire, CHEN.id), told(wire, CHIEF.id)) == (1, 1)
    wire.session.blocked.clear()
    await wire.member(GROUP, CHEN, "member", "member")
    await wire.deliver()
    card = next(one for one in wire.in_chat(GROUP.id) if "屋顶防水改造" in one.text)
    assert (await wire.tap(owner(1), card, "同意")) is not None


async def test_somebody_who_blocked_the_bot_is_nobody_elses_matter(wire: Wire, uow: Units, clock: FakeClock) -> None:
    await settle(uow)
    async with uow() as unit:
        await unit.outbox.put(Letter("one", owner(1).id, "updates.apology", Apology("K7Q2")), clock.now())
        await unit.commit()
    wire.session.blocked.add(owner(1).id)
    await wire.deliver()
    assert (told(wire, CHEN.id), told(wire, CHIEF.id)) == (0, 0)


async def test_thrown_out_is_told_as_that(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    await houses.open()
    wire.session.refuse["sendMessage"] = TelegramForbiddenError(method=METHOD, message="Forbidden: bot was kicked from the supergroup chat")
    await wire.deliver()
    assert (told(wire, CHEN.id), told(wire, CHIEF.id)) == (0, 0)
    async with uow.read() as unit:
        group = await unit.groups.group(GROUP.id)
    assert group is not None
    assert not group.present
