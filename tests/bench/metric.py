"""One line of the table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Metric:
    number: int
    name: str
    measured: str
    target: str
    stretch: str
    figures: list[float]
