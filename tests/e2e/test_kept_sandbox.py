"""`linli sandbox --keep`: the world and its database come back at the next start."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.e2e.harness import free_port
from tests.e2e.processes import Process, until


def beat(database: Path) -> str | None:
    if not database.exists():
        return None
    with closing(sqlite3.connect(database)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'heartbeats'").fetchone():
            return None
        found = connection.execute("SELECT max(beat_at) FROM heartbeats").fetchone()
    return str(found[0]) if found[0] else None


def test_a_kept_world_comes_back_with_its_votes(tmp_path: Path) -> None:
    data, last = tmp_path / "data", None
    votes = []
    for start in ("first", "second"):
        process = Process(tmp_path, start, ["sandbox", "--keep"], DATA_DIR=str(data), WEB_PORT=str(free_port()))
        until(lambda: not process.running or beat(data / "sandbox.db") not in {None, last}, "the first beat of its heart")
        assert process.running, process.said()
        last = beat(data / "sandbox.db")
        with closing(sqlite3.connect(data / "sandbox.db")) as connection:
            votes.append(connection.execute("SELECT id FROM votes ORDER BY id").fetchall())
        assert process.end() == 0, process.said()
        assert "Traceback" not in process.said()
    assert votes[0]
    assert votes[0] == votes[1]
