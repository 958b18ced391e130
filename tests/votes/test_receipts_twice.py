"""A receipt whose answer was lost is sent once more: the one that nobody knows of must not stand as if it were valid."""

import pytest
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import SendMessage
from aiohttp import ServerDisconnectedError

from tests.votes.houses import GROUP, owner
from tests.wire import Person, Shown, Wire

TWICE = "之前的可能收到过两次，都以这张为准。"


async def arrives_twice(wire: Wire, person: Person, word: str) -> tuple[Shown, Shown]:
    """The platform took the receipt, its answer was lost, and it was sent once more: (the unknown one, the known one)."""
    await wire.deliver()
    card, session = wire.last(GROUP.id), wire.session
    taken = session._sendMessage

    async def lost(bot, method):  # type: ignore[no-untyped-def]
        await taken(bot, method)
        session.__dict__.pop("_sendMessage")
        error = TelegramNetworkError(method, "x")
        error.__cause__ = ServerDisconnectedError()
        raise error

    await wire.tap(person, card, word)
    session.__dict__["_sendMessage"] = lost
    await wire.deliver()
    unknown, known = wire.in_chat(person.id)[-2:]
    assert unknown.text == known.text, "a message that arrives twice reads the same"
    assert SendMessage.__api_method__ == unknown.method == known.method
    return unknown, known


async def test_the_receipt_of_a_change_says_which_one_holds(wire: Wire, vote: str) -> None:
    unknown, known = await arrives_twice(wire, owner(1), "同意")
    await wire.tap(owner(1), wire.last(GROUP.id), "反对")
    await wire.deliver()
    assert "这一张已经换了" in known.text
    assert "同意" in unknown.text, "nobody knows of it"
    assert TWICE in wire.last(owner(1).id).text


async def test_one_that_came_once_says_nothing_of_that(wire: Wire, vote: str) -> None:
    await wire.tap(owner(1), wire.last(GROUP.id), "同意")
    await wire.deliver()
    await wire.tap(owner(1), wire.last(GROUP.id), "反对")
    await wire.deliver()
    assert TWICE not in wire.last(owner(1).id).text


@pytest.mark.parametrize("button", ["同意", "反对", "弃权", "撤回"])
async def test_pressed_the_unknown_one_points_to_what_holds(wire: Wire, vote: str, button: str) -> None:
    unknown, _ = await arrives_twice(wire, owner(1), "同意")
    await wire.tap(owner(1), wire.last(GROUP.id), "反对")
    await wire.deliver()
    await wire.tap(owner(1), unknown, button)
    await wire.deliver()
    assert "这一张已经换了，最新的是下面" in unknown.text
    assert unknown.labels == []
    newest = wire.last(owner(1).id)
    assert "这一张已经换了" not in newest.text
    assert newest.labels[:3] == ["同意", "反对", "弃权"]


async def test_pressed_while_both_say_the_same_it_points_to_the_known_one(wire: Wire, vote: str) -> None:
    unknown, known = await arrives_twice(wire, owner(1), "同意")
    await wire.tap(owner(1), unknown, "同意")
    await wire.deliver()
    assert "这一张已经换了，最新的是下面" in unknown.text
    assert "同意" in known.labels


async def test_a_screen_of_the_menu_is_not_taken_for_a_receipt(wire: Wire, vote: str) -> None:
    unknown, _ = await arrives_twice(wire, owner(1), "同意")
    await wire.press(owner(1), "vl")
    screen = wire.last(owner(1).id)
    await wire.tap(owner(1), screen, "反对")
    await wire.deliver()
    assert "这一张已经换了" not in screen.text
    assert "这一张已经换了" not in unknown.text
