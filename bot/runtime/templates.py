"""The office's own templates of sheets: a file in DATA_DIR/templates is used in the place of ours that has its name."""

from pathlib import Path

from bot.files.sheets.printing import LARGEST_TEMPLATE
from bot.rules.sheets import PaperSize, SheetKind, SheetTemplateBroken, TemplateFault, template_name

FOLDER = "templates"


def own_template(data_dir: Path, kind: SheetKind, paper: PaperSize) -> bytes | None:
    """None where the office has none. Read anew each time: a template that was mended needs no new start."""
    name = template_name(kind, paper)
    try:
        with (data_dir / FOLDER / name).open("rb") as file:
            # One byte more, so that printing it says that it is too big.
            return file.read(LARGEST_TEMPLATE + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SheetTemplateBroken(name, TemplateFault.NO_WORD_FILE) from error
