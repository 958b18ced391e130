"""Presses on the card in the group, each by another person, in the bytes in which the platform posts them."""

import json
import random
from dataclasses import dataclass

from bot.rules.votes import Choice
from tests.bench.taps.world import FIRST_PERSON, OpenVote
from tests.votes.houses import GROUP
from tests.wire import BOT

FIRST_UPDATE = 700_000_000
NAMES = ("王小明", "李雷", "陈静", "O'Brien", "Nguyễn Văn A", "赵红")


@dataclass(frozen=True)
class Tap:
    update_id: int
    person: int
    choice: Choice
    body: bytes


def taps(vote: OpenVote, people: int, count: int, *, seed: int) -> list[Tap]:
    """In the order in which they are posted: `count` different people of `people`."""
    chance = random.Random(seed)
    return [_tap(vote, number, person, chance) for number, person in enumerate(chance.sample(range(people), count))]


def _tap(vote: OpenVote, number: int, person: int, chance: random.Random) -> Tap:
    choice, update_id = chance.choice(list(Choice)), FIRST_UPDATE + number
    button = next(one for row in vote.buttons for one in row if one.get("callback_data", "").endswith(f":{choice.value}"))
    query = {
        "id": str(4_382_000_000_000_000_000 + number),
        "from": {
            "id": FIRST_PERSON + person,
            "is_bot": False,
            "first_name": NAMES[person % len(NAMES)],
            "username": f"user{person}",
            "language_code": "zh-hans",
        },
        "message": {
            "message_id": vote.message_id,
            "from": {"id": BOT.id, "is_bot": True, "first_name": BOT.first_name, "username": BOT.username},
            "chat": GROUP.raw,
            "date": 1_790_000_000,
            "edit_date": 1_790_000_100,
            "text": vote.text,
            "entities": [{"offset": 0, "length": 16, "type": "bold"}, {"offset": 20, "length": 7, "type": "italic"}],
            "reply_markup": {"inline_keyboard": vote.buttons},
        },
        "chat_instance": "-5482000000000000000",
        "data": button["callback_data"],
    }
    # The platform escapes what is not ASCII.
    body = json.dumps({"update_id": update_id, "callback_query": query}, separators=(",", ":")).encode()
    return Tap(update_id, FIRST_PERSON + person, choice, body)
