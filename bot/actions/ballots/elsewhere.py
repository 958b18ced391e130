"""What an account is told when another one of the same roster owner has answered after it, and what becomes of that word."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions.ballots.mandates import own_mandates
from bot.actions.ballots.pointing import OF_ACCOUNT, pointing_nowhere
from bot.actions.ballots.receipts import names_of
from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import can_wait
from bot.rules.letters import Letter, LetterState
from bot.rules.votes.casting import HeadBook, Mandate, Voter
from bot.rules.votes.facts import OwnerElsewhere, Receipt
from storage.base import decode
from storage.votes.records import Vote

CARD = "votes.owner_elsewhere"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A roster owner for whom another account spoke before."""

    vote: Vote
    receipt: Receipt
    taken: tuple[tuple[Mandate, str | None], ...]
    """With the person who spoke: who has another account of that owner and never tapped is told nothing."""
    telegram_id: int
    """Who speaks now."""


def elsewhere_key(vote_id: str, telegram_id: int) -> str:
    """The living message that names every home of the vote for which another account has the word."""
    return f"{OF_ACCOUNT}:{vote_id}:{telegram_id}"


async def accounts_overtaken(unit: UnitOfWork, one: Elsewhere) -> dict[int, list[Mandate]]:
    """The accounts whose ballots count no more, each with its own homes: what another owner of the same tap chose is nobody else's."""
    spoke = {person: await unit.residents.account(person) for person in {person for _, person in one.taken}}
    of_account: dict[int, set[str]] = {}
    for owner, account in await unit.electorates.accounts_of_owners(sorted({mandate.owner for mandate, _ in one.taken})):
        of_account.setdefault(account, set()).add(owner)
    found = {
        account: [mandate for mandate, person in one.taken if spoke[person] == account and mandate.owner in of_account[account]]
        for account in sorted(of_account.keys() - {one.telegram_id})
    }
    return {account: taken for account, taken in found.items() if taken}


async def elsewhere_letter(unit: UnitOfWork, one: Elsewhere, account: int, taken: Sequence[Mandate], now: datetime) -> Letter | None:
    """None: it has tapped anew in the same batch. What was told before and is so still is told with it."""
    key = elsewhere_key(one.vote.id, account)
    before = (await unit.outbox.newest([key])).get(key)
    former = decode(before.facts, OwnerElsewhere) if before is not None else None
    if former is not None and former.heading.scheme < one.vote.scheme_version:
        # What was told about a former scheme is void (R15).
        former = None
    heads = {mandate.elector.number for mandate in taken} | set(former.heads if former is not None and not former.over else ())
    told = OwnerElsewhere(one.receipt.heading, (), one.receipt.received_at, one.receipt.closes_at, heads=tuple(sorted(heads)))
    facts = await elsewhere_now(unit, one.vote, told, account)
    if facts.over:
        return None
    facts = replace(facts, again=not set(facts.homes) <= set(names_of(mandate.elector for mandate in taken)))
    waits = can_wait(one.vote, now)
    return Letter(f"{key}:{one.receipt.code}", account, CARD, facts, coalesce_key=key, live_key=key, night_waits=waits)


async def elsewhere_now(unit: UnitOfWork, vote: Vote, facts: OwnerElsewhere, account: int) -> OwnerElsewhere:
    """The same word as it is true now: where the account has the last word again there is nothing to say."""
    voter, mandates, books = await own_mandates(unit, account, vote)
    # Written before heads were kept: by the names of the homes.
    named = {one.elector.number for one in mandates if not facts.heads and set(names_of([one.elector])) <= set(facts.homes)}
    heads = {*facts.heads, *named}
    told = [one for one in mandates if one.elector.number in heads and not _has_the_word(one, books[one.elector.number], voter)]
    if not told:
        return replace(facts, over=True, gone=(), held=())
    standing = [one for one in told if one.owner in _tapping(books[one.elector.number])]
    held = [one for one in standing if not _counts(one, books[one.elector.number])]
    homes, there = names_of(one.elector for one in told), names_of(one.elector for one in standing)
    return replace(
        facts,
        homes=homes,
        gone=tuple(home for home in homes if home not in there),
        held=names_of(one.elector for one in held),
        part=len(told) < len(mandates),
        heads=tuple(sorted(heads)),
        over=False,
    )


def _has_the_word(mandate: Mandate, book: HeadBook, voter: Voter) -> bool:
    """Also where it was this account that took the owner's choice back: its receipt says so."""
    stand = book.stand(mandate.owner)
    return stand is not None and stand.person_id == voter.person_id


def _tapping(book: HeadBook) -> set[str]:
    return {owner for owner in book.choosing if (stand := book.stand(owner)) is not None and stand.former.choice is not None}


def _counts(mandate: Mandate, book: HeadBook) -> bool:
    stand = book.stand(mandate.owner)
    aside = stand is not None and stand.set_aside
    return book.takes_part and book.hears(mandate.elector, mandate.owner) and not aside and not book.contradicts(mandate.owner)


async def elsewhere_reworded(unit: UnitOfWork, touched: Iterable[tuple[Vote, HeadBook, str]], *, but: Collection[str] = ()) -> list[Letter]:
    """`touched`: heads of which something else stands now, and why. What was told of them is edited where it is true no more, by night
    too: an edit rings nobody. `but`: keys of words that are being written."""
    causes: dict[tuple[str, str], tuple[Vote, str]] = {}
    for vote, book, cause in touched:
        causes |= {(vote.id, owner): (vote, cause) for owner, _, _ in book.streams}
    owners = sorted({owner for _, owner in causes})
    accounts = await unit.electorates.accounts_of_owners(owners) if owners else []
    readers = {
        elsewhere_key(vote.id, account): (vote, account, cause)
        for (_, owner), (vote, cause) in causes.items()
        for whose, account in accounts
        if whose == owner
    }
    newest = await unit.outbox.newest(readers.keys() - set(but)) if readers else {}
    living = await unit.ballots.living(list(newest)) if newest else {}
    letters = []
    for key, letter in newest.items():
        (vote, account, cause), before = readers[key], decode(letter.facts, OwnerElsewhere)
        stands = (key in living or letter.state is not LetterState.SENT) and before.heading.scheme == vote.scheme_version
        facts = await elsewhere_now(unit, vote, before, account) if stands and not before.over else before
        if facts.over and key not in living and await unit.outbox.overtaken([key]):
            letters += await pointing_nowhere(unit, {key: vote.heading}, cause)
        elif facts != before:
            letters.append(Letter(f"{key}:{cause}:now", account, CARD, facts, coalesce_key=key, live_key=key))
    return letters
