"""Words about updates as such."""

from datetime import datetime

from bot.rules.ports import Language
from bot.rules.updates import Apology, Away
from messages.rendering import render


def apology(language: Language, *, facts: Apology) -> str:
    return render(language, "updates/apology", facts=facts)


def away(language: Language, *, facts: Away) -> str:
    return render(language, "updates/away", facts=facts)


def not_recorded(language: Language) -> str:
    return render(language, "updates/not_recorded")


def nothing_new(language: Language, *, at: datetime) -> str:
    return render(language, "updates/nothing_new", at=at)


def press_came_twice(language: Language) -> str:
    return render(language, "updates/press_came_twice")


def words_came_twice(language: Language) -> str:
    return render(language, "updates/words_came_twice")
