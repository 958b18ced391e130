"""Private letters of a large vote: few in a transaction, each person once whatever breaks, nothing told that is no longer true."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import and_, func, select

from bot.actions.votes import amending, letters, reminding, telling
from bot.actions.votes.changing import cancel_vote, close_after_outage, extend_vote, retract_vote
from bot.actions.votes.due import DUE
from bot.rules.letters import LetterState
from bot.rules.votes.drafts import Drafter
from bot.rules.votes.facts import VoteCard, VoteExtended, VoteState
from storage.base import decode
from storage.outbox import WAITING
from storage.outbox_table import outbox
from storage.schedule import LEASE
from storage.unit_of_work import UnitOfWork
from tests.fixtures import Units
from tests.profiles import NATIONAL
from tests.votes.houses import AGAINST, AGREE, CHEN, GROUP, SHANGHAI, Houses, Voting, join, owner, settle

pytestmark = pytest.mark.storage
OWNERS = {owner(number).id for number in range(1, 10)}
NO_EDIT = and_(outbox.c.key.not_like("until-%"), outbox.c.key.not_like("over-%"))
Act = Callable[[Houses, str], Awaitable[object]]


@pytest.fixture
async def houses(uow: Units, monkeypatch: pytest.MonkeyPatch) -> Houses:
    """Nine owners and no group, told two at a time."""
    monkeypatch.setattr(telling, "AT_ONCE", 2)
    monkeypatch.setattr(amending, "AT_ONCE", 2)
    monkeypatch.setattr(reminding, "AT_ONCE", 2)
    monkeypatch.setattr(letters, "UNSENT_AT_ONCE", 2)
    return await settle(uow, grouped=False)


async def run_due(uow: Units, *kinds: str) -> None:
    """As the ticker does; what was cut off is done again when its lease has run out."""
    now = uow.clock.now()
    while True:
        async with uow() as unit:
            due = {item.kind for item in await unit.schedule.waiting(limit=1_000) if item.due_at <= now}
            items = [item for kind in sorted(due & set(kinds or DUE)) for item in await unit.schedule.claim(kind, now)]
            await unit.commit()
        if not items:
            return
        for item in items:
            await DUE[item.kind](uow(), item, now)


async def written(uow: Units, card: str, *states: LetterState) -> Counter[int]:
    """How many letters of the card each chat has, in these states or in any; edits of what stands are none."""
    async with uow.read() as unit:
        rows = await unit.connection.execute(
            select(outbox.c.chat_id).where(outbox.c.card == card, outbox.c.state.in_(states or LetterState), NO_EDIT)
        )
        return Counter(rows.scalars())


async def facts(uow: Units, card: str) -> list[tuple[int, str]]:
    async with uow.read() as unit:
        rows = await unit.connection.execute(select(outbox.c.chat_id, outbox.c.facts).where(outbox.c.card == card).order_by(outbox.c.id))
        return [(row.chat_id, row.facts) for row in rows]


def by_chat(rows: Sequence[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.chat_id, []).append(row)
    return found


async def deliver(uow: Units) -> None:
    """Every private card that waits arrives and lives."""
    now = uow.clock.now()
    async with uow() as unit:
        query = select(outbox).where(outbox.c.card == "votes.private_card", outbox.c.state.in_(WAITING))
        for row in (await unit.connection.execute(query)).all():
            await unit.outbox.sent(row.id, row.id, now)
            await unit.chats.set_live(row.live_key, row.chat_id, row.id, now)
        await unit.commit()


async def open_it(houses: Houses, _vote: str = "") -> str:
    return (await houses.open()).heading.vote_id


async def extend_it(houses: Houses, vote: str, *, days: int = 4, hours: int = 0, reason: str = "再等等大家") -> None:
    now = houses.uow.clock.now()
    by = Drafter(await houses.actor(CHEN), SHANGHAI, now, NATIONAL)
    await extend_vote(houses.uow(), by, vote, closes_at=now + timedelta(days=days, hours=hours), reason=reason)


async def cancel_it(houses: Houses, vote: str) -> None:
    await cancel_vote(houses.uow(), actor=await houses.actor(CHEN), vote_id=vote, reason="重复发了", now=houses.uow.clock.now())


async def retract_it(houses: Houses, vote: str) -> None:
    await retract_vote(houses.uow(), actor=await houses.actor(CHEN), vote_id=vote, now=houses.uow.clock.now())


async def close_it(houses: Houses, vote: str) -> None:
    async with houses.uow.read() as unit:
        closes_at = (await unit.votes.vote(vote)).closes_at
    houses.uow.clock.move_to(max(closes_at, houses.uow.clock.now()))
    await run_due(houses.uow, "votes.close")


async def remind_them(houses: Houses, _vote: str) -> None:
    houses.uow.clock.move(timedelta(days=1))


ACTS: dict[str, Act] = {
    "votes.private_card": open_it,
    "votes.vote_extended": extend_it,
    "votes.vote_called_off": cancel_it,
    "votes.retracted": retract_it,
    "votes.vote_result": close_it,
    "votes.reminder": remind_them,
}
# Whoever drafted it reads the result, too.
TOLD = {card: OWNERS | ({CHEN.id} if card == "votes.vote_result" else set()) for card in ACTS}


async def opened_before(houses: Houses, card: str) -> str:
    if card == "votes.private_card":
        return ""
    vote = await open_it(houses)
    await run_due(houses.uow)
    await deliver(houses.uow)
    return vote


@pytest.mark.parametrize("card", ACTS)
async def test_everybody_is_told_and_few_in_one_transaction(houses: Houses, monkeypatch: pytest.MonkeyPatch, card: str) -> None:
    uow = houses.uow
    vote = await opened_before(houses, card)
    commit, most, before = UnitOfWork.commit, [0], [0, 0]

    async def counted(unit: UnitOfWork) -> None:
        cancelled = func.count().filter(outbox.c.state == LetterState.CANCELLED)
        now = list((await unit.connection.execute(select(func.count(), cancelled).select_from(outbox))).one())
        most.append(max(one - other for one, other in zip(now, before, strict=True)))
        before[:] = now
        await commit(unit)

    async with uow.read() as unit:
        before[:] = [await unit.connection.scalar(select(func.count()).select_from(outbox)) or 0, 0]
    monkeypatch.setattr(UnitOfWork, "commit", counted)
    await ACTS[card](houses, vote)
    await run_due(uow)
    assert await written(uow, card) == Counter(TOLD[card])
    # Two, and the drafter's.
    assert 2 <= max(most) <= 3


async def die_in_what_is_due(uow: Units, die_at: int, *, after: bool) -> None:
    """The process ends at the `die_at`-th commit from here, before or after it."""
    commit, commits = UnitOfWork.commit, [0]

    async def dying(unit: UnitOfWork) -> None:
        commits[0] += 1
        if commits[0] == die_at and not after:
            raise asyncio.CancelledError
        await commit(unit)
        if commits[0] == die_at:
            raise asyncio.CancelledError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(UnitOfWork, "commit", dying)
        with pytest.raises(asyncio.CancelledError):
            await run_due(uow)


@pytest.mark.parametrize("after", [False, True], ids=["before the commit", "after it"])
@pytest.mark.parametrize("die_at", range(1, 8))
@pytest.mark.parametrize("card", ACTS)
async def test_a_crash_between_steps_loses_and_doubles_nothing(houses: Houses, card: str, die_at: int, after: bool) -> None:
    uow = houses.uow
    vote = await opened_before(houses, card)
    if card != "votes.vote_result":
        await ACTS[card](houses, vote)
    else:
        uow.clock.move(timedelta(days=2))
    await die_in_what_is_due(uow, die_at, after=after)
    uow.clock.move(LEASE)
    await run_due(uow)
    assert await written(uow, card) == Counter(TOLD[card])


async def test_the_answer_counts_those_who_are_still_to_be_told(houses: Houses) -> None:
    assert (await houses.open()).letters == 9
    assert (await written(houses.uow, "votes.private_card")).total() == 2


async def test_taken_back_between_steps_nobody_else_hears_of_it(houses: Houses) -> None:
    uow = houses.uow
    vote = await open_it(houses)
    await deliver(uow)
    await retract_it(houses, vote)
    await run_due(uow)
    assert (await written(uow, "votes.private_card")).total() == 2
    assert await written(uow, "votes.private_card", *WAITING) == Counter()
    assert set(await written(uow, "votes.retracted")) == {owner(1).id, owner(2).id}


async def test_what_waits_is_not_sent_once_it_is_taken_back(houses: Houses) -> None:
    uow = houses.uow
    vote = await open_it(houses)
    await run_due(uow)
    await retract_it(houses, vote)
    # The oldest, that would leave next, in the same transaction.
    assert set(await written(uow, "votes.private_card", LetterState.CANCELLED)) == {owner(1).id, owner(2).id}
    await run_due(uow)
    assert await written(uow, "votes.private_card", LetterState.CANCELLED) == Counter(OWNERS)
    assert await written(uow, "votes.retracted") == Counter()


async def test_a_card_under_way_when_it_is_taken_back_goes_too(houses: Houses) -> None:
    uow = houses.uow
    vote = await open_it(houses)
    await retract_it(houses, vote)
    async with uow() as unit:
        await unit.chats.set_live(f"{letters.private_key(vote)}{owner(1).id}", owner(1).id, 77, uow.clock.now())
        await unit.commit()
    await run_due(uow)
    uow.clock.move(timedelta(minutes=1))
    await run_due(uow)
    assert await written(uow, "votes.retracted") == Counter({owner(1).id: 1})


async def test_nobody_reads_of_an_extension_before_they_have_the_card(houses: Houses) -> None:
    """A card that comes later names the new time, also one that was written before."""
    uow = houses.uow
    vote = await open_it(houses)
    await extend_it(houses, vote)
    await run_due(uow)
    async with uow.read() as unit:
        rows = await unit.connection.execute(select(outbox.c.chat_id, outbox.c.card).order_by(outbox.c.id))
        letters_of = {chat: [row.card for row in rows_of] for chat, rows_of in by_chat(rows.all()).items()}
    assert set(letters_of) == OWNERS
    assert all(cards == ["votes.private_card"] for cards in letters_of.values())
    until = uow.clock.now() + timedelta(days=4)
    assert {decode(text, VoteCard).closes_at for _, text in await facts(uow, "votes.private_card")} == {until}


async def test_of_two_extensions_the_rest_hears_the_newer(houses: Houses) -> None:
    uow = houses.uow
    vote = await opened_before(houses, "votes.vote_extended")
    await extend_it(houses, vote, days=4)
    await extend_it(houses, vote, days=5, reason="下雨了，多等一天")
    await run_due(uow)
    told = [(chat, decode(text, VoteExtended).reason) for chat, text in await facts(uow, "votes.vote_extended")]
    assert Counter(reason for _, reason in told) == {"再等等大家": 2, "下雨了，多等一天": 9}
    assert [reason for chat, reason in told if chat == owner(1).id] == ["再等等大家", "下雨了，多等一天"]


@pytest.mark.parametrize("end", [cancel_it, close_it])
async def test_an_extension_is_not_told_once_the_vote_is_over(houses: Houses, end: Act) -> None:
    uow = houses.uow
    vote = await opened_before(houses, "votes.vote_extended")
    await extend_it(houses, vote)
    await end(houses, vote)
    await run_due(uow)
    assert (await written(uow, "votes.vote_extended")).total() == 2


async def test_no_card_follows_once_it_is_called_off(houses: Houses) -> None:
    uow = houses.uow
    vote = await open_it(houses)
    await cancel_it(houses, vote)
    await run_due(uow)
    assert await written(uow, "votes.private_card") == await written(uow, "votes.private_card", LetterState.CANCELLED)
    assert (await written(uow, "votes.private_card")).total() == 2
    assert await written(uow, "votes.vote_called_off") == Counter(OWNERS)


async def test_the_result_is_the_same_for_the_last_as_for_the_first(houses: Houses) -> None:
    """With a dispute, an owner of two homes, and owners who share one of theirs."""
    uow = houses.uow
    await houses.share(1, 11)
    await houses.share(2, 1)
    await houses.bind(owner(11), 1, owner_number=11)
    vote = await open_it(houses)
    voting = Voting(houses, vote)
    for number, choice in ((1, AGREE), (11, AGAINST), (3, AGREE), (4, AGAINST)):
        await voting.cast(owner(number), choice)
    await close_it(houses, vote)
    await run_due(uow)
    told = await facts(uow, "votes.vote_result")
    assert {chat for chat, _ in told} == OWNERS | {owner(11).id, CHEN.id}
    assert len({text for _, text in told}) == 1


async def test_with_a_group_whoever_has_the_card_in_private_is_told_too(houses: Houses) -> None:
    uow = houses.uow
    vote = await opened_before(houses, "votes.vote_called_off")
    async with uow() as unit:
        group = await join(unit, GROUP, houses.compound, houses.compound, uow.clock.now())
        await unit.votes.add_group(vote, group, houses.compound.id)
        await unit.commit()
    await houses.bind(owner(10), 1)
    await cancel_it(houses, vote)
    await run_due(uow)
    assert await written(uow, "votes.vote_called_off") == Counter(OWNERS | {GROUP.id})


async def test_a_vote_that_goes_on_after_an_outage_keeps_its_letters(houses: Houses) -> None:
    uow = houses.uow
    vote = await open_it(houses)
    await run_due(uow, telling.TELL)
    uow.clock.move(timedelta(days=2, hours=1))
    await run_due(uow, "votes.close")
    assert (await written(uow, "votes.private_card", LetterState.CANCELLED)).total() == 2
    await extend_it(houses, vote, days=1)
    await run_due(uow)
    assert (await written(uow, "votes.private_card", LetterState.CANCELLED)).total() == 2
    assert await written(uow, "votes.private_card", *WAITING) == Counter(OWNERS), "the two that were taken back come anew"
    assert await written(uow, "votes.vote_extended") == Counter()


async def test_closed_after_an_outage_everybody_reads_the_result(houses: Houses) -> None:
    uow = houses.uow
    vote = await opened_before(houses, "votes.vote_result")
    uow.clock.move(timedelta(days=2, hours=1))
    await run_due(uow)
    await close_after_outage(uow(), actor=await houses.actor(CHEN), vote_id=vote, now=uow.clock.now())
    await run_due(uow)
    assert await written(uow, "votes.vote_result") == Counter(TOLD["votes.vote_result"])
    async with uow.read() as unit:
        assert (await unit.votes.vote(vote)).state is VoteState.CLOSED
