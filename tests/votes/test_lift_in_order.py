"""The two private cards of a lift: the building's question first, whichever of the two its change was pressed at."""

import pytest

from bot.actions.votes.changing import extend_vote
from bot.rules.votes.drafts import Drafter
from handlers.votes.callbacks import AskNewScheme, ShowSchemeOffer
from storage.votes.records import Vote
from tests.fixtures import Units
from tests.profiles import NATIONAL
from tests.votes.houses import CHEN, SHANGHAI, Houses, owner, settle
from tests.votes.test_lift import DAYS, plain, send, settled
from tests.wire import Wire

pytestmark = pytest.mark.storage


def asked(wire: Wire, words: str) -> list[str]:
    """Which of the two each message with these words is about, in their order."""
    texts = [plain(one) for one in wire.texts(owner(1).id)]
    return ["land" if "占用公共用地" in text.split("\n")[0] else "own" for text in texts if words in text]


async def opened(wire: Wire, uow: Units) -> tuple[Houses, Vote, Vote]:
    houses = await settle(uow, grouped=False)
    await wire.tap(CHEN, await send(wire), "发出")
    await settled(wire)
    async with uow.read() as unit:
        [first, *_] = await unit.votes.all_open()
        assert first.pair_id is not None
        own, land = await unit.votes.parts(first.pair_id)
    return houses, own, land


async def test_when_it_opens(wire: Wire, uow: Units) -> None:
    await opened(wire, uow)
    assert asked(wire, "点下面一个就算") == ["own", "land"]


@pytest.mark.parametrize("pressed", [0, 1])
async def test_when_its_scheme_is_changed(wire: Wire, uow: Units, pressed: int) -> None:
    _, *both = await opened(wire, uow)
    await wire.press(CHEN, AskNewScheme(vote=both[pressed].id).pack())
    await wire.send_file(CHEN, b"%PDF-1.4", "新图纸.pdf", caption="图纸改了")
    await wire.work()
    await wire.press(CHEN, ShowSchemeOffer(vote=both[pressed].id).pack())
    await wire.tap(CHEN, wire.last(CHEN.id), "确定换")
    await settled(wire)
    assert asked(wire, "请看新方案，重新点") == ["own", "land"]


@pytest.mark.parametrize("pressed", [0, 1])
async def test_when_it_is_extended(wire: Wire, uow: Units, pressed: int) -> None:
    houses, *both = await opened(wire, uow)
    by = Drafter(await houses.actor(CHEN), SHANGHAI, wire.clock.now(), NATIONAL)
    await extend_vote(houses.uow(), by, both[pressed].id, closes_at=both[0].closes_at + DAYS, reason="再等等大家")
    await settled(wire)
    assert asked(wire, "：延期") == ["own", "land"]
