"""What is weighed in a vote: area and heads, and the shares of Articles 278 and 279, in whole numbers only."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

# Two thirds of all, by area and by heads, must take part (Civil Code Article 278, second paragraph, first sentence;
# 「以上」 includes the number itself, Article 1259).
QUORUM = Fraction(2, 3)
# More than half of those taking part decide an ordinary matter (Article 278, last sentence; 「过半数」 excludes the half).
ORDINARY_MAJORITY = Fraction(1, 2)
# Three quarters of those taking part decide items 6 to 8 (Article 278, second sentence; 「以上」 includes the number).
SPECIAL_MAJORITY = Fraction(3, 4)
# Turning a home into business premises needs every interested owner (Article 279).
UNANIMITY = Fraction(1)


@dataclass(frozen=True, slots=True)
class Weight:
    """What a set of homes counts for; `area_cm2m` is in 0.01 m²."""

    area_cm2m: int
    heads: int

    def __add__(self, other: "Weight") -> "Weight":
        return Weight(self.area_cm2m + other.area_cm2m, self.heads + other.heads)

    def __sub__(self, other: "Weight") -> "Weight":
        return Weight(self.area_cm2m - other.area_cm2m, self.heads - other.heads)


NOTHING = Weight(0, 0)


def weight_sum(weights: Iterable[Weight]) -> Weight:
    return sum(weights, NOTHING)


def at_least(share: Fraction, whole: int) -> int:
    """The smallest whole number that is `share` of `whole` or more."""
    return -(-share.numerator * whole // share.denominator)


def more_than(share: Fraction, whole: int) -> int:
    """The smallest whole number that is more than `share` of `whole`."""
    return share.numerator * whole // share.denominator + 1
