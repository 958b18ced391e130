"""By which rules a vote is run: what a legal profile said when it opened, frozen with the vote."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bot.rules.residents.people import Role
from bot.rules.votes.decision import MatterRule

# Who may be given the audit file: of those who look after votes in the chat, whom the profile names. Staff, where nothing is said of it.
MAY_BE_ENTITLED = (Role.STREET_STAFF, Role.COMMUNITY_STAFF, Role.COMPOUND_CHIEF)
ENTITLED_UNSAID = (Role.STREET_STAFF, Role.COMMUNITY_STAFF)


class PaperBy(StrEnum):
    """Who may enter paper ballots (voting-rules.md, section 6)."""

    STAFF = "staff"
    BUILDING_HEADS = "building_heads"
    """Staff, and the heads of the building as well."""


@dataclass(frozen=True, slots=True)
class Terms:
    """A profile that is changed later changes nothing of a vote that has its terms."""

    profile: str
    """Name and date of the version: national@2021-01-01."""
    is_vote: bool
    """表决: the channel is allowed and the matter one of law. Otherwise 意向征询."""
    article: str
    article_en: str
    rule: MatterRule | None
    """None for a consultation: no threshold of law."""
    notice_days: int
    noticed_on: date | None
    """When the vote was announced at the compound; asked for only where it is a condition."""
    proxy_cap: int | None
    paper_by: PaperBy
    objection_days: int | None = None
    """How long the preliminary sheet of the result hangs for objections; None where nothing was said: a line to fill by hand."""
    audit_for: tuple[Role, ...] = ENTITLED_UNSAID
    """Who is given the audit file after the close, which says how every home voted; empty: nobody."""

    @property
    def needs_notice(self) -> bool:
        return self.is_vote and self.notice_days > 0

    def opens_from(self, zone: tzinfo) -> datetime | None:
        """The first moment at which ballots may be asked for; None while no day of notice is known, or none is needed."""
        if not self.needs_notice or self.noticed_on is None:
            return None
        return datetime.combine(self.noticed_on + timedelta(days=self.notice_days), time(), zone)
