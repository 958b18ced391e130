"""「换方案」 looked at and left: a roster that is sent later is a roster, not the new scheme of a vote."""

import pytest

from handlers.forms import GOES_ON
from handlers.menus import ShowVote
from handlers.votes.callbacks import AskNewScheme, ChangeScheme, GiveSchemeReason, ShowSchemeOffer
from tests.votes.houses import CHEN, Houses
from tests.wire import Wire

ROSTER = {"data": "楼栋,单元,房号,面积,业主\n1栋,1单元,101,80.00,王建国\n".encode(), "name": "花名册.csv"}


@pytest.mark.parametrize("file_in_hand", [False, True])
async def test_back_leaves_it(wire: Wire, houses: Houses, vote: str, file_in_hand: bool) -> None:
    """For a day every file that she sent was asked about as the scheme, and nothing she pressed ended that."""
    await wire.press(CHEN, AskNewScheme(vote=vote).pack())
    if file_in_hand:
        await wire.send_file(CHEN, **ROSTER)
        assert "为什么换" in wire.last(CHEN.id).text
    await wire.press(CHEN, ShowVote(vote=vote).pack())
    await wire.send_file(CHEN, **ROSTER)
    said = wire.last(CHEN.id).text
    assert "换方案" not in said
    assert "正在读" in said


async def test_its_own_buttons_go_on_with_it(wire: Wire, houses: Houses, vote: str) -> None:
    await wire.press(CHEN, AskNewScheme(vote=vote).pack())
    await wire.send_file(CHEN, data=b"%PDF-1.4 drawings", name="图纸.pdf")
    await wire.tap(CHEN, wire.last(CHEN.id), "费用改了")
    assert "图纸.pdf" in wire.last(CHEN.id).text
    assert "为什么换" not in wire.last(CHEN.id).text


def test_which_buttons_those_are() -> None:
    own = {one.__prefix__ for one in (GiveSchemeReason, ShowSchemeOffer, ChangeScheme)}
    assert GOES_ON["votes.rescheme"] == own
