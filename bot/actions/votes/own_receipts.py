"""What one account has receipts of: all that was recorded for its owners, by whatever way, and by it for others."""

from dataclasses import replace

from bot.actions.ballots.mandates import own_mandates
from bot.actions.ballots.receipts import head_receipt, names_of
from bot.actions.unit import UnitOfWork
from bot.rules.proofs import TakenBack
from bot.rules.residents import Actor, HomeRole
from bot.rules.votes.ballots import Channel
from bot.rules.votes.casting import HeadBook, Mandate
from bot.rules.votes.facts import HeadReceipt
from storage.votes.records import Vote


async def own_receipts(unit: UnitOfWork, actor: Actor, vote: Vote) -> tuple[HeadReceipt | TakenBack, ...]:
    """Every ballot and every retraction of this account with its own receipt: also one that another owner speaks over by now, or another
    account of the same."""
    mandates, books = (await own_mandates(unit, actor.telegram_id, vote))[1:]
    stands = {one: books[one.elector.number].stand(one.owner) for one in mandates}
    moved = [one.elector.number for one, stand in stands.items() if stand and stand.person_id not in {None, actor.person_id}]
    before = await unit.ballots.newest_of_person(vote.id, actor.person_id, moved) if moved and actor.person_id else {}
    silent = [one.elector.number for one, stand in stands.items() if stand is None and vote.scheme_version > 1]
    void = await unit.ballots.newest_of_person(vote.id, actor.person_id, silent) if silent and actor.person_id else {}
    found: list[HeadReceipt | TakenBack] = []
    for mandate, stand in stands.items():
        number = mandate.elector.number
        names = names_of([mandate.elector])
        found += _put_down(mandate, books[number])
        if stand is None:
            if (mine := void.get((number, mandate.owner))) is not None and mine.choice is not None:
                found.append(HeadReceipt(names, mine.choice, mine.receipt, mine.received_at, counts=False, void=True))
            continue
        if number in moved:
            mine = before.get((number, mandate.owner))
            if mine is not None and mine.choice is not None:
                found.append(HeadReceipt(names, mine.choice, mine.receipt, mine.received_at, counts=False, elsewhere=True))
        elif stand.former.choice is not None:
            found.append(head_receipt(mandate, books[number], Channel.CHAT))
        else:
            found.append(TakenBack(names, stand.receipt, stand.received_at))
    return (*found, *await _as_agent(unit, actor, vote))


def _put_down(mandate: Mandate, book: HeadBook) -> list[HeadReceipt | TakenBack]:
    """From paper, by phone, or by an agent; where the office took the last of these back, that retraction's."""
    owner = mandate.owner
    told = [(stream, stand) for stream, stand in book.streams.items() if stream[0] == owner and stream[1:] != (Channel.CHAT, False)]
    stands = [head_receipt(mandate, book, stream[1], by_agent=stream[2]) for stream, stand in told if stand.former.choice is not None]
    if stands or not told or owner in book.choosing:
        return [*stands]
    last = max((stand for _, stand in told), key=lambda one: one.received_at)
    return [TakenBack(names_of([mandate.elector]), last.receipt, last.received_at)]


async def _as_agent(unit: UnitOfWork, actor: Actor, vote: Vote) -> list[HeadReceipt]:
    """What stands of what this account's owners cast for others."""
    owners = {one.owner_id for one in actor.active_bindings if one.role is HomeRole.OWNER and one.owner_id is not None}
    powers = await unit.powers.of_agent(vote.id, owners) if owners else []
    # Of several powers of one owner the newest: their streams are the same.
    heads = {(one.head, one.owner_id): one for one in powers}
    if not heads:
        return []
    numbers = sorted({head for head, _ in heads})
    electorate, books = await unit.electorates.frozen(vote.id, numbers), await unit.ballots.books(vote.id, numbers)
    names = await unit.electorates.owner_names(vote.compound_id, sorted({owner for _, owner in heads}))
    found = []
    for head, owner in heads:
        mandate, cast = Mandate(electorate.elector(head), owner), await unit.ballots.agents_of(vote.id, head, owner)
        for channel in Channel:
            stand = books[head].stand(owner, channel, by_proxy=True)
            if stand is not None and stand.former.choice is not None and cast.get(stand.receipt) in owners:
                one = head_receipt(mandate, books[head], channel, by_agent=True)
                found.append(replace(one, by_agent=False, for_owner=names.get(owner, "")))
    return found
