"""Of each update the log has ids, a hash, an action, an outcome and the time it took; nothing that somebody wrote."""

import re

import pytest
from structlog.testing import capture_logs

from tests.votes.houses import CHEN, GROUP, Houses, owner
from tests.wire import Person, Wire

pytestmark = pytest.mark.storage

CANARY = "王桂芳3栋2单元301 13800138000"
FIELDS = {"event", "log_level", "update_id", "user", "compounds", "action", "outcome", "ms", "version"}


def lines(said: list[dict[str, object]]) -> list[dict[str, object]]:
    return [one for one in said if one["event"] == "update_handled"]


async def test_a_line_names_who_where_what_and_how_it_ended(wire: Wire, houses: Houses) -> None:
    vote = (await houses.open()).heading.vote_id
    with capture_logs() as said:
        await wire.say(CHEN, "/menu")
        await wire.say(CHEN, f"/{CANARY}")
        await wire.say(CHEN, CANARY)
        await wire.press(CHEN, f"wc:{vote}")
        await wire.say(CHEN, "方案要重做")
        await wire.press(owner(2), f"wc:{vote}")
        await wire.press(CHEN, f"zz:{CANARY}"[:40])
    told = lines(said)
    assert [one["action"] for one in told] == [
        *("command:menu", "message:text", "message:text", "press:wc", "form:votes.cancel", "press:wc", "press:zz"),
    ]
    assert [one["outcome"] == "done" for one in told] == [True, True, True, True, True, False, False]
    assert all(re.fullmatch(r"[A-Z0-9]{4}", str(one["outcome"])) for one in told[-2:])
    assert all(set(one) == FIELDS for one in told)
    assert told[0]["user"] == told[3]["user"] != told[5]["user"]
    assert told[5]["compounds"] == [houses.compound.id]
    assert CANARY[:3] not in str(said)
    assert str(CHEN.id) not in str(told)


async def test_who_is_nobody_to_linli_is_in_no_compound(wire: Wire, houses: Houses) -> None:
    with capture_logs() as said:
        await wire.say(Person(4711, "路人"), "/start")
    [told] = lines(said)
    assert (told["action"], told["compounds"]) == ("command:start", [])


async def test_a_choice_on_a_group_card_costs_no_line_unless_it_is_refused(wire: Wire, houses: Houses) -> None:
    """Five hundred in a minute are recorded; the ledger has them."""
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    card = wire.last(GROUP.id)
    with capture_logs() as said:
        await wire.tap(owner(1), card, "同意")
        await wire.tap(Person(4712, "路人"), card, "同意")
    assert [one["action"] for one in lines(said)] == ["press:vc"]
    assert vote
