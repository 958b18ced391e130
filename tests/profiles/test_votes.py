"""A vote by a city's profile, from the drafter's first tap to the check of its files; and one that is asked as ever."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.actions.proofs.exporting import read_export
from bot.cli import verify
from bot.rules.profiles import NoProfileInForce, Profiles
from bot.rules.proofs import as_file
from bot.rules.votes import ChangePolicy, Matter, Outcome
from bot.rules.votes.violations import NoticeDayNotUsable, NoticeTooShort
from handlers.votes.callbacks import PractiseDraft, SendDraft
from messages.rendering import plain_text
from storage.base import Database
from storage.votes import votes
from storage.votes.records import Vote
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.profiles import CITY, CITY_PROFILE, NATIONAL
from tests.proofs.test_exporting import sealed_anew
from tests.votes.houses import CHEN, GROUP, Houses, owner, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage
# The clock begins on 27 February 2026.
UP = date(2026, 2, 10)


@pytest.fixture
async def wire(database: Database, clock: FakeClock, tmp_path: Path) -> AsyncIterator[Wire]:
    made = Wire(database, clock, tmp_path, CITY)
    await made.open()
    yield made
    await made.close()


@pytest.fixture
async def houses(uow: Units) -> Houses:
    return await settle(uow)


async def tap(wire: Wire, label: str) -> str:
    """On the drafter's newest message; what they read then."""
    await wire.tap(CHEN, wire.last(CHEN.id), label)
    return said(wire, CHEN.id)


def said(wire: Wire, chat_id: int) -> str:
    return plain_text(wire.last(chat_id).text).replace("\u2060", "").replace("\u00a0", " ")


async def found(uow: Units, vote_id: str) -> Vote:
    async with uow.read() as unit:
        vote = await unit.votes.vote(vote_id)
    assert vote is not None
    return vote


async def close(wire: Wire) -> None:
    wire.clock.move(timedelta(days=7, seconds=1))
    while await wire.due():
        pass
    await wire.deliver()


@pytest.mark.rule("S1.allowed", "S7.notice")
async def test_the_drafter_is_asked_for_the_day_of_notice_and_the_group_reads_of_a_vote(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    assert "按「本市」的规定，这里的可以算表决，要先贴公告满 15 天。" in said(wire, CHEN.id)
    asked = await tap(wire, "屋顶防水改造")
    assert asked.startswith("🗳 屋顶防水改造表决（和平小区）\n按「本市」的规定，表决前要先在小区贴公告，满 15 天才能开始。")
    assert wire.last(CHEN.id).labels == ["今天贴的", "2月12日", "不发了"]
    await wire.say(CHEN, "明年")
    assert "公告是哪天贴的？请写成「3月1日」，不能是今天（2月27日）以后的日子。" in said(wire, CHEN.id)
    await wire.say(CHEN, "2月10日")
    preview = await tap(wire, "一周后18:00")
    assert "怎么算：一般事项（三分之二以上参与，五分之三以上同意）；公告 2月10日" in preview
    sent = await tap(wire, "发出")
    assert sent.startswith("🗳 已发出：屋顶防水改造表决（和平小区）")
    await wire.deliver()
    card = said(wire, GROUP.id)
    assert card.startswith("🗳 屋顶防水改造表决（和平小区）")
    assert "截止前不公布意见，只能改一次。" in card


async def test_a_notice_that_is_too_young_sends_nothing_and_says_when(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    await tap(wire, "屋顶防水改造")
    await tap(wire, "今天贴的")
    preview = await tap(wire, "一周后18:00")
    assert "还不能发：公告要满 15 天，最早 3月14日（周六）0:00。点「先存着」" in preview
    assert "发出" not in wire.last(CHEN.id).labels
    draft = PractiseDraft.unpack(wire.last(CHEN.id).data("先发给我看")).draft
    answer = await wire.press(CHEN, SendDraft(draft=draft, revision=3).pack())
    assert answer is not None
    assert "2月27日 贴的公告，要满 15 天才能开始表决，最早 3月14日（周六）0:00。请点「先存着」" in (answer.text or "")
    await tap(wire, "先存着")
    wire.clock.move(timedelta(days=15))
    await wire.press(CHEN, "mdr:")
    await tap(wire, "接着写")
    await tap(wire, "一周后18:00")
    assert (await tap(wire, "发出")).startswith("🗳 已发出")


async def test_a_consultation_stays_one_and_needs_no_notice(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    await tap(wire, "屋顶防水改造")
    await tap(wire, "2月12日")
    await tap(wire, "一周后18:00")
    for label in ("改", "怎么算", "只问意向", "不设线"):
        preview = await tap(wire, label)
    assert "屋顶防水改造意向征询（和平小区）" in preview
    assert "公告" not in preview
    await tap(wire, "改")
    assert "公告日" not in wire.last(CHEN.id).labels


async def test_the_day_of_notice_can_be_changed(wire: Wire, houses: Houses) -> None:
    await wire.press(CHEN, "mdr:")
    await tap(wire, "屋顶防水改造")
    await tap(wire, "2月12日")
    await tap(wire, "一周后18:00")
    await tap(wire, "改")
    await tap(wire, "公告日")
    assert "公告 2月3日" in (await _say(wire, "2月3日"))


async def _say(wire: Wire, words: str) -> str:
    await wire.say(CHEN, words)
    return said(wire, CHEN.id)


@pytest.mark.rule("S7.notice")
async def test_no_vote_opens_without_its_notice(uow: Units, houses: Houses) -> None:
    """Whatever way it comes: the action itself refuses."""
    with pytest.raises(NoticeDayNotUsable):
        await houses.open(profiles=CITY)
    with pytest.raises(NoticeTooShort):
        await houses.open(profiles=CITY, noticed_on=date(2026, 2, 13))
    assert (await houses.open(profiles=CITY, noticed_on=date(2026, 2, 12))).heading.is_vote


@pytest.mark.parametrize(("yes", "outcome"), [(3, Outcome.REJECTED), (4, Outcome.PASSED)])
async def test_it_is_counted_by_the_profile_and_anybody_can_check_that(
    wire: Wire, uow: Units, houses: Houses, tmp_path: Path, yes: int, outcome: Outcome
) -> None:
    """Six of nine take part: three fifths of them are four. By the Civil Code more than half would be four as well, of five three."""
    opened = await houses.open(profiles=CITY, noticed_on=UP, closes_in=timedelta(days=7))
    vote = opened.heading.vote_id
    await wire.deliver()
    card = wire.in_chat(GROUP.id)[0]
    for number in range(1, 7):
        await wire.tap(owner(number), card, "同意" if number <= yes else "反对")
    await close(wire)
    assert (await found(uow, vote)).outcome is outcome
    result = said(wire, GROUP.id)
    assert "按本市条例第9条：三分之二以上参与，五分之三以上同意\n" in result
    assert "这次是表决，结果由社区公示。" in result
    assert "意向征询" not in result
    await wire.tap(owner(1), wire.last(GROUP.id), "怎么算的")
    exported = await read_export(uow.read(), vote_id=vote)
    public, audit = tmp_path / "public.json", tmp_path / "audit.json"
    public.write_bytes(as_file(exported.public))
    audit.write_bytes(as_file(exported.audit))
    assert verify.main([str(public), "--audit", str(audit)]) == 0
    terms = exported.public["events"][0]["payload"]["terms"]
    assert (terms["profile"], terms["is_vote"], terms["noticed_on"]) == ("city@2021-01-01", True, "2026-02-10")
    assert terms["majority"] == {"share": [3, 5], "strictly": False}


async def test_other_numbers_than_those_it_took_along_are_seen(wire: Wire, uow: Units, houses: Houses) -> None:
    """An operator who tells the same count by another law has to change the first event, which everybody's head follows."""
    vote = (await houses.open(profiles=CITY, noticed_on=UP, closes_in=timedelta(days=7))).heading.vote_id
    await wire.deliver()
    card = wire.in_chat(GROUP.id)[0]
    for number in range(1, 8):
        await wire.tap(owner(number), card, "同意" if number <= 4 else "反对")
    await close(wire)
    exported = await read_export(uow.read(), vote_id=vote)
    chain, audit = json.loads(as_file(exported.public)), json.loads(as_file(exported.audit))
    assert chain["events"][-1]["payload"]["outcome"] == "rejected", "four of seven are more than half, and less than three fifths"
    verify.check_audit(chain, audit)
    chain["events"][0]["payload"]["terms"]["majority"] = {"share": [1, 2], "strictly": True}
    with pytest.raises(verify.Wrong, match="按票数算出的结果是 passed"):
        verify.check_audit(chain, audit)
    with pytest.raises(verify.Wrong, match="第 1 条接不上前一条"):
        verify.check_chain(chain)


@pytest.mark.parametrize("share", [[0, 1], [2, 1], [0.5, 1], ["1", 2], [1, 0]])
def test_a_share_that_is_none_is_seen(share: list[object]) -> None:
    terms = {"quorum": None, "majority": {"share": share, "strictly": True}, "of_all": False}
    with pytest.raises(verify.SEEN):
        verify.decide({"matter": "ordinary", "threshold": None, "terms": terms, "total": {"area_cm2m": 9, "heads": 9}}, {})


@pytest.mark.rule("R12.once")
async def test_a_choice_is_changed_once_and_the_second_change_is_refused_in_words(wire: Wire, houses: Houses) -> None:
    await houses.open(profiles=CITY, noticed_on=UP)
    await wire.deliver()
    card = wire.in_chat(GROUP.id)[0]
    first = await wire.tap(owner(1), card, "同意")
    second = await wire.tap(owner(1), card, "反对")
    third = await wire.tap(owner(1), card, "同意")
    texts = [(one.text or "") if one else "" for one in (first, second, third)]
    assert "截止前只能改一次" in texts[0]
    assert "已记下" in texts[1]
    assert texts[2].startswith("这次表决只能改一次，10:32 点的算数，这一下没有改。")


@pytest.mark.rule("R12.never")
async def test_where_nothing_may_be_changed_nothing_says_so(wire: Wire, uow: Units, houses: Houses) -> None:
    never = Profiles((replace(CITY_PROFILE, change=ChangePolicy.NEVER),), "city")
    await houses.open(profiles=never, noticed_on=UP)
    await wire.deliver()
    card = wire.in_chat(GROUP.id)[0]
    assert "截止前不公布意见，点了不能再改。" in plain_text(card.text)
    first, second = await wire.tap(owner(1), card, "同意"), await wire.tap(owner(1), card, "反对")
    await wire.deliver()
    assert "。点了不能再改。凭证" in (first.text or "")
    assert (second.text or "").startswith("这次表决只能点一次")
    assert "可以改" not in said(wire, owner(1).id)
    assert "点了不能再改；按这个计入。" in said(wire, owner(1).id)


async def test_a_profile_that_changes_changes_nothing_of_a_vote_that_runs(wire: Wire, uow: Units, houses: Houses) -> None:
    vote = (await houses.open(profiles=CITY, noticed_on=UP)).heading.vote_id
    kept = await found(uow, vote)
    assert kept.terms == CITY_PROFILE.terms(Matter.ORDINARY, UP)
    assert kept.change_policy is ChangePolicy.ONCE
    ended = Profiles((replace(CITY_PROFILE, valid_until=UP),), "city")
    with pytest.raises(NoProfileInForce):
        await houses.open(profiles=ended, noticed_on=UP)
    assert (await found(uow, vote)).terms == kept.terms


async def test_a_profile_that_has_run_out_refuses_in_words_and_keeps_the_draft(
    database: Database, clock: FakeClock, tmp_path: Path, houses: Houses
) -> None:
    ends = Profiles((replace(CITY_PROFILE, valid_until=date(2026, 2, 27)),), "city")
    wire = Wire(database, clock, tmp_path, ends)
    await wire.open()
    await wire.press(CHEN, "mdr:")
    await tap(wire, "屋顶防水改造")
    clock.move(timedelta(hours=16))
    answer = await wire.tap(CHEN, wire.last(CHEN.id), "2月12日")
    assert answer is not None
    assert (answer.text or "").startswith("「本市」这份表决规定今天不在有效期内，先不能发起。")
    assert "草稿已删" in await tap(wire, "不发了")
    await wire.close()


async def test_a_vote_from_before_there_were_profiles_is_counted_by_the_law(wire: Wire, uow: Units, houses: Houses, tmp_path: Path) -> None:
    vote = (await houses.open(profiles=NATIONAL, closes_in=timedelta(days=7))).heading.vote_id
    async with uow() as unit:
        await unit.connection.execute(update(votes).where(votes.c.id == vote).values(terms=None))
        await unit.commit()
    await wire.deliver()
    card = wire.in_chat(GROUP.id)[0]
    for number in range(1, 7):
        await wire.tap(owner(number), card, "同意")
    await close(wire)
    assert (await found(uow, vote)).outcome is Outcome.PASSED
    assert "按民法典第278条：三分之二以上参与，同意过半数" in said(wire, GROUP.id)
    assert "这次是意向征询，结果交给社区。" in said(wire, GROUP.id)


async def test_a_file_from_before_there_were_profiles_still_verifies(wire: Wire, uow: Units, houses: Houses) -> None:
    vote = (await houses.open(profiles=NATIONAL, closes_in=timedelta(days=7))).heading.vote_id
    await wire.deliver()
    for number in range(1, 7):
        await wire.tap(owner(number), wire.in_chat(GROUP.id)[0], "同意")
    await close(wire)
    exported = await read_export(uow.read(), vote_id=vote)
    chain, audit = json.loads(as_file(exported.public)), json.loads(as_file(exported.audit))
    del chain["events"][0]["payload"]["terms"]
    sealed_anew(chain, audit)
    verify.check_chain(chain)
    verify.check_audit(chain, audit)


def test_a_chain_without_terms_is_still_counted() -> None:
    """As every vote that was exported before there were profiles."""
    counts = {choice: {"area_cm2m": 300 if choice == "agree" else 150, "heads": 3} for choice in ("agree", "against", "abstain")}
    counts["abstain"] = {"area_cm2m": 0, "heads": 0}
    opened = {"matter": "ordinary", "threshold": None, "by_area_too": False, "total": {"area_cm2m": 900, "heads": 9}}
    assert verify.decide(opened, counts) == (
        "no_quorum",
        {"quorum_area": 150, "quorum_heads": 0, "majority_area": 0, "majority_heads": 1},
    )
