"""Written powers through the real dispatcher (R11): registered with their photo, cast by paper and by chat, capped, beaten by the owner."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.rules.entries.powers import agent_key, agent_name_from, check_term, end_of, term_from
from bot.rules.entries.violations import AgentNotUsable, PowerOver, TermNotUsable
from bot.rules.votes import BallotRow, BallotState, Channel, Choice, InvalidReason, TallyRules, tally
from storage.ballots import RETRACT
from storage.entries_powers import powers
from storage.votes import ballots, vote_heads
from tests.entries.capped import open_capped
from tests.entries.test_counted import checks, close, read
from tests.entries.test_story import counted
from tests.entries.worlds import CHEN, LABELS, SHA, dialog, office, send_photo, tap, to_home
from tests.fixtures import Units
from tests.votes.houses import AGAINST, AGREE, SHANGHAI, Houses, owner
from tests.votes.naive_tally import naive_tally
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage


@pytest.mark.rule("R11.written")
def test_a_name_a_term_and_the_same_agent_again() -> None:
    assert agent_name_from(" 王　小二 ") == "王 小二"
    for typed in ("", "12", "王" * 41):
        with pytest.raises(AgentNotUsable):
            agent_name_from(typed)
    today = date(2026, 2, 27)
    assert term_from("3月1日", today) == date(2026, 3, 1)
    assert term_from("1 January", today) == date(2027, 1, 1), "without a year the next there is"
    for typed in ("2026-02-26", "明年", "2月30日"):
        with pytest.raises(TermNotUsable):
            term_from(typed, today)
    end = end_of(date(2026, 3, 1), SHANGHAI)
    check_term(end, datetime(2026, 3, 1, 23, 59, tzinfo=SHANGHAI))
    check_term(None, datetime(2030, 1, 1, tzinfo=SHANGHAI))
    with pytest.raises(PowerOver):
        check_term(end, datetime(2026, 3, 2, tzinfo=SHANGHAI))
    assert agent_key("owner", "王") == "owner"
    assert agent_key(None, "Li Lei") == agent_key(None, "li  lei")


async def registered(wire: Wire, vote: str, home: str, agent: str, term: str = "", *, entrance: str = "1单元") -> Shown:
    """From the paper ballot of a home of 1栋 to 「登记」; the screen after it."""
    shown = await to_home(wire, vote, "录纸质票", ("1栋", entrance, home))
    await wire.tap(CHEN, shown, "代理人签的")
    await wire.tap(CHEN, wire.last(CHEN.id), "登记委托")
    await wire.say(CHEN, agent)
    which = wire.last(CHEN.id)
    if "都不是" in which.labels:
        await wire.tap(CHEN, which, which.labels[0])
    if term:
        await wire.say(CHEN, term)
    else:
        await wire.tap(CHEN, wire.last(CHEN.id), "到截止")
    await wire.tap(CHEN, await send_photo(wire), "登记")
    await wire.deliver()
    return wire.last(CHEN.id)


async def on_paper(wire: Wire, home_done: Shown, agent: str, choice: Choice) -> Shown:
    """「接着录」 after a power was registered, up to 「记下」."""
    await wire.tap(CHEN, home_done, "接着录")
    await wire.tap(CHEN, wire.last(CHEN.id), agent)
    await wire.say(CHEN, "。")
    await wire.tap(CHEN, await send_photo(wire), LABELS[choice])
    shown = wire.last(CHEN.id)
    await wire.press(CHEN, shown.data("记下"), message=shown)
    await wire.deliver()
    return shown


async def power_ids(uow: Units) -> list[str]:
    async with uow.read() as unit:
        return list((await unit.connection.execute(select(powers.c.id).order_by(powers.c.entered_at, powers.c.id))).scalars())


async def ledger(uow: Units, vote: str) -> list[tuple[object, ...]]:
    async with uow.read() as unit:
        names = ("head", "channel", "by_proxy", "choice", "agent", "refused")
        rows = await unit.connection.execute(
            select(*(ballots.c[name] for name in names)).where(ballots.c.vote_id == vote).order_by(ballots.c.id)
        )
        return [tuple(row) for row in rows]


@pytest.mark.rule("R11.written")
async def test_a_power_with_its_photo_and_the_agents_paper_ballot(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    done = await registered(wire, vote, "101", "王表姐", "3月1日")
    assert "已登记委托：业主1 → 王表姐" in done.text
    told = wire.last(owner(1).id).text
    assert "登记了您的委托" in told
    assert "王表姐" in told
    async with uow.read() as unit:
        row = (
            await unit.connection.execute(select(powers.c.agent_name, powers.c.agent_owner_id, powers.c.photo_sha256, powers.c.until))
        ).one()
        assert await unit.opinions.is_photo_used(SHA, besides=""), "nobody else's photo of the same bytes takes it off the disk"
    assert tuple(row)[:3] == ("王表姐", None, SHA)
    assert row.until.astimezone(SHANGHAI).date() == date(2026, 3, 2)
    entered = await on_paper(wire, done, "王表姐", AGREE)
    assert "代理人 王表姐" in entered.text
    assert "同意" not in entered.text
    assert await ledger(uow, vote) == [(1, "paper", True, "agree", "name:王表姐", None)]
    assert await counted(uow, vote, 1) is BallotState.AGREE
    assert "代理人替您投了票" in wire.last(owner(1).id).text
    await tap(wire, 1, vote, AGAINST)
    assert await counted(uow, vote, 1) is BallotState.AGAINST, "the owner's own ballot beats it"
    await wire.press(CHEN, f"jd:{vote}")
    assert "没有要核对的票" in wire.last(CHEN.id).text, "and is no contradiction"
    await wire.press(owner(1), f"vr:{vote}")
    assert await counted(uow, vote, 1) is BallotState.AGREE, "a retracted own ballot leaves the agent's standing"


@pytest.mark.rule("R11.written")
async def test_a_bound_agent_votes_in_the_chat_for_that_owner_alone(wire: Wire, uow: Units) -> None:
    houses, vote = await office(uow, wire)
    await registered(wire, vote, "101", "业主7")
    given = wire.last(owner(7).id)
    assert "业主1 委托您代投" in given.text
    await wire.tap(owner(7), given, "反对")
    assert "代 业主1 投了：反对" in given.text
    assert await ledger(uow, vote) == [(1, "chat", True, "against", houses.owners[7], None)]
    assert await counted(uow, vote, 7) is None, "nothing of the agent's own"
    await wire.deliver()
    told = wire.last(owner(1).id).text
    assert "代理人替您投了票" in told
    assert "业主7" in told
    [power] = await power_ids(uow)
    for forger in (owner(2), owner(1), CHEN):
        assert "没有这样一份委托" in dialog(await wire.press(forger, f"jq:{power}:agree"))
    await wire.press(owner(7), f"jq:{power}:agree", update_id=9001)
    await wire.press(owner(7), f"jq:{power}:agree", update_id=9001)
    assert [row[3] for row in await ledger(uow, vote)] == ["against", "agree"]
    await wire.press(CHEN, f"jj:{vote}:0")
    listed = wire.last(CHEN.id)
    assert "业主1 → 业主7" in listed.text
    await wire.tap(CHEN, listed, "取消 1")
    await wire.deliver()
    assert "取消了您的委托" in wire.last(owner(1).id).text
    assert "已经取消" in dialog(await wire.press(owner(7), f"jq:{power}:against"))
    assert await counted(uow, vote, 1) is BallotState.AGREE, "what was cast stands"


@pytest.mark.rule("R11.term")
async def test_a_term_that_is_over_and_a_close_that_has_passed(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    today = wire.clock.now().astimezone(SHANGHAI).date()
    await registered(wire, vote, "101", "业主7", f"{today.month}月{today.day}日")
    uow.clock.move(timedelta(minutes=1))
    await registered(wire, vote, "201", "业主7")
    first, second = await power_ids(uow)
    uow.clock.move(timedelta(days=1))
    assert "过了最后一天" in dialog(await wire.press(owner(7), f"jq:{first}:agree"))
    uow.clock.move(timedelta(days=1, seconds=1))
    assert "截止" in dialog(await wire.press(owner(7), f"jq:{second}:agree"))
    assert await ledger(uow, vote) == [(2, "chat", True, "agree", (await ledger(uow, vote))[0][4], "late")]


async def test_what_is_asked_once_more_and_what_is_dropped_leaves_nothing(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire)
    shown = await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"))
    await wire.tap(CHEN, shown, "代理人签的")
    await wire.tap(CHEN, wire.last(CHEN.id), "登记委托")
    await wire.say(CHEN, "9" * 5)
    assert "最多 40 个字" in wire.last(CHEN.id).text
    await wire.say(CHEN, "业主1")
    assert "到哪一天" in wire.last(CHEN.id).text, "the owner is offered as nobody's agent"
    await wire.say(CHEN, "昨天")
    assert "今天或以后" in wire.last(CHEN.id).text
    [power] = await power_ids(uow)
    await wire.press(CHEN, f"jt:{power}")
    assert "先有照片" in dialog(await wire.press(CHEN, f"jk:{power}"))
    await wire.say(CHEN, "在这里")
    assert "拍照发来" in wire.last(CHEN.id).text
    asked = await send_photo(wire)
    await wire.tap(CHEN, asked, "不录了")
    assert "没有登记委托" in asked.text
    assert "没有这样一份委托" in dialog(await wire.press(CHEN, f"jk:{power}"))
    await wire.due()
    await wire.work()
    assert list((wire.app.settings.data_dir / "attachments").iterdir()) == []


async def test_a_power_left_half_filled_in_is_forgotten_with_its_photo(wire: Wire, uow: Units) -> None:
    _, vote = await office(uow, wire, closes_in=timedelta(days=4))
    shown = await to_home(wire, vote, "录纸质票", ("1栋", "1单元", "101"))
    await wire.tap(CHEN, shown, "代理人签的")
    await wire.tap(CHEN, wire.last(CHEN.id), "登记委托")
    await wire.say(CHEN, "王表姐")
    await wire.tap(CHEN, wire.last(CHEN.id), "到截止")
    await send_photo(wire)
    uow.clock.move(timedelta(hours=24, minutes=1))
    while await wire.due():
        pass
    await wire.work()
    [power] = await power_ids(uow)
    assert "没有这样一份委托" in dialog(await wire.press(CHEN, f"jk:{power}"))
    assert list((wire.app.settings.data_dir / "attachments").iterdir()) == []


async def section_8(uow: Units, houses: Houses, vote: str) -> tuple[list[object], list[BallotRow], TallyRules]:
    """The ledger with its agents as `linli tally` reads it."""
    rows, _, rules = await read(uow, houses, vote)
    async with uow.read() as unit:
        electorate = await unit.electorates.frozen(vote)
        found = await unit.connection.execute(ballots.select().where(ballots.c.vote_id == vote).order_by(ballots.c.id))
        said = [
            BallotRow(
                received_at=one.received_at,
                building=home.building,
                entrance=home.entrance,
                room=home.room,
                voter=one.agent or one.owner_id,
                proxy=one.owner_id if one.by_proxy else "",
                choice=None if one.choice == RETRACT else Choice(one.choice),
                retracts=one.choice == RETRACT,
                channel=Channel(one.channel),
                verified=True,
            )
            for one in found
            for home in [electorate.elector(one.head).first_home.row]
        ]
    return list(rows), said, rules


@pytest.mark.rule("R11.cap", "S8.bot")
async def test_past_the_cap_it_is_invalid_in_order_of_receipt_and_counted_alike_everywhere(wire: Wire, uow: Units, tmp_path: Path) -> None:
    """Three powers of one agent, two allowed: the database, the rules, the plain second tally and `verify.py` say the same."""
    houses, vote = await open_capped(uow, wire, cap=2)
    for home, entrance in (("101", "1单元"), ("201", "1单元"), ("401", "2单元")):
        await registered(wire, vote, home, "业主7", entrance=entrance)
        wire.clock.move(timedelta(minutes=1))
    first, second, third = await power_ids(uow)
    for power, choice in ((first, "agree"), (second, "agree")):
        wire.clock.move(timedelta(minutes=1))
        await wire.press(owner(7), f"jq:{power}:{choice}")
    wire.clock.move(timedelta(minutes=1))
    assert "最多就是 2 位" in dialog(await wire.press(owner(7), f"jq:{third}:agree"))
    wire.clock.move(timedelta(minutes=1))
    await wire.press(owner(7), f"jq:{first}:against")
    wire.clock.move(timedelta(minutes=1))
    await tap(wire, 2, vote, AGAINST)
    await tap(wire, 3, vote, AGREE)
    assert [row[-1] for row in await ledger(uow, vote)][:3] == [None, None, "proxy_cap"]
    rows, said, rules = await section_8(uow, houses, vote)
    rules = TallyRules(rules.matter, rules.closes_at, proxy_cap=2)
    expected, naive = tally(rows, said, rules), naive_tally(rows, said, rules)  # type: ignore[arg-type]
    ours = await close(wire, uow, vote)
    for name in ("outcome", "counts", "margins", "disputed", "invalid"):
        assert getattr(ours, name) == getattr(expected, name), name
    assert [(one.ref, one.reason) for one in ours.invalid] == [("1栋-2单元-0401", InvalidReason.PROXY_CAP)]
    assert [(one.ref, one.reason.value) for one in ours.invalid] == naive["invalid"]
    assert {"area_cm2m": ours.counts.against.area_cm2m, "heads": ours.counts.against.heads} == naive["against"]
    await checks(uow, vote, tmp_path)
    async with uow.read() as unit:
        assert (
            await unit.connection.scalar(select(vote_heads.c.counted).where(vote_heads.c.vote_id == vote, vote_heads.c.head == 4)) is None
        )


async def test_an_agents_ballot_that_was_entered_wrongly_is_taken_back_and_counted_alike_everywhere(
    wire: Wire, uow: Units, tmp_path: Path
) -> None:
    """Also once the power was withdrawn: the slip is the office's. What the owner tapped and took back is said of the agent's."""
    houses, vote = await office(uow, wire)
    done = await registered(wire, vote, "101", "王表姐")
    entered = await on_paper(wire, done, "王表姐", AGREE)
    wire.clock.move(timedelta(minutes=1))
    await tap(wire, 1, vote, AGAINST)
    wire.clock.move(timedelta(minutes=1))
    await wire.press(owner(1), f"vr:{vote}")
    await wire.deliver()
    assert any("您的代理人投的那张还在，这一户按那个算" in text for text in wire.texts(owner(1).id))
    [power] = await power_ids(uow)
    await wire.press(CHEN, f"jv:{power}")
    await wire.tap(CHEN, entered, "撤回录错的")
    wire.clock.move(timedelta(minutes=1))
    await wire.tap(CHEN, entered, "确定撤回")
    assert [row[1:5] for row in await ledger(uow, vote) if row[1] == "paper"] == [
        ("paper", True, "agree", "name:王表姐"),
        ("paper", True, "retract", "name:王表姐"),
    ]
    assert await counted(uow, vote, 1) is None
    await wire.deliver()
    assert any("撤回了录错的代理人的纸质票" in text and "现在算没有表决" in text for text in wire.texts(owner(1).id))
    await tap(wire, 2, vote, AGREE)
    rows, said, rules = await section_8(uow, houses, vote)
    expected, naive = tally(rows, said, rules), naive_tally(rows, said, rules)  # type: ignore[arg-type]
    ours = await close(wire, uow, vote)
    assert ours.counts == expected.counts
    assert {"area_cm2m": ours.counts.agree.area_cm2m, "heads": ours.counts.agree.heads} == naive["agree"]
    await checks(uow, vote, tmp_path)


async def checked(wire: Wire, home_done: Shown, agent: str, choice: Choice) -> Shown:
    """「接着录」 up to the screen on which an agent's paper ballot is checked."""
    await wire.tap(CHEN, home_done, "接着录")
    await wire.tap(CHEN, wire.last(CHEN.id), agent)
    await wire.tap(CHEN, await send_photo(wire), LABELS[choice])
    return wire.last(CHEN.id)


async def test_every_screen_that_shows_an_agents_ballot_loses_it_and_says_why(wire: Wire, uow: Units) -> None:
    """Past the cap it is not called a change that the vote does not allow; at the close what is being filled in goes, too."""
    _, vote = await open_capped(uow, wire, cap=1)
    first = await registered(wire, vote, "101", "业主7")
    await on_paper(wire, first, "业主7", AGREE)
    wire.clock.move(timedelta(minutes=1))
    shown = await checked(wire, await registered(wire, vote, "201", "业主7"), "业主7", AGAINST)
    assert "反对" in shown.text
    assert "最多就是 1 位" in dialog(await wire.press(CHEN, shown.data("记下"), message=shown))
    await wire.deliver()
    assert "没有录入" in shown.text
    assert "到了这次的上限" in shown.text
    assert "反对" not in shown.text
    third = await registered(wire, vote, "401", "王表姐", entrance="2单元")
    left = await checked(wire, third, "王表姐", AGAINST)
    assert "反对" in left.text
    await close(wire, uow, vote)
    await wire.deliver()
    assert "表决已经截止" in left.text
    assert "反对" not in left.text
