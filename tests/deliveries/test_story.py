"""Who was reached, through the real dispatcher: letters that arrive, papers handed over or posted, and the count that goes by it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select

from bot.actions.deliveries import recording
from bot.actions.unit import UnitOfWork
from bot.rules.deliveries import Way
from bot.rules.sheets import SheetKind
from bot.rules.votes import BallotRow, TallyRules, tally
from bot.rules.votes.terms import PaperBy
from storage.deliveries import deliveries
from storage.votes.records import Vote
from tests.entries.test_counted import checks, close, read
from tests.entries.test_permits import frozen
from tests.entries.worlds import CHEN, HEAD, LI, dialog, enter_paper, office, tap
from tests.fixtures import Units
from tests.proofs.test_exporting import files
from tests.votes.houses import AGAINST, AGREE, Houses, owner, settle
from tests.votes.naive_tally import naive_tally
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage
CLAUSE = "议事规则第十二条"


async def rows(uow: Units, vote: str) -> list[tuple[object, ...]]:
    async with uow.read() as unit:
        columns = (deliveries.c.head, deliveries.c.way, deliveries.c.person_id)
        found = await unit.connection.execute(select(*columns).where(deliveries.c.vote_id == vote).order_by(deliveries.c.id))
        return [tuple(row) for row in found]


async def to_homes(wire: Wire, vote: str, place: tuple[str, str], by: object = CHEN) -> Shown:
    """「录入票」 → 「记送达」 → building → entrance."""
    await wire.press(by, f"jo:{vote}")  # type: ignore[arg-type]
    await wire.tap(by, wire.last(by.id), "记送达")  # type: ignore[attr-defined, arg-type]
    for name in place:
        await wire.tap(by, wire.last(by.id), name)  # type: ignore[attr-defined, arg-type]
    return wire.last(by.id)  # type: ignore[attr-defined]


async def test_handed_over_and_posted_are_recorded_home_by_home_and_taken_back_by_the_same_button(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    shown = await to_homes(wire, vote, ("1栋", "1单元"))
    assert "0 户" not in shown.text
    reply = await wire.press(CHEN, shown.data("101"), message=shown)
    assert "记下了，当面交" in (reply.text if reply else "")
    assert "✓ 101" in shown.labels
    await wire.tap(CHEN, shown, "改记邮寄")
    await wire.tap(CHEN, shown, "201")
    assert {"✓ 101", "寄 201"} <= set(shown.labels)
    async with uow.read() as unit:
        chen = await unit.residents.person(CHEN.id)
    assert await rows(uow, vote) == [(1, "handed", chen), (2, "posted", chen)]
    posted = shown.data("寄 201")
    for _ in range(2):
        await wire.press(CHEN, posted, message=shown)
    assert "201" in shown.labels
    assert [row[:2] for row in await rows(uow, vote)] == [(1, "handed"), (2, "posted"), (2, "undone")], "a tap twice is one"
    await wire.tap(CHEN, shown, "返回")
    assert "已送达 1 户，一共 9 户" in wire.last(CHEN.id).text
    async with uow.read() as unit:
        assert await unit.deliveries.heads(vote, uow.clock.now()) == {1}


async def test_who_may_enter_paper_records_deliveries_and_nobody_else(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    for person in (HEAD, owner(1)):
        assert "社区干部来记" in dialog(await wire.press(person, f"mdl:{vote}"))
        assert "社区干部来记" in dialog(await wire.press(person, f"yt:{vote}:handed:{houses.homes[1]}:1:0"))
    await frozen(uow, vote, paper_by=PaperBy.BUILDING_HEADS)
    await wire.press(HEAD, f"mdl:{vote}")
    assert "2栋" not in wire.last(HEAD.id).labels
    await wire.press(HEAD, f"yt:{vote}:handed:{houses.homes[1]}:1:0")
    assert "社区干部来记" in dialog(await wire.press(HEAD, f"yt:{vote}:handed:{houses.homes[7]}:1:0")), "of another building"
    assert [row[:2] for row in await rows(uow, vote)] == [(1, "handed")]
    uow.clock.move(timedelta(days=2, seconds=1))
    assert "不再记" in dialog(await wire.press(LI, f"yt:{vote}:handed:{houses.homes[2]}:1:0"))
    await wire.press(LI, f"mdl:{vote}")
    assert "不再记" in wire.last(LI.id).text
    assert len(await rows(uow, vote)) == 1


@pytest.mark.rule("R10.delivery")
async def test_a_private_letter_that_arrives_is_the_proof_and_a_card_in_the_group_is_none(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire, bound=3)
    assert await rows(uow, vote) == [], "the card stands in the group, and nobody knows who has read it"
    await tap(wire, 1, vote, AGREE)
    assert await rows(uow, vote) == [], "a ballot proves no delivery"
    uow.clock.move(timedelta(days=1, hours=1))
    await wire.due()
    await wire.deliver()
    assert sorted(row[:2] for row in await rows(uow, vote)) == [(2, "chat"), (3, "chat")], "reminders in private"
    shown = await to_homes(wire, vote, ("1栋", "1单元"))
    assert {"101", "私 201", "私 301"} <= set(shown.labels)
    reply = await wire.press(CHEN, shown.data("私 201"), message=shown)
    assert "已经收到" in (reply.text if reply else "")
    assert len(await rows(uow, vote)) == 2
    assert houses


async def test_where_there_is_no_group_the_private_card_is_the_proof(wire: Wire, uow: Units) -> None:
    houses = await settle(uow, bound=2, grouped=False)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    await wire.deliver()
    async with uow.read() as unit:
        people = [await unit.residents.person(owner(number).id) for number in (1, 2)]
    assert sorted(await rows(uow, vote)) == [(1, "chat", people[0]), (2, "chat", people[1])]


async def test_letters_that_arrive_together_are_written_down_together(uow: Units) -> None:
    """Three statements for however many: the first letter to any owner of a head is its proof."""
    houses = await settle(uow, bound=9)
    vote = (await houses.open()).heading.vote_id
    now, asked = uow.clock.now(), list[str]()
    early = {owner(number).id: now for number in range(1, 6)}
    async with uow() as unit:
        await unit.deliveries.by_chat(vote, houses.compound.id, 1, early)
        await unit.commit()
    async with uow() as unit:
        connection = unit.connection.sync_connection
        assert connection is not None

        def heard(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            asked.append(statement.split(maxsplit=1)[0])

        event.listen(connection, "before_cursor_execute", heard)
        await unit.deliveries.by_chat(vote, houses.compound.id, 1, {owner(number).id: now + timedelta(hours=1) for number in range(1, 10)})
        await unit.commit()
    assert [word for word in asked if word != "BEGIN"] == ["SELECT", "SELECT", "INSERT"]
    async with uow.read() as unit:
        assert await unit.deliveries.heads(vote, now) == {1, 2, 3, 4, 5}
        assert await unit.deliveries.heads(vote, now + timedelta(hours=1)) == set(range(1, 10))


async def told(uow: Units, houses: Houses, vote: str) -> tuple[list[BallotRow], list[BallotRow]]:
    """The ledger, and the deliveries as rows of section 8."""
    _, said, _ = await read(uow, houses, vote)
    async with uow.read() as unit:
        electorate = await unit.electorates.frozen(vote)
        reached = await unit.deliveries.heads(vote, uow.clock.now())
    homes = [electorate.elector(head).first_home.row for head in sorted(reached)]
    at = uow.clock.now()
    return said, [BallotRow(at, home.building, home.entrance, home.room, delivered=True) for home in homes]


@pytest.mark.rule("R10.follow", "R10.beside", "R10.never", "S8.bot")
async def test_the_silent_who_were_reached_join_the_majority_and_the_strict_result_stands_beside_it(
    wire: Wire, uow: Units, tmp_path: Path
) -> None:
    """The database, the rules, the plain second tally and `verify.py` say the same (R10)."""
    houses, vote = await office(uow, wire, follow_clause=CLAUSE)
    for number, choice in ((1, AGREE), (2, AGREE), (3, AGREE), (4, AGAINST)):
        await tap(wire, number, vote, choice)
    # Of joint channels that contradict each other nobody follows, though it was reached.
    await tap(wire, 5, vote, AGREE)
    await enter_paper(wire, vote, "501", AGAINST, entrance="2单元")
    for home in (5, 7, 8, 1):
        await wire.press(CHEN, f"yt:{vote}:handed:{houses.homes[home]}:1:0")
    await wire.press(CHEN, f"yt:{vote}:handed:{houses.homes[9]}:1:0")
    await wire.press(CHEN, f"yt:{vote}:handed:{houses.homes[9]}:0:0")
    uow.clock.move(timedelta(minutes=1))
    said, reached = await told(uow, houses, vote)
    roster, _, rules = await read(uow, houses, vote)
    rules = TallyRules(rules.matter, rules.closes_at, follow_majority=CLAUSE)
    expected, naive = tally(roster, [*said, *reached], rules), naive_tally(roster, [*said, *reached], rules)
    async with uow() as unit:
        # The day before the close nobody is reminded here: what arrives would reach the others.
        await unit.connection.exec_driver_sql("DELETE FROM due WHERE kind LIKE 'votes.remind%'")
        await unit.commit()
    ours = await close(wire, uow, vote)
    assert ours.follow_majority == expected.follow_majority
    assert ours.follow_majority is not None
    assert (ours.follow_majority.followers.heads, ours.counts.agree.heads) == (2, 3)
    assert ours.follow_majority.counts.agree.heads == naive["follow_majority"]["agree"]["heads"] == 5
    assert ours.outcome == expected.outcome == naive["outcome"]
    assert ours.follow_majority.outcome == naive["follow_majority"]["outcome"]
    await wire.deliver()
    assert "按议事规则第十二条，票送到了没有表决的 2 户" in "".join(wire.texts(CHEN.id)).replace("\u00a0", " ").replace("\u2060", "")
    await checks(uow, vote, tmp_path)
    public, audit = await files(uow, vote, tmp_path)
    opened = json.loads(audit.read_text(encoding="utf-8"))
    assert [one["entry"]["heads"] for one in opened["entries"] if "heads" in one["entry"]] == [[1, 5, 7, 8]]
    said_so = json.loads(public.read_text(encoding="utf-8"))["events"]
    assert said_so[0]["payload"]["follow_majority"] == CLAUSE
    assert said_so[-1]["payload"]["follow_majority"]["followers"]["heads"] == 2


@pytest.mark.rule("R10.clause")
async def test_the_clause_is_part_of_the_draft(wire: Wire, uow: Units) -> None:
    houses, _ = await office(uow, wire)
    await wire.press(CHEN, f"mdr:{houses.compound.id}")
    await wire.say(CHEN, "外墙保温改造")
    await wire.say(CHEN, "3天后")
    await wire.tap(CHEN, wire.last(CHEN.id), "改")
    await wire.tap(CHEN, wire.last(CHEN.id), "随多数")
    await wire.say(CHEN, "第" * 41)
    assert "最多 40 个字" in wire.last(CHEN.id).text
    await wire.say(CHEN, CLAUSE)
    preview = wire.last(CHEN.id)
    assert f"随多数（{CLAUSE}）" in preview.text
    await wire.tap(CHEN, preview, "改")
    await wire.tap(CHEN, wire.last(CHEN.id), "随多数")
    assert CLAUSE in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "不随多数")
    assert "随多数" not in wire.last(CHEN.id).text
    await wire.tap(CHEN, wire.last(CHEN.id), "改")
    await wire.tap(CHEN, wire.last(CHEN.id), "随多数")
    await wire.say(CHEN, CLAUSE)
    await wire.tap(CHEN, wire.last(CHEN.id), "发出")
    async with uow.read() as unit:
        assert [vote.follow_clause for vote in await unit.votes.all_open() if vote.follow_clause] == [CLAUSE]


async def test_the_sheet_and_the_knock_list_say_who_has_it(wire: Wire, uow: Units) -> None:
    from bot.actions.sheets import read_sheet
    from tests.votes.houses import SHANGHAI

    houses, vote = await office(uow, wire)
    await wire.press(CHEN, f"yt:{vote}:posted:{houses.homes[2]}:1:0")
    sheet = await read_sheet(uow.read(), vote_id=vote, kind=SheetKind.DELIVERIES, zone=SHANGHAI, now=uow.clock.now())
    assert [home.reached.way.value if home.reached else "" for home in sheet.homes[:3]] == ["", "posted", ""]  # type: ignore[union-attr]
    await wire.press(HEAD, f"wk:{vote}:0")
    assert "票没送到，请带上：101、301" in wire.last(HEAD.id).text.replace("\u00a0", "")


async def test_a_mark_counts_as_of_when_the_press_arrived(wire: Wire, uow: Units) -> None:
    """R14: received before the close and written after it, it is a delivery by the close."""
    houses, vote = await office(uow, wire)
    async with uow.read() as unit:
        closes_at = (await vote_of(unit, vote)).closes_at
    uow.clock.move_to(closes_at + timedelta(seconds=1))
    at = closes_at - timedelta(seconds=1)
    marked, _ = await recording.mark(
        uow(), actor=await houses.actor(CHEN), vote_id=vote, home_id=houses.homes[2], way=Way.HANDED, on=True, received_at=at
    )
    assert marked.way is Way.HANDED
    async with uow.read() as unit:
        assert await unit.deliveries.heads(vote, closes_at) == {2}


async def test_a_mark_taken_back_leaves_the_letter_that_proves_it(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    button = f"yt:{vote}:handed:{houses.homes[1]}:"
    await wire.press(CHEN, f"{button}1:0")
    async with uow() as unit:
        await unit.deliveries.by_chat(vote, houses.compound.id, 1, {owner(1).id: wire.clock.now()})
        await unit.commit()
    reply = await wire.press(CHEN, f"{button}0:0")
    assert "手机上已经收到，算送到了" in (reply.text if reply else "")


async def vote_of(unit: UnitOfWork, vote: str) -> Vote:
    found = await unit.votes.vote(vote)
    assert found is not None
    return found
