"""The door-knock list of a building's head: a button a home."""

from aiogram.types import InlineKeyboardButton

from bot.rules.ports import Language
from bot.rules.votes.knocking import KnockHome, KnockList, KnockSheet
from handlers.screens import Attachment, Screen, button, in_rows, keyboard
from handlers.votes.callbacks import ListNotReturned, PrintKnocks, ShowKnocks, TickDoor
from messages import votes as texts
from messages.votes.labels import label

Row = list[InlineKeyboardButton]
# Before the room, so that it is seen without colours and read aloud first.
KNOCKED = "✓"


def knock_list(facts: KnockList, language: Language) -> Screen:
    vote = facts.heading.vote_id
    doors = in_rows(_door(facts, one, language) for one in facts.homes)
    more = [button(label(language, "print"), PrintKnocks(vote=vote)), button(label(language, "back"), ListNotReturned(vote=vote))]
    return Screen(texts.knock_list(language, facts=facts), keyboard(*doors, _pages(facts, language), more))


def _door(facts: KnockList, home: KnockHome, language: Language) -> InlineKeyboardButton:
    room, is_knocked = texts.knock_room(language, home), home.knocked_at is not None
    tap = TickDoor(vote=facts.heading.vote_id, home=home.id, page=facts.page, knocked=not is_knocked)
    return button(f"{KNOCKED} {room}" if is_knocked else room, tap)


def _pages(facts: KnockList, language: Language) -> Row:
    """Round and round: both buttons stay where they are on every page."""
    if facts.pages == 1:
        return []
    vote = facts.heading.vote_id
    before, after = ((facts.page + step) % facts.pages for step in (-1, 1))
    return [
        button(label(language, "page_before"), ShowKnocks(vote=vote, page=before)),
        button(label(language, "page_after"), ShowKnocks(vote=vote, page=after)),
    ]


def knocks_printed(sheet: KnockSheet, file: Attachment, language: Language) -> Screen:
    return Screen(texts.knocks_printed(language, sheet=sheet), attachment=file)
