"""Every refusal ends in a short code that is always the same for its kind, and stands in the log."""

import re

from structlog.testing import capture_logs

from bot.rules.flood import PRESSES_PER_MINUTE
from bot.rules.groups import NotStaffHere
from bot.rules.residents.violations import NOT_BOUND
from bot.rules.updates import StaleButton, TooFast
from bot.rules.violations import CODE_SIGNS, code_of
from handlers.groups.callbacks import UnbindGroup
from messages.rendering import plain_text
from messages.violations import violation_text
from tests.architecture.test_messages import violations
from tests.groups.worlds import WANG
from tests.wire import Wire


def test_no_two_kinds_of_refusal_share_a_code() -> None:
    codes = {kind.code() for kind in violations()}
    assert len(codes) == len(violations())
    assert code_of(NOT_BOUND) not in codes
    assert all(set(code) <= set(CODE_SIGNS) for code in codes)


def test_the_code_is_the_last_that_is_read() -> None:
    assert NotStaffHere.code() == "4J4A", "people may have it on paper: it does not change with a new version"
    assert plain_text(violation_text("zh", NotStaffHere())).endswith("（4J4A）")
    assert plain_text(violation_text("en", NotStaffHere())).endswith(" (4J4A)")


async def test_the_log_finds_what_was_refused(wire: Wire) -> None:
    with capture_logs() as lines:
        answer = await wire.press(WANG, UnbindGroup(group="0000000000", sure=True).pack())
    assert answer is not None
    said = re.search(r"（(\w{4})）$", answer.text or "")
    assert said is not None
    [line] = [one for one in lines if one["event"] == "refused"]
    assert (line["code"], line["reason"]) == (said[1], "groups.group_unknown")


async def test_a_stale_button_has_one_too(wire: Wire) -> None:
    with capture_logs() as lines:
        answer = await wire.press(WANG, "nobody:knows:this")
    assert answer is not None
    assert (answer.text or "").endswith(f"从那里再来。（{StaleButton.code()}）")
    assert [one["code"] for one in lines if one["event"] == "refused"] == [StaleButton.code()]


async def test_and_who_is_too_fast(wire: Wire) -> None:
    answers = [await wire.press(WANG, "nobody:knows:this") for _ in range(PRESSES_PER_MINUTE + 1)]
    assert answers[-1] is not None
    assert (answers[-1].text or "").endswith(f"都已收到。（{TooFast.code()}）")
    for _ in range(30):
        await wire.say(WANG, "菜单")
    assert len([text for text in wire.texts(WANG.id) if text.endswith(f"都已收到。（{TooFast.code()}）")]) == 1
