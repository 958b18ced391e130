"""A matter that needs two votes at once (a lift): its building decides on it, the whole compound on the common land that it takes."""

from dataclasses import dataclass, replace

from bot.rules.profiles import Profile
from bot.rules.votes.decision import Outcome
from bot.rules.votes.drafts import Draft
from bot.rules.votes.facts import Heading, HomeName, VoteResult
from bot.rules.votes.parts import Part


def parts_of(draft: Draft, profile: Profile) -> tuple[Draft, ...]:
    """The votes that go out with this draft: itself, and for a lift on common land that of the whole compound."""
    if not draft.is_pair:
        return (draft,)
    return (draft, replace(draft, place_id=draft.compound_id, entrance=None, matter=profile.lift_compound, threshold=None))


def has_other(heading: Heading, homes: tuple[HomeName, ...]) -> bool:
    """Whether people of these homes are asked in the matter's other vote, too: everybody of the building is."""
    if heading.part is Part.LAND:
        where = (heading.land_building, heading.land_entrance)
        return any(home.building == where[0] and where[1] in {"", home.entrance} for home in homes)
    return heading.part is Part.OWN


@dataclass(frozen=True, slots=True)
class PairResult:
    """What the two votes come to together: only where both have passed has the matter."""

    own: VoteResult
    land: VoteResult

    @property
    def passed(self) -> bool:
        return self._outcomes == {Outcome.PASSED}

    @property
    def only_counted(self) -> bool:
        """For one of them no line was set, and the other one did not fail."""
        return Outcome.COUNTED in self._outcomes and self._outcomes <= {Outcome.COUNTED, Outcome.PASSED}

    @property
    def _outcomes(self) -> set[Outcome]:
        return {self.own.tally.outcome, self.land.tally.outcome}
