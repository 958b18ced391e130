"""What one account speaks for in a vote, read by its own heads alone: an electorate may have twenty thousand homes."""

from dataclasses import replace

from bot.actions.ballots.receipts import Whole, contradicting, names_of, of_stand, other_heads, put_aside
from bot.actions.unit import UnitOfWork
from bot.rules.votes import BallotState
from bot.rules.votes.casting import HeadBook, Mandate, Voter, sort_mandates, spoken
from bot.rules.votes.facts import Receipt
from storage.votes.records import Vote

Own = tuple[Voter, tuple[Mandate, ...], dict[int, HeadBook]]


async def own_mandates(unit: UnitOfWork, telegram_id: int, vote: Vote) -> Own:
    voter = (await unit.ballots.voters([telegram_id])).get(telegram_id) or Voter(telegram_id)
    homes = [one.home_id for one in voter.bindings]
    heads = await unit.electorates.heads_of(vote.id, homes, [one.owner_id for one in voter.bindings if one.owner_id is not None])
    mandates = spoken(await unit.electorates.frozen(vote.id, heads), voter).mandates if heads else ()
    return voter, mandates, await unit.ballots.books(vote.id, [one.elector.number for one in mandates]) if mandates else {}


async def seller_stands(unit: UnitOfWork, telegram_id: int, vote: Vote, home_id: str) -> bool:
    """Whether this account bought the home in mid-vote and the seller's ballot stands: nothing is left to tap for it (R16)."""
    _, mandates, books = await own_mandates(unit, telegram_id, vote)
    return any(home_id in [home.id for home in one.elector.homes] for one in sort_mandates(mandates, books).sold)


async def own_receipt(unit: UnitOfWork, telegram_id: int, vote: Vote, *, of: int | None = None) -> Receipt | None:
    """What stands of this account's own choices, as one receipt that begins with the head `of`; None where nothing stands."""
    return receipt_of(vote, await own_mandates(unit, telegram_id, vote), of=of)


def receipt_of(vote: Vote, own: Own, *, of: int | None = None) -> Receipt | None:
    """The same of what was read already."""
    voter, mandates, books = own
    for mandate in mandates:
        number = mandate.elector.number
        stand = books[number].stand(mandate.owner)
        if of not in {None, number} or stand is None or stand.former.choice is None or stand.person_id != voter.person_id:
            continue
        if of is None and not books[number].hears(mandate.elector, mandate.owner):
            # One that counts comes first; this one stands beside it.
            continue
        also, silent = other_heads(Whole(voter.person_id, mandates, ()), books, but=[mandate.elector])
        differs, aside = contradicting([mandate], books), put_aside([mandate], books)
        disputed = names_of([mandate.elector]) if books[number].counted is BallotState.DISPUTED and not differs else ()
        receipt = of_stand(vote, mandate.elector, stand)
        return replace(receipt, also=also, silent=silent, disputed=disputed, contradicts=differs, aside=aside)
    return None
