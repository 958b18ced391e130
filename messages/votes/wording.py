"""What the words about votes share: the heading of every message, homes, choices; plain text, escaped where it is used."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from bot.rules.ports import Language
from bot.rules.votes import ChangePolicy, Choice, Matter, MatterRule, rule_for
from bot.rules.votes.facts import CardLine, Heading, HomeName
from bot.rules.votes.mine import HeadChoice
from bot.rules.votes.terms import Terms
from messages.formatting import english_place
from messages.labels import label as shared
from messages.rendering import plain_text, render
from messages.votes.labels import label

# A callback answer holds 200 characters: of several homes the first ones are named, then their number.
HOMES_NAMED = 3


def place_name(language: Language, name: str) -> str:
    """3栋 / Building 3"""
    return name if language == "zh" else english_place(name)


def line_names(language: Language, lines: Sequence[CardLine], *, beside: bool) -> list[str]:
    """`beside` entrances the name of the building would say that it is about all of it: what stands behind none is the rest."""
    return [
        shared(language, "others") if beside and not one.entrance else place_name(language, one.entrance or one.building) for one in lines
    ]


def home_place(language: Language, home: HomeName) -> str:
    """3栋2单元 / Building 3, entrance 2"""
    parts = [place_name(language, part) for part in (home.building, home.entrance) if part]
    return ("" if language == "zh" else ", ").join(parts)


def scope(language: Language, heading: Heading) -> str:
    """3栋2单元, or the compound."""
    building, entrance = (place_name(language, name) for name in (heading.building, heading.entrance))
    return plain_text(render(language, "votes/scope", compound=heading.compound, building=building, entrance=entrance))


def heading(language: Language, facts: Heading) -> str:
    """锦绣花园加装电梯意向征询（3栋）, or 表决 where the legal profile allows the channel."""
    land = land_place(language, facts.land_building, facts.land_entrance)
    return plain_text(render(language, "votes/heading", title=facts.title, scope=scope(language, facts), is_vote=facts.is_vote, land=land))


def listed(language: Language, facts: Heading, *, apart: bool) -> str:
    """As in a list; `apart`: one of several compounds, each of which has a 1栋."""
    head = heading(language, facts)
    return f"{facts.compound}{'：' if language == 'zh' else ': '}{head}" if apart and facts.building else head


# Of the votes that are open at once: every card and receipt of one begins with the same words.
_HEADING = lru_cache(256)(heading)


def land_place(language: Language, building: str, entrance: str) -> str:
    """3栋2单元, of which a lift is asked; empty for a whole compound."""
    parts = [place_name(language, part) for part in (building, entrance) if part]
    return ("" if language == "zh" else ", ").join(parts)


def topic(language: Language, facts: Heading) -> str:
    """The question alone, as it is printed: of a lift's second vote the land, not the lift."""
    land = land_place(language, facts.land_building, facts.land_entrance)
    return plain_text(render(language, "votes/topic", title=facts.title, land=land))


def part_words(language: Language, facts: Heading) -> str:
    """Which of a matter's two votes this is; empty for one that is alone."""
    place = land_place(language, facts.building, facts.entrance)
    return plain_text(render(language, "votes/part_words", part=facts.part, place=place)) if facts.part is not None else ""


def change_words(language: Language, *, policy: ChangePolicy) -> str:
    """Within a sentence: 可以改 / 只能改一次 / 点了不能再改."""
    return plain_text(render(language, "votes/change_words", policy=policy))


# Three policies in two languages, in every answer to a tap.
_CHANGE_WORDS = cache(change_words)


def changes(language: Language, facts: Heading) -> dict[str, object]:
    """What a message says of whether a ballot may be changed: the words for it, at all, and again and again."""
    return {
        "change": _CHANGE_WORDS(language, policy=facts.change),
        "may_change": facts.may_change,
        "may_again": facts.change is ChangePolicy.UNTIL_CLOSE,
    }


def homes(language: Language, names: Sequence[HomeName], *, most: int = HOMES_NAMED) -> str:
    # An answer to a tap has half a dozen lists that are empty.
    return plain_text(render(language, "votes/homes", homes=names, most=most)) if names else ""


def choice_word(language: Language, choice: Choice | None) -> str:
    """As it stands within a sentence."""
    return "" if choice is None else label(language, choice.value).lower()


def article(language: Language, *, matter: Matter, terms: Terms | None) -> str:
    """Where it is written: as the profile names it; the Civil Code for a vote from before there were profiles."""
    if terms is None:
        return plain_text(render(language, "votes/article", matter=matter))
    return terms.article if language == "zh" else terms.article_en


def law(language: Language, matter: Matter, terms: Terms | None) -> dict[str, str] | None:
    """The article and the rule in words; None for a consultation."""
    rule = rule_for(matter, rule=terms.rule if terms else None)
    if rule is None:
        return None
    return {"article": article(language, matter=matter, terms=terms), "rule": rule_words(language, rule=rule)}


def rule_words(language: Language, *, rule: MatterRule) -> str:
    """三分之二以上参与，同意过半数: within a sentence."""
    return plain_text(render(language, "votes/rule_words", rule=rule))


def say(language: Language, name: str, about: Heading, **facts: Any) -> str:
    """A message that begins with its vote."""
    shared = {"head": _HEADING(language, about), "part": part_words(language, about), **changes(language, about)}
    return render(language, f"votes/{name}", **shared, **facts)


def chosen(language: Language, heads: tuple[HeadChoice, ...]) -> list[dict[str, object]]:
    """What somebody chose, head by head; with its receipt where one code is not that of all."""
    apart = len({one.code for one in heads if one.code}) > 1
    return [
        {
            "homes": homes(language, one.homes),
            "choice": _chosen_word(language, one),
            "disputed": one.disputed,
            "code": one.code if apart else "",
        }
        for one in heads
    ]


def _chosen_word(language: Language, one: HeadChoice) -> str:
    """With where it comes from, and whether it counts, where that has to be said."""
    word = choice_word(language, one.choice)
    note = entered_note(language, facts=one) if one.choice is not None or one.elsewhere else ""
    return word + (" " if word and note and language == "en" else "") + note


def entered_note(language: Language, *, facts: HeadChoice) -> str:
    """In brackets behind the choice; empty where there is nothing to say."""
    return plain_text(render(language, "votes/entered_note", facts=facts))
