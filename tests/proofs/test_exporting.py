"""A vote from its first tap to its files: what they show, and that nothing in them can be moved unseen."""

import json
import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from bot.actions.ballots.designating import designate_owner, undo_designation
from bot.actions.proofs.exporting import read_export
from bot.actions.votes.changing import cancel_vote
from bot.cli import verify
from bot.rules.proofs import ChainBroken, VoteNotOver, VoteWithoutChain, as_file, shown_head
from bot.rules.votes.facts import VoteState
from handlers.votes.callbacks import GiveReason, VoteRetract
from storage.base import new_id
from storage.compounds import home_owners, roster_owners
from storage.votes import ballots, vote_events, votes
from tests.fixtures import Units
from tests.votes.houses import CHEN, GROUP, Houses, owner, settle
from tests.wire import Wire

pytestmark = pytest.mark.storage
DAYS = timedelta(days=2)


@pytest.fixture
async def houses(uow: Units) -> Houses:
    made = await settle(uow)
    await made.share(1, 11)
    await made.bind(owner(11), 1, owner_number=11)
    return made


async def eventful(wire: Wire, uow: Units, houses: Houses) -> str:
    """Joint owners who differ and one who is registered, a change, a retraction, an extension, a late tap; six of nine at the end."""
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    card = wire.in_chat(GROUP.id)[0]
    for number, choice in ((1, "同意"), (11, "反对"), (2, "同意"), (3, "反对"), (4, "同意"), (5, "弃权"), (6, "同意")):
        await wire.tap(owner(number), card, choice)
    async with uow.read() as unit:
        [head] = await unit.ballots.disputed(vote)
    by = {"actor": await houses.actor(CHEN), "vote_id": vote, "head": head}
    for speaker in (11, 1):
        await designate_owner(uow(), **by, owner_id=houses.owners[speaker], now=wire.clock.now())
        if speaker == 11:
            await undo_designation(uow(), **by, owner_id=houses.owners[11], now=wire.clock.now())
    wire.clock.move(timedelta(minutes=1))
    await wire.tap(owner(3), card, "同意")
    at = int((wire.clock.now() + 2 * DAYS).timestamp() // 60)
    await wire.press(CHEN, GiveReason(vote=vote, at=at, reason="few").pack())
    wire.clock.move(2 * DAYS + timedelta(minutes=2))
    await wire.tap(owner(7), card, "同意")
    while await wire.due():
        pass
    await wire.deliver()
    return vote


async def files(uow: Units, vote: str, folder: Path) -> tuple[Path, Path]:
    exported = await read_export(uow.read(), vote_id=vote)
    public, audit = folder / "public.json", folder / "audit.json"
    public.write_bytes(as_file(exported.public))
    assert exported.audit is not None
    audit.write_bytes(as_file(exported.audit))
    return public, audit


async def test_what_was_counted_is_counted_again_by_whoever_wants_to(
    wire: Wire, uow: Units, houses: Houses, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vote = await eventful(wire, uow, houses)
    public, audit = await files(uow, vote, tmp_path)
    async with uow.read() as unit:
        found = await unit.votes.vote(vote)
    assert found is not None
    assert found.state is VoteState.CLOSED
    said = wire.last(GROUP.id).text.replace("\u2060", "")
    assert f"核对号 {shown_head(found.chain_head or '')}" in said
    assert verify.main([str(public), "--head", shown_head(found.chain_head or ""), "--audit", str(audit)]) == 0
    assert "就是最后一条" in capsys.readouterr().out
    kinds = [event["type"] for event in json.loads(public.read_bytes())["events"]]
    assert kinds == ["opened", *7 * ["ballot"], *3 * ["speaker"], "ballot", "extended", "refused", "closed"]


async def test_a_receipt_is_found_and_no_other(wire: Wire, uow: Units, houses: Houses, tmp_path: Path) -> None:
    vote = await eventful(wire, uow, houses)
    public, _ = await files(uow, vote, tmp_path)
    async with uow.read() as unit:
        [receipt] = {one.receipt for one in (await unit.proofs.ledger(houses.compound.id, vote)).values() if one.head == 4}
    assert verify.main([str(public), "--receipt", receipt.lower()]) == 0
    assert verify.main([str(public), "--receipt", "2222"]) == 1


async def test_the_public_file_tells_nobodys_choice(wire: Wire, uow: Units, houses: Houses, tmp_path: Path) -> None:
    """Nor a home, an owner, an area of one of them, or when anybody tapped."""
    vote = await eventful(wire, uow, houses)
    public, audit = await files(uow, vote, tmp_path)
    events = json.loads(public.read_bytes())["events"]
    assert {frozenset(event["payload"]) for event in events if event["type"] == "ballot"} == {frozenset({"commitment", "receipt"})}
    assert {frozenset(event["payload"]) for event in events if event["type"] in {"refused", "speaker"}} == {frozenset({"commitment"})}
    for text in (public.read_text(), audit.read_text()):
        assert not [secret for secret in (*houses.owners.values(), *houses.homes.values(), "业主1", "1栋", '"0101"') if secret in text]


def changes(data: bytes) -> list[tuple[str, bytes]]:
    """Each byte changed, removed, doubled, and put behind the next one, where that makes a difference."""
    made: list[tuple[str, bytes]] = []
    for at in range(len(data)):
        before, byte, after = data[:at], data[at : at + 1], data[at + 1 :]
        made += [
            (f"changed {at}", before + bytes([byte[0] ^ 1]) + after),
            (f"removed {at}", before + after),
            (f"added {at}", before + byte + byte + after),
        ]
        if after and after[:1] != byte:
            made.append((f"moved {at}", before + after[:1] + byte + after[1:]))
    return made


async def test_no_byte_can_be_touched(wire: Wire, uow: Units, houses: Houses, tmp_path: Path) -> None:
    """Of either file."""
    vote = (await houses.open(title="门")).heading.vote_id
    await wire.deliver()
    await wire.tap(owner(2), wire.last(GROUP.id), "同意")
    wire.clock.move(DAYS + timedelta(seconds=1))
    while await wire.due():
        pass
    public, audit = await files(uow, vote, tmp_path)
    whole, opened = public.read_bytes(), audit.read_bytes()
    good = verify.parse(whole, "public", verify.PUBLIC)

    def check_public(data: bytes) -> None:
        verify.check_chain(verify.parse(data, "public", verify.PUBLIC))

    def check_audit(data: bytes) -> None:
        verify.check_audit(good, verify.parse(data, "audit", verify.AUDIT))

    check_public(whole)
    check_audit(opened)
    assert untouched(check_public, changes(whole)) == []
    assert untouched(check_audit, changes(opened)) == []


def untouched(check: Callable[[bytes], None], made: list[tuple[str, bytes]]) -> list[str]:
    missed = []
    for what, data in made:
        try:
            check(data)
        except verify.SEEN:
            continue
        missed.append(what)
    return missed


async def test_events_cut_off_or_put_behind_are_seen_by_whoever_kept_a_head(
    wire: Wire, uow: Units, houses: Houses, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Even where the whole file was made anew to agree with itself."""
    vote = await eventful(wire, uow, houses)
    public, _ = await files(uow, vote, tmp_path)
    kept = json.loads(public.read_bytes())
    hashes = verify.check_chain(kept)
    forged = dict(kept, events=kept["events"][:4] + kept["events"][-1:])
    parent = hashes[3]
    forged["events"][-1] = dict(forged["events"][-1], height=4, parent=parent)
    forged["head"] = verify.digest(verify.canonical(forged["events"][-1]))
    other = tmp_path / "forged.json"
    other.write_bytes(as_file(forged))
    assert verify.main([str(other)]) == 0
    assert verify.main([str(other), "--head", hashes[7]]) == 1
    assert "这个指纹不在文件里" in capsys.readouterr().err
    assert verify.main([str(public), "--head", hashes[7]]) == 0
    assert f"它之后还有 {len(hashes) - 8} 条" in capsys.readouterr().out


@pytest.mark.parametrize("what", ["choice", "count", "home", "missing"])
async def test_a_count_that_was_told_otherwise_is_counted_again(wire: Wire, uow: Units, houses: Houses, tmp_path: Path, what: str) -> None:
    """A publisher who makes the whole chain anew still has to open what it commits to."""
    vote = await eventful(wire, uow, houses)
    public, audit = await files(uow, vote, tmp_path)
    chain, opened = json.loads(public.read_bytes()), json.loads(audit.read_bytes())
    if what == "choice":
        next(one for one in opened["entries"] if one["entry"].get("choice") == "against")["entry"]["choice"] = "agree"
    elif what == "count":
        chain["events"][-1]["payload"]["counts"]["agree"]["heads"] += 1
        chain["head"] = opened["head"] = verify.digest(verify.canonical(chain["events"][-1]))
    elif what == "home":
        opened["heads"][0]["area_cm2m"] += 100
    else:
        opened["entries"].pop(random.Random(1).randrange(len(opened["entries"])))
    with pytest.raises(verify.Wrong):
        verify.check_audit(chain, opened)


@pytest.mark.rule("S6.nobody")
async def test_before_the_end_nothing_is_exported(wire: Wire, uow: Units, houses: Houses) -> None:
    vote = (await houses.open()).heading.vote_id
    with pytest.raises(VoteNotOver):
        await read_export(uow.read(), vote_id=vote)
    await cancel_vote(uow(), actor=await houses.actor(CHEN), vote_id=vote, reason="重复了", now=wire.clock.now())
    exported = await read_export(uow.read(), vote_id=vote)
    assert [event["type"] for event in exported.public["events"]] == ["opened", "cancelled"]
    assert exported.audit is None, "nobody counted it, and it may be asked again"


async def test_a_ledger_that_was_changed_in_the_database_is_seen(wire: Wire, uow: Units, houses: Houses, tmp_path: Path) -> None:
    vote = await eventful(wire, uow, houses)
    async with uow() as unit:
        mine = (ballots.c.vote_id == vote, ballots.c.choice == "abstain")
        await unit.connection.execute(update(ballots).where(*mine).values(choice="agree"))
        await unit.commit()
    public, audit = await files(uow, vote, tmp_path)
    assert verify.main([str(public), "--audit", str(audit)]) == 1
    async with uow() as unit:
        await unit.connection.execute(delete(vote_events).where(vote_events.c.vote_id == vote, vote_events.c.height == 3))
        await unit.commit()
    with pytest.raises(ChainBroken):
        await read_export(uow.read(), vote_id=vote)


async def test_a_vote_from_before_there_were_chains_goes_on_without(wire: Wire, uow: Units, houses: Houses) -> None:
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    async with uow() as unit:
        await unit.connection.execute(delete(vote_events).where(vote_events.c.vote_id == vote))
        await unit.connection.execute(update(votes).where(votes.c.id == vote).values(chain_height=None, chain_head=None))
        await unit.commit()
    await wire.tap(owner(2), wire.last(GROUP.id), "同意")
    wire.clock.move(DAYS + timedelta(seconds=1))
    while await wire.due():
        pass
    await wire.deliver()
    assert "核对号" not in wire.last(GROUP.id).text
    with pytest.raises(VoteWithoutChain):
        await read_export(uow.read(), vote_id=vote)


def sealed_anew(chain: dict[str, Any], opened: dict[str, Any]) -> None:
    """As an operator would who makes the whole chain again around what was changed."""
    parent = "0" * 64
    entries = {one["height"]: one for one in opened["entries"]}
    for event in chain["events"]:
        event["parent"] = parent
        one = entries.get(event["height"])
        if one is not None:
            event["payload"]["commitment"] = verify.digest(f"{one['salt']}:{verify.canonical(one['entry'])}")
        parent = verify.digest(verify.canonical(event))
    chain["head"] = opened["head"] = parent


@pytest.mark.parametrize("how", ["late counted", "in time refused"])
async def test_a_ballot_on_the_wrong_side_of_the_close_is_seen(wire: Wire, uow: Units, houses: Houses, tmp_path: Path, how: str) -> None:
    vote = await eventful(wire, uow, houses)
    public, audit = await files(uow, vote, tmp_path)
    chain, opened = json.loads(public.read_bytes()), json.loads(audit.read_bytes())
    verify.check_audit(chain, opened)
    wanted, kind, refused = ("refused", "ballot", None) if how == "late counted" else ("ballot", "refused", "late")
    event = next(one for one in reversed(chain["events"]) if one["type"] == wanted)
    entry = next(one["entry"] for one in opened["entries"] if one["height"] == event["height"])
    event["type"], entry["refused"] = kind, refused
    event["payload"] = {"commitment": "", **({"receipt": entry["receipt"]} if kind == "ballot" else {})}
    sealed_anew(chain, opened)
    with pytest.raises(verify.Wrong, match="按时间和改票的规定"):
        verify.check_audit(chain, opened)


@pytest.mark.parametrize("undone", [False, True])
async def test_whom_the_roster_designates_is_as_it_was_frozen(wire: Wire, uow: Units, houses: Houses, tmp_path: Path, undone: bool) -> None:
    """The home is sold in mid-vote, its buyers differ, and staff register one of them; the roster had designated a seller.

    Once that is taken back, and the buyers have taken theirs back, the seller whom the roster designated speaks: nobody did."""
    await houses.share(2, 12)
    await houses.designate(2, 2)
    vote = (await houses.open()).heading.vote_id
    await wire.deliver()
    async with uow() as unit:
        for number, position in ((21, 1), (22, 2)):
            houses.owners[number] = new_id()
            person = {"id": houses.owners[number], "compound_id": houses.compound.id, "name": f"业主{number}", "apart_at": ""}
            await unit.connection.execute(insert(roster_owners).values(person))
            owned = {"home_id": houses.homes[2], "owner_id": houses.owners[number], "compound_id": houses.compound.id, "position": position}
            if position == 1:
                await unit.connection.execute(delete(home_owners).where(home_owners.c.home_id == houses.homes[2]))
            await unit.connection.execute(insert(home_owners).values(owned))
        await unit.commit()
    for number, choice in ((21, "同意"), (22, "反对")):
        await houses.bind(owner(number), 2, owner_number=number)
        await wire.tap(owner(number), wire.in_chat(GROUP.id)[0], choice)
    async with uow.read() as unit:
        [head] = await unit.ballots.disputed(vote)
    by = {"actor": await houses.actor(CHEN), "vote_id": vote, "head": head, "owner_id": houses.owners[22]}
    await designate_owner(uow(), **by, now=wire.clock.now())
    if undone:
        await undo_designation(uow(), **by, now=wire.clock.now())
        for number in (21, 22):
            await wire.press(owner(number), VoteRetract(vote=vote).pack())
        await houses.bind(owner(12), 2, owner_number=12)
        assert "已登记由另一位业主代表" in (await wire.tap(owner(12), wire.in_chat(GROUP.id)[0], "同意")).text
        await wire.tap(owner(2), wire.in_chat(GROUP.id)[0], "反对")
    wire.clock.move(DAYS + timedelta(seconds=1))
    while await wire.due():
        pass
    async with uow.read() as unit:
        assert await unit.ballots.designated(vote) == {head: houses.owners[2 if undone else 22]}
        assert (await unit.ballots.books(vote, [head]))[head].counted == "against"
    public, audit = await files(uow, vote, tmp_path)
    assert verify.main([str(public), "--audit", str(audit)]) == 0
