"""A check's plain verdict, and the remedy where something is not right."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    """It runs, but somebody should look."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """`verdict` and `remedy` are written in Chinese, then in English."""

    name: str
    state: State
    verdict: str
    remedy: str = ""


def fine(name: str, verdict: str) -> Check:
    return Check(name, State.OK, verdict)


def warning(name: str, verdict: str, remedy: str) -> Check:
    return Check(name, State.WARNING, verdict, remedy)


def wrong(name: str, verdict: str, remedy: str) -> Check:
    return Check(name, State.WRONG, verdict, remedy)
