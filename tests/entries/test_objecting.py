"""An owner who does not leave it at a settlement says so by the same tap once more, whatever the rule for changes."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.rules.profiles import Profiles
from bot.rules.votes import BallotState, ChangePolicy
from tests.entries.test_counted import checks
from tests.entries.test_several_heads import settle_for
from tests.entries.test_story import counted
from tests.entries.worlds import CHIEF, dialog, enter_paper, office, tap
from tests.fixtures import Units
from tests.profiles import SHIPPED
from tests.votes.houses import AGAINST, AGREE, owner
from tests.wire import Wire

pytestmark = pytest.mark.storage


@pytest.mark.parametrize("which", list(ChangePolicy))
async def test_the_same_tap_once_more_opens_it_anew(wire: Wire, uow: Units, tmp_path: Path, which: ChangePolicy) -> None:
    rule = Profiles(tuple(replace(one, change=which) for one in SHIPPED), "national")
    _, vote = await office(uow, wire, profiles=rule)
    await tap(wire, 1, vote, AGREE)
    await enter_paper(wire, vote, "101", AGAINST)
    await settle_for(wire, vote, "以纸质票为准")
    assert "和原来一样也行，会重新核对" in wire.last(owner(1).id).text
    assert await counted(uow, vote, 1) is BallotState.AGAINST
    wire.clock.move(timedelta(minutes=1))
    if which is ChangePolicy.NEVER:
        refused = dialog(await wire.press(owner(1), f"vc:{vote}:abstain"))
        assert "10:32 点的再点一次" in refused
        assert "算数" not in refused
    assert "暂不计入" in dialog(await wire.press(owner(1), f"vc:{vote}:agree"))
    await wire.deliver()
    assert await counted(uow, vote, 1) is BallotState.DISPUTED
    await wire.press(CHIEF, f"jd:{vote}")
    assert "1栋1单元101" in wire.last(CHIEF.id).text
    if which is ChangePolicy.ONCE:
        await tap(wire, 1, vote, AGAINST)
        assert await counted(uow, vote, 1) is BallotState.AGAINST, "the same once more used up no change"
    uow.clock.move(timedelta(days=2))
    while await wire.due():
        pass
    await checks(uow, vote, tmp_path)
