"""Templates, their functions, both languages, and every card rendered in both."""

import inspect
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest

from bot.rules.ports import Language
from bot.rules.violations import RuleViolation
from handlers.registry import all_cards

MESSAGES = Path(__file__).parents[2] / "messages"
FEATURES = sorted(path.name for path in MESSAGES.iterdir() if path.is_dir() and path.name != "__pycache__")
LANGUAGES = get_args(Language)


def templates(feature: str) -> dict[str, set[str]]:
    """Template name → languages."""
    found: dict[str, set[str]] = {}
    for path in (MESSAGES / feature).glob("*.j2"):
        name, language, _ = path.name.split(".")
        found.setdefault(name, set()).add(language)
    return found


def violations() -> list[type[RuleViolation]]:
    for path in sorted((MESSAGES.parent / "bot/rules").rglob("*.py")):
        import_module(".".join(path.relative_to(MESSAGES.parent).with_suffix("").parts).removesuffix(".__init__"))
    found: list[type[RuleViolation]] = []
    waiting = list(RuleViolation.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if "slug" in vars(kind) or getattr(kind, "slug", None):
            found.append(kind)
    return [kind for kind in found if not kind.__subclasses__()]


@pytest.mark.parametrize("feature", FEATURES)
def test_every_template_is_there_in_both_languages(feature: str) -> None:
    for name, languages in templates(feature).items():
        assert languages == set(LANGUAGES), f"messages/{feature}/{name} lacks {set(LANGUAGES) - languages}"


@pytest.mark.parametrize("feature", FEATURES)
def test_every_template_has_its_function_or_violation(feature: str) -> None:
    module: ModuleType = import_module(f"messages.{feature}")
    functions = {name for name, value in vars(module).items() if inspect.isfunction(value)}
    refused = {kind.template() for kind in violations() if kind.slug == feature}
    for name in templates(feature):
        if name.startswith("_"):
            continue  # a part that other templates include
        assert name in functions | refused, f"messages/{feature}/{name} is an orphan: no function and no violation says it"


def test_every_violation_has_its_words() -> None:
    for kind in violations():
        assert kind.template() in templates(kind.slug), f"{kind.__name__} has no messages/{kind.slug}/{kind.template()}"


def test_every_card_names_its_facts() -> None:
    cards = all_cards()
    assert cards
    for name, kind in cards.items():
        assert name.count(".") == 1
        assert inspect.isclass(kind.facts), name
