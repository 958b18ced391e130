"""Delivery: effect once, message at least once; every answer of the platform has its consequence."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import SendMessage
from aiohttp import ClientConnectorError, ServerDisconnectedError
from aiohttp.client_reqrep import ConnectionKey

from bot.rules.letters import MAX_TRIES, Lane, Letter, LetterState, OnUnknown
from bot.rules.updates import Apology
from bot.runtime.delivery.budgets import Pace
from bot.runtime.delivery.looking import BUNCHES, LOOK
from storage.outbox import Outbox, StoredLetter
from tests.wire import Wire

pytestmark = pytest.mark.storage
METHOD = SendMessage(chat_id=1, text="x")


async def put(wire: Wire, key: str, **fields) -> None:
    async with wire.app.unit(True) as unit:
        await unit.outbox.put(
            Letter(**{"key": key, "chat_id": 1, "card": "updates.apology", "facts": Apology(key), **fields}), wire.clock.now()
        )
        await unit.commit()


async def states(wire: Wire) -> list[str]:
    async with wire.app.unit(False) as unit:
        return [one.state.value for one in await unit.outbox.in_state(list(LetterState))]


def lost_answer() -> TelegramNetworkError:
    error = TelegramNetworkError(METHOD, "x")
    error.__cause__ = ServerDisconnectedError()
    return error


async def test_a_letter_is_sent_once_per_key(wire: Wire) -> None:
    await put(wire, "a")
    await put(wire, "a")
    await wire.deliver()
    assert len(wire.sent) == 1
    assert await states(wire) == ["sent"]


async def test_letters_of_a_chat_keep_their_order(wire: Wire) -> None:
    for number in range(5):
        await put(wire, f"k{number}")
    await wire.deliver()
    assert [text.split("编号 ")[1][:2] for text in wire.texts(1)] == ["k0", "k1", "k2", "k3", "k4"]


async def test_facts_that_change_while_a_card_is_being_worded_are_the_ones_that_go(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    card = {"coalesce_key": "card", "live_key": "card", "lane": Lane.CARD}
    await put(wire, "c1", **card)
    words = wire.app.delivery._words

    async def slow(letter):
        request = await words(letter)
        monkeypatch.undo()
        await put(wire, "c2", **card)
        return request

    monkeypatch.setattr(wire.app.delivery, "_words", slow)
    await wire.deliver()
    assert len(wire.sent) == 1
    assert "c2" in wire.last(1).text


async def test_waiting_cards_take_the_newest_facts_and_are_then_edited_in_place(wire: Wire) -> None:
    card = {"coalesce_key": "card", "live_key": "card", "lane": Lane.CARD}
    await put(wire, "c1", **card)
    await put(wire, "c2", **card)
    await wire.deliver()
    assert len(wire.sent) == 1
    assert "c2" in wire.last(1).text
    await put(wire, "c3", **card)
    await wire.deliver()
    assert len(wire.sent) == 1
    assert (wire.last(1).edits, "c3" in wire.last(1).text) == (1, True)


async def test_a_card_that_says_the_same_already_has_arrived(wire: Wire) -> None:
    """「message is not modified」 is what was wanted: it is no failure, and nothing is tried again."""
    card = {"coalesce_key": "card", "live_key": "card", "facts": Apology("c")}
    for key in ("c1", "c2"):
        await put(wire, key, **card)
        await wire.deliver()
    assert wire.session.unmodified == 1
    assert await states(wire) == ["sent", "sent"]
    assert (len(wire.sent), wire.last(1).edits) == (1, 0)


async def test_cards_take_turns_whatever_their_chats_are_called(wire: Wire) -> None:
    """What was edited just now stands behind what has waited; newer facts keep the place of those they replace."""

    async def card(chat: int, version: int) -> None:
        live = {"coalesce_key": f"card:{chat}", "live_key": f"card:{chat}", "lane": Lane.CARD}
        await put(wire, f"{chat}:{version}", chat_id=chat, **live)

    async def first(two: int) -> list[int]:
        async with wire.app.unit(False) as unit:
            return [one.chat_id for one in await unit.outbox.ready(wire.clock.now(), two)]

    for chat in (30, 10, 20):
        await card(chat, 1)
    await card(30, 2)
    assert await first(2) == [30, 10]
    await wire.deliver()
    for chat in (20, 30, 10):
        await card(chat, 3)
    assert await first(2) == [20, 30]


async def test_a_card_that_is_gone_is_posted_anew(wire: Wire) -> None:
    card = {"coalesce_key": "card", "live_key": "card"}
    await put(wire, "c1", **card)
    await wire.deliver()
    wire.last(1).deleted = True
    await put(wire, "c2", **card)
    await wire.deliver()
    assert len(wire.sent) == 1
    assert "c2" in wire.last(1).text


async def test_retry_after_is_waited_for_and_is_no_try(wire: Wire) -> None:
    wire.session.refuse["sendMessage"] = TelegramRetryAfter(METHOD, "Too Many Requests", 7)
    await put(wire, "a")
    await wire.deliver()
    assert wire.sent == []
    async with wire.app.unit(False) as unit:
        (letter,) = await unit.outbox.in_state([LetterState.RETRY])
    assert letter.tries == 0
    assert letter.not_before == wire.clock.now() + timedelta(seconds=7)


async def test_server_errors_are_tried_six_times(wire: Wire) -> None:
    await put(wire, "a")
    for _ in range(MAX_TRIES):
        wire.session.refuse["sendMessage"] = TelegramServerError(METHOD, "Bad Gateway")
        await wire.deliver()
        wire.clock.move(timedelta(minutes=6))
    assert await states(wire) == ["failed"]


async def test_what_was_written_to_a_chat_later_waits_for_what_has_to_be_tried_again(wire: Wire) -> None:
    await put(wire, "a")
    await put(wire, "b")
    await put(wire, "c", chat_id=2)
    wire.session.refuse["sendMessage"] = TelegramServerError(METHOD, "Bad Gateway")
    await wire.deliver()
    assert (wire.texts(1), len(wire.texts(2))) == ([], 1)
    wire.clock.move(timedelta(seconds=6))
    await wire.deliver()
    assert [text.split("编号 ")[1][0] for text in wire.texts(1)] == ["a", "b"]


async def test_many_letters_to_a_chat_that_takes_nothing_do_not_hide_those_of_others(wire: Wire) -> None:
    for number in range(LOOK + 5):
        await put(wire, f"k{number}", lane=Lane.BULK)
    await put(wire, "other", chat_id=2, lane=Lane.BULK)
    async with wire.app.unit(False) as unit:
        now = wire.clock.now()
        assert {one.chat_id for one in await unit.outbox.ready(now, LOOK)} == {1}
        assert [one.chat_id for one in await unit.outbox.ready(now, LOOK, but_not={1})] == [2]


async def test_a_connection_that_was_never_made_is_tried_again(wire: Wire) -> None:
    error = TelegramNetworkError(METHOD, "x")
    error.__cause__ = ClientConnectorError(ConnectionKey("h", 1, False, True, None, None, None), OSError("no route"))
    wire.session.refuse["sendMessage"] = error
    await put(wire, "a", on_unknown=OnUnknown.ASK)
    await wire.deliver()
    assert await states(wire) == ["retry"]
    wire.clock.move(timedelta(seconds=6))
    await wire.deliver()
    assert await states(wire) == ["sent"]


@pytest.mark.parametrize(("rule", "state"), [(OnUnknown.REPEAT, "sent"), (OnUnknown.RENEW, "sent"), (OnUnknown.ASK, "unknown")])
async def test_an_answer_that_never_came(wire: Wire, rule: OnUnknown, state: str) -> None:
    wire.session.refuse["sendMessage"] = lost_answer()
    await put(wire, "a", on_unknown=rule)
    await wire.deliver()
    assert await states(wire) == [state]


class Always(dict[str, Exception]):
    """Refused each time, for as long as it stands there."""

    def pop(self, name: str, *_: object) -> Exception:
        return self[name]


async def test_an_edit_whose_answers_never_came_is_tried_like_one_that_never_left(wire: Wire) -> None:
    """Lost twice it was given up, and the message said for good what was true no more."""
    await put(wire, "a", live_key="card", coalesce_key="card")
    await wire.deliver()
    await put(wire, "b", live_key="card", coalesce_key="card")
    wire.session.refuse = Always(editMessageText=lost_answer())
    for _ in range(3):
        await wire.deliver()
        wire.clock.move(timedelta(minutes=1))
    wire.session.refuse = {}
    await wire.deliver()
    assert await states(wire) == ["sent", "sent"]
    assert "编号 b" in wire.last(1).text
    async with wire.app.unit(False) as unit:
        assert not await unit.outbox.maybe_twice(["card"]), "an edit is no second message"


async def test_an_answer_that_never_came_after_a_failure_is_asked_for_once_more_too(wire: Wire) -> None:
    await put(wire, "a")
    wire.session.refuse["sendMessage"] = TelegramServerError(METHOD, "Bad Gateway")
    await wire.deliver()
    wire.session.refuse["sendMessage"] = lost_answer()
    wire.clock.move(timedelta(minutes=6))
    await wire.deliver()
    wire.clock.move(timedelta(minutes=6))
    await wire.deliver()
    assert (await states(wire), len(wire.sent)) == (["sent"], 1)


async def test_a_block_marks_the_chat(wire: Wire) -> None:
    async with wire.app.unit(True) as unit:
        await unit.chats.meet(1, is_group=False, language="zh", now=wire.clock.now())
        await unit.commit()
    wire.session.refuse["sendMessage"] = TelegramForbiddenError(METHOD, "Forbidden: bot was blocked by the user")
    await put(wire, "a")
    await wire.deliver()
    assert await states(wire) == ["unreachable"]
    async with wire.app.unit(False) as unit:
        chat = await unit.chats.chat(1)
    assert chat is not None
    assert not chat.reachable


async def test_a_group_that_became_a_supergroup_gets_its_letter_there(wire: Wire) -> None:
    async with wire.app.unit(True) as unit:
        await unit.groups.enter(-5, "群", None, wire.clock.now())
        await unit.chats.meet(-5, is_group=True, language="zh", now=wire.clock.now())
        await unit.commit()
    wire.session.refuse["sendMessage"] = TelegramMigrateToChat(METHOD, "upgraded", -1005)
    await put(wire, "a", chat_id=-5)
    await wire.deliver()
    assert [one.chat_id for one in wire.sent if "编号 a" in one.text] == [-1005]
    assert {one.chat_id for one in wire.sent} == {-1005}
    async with wire.app.unit(False) as unit:
        assert await unit.groups.group(-5) is None
        assert await unit.groups.group(-1005) is not None


async def test_text_the_platform_cannot_read_goes_plain(wire: Wire) -> None:
    wire.session.refuse["sendMessage"] = TelegramBadRequest(METHOD, "Bad Request: can't parse entities")
    await put(wire, "a<b")
    await wire.deliver()
    assert "a<b" in wire.last(1).text


async def test_a_letter_for_people_who_did_not_act_waits_for_the_morning(wire: Wire) -> None:
    wire.clock.move(timedelta(hours=12))  # 22:32
    await put(wire, "a", night_waits=True)
    await put(wire, "b")
    await wire.deliver()
    assert len(wire.sent) == 1
    wire.clock.move(timedelta(hours=10))
    await wire.deliver()
    assert len(wire.sent) == 2


async def test_a_letter_past_its_time_is_not_sent(wire: Wire) -> None:
    await put(wire, "a", expires_at=wire.clock.now() + timedelta(hours=1))
    wire.clock.move(timedelta(hours=2))
    await wire.deliver()
    assert await states(wire) == ["expired"]


async def under_way(wire: Wire, request: str) -> None:
    """The only letter that waits is being sent as the process ends."""
    async with wire.app.unit(True) as unit:
        (letter,) = await unit.outbox.ready(wire.clock.now(), 10)
        await unit.outbox.lease(letter, request)
        await unit.commit()


async def test_a_restart_asks_nobody_twice_but_those_under_way(wire: Wire) -> None:
    await put(wire, "a")
    await under_way(wire, '{"method":"sendMessage","parameters":{"chat_id":1,"text":"同一封"}}')
    await wire.app.delivery.recover()
    await wire.deliver()
    assert wire.texts(1) == ["同一封"]


async def edit_under_way(wire: Wire) -> None:
    """One of a message that is there, in the lane that goes last."""
    await put(wire, "a", live_key="card", coalesce_key="card")
    await wire.deliver()
    await put(wire, "b", live_key="card", coalesce_key="card", lane=Lane.BULK)
    message = wire.last(1).message_id
    await under_way(wire, f'{{"method":"editMessageText","parameters":{{"chat_id":1,"message_id":{message},"text":"b"}}}}')


async def test_an_edit_that_a_restart_cut_off_is_no_second_message(wire: Wire) -> None:
    """The next receipt said 「之前的可能收到过两次」."""
    await edit_under_way(wire)
    await wire.app.delivery.recover()
    wire.clock.move(timedelta(seconds=6))
    await wire.deliver()
    assert (len(wire.in_chat(1)), wire.last(1).text) == (1, "b")
    async with wire.app.unit(False) as unit:
        assert not await unit.outbox.maybe_twice(["card"])


async def test_an_edit_that_is_tried_again_comes_before_what_was_written_after_it(wire: Wire) -> None:
    """Answers go before bulk: the older words took the place of the newer ones for good."""
    await edit_under_way(wire)
    await put(wire, "c", live_key="card", coalesce_key="card")
    await wire.app.delivery.recover()
    wire.clock.move(timedelta(seconds=6))
    await wire.deliver()
    assert "编号 c" in wire.last(1).text


async def test_every_further_try_sends_the_same_words(wire: Wire) -> None:
    wire.session.refuse["sendMessage"] = TelegramServerError(METHOD, "Bad Gateway")
    await put(wire, "a")
    await wire.deliver()
    async with wire.app.unit(True) as unit:
        await unit.chats.meet(1, is_group=False, language="en", now=wire.clock.now())
        await unit.commit()
    wire.clock.move(timedelta(seconds=6))
    await wire.deliver()
    assert "编号 a" in wire.last(1).text


async def test_while_the_second_is_full_nobody_reads_what_waits(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under a rush of taps hundreds of receipts wait, and each one that lands wakes the loop."""
    wire.app.budgets.pace = Pace(per_second=1, chat_seconds=0)
    for number in range(3):
        await put(wire, f"k{number}", chat_id=number + 1)
    assert await wire.app.delivery._look() > 0
    await wire.app.delivery.drain(5)
    monkeypatch.setattr(Outbox, "ready", None)
    assert 0 < await wire.app.delivery._look() <= 1
    assert len(wire.sent) == 1


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many letters of each lane the looks asked for."""
    asked, ready = list[int](), Outbox.ready

    async def counted(self: Outbox, now: datetime, limit: int, **chats: Any) -> list[StoredLetter]:
        asked.append(limit)
        return await ready(self, now, limit, **chats)

    monkeypatch.setattr(Outbox, "ready", counted)
    return asked


async def test_a_look_reads_what_its_bunch_has_room_for(wire: Wire, read: list[int]) -> None:
    wire.app.budgets.pace = pace = Pace()
    for number in range(30):
        await put(wire, f"k{number}", chat_id=number + 1)
    await wire.app.delivery._look()
    await wire.app.delivery.drain(5)
    assert read == [BUNCHES * pace.bunch]
    assert len(wire.sent) == pace.bunch


@pytest.mark.parametrize("why", ["cards that must wait", "letters to one chat", "letters of which the time is over"])
async def test_a_look_reads_on_where_what_must_wait_hides_others(wire: Wire, read: list[int], why: str) -> None:
    wire.app.budgets.pace = pace = Pace()
    for number in range(30):
        fields: dict[str, Any] = {"chat_id": 1}
        if why == "cards that must wait":
            fields = {"chat_id": number + 1, "live_key": f"card{number}"}
            wire.app.budgets._cards[f"card{number}"] = wire.app.delivery._post.monotonic() + 60
        elif why == "letters of which the time is over":
            fields = {"chat_id": number + 1, "expires_at": wire.clock.now()}
        await put(wire, f"k{number}", lane=Lane.CARD, **fields)
    await put(wire, "other", chat_id=99, lane=Lane.CARD)
    await wire.app.delivery._look()
    await wire.app.delivery.drain(5)
    assert read == [BUNCHES * pace.bunch, LOOK]
    assert len(wire.texts(99)) == 1
