"""Screens of the roster: what is there, what a file would change, what is still to be decided."""

from aiogram.types import InlineKeyboardButton

from bot.rules.compounds import AllDone, GapQuestion, Imported, MissingHome, NameQuestion, RosterChoice, RosterOverview, RosterPreview
from bot.rules.ports import Language
from handlers.compounds.callbacks import (
    CompoundChosen,
    GapAnswered,
    GapsOpened,
    ImportConfirmed,
    ImportUndone,
    MissingOpened,
    NameDecided,
    NamesOpened,
    RetireAsked,
)
from handlers.menus import OpenMenu, OpenRoster, OpenStart, StopForm
from handlers.screens import CardKind, Screen, button, in_rows, keyboard
from messages import compounds as texts
from messages.compounds.labels import label
from messages.labels import label as shared

CARDS: dict[str, CardKind] = {}


def roster_overview(facts: RosterOverview, language: Language) -> Screen:
    work = [
        (facts.gaps, "fill", GapsOpened(place=facts.compound_id)),
        (facts.names, "names", NamesOpened(place=facts.compound_id)),
        (facts.missing, "missing", MissingOpened(place=facts.compound_id)),
        (facts.undoable, "undo", ImportUndone(place=facts.compound_id)),
    ]
    buttons = [button(label(language, name), data) for count, name, data in work if count]
    rest = [button(shared(language, "next"), OpenStart(place=facts.compound_id)), button(shared(language, "menu"), OpenMenu())]
    return Screen(texts.roster_overview(language, facts=facts), keyboard(*in_rows(buttons, 2), rest))


def roster_choice(facts: RosterChoice, language: Language) -> Screen:
    buttons = [button(one.name, CompoundChosen(place=one.id) if facts.with_file else OpenRoster(place=one.id)) for one in facts.compounds]
    return Screen(
        texts.roster_choice(language, facts=facts), keyboard(*in_rows(buttons, 2), [button(shared(language, "menu"), OpenMenu())])
    )


def reading(language: Language, file_name: str) -> Screen:
    return Screen(texts.roster_reading(language, file_name=file_name))


def importing(language: Language) -> Screen:
    return Screen(texts.roster_importing(language))


def roster_preview(facts: RosterPreview, language: Language) -> Screen:
    keys = [button(label(language, "import"), ImportConfirmed()), button(label(language, "not_yet"), StopForm())]
    return Screen(texts.roster_preview(language, facts=facts), keyboard(keys))


def roster_imported(facts: Imported, language: Language) -> Screen:
    work = [
        (facts.result.gaps, "fill", GapsOpened(place=facts.compound_id)),
        (facts.names, "names", NamesOpened(place=facts.compound_id)),
        (facts.result.missing, "missing", MissingOpened(place=facts.compound_id)),
        (True, "undo", ImportUndone(place=facts.compound_id)),
    ]
    buttons = [button(label(language, name), data) for count, name, data in work if count]
    return Screen(
        texts.roster_imported(language, facts=facts),
        keyboard(*in_rows(buttons, 2), [button(shared(language, "next"), OpenStart(place=facts.compound_id))]),
    )


def gap_question(facts: GapQuestion, language: Language) -> Screen:
    keys = [
        button(label(language, "area"), GapAnswered(place=facts.compound_id, gap=facts.gap_id, how="area")),
        button(label(language, "strike"), GapAnswered(place=facts.compound_id, gap=facts.gap_id, how="reason")),
    ]
    return Screen(texts.gap_question(language, facts=facts), keyboard(keys, [_back(facts.compound_id, language)]))


def gap_asked(facts: GapQuestion, language: Language, how: str) -> Screen:
    words = texts.area_asked(language, facts=facts) if how == "area" else texts.strike_asked(language, facts=facts)
    return Screen(words, keyboard([button(shared(language, "cancel"), StopForm())]))


def name_question(facts: NameQuestion, language: Language) -> Screen:
    keys = [
        button(label(language, "same"), NameDecided(place=facts.compound_id, home=facts.first_home, same=True)),
        button(label(language, "different"), NameDecided(place=facts.compound_id, home=facts.first_home, same=False)),
    ]
    return Screen(texts.name_question(language, facts=facts), keyboard(keys, [_back(facts.compound_id, language)]))


def missing_home(facts: MissingHome, language: Language) -> Screen:
    keys = [
        button(label(language, "retire"), RetireAsked(place=facts.compound_id, home=facts.home_id)),
        button(label(language, "keep"), MissingOpened(place=facts.compound_id, after=facts.home_id)),
    ]
    return Screen(texts.missing_home(language, facts=facts), keyboard(keys, [_back(facts.compound_id, language)]))


def retire_asked(language: Language, home: str) -> Screen:
    return Screen(texts.retire_asked(language, home=home), keyboard([button(shared(language, "cancel"), StopForm())]))


def all_done(facts: AllDone, language: Language) -> Screen:
    keys = [button(shared(language, "next"), OpenStart(place=facts.compound_id)), _back(facts.compound_id, language)]
    return Screen(texts.all_done(language, facts=facts), keyboard(keys))


def _back(compound_id: str, language: Language) -> InlineKeyboardButton:
    return button(label(language, "roster"), OpenRoster(place=compound_id))


def question(facts: GapQuestion | NameQuestion | MissingHome | AllDone, language: Language) -> Screen:
    """The next thing to decide, whatever it is."""
    match facts:
        case GapQuestion():
            return gap_question(facts, language)
        case NameQuestion():
            return name_question(facts, language)
        case MissingHome():
            return missing_home(facts, language)
        case AllDone():
            return all_done(facts, language)
