"""Compounds: places by name, and what an import of a roster did, as numbers."""

from dataclasses import dataclass

from bot.rules.violations import RuleViolation


@dataclass(frozen=True, slots=True)
class ImportResult:
    """`homes` counts what the compound has now; `gaps` those that keep a vote from opening."""

    import_id: str
    homes: int
    area_cm2m: int
    new: int
    changed: int
    same: int
    missing: int
    gaps: int


@dataclass(eq=False)
class PlaceUnknown(RuleViolation):
    """Nothing is called so."""

    slug = "compounds"
    path: str


@dataclass(eq=False)
class PlaceAmbiguous(RuleViolation):
    """Several are; `candidates` are their full paths."""

    slug = "compounds"
    path: str
    candidates: tuple[str, ...]
