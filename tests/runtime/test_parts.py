"""What a kill leaves of a file half written goes with the next; one that is still being written stays."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.runtime.backups import USUAL_NAMES, write_backup
from bot.runtime.disk import clear_parts, whole_file
from bot.runtime.settings import Settings
from tests.runtime.test_backups import some_neighbourhood

KILLED = """
import os, signal, sys
from pathlib import Path
from bot.runtime.disk import whole_file
with whole_file(Path(sys.argv[1])) as file:
    file.write(b"homes and names")
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""
USUAL = "linli-20261124-101500.zip"


def killed_while_writing(target: Path) -> Path:
    """The part that it leaves."""
    target.parent.mkdir(parents=True, exist_ok=True)
    before = set(target.parent.iterdir())
    done = subprocess.run([sys.executable, "-c", KILLED, str(target)], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    [part] = set(target.parent.iterdir()) - before
    assert part.read_bytes() == b"homes and names"
    return part


def test_the_next_file_of_that_name_clears_it(tmp_path: Path) -> None:
    part = killed_while_writing(tmp_path / "a[1].zip")
    with whole_file(tmp_path / "other.zip") as file:
        file.write(b"another")
    assert part.exists()
    with whole_file(tmp_path / "a[1].zip") as file:
        file.write(b"whole")
        assert not part.exists()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"other.zip": b"another", "a[1].zip": b"whole"}


async def test_the_next_backup_clears_what_an_earlier_one_left_under_another_name(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    database = await some_neighbourhood(settings)
    await database.dispose()
    part = killed_while_writing(settings.data_dir / "backups" / USUAL)
    beside = part.with_name(".linli.zip.7.partly")
    beside.write_bytes(b"somebody else's")
    made = await write_backup(settings, None)
    assert set(made.parent.iterdir()) == {made, beside}


def test_what_is_still_being_written_stays(tmp_path: Path) -> None:
    with whole_file(tmp_path / USUAL) as file:
        file.write(b"first")
        clear_parts(tmp_path, USUAL_NAMES)
        with whole_file(tmp_path / "another.zip") as other:
            other.write(b"second")
        assert len(list(tmp_path.glob(".*.part"))) == 1
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {USUAL: b"first", "another.zip": b"second"}


def test_an_error_in_the_middle_leaves_none(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), whole_file(tmp_path / USUAL):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_has_none(tmp_path: Path) -> None:
    clear_parts(tmp_path / "backups", USUAL_NAMES)
    assert list(tmp_path.iterdir()) == []
