"""Words of the menu, help, the language and a person's data."""

from bot.rules.ports import Language
from bot.rules.residents import DECIDERS, STAFF, BindingState
from bot.rules.residents.facts import (
    HelpAsked,
    HelpComes,
    HelpFrom,
    HelpSent,
    HelpWanted,
    HomeLine,
    LeaveAsked,
    Left,
    MyData,
    PlaceName,
    PlacePick,
    RoleLine,
    StoppedForm,
    WhoAmI,
)
from bot.rules.residents.mornings import VOTES_NAMED, Morning
from messages.rendering import plain_text, render
from messages.residents.names import HELPERS, HOME_ROLES, home_name, home_standing, place_words, role_at
from messages.votes.wording import heading

_NEIGHBOUR: dict[Language, str] = {"zh": "一位邻居", "en": "A neighbour"}
_SOMEBODY: dict[Language, str] = {"zh": "有人", "en": "Somebody"}
_BETWEEN: dict[Language, str] = {"zh": "", "en": ", "}


def _homes(language: Language, lines: tuple[HomeLine, ...]) -> list[str]:
    between = " " if language == "zh" else ", "
    return [f"{home_name(language, one.home)}{between}{HOME_ROLES[one.role][language]}{_not_yet(language, one)}" for one in lines]


def _not_yet(language: Language, line: HomeLine) -> str:
    standing = home_standing(language, line)
    if not standing:
        return ""
    return f"，{standing}" if language == "zh" else f" ({standing})"


def _roles(language: Language, lines: tuple[RoleLine, ...]) -> list[str]:
    return [role_at(language, one.role, one.place) for one in lines]


def menu(language: Language, *, facts: WhoAmI) -> str:
    who = _roles(language, facts.roles) + _homes(language, facts.homes)
    name_for = home_name(language, facts.name_for) if facts.name_for is not None else ""
    return render(language, "residents/menu", facts=facts, who=who, name_for=name_for)


def unknown_words(language: Language, *, is_nobody: bool) -> str:
    """`is_nobody`: of whoever is registered nowhere, and may have been on the way to it."""
    return render(language, "residents/unknown_words", is_nobody=is_nobody)


def meant(language: Language) -> str:
    return render(language, "residents/meant")


def form_waits(language: Language, *, kind: str) -> str:
    """As `not_words`, while a question waits."""
    return render(language, "residents/form_waits", kind=kind)


def press_waits(language: Language, *, is_finding: bool) -> str:
    """Words on the way to a door that are not what was asked for. `is_finding`: a home may be typed there."""
    return render(language, "residents/press_waits", is_finding=is_finding)


def words_too_long(language: Language) -> str:
    return render(language, "residents/words_too_long")


def words_edited(language: Language) -> str:
    return render(language, "residents/words_edited")


def not_words(language: Language, *, kind: str) -> str:
    """Voice, a photo, a sticker or something else where words or a press were expected."""
    return render(language, "residents/not_words", kind=kind)


def helper_words(language: Language, to: HelpFrom, place: PlaceName | None) -> str:
    """和平小区3栋楼长, 和平小区的小区长 / the building head"""
    if place is None or language == "en":
        return HELPERS[to][language]
    if to is HelpFrom.HEAD:
        return place_words(language, place) + HELPERS[to]["zh"]
    return f"{place.inside or place.name}的小区长" if to is HelpFrom.CHIEF else HELPERS[to]["zh"]


def help_page(language: Language, *, who: WhoAmI, asked: HelpAsked) -> str:
    held = {one.role for one in who.roles}
    return render(
        language,
        "residents/help_page",
        is_staff=bool(held & STAFF),
        decides=bool(held & DECIDERS),
        waits=bool(who.homes) and all(one.state is not BindingState.ACTIVE for one in who.homes),
        is_new=not who.homes and not who.roles,
        invites=any(one.may_invite for one in who.homes),
        says_where=asked.where is not None,
        by_staff=asked.by_staff,
        helper=helper_words(language, asked.to, None) if asked.to is not HelpFrom.OPERATOR else "",
    )


def help_where(language: Language, *, where: PlacePick) -> str:
    return render(language, "residents/help_where", kind=where.choices[0].kind.value if where.choices else "")


def help_asked(language: Language, *, facts: HelpAsked) -> str:
    return render(language, "residents/help_asked", facts=facts, to=facts.to.value, helper=helper_words(language, facts.to, facts.place))


def data_wrong_asked(language: Language, *, facts: HelpAsked) -> str:
    helper = helper_words(language, facts.to, facts.place)
    return render(language, "residents/data_wrong_asked", facts=facts, to=facts.to.value, helper=helper)


def help_sent(language: Language, *, facts: HelpSent) -> str:
    return render(language, "residents/help_sent", facts=facts, helper=helper_words(language, facts.to, facts.place))


def help_added(language: Language, *, facts: HelpSent) -> str:
    """A second message about the same."""
    return render(language, "residents/help_added", facts=facts, helper=helper_words(language, facts.to, facts.place))


def help_moved(language: Language, *, facts: HelpSent) -> str:
    """To who asked: whoever had the call cannot help any more."""
    return render(language, "residents/help_moved", facts=facts, helper=helper_words(language, facts.to, facts.place))


def help_wanted(language: Language, *, facts: HelpWanted) -> str:
    helper = HELPERS[facts.moved_to][language] if facts.moved_to not in {None, HelpFrom.OPERATOR} else ""
    return render(language, "residents/help_wanted", facts=facts, topic=facts.topic.value, who=_asker(language, facts), helper=helper)


def _asker(language: Language, facts: HelpWanted) -> str:
    if facts.home is not None:
        return home_name(language, facts.home)
    if facts.role is not None and facts.place is not None:
        where = role_at(language, facts.role, facts.place)
        return f"{where} {facts.name}".strip() if language == "zh" else f"{facts.name} ({where})" if facts.name else where
    if facts.place is None:
        return _NEIGHBOUR[language]
    where = place_words(language, facts.place)
    return f"{where}的{_NEIGHBOUR['zh']}" if language == "zh" else f"{_NEIGHBOUR['en']} at {where}"


def help_comes(language: Language, *, facts: HelpComes) -> str:
    where = role_at(language, facts.role, facts.place) if facts.role is not None and facts.place is not None else ""
    who = _BETWEEN[language].join(part for part in (where, facts.name) if part) or _SOMEBODY[language]
    return render(language, "residents/help_comes", who=who[:1].upper() + who[1:])


def morning(language: Language, *, facts: Morning) -> str:
    closing = [(heading(language, one.heading), one) for one in facts.closing[:VOTES_NAMED]]
    undecided = [heading(language, one) for one in facts.undecided[:VOTES_NAMED]]
    more = len(facts.closing) + len(facts.undecided) - len(closing) - len(undecided)
    return render(language, "residents/morning", facts=facts, closing=closing, undecided=undecided, more=more)


def help_taken(language: Language) -> str:
    return render(language, "residents/help_taken")


def language_page(language: Language) -> str:
    return render(language, "residents/language_page")


def language_chosen(language: Language, *, chosen: Language) -> str:
    return plain_text(render(language, "residents/language_chosen", chosen=chosen))


def my_data(language: Language, *, facts: MyData) -> str:
    homes, roles = _homes(language, facts.homes), _roles(language, facts.roles)
    return render(language, "residents/my_data", facts=facts, homes=homes, roles=roles)


def my_data_file(language: Language) -> str:
    return render(language, "residents/my_data_file")


def new_name_asked(language: Language) -> str:
    return render(language, "residents/new_name_asked")


def renamed(language: Language, *, name: str) -> str:
    return render(language, "residents/renamed", name=name)


def leave_asked(language: Language, *, facts: LeaveAsked) -> str:
    return render(language, "residents/leave_asked", facts=facts)


def left(language: Language, *, facts: Left) -> str:
    return render(language, "residents/left", facts=facts)


def stopped(language: Language, *, facts: StoppedForm) -> str:
    return render(language, "residents/stopped", facts=facts)
