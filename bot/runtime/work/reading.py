"""What the worker process runs for a roster. It loads neither aiogram nor the database: they cost it seconds and 150 MB for nothing."""

import struct
from collections.abc import Callable

from bot.files.rosters import read_roster
from bot.rules.rosters import RosterReading

FIGURES = struct.Struct("<qq")


def reporting(path: str) -> Callable[[int, int], None]:
    """Writes (done, total) where `Progressing.from_file` looks: the one thing that both processes see."""

    def tell(done: int, total: int) -> None:
        with open(path, "r+b", buffering=0) as file:
            file.write(FIGURES.pack(done, total))

    return tell


def read_and_report(data: bytes, name: str, path: str) -> RosterReading:
    return read_roster(data, name, reporting(path))
