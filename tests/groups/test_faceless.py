"""Anonymous admins, channels and Telegram itself: asked to act as themselves, never written to, and no burden to each other."""

import pytest

from bot.rules.flood import MESSAGES_PER_MINUTE
from bot.rules.groups import NOBODY
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.groups.worlds import ANONYMOUS, CHEN, GROUP, Neighbourhood, settle
from tests.wire import BOT, GroupChat, Person, Wire

OTHER_GROUP = GroupChat(-1002, "2栋楼群")
ASKED = "请换成本人再说"


@pytest.fixture
async def world(uow: Units, clock: FakeClock) -> Neighbourhood:
    return await settle(uow(), clock.now())


async def speak(wire: Wire, chat: GroupChat, who: Person = ANONYMOUS, **fields: object) -> None:
    await wire.say(who, f"@{BOT.username} 同意", chat=chat, entities=[{"type": "mention", "offset": 0, "length": 15}], **fields)


async def join(wire: Wire) -> None:
    for chat in (GROUP, OTHER_GROUP):
        await wire.member(chat, CHEN, "left", "member")
    await wire.deliver()


async def test_one_group_that_talks_much_silences_no_other(wire: Wire, world: Neighbourhood) -> None:
    await join(wire)
    for _ in range(MESSAGES_PER_MINUTE + 5):
        await speak(wire, GROUP)
    await speak(wire, OTHER_GROUP)
    await wire.deliver()
    assert ASKED in wire.last(OTHER_GROUP.id).text
    assert sum(ASKED in text for text in wire.texts(GROUP.id)) == 1


@pytest.mark.parametrize("account", sorted(NOBODY))
async def test_nothing_is_ever_sent_to_such_an_account(
    wire: Wire, world: Neighbourhood, account: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await join(wire)
    for _ in range(MESSAGES_PER_MINUTE + 5):
        await speak(wire, GROUP, Person(account, "Group"))
    monkeypatch.setattr("bot.runtime.dispatch.PAUSES_BETWEEN_TRIES", ())

    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("bot.actions.groups.note_nobody", fail)
    await speak(wire, OTHER_GROUP, Person(account, "Group"))
    await wire.deliver()
    assert wire.in_chat(account) == []
    async with wire.app.unit(False) as unit:
        assert len(await unit.updates.dead_letters()) == 1, "the operator has it all the same"


async def test_a_post_that_telegram_brings_from_a_channel_is_nobodys_word(wire: Wire, world: Neighbourhood) -> None:
    await join(wire)
    calls = len(wire.session.calls)
    await speak(wire, GROUP, Person(777000, "Telegram"), is_automatic_forward=True)
    await wire.deliver()
    assert len(wire.session.calls) == calls
