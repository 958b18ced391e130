"""Another language, in private: the card that stands last on each phone is worded anew, where it stands."""

from datetime import datetime

import orjson
from sqlalchemy import select

from bot.actions import residents
from bot.actions.unit import UnitOfWork
from bot.rules.letters import Letter, LetterState
from bot.rules.ports import Language
from bot.runtime.app import App
from bot.sandbox.chats import Message
from bot.sandbox.markup import parse_html
from bot.sandbox.people import Person
from bot.sandbox.world import World
from handlers.registry import menu_items
from handlers.residents.callbacks import ShowLanguages
from handlers.residents.cards.serving import menu
from storage.base import decode
from storage.outbox import WAITING, StoredLetter
from storage.outbox_table import outbox

# Made in its reader's language before it became a letter: it has no other words.
WORDED_ALREADY = "runtime.screen"
# What follows a letter's own key where it is written once more; living keys have 96 signs, chats and messages their numbers.
AGAIN, LONGEST_OWN = ":reworded-", 60


async def reword_last_cards(app: App, world: World, language: Language) -> None:
    """By the product's own means: a letter is written once more for the message that it became, the menu is shown in its own place.

    What else a press has left there (a question under way, say) goes on in the new language with its next step.
    """
    for person in world.state.people.values():
        last = _last_card(world, person)
        if last is None:
            continue
        if ShowLanguages().pack() in {one.data for row in last.keyboard for one in row}:
            await _show_menu(app, last, language)
        else:
            await _write_again(app, last, language)


def _last_card(world: World, person: Person) -> Message | None:
    """With buttons, and newer than anything else; of those whose phone can be looked at. No file: it would be sent once more."""
    messages = world.state.messages[person.user_id]
    if not person.named or person.blocked or not messages:
        return None
    last = messages[max(messages)]
    return last if last.keyboard and last.media is None else None


async def _show_menu(app: App, card: Message, language: Language) -> None:
    me, now = card.chat_id, app.clock.now()
    who = await residents.read_who_i_am(app.unit(False), telegram_id=me, now=now)
    actor = await residents.read_actor(app.unit(False), telegram_id=me)
    await app.screens.show(me, menu(who, actor, menu_items(), language), replace=card.id)


async def _write_again(app: App, card: Message, language: Language) -> None:
    async with app.unit(True) as unit:
        letter = await _letter_of(unit, card)
        if letter is not None:
            await _put(unit, card, letter, language, app.clock.now())
        await unit.commit()


async def _put(unit: UnitOfWork, card: Message, letter: StoredLetter, language: Language, now: datetime) -> None:
    """Newer facts that are on their way to this message find their new words by themselves.

    Its keys begin with the letter's own: by them what asks whether it is still true finds what it is about.
    """
    live, own = await unit.chats.live_at(card.chat_id, card.id), letter.key.partition(AGAIN)[0]
    key = live.live_key if live is not None else f"{own[:LONGEST_OWN]}{AGAIN}{card.chat_id}:{card.id}"
    coming = select(outbox.c.id).where(outbox.c.live_key == key, outbox.c.state.in_((*WAITING, LetterState.LEASED))).limit(1)
    if await unit.connection.scalar(coming) is None:
        again = Letter(f"{own}{AGAIN}{letter.id}:{language}", card.chat_id, letter.card, decode(letter.facts), live_key=key)
        await unit.chats.set_live(key, card.chat_id, card.id, now)
        await unit.outbox.put(again, now)


async def _letter_of(unit: UnitOfWork, card: Message) -> StoredLetter | None:
    """The newest that became this message, if it says so still: a press may have brought another screen there."""
    letter = await unit.outbox.letter_at(card.chat_id, card.id)
    if letter is None or not letter.facts or letter.request is None or letter.card == WORDED_ALREADY:
        return None
    return letter if _said(letter.request) == card.words else None


def _said(request: str) -> str:
    parameters = orjson.loads(request)["parameters"]
    return parse_html(parameters.get("text") or parameters.get("caption") or "").text
