"""Whether a vote passes: by the Civil Code or by a legal profile's numbers, in integers, with what is missing for each inequality."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from bot.rules.votes.weights import ORDINARY_MAJORITY, QUORUM, SPECIAL_MAJORITY, UNANIMITY, Weight, at_least, more_than


class Matter(StrEnum):
    ORDINARY = "ordinary"
    """Article 278, items 1 to 5 and 9; *using* the maintenance fund is one of them."""
    SPECIAL = "special"
    """Article 278, items 6 to 8: *raising* the maintenance fund, rebuilding, changing the use of common parts."""
    UNANIMOUS = "unanimous"
    """Article 279: turning a home into business premises."""
    CONSULTATION = "consultation"
    """No matter of law: the drafter names a threshold, or none."""


class Outcome(StrEnum):
    NO_QUORUM = "no_quorum"
    REJECTED = "rejected"
    PASSED = "passed"
    COUNTED = "counted"


class ThresholdShare(StrEnum):
    """The shares of *all* that a consultation may ask for; they are old thresholds and never a default."""

    HALF = "1/2"
    TWO_THIRDS = "2/3"

    @property
    def fraction(self) -> Fraction:
        return Fraction(self.value)


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a consultation must reach: at least `share` of all heads, and of all area where `by_area`."""

    share: ThresholdShare
    by_area: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A share that has to be reached, or (`strictly`) passed: two thirds are `part` 2 of `whole` 3."""

    part: int
    whole: int
    strictly: bool = False

    @property
    def share(self) -> Fraction:
        return Fraction(self.part, self.whole)

    def needed(self, of: int) -> int:
        return more_than(self.share, of) if self.strictly else at_least(self.share, of)


@dataclass(frozen=True, slots=True)
class MatterRule:
    """How a matter of law is decided, by area and by heads alike. `quorum` None: the law knows none."""

    quorum: Bar | None
    majority: Bar
    of_all: bool = False
    """Whether the majority is one of all, instead of those taking part."""


def _bar(share: Fraction, *, strictly: bool = False) -> Bar:
    return Bar(share.numerator, share.denominator, strictly)


# What the law itself says. Votes in the bot are decided by the profile that they were opened under; a test holds the national
# one to this (docs/decisions/0017). `linli tally`, which reads no profile, and votes from before there were any go by it.
CIVIL_CODE = {
    Matter.ORDINARY: MatterRule(_bar(QUORUM), _bar(ORDINARY_MAJORITY, strictly=True)),
    Matter.SPECIAL: MatterRule(_bar(QUORUM), _bar(SPECIAL_MAJORITY)),
    Matter.UNANIMOUS: MatterRule(None, _bar(UNANIMITY), of_all=True),
}


@dataclass(frozen=True, slots=True)
class Margins:
    """What is still missing for each of the four inequalities: areas in 0.01 m², heads; 0 when met.

    The majority margins hold at the participation reached.
    """

    quorum_area: int
    quorum_heads: int
    majority_area: int
    majority_heads: int

    @property
    def has_quorum(self) -> bool:
        return self.quorum_area == 0 and self.quorum_heads == 0

    @property
    def has_majority(self) -> bool:
        return self.majority_area == 0 and self.majority_heads == 0


class Decision(NamedTuple):
    outcome: Outcome
    margins: Margins


def rule_for(matter: Matter, threshold: Threshold | None = None, rule: MatterRule | None = None) -> MatterRule | None:
    """What decides: `rule` of the vote's profile, else the law's; of a consultation the drafter's threshold, or nothing."""
    if matter is not Matter.CONSULTATION:
        return rule or CIVIL_CODE[matter]
    return MatterRule(None, _bar(threshold.share.fraction), of_all=True) if threshold else None


class Measure(StrEnum):
    AREA = "area"
    HEADS = "heads"


class Hurdle(StrEnum):
    QUORUM = "quorum"
    MAJORITY = "majority"


@dataclass(frozen=True, slots=True)
class Inequality:
    """One of the four conditions as numbers, for whoever finds the words: `have` of `whole` against `needed`.

    `share` is None where nothing is asked for; `strictly` says that the share itself is not enough.
    """

    hurdle: Hurdle
    measure: Measure
    share: Fraction | None
    strictly: bool
    whole: int
    have: int
    needed: int

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.have)

    @property
    def met(self) -> bool:
        return self.missing == 0


def describe(
    matter: Matter,
    total: Weight,
    participating: Weight,
    agree: Weight,
    threshold: Threshold | None = None,
    *,
    rule: MatterRule | None = None,
) -> tuple[Inequality, Inequality, Inequality, Inequality]:
    """All four inequalities, always: quorum by area and heads, majority by area and heads."""
    decides = rule_for(matter, threshold, rule)
    quorum = decides.quorum if decides else None
    majority = decides.majority if decides else None
    whole = total if decides is None or decides.of_all else participating
    # A drafter's threshold is one of heads, and of area only where it says so.
    by_area = majority if threshold is None or threshold.by_area else None
    return (
        _inequality(Hurdle.QUORUM, Measure.AREA, quorum, total.area_cm2m, participating.area_cm2m),
        _inequality(Hurdle.QUORUM, Measure.HEADS, quorum, total.heads, participating.heads),
        _inequality(Hurdle.MAJORITY, Measure.AREA, by_area, whole.area_cm2m, agree.area_cm2m),
        _inequality(Hurdle.MAJORITY, Measure.HEADS, majority, whole.heads, agree.heads),
    )


def _inequality(hurdle: Hurdle, measure: Measure, bar: Bar | None, whole: int, have: int) -> Inequality:
    if bar is None:
        return Inequality(hurdle, measure, None, False, whole, have, 0)
    return Inequality(hurdle, measure, bar.share, bar.strictly, whole, have, bar.needed(whole))


def decide(
    matter: Matter,
    total: Weight,
    participating: Weight,
    agree: Weight,
    threshold: Threshold | None = None,
    *,
    rule: MatterRule | None = None,
) -> Decision:
    """The outcome with its margins; `threshold` belongs to a consultation and to nothing else, `rule` to a matter of law."""
    if threshold is not None and matter is not Matter.CONSULTATION:
        raise ValueError(f"a threshold of all is for a consultation, not for {matter.value}")
    margins = Margins(*(inequality.missing for inequality in describe(matter, total, participating, agree, threshold, rule=rule)))
    return Decision(_outcome(matter, margins, threshold), margins)


def _outcome(matter: Matter, margins: Margins, threshold: Threshold | None) -> Outcome:
    if matter is Matter.CONSULTATION and threshold is None:
        return Outcome.COUNTED
    if not margins.has_quorum:
        return Outcome.NO_QUORUM
    return Outcome.PASSED if margins.has_majority else Outcome.REJECTED
