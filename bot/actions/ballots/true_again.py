"""What a receipt says by now: one that could not be brought, and is now, was written of a vote that has gone on since."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.actions.ballots.mandates import Own, own_mandates, receipt_of
from bot.actions.ballots.receipts import names_of
from bot.actions.ballots.rewording import as_told
from bot.actions.unit import UnitOfWork
from bot.rules.votes.casting import HeadBook, Mandate
from bot.rules.votes.facts import Receipt, ReceiptKind
from storage.votes.records import Vote


async def receipt_now(unit: UnitOfWork, receipt: Receipt, vote: Vote, telegram_id: int) -> Receipt | None:
    """The same receipt as it is true now; None where another account has answered for all of it, which has its own word."""
    if receipt.kind is ReceiptKind.OPINION:
        return receipt
    own = await own_mandates(unit, telegram_id, vote)
    mandates, books = own[1:]
    if receipt.kind is ReceiptKind.RECORDED and _is_moved(receipt, own):
        rest = receipt_of(vote, own)
        if rest is None:
            return None
        receipt = replace(rest, beside=receipt.beside)
    owners = await _owners_of(unit, mandates, books, telegram_id)
    for mandate in mandates:
        number = mandate.elector.number
        mine = owners & {owner for owner, _, _ in books[number].streams} | {mandate.owner}
        receipt = await as_told(unit, receipt, vote, mandate.elector, books[number], owners=mine, account=telegram_id)
    return replace(receipt, closes_at=vote.closes_at)


def _is_moved(receipt: Receipt, own: Own) -> bool:
    """Whether some home that it speaks of has no choice of this account any more."""
    voter, mandates, books = own
    told = [one for one in mandates if set(names_of([one.elector])) <= set(receipt.homes)]
    stands = [books[one.elector.number].stand(one.owner) for one in told]
    return any(one is None or one.former.choice is None or one.person_id != voter.person_id for one in stands)


async def _owners_of(unit: UnitOfWork, mandates: Sequence[Mandate], books: Mapping[int, HeadBook], telegram_id: int) -> set[str]:
    """Those of the owners with a ballot in these heads whom the account was verified as."""
    owners = sorted({owner for one in mandates for owner, _, _ in books[one.elector.number].streams})
    return {owner for owner, account in await unit.electorates.accounts_of_owners(owners) if account == telegram_id}
