"""Words of coming: codes, the privacy notice, the home found, the request that waits."""

from bot.rules.ports import Language
from bot.rules.residents import HomeRole, InviteKind, PlaceKind
from bot.rules.residents.facts import (
    CodeTriesOver,
    EntrancePick,
    HomePicked,
    Joined,
    NameNeeded,
    NoticeNeeded,
    Offer,
    PlacePick,
    RequestStanding,
    RoleTaken,
    RoomPick,
    TapRemembered,
)
from bot.rules.residents.violations import CODE_REFUSED, NOT_BOUND
from bot.rules.violations import code_of
from messages.formatting import english_place
from messages.rendering import render
from messages.residents.names import ABOVE, HOME_ROLES, LEVELS, home_name, place_words, role_at
from messages.violations import with_code


def welcome(language: Language) -> str:
    return render(language, "residents/welcome")


def another_door(language: Language, *, compound: str) -> str:
    return render(language, "residents/another_door", compound=compound)


def scheme_next(language: Language) -> str:
    return render(language, "residents/scheme_next")


def home_asked(language: Language, *, facts: Offer) -> str:
    assert facts.home is not None, "a slip or a household's invite is for a home"
    assert facts.home_role is not None, "a slip or a household's invite says as what"
    return render(
        language,
        "residents/home_asked",
        home=home_name(language, facts.home),
        compound=facts.home.compound,
        role=HOME_ROLES[facts.home_role][language],
        is_slip=facts.kind is InviteKind.SLIP,
    )


def role_offered(language: Language, *, facts: Offer) -> str:
    assert facts.role is not None, "an invite to a role names it"
    assert facts.place is not None, "an invite to a role names its place"
    return render(language, "residents/role_offered", role=facts.role.value, role_at=role_at(language, facts.role, facts.place))


def code_refused(language: Language) -> str:
    return with_code(language, render(language, "residents/code_refused"), code_of(CODE_REFUSED))


def code_tries_over(language: Language, *, facts: CodeTriesOver) -> str:
    return render(language, "residents/code_tries_over", facts=facts)


def code_spent_by_self(language: Language) -> str:
    return render(language, "residents/code_spent_by_self")


def privacy_notice(language: Language, *, facts: NoticeNeeded) -> str:
    return render(language, "residents/privacy_notice", facts=facts)


def notice_declined(language: Language) -> str:
    return render(language, "residents/notice_declined")


def offer_declined(language: Language, *, is_home: bool) -> str:
    return render(language, "residents/offer_declined", is_home=is_home)


def joined(language: Language, *, facts: Joined) -> str:
    is_owner = facts.role is HomeRole.OWNER
    return render(
        language,
        "residents/joined",
        facts=facts,
        home=home_name(language, facts.home),
        role=HOME_ROLES[facts.role][language],
        owner=facts.owner,
        is_owner=is_owner,
        verified=is_owner and bool(facts.owner),
    )


def role_given(language: Language, *, facts: RoleTaken) -> str:
    return render(language, "residents/role_given", facts=facts, role_at=role_at(language, facts.role, facts.place))


def name_asked(language: Language, *, facts: NameNeeded) -> str:
    return render(language, "residents/name_asked", home=home_name(language, facts.home), level=LEVELS[facts.level][language])


def request_standing(language: Language, *, facts: RequestStanding) -> str:
    return render(
        language,
        "residents/request_standing",
        facts=facts,
        home=home_name(language, facts.home),
        role=HOME_ROLES[facts.role][language],
        level=LEVELS[facts.level][language],
        above=ABOVE[facts.level][language],
    )


def tap_remembered(language: Language, *, facts: TapRemembered) -> str:
    """A refusal for now: it has its code as others have, and the log names it."""
    return with_code(language, render(language, NOT_BOUND, facts=facts), code_of(NOT_BOUND))


def tap_too_late(language: Language) -> str:
    return render(language, "residents/tap_too_late")


def place_pick(language: Language, *, facts: PlacePick, manages: bool = False) -> str:
    """`manages`: a decider looks somebody up, nobody chooses their own home."""
    above = place_words(language, facts.above) if facts.above is not None else ""
    kind = facts.choices[0].kind if facts.choices else PlaceKind.COMPOUND
    return render(language, "residents/place_pick", facts=facts, above=above, kind=kind.value, manages=manages)


def entrance_pick(language: Language, *, facts: EntrancePick) -> str:
    return render(language, "residents/entrance_pick", building=place_words(language, facts.building))


def room_pick(language: Language, *, facts: RoomPick, manages: bool = False) -> str:
    entrance = english_place(facts.entrance) if language == "en" else facts.entrance
    building = place_words(language, facts.building)
    return render(language, "residents/room_pick", building=building, entrance=entrance, manages=manages, pages=facts.pages)


def home_picked(language: Language, *, facts: HomePicked) -> str:
    return render(language, "residents/home_picked", home=home_name(language, facts.home), compound=facts.home.compound)


def invite_void(language: Language) -> str:
    return render(language, "residents/invite_void")
