"""Taps on buttons: they reach the bot as callback queries, are answered once, and die after 150 seconds."""

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.sandbox import texts, wire
from bot.sandbox.chats import Button, Message, Press, PressAnswer
from bot.sandbox.errors import bad_request
from bot.sandbox.happenings import Answered
from bot.sandbox.people import Person
from bot.sandbox.updates import PRESS_SECONDS
from bot.sandbox.vote_cards import vote_of

if TYPE_CHECKING:
    from bot.sandbox.world import World

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def button_at(world: "World", person: Person, chat_id: int, message_id: int, at: tuple[int, int]) -> tuple[Message, Button]:
    """The button as this person sees it now."""
    message = world.find_message(chat_id, message_id)
    if message is None:
        raise texts.message_gone()
    _check_may_press(world, person, chat_id)
    row, col = at
    if not 0 <= row < len(message.keyboard) or not 0 <= col < len(message.keyboard[row]):
        raise texts.button_gone()
    return message, message.keyboard[row][col]


def _check_may_press(world: "World", person: Person, chat_id: int) -> None:
    chat = world.state.chats[chat_id]
    if chat.is_private:
        if chat.person_id != person.user_id:
            raise texts.not_your_chat()
        if person.blocked:
            raise texts.bot_blocked()
        return
    member = world.member(chat_id, person.user_id)
    if member is None or not member.is_in:
        raise texts.not_a_member(world.title_of(chat))
    bot = world.member(chat_id, world.bot_id)
    if bot is None or not bot.is_in:
        raise texts.bot_not_in_group()


def press(world: "World", person: Person, message: Message, button: Button, ref: str | None = None) -> Press:
    if button.data is None:
        raise texts.button_is_link()
    return press_data(world, person, message.chat_id, message.id, button.data, ref=ref)


def press_seen(world: "World", person: Person, chat_id: int, message_id: int, data: str, *, ref: str | None = None) -> Press:
    """From somebody who can see this chat; what stood on the button is theirs to say."""
    _check_may_press(world, person, chat_id)
    return press_data(world, person, chat_id, message_id, data, ref=ref)


def press_data(world: "World", person: Person, chat_id: int, message_id: int, data: str, *, ref: str | None = None) -> Press:
    """Any data at any message, even one that is gone: callback data is the sender's word, not the button's."""
    number = world.next_number()
    made = Press(str((person.user_id << 32) + number), person.user_id, chat_id, message_id, data, world.time(), ref)
    world.state.presses[made.id] = made
    if (vote := vote_of(data)) is not None:
        world.state.pressed.setdefault(vote, set()).add(person.user_id)
    message = world.find_message(chat_id, message_id)
    shown = wire.inaccessible_json(world, chat_id, message_id) if message is None else wire.message_json(world, message)
    payload = {
        "id": made.id,
        "from": wire.person_json(person),
        "message": shown,
        "chat_instance": str(zlib.crc32(str(chat_id).encode()) << 20),
        "data": data,
    }
    world.updates.put("callback_query", f"press {person.user_id}", payload, who=world.name_of(person.user_id))
    return made


def answer(world: "World", press_id: str, given: PressAnswer) -> Press:
    """A second answer to the same press is accepted and changes nothing, as at the platform."""
    sweep(world)
    pressed = world.state.presses.get(press_id)
    if pressed is None:
        raise bad_request(TOO_OLD)
    if pressed.answer is not None:
        return pressed
    answered = replace(pressed, answer=given)
    world.state.presses[press_id] = answered
    world.tell(Answered(answered))
    return answered


def sweep(world: "World") -> None:
    """Forget presses whose 150 seconds are over; whoever still waits for an answer is told."""
    limit = world.time() - PRESS_SECONDS
    presses = world.state.presses
    while presses:
        press_id, oldest = next(iter(presses.items()))
        if oldest.at > limit:
            return
        del presses[press_id]
        if oldest.answer is None:
            world.tell(Answered(replace(oldest, expired=True)))


def age(world: "World", seconds: float) -> None:
    presses = world.state.presses
    for press_id, pressed in list(presses.items()):
        presses[press_id] = replace(pressed, at=pressed.at - seconds)


def give_up(world: "World") -> None:
    """The world goes: nobody will answer these any more."""
    for pressed in world.state.presses.values():
        if pressed.answer is None:
            world.tell(Answered(pressed, failed=True))
