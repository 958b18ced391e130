"""What came of a topic: what every part of the compound agrees on, and what divides it. In whole numbers and fractions."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import prod

from bot.rules.concerns import FloorBand
from bot.rules.rosters.places import natural_order
from bot.rules.statements import Division, Stance
from bot.rules.votes.participation import SMALLEST_BREAKDOWN

# Voting-rules.md, section 6 (PIPL Article 25): what fewer than five say is not shown by itself. There heads are counted, here homes: a
# family of five is one of them.
SMALLEST_BLOCK = SMALLEST_BREAKDOWN
# Parts are put together until at least this share of the statements can be told for each of them.
COVERED = Fraction(1, 2)
# Who has a view is divided where the smaller side is at least a third: below it two thirds say the same, which is what the law asks of a
# quorum (Civil Code Article 278).
SMALLER_SIDE = Fraction(1, 3)


class Standing(StrEnum):
    AGREED = "agreed"
    """In every block more than half of those who answered agree, and it divides nobody."""
    OPPOSED = "opposed"
    """In every block more than half disagree, and it divides nobody."""
    DIVIDED = "divided"
    UNSURE = "unsure"
    FEW = "few"
    """Too few answered to say anything."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One answer. `home` None: of somebody who has left, and nobody knows from where. `part`: a building, or a band of floors."""

    statement_id: str
    part: str
    home: str | None
    stance: Stance


@dataclass(frozen=True, slots=True)
class Block:
    """How one part, or some parts together, answered."""

    parts: tuple[str, ...]
    agree: int
    disagree: int
    skipped: int

    @property
    def votes(self) -> int:
        """Those who skipped it have answered, too: they do not agree."""
        return self.agree + self.disagree + self.skipped


@dataclass(frozen=True, slots=True)
class Row:
    """One statement; without blocks where too few answered."""

    statement_id: str
    words: str
    standing: Standing
    blocks: tuple[Block, ...] = ()

    @property
    def total(self) -> Block:
        return Block(
            tuple(part for block in self.blocks for part in block.parts),
            sum(block.agree for block in self.blocks),
            sum(block.disagree for block in self.blocks),
            sum(block.skipped for block in self.blocks),
        )


def smoothed(said: int, votes: int) -> Fraction:
    """Laplace's rule of succession, as Polis has it: of nobody a half."""
    return Fraction(said + 1, votes + 2)


def shared_agreement(blocks: Iterable[Block]) -> Fraction:
    """Polis' group-informed consensus: the product of how much each group agrees, so that no large group outvotes a small one."""
    return prod((smoothed(one.agree, one.votes) for one in blocks), start=Fraction(1))


def shared_opposition(blocks: Iterable[Block]) -> Fraction:
    return prod((smoothed(one.disagree, one.votes) for one in blocks), start=Fraction(1))


def tension(total: Block) -> Fraction:
    """Greatest where half agree, half disagree and nobody skips it."""
    return smoothed(total.agree, total.votes) * smoothed(total.disagree, total.votes)


def standing_of(blocks: Sequence[Block]) -> Standing:
    agree, disagree = sum(one.agree for one in blocks), sum(one.disagree for one in blocks)
    for_it = [2 * one.agree > one.votes for one in blocks]
    against = [2 * one.disagree > one.votes for one in blocks]
    are_split = agree + disagree > 0 and min(agree, disagree) >= SMALLER_SIDE * (agree + disagree)
    if are_split or (any(for_it) and any(against)):
        return Standing.DIVIDED
    if all(for_it):
        return Standing.AGREED
    return Standing.OPPOSED if all(against) else Standing.UNSURE


def blocks_of(homes: Sequence[Mapping[str, int]], parts: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """How `parts` (in their order) are put together, so that none says what a few homes said. `homes`: of each statement, by part, how
    many homes answered it.

    Every part is in exactly one block: of a lone part that is left out, the difference to the total would tell.
    """
    blocks: list[tuple[str, ...]] = [(part,) for part in parts if any(part in one for one in homes)]
    told = [one for one in homes if sum(one.values()) >= SMALLEST_BLOCK]
    while len(blocks) > 1 and not _cover(blocks, told):
        sizes = {block: sum(one.get(part, 0) for one in homes for part in block) for block in blocks}
        first, second = sorted(blocks, key=lambda block: sizes[block])[:2]
        joined = tuple(part for part in parts if part in (*first, *second))
        blocks = [joined if block in {first, second} else block for block in blocks]
        blocks = list(dict.fromkeys(blocks))
    return tuple(blocks)


def _cover(blocks: Sequence[tuple[str, ...]], told: Sequence[Mapping[str, int]]) -> bool:
    covered = sum(_is_told(blocks, one) for one in told)
    return bool(told) and covered >= COVERED * len(told)


def _is_told(blocks: Sequence[tuple[str, ...]], homes: Mapping[str, int]) -> bool:
    return bool(blocks) and all(sum(homes.get(part, 0) for part in block) >= SMALLEST_BLOCK for block in blocks)


def in_order(division: Division, parts: Collection[str]) -> list[str]:
    """Buildings as people count them, bands of floors from the ground."""
    if division is Division.BUILDINGS:
        return sorted(parts, key=natural_order)
    return sorted(parts, key=[band.value for band in FloorBand].index)


def report(statements: Sequence[tuple[str, str]], voices: Iterable[Voice], division: Division) -> tuple[Row, ...]:
    """A row for each statement (id, words): what is shared first, then what divides, each with the clearest on top."""
    by_statement: dict[str, list[Voice]] = defaultdict(list)
    for voice in voices:
        by_statement[voice.statement_id].append(voice)
    homes = {one: _homes_by_part(by_statement[one]) for one, _ in statements}
    blocks = blocks_of(list(homes.values()), in_order(division, {part for one in homes.values() for part in one}))
    rows = [
        _row(one, words, by_statement[one], blocks) if _is_told(blocks, homes[one]) else Row(one, words, Standing.FEW)
        for one, words in statements
    ]
    return tuple(sorted(rows, key=_place))


def _homes_by_part(voices: Iterable[Voice]) -> dict[str, int]:
    """Of somebody who has left nobody knows the home: it hides nobody."""
    homes: dict[str, set[str]] = defaultdict(set)
    for voice in voices:
        homes[voice.part].update({voice.home} if voice.home is not None else ())
    return {part: len(found) for part, found in homes.items()}


def _row(statement_id: str, words: str, voices: Sequence[Voice], blocks: Sequence[tuple[str, ...]]) -> Row:
    counted = []
    for parts in blocks:
        said = [voice.stance for voice in voices if voice.part in parts]
        counted.append(Block(parts, said.count(Stance.AGREE), said.count(Stance.DISAGREE), said.count(Stance.SKIP)))
    return Row(statement_id, words, standing_of(counted), tuple(counted))


def is_pictured(rows: Iterable[Row]) -> bool:
    """Whether any of it may be told in figures."""
    return any(row.blocks for row in rows)


_ORDER = (Standing.AGREED, Standing.OPPOSED, Standing.DIVIDED, Standing.UNSURE, Standing.FEW)


def _place(row: Row) -> tuple[int, Fraction]:
    """Of equals the one that was there first: sorting keeps their order."""
    score = {Standing.AGREED: shared_agreement, Standing.OPPOSED: shared_opposition}.get(row.standing)
    return _ORDER.index(row.standing), -(score(row.blocks) if score else tension(row.total))
