"""The scope of a vote: its place, the groups that meet it, and what may stop a vote there from opening."""

from dataclasses import dataclass

from bot.actions.unit import UnitOfWork
from bot.rules.residents import Actor, Place, PlaceKind
from bot.rules.votes import Kind, Parking, RosterRow
from bot.rules.votes.drafts import Draft, Drafter, check_may_draft
from bot.rules.votes.electorates import Electorate, RosterHome, freeze
from bot.rules.votes.facts import Heading
from bot.rules.votes.previews import GapName, GroupName
from bot.rules.votes.violations import DraftersOnly, DraftGone, NoHomesInScope
from storage.groups import Group


@dataclass(frozen=True, slots=True)
class Scope:
    """What a draft would ask, read from the roster as it is now."""

    compound: Place
    place: Place
    entrance: str | None
    homes: tuple[RosterHome, ...]
    gaps: tuple[GapName, ...]

    @property
    def has_parking(self) -> bool:
        return any(home.row.kind is not Kind.HOME for home in self.homes)

    @property
    def parking_places(self) -> int:
        return sum(home.row.kind is not Kind.HOME for home in self.homes)

    def counted(self, parking: bool | None) -> tuple[RosterHome, ...]:
        said = Parking.COUNT if parking else Parking.IGNORE
        return tuple(home for home in self.homes if home.row.counts(said))

    def electorate(self, parking: bool | None) -> Electorate:
        """NoHomesInScope when nobody would be asked."""
        electorate = freeze(self.counted(parking))
        if not electorate.electors:
            raise NoHomesInScope
        return electorate

    def rows(self, parking: bool | None) -> list[RosterRow]:
        return [home.row for home in self.counted(parking)]


async def compound_for(unit: UnitOfWork, actor: Actor, compound_id: str) -> Place:
    """The compound, when this person may draft votes there; the same refusal when it does not exist."""
    compound = await unit.compounds.place(compound_id)
    if compound is None:
        raise DraftersOnly
    check_may_draft(actor, compound)
    return compound


async def read_scope(unit: UnitOfWork, actor: Actor, draft: Draft) -> Scope:
    """Inside a unit that was entered."""
    compound = await compound_for(unit, actor, draft.compound_id)
    place = compound if draft.place_id == compound.id else await unit.compounds.place(draft.place_id)
    if place is None or compound.id not in place.path:
        raise DraftGone
    homes = await unit.electorates.roster(compound.id, place, draft.entrance)
    gaps = await unit.electorates.gaps(compound.id, place, draft.entrance)
    return Scope(compound, place, draft.entrance, tuple(homes), tuple(gaps))


def heading_of(scope: Scope, by: Drafter, draft: Draft) -> Heading:
    """As it would be headed if it were sent now."""
    building = scope.place.name if scope.place.kind is PlaceKind.BUILDING else ""
    is_vote, change = by.terms(draft).is_vote, by.profile.change
    return Heading(draft.id, draft.title, scope.compound.name, building, scope.entrance or "", is_vote, change)


async def groups_of(unit: UnitOfWork, compound_id: str, place_id: str) -> list[Group]:
    """Groups whose own place meets that of the vote: above it, the same, or below it."""
    return [group for group in await unit.groups.of_compound(compound_id) if meets(group, compound_id, place_id)]


def meets(group: Group, compound_id: str, place_id: str) -> bool:
    return group.compound_id == compound_id and (place_id == compound_id or group.place_id in {compound_id, place_id})


def group_names(groups: list[Group]) -> tuple[GroupName, ...]:
    return tuple(GroupName(group.title, group.chat_id, pins=group.can_pin) for group in groups)
