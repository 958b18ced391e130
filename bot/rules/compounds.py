"""Compounds: what an import of a roster did, as numbers."""

from dataclasses import dataclass


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
