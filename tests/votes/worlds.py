"""Rosters and ledgers to tally: the nine equal homes of the worked cases, and random worlds for the properties."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from bot.rules.votes import (
    BallotRow,
    ChangePolicy,
    Channel,
    Choice,
    Kind,
    Matter,
    Parking,
    RosterRow,
    TallyRules,
    Threshold,
    ThresholdShare,
)

# 18:00 in Shanghai.
CLOSES = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
EARLY = CLOSES - timedelta(days=1)
SECOND = timedelta(seconds=1)
CHOICES = {"Y": Choice.AGREE, "N": Choice.AGAINST, "A": Choice.ABSTAIN, "R": None}


def home(number: int, owners: Sequence[str] | None = None, **other: object) -> RosterRow:
    """The `number`-th home: 100.00 m², owned by `o<number>` unless said."""
    row = RosterRow("3栋", "2单元", f"{number:02d}01", 100_00, tuple(owners if owners is not None else [f"o{number}"]))
    return replace(row, **other)


def nine_homes() -> list[RosterRow]:
    return [home(number) for number in range(1, 10)]


def ballot(number: int, said: str, voter: str | None = None, at: datetime = EARLY, **other: object) -> BallotRow:
    """A verified chat ballot on the `number`-th home by its owner; `said` is one of Y N A R."""
    row = BallotRow(at, "3栋", "2单元", f"{number:02d}01", voter or f"o{number}", channel=Channel.CHAT, verified=True)
    return replace(row, choice=CHOICES[said], retracts=said == "R", **other)


def delivery(number: int, at: datetime = EARLY) -> BallotRow:
    return BallotRow(at, "3栋", "2单元", f"{number:02d}01", delivered=True)


def ballots(said: str) -> list[BallotRow]:
    """`YYN` is agree by the first two homes and against by the third, a minute apart."""
    return [ballot(number, letter, at=EARLY + timedelta(minutes=number)) for number, letter in enumerate(said, start=1)]


def rules(matter: Matter = Matter.ORDINARY, **other: object) -> TallyRules:
    return replace(TallyRules(matter=matter, closes_at=CLOSES), **other)


@dataclass(frozen=True)
class World:
    rows: tuple[RosterRow, ...]
    ballots: tuple[BallotRow, ...]
    rules: TallyRules


OWNERS = ("a", "b", "c", "d")
INSTANTS = tuple(CLOSES + seconds * SECOND for seconds in (-90, -60, -60, -30, -1, 0, 1))


@st.composite
def roster_rows(draw: st.DrawFn, number: int) -> RosterRow:
    owners = draw(st.lists(st.sampled_from(OWNERS), min_size=1, max_size=3, unique=True))
    developer = draw(st.sampled_from([False, False, False, True]))
    return RosterRow(
        building=draw(st.sampled_from(["1栋", "2栋"])),
        entrance="1单元",
        room=f"{number:02d}01",
        area_cm2m=draw(st.integers(1, 400)),
        owners=tuple(owners),
        kind=draw(st.sampled_from([Kind.HOME, Kind.HOME, Kind.HOME, Kind.PARKING, Kind.STORAGE])),
        designated=draw(st.sampled_from([None, None, owners[0]])),
        developer=developer,
    )


@st.composite
def ballot_rows(draw: st.DrawFn, rows: Sequence[RosterRow]) -> BallotRow:
    row = draw(st.sampled_from(rows))
    said = draw(st.sampled_from(["agree", "agree", "against", "against", "abstain", "retract", ""]))
    voter = draw(st.sampled_from([*row.owners * 4, *OWNERS, "stranger"]))
    return BallotRow(
        received_at=draw(st.sampled_from(INSTANTS)),
        building=row.building,
        entrance=row.entrance,
        room=draw(st.sampled_from([row.room] * 9 + ["9999"])),
        voter=voter,
        choice=None if said in {"retract", ""} else Choice(said),
        retracts=said == "retract",
        channel=draw(st.sampled_from([Channel.CHAT] * 3 + [Channel.PAPER, Channel.PHONE])),
        verified=draw(st.sampled_from([True] * 9 + [False])),
        proxy=draw(st.sampled_from(["", "", "", "", *row.owners, *row.owners, *OWNERS])),
        scheme=draw(st.sampled_from(["v2"] * 8 + ["v1", ""])),
        delivered=draw(st.sampled_from([False, False, True])),
    )


@st.composite
def tally_rules(draw: st.DrawFn) -> TallyRules:
    matter = draw(st.sampled_from(Matter))
    threshold = None
    if matter is Matter.CONSULTATION and draw(st.booleans()):
        threshold = Threshold(draw(st.sampled_from(ThresholdShare)), draw(st.booleans()))
    return TallyRules(
        matter=matter,
        closes_at=CLOSES,
        change=draw(st.sampled_from(ChangePolicy)),
        proxy_cap=draw(st.sampled_from([None, None, 0, 1, 2])),
        parking=draw(st.sampled_from(Parking)),
        follow_majority=draw(st.sampled_from([None, "第8条"])),
        scheme=draw(st.sampled_from([None, None, "v2"])),
        threshold=threshold,
    )


@st.composite
def worlds(draw: st.DrawFn, most_ballots: int = 32) -> World:
    """A roster with at least one home, and a ledger that stumbles over everything a ledger can stumble over."""
    rows = [draw(roster_rows(number)) for number in range(1, draw(st.integers(1, 5)) + 1)]
    if all(row.kind is not Kind.HOME for row in rows):
        rows[0] = replace(rows[0], kind=Kind.HOME)
    # Long ledgers are drawn as often as short ones: left alone, hypothesis prefers a handful of rows, which rarely collide.
    length = draw(st.sampled_from([0, most_ballots // 4, most_ballots // 2, most_ballots]))
    return World(tuple(rows), tuple(draw(st.lists(ballot_rows(rows), min_size=length, max_size=length))), draw(tally_rules()))
