"""Legal profiles: what the law and a city say of votes, dated, as data; a vote takes the one that is in force when it opens."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.rules.residents.people import Role
from bot.rules.violations import RuleViolation
from bot.rules.votes.ballots import ChangePolicy
from bot.rules.votes.decision import Matter, MatterRule
from bot.rules.votes.terms import ENTITLED_UNSAID, PaperBy, Terms

# The one that is used where nothing else was chosen.
NATIONAL = "national"


@dataclass(eq=False)
class NoProfileInForce(RuleViolation):
    """The profile that this installation goes by has run out, or is not in force yet."""

    slug: ClassVar[str] = "votes"
    title: str


@dataclass(frozen=True, slots=True)
class MatterLaw:
    """What a profile says of one matter: where it is written, and the numbers."""

    article: str
    article_en: str
    rule: MatterRule


@dataclass(frozen=True, slots=True)
class Profile:
    """One version of one profile; `docs/profiles.md` says what each field means."""

    name: str
    title: str
    title_en: str
    valid_from: date
    valid_until: date | None
    source: str
    checked_by: str
    """Which lawyer has checked it, and when; empty: nobody yet. Until then no channel is allowed."""
    channel_allowed: bool
    notice_days: int
    change: ChangePolicy
    proxy_cap: int | None
    paper_by: PaperBy
    ordinary: MatterLaw
    special: MatterLaw
    unanimous: MatterLaw
    objection_days: int | None = None
    """How long the preliminary sheet of a result hangs for objections; None where the file says nothing of it."""
    audit_for: tuple[Role, ...] = ENTITLED_UNSAID
    lift_building: Matter = Matter.SPECIAL
    """What a lift is to the building that gets it, and in `lift_compound` what the common land that it takes is to the whole compound."""
    lift_compound: Matter = Matter.ORDINARY

    @property
    def id(self) -> str:
        return f"{self.name}@{self.valid_from.isoformat()}"

    def law(self, matter: Matter) -> MatterLaw | None:
        """None for a consultation: it is no matter of law."""
        return {Matter.ORDINARY: self.ordinary, Matter.SPECIAL: self.special, Matter.UNANIMOUS: self.unanimous}.get(matter)

    def terms(self, matter: Matter, noticed_on: date | None = None) -> Terms:
        """What a vote on such a matter takes along."""
        law = self.law(matter)
        is_vote = self.channel_allowed and law is not None
        return Terms(
            profile=self.id,
            is_vote=is_vote,
            article=law.article if law else "",
            article_en=law.article_en if law else "",
            rule=law.rule if law else None,
            notice_days=self.notice_days,
            noticed_on=noticed_on if is_vote else None,
            proxy_cap=self.proxy_cap,
            paper_by=self.paper_by,
            objection_days=self.objection_days,
            audit_for=self.audit_for,
        )


@dataclass(frozen=True, slots=True)
class Profiles:
    """All that are known to this installation, read once at start, and the name of the one it goes by."""

    known: tuple[Profile, ...]
    chosen: str

    def on(self, day: date) -> Profile:
        """The newest version of the chosen one that is in force on that day. NoProfileInForce when there is none."""
        found = in_force((one for one in self.known if one.name == self.chosen), day)
        if found is None:
            titles = [one.title for one in self.known if one.name == self.chosen]
            raise NoProfileInForce(title=titles[-1] if titles else self.chosen)
        return found


def in_force(versions: Iterable[Profile], day: date) -> Profile | None:
    """The version that came last, of those that have begun and not ended; both days count."""
    begun = [one for one in versions if one.valid_from <= day and (one.valid_until is None or day <= one.valid_until)]
    return max(begun, key=lambda one: one.valid_from, default=None)
