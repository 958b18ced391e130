"""「换方案」 looked at and left: a roster that is sent later is a roster, not the new scheme of a vote."""

import pytest

from handlers.entries.callbacks import OpenTable
from handlers.forms import GOES_ON
from handlers.menus import OpenMenu, OpenRoster, ShowVote
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


@pytest.mark.parametrize("how", ["the menu by button", "/menu", "菜单", "the roster's screen"])
@pytest.mark.parametrize("asked", ["a draft's scheme", "a table of ballots"])
async def test_what_asks_for_a_table_is_left_for_the_menu(wire: Wire, houses: Houses, vote: str, asked: str, how: str) -> None:
    """「要换新的，直接把表格发给我」, said the roster's screen, and the owners' names became the scheme that a vote shows to everybody."""
    if asked == "a table of ballots":
        await wire.press(CHEN, OpenTable(vote=vote).pack())
        assert "请把表发来" in wire.last(CHEN.id).text
    else:
        await wire.press(CHEN, "mdr:")
        for label in ("加装电梯", "3天后18:00", "改", "方案文件"):
            await wire.tap(CHEN, wire.last(CHEN.id), label)
        assert "把方案文件或照片发给我" in wire.last(CHEN.id).text
    if how.endswith("menu") or how == "菜单":
        await wire.say(CHEN, how)
    else:
        await wire.press(CHEN, (OpenMenu() if how == "the menu by button" else OpenRoster()).pack())
    await wire.send_file(CHEN, **ROSTER)
    assert "正在读" in wire.last(CHEN.id).text


async def test_a_draft_whose_scheme_was_asked_for_goes_on(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    for label in ("加装电梯", "3天后18:00", "改", "方案文件"):
        await wire.tap(CHEN, wire.last(CHEN.id), label)
    await wire.tap(CHEN, wire.last(CHEN.id), "返回")
    assert "发出" in wire.last(CHEN.id).labels or "看预览" in wire.last(CHEN.id).labels
    await wire.send_file(CHEN, data=b"%PDF-1.4 drawings", name="图纸.pdf")
    assert "图纸.pdf" in wire.last(CHEN.id).text


def test_which_buttons_those_are() -> None:
    own = {one.__prefix__ for one in (GiveSchemeReason, ShowSchemeOffer, ChangeScheme)}
    assert GOES_ON["votes.rescheme"] == own
