"""Sheets to print in tests: a vote of 36 homes that passed, its ballot papers, its roster of deliveries."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.rules.sheets import BallotSheet, DeliverySheet, ResultSheet, SchemeVersion, Sheet, SheetAbout, SheetHome, SheetKind
from bot.rules.votes import Counts, InvalidBallot, InvalidReason, Matter, Tally, Weight, decide
from bot.rules.votes.facts import Heading, VoteResult
from bot.rules.votes.roster_notes import RosterNotes, StruckRow
from tests.profiles import NATIONAL

OPENED = datetime(2026, 2, 10, 2, 30, tzinfo=UTC)
# 18:00 in Shanghai.
CLOSES = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
PRINTED = date(2026, 3, 2)
HEAD = "a1b2c3d4e5f60718" * 4
ROSTER = "0f1e2d3c4b5a6978" * 4
HEADING = Heading("k7q2m9xp3fha", "3号楼加装电梯", "锦绣花园", "3栋")
ABOUT = SheetAbout(
    HEADING, "北街街道北街社区", SchemeVersion("加装电梯图纸和费用.pdf", "9f8e7d6c5b4a3921" * 4), OPENED, CLOSES, ROSTER, HEAD, PRINTED
)
TERMS = NATIONAL.on(PRINTED).terms(Matter.SPECIAL)
TOTAL = Weight(321_460, 36)
COUNTS = Counts(Weight(199_840, 22), Weight(21_270, 3), Weight(20_000, 2))
STRUCK = (StruckRow("3栋", "3单元", "0602", 41, "和第 40 行重复"),)


def tally(**other: Any) -> Tally:
    outcome, margins = decide(Matter.SPECIAL, TOTAL, COUNTS.participating, COUNTS.agree, rule=TERMS.rule)
    late = (InvalidBallot("3栋-1单元-0101", InvalidReason.LATE), InvalidBallot("3栋-1单元-0102", InvalidReason.CHANGE_REFUSED))
    found = Tally(outcome, Matter.SPECIAL, TOTAL, 38, COUNTS, margins, ("3栋-2单元-0401",), late, 4, 0, None)
    return replace(found, **other)


def result(kind: SheetKind = SheetKind.PRELIMINARY, about: SheetAbout = ABOUT, **other: Any) -> ResultSheet:
    defaults: dict[str, Any] = {"tally": tally(), "threshold": None, "by_area_too": False, "homes_in": 29, "closed_at": CLOSES}
    facts = {"notes": RosterNotes(STRUCK, 1), "heads_differ": True, "chain_head": about.chain_head, "terms": TERMS}
    found = VoteResult(about.heading, **defaults | facts | other)
    return ResultSheet(kind, about, found, 7, date(2026, 3, 9), date(2026, 3, 10))


def homes(count: int = 36) -> tuple[SheetHome, ...]:
    """Twelve a stair."""
    return tuple(SheetHome("3栋", f"{at // 12 + 1}单元", f"{at % 12 // 2 + 1:02d}0{at % 2 + 1}", 8_935 + at) for at in range(count))


def sheet_of(kind: SheetKind, about: SheetAbout = ABOUT, count: int = 36) -> Sheet:
    if kind.is_result:
        return result(kind, about)
    return DeliverySheet(about, homes(count)) if kind is SheetKind.DELIVERIES else BallotSheet(about, homes(count), heads_differ=True)
