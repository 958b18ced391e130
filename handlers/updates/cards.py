"""Letters about updates as such."""

from bot.rules.ports import Language
from bot.rules.updates import Apology, Away
from handlers.menus import OpenMenu
from handlers.screens import CardKind, Screen, button, keyboard
from messages import updates as texts
from messages.labels import label


def apology(facts: Apology, language: Language) -> Screen:
    return Screen(texts.apology(language, facts=facts), keyboard([button(label(language, "menu"), OpenMenu())]))


def away(facts: Away, language: Language) -> Screen:
    return Screen(texts.away(language, facts=facts))


def came_twice(language: Language) -> Screen:
    return Screen(texts.words_came_twice(language), keyboard([button(label(language, "menu"), OpenMenu())]))


CARDS = {"apology": CardKind(Apology, apology), "away": CardKind(Away, away)}
