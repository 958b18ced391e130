"""The tally of a vote from its roster and its ledger: voting-rules section 8, read exactly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.votes.ballots import (
    ChangePolicy,
    ChangeVerdict,
    Channel,
    Choice,
    Former,
    HeadVerdict,
    Standing,
    Voice,
    check_change,
    may_vote,
    resolve_head,
    standing_after,
)
from bot.rules.votes.counts import Counts, count, majority_choice
from bot.rules.votes.decision import Margins, Matter, MatterRule, Outcome, Threshold, decide
from bot.rules.votes.heads import Head, Kind, Parking, PlaceKey, RosterRow, counted_rows, heads_of, place_key, place_ref, total_weight
from bot.rules.votes.weights import Weight, weight_sum


class InvalidReason(StrEnum):
    LATE = "late"
    PROXY_CAP = "proxy_cap"
    SUPERSEDED_SCHEME = "superseded_scheme"
    CHANGE_REFUSED = "change_refused"
    CONTRADICTION_UNRESOLVED = "contradiction_unresolved"
    NOT_ON_ROSTER = "not_on_roster"
    NO_PROXY = "no_proxy"


@dataclass(frozen=True, slots=True)
class BallotRow:
    """One line of the ledger. Without `choice` and not a retraction it records a delivery, or nothing.

    `channel` may be missing only on such a line. `proxy` is the owner that the voter stands in for.
    """

    received_at: datetime
    building: str
    entrance: str
    room: str
    voter: str = ""
    choice: Choice | None = None
    retracts: bool = False
    channel: Channel | None = None
    verified: bool = False
    proxy: str = ""
    scheme: str = ""
    delivered: bool = False

    @property
    def key(self) -> PlaceKey:
        return place_key(self.building, self.entrance, self.room)

    @property
    def ref(self) -> str:
        return place_ref(self.building, self.entrance, self.room)

    @property
    def has_answer(self) -> bool:
        return self.choice is not None or self.retracts


@dataclass(frozen=True, slots=True)
class TallyRules:
    """Under which rules a ledger is read; `follow_majority` is the clause that allows it, `scheme` the version voted on."""

    matter: Matter
    closes_at: datetime
    change: ChangePolicy = ChangePolicy.UNTIL_CLOSE
    proxy_cap: int | None = None
    parking: Parking | None = None
    follow_majority: str | None = None
    scheme: str | None = None
    threshold: Threshold | None = None


@dataclass(frozen=True, slots=True)
class InvalidBallot:
    ref: str
    reason: InvalidReason


@dataclass(frozen=True, slots=True)
class Followed:
    """The result if delivered, silent heads join the majority; printed beside the strict one (R10)."""

    clause: str
    joined: Choice
    followers: Weight
    outcome: Outcome
    counts: Counts
    margins: Margins


@dataclass(frozen=True, slots=True)
class Tally:
    """The strict result. `homes` are the dwellings among the counted rows, which heads may merge."""

    outcome: Outcome
    matter: Matter
    total: Weight
    homes: int
    counts: Counts
    margins: Margins
    disputed: tuple[str, ...]
    invalid: tuple[InvalidBallot, ...]
    opinions: int
    delivered_heads: int
    follow_majority: Followed | None


Stream = tuple[str, Channel, bool]


class _Ledger:
    """Reads ballots one by one and keeps what stands in each stream of each head."""

    def __init__(self, heads: Sequence[Head], rules: TallyRules) -> None:
        self.rules = rules
        self.places = {row.key: (position, row, head) for position, (row, head) in enumerate(_rows_of(heads))}
        self.streams: dict[str, dict[Stream, Former]] = {}
        self.delivered: set[str] = set()
        self.used_by_agent: dict[str, set[str]] = {}
        self.opinions = 0
        self.refused: list[tuple[datetime, int, InvalidBallot]] = []

    def read(self, ballot: BallotRow) -> None:
        position, row, head = self.places.get(ballot.key, (len(self.places), None, None))
        if row is None or head is None:
            return self._refuse(ballot, position, ballot.ref, InvalidReason.NOT_ON_ROSTER)
        if ballot.delivered and ballot.received_at <= self.rules.closes_at:
            self.delivered.add(head.key)
        if not ballot.has_answer:
            return None
        if not ballot.verified:
            self.opinions += 1
            return None
        reason = self._reason_against(ballot, row, head)
        if reason is not None:
            return self._refuse(ballot, position, row.ref, reason)
        if may_vote(head, ballot.proxy or ballot.voter) is Voice.OPINION:
            self.opinions += 1
            return None
        if self._record(ballot, head) is ChangeVerdict.REFUSED:
            self._refuse(ballot, position, row.ref, InvalidReason.CHANGE_REFUSED)
        return None

    def _reason_against(self, ballot: BallotRow, row: RosterRow, head: Head) -> InvalidReason | None:
        if ballot.received_at > self.rules.closes_at:
            return InvalidReason.LATE
        if self.rules.scheme is not None and ballot.scheme != self.rules.scheme:
            return InvalidReason.SUPERSEDED_SCHEME
        if (ballot.proxy or ballot.voter) not in row.owners:
            return InvalidReason.NO_PROXY
        if ballot.proxy and not self._within_cap(ballot.voter, head):
            return InvalidReason.PROXY_CAP
        return None

    def _within_cap(self, agent: str, head: Head) -> bool:
        """Whether the agent may speak for this head too; from here on the head is used up, whatever becomes of the ballot."""
        used = self.used_by_agent.setdefault(agent, set())
        cap = self.rules.proxy_cap
        if cap is not None and head.key not in used and len(used) >= cap:
            return False
        used.add(head.key)
        return True

    def _record(self, ballot: BallotRow, head: Head) -> ChangeVerdict:
        if ballot.channel is None:
            raise ValueError(f"an answer without a channel: {ballot.ref}")
        stream = (ballot.proxy or ballot.voter, ballot.channel, bool(ballot.proxy))
        streams = self.streams.setdefault(head.key, {})
        former = streams.get(stream)
        verdict = check_change(self.rules.change, former, ballot.choice)
        streams[stream] = standing_after(former, ballot.choice, verdict)
        return verdict

    def _refuse(self, ballot: BallotRow, position: int, ref: str, reason: InvalidReason) -> None:
        self.refused.append((ballot.received_at, position, InvalidBallot(ref, reason)))

    def verdict(self, head: Head) -> HeadVerdict:
        standing = (
            Standing(owner, channel, by_proxy, former.choice)
            for (owner, channel, by_proxy), former in self.streams.get(head.key, {}).items()
            if former.choice is not None
        )
        return resolve_head(head, standing)

    def invalid(self) -> list[InvalidBallot]:
        """By time, and within one instant in the roster's order, so that the order of lines in a file does not show."""
        ordered = sorted(self.refused, key=lambda entry: (entry[0], entry[1], entry[2].ref, entry[2].reason))
        return [entry for _, _, entry in ordered]


def _rows_of(heads: Iterable[Head]) -> list[tuple[RosterRow, Head]]:
    return [(row, head) for head in heads for row in head.rows]


def tally(rows: Iterable[RosterRow], ballots: Iterable[BallotRow], rules: TallyRules) -> Tally:
    """The result of a vote. `ballots` come in file order; places in `rows` that count are distinct, and there is one at least."""
    heads = heads_of(counted_rows(rows, rules.parking))
    if not heads:
        raise ValueError("a roster without a row that counts")
    ledger = _Ledger(heads, rules)
    for ballot in sorted(ballots, key=lambda ballot: ballot.received_at):
        ledger.read(ballot)
    verdicts = [(head, ledger.verdict(head)) for head in heads]
    total = total_weight(heads)
    counts = count((head.weight, verdict.choice) for head, verdict in verdicts)
    outcome, margins = decide(rules.matter, total, counts.participating, counts.agree, rules.threshold)
    contradictions = (
        InvalidBallot(head.ref, InvalidReason.CONTRADICTION_UNRESOLVED) for head, verdict in verdicts for _ in verdict.contradictory_owners
    )
    followers = weight_sum(head.weight for head, verdict in verdicts if verdict.silent and head.key in ledger.delivered)
    return Tally(
        outcome=outcome,
        matter=rules.matter,
        total=total,
        homes=sum(row.kind is Kind.HOME for row, _ in _rows_of(heads)),
        counts=counts,
        margins=margins,
        disputed=tuple(head.ref for head, verdict in verdicts if verdict.disputed),
        invalid=(*ledger.invalid(), *contradictions),
        opinions=ledger.opinions,
        delivered_heads=len(ledger.delivered),
        follow_majority=_followed(rules, total, counts, followers),
    )


def _followed(rules: TallyRules, total: Weight, strict: Counts, followers: Weight) -> Followed | None:
    if rules.follow_majority is None:
        return None
    return follow(rules.follow_majority, rules.matter, total, strict, followers=followers, threshold=rules.threshold)


def follow(
    clause: str,
    matter: Matter,
    total: Weight,
    strict: Counts,
    *,
    followers: Weight,
    threshold: Threshold | None = None,
    rule: MatterRule | None = None,
) -> Followed:
    """The result once `followers`, who were reached and are silent, have joined the larger side (R10)."""
    joined = majority_choice(strict)
    counts = strict.moved(followers, None, joined)
    outcome, margins = decide(matter, total, counts.participating, counts.agree, threshold, rule=rule)
    return Followed(clause, joined, followers, outcome, counts, margins)
