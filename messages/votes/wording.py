"""What the words about votes share: the heading of every message, homes, choices; plain text, escaped where it is used."""

from collections.abc import Sequence
from typing import Any

from bot.rules.ports import Language
from bot.rules.votes import Choice
from bot.rules.votes.facts import HeadChoice, Heading, HomeName
from messages.formatting import english_place
from messages.rendering import plain_text, render
from messages.votes.labels import label

# A callback answer holds 200 characters: of several homes the first ones are named, then their number.
HOMES_NAMED = 3


def place_name(language: Language, name: str) -> str:
    """3栋 / Building 3"""
    return name if language == "zh" else english_place(name)


def scope(language: Language, heading: Heading) -> str:
    """3栋2单元, or the compound."""
    building, entrance = (place_name(language, name) for name in (heading.building, heading.entrance))
    return plain_text(render(language, "votes/scope", compound=heading.compound, building=building, entrance=entrance))


def heading(language: Language, facts: Heading) -> str:
    """锦绣花园加装电梯意向征询（3栋）: every vote is a consultation while no legal profile allows the channel."""
    return plain_text(render(language, "votes/heading", title=facts.title, scope=scope(language, facts)))


def homes(language: Language, names: Sequence[HomeName], *, most: int = HOMES_NAMED) -> str:
    return plain_text(render(language, "votes/homes", homes=names, most=most))


def choice_word(language: Language, choice: Choice | None) -> str:
    """As it stands within a sentence."""
    return "" if choice is None else label(language, choice.value).lower()


def say(language: Language, name: str, about: Heading, **facts: Any) -> str:
    """A message that begins with its vote."""
    return render(language, f"votes/{name}", head=heading(language, about), **facts)


def chosen(language: Language, heads: tuple[HeadChoice, ...]) -> list[dict[str, object]]:
    """What somebody chose, head by head."""
    return [{"homes": homes(language, one.homes), "choice": choice_word(language, one.choice), "disputed": one.disputed} for one in heads]
