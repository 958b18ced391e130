"""How parts, figures and rows of a report are written; on cards and in the picture alike."""

from collections.abc import Sequence

from bot.rules.concerns import FloorBand
from bot.rules.ports import Language
from bot.rules.statements import Division
from bot.rules.statements.reports import Block, Row, Standing, smoothed
from messages import formatting

# Of more blocks a row tells the one that agrees least and the one that agrees most.
MOST_BLOCKS = 4
# Of more parts put together the first is named, and how many there are.
MOST_NAMED = 2
_BANDS: dict[str, dict[Language, str]] = {
    FloorBand.LOW: {"zh": "低层", "en": "lower floors"},
    FloorBand.MIDDLE: {"zh": "中层", "en": "middle floors"},
    FloorBand.HIGH: {"zh": "高层", "en": "upper floors"},
    FloorBand.UNSAID: {"zh": "楼层不清", "en": "floor not known"},
}
# Everywhere the same: (of several blocks by buildings, by floors, of one).
_STANDINGS: dict[Standing, dict[Language, tuple[str, str, str]]] = {
    Standing.AGREED: {
        "zh": ("各楼栋多数都同意", "高低楼层多数都同意", "多数同意"),
        "en": ("Most in every building agree", "Most on every level agree", "Most agree"),
    },
    Standing.OPPOSED: {
        "zh": ("各楼栋多数都不同意", "高低楼层多数都不同意", "多数不同意"),
        "en": ("Most in every building disagree", "Most on every level disagree", "Most disagree"),
    },
    Standing.DIVIDED: {"zh": ("看法不一", "看法不一", "看法不一"), "en": ("Views differ", "Views differ", "Views differ")},
    Standing.UNSURE: {"zh": ("还说不准", "还说不准", "还说不准"), "en": ("Not clear", "Not clear", "Not clear")},
    Standing.FEW: {
        "zh": ("答的人还少", "答的人还少", "答的人还少"),
        "en": ("Too few answers", "Too few answers", "Too few answers"),
    },
}


def people(language: Language, number: int) -> str:
    if language == "zh":
        return f"{number:,}\u00a0人"
    return f"{number:,}\u00a0{'person' if number == 1 else 'people'}"


def homes(language: Language, number: int) -> str:
    return f"{number:,}\u00a0户" if language == "zh" else f"{number:,}\u00a0{'home' if number == 1 else 'homes'}"


def several(language: Language, number: int) -> str:
    """7 条看法 / 7 statements"""
    if language == "zh":
        return f"{number:,}\u00a0条看法"
    return f"{number:,}\u00a0{'statement' if number == 1 else 'statements'}"


def standing(language: Language, row: Row, division: Division) -> str:
    by_building, by_floor, alone = _STANDINGS[row.standing][language]
    if len(row.blocks) < 2:
        return alone
    return by_building if division is Division.BUILDINGS else by_floor


def block_name(language: Language, block: Block, division: Division) -> str:
    """3栋 / 3栋、4栋 / 3栋等 5 栋 / 低层"""
    names = [_part(language, part, division) for part in block.parts]
    comma = "、" if language == "zh" else ", "
    if len(names) <= MOST_NAMED or division is Division.FLOORS:
        return comma.join(names)
    return f"{names[0]}等\u00a0{len(names)}\u00a0栋" if language == "zh" else f"{names[0]} and {len(names) - 1} more"


def _part(language: Language, part: str, division: Division) -> str:
    if division is Division.FLOORS:
        return _BANDS[part][language]
    return formatting.joined(part) if language == "zh" else formatting.english_place(part)


def counts(language: Language, block: Block) -> str:
    """同意 26，不同意 2，跳过 2"""
    figures = (block.agree, block.disagree, block.skipped)
    words = ("同意", "不同意", "跳过") if language == "zh" else ("agree", "disagree", "skip")
    parts = [f"{word}\u00a0{figure:,}" for word, figure in zip(words, figures, strict=True)]
    return ("，" if language == "zh" else ", ").join(parts)


def told_blocks(row: Row) -> Sequence[Block]:
    """All of them, or where there are many the one that agrees least and the one that agrees most; none where there is but one."""
    if len(row.blocks) < 2:
        return ()
    if len(row.blocks) <= MOST_BLOCKS:
        return row.blocks
    in_order = sorted(row.blocks, key=lambda one: smoothed(one.agree, one.votes))
    return in_order[0], in_order[-1]


def share(language: Language, block: Block, division: Division) -> str:
    """3栋 同意 9/10"""
    word = "同意" if language == "zh" else "agree"
    return f"{block_name(language, block, division)} {word}\u00a0{block.agree:,}/{block.votes:,}"


def bar(block: Block) -> str:
    return formatting.whole(formatting.bar(block.agree, block.votes))
