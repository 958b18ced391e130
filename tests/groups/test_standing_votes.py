"""Cards of open votes follow their group to its new chat, and are brought up to date when the bot is back."""

from datetime import timedelta

import pytest
from aiogram.exceptions import TelegramMigrateToChat
from aiogram.methods import SendMessage
from sqlalchemy import select

from bot.actions import groups as actions
from bot.rules.groups import Standing
from bot.rules.ports import Language
from storage.outbox_table import outbox
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.votes.houses import CHEN, GROUP, SECOND_GROUP, owner, settle
from tests.wire import GroupChat, Wire

pytestmark = pytest.mark.storage
BOT_NAME = "linli_test_bot"


async def cards(uow: Units) -> list[int]:
    """Chats of the vote cards written so far."""
    async with uow.read() as unit:
        query = select(outbox.c.chat_id).where(outbox.c.card == "votes.vote_card").order_by(outbox.c.id)
        return list((await unit.connection.execute(query)).scalars())


async def deliver(uow: Units) -> None:
    async with uow() as unit:
        for letter in await unit.outbox.ready(uow.clock.now() + timedelta(minutes=1), 100):
            await unit.outbox.sent(letter.id, letter.id, uow.clock.now())
        await unit.commit()


async def test_the_card_goes_to_the_new_chat_once(uow: Units, clock: FakeClock) -> None:
    houses = await settle(uow)
    await houses.open()
    await deliver(uow)
    assert await cards(uow) == [GROUP.id]
    for _ in range(2):
        await actions.migrate_group(uow(), old_id=GROUP.id, new_id=-1009, bot_username=BOT_NAME, now=clock.now())
    assert await cards(uow) == [GROUP.id, -1009]


async def test_the_card_is_brought_up_to_date_after_an_absence(uow: Units, clock: FakeClock) -> None:
    houses = await settle(uow)
    await houses.open()
    await deliver(uow)
    await actions.leave_group(uow(), chat_id=GROUP.id, bot_username=BOT_NAME, now=clock.now())
    clock.move(timedelta(hours=2))
    await actions.enter_group(
        uow(),
        chat_id=GROUP.id,
        title=GROUP.title,
        added_by=CHEN.id,
        standing=Standing(hears_only_addressed=True),
        language="zh",
        bot_username=BOT_NAME,
        now=clock.now(),
    )
    assert await cards(uow) == [GROUP.id, GROUP.id]
    async with uow.read() as unit:
        [vote] = await unit.groups.open_votes((await unit.groups.of_compound(houses.compound.id))[0].id)
    assert vote[0] == "屋顶防水改造"


async def speak(uow: Units, language: Language) -> None:
    async with uow.read() as unit:
        group = await unit.groups.group(GROUP.id)
    assert group is not None
    await actions.set_group_language(
        uow(), group_id=group.id, language=language, telegram_id=CHEN.id, bot_username=BOT_NAME, now=uow.clock.now()
    )


async def test_another_language_edits_the_living_cards_and_no_old_message(wire: Wire, uow: Units, clock: FakeClock) -> None:
    houses = await settle(uow)
    await wire.member(GROUP, CHEN, "left", "member")
    await wire.deliver()
    helper = wire.last(GROUP.id)
    await houses.open(title="停车位划线")
    await houses.open(closes_in=timedelta(hours=1))
    await wire.deliver()
    _, card, over = wire.in_chat(GROUP.id)
    clock.move(timedelta(hours=1, seconds=5))
    await wire.due()
    await wire.deliver()
    result = wire.last(GROUP.id)
    before = (over.text, over.edits, result.text)
    await speak(uow, "en")
    await wire.deliver()
    assert helper.labels == ["I live here", "Votes", "My home", "Say something"]
    assert card.labels == ["Yes", "No", "Abstain", "Progress", "I have a concern"]
    assert "homes have answered" in card.text
    assert (over.text, over.edits, result.text) == before
    await speak(uow, "zh")
    await speak(uow, "en")
    await speak(uow, "zh")
    await wire.deliver()
    assert (helper.labels[0], card.labels[0]) == ("我是住户", "同意"), "several changes in one moment: the last one stands"
    assert len(wire.in_chat(GROUP.id)) == 4


async def test_a_vote_card_that_is_refused_by_the_old_chat_stands_once_in_the_new_one(wire: Wire, uow: Units, clock: FakeClock) -> None:
    houses = await settle(uow)
    await wire.member(GROUP, CHEN, "left", "member")
    await wire.deliver()
    wire.session.refuse["sendMessage"] = TelegramMigrateToChat(SendMessage(chat_id=1, text="x"), "upgraded", -1009)
    await houses.open()
    await wire.deliver()
    assert sorted(one.labels[0] for one in wire.in_chat(-1009)) == ["同意", "我是住户"]


async def bind(uow: Units, place_id: str, chat: GroupChat = SECOND_GROUP) -> str:
    async with uow.read() as unit:
        group = await unit.groups.group(chat.id)
    assert group is not None
    by = {"group_id": group.id, "telegram_id": CHEN.id, "language": "zh", "bot_username": BOT_NAME, "now": uow.clock.now()}
    if group.place_id is not None:
        await actions.unbind_group(uow(), **by)
    await actions.bind_group(uow(), place_id=place_id, **by)
    return group.id


async def test_a_group_bound_while_a_vote_is_open_gets_its_card_at_once(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    await houses.open(place_id=houses.buildings[0].id, title="1栋换灯")
    await houses.open(place_id=houses.buildings[1].id, title="2栋换灯")
    await wire.member(SECOND_GROUP, CHEN, "left", "member")
    await wire.deliver()
    await bind(uow, houses.buildings[1].id)
    await wire.deliver()
    helper, card = wire.in_chat(SECOND_GROUP.id)
    assert helper.text.startswith("<b>社区助手 · 和平小区2")
    assert "2栋换灯" in card.text
    await wire.tap(owner(7), card, "同意")
    await wire.deliver()
    assert "已参与\u00a01" in card.text, "it lives on like the others"


async def test_a_group_bound_to_the_wrong_place_shows_the_right_votes_in_the_end(wire: Wire, uow: Units) -> None:
    houses = await settle(uow)
    await houses.open(place_id=houses.buildings[0].id, title="1栋换灯")
    await houses.open(place_id=houses.buildings[1].id, title="2栋换灯")
    await wire.member(SECOND_GROUP, CHEN, "left", "member")
    for building, shown in ((1, ["2栋"]), (0, ["1栋"]), (0, ["1栋"])):
        await bind(uow, houses.buildings[building].id)
        await wire.deliver()
        assert [one.text[5:7] for one in wire.in_chat(SECOND_GROUP.id) if "换灯" in one.text] == shown
    await bind(uow, houses.compound.id)
    await wire.deliver()
    assert sorted(one.text[5:7] for one in wire.in_chat(SECOND_GROUP.id) if "换灯" in one.text) == ["1栋", "2栋"]
