"""Receipts of whoever bought a home in mid-vote, once its seller took back what stood there, or answered again (R16)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from bot.actions.ballots.receipts import names_of
from bot.actions.ballots.rewording import known_receipts, receipt_key
from bot.actions.unit import UnitOfWork
from bot.rules.letters import Letter
from bot.rules.votes import Choice
from bot.rules.votes.casting import HeadBook, Judged
from bot.rules.votes.electorates import Elector
from bot.rules.votes.facts import HomeName, Receipt
from storage.votes.records import Vote

# Of one account: its number, its newest receipt, and whether an older one may be there.
Written = tuple[int, Receipt, bool]


@dataclass(slots=True)
class Sellers:
    """Heads of one batch whose seller may have had a ballot before it and has none now, or the other way round."""

    heads: dict[tuple[str, int], tuple[Vote, Elector, HeadBook, str]] = field(default_factory=dict)

    def note(self, vote: Vote, choice: Choice | None, judged: Judged, book: HeadBook, cause: str) -> None:
        """Most taps are the first of their head: nobody was told of a ballot there."""
        if not judged.written or judged.mandate.as_buyer:
            return
        former = judged.former.former.choice if judged.former is not None else None
        if (former is None) != (choice is None) and (judged.former is not None or len(book.streams) > 1):
            self.heads[vote.id, book.number] = (vote, judged.mandate.elector, book, cause)

    async def letters(
        self, unit: UnitOfWork, written: dict[str, Written], edits: Mapping[str, Letter], *, but: Collection[str]
    ) -> dict[str, Letter]:
        """By the key of the receipt. `written`: those of this batch, which are put right in their place; `edits`: others that are edited
        in it already; `but`: those that stand for nothing any more."""
        found: dict[str, Letter] = {}
        for vote, elector, book, cause in self.heads.values():
            homes, stands = names_of([elector]), bool(book.choosing & set(elector.head.owners))
            accounts = await _buyers(unit, vote, elector)
            known = await known_receipts(unit, accounts.keys() - written.keys() - set(but))
            for key, account in sorted(accounts.items()):
                if key in written:
                    _, receipt, changed = written[key]
                    written[key] = (account, as_sold(receipt, homes, stands=stands), changed)
                elif key in known:
                    pending = found.get(key) or edits.get(key)
                    told = pending.facts if pending is not None else known[key]
                    assert isinstance(told, Receipt), "what a receipt is edited to"
                    if (facts := as_sold(told, homes, stands=stands)) != told:
                        name = f"{key}:sold:{elector.number}:{cause}"
                        found[key] = Letter(name, account, "votes.receipt", facts, coalesce_key=key, live_key=key)
        return found


def as_sold(receipt: Receipt, homes: tuple[HomeName, ...], *, stands: bool) -> Receipt:
    """As it is true now of homes that its reader bought: the seller's ballot `stands` there, or they are still to be answered."""
    here = set(homes)
    if stands and here <= set(receipt.silent):
        return replace(receipt, silent=tuple(home for home in receipt.silent if home not in here), sold=(*receipt.sold, *homes))
    if not stands and here & set(receipt.sold):
        return replace(receipt, sold=tuple(home for home in receipt.sold if home not in here), silent=(*receipt.silent, *homes))
    return receipt


async def _buyers(unit: UnitOfWork, vote: Vote, elector: Elector) -> dict[str, int]:
    """Whom the roster names there now beside those who were asked: their accounts by the key of their receipt."""
    now = await unit.electorates.owners_now_of(vote.compound_id, [home.id for home in elector.homes])
    bought = {owner for owners in now.values() for owner in owners} - set(elector.head.owners)
    accounts = await unit.electorates.accounts_of_owners(sorted(bought)) if bought else []
    return {receipt_key(vote.id, account): account for _, account in accounts}
