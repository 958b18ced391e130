"""Settings written into `.env`: lines that are there stay, what is added is readable by its owner alone."""

import os
import re
from pathlib import Path

# Only the owner reads the token.
PRIVATE = 0o600
_PLAIN = re.compile(r"[A-Za-z0-9_:./@+,=-]*")


def keep_settings(path: Path, values: dict[str, str]) -> bool:
    """Adds what is missing or empty; True when the file changed. Written beside and moved, so that no crash leaves half of it."""
    old = path.read_text(encoding="utf-8") if path.is_file() else ""
    lines = old.splitlines()
    for name, value in values.items():
        _put(lines, name, f"{name}={_quoted(value)}")
    new = "\n".join(lines) + "\n" if lines else ""
    if new == old and path.is_file():
        path.chmod(PRIVATE)
        return False
    beside = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE), "w", encoding="utf-8") as file:
        file.write(new)
    beside.chmod(PRIVATE)
    beside.replace(path)
    return True


def _put(lines: list[str], name: str, line: str) -> None:
    for place, old in enumerate(lines):
        if re.match(rf"\s*(export\s+)?{name}\s*=", old):
            if re.fullmatch(rf"\s*(export\s+)?{name}\s*=\s*(\"\"|'')?\s*", old):
                lines[place] = line
            return
    lines.append(line)


def _quoted(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
