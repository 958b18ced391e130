"""Whether a vote passes: Civil Code Articles 278 and 279, in integers, with what is missing for each inequality."""

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


def needed_participation(matter: Matter, total: Weight) -> Weight:
    """The least that must take part; nothing where the law knows no quorum."""
    if matter in {Matter.UNANIMOUS, Matter.CONSULTATION}:
        return Weight(0, 0)
    return Weight(at_least(QUORUM, total.area_cm2m), at_least(QUORUM, total.heads))


def needed_agreement(matter: Matter, total: Weight, participating: Weight, threshold: Threshold | None = None) -> Weight:
    """The least that must agree: of those taking part for Article 278, of all for Article 279 and a consultation."""
    if matter is Matter.ORDINARY:
        return Weight(more_than(ORDINARY_MAJORITY, participating.area_cm2m), more_than(ORDINARY_MAJORITY, participating.heads))
    if matter is Matter.SPECIAL:
        return Weight(at_least(SPECIAL_MAJORITY, participating.area_cm2m), at_least(SPECIAL_MAJORITY, participating.heads))
    if matter is Matter.UNANIMOUS:
        return Weight(at_least(UNANIMITY, total.area_cm2m), at_least(UNANIMITY, total.heads))
    if threshold is None:
        return Weight(0, 0)
    share = threshold.share.fraction
    return Weight(at_least(share, total.area_cm2m) if threshold.by_area else 0, at_least(share, total.heads))


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
    matter: Matter, total: Weight, participating: Weight, agree: Weight, threshold: Threshold | None = None
) -> tuple[Inequality, Inequality, Inequality, Inequality]:
    """All four inequalities, always: quorum by area and heads, majority by area and heads."""
    quorum_share = None if matter in {Matter.UNANIMOUS, Matter.CONSULTATION} else QUORUM
    quorum = needed_participation(matter, total)
    majority = needed_agreement(matter, total, participating, threshold)
    whole = participating if matter in {Matter.ORDINARY, Matter.SPECIAL} else total
    share = _majority_share(matter, threshold)
    share_of_area = share if threshold is None or threshold.by_area else None
    strictly = matter is Matter.ORDINARY
    return (
        Inequality(Hurdle.QUORUM, Measure.AREA, quorum_share, False, total.area_cm2m, participating.area_cm2m, quorum.area_cm2m),
        Inequality(Hurdle.QUORUM, Measure.HEADS, quorum_share, False, total.heads, participating.heads, quorum.heads),
        Inequality(Hurdle.MAJORITY, Measure.AREA, share_of_area, strictly, whole.area_cm2m, agree.area_cm2m, majority.area_cm2m),
        Inequality(Hurdle.MAJORITY, Measure.HEADS, share, strictly, whole.heads, agree.heads, majority.heads),
    )


def _majority_share(matter: Matter, threshold: Threshold | None) -> Fraction | None:
    if matter is Matter.CONSULTATION:
        return threshold.share.fraction if threshold else None
    return {Matter.ORDINARY: ORDINARY_MAJORITY, Matter.SPECIAL: SPECIAL_MAJORITY, Matter.UNANIMOUS: UNANIMITY}[matter]


def decide(matter: Matter, total: Weight, participating: Weight, agree: Weight, threshold: Threshold | None = None) -> Decision:
    """The outcome with its margins; `threshold` belongs to a consultation and to nothing else."""
    if threshold is not None and matter is not Matter.CONSULTATION:
        raise ValueError(f"a threshold of all is for a consultation, not for {matter.value}")
    margins = Margins(*(inequality.missing for inequality in describe(matter, total, participating, agree, threshold)))
    return Decision(_outcome(matter, margins, threshold), margins)


def _outcome(matter: Matter, margins: Margins, threshold: Threshold | None) -> Outcome:
    if matter is Matter.CONSULTATION and threshold is None:
        return Outcome.COUNTED
    if not margins.has_quorum:
        return Outcome.NO_QUORUM
    return Outcome.PASSED if margins.has_majority else Outcome.REJECTED
