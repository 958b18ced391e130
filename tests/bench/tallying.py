"""Metric 8: closing a vote of 1,000 homes whose ledger has a thousand ballots, and a million: people may change as often as they like."""

import asyncio
import shutil
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from structlog.testing import capture_logs

from bot.actions.ballots import VoteCaster
from bot.actions.unit import DueItem
from bot.actions.votes.closing import close_due
from bot.rules.votes import Choice
from bot.rules.votes.facts import VoteState
from bot.runtime.database import open_database
from bot.runtime.settings import Settings
from storage.base import Database
from storage.schedule import due
from storage.unit_of_work import UnitOfWork
from tests.bench.metric import Metric
from tests.bench.taps.world import FIRST_PERSON, OpenVote, make
from tests.wire import TOKEN

HOMES, BALLOTS, ROUNDS = 1_000, 1_000_000, 5
# Where the ledger has more, these came before the ones that stand.
COPY = (
    "INSERT INTO ballots (vote_id, compound_id, head, owner_id, channel, by_proxy, choice, person_id, receipt, received_at, recorded_at)"
    " SELECT vote_id, compound_id, head, owner_id, channel, by_proxy, choice, person_id, receipt, received_at, recorded_at"
    " FROM ballots ORDER BY id LIMIT ?"
)


async def _opened(folder: Path) -> Database:
    return await open_database(Settings(bot_token=TOKEN, data_dir=folder))


async def _cast(folder: Path, vote: OpenVote) -> None:
    """One ballot of every home, by the product's own action."""
    database = await _opened(folder)
    caster, choices = VoteCaster(database), list(Choice)
    async with UnitOfWork(database, write=False) as unit:
        found = await unit.votes.vote(vote.vote_id)
    assert found is not None
    at = found.opened_at + timedelta(minutes=1)
    taps = [
        caster.cast(vote_id=vote.vote_id, telegram_id=FIRST_PERSON + number, choice=choices[number % 3], received_at=at, now=at)
        for number in range(HOMES)
    ]
    await asyncio.gather(*taps)
    await caster.stop()
    await database.dispose()


def _fill(folder: Path) -> None:
    """Earlier versions of the same ballots, up to a million."""
    with closing(sqlite3.connect(folder / "linli.db")) as connection:
        there = connection.execute("SELECT count(*) FROM ballots").fetchone()[0]
        while there < BALLOTS:
            there += connection.execute(COPY, (min(there, BALLOTS - there),)).rowcount
        connection.commit()


async def _closed(world: Path, vote: OpenVote) -> float:
    """Seconds that the close takes, reading included; counters and recomputation must agree."""
    with TemporaryDirectory() as folder:
        shutil.copytree(world, folder, dirs_exist_ok=True)
        database = await _opened(Path(folder))
        async with UnitOfWork(database, write=False) as unit:
            row = (await unit.connection.execute(due.select().where(due.c.kind == "votes.close"))).one()
        item = DueItem(row.id, row.kind, row.target, row.compound_id, row.due_at)
        with capture_logs() as said:
            before = time.perf_counter()
            await close_due(UnitOfWork(database, write=True), item, row.due_at)
            took = time.perf_counter() - before
        async with UnitOfWork(database, write=False) as unit:
            closed = await unit.votes.vote(vote.vote_id)
        await database.dispose()
    assert closed is not None
    assert closed.state is VoteState.CLOSED
    assert "counters_differ" not in {one["event"] for one in said}
    return took


async def _rounds(small: Path, large: Path, vote: OpenVote) -> float:
    ratios = [await _closed(large, vote) / await _closed(small, vote) for _ in range(ROUNDS)]
    return median(ratios)


def measure() -> list[Metric]:
    with TemporaryDirectory() as folder:
        small, large = Path(folder) / "small", Path(folder) / "large"
        small.mkdir()
        vote = make(small, HOMES)
        asyncio.run(_cast(small, vote))
        shutil.copytree(small, large)
        _fill(large)
        figure = round(asyncio.run(_rounds(small, large, vote)), 2)
    return [Metric(8, "tally at 1M ballots / at 1k; counters = recomputation", f"{figure}; always", "≤ 1.5; always", "", [figure])]
