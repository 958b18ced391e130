"""`verify.py` on whatever machine somebody has: an older Python, a console that knows no Chinese, a file that was made to break it."""

import ast
import io
import sys
from pathlib import Path

import pytest

from bot.cli import verify

OLDEST = (3, 8)


def whole(folder: Path) -> Path:
    opened = {"height": 0, "parent": "0" * 64, "payload": {}, "type": "opened"}
    ended = {"height": 1, "parent": verify.digest(verify.canonical(opened)), "payload": {}, "type": "cancelled"}
    public = {"events": [opened, ended], "format": verify.PUBLIC, "head": verify.digest(verify.canonical(ended))}
    path = folder / "public.json"
    path.write_bytes(verify.as_written(public))
    return path


def test_it_asks_for_nothing_that_an_older_python_has_not() -> None:
    """Where something was missing, an exception would be taken for a file that does not agree."""
    tree = ast.parse(Path(verify.__file__).read_text(encoding="utf-8"), feature_version=OLDEST)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            assert "strict" not in {one.arg for one in node.keywords}, "zip(strict=) came with 3.10"
            assert not isinstance(node.func, ast.Subscript), "dict[...]() came with 3.9"
        assert not isinstance(node, ast.Match)
        assert not (isinstance(node, ast.Attribute) and node.attr in {"removeprefix", "removesuffix"}), "3.9"


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_console_without_chinese_says_nothing_about_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding=encoding))
    assert verify.main([str(whole(tmp_path))]) == 0
    sys.stdout.flush()
    assert b"2 events follow one another" in written.getvalue()


def test_a_file_that_was_made_to_break_it_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deep = tmp_path / "deep.json"
    deep.write_bytes(b'{"events":' + b"[" * 100_000)
    assert verify.main([str(deep)]) == 1
    assert "is not a whole file" in capsys.readouterr().err
    with pytest.raises(verify.SEEN):
        verify.decide({"matter": "consultation", "threshold": "1/0", "by_area_too": False, "total": {"area_cm2m": 1, "heads": 1}}, COUNTS)


COUNTS = {choice: {"area_cm2m": 1, "heads": 1} for choice in verify.CHOICES}
