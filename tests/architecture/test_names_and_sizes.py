"""The house as docs/architecture.md has it: names, sizes, first lines. The message of each failure says the remedy."""

import ast
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "storage", "messages")
SOURCES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
# design.md: a file that outgrows this becomes a package of the same name; no function is longer than this.
FILE_LINES, FUNCTION_LINES = 400, 40
HANDLER_FILES = {"__init__", "router", "callbacks", "cards", "forms"}


def names(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_a_file_stays_small() -> None:
    lines = {names(path): path.read_text(encoding="utf-8").count("\n") for path in SOURCES}
    assert len(lines) > 500
    assert {name: many for name, many in lines.items() if many > FILE_LINES} == {}, "make each a package of the same name"


def test_a_function_stays_short() -> None:
    written = [path for path in SOURCES if "migrations" not in path.parts]  # migrations are generated
    functions = [
        (path, node) for path in written for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long = {
        f"{names(path)}:{node.lineno} {node.name}": length
        for path, node in functions
        if (length := (node.end_lineno or 0) - node.lineno) > FUNCTION_LINES
    }
    assert len(functions) > 2000
    assert long == {}, "give the parts of each names"


def test_the_first_line_says_the_job() -> None:
    silent = [names(path) for path in SOURCES if path.stat().st_size and not ast.get_docstring(tree(path))]
    assert silent == [], "say the one job of each in its first line"


def test_rules_use_the_standard_library_only() -> None:
    """import-linter has no such contract: no await, no clock, no I/O, nothing but the standard library and itself."""
    for path in sorted((ROOT / "bot/rules").rglob("*.py")):
        for node in ast.walk(tree(path)):
            where = f"{names(path)}:{getattr(node, 'lineno', 0)}"
            assert not isinstance(node, ast.Await | ast.AsyncFunctionDef), f"{where}: rules do not wait"
            modules = (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [one.name for one in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            for module in modules:
                root = module.split(".")[0]
                assert module.startswith("bot.rules") or root in sys.stdlib_module_names, f"{where}: rules may not import {module}"
            if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"} and isinstance(node.value, ast.Name):
                assert node.value.id not in {"datetime", "date"}, f"{where}: `now` is a parameter"


def test_handlers_keep_to_their_four_names() -> None:
    for feature in sorted(path for path in (ROOT / "handlers").iterdir() if path.is_dir() and path.name != "__pycache__"):
        found = {path.stem for path in feature.iterdir() if path.name != "__pycache__"}
        assert found <= HANDLER_FILES, f"handlers/{feature.name} has {sorted(found - HANDLER_FILES)}: only {sorted(HANDLER_FILES)}"


def test_features_do_not_import_each_others_handlers() -> None:
    for path in sorted((ROOT / "handlers").rglob("*.py")):
        feature = path.relative_to(ROOT / "handlers").parts[0]
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("handlers.") and feature != "registry.py":
                other = node.module.split(".")[1]
                shared = (ROOT / f"handlers/{other}.py").exists()
                assert shared or other == feature, f"{names(path)}:{node.lineno} imports handlers.{other}: only registry.py may"


def test_no_f_filters_on_the_routes() -> None:
    """aiogram runs plain functions used as filters in a thread (performance.md): CallbackData.filter() and async filters only."""
    for path in sorted((ROOT / "handlers").rglob("*.py")):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "aiogram":
                assert "F" not in {one.name for one in node.names}, f"{names(path)}:{node.lineno}: use an async filter"


def test_every_button_has_a_prefix_of_its_own() -> None:
    """Two kinds with one prefix are told apart by the number of their fields only: a new field would send one's press to the other."""
    kinds: dict[str, list[str]] = {}
    for path in sorted((ROOT / "handlers").rglob("*.py")):
        for node in ast.walk(tree(path)):
            prefixes = [one.value for one in node.keywords if one.arg == "prefix"] if isinstance(node, ast.ClassDef) else []
            for prefix in prefixes:
                assert isinstance(prefix, ast.Constant), f"{names(path)}: write the prefix of {node.name} in place"
                kinds.setdefault(str(prefix.value), []).append(f"{names(path)} {node.name}")
    assert len(kinds) > 50
    assert not [found for found in kinds.values() if len(found) > 1]
