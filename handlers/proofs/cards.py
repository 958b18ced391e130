"""Letters about a vote's chain."""

from bot.rules.ports import Language
from bot.rules.proofs import HeadPosted, OwnReceipt
from handlers.menus import OpenMenu
from handlers.screens import CardKind, Screen, button, keyboard
from messages import proofs as texts
from messages.labels import label as shared


def head_posted(facts: HeadPosted, language: Language) -> Screen:
    return Screen(texts.head_posted(language, facts=facts))


def own_receipts(facts: tuple[OwnReceipt, ...], language: Language) -> Screen:
    return Screen(texts.own_receipts(language, facts=facts), keyboard([button(shared(language, "menu"), OpenMenu())]))


CARDS = {"head_posted": CardKind(HeadPosted, head_posted)}
