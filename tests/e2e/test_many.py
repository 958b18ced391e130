"""Several processes on one PostgreSQL: each takes webhooks, one leads; asleep past its lease it does nothing more."""

import asyncio
import os
import signal
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from storage.leases import LEASE_SECONDS
from tests.e2e.harness import Platform, Stage, words
from tests.e2e.neighbourhood import GROUP, build, come_in, invite, open_vote
from tests.e2e.processes import until

SERVER = os.environ.get("LINLI_TEST_DATABASE_URL", "")
pytestmark = [pytest.mark.storage, pytest.mark.skipif(not SERVER, reason="LINLI_TEST_DATABASE_URL names no PostgreSQL")]
HOMES = 2
# The lease runs out, a standby asks, and what waited is done (seconds).
TAKEN_OVER = LEASE_SECONDS + 25


def sql(url: str, statement: str, **values: Any) -> list[tuple[Any, ...]]:
    """One statement, each in a loop of its own: the test itself has none."""

    async def run() -> list[tuple[Any, ...]]:
        engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            found = await connection.execute(text(statement), values)
            rows = [tuple(row) for row in found] if found.returns_rows else []
        await engine.dispose()
        return rows

    return asyncio.run(run())


@pytest.fixture
def shared(tmp_path: Path, platform: Platform) -> Iterator[Stage]:
    """A stage whose processes share a PostgreSQL database of their own."""
    name = f"linli_{uuid.uuid4().hex[:12]}"
    sql(SERVER, f"CREATE DATABASE {name}")
    stage = Stage(tmp_path, platform)
    stage.environment["DATABASE_URL"] = make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    yield stage
    stage.close()
    sql(SERVER, f"DROP DATABASE {name} WITH (FORCE)")


def rows(stage: Stage, query: str, **values: Any) -> list[tuple[Any, ...]]:
    return sql(stage.environment["DATABASE_URL"], query, **values)


def tap(stage: Stage, person: str, card: dict[str, Any], label: str) -> str:
    return str(stage.platform.press(person, GROUP, card, label)["text"])


def test_the_second_takes_updates_at_once_and_the_lead_when_the_first_sleeps(shared: Stage) -> None:
    build(shared, HOMES)
    first = shared.run("first", **shared.by_webhook())
    second = shared.run("second", wait=False, **shared.by_webhook())
    until(lambda: "standing_by" in second.said(), "the second to stand by")
    assert shared.platform.ask("pending")["hook"] == shared.hook, "what comes now comes to the second"

    come_in(shared, "chen", invite(shared, "community_staff", "--scope", "北街社区"))
    for number in range(HOMES):
        come_in(shared, f"p{number}", invite(shared, "owner", "--scope", "和平小区", "--home", f"1-{number % 4 + 1}-0101"))
    card = open_vote(shared, HOMES)
    assert "已记下" in tap(shared, "p0", card, "同意")
    shared.platform.shows("bot-p0", "凭证")  # a letter: the first has delivered what the second wrote
    assert len(rows(shared, "SELECT process FROM intakes")) == 2

    first.send(signal.SIGSTOP)
    assert "已记下" in tap(shared, "p1", card, "同意")
    shared.platform.shows(GROUP, f"已参与 {HOMES} / {HOMES} 户", TAKEN_OVER)
    rows(shared, "UPDATE votes SET closes_at = :now", now=datetime.now(UTC).replace(tzinfo=None))
    rows(shared, "UPDATE due SET due_at = :now WHERE kind = 'votes.close'", now=datetime.now(UTC).replace(tzinfo=None))
    shared.platform.shows(GROUP, "通过", TAKEN_OVER)

    first.send(signal.SIGCONT)
    assert first.wait(TAKEN_OVER) == 1
    assert "另一个邻里接手了" in first.said()
    results = [one for one in shared.platform.messages(GROUP) if "通过" in words(one)]
    receipts = [one for one in shared.platform.messages("bot-p1") if "凭证" in words(one)]
    assert (len(results), len(receipts)) == (1, 1)
    assert rows(shared, "SELECT epoch FROM leases") == [(2,)]
    assert second.end(signal.SIGTERM, 5) == 0, second.said()
    assert rows(shared, "SELECT process FROM intakes") == []
    assert "Traceback" not in first.said() + second.said()
