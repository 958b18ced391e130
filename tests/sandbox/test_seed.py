"""When the history of the first world happens: by day, whenever the page is opened."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.rules.letters import after_quiet_hours
from bot.sandbox.seed import OPENED_BEFORE, last_daytime

CHINA = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("opened", "latest"),
    [
        ("2026-02-27T10:32", "2026-02-27T10:32"),
        ("2026-02-27T08:30", "2026-02-27T08:30"),
        ("2026-02-27T08:29", "2026-02-26T20:30"),
        ("2026-02-27T00:00", "2026-02-26T20:30"),
        ("2026-02-27T20:31", "2026-02-27T20:30"),
        ("2026-02-27T23:59", "2026-02-27T20:30"),
    ],
)
def test_what_came_before_the_page_came_by_day(opened: str, latest: str) -> None:
    found = last_daytime(datetime.fromisoformat(opened).replace(tzinfo=CHINA))
    assert found.isoformat(timespec="minutes") == f"{latest}+08:00"
    for moment in (found, found - OPENED_BEFORE):
        assert after_quiet_hours(moment) == moment, "no letter of it waits for the morning"
