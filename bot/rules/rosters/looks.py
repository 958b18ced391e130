"""What of a file's warnings concerns the clerk before the import."""

from dataclasses import dataclass

from bot.rules.rosters.homes import RosterNote, RosterReading, RosterWarning

# A preview has six short lines (voice.md, rule 2): it names these and leaves the rest.
_NAMED = 2


@dataclass(frozen=True, slots=True)
class Looks:
    """Rows that are complete, and that staff should look at all the same."""

    unlikely_areas: tuple[str, ...] = ()
    """Homes whose area has perhaps lost its point."""
    without_owner: int = 0
    owners_incomplete: int = 0
    """「张三等3人」"""
    sheets_skipped: tuple[str, ...] = ()


NOTHING_TO_SEE = Looks()


def looks_at(reading: RosterReading) -> Looks:
    """What of a file's warnings concerns the clerk before the import."""
    of: dict[RosterNote, list[RosterWarning]] = {}
    for warning in reading.warnings:
        of.setdefault(warning.note, []).append(warning)
    unlikely = [f"{one.home} {one.text}".strip() for one in of.get(RosterNote.AREA_UNLIKELY, ())]
    sheets = dict.fromkeys(one.sheet for one in of.get(RosterNote.SHEET_SKIPPED, ()))
    return Looks(
        tuple(unlikely[:_NAMED]),
        sum(bool(one.home) for one in of.get(RosterNote.NO_OWNER, ())),
        len(of.get(RosterNote.OWNERS_INCOMPLETE, ())),
        tuple(sheets)[:_NAMED],
    )
