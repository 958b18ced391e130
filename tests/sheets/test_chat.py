"""「公示单」, 「纸质票」, 「送达表」: who gets them in the chat, what is sent, and that nothing of a result leaves before the close."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import docx
import pytest
from sqlalchemy import select, update

from bot.actions.papers import PAPER_FADES
from bot.actions.votes.changing import cancel_vote
from bot.rules.proofs import shown_head
from bot.rules.residents import Role
from storage.residents import appointments
from storage.schedule import due
from storage.votes import votes
from tests.fixtures import Units
from tests.sheets.test_printing import own, paragraphs, text_of
from tests.votes.houses import AGAINST, AGREE, CHEN, CHIEF, HEAD, STRANGER, Houses, Voting, owner, settle
from tests.wire import Person, Shown, Wire

pytestmark = pytest.mark.storage
RESULT = ("preliminary", "final")
PAPERS = ("ballots", "deliveries")


@pytest.fixture
async def houses(uow: Units) -> Houses:
    return await settle(uow)


@pytest.fixture
async def vote(wire: Wire, houses: Houses) -> str:
    vote_id = (await houses.open()).heading.vote_id
    await wire.deliver()
    return vote_id


async def close(wire: Wire) -> None:
    wire.clock.move(timedelta(days=2, seconds=1))
    await wire.due()
    await wire.deliver()


async def six_agree(houses: Houses, vote: str) -> None:
    voting = Voting(houses, vote)
    for number in range(1, 7):
        await voting.cast(owner(number), AGREE)
    await voting.cast(owner(7), AGAINST)


async def open_vote(wire: Wire, vote: str, person: Person = CHEN) -> Shown:
    await wire.press(person, f"wv:{vote}")
    return wire.last(person.id)


def sent_file(wire: Wire) -> tuple[str, bytes]:
    call: Any = next(call for call in reversed(wire.session.calls) if call.__api_method__ == "sendDocument")
    return call.document.filename, Path(call.document.path).read_bytes()


def files(wire: Wire, person: Person) -> list[Shown]:
    return [one for one in wire.in_chat(person.id) if one.method == "sendDocument"]


@pytest.mark.parametrize("person", [CHEN, CHIEF])
async def test_the_result_goes_to_who_is_in_charge_as_a_file_with_what_to_do(
    wire: Wire, uow: Units, houses: Houses, vote: str, person: Person
) -> None:
    await six_agree(houses, vote)
    await close(wire)
    kept = await open_vote(wire, vote, person)
    await wire.tap(person, kept, "公示单")
    offered = wire.last(person.id)
    assert offered.labels == ["初步 A4", "初步 A3", "正式 A4", "正式 A3", "返回"]
    answer = await wire.tap(person, offered, "初步 A3")
    assert answer is not None
    assert answer.text == "在印了，马上发给您。"
    await wire.work()
    sent = wire.last(person.id)
    assert sent.method == "sendDocument"
    assert "意向征询结果初步公示" in sent.text
    # The close was on a Sunday, 1 March.
    assert "今天贴到公告栏，贴到 " in sent.text
    name, data = sent_file(wire)
    assert name == "初步公示 A3.docx"
    text = text_of(data)
    assert "6/7" in text
    assert "700.00/900.00" in text
    async with uow.read() as unit:
        head = await unit.connection.scalar(select(votes.c.chain_head).where(votes.c.id == vote))
    assert shown_head(head or "") in text
    assert shown_head(head or "") in wire.last(-1001).text.replace("\u2060", ""), "as on the card of the result"
    assert "业主1" not in text
    await wire.tap(person, offered, "返回")
    back = wire.session.at(person.id, offered.message_id)
    assert back is not None
    assert "公示单" in back.labels


async def test_a_final_sheet_before_objections_can_have_run_out_says_so(wire: Wire, houses: Houses, vote: str) -> None:
    await six_agree(houses, vote)
    await close(wire)
    await wire.press(CHEN, f"ps:{vote}:final:a4")
    await wire.work()
    assert "先不要贴" in wire.last(CHEN.id).text
    wire.clock.move(timedelta(days=12))
    await wire.press(CHEN, f"ps:{vote}:final:a4")
    await wire.work()
    assert "先不要贴" not in wire.last(CHEN.id).text
    assert "没有改变结果的异议" in wire.last(CHEN.id).text
    assert sent_file(wire)[0] == "正式公示 A4.docx"


async def test_papers_and_their_roster_of_an_open_vote(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    await six_agree(houses, vote)
    overview = await open_vote(wire, vote)
    assert "公示单" not in overview.labels
    for label, first in (("纸质票", "意向征询票"), ("送达表", "送达签收表")):
        await wire.tap(CHEN, await open_vote(wire, vote), label)
        assert wire.last(CHEN.id).labels == ["A4", "A3", "返回"]
        await wire.tap(CHEN, wire.last(CHEN.id), "A4")
        await wire.work()
        assert first in wire.last(CHEN.id).text
        name, data = sent_file(wire)
        assert name == f"{label} A4.docx"
        text = text_of(data)
        assert all(f"1栋1单元{room}" in text for room in ("101", "201", "301"))
        async with uow.read() as unit:
            row = (await unit.connection.execute(select(votes.c.chain_head, votes.c.roster_hash).where(votes.c.id == vote))).one()
        assert shown_head(row.chain_head) in text, "the newest one"
        assert shown_head(row.roster_hash) in text
        for word in ("业主1", "6/7", "7/9", *(person.first_name for person in (CHEN, HEAD, CHIEF))):
            assert word not in text


@pytest.mark.rule("S6.nobody")
async def test_nobody_gets_a_result_before_the_close_nor_papers_after_it(wire: Wire, houses: Houses, vote: str) -> None:
    """Section 6, whatever button is forged."""
    await six_agree(houses, vote)
    for kind in RESULT:
        for data in (f"msh:{vote}:{kind}", f"ps:{vote}:{kind}:a4"):
            answer = await wire.press(CHEN, data)
            assert "结束前谁都看不到结果" in (answer.text or "")
    await close(wire)
    for kind in PAPERS:
        for data in (f"msh:{vote}:{kind}", f"ps:{vote}:{kind}:a4"):
            answer = await wire.press(CHEN, data)
            assert "不能再发票了" in (answer.text or "")
    await wire.work()
    assert files(wire, CHEN) == []


async def test_a_cancelled_vote_has_neither(wire: Wire, houses: Houses, vote: str) -> None:
    await wire.tap(CHEN, await open_vote(wire, vote), "纸质票")
    asked = wire.last(CHEN.id)
    await wire.tap(CHEN, asked, "A4")
    await cancel_vote(houses.uow(), actor=await houses.actor(CHEN), vote_id=vote, reason="重复了", now=wire.clock.now())
    await wire.work()
    assert files(wire, CHEN) == []
    assert "取消了，没有结果可以公示" in wire.last(CHEN.id).text
    assert wire.last(CHEN.id).labels == ["看表决"]
    for kind in (*RESULT, *PAPERS):
        answer = await wire.press(CHEN, f"ps:{vote}:{kind}:a4")
        assert "取消了" in (answer.text or "")
    overview = await open_vote(wire, vote)
    assert {"公示单", "纸质票", "送达表"} & set(overview.labels) == set()


async def test_it_is_for_those_in_charge_alone(wire: Wire, houses: Houses, vote: str) -> None:
    for person in (HEAD, owner(1), STRANGER):
        for kind in (*RESULT, *PAPERS):
            for data in (f"msh:{vote}:{kind}", f"ps:{vote}:{kind}:a4"):
                answer = await wire.press(person, data)
                assert answer is not None
                assert answer.text, (person.first_name, data)
        await wire.work()
        assert files(wire, person) == []


async def test_whose_role_has_ended_gets_nothing_of_what_was_asked_for(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    await wire.press(CHEN, f"ps:{vote}:ballots:a4")
    async with uow() as unit:
        await unit.connection.execute(update(appointments).where(appointments.c.role == Role.COMMUNITY_STAFF).values(state="ended"))
        await unit.commit()
    before = len(wire.in_chat(CHEN.id))
    await wire.work()
    assert len(wire.in_chat(CHEN.id)) == before


async def test_a_press_that_comes_twice_is_one_file_and_it_leaves_the_disk(wire: Wire, uow: Units, houses: Houses, vote: str) -> None:
    for _ in range(2):
        await wire.press(CHEN, f"ps:{vote}:deliveries:a3", update_id=9001)
    await wire.work()
    assert len(files(wire, CHEN)) == 1
    async with uow.read() as unit:
        assert len(list(await unit.connection.execute(select(due.c.id).where(due.c.kind == PAPER_FADES)))) == 1
    call: Any = next(call for call in reversed(wire.session.calls) if call.__api_method__ == "sendDocument")
    wire.clock.move(timedelta(days=1, seconds=1))
    await wire.due()
    await wire.work()
    assert not Path(call.document.path).exists()


async def test_the_offices_template_is_used_and_a_broken_one_is_told(wire: Wire, houses: Houses, vote: str) -> None:
    folder = wire.app.settings.data_dir / "templates"
    folder.mkdir()
    (folder / "ballots-a4.docx").write_bytes(own("街道的票 {{ topic }} {{ homes | length }}"))
    await wire.press(CHEN, f"ps:{vote}:ballots:a4")
    await wire.work()
    assert text_of(sent_file(wire)[1]).strip() == "街道的票 屋顶防水改造 9"
    (folder / "ballots-a4.docx").write_bytes(own("{{ tipic }}"))
    await wire.press(CHEN, f"ps:{vote}:ballots:a4")
    await wire.work()
    told = wire.last(CHEN.id)
    assert "您自己的模板 ballots-a4.docx 用不了：里面的「tipic」没有这一项" in told.text
    assert len(files(wire, CHEN)) == 1


async def test_a_title_with_signs_of_a_template_is_printed_as_it_was_typed(wire: Wire, houses: Houses) -> None:
    vote = (await houses.open(title='<b>{{ 7*7 }} & "x"')).heading.vote_id
    await wire.press(CHEN, f"ps:{vote}:ballots:a4")
    await wire.work()
    document = docx.Document(io.BytesIO(sent_file(wire)[1]))
    assert sum(one.text == '<b>{{ 7*7 }} & "x"' for one in paragraphs(document)) == 9
