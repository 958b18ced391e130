"""The rest of the neighbourhood goes to vote: everybody in the crowd who has not answered the newest open vote yet."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from bot.sandbox import presses, texts
from bot.sandbox.chats import Button, Message
from bot.sandbox.people import Person
from bot.sandbox.vote_cards import open_card, vote_on
from bot.sandbox.world import World

# Most agree, some do not, a few abstain: the first three buttons of a vote card.
WEIGHTS = (0.80, 0.15, 0.05)
# The page asks for a crowd, not for a queue.
SPREAD_SECONDS = 2.0


def waiting(world: World, card: Message) -> list[Person]:
    """By the vote, not by the card: the same vote may stand in the group a second time."""
    done = world.state.pressed.get(vote_on(card) or "", set())
    inside = world.people_in(world.state.chats[card.chat_id])
    return [person for person in inside if person.crowd and person.user_id not in done]


def chosen(card: Message, person: Person) -> Button:
    """Always the same for the same person and card, so that a demonstration can be repeated."""
    buttons = [button for row in card.keyboard for button in row][: len(WEIGHTS)]
    dice = random.Random(f"{card.chat_id}:{card.id}:{person.user_id}")
    return dice.choices(buttons, WEIGHTS)[0]


def able(world: World) -> int:
    """How many would go now."""
    card = open_card(world)
    return 0 if card is None else len(waiting(world, card))


def gather(world: World) -> tuple[Message, list[Person]]:
    card = open_card(world)
    if card is None:
        raise texts.nothing_to_vote_on()
    people = waiting(world, card)
    if not people:
        raise texts.nobody_to_send()
    return card, people


async def go(world: World, card: Message, people: list[Person], sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """The card may change under their fingers; one that is gone, or has become something else, ends the walk."""
    for person in people:
        now = world.find_message(card.chat_id, card.id)
        if now is None or vote_on(now) is None:
            return
        presses.press(world, person, now, chosen(now, person))
        await sleep(SPREAD_SECONDS / len(people))
