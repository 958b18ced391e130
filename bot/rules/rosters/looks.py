"""What of a file's warnings concerns the clerk before the import."""

from dataclasses import dataclass

from bot.rules.rosters.homes import RosterNote, RosterReading, RosterWarning

# A preview has six short lines (voice.md, rule 2): it names these and leaves the rest.
_NAMED = 2


@dataclass(frozen=True, slots=True)
class Looks:
    """Rows that are complete, and that staff should look at all the same; of homes and sheets the first few are named."""

    unlikely_areas: tuple[str, ...] = ()
    """Homes whose area has perhaps lost its point."""
    without_owner: int = 0
    owners_incomplete: int = 0
    """「张三等3人」"""
    sheets_skipped: tuple[str, ...] = ()
    sheets_hidden: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    """Homes that stand in several rows, each with another owner: taken as owned together."""
    joined_count: int = 0
    differing: tuple[str, ...] = ()
    """Homes that stand in several rows of different areas: the first one counts."""
    differing_count: int = 0
    unclear_owners: tuple[str, ...] = ()
    """Names that keep brackets or words which nobody understands, and the homes of the first few."""
    unclear_count: int = 0
    designated_unknown: tuple[str, ...] = ()
    """Homes whose designated voter is none of their owners: left out."""
    columns_cut: tuple[str, ...] = ()
    """Sheets that go on to the right beyond what is read."""
    columns_unread: tuple[str, ...] = ()
    """Headings of columns that nobody knows, those that hold names first."""
    columns_unread_count: int = 0


NOTHING_TO_SEE = Looks()


def looks_at(reading: RosterReading) -> Looks:
    """What of a file's warnings concerns the clerk before the import."""
    of: dict[RosterNote, list[RosterWarning]] = {}
    for warning in reading.warnings:
        of.setdefault(warning.note, []).append(warning)

    def named(note: RosterNote, *, by: str = "home") -> tuple[str, ...]:
        return tuple(dict.fromkeys(getattr(one, by) for one in of.get(note, ())))

    unlikely = [f"{one.home} {one.text}".strip() for one in of.get(RosterNote.AREA_UNLIKELY, ())]
    # A label that stayed in a name is seen at once in the list; brackets and lists of two kinds of people are not.
    doubtful = sorted(of.get(RosterNote.OWNER_UNCLEAR, ()), key=lambda one: ":" in one.text)
    unclear = tuple(f"{one.home} {one.text}".strip() for one in doubtful)
    unread = named(RosterNote.COLUMN_UNREAD, by="text")
    joined, differing = named(RosterNote.OWNERS_JOINED), named(RosterNote.ROWS_DIFFER)
    return Looks(
        unlikely_areas=tuple(unlikely[:_NAMED]),
        without_owner=sum(bool(one.home) for one in of.get(RosterNote.NO_OWNER, ())),
        owners_incomplete=len(of.get(RosterNote.OWNERS_INCOMPLETE, ())),
        sheets_skipped=named(RosterNote.SHEET_SKIPPED, by="sheet")[:_NAMED],
        sheets_hidden=named(RosterNote.SHEET_HIDDEN, by="sheet")[:_NAMED],
        joined=joined[:_NAMED],
        joined_count=len(joined),
        differing=differing[:_NAMED],
        differing_count=len(differing),
        unclear_owners=unclear[:_NAMED],
        unclear_count=len(unclear),
        designated_unknown=named(RosterNote.DESIGNATED_UNKNOWN)[:_NAMED],
        columns_cut=named(RosterNote.COLUMNS_CUT, by="sheet")[:_NAMED],
        columns_unread=unread[:_NAMED],
        columns_unread_count=len(unread),
    )
