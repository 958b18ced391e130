"""What happens to compounds: rosters imported, gaps filled, names told apart."""

from bot.actions.compounds.importing import compound_named, ensure_compound, import_roster, place_named

__all__ = ["compound_named", "ensure_compound", "import_roster", "place_named"]
