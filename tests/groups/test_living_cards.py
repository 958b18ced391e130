"""Another language edits every card that lives in the group: questions, too, not only those of votes."""

from datetime import timedelta

import pytest

from bot.actions import groups as actions
from bot.rules.ports import Language
from tests.fixtures import Units
from tests.polls.worlds import ask, draft, pass_time
from tests.votes.houses import CHEN, GROUP, settle
from tests.wire import BOT, Wire

pytestmark = pytest.mark.storage


async def speak(uow: Units, language: Language) -> None:
    async with uow.read() as unit:
        group = await unit.groups.group(GROUP.id)
    assert group is not None
    await actions.set_group_language(
        uow(), group_id=group.id, language=language, telegram_id=CHEN.id, bot_username=BOT.username or "", now=uow.clock.now()
    )


async def test_a_question_that_runs_is_worded_anew_and_one_that_is_over_stays(wire: Wire, uow: Units) -> None:
    await settle(uow)
    over = await ask(wire, closing="1小时后")
    await pass_time(wire, timedelta(hours=1, seconds=5))
    card = await ask(wire, named="记名")
    assert "随便问问" in card.text
    ended = over.text
    await speak(uow, "en")
    await wire.deliver()
    assert "随便问问" not in card.text
    assert "no vote" in card.text
    assert over.text == ended
    await speak(uow, "zh")
    await speak(uow, "en")
    await speak(uow, "zh")
    await wire.deliver()
    assert "随便问问" in card.text
    assert len(wire.in_chat(GROUP.id)) == len({one.message_id for one in wire.in_chat(GROUP.id)})


async def test_what_waits_for_the_morning_waits_in_the_other_language_too(wire: Wire, uow: Units) -> None:
    """Nothing is brought forward: by night the group is not rung for it."""
    await settle(uow)
    wire.clock.move(timedelta(hours=12))
    await wire.tap(CHEN, await draft(wire), "发出")
    await speak(uow, "en")
    await wire.deliver()
    assert not [one for one in wire.in_chat(GROUP.id) if "no vote" in one.text]
    await pass_time(wire, timedelta(hours=10))
    assert [one for one in wire.in_chat(GROUP.id) if "no vote" in one.text]
