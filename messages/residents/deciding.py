"""Words of those who decide about a home, and of those they decide about."""

from dataclasses import replace

from bot.rules.ports import Language
from bot.rules.residents import BindingState, HomeRole, Level
from bot.rules.residents.facts import (
    BindingEnded,
    BindingSuspendedTold,
    ConfirmAsked,
    Decided,
    EndAsked,
    GuestHeld,
    HomeAt,
    HomeLine,
    HomePeople,
    HouseholdInvite,
    InviteAsked,
    MyHomes,
    NewcomerTold,
    ObjectionCard,
    ObjectionMade,
    ObjectionSettled,
    RefusalAsked,
    RequestAnswered,
    RequestCard,
    RequestList,
    RequestMoved,
    RequestRefused,
)
from messages.rendering import plain_text, render
from messages.residents.names import ABOVE, HOME_ROLES, LEVELS, REASONS, VIAS, home_name, home_standing, numbered


def request_card(language: Language, *, facts: RequestCard) -> str:
    return render(
        language,
        "residents/request_card",
        facts=facts,
        passed_to=LEVELS[facts.passed_to][language] if facts.passed_to is not None else "",
        came_from=LEVELS[facts.came_from][language] if facts.came_from is not None else "",
        state=facts.state.value,
        above=ABOVE[facts.level][language],
        home=home_name(language, facts.home),
        role=HOME_ROLES[facts.role][language],
        is_owner=facts.role is HomeRole.OWNER,
    )


def objection_card(language: Language, *, facts: ObjectionCard) -> str:
    return render(
        language,
        "residents/objection_card",
        facts=facts,
        passed_to=LEVELS[facts.passed_to][language] if facts.passed_to is not None else "",
        came_from=LEVELS[facts.came_from][language] if facts.came_from is not None else "",
        state=facts.state.value,
        above=ABOVE[facts.level][language],
        home=home_name(language, facts.home),
        role=HOME_ROLES[facts.role][language],
        via=VIAS[facts.via][language],
        is_owner=facts.role is HomeRole.OWNER,
    )


def request_list(language: Language, *, facts: RequestList) -> str:
    return render(language, "residents/request_list", facts=facts, others=len(facts.lines) + facts.more - facts.mine)


def confirm_asked(language: Language, *, facts: ConfirmAsked) -> str:
    return render(language, "residents/confirm_asked", facts=facts, owner=facts.owner.name, home=home_name(language, facts.home))


def refusal_asked(language: Language, *, facts: RefusalAsked) -> str:
    return render(language, "residents/refusal_asked", home=home_name(language, facts.home))


def decided(language: Language, *, facts: Decided) -> str:
    return plain_text(render(language, "residents/decided", facts=facts, state=facts.state.value, home=home_name(language, facts.home)))


def request_refused(language: Language, *, facts: RequestRefused) -> str:
    return render(
        language,
        "residents/request_refused",
        home=home_name(language, facts.home),
        reason=facts.reason.value,
        level=LEVELS[facts.level][language],
    )


def request_answered(language: Language, *, facts: RequestAnswered) -> str:
    return render(
        language,
        "residents/request_answered",
        facts=facts,
        home=home_name(language, facts.home),
        role=HOME_ROLES[facts.role][language],
        state=facts.state.value,
    )


def request_moved(language: Language, *, facts: RequestMoved) -> str:
    level = LEVELS[facts.level][language]
    return render(language, "residents/request_moved", facts=facts, home=home_name(language, facts.home), level=level)


def newcomer_told(language: Language, *, facts: NewcomerTold) -> str:
    return render(
        language,
        "residents/newcomer_told",
        facts=facts,
        home=home_name(language, facts.home),
        role=HOME_ROLES[facts.role][language],
        via=VIAS[facts.via][language],
        level=LEVELS[facts.level][language],
    )


def newcomer_known(language: Language) -> str:
    return render(language, "residents/newcomer_known")


def objection_made(language: Language, *, facts: ObjectionMade) -> str:
    return render(language, "residents/objection_made", home=home_name(language, facts.home), level=LEVELS[facts.level][language])


def binding_suspended(language: Language, *, facts: BindingSuspendedTold) -> str:
    return render(
        language,
        "residents/binding_suspended",
        home=home_name(language, facts.home),
        level=LEVELS[facts.level][language],
        is_owner=facts.role is HomeRole.OWNER,
    )


def guest_held(language: Language, *, facts: GuestHeld) -> str:
    home, role, level = home_name(language, facts.home), HOME_ROLES[facts.role][language], LEVELS[facts.level][language]
    return render(language, "residents/guest_held", state=facts.state.value, home=home, role=role, level=level)


def objection_settled(language: Language, *, facts: ObjectionSettled) -> str:
    return render(
        language, "residents/objection_settled", facts=facts, home=home_name(language, facts.home), is_owner=facts.role is HomeRole.OWNER
    )


def binding_ended(language: Language, *, facts: BindingEnded) -> str:
    return render(language, "residents/binding_ended", home=home_name(language, facts.home), reason=REASONS[facts.reason][language])


def my_homes(language: Language, *, facts: MyHomes) -> str:
    lines = [(home_name(language, one.home), HOME_ROLES[one.role][language], home_standing(language, one)) for one in facts.lines]
    return render(language, "residents/my_homes", lines=lines, invites=any(one.may_invite for one in facts.lines))


def my_home(language: Language, *, facts: HomeLine) -> str:
    return render(
        language,
        "residents/my_home",
        facts=facts,
        # The compound has its own place on this page.
        home=home_name(language, replace(facts.home, apart=False)),
        compound=facts.home.compound,
        role=HOME_ROLES[facts.role][language],
        standing=home_standing(language, facts),
        above=ABOVE[facts.level or Level.STAFF][language],
    )


def end_asked(language: Language, *, facts: EndAsked) -> str:
    return render(
        language,
        "residents/end_asked",
        facts=facts,
        home=home_name(language, facts.home),
        role=HOME_ROLES[facts.role][language],
        owner=numbered(language, facts.owner, facts.number),
        reason=REASONS[facts.reason][language] if facts.reason is not None else "",
    )


def home_left(language: Language, *, ended: EndAsked) -> str:
    return render(language, "residents/home_left", home=home_name(language, ended.home), waited=ended.waits)


def binding_ended_by(language: Language, *, home: HomeAt) -> str:
    return plain_text(render(language, "residents/binding_ended_by", home=home_name(language, home)))


def home_people(language: Language, *, facts: HomePeople) -> str:
    members = [
        (
            HOME_ROLES[one.role][language],
            numbered(language, one.owner, one.number),
            one.since,
            one.state is not BindingState.ACTIVE,
            one.dropped,
        )
        for one in facts.members
    ]
    return render(language, "residents/home_people", home=home_name(language, facts.home), members=members)


def invite_asked(language: Language, *, facts: InviteAsked) -> str:
    return render(language, "residents/invite_asked", home=home_name(language, facts.home))


def household_invite(language: Language, *, facts: HouseholdInvite) -> str:
    return render(language, "residents/household_invite", facts=facts)


def household_forward(language: Language, *, facts: HouseholdInvite) -> str:
    """What the owner forwards."""
    home, role = home_name(language, facts.home), HOME_ROLES[facts.role][language]
    return render(language, "residents/household_forward", facts=facts, home=home, compound=facts.home.compound, role=role)


def invite_revoked(language: Language) -> str:
    return render(language, "residents/invite_revoked")
