"""Adding up what heads chose, at once or step by step, and what silent heads do where they follow the majority."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.rules.votes.ballots import Choice
from bot.rules.votes.weights import NOTHING, Weight


@dataclass(frozen=True, slots=True)
class Counts:
    """What was chosen; participation is their sum, abstentions included (R9)."""

    agree: Weight = NOTHING
    against: Weight = NOTHING
    abstain: Weight = NOTHING

    @property
    def participating(self) -> Weight:
        return self.agree + self.against + self.abstain

    def moved(self, weight: Weight, former: Choice | None, new: Choice | None) -> "Counts":
        """The counts after one head went from one choice (None: none) to another: the counter that rides with a ballot."""
        counts = self
        if former is not None:
            counts = replace(counts, **{former.value: getattr(counts, former.value) - weight})
        if new is not None:
            counts = replace(counts, **{new.value: getattr(counts, new.value) + weight})
        return counts


def count(choices: Iterable[tuple[Weight, Choice | None]]) -> Counts:
    """Everything anew from each head's weight and choice: what the counters are compared with at the close."""
    sums = {choice: [0, 0] for choice in Choice}
    for weight, choice in choices:
        if choice is not None:
            sums[choice][0] += weight.area_cm2m
            sums[choice][1] += weight.heads
    return Counts(*(Weight(*sums[choice]) for choice in (Choice.AGREE, Choice.AGAINST, Choice.ABSTAIN)))


def majority_choice(counts: Counts) -> Choice:
    """What silent heads join (R10): the larger of agree and against; on a tie, or where area and heads differ, they abstain."""
    agree, against = counts.agree, counts.against
    if agree.area_cm2m > against.area_cm2m and agree.heads > against.heads:
        return Choice.AGREE
    if agree.area_cm2m < against.area_cm2m and agree.heads < against.heads:
        return Choice.AGAINST
    return Choice.ABSTAIN
