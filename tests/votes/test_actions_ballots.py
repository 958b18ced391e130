"""Ballots on a real database: what a tap does, what it says, and what it may never do twice."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.actions.ballots import VoteCaster
from bot.actions.ballots.rewording import receipt_key
from bot.actions.votes.closing import recount
from bot.rules.residents import BindingState, HomeRole
from bot.rules.votes import VoteClosed
from bot.rules.votes.facts import NotBound, OpinionReason, Receipt, ReceiptKind
from bot.rules.votes.violations import (
    BindingPending,
    BindingSuspended,
    HomeNotAsked,
    NothingToRetract,
    VoteUnknown,
)
from storage.base import Database, decode
from storage.outbox_table import outbox
from storage.votes import ballots, standing_choices, vote_heads, vote_opinions
from storage.votes.electorates import Electorates
from tests.fixtures import Units
from tests.votes.houses import ABSTAIN, AGAINST, AGREE, GROUP, STRANGER, Houses, Voting, owner
from tests.wire import Person

pytestmark = pytest.mark.storage


@pytest.fixture
async def voting(houses: Houses) -> Voting:
    return Voting(houses, (await houses.open()).heading.vote_id)


async def count(uow: Units, table: object) -> int:
    async with uow.read() as unit:
        return await unit.connection.scalar(select(func.count()).select_from(table)) or 0


async def letters(uow: Units, chat_id: int) -> list[str]:
    async with uow.read() as unit:
        return list(
            (await unit.connection.execute(select(outbox.c.card).where(outbox.c.chat_id == chat_id).order_by(outbox.c.id))).scalars()
        )


@pytest.mark.rule("R7.owner", "R8.agree")
async def test_a_tap_is_recorded_and_answered(uow: Units, voting: Voting) -> None:
    receipt = await voting.cast(owner(1), AGREE)
    assert isinstance(receipt, Receipt)
    assert receipt.kind is ReceiptKind.RECORDED
    assert receipt.choice is AGREE
    assert [(home.building, home.entrance, home.room) for home in receipt.homes] == [("1栋", "1单元", "0101")]
    assert len(receipt.code) == 4
    assert receipt.first
    assert (await voting.card()).homes_in == 1
    assert await letters(uow, owner(1).id) == ["votes.receipt"]
    assert await letters(uow, GROUP.id) == ["votes.vote_card"], "the card that waits takes the newest facts"


async def test_the_same_update_has_one_effect_and_the_same_answer(uow: Units, voting: Voting) -> None:
    first = await voting.cast(owner(1), AGREE, update_id=1)
    again = await voting.cast(owner(1), AGREE, update_id=1)
    assert (again.code, again.choice, again.homes) == (first.code, AGREE, first.homes)
    assert again.repeated
    assert await count(uow, ballots) == 1


async def test_a_duplicate_after_a_change_says_what_it_did_and_undoes_nothing(uow: Units, voting: Voting) -> None:
    first = await voting.cast(owner(1), AGREE, update_id=1)
    await voting.cast(owner(1), AGAINST, update_id=2)
    again = await voting.cast(owner(1), AGREE, update_id=1)
    assert again.code == first.code
    async with uow.read() as unit:
        assert await unit.connection.scalar(select(standing_choices.c.choice)) == "against"


@pytest.mark.rule("R12.versions", "R12.until_close")
async def test_a_change_names_what_it_replaces(uow: Units, voting: Voting) -> None:
    first = await voting.cast(owner(1), AGAINST)
    uow.clock.move(timedelta(minutes=8))
    second = await voting.cast(owner(1), AGREE)
    assert second.replaces is AGAINST
    assert second.replaces_at == first.received_at
    assert not second.first
    assert second.code != first.code
    assert await count(uow, ballots) == 2, "every version stays in the ledger"


@pytest.mark.rule("R12.same")
async def test_the_same_choice_again_is_no_new_version(uow: Units, voting: Voting) -> None:
    first = await voting.cast(owner(1), AGREE)
    again = await voting.cast(owner(1), AGREE)
    assert again.repeated
    assert again.code == first.code
    assert await count(uow, ballots) == 1


@pytest.mark.rule("R8.retracted")
async def test_a_retraction_is_not_an_abstention(uow: Units, voting: Voting) -> None:
    await voting.cast(owner(1), AGREE)
    taken_back = await voting.cast(owner(1), None)
    assert taken_back.kind is ReceiptKind.RETRACTED
    assert taken_back.replaces is AGREE
    assert (await voting.card()).homes_in == 0
    async with uow.read() as unit:
        assert await unit.connection.scalar(select(vote_heads.c.counted).where(vote_heads.c.head == 1)) is None
    with pytest.raises(NothingToRetract):
        await voting.cast(owner(1), None)


async def test_somebody_not_bound_is_told_so_and_leaves_nothing(uow: Units, voting: Voting) -> None:
    assert await voting.cast(STRANGER, AGREE) == NotBound(voting.vote_id, AGREE, "和平小区")
    assert await count(uow, ballots) == 0


@pytest.mark.rule("R7.family")
async def test_family_has_an_opinion(houses: Houses, voting: Voting, uow: Units) -> None:
    son = Person(1501, "儿子")
    await houses.bind(son, 1, role=HomeRole.FAMILY)
    said = await voting.cast(son, AGAINST)
    assert (said.kind, said.opinion_reason) == (ReceiptKind.OPINION, OpinionReason.NOT_AN_OWNER)
    assert await count(uow, vote_opinions) == 1
    assert await count(uow, ballots) == 0
    assert (await voting.card()).homes_in == 0


@pytest.mark.rule("R7.waiting")
@pytest.mark.parametrize(("state", "reason"), [(BindingState.PENDING, BindingPending), (BindingState.SUSPENDED, BindingSuspended)])
async def test_a_binding_that_is_not_active_casts_no_ballot(houses: Houses, voting: Voting, state: BindingState, reason: type) -> None:
    await houses.end_binding(1, state)
    with pytest.raises(reason):
        await voting.cast(owner(1), AGREE)


@pytest.mark.rule("R7.waiting")
async def test_an_ended_binding_is_nobody(houses: Houses, voting: Voting) -> None:
    await houses.end_binding(1)
    assert isinstance(await voting.cast(owner(1), AGREE), NotBound)


@pytest.mark.rule("R1.building")
async def test_another_building_is_not_asked(houses: Houses) -> None:
    opened = await houses.open(place_id=houses.buildings[1].id)
    voting = Voting(houses, opened.heading.vote_id)
    with pytest.raises(HomeNotAsked):
        await voting.cast(owner(1), AGREE)
    assert (await voting.cast(owner(7), AGREE)).kind is ReceiptKind.RECORDED


async def test_a_forged_vote_or_head_is_unknown(voting: Voting, houses: Houses) -> None:
    with pytest.raises(VoteUnknown):
        await Voting(houses, "0000000000").cast(owner(1), AGREE)
    with pytest.raises(VoteUnknown):
        await voting.cast(owner(1), AGREE, head=2)


@pytest.mark.rule("R14.at", "R14.after", "R14.intake")
async def test_the_closing_second_is_in_time_and_the_next_is_late(uow: Units, voting: Voting) -> None:
    closes_at = uow.clock.now() + timedelta(days=2)
    uow.clock.move_to(closes_at + timedelta(seconds=3))
    assert (await voting.cast(owner(1), AGREE, received_at=closes_at)).kind is ReceiptKind.RECORDED
    for _ in range(2):
        with pytest.raises(VoteClosed):
            await voting.cast(owner(2), AGREE, received_at=closes_at + timedelta(seconds=1), update_id=9)
    async with uow.read() as unit:
        late = (await unit.connection.execute(select(ballots.c.refused).where(ballots.c.head == 2))).scalars().all()
    assert late == ["late"], "a late ballot is kept once, with its reason"
    assert (await voting.card()).homes_in == 1


@pytest.mark.rule("R4.equal")
async def test_joint_owners_who_agree_are_one_choice(uow: Units, houses: Houses) -> None:
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    voting = Voting(houses, (await houses.open()).heading.vote_id)
    await voting.cast(owner(1), AGREE)
    second = await voting.cast(owner(11), AGREE)
    assert second.disputed == ()
    assert (await voting.card()).homes_in == 1


@pytest.mark.rule("R4.differ", "R4.told")
async def test_joint_owners_who_differ_are_both_told_and_not_counted(uow: Units, houses: Houses) -> None:
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    voting = Voting(houses, (await houses.open()).heading.vote_id)
    await voting.cast(owner(1), AGREE)
    second = await voting.cast(owner(11), AGAINST)
    assert second.disputed == second.homes
    assert (await voting.card()).homes_in == 0
    assert await letters(uow, owner(1).id) == ["votes.receipt", "votes.owners_differ"]
    async with uow.read() as unit:
        told = await unit.connection.scalar(select(outbox.c.facts).where(outbox.c.card == "votes.owners_differ"))
    assert "against" not in told
    assert "agree" not in told
    settled = await voting.cast(owner(11), AGREE)
    assert settled.disputed == ()
    assert (await voting.card()).homes_in == 1


@pytest.mark.rule("R4.designated")
async def test_where_somebody_is_designated_the_other_owner_has_an_opinion(uow: Units, houses: Houses) -> None:
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    await houses.designate(1, 1)
    voting = Voting(houses, (await houses.open()).heading.vote_id)
    said = await voting.cast(owner(11), AGAINST)
    assert (said.kind, said.opinion_reason) == (ReceiptKind.OPINION, OpinionReason.OTHER_DESIGNATED)
    assert (await voting.cast(owner(1), AGREE)).kind is ReceiptKind.RECORDED


@pytest.mark.rule("R5.heads", "R5.names", "R5.separately")
async def test_one_tap_votes_for_every_head_of_its_owner(uow: Units, houses: Houses) -> None:
    await houses.share(2, 1)
    voting = Voting(houses, (await houses.open()).heading.vote_id)
    both = await voting.cast(owner(1), AGREE)
    assert both.heads == 2
    assert [home.room for home in both.homes] == ["0101", "0201"]
    one = await voting.cast(owner(1), ABSTAIN, head=2)
    assert [home.room for home in one.homes] == ["0201"]
    async with uow.read() as unit:
        counted = dict(tuple(row) for row in await unit.connection.execute(select(vote_heads.c.head, vote_heads.c.counted)))
    assert (counted[1], counted[2]) == ("agree", "abstain")


async def test_an_opinion_is_kept_for_each_home(uow: Units, houses: Houses, voting: Voting) -> None:
    both = Person(7777, "租客和家人")
    await houses.bind(both, 1, role=HomeRole.TENANT)
    await houses.bind(both, 2, role=HomeRole.FAMILY)
    for choice in (AGREE, AGAINST):
        assert len((await voting.cast(both, choice)).homes) == 2
    assert await count(uow, vote_opinions) == 2


async def test_an_older_receipt_becomes_a_pointer(uow: Units, voting: Voting) -> None:
    await voting.cast(owner(1), AGREE)
    async with uow() as unit:
        letter = (await unit.outbox.ready(uow.clock.now(), 9))[-1]
        receipts = [one for one in await unit.outbox.ready(uow.clock.now(), 9) if one.card == "votes.receipt"]
        await unit.outbox.sent(receipts[0].id, 500, uow.clock.now())
        await unit.chats.set_live(receipts[0].live_key, owner(1).id, 500, uow.clock.now())
        await unit.commit()
    assert letter is not None
    await voting.cast(owner(1), AGAINST)
    async with uow.read() as unit:
        waiting = {one.card: one for one in await unit.outbox.ready(uow.clock.now(), 9) if one.chat_id == owner(1).id}
        assert set(waiting) == {"votes.receipt", "votes.receipt_replaced"}
        assert (await unit.chats.live(waiting["votes.receipt_replaced"].live_key)).message_id == 500
        assert await unit.chats.live(waiting["votes.receipt"].live_key) is None


async def test_without_a_private_chat_the_answer_is_all(uow: Units, houses: Houses, voting: Voting) -> None:
    await houses.bind(owner(31), 1, owner_number=1, reachable=False)
    assert (await voting.cast(owner(31), AGREE)).kind is ReceiptKind.RECORDED
    assert await letters(uow, owner(31).id) == []


async def test_two_owners_of_a_home_at_once_never_lose_each_other(uow: Units, houses: Houses) -> None:
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    voting = Voting(houses, (await houses.open()).heading.vote_id)
    choices = [AGREE, AGAINST, ABSTAIN]
    await asyncio.gather(*(voting.cast(owner(number), choices[(turn + number) % 3]) for turn in range(30) for number in (1, 11)))
    async with uow.read() as unit:
        standing = list((await unit.connection.execute(select(standing_choices.c.choice))).scalars())
        counted = await unit.connection.scalar(select(vote_heads.c.counted).where(vote_heads.c.head == 1))
        counts = await unit.ballots.counts(voting.vote_id)
    assert len(standing) == 2
    assert counted == (standing[0] if len(set(standing)) == 1 else "disputed")
    assert counts.participating.heads == (0 if counted == "disputed" else 1)
    assert (await voting.card()).homes_in == counts.participating.heads


@pytest.mark.parametrize("turns", [1, 2, 3, 4, 5])
async def test_receipts_of_one_burst_say_how_the_home_stands_at_its_end(uow: Units, houses: Houses, turns: int) -> None:
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    voting = Voting(houses, (await houses.open()).heading.vote_id)
    taps = [(number, (AGREE, AGAINST)[(turn * number + turn // 2) % 2]) for turn in range(turns) for number in (1, 11, 1)]
    await asyncio.gather(*(voting.cast(owner(number), choice) for number, choice in taps))
    async with uow.read() as unit:
        counted = await unit.connection.scalar(select(vote_heads.c.counted).where(vote_heads.c.head == 1))
        kept = await unit.outbox.newest([receipt_key(voting.vote_id, owner(number).id) for number in (1, 11)])
    assert [bool(decode(letter.facts, Receipt).disputed) for letter in kept.values()] == [counted == "disputed"] * 2


async def test_the_first_taps_read_the_electorate_once(voting: Voting, monkeypatch: pytest.MonkeyPatch) -> None:
    """They come by the dozen when a card appears, and one of 20,000 homes takes a second."""
    reads: list[str] = []
    frozen = Electorates.frozen

    async def counted(self: Electorates, vote_id: str) -> object:
        reads.append(vote_id)
        return await frozen(self, vote_id)

    monkeypatch.setattr(Electorates, "frozen", counted)
    receipts = await asyncio.gather(*(voting.cast(owner(number), AGREE) for number in range(1, 10)))
    assert {receipt.kind for receipt in receipts} == {ReceiptKind.RECORDED}
    assert reads == [voting.vote_id]


async def test_two_processes_take_turns(uow: Units, houses: Houses) -> None:
    """Another process has its own database handle and its own writer; nothing is lost between them."""
    await houses.share(1, 11)
    await houses.bind(owner(11), 1, owner_number=11)
    vote_id = (await houses.open()).heading.vote_id
    other = Database(uow.database.url)
    casters = [VoteCaster(uow.database), VoteCaster(other)]
    now, turns = uow.clock.now(), [(number, turn) for turn in range(12) for number in (1, 2, 3, 4, 5, 11)]
    await asyncio.gather(
        *(
            casters[(turn + number) % 2].cast(
                vote_id=vote_id,
                telegram_id=owner(number).id,
                choice=[AGREE, AGAINST, ABSTAIN][(turn * number) % 3],
                received_at=now,
                now=now,
                update_id=turn * 100 + number,
            )
            for number, turn in turns
        )
    )
    # The same updates once more, each at the other process: no second effect.
    before = await count(uow, ballots)
    for number, turn in turns:
        await casters[(turn + number + 1) % 2].cast(
            vote_id=vote_id, telegram_id=owner(number).id, choice=AGREE, received_at=now, now=now, update_id=turn * 100 + number
        )
    await other.dispose()
    async with uow.read() as unit:
        books = await unit.ballots.all_books(vote_id)
        counts = await unit.ballots.counts(vote_id)
        electorate = await unit.electorates.frozen(vote_id)
    assert await count(uow, ballots) == before
    assert len(books) == 5
    assert counts == recount(electorate, books)


@pytest.mark.rule("S6.nobody")
async def test_no_fact_on_the_way_to_the_group_says_how_anybody_chose(uow: Units, voting: Voting) -> None:
    for number, choice in ((1, AGREE), (2, AGAINST), (3, ABSTAIN)):
        await voting.cast(owner(number), choice)
    async with uow.read() as unit:
        facts = list((await unit.connection.execute(select(outbox.c.facts).where(outbox.c.chat_id == GROUP.id))).scalars())
    assert facts
    for text in facts:
        assert not {"agree", "against", "abstain"} & set(str(decode(text)).replace("'", " ").split())
