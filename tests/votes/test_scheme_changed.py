"""R15: another scheme in mid-vote voids every ballot on the former one, and everybody is asked again and told why."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.actions.proofs.exporting import read_export
from bot.actions.votes.changing import extend_vote
from bot.cli import verify
from bot.rules.proofs import as_file
from bot.rules.votes import Outcome
from bot.rules.votes.drafts import Drafter, FileState, SchemeFile
from handlers.menus import ShowVote
from handlers.votes.callbacks import ChangeScheme, GiveReason, VoteCast
from storage.votes import ballots as ledger
from tests.fake_clock import FakeClock
from tests.fixtures import Units
from tests.profiles import NATIONAL
from tests.votes.houses import AGREE, CHEN, CHIEF, GROUP, SHANGHAI, STRANGER, Houses, owner
from tests.wire import Shown, Wire

pytestmark = pytest.mark.storage
DAYS = timedelta(days=2)
FIRST = SchemeFile("f", "图纸.pdf", is_photo=False, state=FileState.KEPT, sha256="a" * 64)
PDF = b"%PDF-1.4 other drawings"
LATER = timedelta(minutes=5)


@pytest.fixture
async def vote(houses: Houses, wire: Wire) -> str:
    opened = await houses.open(file=FIRST)
    await wire.deliver()
    return opened.heading.vote_id


async def offer(wire: Wire, vote: str, data: bytes = PDF, reason: str = "费用改了") -> Shown:
    """「换方案」, the file, why: what would happen, on the clerk's screen."""
    await wire.press(CHEN, ShowVote(vote=vote).pack())
    await wire.tap(CHEN, wire.last(CHEN.id), "换方案")
    await wire.send_file(CHEN, data, "新图纸.pdf")
    await wire.work()
    await wire.tap(CHEN, wire.last(CHEN.id), reason)
    return wire.last(CHEN.id)


async def change(wire: Wire, vote: str) -> None:
    wire.clock.move(LATER)
    await wire.tap(CHEN, await offer(wire, vote), "确定换")
    await settled(wire)


async def settled(wire: Wire) -> None:
    await wire.deliver()
    while await wire.due():
        await wire.deliver()


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u2060", "")


def card_of(wire: Wire) -> Shown:
    """The newest card in the group."""
    return next(one for one in reversed(wire.in_chat(GROUP.id)) if "看进度" in one.labels)


async def close(wire: Wire) -> str:
    wire.clock.move(DAYS - LATER + timedelta(seconds=30))
    await settled(wire)
    return plain(wire.last(GROUP.id).text)


async def test_the_numbers_come_before_the_button(wire: Wire, vote: str) -> None:
    card = card_of(wire)
    for number in (1, 2, 3):
        await wire.tap(owner(number), card, "同意")
    shown = await offer(wire, vote)
    text = plain(shown.text)
    assert "图纸.pdf → 新图纸.pdf" in text
    assert "原因：费用改了" in text
    assert "作废：点过的 3 户，要重新点" in text
    assert "告诉：1 个群，私信 9 人" in text
    assert "还没有换" in text
    await wire.deliver()
    assert "已参与 3 / 9" in plain(card_of(wire).text), "nothing has changed so far"
    await wire.tap(CHEN, shown, "返回")
    assert (await wire.press(owner(4), VoteCast(vote=vote, choice=AGREE).pack())) is not None


@pytest.mark.rule("R15.asked_again")
async def test_everybody_is_asked_again_and_told_why(wire: Wire, uow: Units, vote: str) -> None:
    card = card_of(wire)
    for number in (1, 2):
        await wire.tap(owner(number), card, "同意")
    await wire.deliver()
    receipt = wire.last(owner(1).id)
    await change(wire, vote)
    assert "这张作废" in plain(card.text)
    assert card.buttons == []
    new = card_of(wire)
    assert new.message_id > card.message_id
    assert "之前点的都作废，请看新方案，重新点。原因：费用改了" in plain(new.text)
    assert "已参与 0 / 9" in plain(new.text)
    assert "已作废，请重新点" in plain(receipt.text), "the receipt says that it holds no more"
    assert {"同意", "反对", "弃权"}.isdisjoint(receipt.labels), "no choice comes under the thumb"
    for number in (1, 9):
        asked = wire.last(owner(number).id)
        assert "原因：费用改了" in plain(asked.text)
        assert "重新点" in plain(asked.text)
        assert "同意" in asked.labels
    assert "方案换成了 新图纸.pdf。作废 2 位业主的票" in plain(wire.last(CHEN.id).text)


async def test_a_receipt_that_is_looked_up_says_so_too(wire: Wire, vote: str) -> None:
    await wire.tap(owner(1), card_of(wire), "同意")
    await wire.deliver()
    await change(wire, vote)
    await wire.say(owner(1), "/receipt")
    assert "（方案换了，已作废）" in wire.last(owner(1).id).text
    await wire.tap(owner(1), card_of(wire), "反对")
    await wire.say(owner(1), "/receipt")
    assert "作废" not in wire.last(owner(1).id).text


async def test_buttons_of_the_former_scheme_are_answered_and_count_nowhere(wire: Wire, uow: Units, vote: str) -> None:
    card = card_of(wire)
    data = card.data("同意")
    await wire.tap(owner(1), card, "同意")
    await wire.deliver()
    await change(wire, vote)
    for who in (owner(1), owner(2), STRANGER):
        answer = await wire.press(who, data, message=card)
        assert answer is not None
        assert answer.show_alert
        assert "换过，这一下没有计入" in (answer.text or "")
    async with uow.read() as unit:
        assert await unit.ballots.silent(vote) == set(range(1, 10))
        refused = list(await unit.connection.execute(select(ledger.c.refused, ledger.c.scheme).order_by(ledger.c.id)))
    assert refused == [(None, 1), ("superseded_scheme", 1), ("superseded_scheme", 1)], "kept, with the reason"
    await wire.say(owner(3), "同意", chat=GROUP, reply_to=card)
    await settled(wire)
    assert "已参与 0 / 9" in plain(card_of(wire).text), "what is typed under the old card is no consent to the new scheme"
    await wire.say(owner(3), "同意", chat=GROUP, reply_to=card_of(wire))
    await settled(wire)
    assert "已参与 1 / 9" in plain(card_of(wire).text)


async def test_it_is_counted_and_proved_by_the_new_scheme_alone(
    wire: Wire, uow: Units, vote: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(1, 7):
        await wire.tap(owner(number), card_of(wire), "同意")
    await wire.deliver()
    async with uow.read() as unit:
        code = (await unit.ballots.of_updates({5000 + number for number in range(9)})).popitem()[1][0].receipt
    await change(wire, vote)
    new = card_of(wire)
    for number, choice in ((1, "反对"), (2, "反对"), (3, "反对"), (4, "反对"), (5, "反对"), (6, "同意")):
        await wire.tap(owner(number), new, choice)
    text = await close(wire)
    assert "没有通过" in text
    assert "按以前的方案投的 6 票" in text
    exported = await read_export(uow.read(), vote_id=vote)
    public, audit = tmp_path / "public.json", tmp_path / "audit.json"
    public.write_bytes(as_file(exported.public))
    audit.write_bytes(as_file(exported.audit))
    assert verify.main([str(public), "--audit", str(audit), "--receipt", code]) == 0
    said = capsys.readouterr().out
    assert "方案在第 7 条换过，之前的票都作废" in said
    assert f"凭证 {code} 在里面" in said
    assert "方案换了以后作废" in said
    events = json.loads(public.read_bytes())["events"]
    assert events[-1]["payload"]["invalid"] == {"superseded_scheme": 6}
    assert events[7]["type"] == "scheme"
    assert events[7]["payload"]["former_sha256"] == "a" * 64
    # A scheme's change that was cut out, or put elsewhere, is found.
    async with uow.read() as unit:
        tally = await unit.votes.tally(vote)
    assert tally is not None
    assert tally.outcome is Outcome.REJECTED


async def test_the_same_file_changes_nothing(wire: Wire, vote: str) -> None:
    await change(wire, vote)
    shown = await offer(wire, vote)
    answer = await wire.tap(CHEN, shown, "确定换")
    assert answer is not None
    assert "方案换成了" in plain(wire.last(CHEN.id).text) or "一模一样" in (answer.text or "")
    await settled(wire)
    assert sum("作废，请重新点" in one.text for one in wire.in_chat(GROUP.id)) <= 1


async def test_pressed_twice_it_is_changed_once(wire: Wire, uow: Units, vote: str) -> None:
    shown = await offer(wire, vote)
    data = shown.data("确定换")
    await wire.press(CHEN, data, message=shown)
    await wire.press(CHIEF, data)
    await settled(wire)
    async with uow.read() as unit:
        found = await unit.votes.vote(vote)
        assert found is not None
        assert found.scheme_version == 2
        assert len(await unit.schemes.changes(vote)) == 1


async def test_a_file_that_could_not_be_had_changes_nothing(wire: Wire, vote: str) -> None:
    answer = await wire.press(CHEN, ChangeScheme(vote=vote, file="b" * 12).pack())
    assert answer is not None
    assert "方案没有换" in (answer.text or "")


async def test_too_near_the_close_it_is_extended_first(wire: Wire, clock: FakeClock, vote: str) -> None:
    clock.move(DAYS - timedelta(hours=1))
    await wire.press(CHEN, ShowVote(vote=vote).pack())
    answer = await wire.tap(CHEN, wire.last(CHEN.id), "换方案")
    assert answer is not None
    assert "先「延期」" in (answer.text or "")


@pytest.mark.rule("R15.asked_again")
async def test_an_extension_afterwards_says_which_taps_count(wire: Wire, houses: Houses, vote: str) -> None:
    await wire.tap(owner(1), card_of(wire), "同意")
    await change(wire, vote)
    closes = (wire.clock.now() + DAYS * 2).replace(second=0, microsecond=0)
    await wire.press(CHEN, GiveReason(vote=vote, at=int(closes.timestamp() // 60), reason="few").pack())
    await settled(wire)
    for text in (wire.last(GROUP.id).text, wire.last(owner(1).id).text):
        assert "换方案以后点过的算数" in text
        assert "点过的都算数" not in text


@pytest.mark.rule("R15.asked_again")
async def test_a_reminder_of_the_former_scheme_offers_no_choice_any_more(wire: Wire, vote: str) -> None:
    wire.clock.move(DAYS / 2)
    await settled(wire)
    reminder = wire.last(owner(3).id)
    assert "还没点" in reminder.text
    assert "同意" in reminder.labels
    await change(wire, vote)
    assert {"同意", "反对", "弃权"}.isdisjoint(reminder.labels)
    assert "方案换了" in reminder.text
    assert "同意" in wire.last(owner(3).id).labels, "the card about the new one has them"


async def test_whoever_has_answered_anew_by_the_morning_is_not_asked_to(wire: Wire, houses: Houses) -> None:
    vote = (await houses.open(timedelta(days=3), file=FIRST)).heading.vote_id
    await wire.deliver()
    wire.clock.move(timedelta(hours=12))
    await change(wire, vote)
    await wire.tap(owner(1), card_of(wire), "反对")
    wire.clock.move(timedelta(hours=10))
    await settled(wire)
    [told], [asked] = ([plain(text) for text in wire.texts(one.id) if "换了，原因" in text] for one in (owner(1), owner(2)))
    assert "您后来点的算数，不用再点" in told
    assert "请看新方案，重新点" not in told
    assert "请看新方案，重新点" in asked


async def test_what_an_extension_had_to_edit_does_not_come_as_a_card_about_the_former_scheme(wire: Wire, vote: str, houses: Houses) -> None:
    """It still waited when the scheme was changed, or had been lost to a block: what it was to edit was void by then."""
    await change(wire, vote)
    here, away = owner(1), owner(2)
    assert any("同意" in shown.labels for shown in wire.in_chat(here.id))
    wire.session.blocked.add(away.id)
    by = Drafter(await houses.actor(CHEN), SHANGHAI, wire.clock.now(), NATIONAL)
    await extend_vote(houses.uow(), by, vote, closes_at=wire.clock.now() + DAYS, reason="再等等大家")
    await settled(wire)
    await wire.tap(CHEN, await offer(wire, vote, PDF + b" once more"), "确定换")
    await settled(wire)
    [asked] = [shown for shown in wire.in_chat(here.id) if "同意" in shown.labels]
    assert asked.data("同意") == f"vc:3:{vote}:agree"
    wire.clock.move(DAYS + timedelta(hours=1))
    await settled(wire)
    wire.session.blocked.clear()
    await wire.say(away, "/start")
    await settled(wire)
    assert not [shown.text for shown in wire.in_chat(away.id) if "同意" in shown.labels]
