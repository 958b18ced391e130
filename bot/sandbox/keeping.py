"""`--keep`: the world in a file beside its database, written while it lives, so that not even a kill takes more than a moment."""

import asyncio
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import orjson
import structlog

from bot.runtime.clock import SandboxClock
from bot.sandbox.faults import Script
from bot.sandbox.happenings import Happening
from bot.sandbox.world import World

log = structlog.get_logger()
# Beside the world's own values: the sandbox's time when it was written, and the troubles that the page had switched on.
LEFT_AT, FAULTS = "left_at", "faults"
# What has changed is written within the first, that time goes by within the second (seconds).
SOON, IDLE = 1.0, 10.0
# A world that is large is written less often: at most this share of the time goes into it.
SHARE = 0.05
# After a kill the database may know of a few ids that the file does not: no id is given twice.
LEAP = 1000


class BadWish(Exception):
    """One sentence."""


class Keeper:
    def __init__(self, world: World, file: Path) -> None:
        self.file = file
        self._world = world
        self._changed = False
        self._faults: list[Script] = []
        world.listen(self._hear)

    def _hear(self, _: Happening) -> None:
        self._changed = True

    async def run(self, lives: Callable[[], bool]) -> None:
        """Until cancelled. `lives`: world and database belong together now; in between, nothing is written."""
        loop = asyncio.get_running_loop()
        took = written = 0.0
        while True:
            await asyncio.sleep(max(SOON, took / SHARE))
            began = loop.time()
            if lives() and (self._changed or began - written >= IDLE):
                self.write()
                took, written = loop.time() - began, began

    def write(self) -> None:
        """Whole or not at all: a stop in the middle leaves the file that was there. In the loop, where nothing comes between."""
        self._changed = False
        world = self._world
        more = {LEFT_AT: world.now().isoformat(), FAULTS: msgspec.to_builtins(world.faults.switched())}
        beside = self.file.with_suffix(".json.new")
        try:
            beside.write_bytes(orjson.dumps(world.snapshot() | more, option=orjson.OPT_NON_STR_KEYS))
            beside.replace(self.file)
        except OSError as error:
            log.warning("world_not_written", error=type(error).__name__, file=str(self.file))

    def restore(self, clock: SandboxClock | None) -> None:
        """BadWish. The clock goes on at the time the world was left: it is no outage. Faults wait for `trouble`."""
        try:
            snapshot = orjson.loads(self.file.read_bytes())
            faults = msgspec.convert(snapshot.get(FAULTS, []), list[Script])
            if clock is not None and LEFT_AT in snapshot:
                # Of a kill, the file may know less than the database, whose time must not come again.
                clock.move_to(datetime.fromisoformat(snapshot[LEFT_AT]) + timedelta(seconds=IDLE))
            self._world.restore(_leapt(snapshot))
        except (OSError, ValueError, TypeError, AttributeError, KeyError, msgspec.ValidationError) as error:
            raise BadWish(
                f"{self.file} 读不出来，上次的小区回不来了。不写 --keep 再启动，就是新的。"
                f" / {self.file} cannot be read: start without --keep for a new world."
            ) from error
        self._faults = faults

    def trouble(self) -> None:
        """What was switched on is on again, once the bot is there: it would start by a slow or failing platform."""
        for script in self._faults:
            self._world.faults.add(script)


def _leapt(snapshot: dict[str, Any]) -> dict[str, Any]:
    counts = {chat: count + LEAP for chat, count in snapshot["next_message"].items()}
    leapt = {name: snapshot[name] + LEAP for name in ("next_number", "next_update")}
    return snapshot | leapt | {"next_message": counts}


def is_whole(file: Path) -> bool:
    """World and database, or a new one; only one of them is said to be no whole."""
    there = [path.is_file() for path in (file, file.with_suffix(".db"))]
    if any(there) and not all(there):
        say("上次的小区不完整，这是一个新的。 / The last world is not whole: this is a new one.")
    return all(there)


def say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()
