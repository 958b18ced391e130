"""The manual names buttons as they are: a label that changes, changes there too."""

import re
from importlib import import_module
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
FEATURES = (
    "messages",
    "messages.asks",
    "messages.compounds",
    "messages.concerns",
    "messages.deliveries",
    "messages.entries",
    "messages.groups",
    "messages.opinions",
    "messages.polls",
    "messages.proofs",
    "messages.residents",
    "messages.sheets",
    "messages.starts",
    "messages.statements",
    "messages.votes",
    "messages.wishes",
)
# In backticks too, and no buttons.
OTHERS = {"方框里的字", "make run"}


def labels() -> set[str]:
    modules = [import_module(f"{feature}.labels") for feature in FEATURES]
    return {words["zh"] for module in modules for words in module.LABELS.values()}


def test_every_button_of_the_manual_is_there() -> None:
    text = (DOCS / "使用手册.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([^`]+)`", text)) - OTHERS
    assert len(named) > 30
    assert sorted(named - labels()) == []


def test_every_picture_of_the_manual_is_there() -> None:
    text = (DOCS / "使用手册.md").read_text(encoding="utf-8")
    pictures = re.findall(r"\]\((pictures/[^)]+)\)", text)
    assert pictures
    assert [one for one in pictures if not (DOCS / one).is_file()] == []
