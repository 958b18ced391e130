"""Letters about a vote's chain."""

from bot.rules.ports import Language
from bot.rules.proofs import HeadPosted
from handlers.screens import CardKind, Screen
from messages import proofs as texts


def head_posted(facts: HeadPosted, language: Language) -> Screen:
    return Screen(texts.head_posted(language, facts=facts))


CARDS = {"head_posted": CardKind(HeadPosted, head_posted)}
