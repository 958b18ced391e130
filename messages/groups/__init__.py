"""Words about groups: the cards in them, and what staff and chiefs read in private."""

from bot.rules.groups import (
    ActAsYourself,
    Bound,
    CardAbove,
    EveningCount,
    GroupBack,
    GroupClosed,
    GroupDetail,
    GroupEntry,
    GroupGone,
    GroupHelper,
    GroupList,
    GroupWaiting,
    OpenVote,
    PlaceChoice,
    PlacePage,
    Standing,
)
from bot.rules.ports import Language
from messages.formatting import english_place
from messages.rendering import plain_text, render

# A dialog holds 200 characters: the next votes to close, with titles cut to this length.
VOTES_SHOWN = 2
TITLE_SHOWN = 36


def place_name(language: Language, place: PlaceChoice) -> str:
    """和平小区3栋 / 和平小区, Building 3"""
    if language == "zh" or not place.building:
        return place.compound + place.building
    return f"{place.compound}, {english_place(place.building)}"


def bind_to(language: Language, *, place: PlaceChoice) -> str:
    """The label of a button that binds the group to this place."""
    return plain_text(render(language, "groups/bind_to", place=place_name(language, place)))


def standing(language: Language, *, facts: Standing) -> str:
    """What the bot hears and may do in a group; a part of other messages, nothing where nothing was checked."""
    return render(language, "groups/standing", standing=facts)


def group_waiting(language: Language, *, facts: GroupWaiting) -> str:
    return render(language, "groups/group_waiting", facts=facts, standing=facts.standing)


def group_helper(language: Language, *, facts: GroupHelper) -> str:
    place = place_name(language, facts.place)
    return render(language, "groups/group_helper", facts=facts, place=place, standing=facts.standing)


def act_as_yourself(language: Language, *, facts: ActAsYourself) -> str:
    return render(language, "groups/act_as_yourself", facts=facts)


def language_here(language: Language) -> str:
    return render(language, "groups/language_here")


def card_above(language: Language, *, facts: CardAbove) -> str:
    return render(language, "groups/card_above", facts=facts)


def evening_line(language: Language, *, facts: EveningCount) -> str:
    buildings = [(english_place(one.name) if language == "en" else one.name, one.homes) for one in facts.buildings]
    return render(language, "groups/evening_line", facts=facts, buildings=buildings)


def group_closed(language: Language, *, facts: GroupClosed) -> str:
    return render(language, "groups/group_closed", facts=facts, place=place_name(language, facts.place))


def group_gone(language: Language, *, facts: GroupGone) -> str:
    return render(language, "groups/group_gone", facts=facts, place=place_name(language, facts.place))


def group_back(language: Language, *, facts: GroupBack) -> str:
    return render(language, "groups/group_back", facts=facts, place=place_name(language, facts.place))


def group_bound(language: Language, *, bound: Bound) -> str:
    return render(language, "groups/group_bound", place=place_name(language, bound.place), again=bound.again, pins=bound.pins)


def group_rights(language: Language) -> str:
    return render(language, "groups/group_rights")


def open_votes(language: Language, *, votes: tuple[OpenVote, ...]) -> str:
    shown = [(vote.title[:TITLE_SHOWN], vote.closes_at) for vote in votes[:VOTES_SHOWN]]
    return render(language, "groups/open_votes", votes=shown, more=len(votes) - len(shown))


def group_list(language: Language, *, facts: GroupList) -> str:
    return render(language, "groups/group_list", facts=facts)


def group_detail(language: Language, *, facts: GroupDetail) -> str:
    place = place_name(language, facts.entry.place) if facts.entry.place is not None else ""
    return render(language, "groups/group_detail", facts=facts, place=place, standing=facts.standing)


def place_page(language: Language, *, facts: PlacePage) -> str:
    return render(language, "groups/place_page", facts=facts)


def unbind_asked(language: Language, *, entry: GroupEntry, votes: tuple[str, ...] = ()) -> str:
    return render(language, "groups/unbind_asked", entry=entry, votes=votes)


def not_staff_yet(language: Language) -> str:
    return render(language, "groups/not_staff_yet")


def card_renewed(language: Language) -> str:
    return render(language, "groups/card_renewed")


def language_set(language: Language, *, chosen: Language) -> str:
    return render(language, "groups/language_set", chosen=chosen)
