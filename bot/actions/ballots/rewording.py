"""Receipts that stand are edited when what they say of a home is no longer true."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from bot.actions.ballots.elsewhere import elsewhere_reworded
from bot.actions.ballots.entered import entered_letters
from bot.actions.ballots.mandates import own_receipt
from bot.actions.ballots.receipts import head_receipt, names_of, seen_stand
from bot.actions.unit import UnitOfWork
from bot.rules.letters import Letter, LetterState
from bot.rules.votes import Channel
from bot.rules.votes.casting import HeadBook, Mandate
from bot.rules.votes.electorates import Elector
from bot.rules.votes.facts import HomeName, OpinionReason, Receipt, ReceiptKind
from storage.base import decode
from storage.votes.records import Vote


def receipt_key(vote_id: str, telegram_id: int) -> str:
    """The living message that holds this person's newest receipt of the vote."""
    return f"receipt:{vote_id}:{telegram_id}"


async def known_receipts(unit: UnitOfWork, keys: Collection[str]) -> dict[str, Receipt]:
    """By their key; one that stands as a pointer to another, or is gone, is not brought back."""
    newest = await unit.outbox.newest(keys) if keys else {}
    living = await unit.ballots.living(list(newest)) if newest else {}
    return {
        key: decode(letter.facts, Receipt)
        for key, letter in newest.items()
        if letter.card == "votes.receipt" and (key in living or letter.state is not LetterState.SENT)
    }


def reworded(
    receipt: Receipt,
    homes: Sequence[HomeName],
    closes_at: datetime,
    *,
    disputed: bool,
    spoken: bool = False,
    contradicts: bool = False,
    aside: bool = False,
) -> Receipt:
    """The same receipt as it is true now of these homes: whether their owners differ, whether another one speaks for them, whether the
    reader's own ballot by another channel says something else, and which of the two counts."""
    counts = not (disputed or spoken or contradicts)
    also = tuple(
        replace(one, counts=counts and not set_aside, aside=set_aside) if set(one.homes) == set(homes) else one
        for one, set_aside in ((one, aside and one.channel is Channel.CHAT) for one in receipt.also)
    )
    if also != receipt.also:
        receipt = replace(receipt, also=also)
    if receipt.kind is not ReceiptKind.RECORDED:
        return receipt
    if not spoken and set(homes) & set(receipt.beside):
        # Nobody else votes there any more: what was merely thought is kept no longer.
        receipt = replace(receipt, beside=tuple(home for home in receipt.beside if home not in homes))
    if not set(homes) <= set(receipt.homes):
        return receipt
    return replace(
        receipt,
        contradicts=_marked(receipt, receipt.contradicts, homes, contradicts),
        aside=_marked(receipt, receipt.aside, homes, aside),
        closes_at=closes_at,
        disputed=_marked(receipt, receipt.disputed, homes, disputed),
        spoken=_marked(receipt, receipt.spoken, homes, spoken),
    )


def _taken_back(
    receipt: Receipt,
    homes: Sequence[HomeName],
    *,
    still: bool,
    own: Collection[Channel],
    agent: bool,
    contradicts: bool,
    disputed: bool,
    spoken: bool,
) -> Receipt:
    """Of one that took a choice back: whether the reader's ballot from paper or by phone, or their agent's, stands, what another account
    of theirs has tapped since, and whether that counts; or whether the home counts by another owner."""
    put_down = agent or any(channel is not Channel.CHAT for channel in own)
    if receipt.kind is not ReceiptKind.RETRACTED or not set(homes) <= set(receipt.homes):
        return receipt
    others = _marked(receipt, receipt.still, homes, still and not own and not agent)
    still_own = _marked(receipt, receipt.still_own, homes, put_down)
    return replace(
        receipt,
        still=others,
        still_in=bool(others),
        still_own=still_own,
        # Of the other homes it stays as it was.
        still_agent=agent if put_down else receipt.still_agent and bool(still_own),
        still_account=_marked(receipt, receipt.still_account, homes, bool(own) and not put_down),
        contradicts=_marked(receipt, receipt.contradicts, homes, contradicts),
        disputed=_marked(receipt, receipt.disputed, homes, disputed),
        spoken=_marked(receipt, receipt.spoken, homes, spoken),
    )


def _marked(receipt: Receipt, marked: Sequence[HomeName], homes: Sequence[HomeName], now: bool) -> tuple[HomeName, ...]:
    wanted = {*marked, *homes} if now else set(marked) - set(homes)
    return tuple(home for home in receipt.homes if home in wanted)


async def receipts_of_head(
    unit: UnitOfWork, vote: Vote, elector: Elector, book: HeadBook, *, accounts: Sequence[tuple[str, int]], cause: str
) -> list[Letter]:
    """`accounts`: (owner, telegram id) of those concerned.

    Who speaks for this head was registered, or that was taken back: each receipt says at once whether it counts, by night too."""
    owners: dict[int, set[str]] = {}
    for owner, account in accounts:
        owners.setdefault(account, set()).add(owner)
    known = await known_receipts(unit, {receipt_key(vote.id, account) for account in owners})
    letters = []
    for account, mine in owners.items():
        key = receipt_key(vote.id, account)
        if key not in known:
            continue
        stands = known[key]
        if any(book.hears(elector, owner) for owner in mine) and _is_opinion_beside(stands, elector):
            # The opinion is kept no more; what this account chose before stands again.
            stands = await own_receipt(unit, account, vote, of=elector.number) or stands
        facts = await as_told(unit, stands, vote, elector, book, owners=mine, account=account)
        if facts != known[key]:
            letter = Letter(f"{key}:owners:{elector.number}:{cause}", account, "votes.receipt", facts, coalesce_key=key, live_key=key)
            letters.append(letter)
    letters += await elsewhere_reworded(unit, [(vote, book, cause)])
    return [*letters, *await entered_letters(unit, vote, elector, book, cause)]


async def as_told(
    unit: UnitOfWork, receipt: Receipt, vote: Vote, elector: Elector, book: HeadBook, *, owners: Collection[str], account: int
) -> Receipt:
    """The receipt that `account` holds, verified as these owners of the head, as it is true now.

    Where another owner spoke for the head and does so no more, what the account chose before stands again, and is named beside."""
    told = as_it_counts(receipt, vote, elector, book, owners)
    heard = [owner for owner in sorted(owners) if owner in book.choosing and book.hears(elector, owner)]
    if told.kind is ReceiptKind.OPINION or not heard or not _told_homes(told).isdisjoint(names_of([elector])):
        return told
    person_id = (await unit.ballots.voters([account]))[account].person_id
    for mandate in (Mandate(elector, owner) for owner in heard):
        channel, stand = seen_stand(mandate, book, person_id)
        if stand is not None:
            return replace(told, also=(*told.also, head_receipt(mandate, book, channel)))
    return told


def as_it_counts(receipt: Receipt, vote: Vote, elector: Elector, book: HeadBook, owners: Collection[str]) -> Receipt:
    """What somebody holds, who was verified as these owners of the head, as it is true now."""
    spoken = not any(book.hears(elector, owner) for owner in owners)
    disputed = book.owners_differ(elector) and not spoken
    contradicts = not spoken and any(book.contradicts(owner) for owner in owners)
    stands = [book.stand(owner) for owner in owners]
    aside = not spoken and any(stand is not None and stand.set_aside for stand in stands)
    how = {"disputed": disputed, "contradicts": contradicts, "spoken": spoken}
    names, own = names_of([elector]), {one for owner in owners for one, stand in book.own(owner).items() if not stand.set_aside}
    agent = not own and not book.choosing.isdisjoint(owners)
    told = reworded(receipt, names, vote.closes_at, aside=aside, **how)
    told = _taken_back(told, names, still=book.takes_part, own=own, agent=agent, **how)
    return with_silent(_with_entered(told, elector, book, owners), elector, book, owners)


def _with_entered(receipt: Receipt, elector: Elector, book: HeadBook, owners: Collection[str]) -> Receipt:
    """Where the receipt names this head beside its own and has no choice of the account there: what was put down for its owner."""
    names = names_of([elector])
    put_down = [(owner, channel) for owner in sorted(owners) for channel in book.own(owner) if channel is not Channel.CHAT]
    if not put_down:
        # What was put down before was taken back.
        also = tuple(one for one in receipt.also if set(one.homes) != set(names) or one.channel is Channel.CHAT)
        gone = also != receipt.also and not book.choosing & set(owners)
        return replace(receipt, also=also, silent=(*receipt.silent, *names) if gone else receipt.silent)
    owner, channel = put_down[0]
    entered = head_receipt(Mandate(elector, owner), book, channel)
    also = tuple(entered if set(one.homes) == set(names) and one.channel is not Channel.CHAT else one for one in receipt.also)
    if not set(names) <= set(receipt.silent):
        return replace(receipt, also=also)
    return replace(receipt, also=(*also, entered), silent=tuple(home for home in receipt.silent if home not in names))


def with_silent(receipt: Receipt, elector: Elector, book: HeadBook, owners: Collection[str]) -> Receipt:
    """Where the receipt does not speak of this head: whether its homes wait for an answer of the reader's owner, who may give one."""
    names = names_of([elector])
    told = _told_homes(receipt)
    may = any(owner in elector.head.owners and book.hears(elector, owner) for owner in owners)
    if may and book.choosing.isdisjoint(owners) and told.isdisjoint(names) and receipt.kind is not ReceiptKind.OPINION:
        return receipt if set(names) <= set(receipt.silent) else replace(receipt, silent=(*receipt.silent, *names))
    return replace(receipt, silent=tuple(home for home in receipt.silent if home not in names))


def _told_homes(receipt: Receipt) -> set[HomeName]:
    """Homes of which it says what their owner chose."""
    return {*receipt.homes, *receipt.beside, *(home for one in receipt.also for home in one.homes)}


def _is_opinion_beside(receipt: Receipt, elector: Elector) -> bool:
    """Tapped while another owner spoke for this head, and for no other."""
    return receipt.opinion_reason is OpinionReason.OTHER_DESIGNATED and set(receipt.homes) <= set(names_of([elector]))
