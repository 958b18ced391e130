"""What `make` says before there is anything of ours that could say it."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def old_python(tmp_path: Path) -> Path:
    """One that is older than Linli takes, as far as anybody can see who asks it."""
    made = tmp_path / "python3.9"
    made.write_text('#!/bin/sh\nif [ "$1" = --version ]; then echo "Python 3.9.2"; else exit 1; fi\n', encoding="utf-8")
    made.chmod(0o755)
    return made


@pytest.mark.skipif(shutil.which("make") is None, reason="no make here")
@pytest.mark.parametrize("python", ["old", "none"])
def test_a_python_too_old_or_none_is_one_clear_sentence(old_python: Path, tmp_path: Path, python: str) -> None:
    named = old_python if python == "old" else tmp_path / "no-such-python"
    command = ["make", "--no-print-directory", "check-python", f"PYTHON={named}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    said = done.stdout.splitlines()
    assert len(said) == 2, "a line in each language"
    assert said[0].startswith("邻里要 Python 3.11 或更新的")
    assert said[1].startswith("Linli needs Python 3.11 or newer.")
    if python == "old":
        assert "现在：Python 3.9.2" in said[0]
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("make") is None, reason="no make here")
def test_this_python_is_taken() -> None:
    done = subprocess.run(
        ["make", "--no-print-directory", "check-python"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (0, "")
