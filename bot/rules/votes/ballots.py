"""What one head says: who may speak for it, which ballots stand, and whether they agree with each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from bot.rules.violations import RuleViolation
from bot.rules.votes.heads import Head


class Choice(StrEnum):
    AGREE = "agree"
    AGAINST = "against"
    ABSTAIN = "abstain"


class Channel(StrEnum):
    CHAT = "chat"
    PAPER = "paper"
    PHONE = "phone"


class ChangePolicy(StrEnum):
    NEVER = "never"
    ONCE = "once"
    UNTIL_CLOSE = "until_close"


class ChangeVerdict(StrEnum):
    FIRST = "first"
    SAME = "same"
    AGAIN = "again"
    """The same, after a contradiction was settled for another channel (R13): no change, but the owner does not leave it at that."""
    CHANGE = "change"
    REFUSED = "refused"
    """Kept in the ledger all the same (R12): a committed result, not an exception."""


class Voice(StrEnum):
    """What a person's answer is to a head."""

    BALLOT = "ballot"
    OPINION = "opinion"
    """An owner of a jointly owned home for which somebody else is designated (R4)."""
    STRANGER = "stranger"


class BallotState(StrEnum):
    """Where a head stands (R8). A retracted ballot returns to delivered and is not an abstention."""

    NOT_DELIVERED = "not_delivered"
    DELIVERED = "delivered"
    AGREE = "agree"
    AGAINST = "against"
    ABSTAIN = "abstain"
    DISPUTED = "disputed"
    INVALID = "invalid"


@dataclass(eq=False)
class VoteClosed(RuleViolation):
    slug: ClassVar[str] = "votes"
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class Former:
    """What stands in one stream (head, owner, channel, own-or-proxy); a retracted ballot stands as no choice."""

    choice: Choice | None
    changes: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A choice that stands at the end of its stream. Retracted ones are not given."""

    owner: str
    channel: Channel
    by_proxy: bool
    choice: Choice


@dataclass(frozen=True, slots=True)
class HeadVerdict:
    """The one choice of a head, or why it has none."""

    choice: Choice | None = None
    disputed: bool = False
    contradictory_owners: tuple[str, ...] = ()

    @property
    def silent(self) -> bool:
        """Nobody spoke, so that a delivered head may follow the majority (R10)."""
        return self.choice is None and not self.disputed and not self.contradictory_owners


def check_open(received_at: datetime, closes_at: datetime) -> None:
    """Received at the closing time itself is in time (R14)."""
    if received_at > closes_at:
        raise VoteClosed(closed_at=closes_at)


def may_vote(head: Head, owner: str) -> Voice:
    """What an answer of this roster owner is to the head; whoever is not on the roster is a stranger."""
    if owner not in head.owners:
        return Voice.STRANGER
    return Voice.BALLOT if head.designated in {None, owner} else Voice.OPINION


def heads_of_owner(heads: Iterable[Head], owner: str) -> list[Head]:
    """All that one tap votes for: what the owner holds alone, with a spouse, with others (R5)."""
    return [head for head in heads if owner in head.owners]


def check_change(policy: ChangePolicy, former: Former | None, new: Choice | None) -> ChangeVerdict:
    """Whether `new` (None: a retraction) may follow `former` (None: no ballot yet) in its stream."""
    if former is None:
        return ChangeVerdict.FIRST
    if new == former.choice:
        return ChangeVerdict.SAME
    allowed = {
        ChangePolicy.NEVER: False,
        ChangePolicy.ONCE: former.changes == 0,
        ChangePolicy.UNTIL_CLOSE: True,
    }[policy]
    return ChangeVerdict.CHANGE if allowed else ChangeVerdict.REFUSED


def standing_after(former: Former | None, new: Choice | None, verdict: ChangeVerdict) -> Former:
    """What stands once `new` was judged."""
    if former is None:
        return Former(new)
    return Former(new, former.changes + 1) if verdict is ChangeVerdict.CHANGE else former


def resolve_head(head: Head, standing: Iterable[Standing]) -> HeadVerdict:
    """The head's choice from all choices that stand in its streams.

    An owner's own choice beats a proxy's (R11); then an owner's channels must agree (R13); then joint owners must (R4).
    """
    by_owner: dict[str, list[Standing]] = {}
    for one in standing:
        if may_vote(head, one.owner) is Voice.BALLOT:
            by_owner.setdefault(one.owner, []).append(one)
    choices: set[Choice] = set()
    contradictory: list[str] = []
    for owner, mine in by_owner.items():
        said = {one.choice for one in mine if not one.by_proxy} or {one.choice for one in mine}
        if len(said) > 1:
            contradictory.append(owner)
        else:
            choices |= said
    disputed = len(choices) > 1
    return HeadVerdict(
        choice=next(iter(choices)) if len(choices) == 1 else None,
        disputed=disputed,
        contradictory_owners=tuple(sorted(contradictory, key=head.owners.index)),
    )


def ballot_state(verdict: HeadVerdict, delivered: bool) -> BallotState:
    """Contradictory channels are disputed while a person can still settle them, and invalid after the close (R13)."""
    if verdict.choice is not None:
        return BallotState(verdict.choice.value)
    if verdict.disputed or verdict.contradictory_owners:
        return BallotState.DISPUTED
    return BallotState.DELIVERED if delivered else BallotState.NOT_DELIVERED
