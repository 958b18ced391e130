"""The rest of the neighbourhood goes to vote: everybody in the crowd who has not tapped the newest card yet."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from bot.sandbox import presses, texts
from bot.sandbox.chats import Button, Chat, Message
from bot.sandbox.people import Person
from bot.sandbox.world import World

# Most agree, some do not, a few abstain: the first three buttons of a vote card.
WEIGHTS = (0.80, 0.15, 0.05)
# The page asks for a crowd, not for a queue.
SPREAD_SECONDS = 2.0


def newest_card(world: World, chat: Chat) -> Message | None:
    for message in reversed(world.state.messages[chat.id].values()):
        if any(button.data is not None for row in message.keyboard for button in row):
            return message
    return None


def waiting(world: World, message: Message) -> list[Person]:
    done = world.state.pressed.get(f"{message.chat_id}:{message.id}", set())
    inside = world.people_in(world.state.chats[message.chat_id])
    return [person for person in inside if person.crowd and person.user_id not in done]


def chosen(message: Message, person: Person) -> Button:
    """Always the same for the same person and card, so that a demonstration can be repeated."""
    buttons = [button for row in message.keyboard for button in row if button.data is not None][: len(WEIGHTS)]
    dice = random.Random(f"{message.chat_id}:{message.id}:{person.user_id}")
    return dice.choices(buttons, WEIGHTS[: len(buttons)])[0]


def able(world: World) -> int:
    """How many would go now."""
    groups = world.groups()
    message = newest_card(world, groups[0]) if groups else None
    return 0 if message is None else len(waiting(world, message))


def gather(world: World) -> tuple[Message, list[Person]]:
    groups = world.groups()
    message = newest_card(world, groups[0]) if groups else None
    people = [] if message is None else waiting(world, message)
    if message is None or not people:
        raise texts.nobody_to_send()
    return message, people


async def go(world: World, message: Message, people: list[Person], sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """The card may change under their fingers; a card that is gone ends the walk."""
    for person in people:
        now = world.find_message(message.chat_id, message.id)
        if now is None or not now.keyboard:
            return
        presses.press(world, person, now, chosen(now, person))
        await sleep(SPREAD_SECONDS / len(people))
