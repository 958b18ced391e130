"""`.env`, read in whatever encoding it was saved; what is added to it is readable by its owner alone, lines that are there stay."""

import os
import re
import shlex
from io import StringIO
from pathlib import Path

# Only the owner reads the token.
PRIVATE = 0o600
# Editors on Chinese Windows save as GBK, which GB18030 contains; it refuses what is UTF-16.
ENCODINGS = ("utf-8-sig", "gb18030")
_PLAIN = re.compile(r"[A-Za-z0-9_:./@+,=-]*")


class NotText(ValueError):
    """The file is in none of the encodings."""


def text_of(path: Path) -> str:
    """Raises NotText and OSError."""
    data = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # UTF-16 without its mark is valid UTF-8, full of zeros.
        if "\0" not in text:
            return text
    raise NotText(path)


def read_settings(path: Path) -> tuple[dict[str, str | None], list[str]]:
    """What the file sets, and a sentence for each line that sets nothing. A line is never quoted: it may be half a secret."""
    from dotenv import dotenv_values
    from dotenv.parser import parse_stream

    try:
        text = text_of(path)
    except NotText:
        return {}, [f"{path} 的编码读不出来。请在编辑器里另存为 UTF-8。 / {path} cannot be read as text: save it as UTF-8."]
    except OSError as error:
        return {}, [_unreadable(path, error)]
    lines, sentences = [], []
    for line in parse_stream(StringIO(text)):
        if not line.error and (line.key is None or line.value is not None):
            lines.append(line.original.string)
            continue
        words = line.original.string
        number = line.original.line + words[: len(words) - len(words.lstrip())].count("\n")
        sentences.append(f"{path} 第 {number} 行不是「名字=值」的样子，请改好或删掉。 / {path}, line {number} is not NAME=value.")
    return dotenv_values(stream=StringIO("".join(lines))), sentences


def _unreadable(path: Path, error: OSError) -> str:
    """Its owner gives themselves the right; to anybody else, such as a service's user, it has to be given."""
    whole = shlex.quote(str(path.resolve()))
    owner, me = path.stat().st_uid, os.geteuid()
    said = f"{path} 读不了（{error.strerror}）"
    told = f"{path} cannot be read ({error.strerror})"
    if owner == me:
        return f"{said}：运行 chmod u+rw {whole}。 / {told}: run chmod u+rw {whole}."
    ours, mine = _account(owner), _account(me)
    return (
        f"{said}：它是帐号 {ours} 的，现在用的是 {mine}。换 {ours} 来运行，或者运行 sudo chown {mine} {whole}。"
        f" / {told}: it is {ours}'s, and this is {mine}. Run as {ours}, or run sudo chown {mine} {whole}."
    )


def _account(number: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def keep_settings(path: Path, values: dict[str, str]) -> bool:
    """Adds what is missing or empty; True when the file changed. Written beside and moved, so that no crash leaves half of it."""
    old = text_of(path) if path.is_file() else ""
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
