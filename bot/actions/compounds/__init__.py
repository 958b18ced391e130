"""What happens to compounds: rosters imported, gaps filled, names told apart."""

from bot.actions.compounds.importing import ensure_compound, import_roster, read_import
from bot.actions.compounds.missing import missing_homes

__all__ = ["ensure_compound", "import_roster", "missing_homes", "read_import"]
