"""`/opinion` with its words behind it: on the same line or on the next ones, in private and in the group."""

import pytest

from tests.fixtures import Units
from tests.opinions.worlds import AUTHOR, CHIEF, GROUP, STRANGER, WORDS, everything, said
from tests.votes.houses import settle
from tests.wire import Wire

pytestmark = pytest.mark.storage


@pytest.mark.parametrize("between", [" ", "\n", " \n"])
async def test_words_behind_the_command_are_the_opinion(wire: Wire, uow: Units, between: str) -> None:
    await settle(uow)
    await wire.say(AUTHOR, f"/opinion{between}{WORDS}")
    shown = wire.last(AUTHOR.id)
    assert "我记成这样，还没有交" in shown.text
    assert f"「{WORDS}」" in shown.text
    await wire.tap(AUTHOR, shown, "交上去")
    await wire.deliver()
    assert "有新意见" in said(wire, CHIEF.id)


@pytest.mark.parametrize("command", ["/opinion", "/opinion@linli_test_bot"])
async def test_in_the_group_on_a_line_of_their_own(wire: Wire, uow: Units, command: str) -> None:
    await settle(uow)
    await wire.say(AUTHOR, f"{command}\n{WORDS}", chat=GROUP)
    assert f"「{WORDS}」" in said(wire, AUTHOR.id)


async def test_words_behind_the_command_that_are_too_many_or_from_nobody(wire: Wire, uow: Units) -> None:
    await settle(uow)
    await wire.say(AUTHOR, f"/opinion {'长' * 301}")
    assert "300" in said(wire, AUTHOR.id)
    await wire.say(STRANGER, f"/opinion {WORDS}")
    assert "先认一下门" in said(wire, STRANGER.id)
    assert WORDS not in everything(wire, STRANGER.id)
