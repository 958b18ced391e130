"""Screens and letters about a renovation's asks."""

from aiogram.types import InlineKeyboardButton

from bot.rules.asks import (
    ChangesAsked,
    ChangesShown,
    ChangesTold,
    PickPlace,
    RenovationList,
    RenovationView,
    StageStatus,
)
from bot.rules.marks import mark_of
from bot.rules.ports import Language
from handlers.asks.callbacks import BeginRenovation, DropRenovation, ListRenovations, PublishChanges, ShowRenovation, TellChanges
from handlers.menus import BeginAsk, OpenMenu, ShowMyVote, ShowVote
from handlers.screens import CardKind, Screen, button, keyboard
from messages import asks as texts
from messages.asks.labels import label
from messages.labels import label as shared

Row = list[InlineKeyboardButton]


def _menu(language: Language) -> InlineKeyboardButton:
    return button(shared(language, "menu"), OpenMenu())


def _back(renovation: str, language: Language) -> InlineKeyboardButton:
    return button(shared(language, "back"), ShowRenovation(renovation=renovation))


def renovation_list(facts: RenovationList, language: Language) -> Screen:
    rows = [[button(one.title, ShowRenovation(renovation=one.id))] for one in facts.lines]
    begin = [button(label(language, "begin"), BeginRenovation())] if facts.may_begin else []
    return Screen(texts.renovation_list(language, facts=facts), keyboard(*rows, [*begin, _menu(language)]))


def pick_place(facts: PickPlace, language: Language) -> Screen:
    rows = [[button(name, BeginRenovation(place=place))] for place, name in facts.choices]
    return Screen(texts.pick_place(language), keyboard(*rows, [_menu(language)]))


def ask_title(language: Language) -> Screen:
    return Screen(texts.ask_title(language), keyboard([button(shared(language, "back"), ListRenovations())]))


def renovation_view(facts: RenovationView, language: Language) -> Screen:
    """What comes next is the one button that stands alone; residents look, and answer where it is being asked."""
    at, acts = facts.at, list[InlineKeyboardButton]()
    if facts.in_charge and at.status in {StageStatus.READY, StageStatus.AGAIN}:
        acts.append(button(label(language, "ask"), BeginAsk(renovation=facts.id, stage=at.stage)))
    elif facts.in_charge and at.status is StageStatus.TO_TELL and at.ask is not None:
        acts.append(button(label(language, "tell"), TellChanges(renovation=facts.id, ask=at.ask.id)))
    elif at.status is StageStatus.ASKING and at.ask is not None:
        look = ShowVote(vote=at.ask.vote_id) if facts.in_charge else ShowMyVote(vote=at.ask.vote_id)
        acts.append(button(label(language, "look"), look))
    told = [one.ask for one in facts.stages if one.ask is not None and one.ask.changes]
    mend: Row = []
    if facts.in_charge and told and at.status is not StageStatus.ASKING and at.status is not StageStatus.TO_TELL:
        mend = [button(label(language, "mend"), TellChanges(renovation=facts.id, ask=told[-1].id))]
    if facts.may_be_dropped:
        mend = [button(label(language, "drop"), DropRenovation(renovation=facts.id))]
    last = [button(label(language, "renovations"), ListRenovations()), _menu(language)]
    return Screen(texts.renovation_view(language, facts=facts), keyboard(acts, mend, last))


def drop_asked(facts: RenovationView, language: Language) -> Screen:
    drop = button(label(language, "drop"), DropRenovation(renovation=facts.id, sure=True))
    return Screen(texts.drop_asked(language, facts=facts), keyboard([drop, _back(facts.id, language)]))


def changes_asked(facts: ChangesAsked, language: Language) -> Screen:
    """A letter, and the question itself: the button has the next words taken for the answer."""
    tell = button(label(language, "tell"), TellChanges(renovation=facts.renovation_id, ask=facts.ask.id))
    return Screen(texts.changes_asked(language, facts=facts), keyboard([tell, _back(facts.renovation_id, language)]))


def write_changes(facts: ChangesAsked, language: Language) -> Screen:
    return Screen(texts.write_changes(language, facts=facts), keyboard([_back(facts.renovation_id, language)]))


def changes_shown(facts: ChangesShown, language: Language) -> Screen:
    send = button(label(language, "send"), PublishChanges(renovation=facts.renovation_id, ask=facts.ask.id, mark=mark_of(facts.words)))
    again = button(label(language, "again"), TellChanges(renovation=facts.renovation_id, ask=facts.ask.id))
    return Screen(texts.changes_shown(language, facts=facts), keyboard([send, again], [_back(facts.renovation_id, language)]))


def changes_told(facts: ChangesTold, language: Language) -> Screen:
    return Screen(texts.changes_told(language, facts=facts))


CARDS = {
    "changes_asked": CardKind(ChangesAsked, changes_asked),
    "changes_told": CardKind(ChangesTold, changes_told),
}
