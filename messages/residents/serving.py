"""Words of roles and slips."""

from bot.rules.ports import Language
from bot.rules.residents.facts import (
    BuildingHeads,
    ChiefProposed,
    RevokeAsked,
    RoleEndedTold,
    RoleHolders,
    RoleInvite,
    RoleOverview,
    RoleSettled,
    RoleTakenTold,
    SlipsAsked,
    SlipsPrinted,
)
from messages.rendering import plain_text, render
from messages.residents.names import ROLES, called, place_words, role_at


def role_places(language: Language) -> str:
    return render(language, "residents/role_places")


def role_overview(language: Language, *, facts: RoleOverview) -> str:
    return render(language, "residents/role_overview", facts=facts, place=place_words(language, facts.place))


def building_heads(language: Language, *, facts: BuildingHeads) -> str:
    return render(language, "residents/building_heads", compound=place_words(language, facts.compound))


def role_holders(language: Language, *, facts: RoleHolders) -> str:
    holders = [(called(language, one.name), one.since, one.waits) for one in facts.holders]
    return render(language, "residents/role_holders", role_at=role_at(language, facts.role, facts.place), holders=holders)


def role_invite(language: Language, *, facts: RoleInvite) -> str:
    return render(language, "residents/role_invite", facts=facts, role=ROLES[facts.role][language])


def role_forward(language: Language, *, facts: RoleInvite) -> str:
    """What the granter forwards."""
    return render(language, "residents/role_forward", facts=facts, role_at=role_at(language, facts.role, facts.place))


def revoke_asked(language: Language, *, facts: RevokeAsked, own: bool) -> str:
    where = role_at(language, facts.role, facts.place)
    return render(language, "residents/revoke_asked", facts=facts, own=own, name=called(language, facts.name), role_at=where)


def role_taken(language: Language, *, facts: RoleTakenTold) -> str:
    where = role_at(language, facts.role, facts.place)
    return render(language, "residents/role_taken", facts=facts, name=called(language, facts.name), role_at=where)


def chief_proposed(language: Language, *, facts: ChiefProposed) -> str:
    name, place = called(language, facts.name), place_words(language, facts.place)
    return render(language, "residents/chief_proposed", facts=facts, state=facts.state.value, name=name, place=place)


def chief_decided(language: Language, *, agree: bool) -> str:
    return plain_text(render(language, "residents/chief_decided", agree=agree))


def role_settled(language: Language, *, facts: RoleSettled) -> str:
    where = role_at(language, facts.role, facts.place)
    return render(language, "residents/role_settled", facts=facts, name=called(language, facts.name), role_at=where)


def role_ended(language: Language, *, facts: RoleEndedTold) -> str:
    where = role_at(language, facts.role, facts.place)
    return render(language, "residents/role_ended", facts=facts, passed=facts.passed.value, role_at=where)


def role_revoked(language: Language, *, facts: RoleEndedTold) -> str:
    return plain_text(render(language, "residents/role_revoked", role_at=role_at(language, facts.role, facts.place)))


def slips_choice(language: Language) -> str:
    return render(language, "residents/slips_choice")


def slips_asked(language: Language, *, facts: SlipsAsked) -> str:
    return render(language, "residents/slips_asked", facts=facts, compound=place_words(language, facts.compound))


def slips_queued(language: Language) -> str:
    return render(language, "residents/slips_queued")


def poster_queued(language: Language) -> str:
    return render(language, "residents/poster_queued")


def poster_printed(language: Language, *, compound: str) -> str:
    return render(language, "residents/poster_printed", compound=compound)


def slips_file(language: Language, *, compound: str) -> str:
    """What the printed slips are called on the clerk's computer."""
    return plain_text(render(language, "residents/slips_file", compound=compound))


def poster_file(language: Language, *, compound: str) -> str:
    return plain_text(render(language, "residents/poster_file", compound=compound))


def slips_printed(language: Language, *, facts: SlipsPrinted) -> str:
    return render(language, "residents/slips_printed", facts=facts, compound=place_words(language, facts.compound))
