"""The numbers that design.md and the issue promise, as literals: a test that imports a constant holds whatever it says."""

from datetime import timedelta
from typing import Any

import pytest

from bot.rules import updates
from bot.rules.residents import codes
from bot.runtime import lanes
from storage import base, forms, migrating, outbox
from storage import updates as stored_updates
from tests.wire import Wire

PROMISED = [
    ("handlers at once", lanes.PARALLEL, 64),
    ("readers of SQLite, as many as lanes", base.READERS, 64),
    ("copies before migrations", migrating.BACKUPS_KEPT, 7),
    ("between heartbeats", updates.HEARTBEAT_EVERY, timedelta(seconds=10)),
    ("a gap that people are told", updates.GAP, timedelta(seconds=120)),
    ("the platform keeps messages", updates.MESSAGES_KEPT, timedelta(hours=24)),
    ("an unused code", codes.CODE_LIFE, timedelta(days=7)),
    ("a printed slip", codes.SLIP_LIFE, timedelta(days=60)),
    ("a form that nobody goes on with", forms.FORM_LIFE, timedelta(hours=24)),
    ("seen updates", stored_updates.SEEN_KEPT, timedelta(days=8)),
    ("dead letters", stored_updates.DEAD_KEPT, timedelta(days=30)),
    ("words of letters", outbox.WORDS_KEPT, timedelta(days=30)),
]


@pytest.mark.parametrize(("what", "ours", "promised"), PROMISED)
def test_a_number_is_the_promised_one(what: str, ours: Any, promised: Any) -> None:
    assert ours == promised, what


@pytest.mark.rule("R14.result")
async def test_the_heart_beats_every_ten_seconds_and_what_is_due_is_looked_at_every_second(wire: Wire) -> None:
    """The numbers as the scheduler has them, not only as constants: an outage is told by them, a result stands by them (R14)."""
    scheduler = wire.app.start_ticking()
    try:
        every = {job.args[0].__name__: job.trigger.interval for job in scheduler.get_jobs()}
    finally:
        scheduler.shutdown(wait=False)
    assert every == {"run_due": timedelta(seconds=1), "_beat": timedelta(seconds=10), "sweep": timedelta(hours=1)}
