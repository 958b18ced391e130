"""Those in charge hear that an owner's ballots differ, when it happens and each morning; ballots by phone that wait are told, too."""

from datetime import timedelta

import pytest

from bot.rules.residents.mornings import MORNING, next_morning
from tests.entries.worlds import CHEN, CHIEF, HEAD, LI, enter_paper, office, put_down_phone, tap
from tests.fixtures import Units
from tests.votes.houses import AGAINST, AGREE, owner
from tests.wire import Wire

pytestmark = pytest.mark.storage


def told(wire: Wire, chat_id: int) -> list[str]:
    return [text for text in wire.texts(chat_id) if "两张票不一样，要核对" in text]


@pytest.mark.parametrize("paper_first", [True, False])
async def test_those_in_charge_are_told_of_a_contradiction_and_not_what_the_ballots_say(
    wire: Wire, uow: Units, *, paper_first: bool
) -> None:
    _, vote = await office(uow, wire)
    for paper in (paper_first, not paper_first):
        wire.clock.move(timedelta(minutes=1))
        if paper:
            await enter_paper(wire, vote, "101", AGAINST)
        else:
            await tap(wire, 1, vote, AGREE)
    for person in (CHEN, LI, CHIEF):
        [text] = told(wire, person.id)
        assert "1栋1单元101" in text.replace("\u2060", "")
        assert not {"同意", "反对"} & {word for word in ("同意", "反对") if word in text}
    await tap(wire, 1, vote, AGREE)
    assert len(told(wire, CHIEF.id)) == 1, "nothing new"
    await wire.tap(CHIEF, wire.last(CHIEF.id), "要核对")
    assert "1 以手机投票为准" in wire.last(CHIEF.id).labels
    for person in (HEAD, owner(1), owner(2)):
        assert told(wire, person.id) == []


async def test_by_night_it_waits_and_the_morning_lists_it(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    await enter_paper(wire, vote, "101", AGAINST)
    await put_down_phone(wire, vote, "201", AGREE)
    async with uow() as unit:
        for person in (CHEN, LI, HEAD):
            await unit.schedule.plan(MORNING, str(person.id), next_morning(wire.clock.now()))
        await unit.commit()
    wire.clock.move_to(next_morning(wire.clock.now()) - timedelta(hours=2))
    await tap(wire, 1, vote, AGREE)
    assert told(wire, LI.id) == [], "it is six o'clock"
    wire.clock.move(timedelta(hours=2))
    await wire.due()
    await wire.deliver()
    assert len(told(wire, LI.id)) == 1
    texts = {person: "".join(text for text in wire.texts(person.id) if "今天有这些等您" in text) for person in (CHEN, LI, HEAD)}
    assert "1 张电话票等您确认" in texts[LI]
    assert "1 位业主的票不一样，等您核对" in texts[LI]
    assert "电话票" not in texts[CHEN], "whoever put it down is no second person"
    assert "1 位业主的票不一样" in texts[CHEN]
    assert "电话票" not in texts[HEAD]
    morning = next(one for one in wire.in_chat(LI.id) if "今天有这些等您" in one.text)
    await wire.tap(LI, morning, "录入票")
    assert "要核对" in wire.last(LI.id).labels
