"""What a tap is answered with: the same facts for the dialog, the toast and the private receipt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from bot.actions.ballots.items import Cast
from bot.rules.votes import ChangePolicy, Channel
from bot.rules.votes.casting import HeadBook, Judged, Mandate, Opinion, Stand, sort_mandates
from bot.rules.votes.electorates import Elector, RosterHome
from bot.rules.votes.facts import Heading, HeadReceipt, HomeName, Receipt, ReceiptKind
from storage.ballots import LedgerRow
from storage.votes.records import Vote


@dataclass(frozen=True, slots=True)
class Whole:
    """All that the account of a tap speaks for and thinks, whatever of it this tap says."""

    person_id: str | None
    mandates: Sequence[Mandate]
    opinions: Sequence[Opinion]
    sold: Sequence[Mandate] = ()
    """Of the mandates of this tap those of which the seller's ballot stands (R16)."""


def home_names(homes: Iterable[RosterHome]) -> tuple[HomeName, ...]:
    # Half a dozen lists of a receipt are empty, and most others name one home.
    found = list(homes)
    if not found:
        return ()
    if len(found) > 1:
        found.sort(key=attrgetter("position"))
    return tuple([HomeName(home.row.building, home.row.entrance, home.row.room) for home in found])


def names_of(electors: Iterable[Elector]) -> tuple[HomeName, ...]:
    """The homes people know these heads by; a head of parking places only by those."""
    return home_names([home for elector in electors for home in (elector.dwellings or elector.homes)])


def heading_for(vote: Vote, stands: Iterable[Stand | None]) -> Heading:
    """As whoever holds these reads it: where one change is allowed and was made, nothing offers another."""
    held = list(stands)
    is_used = vote.change_policy is ChangePolicy.ONCE and held and all(stand is not None and stand.former.changes for stand in held)
    return replace(vote.heading, change=ChangePolicy.NEVER) if is_used else vote.heading


def _stands(mandates: Iterable[Mandate], books: dict[int, HeadBook]) -> list[Stand | None]:
    return [book.stand(mandate.owner) for mandate in mandates if (book := books.get(mandate.elector.number)) is not None]


def other_heads(
    whole: Whole, books: dict[int, HeadBook], *, but: Iterable[Elector]
) -> tuple[tuple[HeadReceipt, ...], tuple[HomeName, ...]]:
    """Of one account, beside the heads that a receipt speaks for: (its ballots with their receipts, homes without one)."""
    told, thought = {elector.number for elector in but}, {one.home.id for one in whole.opinions}
    others = (one for one in whole.mandates if one.elector.number not in told and one.elector.number in books)
    rest = [one for one in others if one.elector.first_home.id not in thought]
    if not rest:
        return (), ()
    ballots, silent = [], []
    may = {one.elector.number for one in sort_mandates(rest, books).ballots}
    for one in rest:
        book = books[one.elector.number]
        channel, stand = seen_stand(one, book, whole.person_id)
        if stand is not None:
            ballots.append(head_receipt(one, book, channel))
        elif one.elector.number in may and one.owner not in book.choosing:
            silent.append(one.elector)
    return tuple(ballots), names_of(silent)


def seen_stand(mandate: Mandate, book: HeadBook, person_id: str | None) -> tuple[Channel, Stand | None]:
    """What this account chose; where it chose nothing, what was put down for its owner from paper or by phone."""
    mine = {channel: stand for channel, stand in book.own(mandate.owner).items() if stand.person_id in {None, person_id}}
    return next(iter(mine.items()), (Channel.CHAT, None))


def head_receipt(mandate: Mandate, book: HeadBook, channel: Channel, *, by_agent: bool = False) -> HeadReceipt:
    """Of a ballot that stands; whether it counts, too, where the same owner's channels differ or were settled (R13)."""
    stand = book.stand(mandate.owner, channel, by_proxy=by_agent)
    assert stand is not None, "a ballot that stands"
    assert stand.former.choice is not None, "a ballot that stands"
    heard = book.takes_part and book.hears(mandate.elector, mandate.owner) and (not by_agent or book.by_agent(mandate.owner))
    counts = heard and not stand.set_aside and not book.contradicts(mandate.owner)
    homes, said = names_of([mandate.elector]), (stand.former.choice, stand.receipt, stand.received_at)
    return HeadReceipt(homes, *said, counts, channel=channel, aside=stand.set_aside, by_agent=by_agent)


def _replaced(judged: Sequence[Judged], person_id: str | None) -> dict[str, Any]:
    """What of this account's own the receipt takes the place of, where that is one choice of one moment; else nothing is said of it."""
    former = {one.mandate.elector.number: one.former for one in judged if one.former is not None and one.former.person_id == person_id}
    said = {(stand.former.choice, stand.received_at) for stand in former.values() if stand.former.choice is not None}
    if len(said) != 1:
        return {}
    [(choice, at)] = said
    mine = [one.mandate.elector for one in judged if (stand := former.get(one.mandate.elector.number)) and stand.former.choice is not None]
    return {"replaces": choice, "replaces_at": at, "replaces_homes": names_of(mine) if len(mine) < len(judged) else ()}


def _disputed(electors: Iterable[Elector], books: dict[int, HeadBook]) -> tuple[HomeName, ...]:
    return names_of(elector for elector in electors if (book := books.get(elector.number)) is not None and book.owners_differ(elector))


def contradicting(mandates: Iterable[Mandate], books: dict[int, HeadBook]) -> tuple[HomeName, ...]:
    found = (one for one in mandates if (book := books.get(one.elector.number)) is not None and book.contradicts(one.owner))
    return names_of(one.elector for one in found)


def put_aside(mandates: Iterable[Mandate], books: dict[int, HeadBook]) -> tuple[HomeName, ...]:
    """Where a contradiction was settled for another channel than the chat."""
    stands = ((one, book.stand(one.owner)) for one in mandates if (book := books.get(one.elector.number)) is not None)
    return names_of(one.elector for one, stand in stands if stand is not None and stand.set_aside)


def _developers(electors: Iterable[Elector]) -> tuple[HomeName, ...]:
    return names_of(elector for elector in electors if elector.head.developer)


def _beside(cast: Cast, opinions: Sequence[Opinion]) -> tuple[HomeName, ...]:
    """A retraction takes back ballots only."""
    return home_names(one.home for one in opinions) if cast.choice is not None else ()


def _sold(cast: Cast, sold: Sequence[Mandate]) -> tuple[HomeName, ...]:
    return names_of([one.elector for one in sold]) if cast.choice is not None else ()


def written(vote: Vote, cast: Cast, judged: Sequence[Judged], books: dict[int, HeadBook], *, code: str, whole: Whole) -> Receipt:
    """A ballot, a change, or a retraction that was recorded. What another account chose before is not told.

    What stood as it was chosen now has its own receipt, and is told beside it.
    """
    mandates = [one.mandate for one in judged]
    electors = [mandate.elector for mandate in mandates]
    own = [one.elector for one in mandates if cast.choice is None and one.owner in books[one.elector.number].choosing]
    by_others = {elector.number for elector in electors if cast.choice is None} - {elector.number for elector in own}
    still = [elector for elector in electors if elector.number in by_others and books[elector.number].takes_part]
    also, silent = other_heads(whole, books, but=electors)
    return Receipt(
        heading=heading_for(vote, _stands(mandates, books)),
        kind=ReceiptKind.RETRACTED if cast.choice is None else ReceiptKind.RECORDED,
        choice=cast.choice,
        homes=names_of(electors),
        disputed=_disputed(electors, books),
        developer=_developers(electors),
        heads=len(electors),
        code=code,
        received_at=cast.received_at,
        closes_at=vote.closes_at,
        first=all(one.former is None for one in judged) and all(one.channel is not Channel.CHAT for one in also),
        still_in=bool(still),
        still=names_of(still),
        beside=_beside(cast, whole.opinions),
        sold=_sold(cast, whole.sold),
        contradicts=contradicting(mandates, books),
        still_own=names_of(own),
        still_agent=any(not books[one.elector.number].own(one.owner) for one in mandates if one.elector in own),
        also=also,
        silent=silent,
        **_replaced(judged, whole.person_id),
    )


def standing(
    vote: Vote,
    cast: Cast,
    mandates: Sequence[Mandate],
    books: dict[int, HeadBook],
    *,
    whole: Whole,
) -> Receipt:
    """Nothing new: what stood already is shown with the receipt it had."""
    stands = [books[one.elector.number].stand(one.owner, cast.channel, by_proxy=cast.by_proxy) for one in mandates]
    stand = stands[0]
    # What stands otherwise, or by a receipt of its own, is told beside it.
    alike = [one for one, other in zip(mandates, stands, strict=True) if _is_alike(other, stand)]
    electors = [mandate.elector for mandate in alike]
    choice = stand.former.choice if stand else None
    also, silent = other_heads(whole, books, but=electors)
    return Receipt(
        heading=heading_for(vote, _stands(mandates, books)),
        kind=ReceiptKind.RECORDED if choice else ReceiptKind.RETRACTED,
        choice=choice,
        homes=names_of(electors),
        disputed=_disputed(electors, books),
        developer=_developers(electors),
        heads=len(electors),
        code=stand.receipt if stand else "",
        received_at=stand.received_at if stand else cast.received_at,
        closes_at=vote.closes_at,
        repeated=True,
        stood=True,
        beside=_beside(cast, whole.opinions),
        sold=_sold(cast, whole.sold),
        contradicts=contradicting(mandates, books),
        aside=put_aside(mandates, books),
        also=also,
        silent=silent,
    )


def _is_alike(one: Stand | None, other: Stand | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.former.choice, one.receipt) == (other.former.choice, other.receipt)


def again(
    vote: Vote, cast: Cast, rows: Sequence[LedgerRow], books: dict[int, HeadBook], *, beside: Sequence[Opinion], sold: Sequence[Mandate]
) -> Receipt:
    """The answer of an update that comes a second time, from what the ledger has of it."""
    electors = [cast.electorate.elector(row.head) for row in rows]
    mandates = [Mandate(cast.electorate.elector(row.head), row.owner_id) for row in rows]
    first = rows[0]
    return Receipt(
        heading=vote.heading,
        kind=ReceiptKind.RECORDED if first.choice else ReceiptKind.RETRACTED,
        choice=first.choice,
        homes=names_of(electors),
        disputed=_disputed(electors, books),
        developer=_developers(electors),
        heads=len(electors),
        code=first.receipt,
        received_at=first.received_at,
        closes_at=vote.closes_at,
        repeated=True,
        beside=_beside(cast, beside),
        sold=_sold(cast, sold),
        contradicts=contradicting(mandates, books),
        aside=put_aside(mandates, books),
    )


def of_stand(vote: Vote, elector: Elector, stand: Stand) -> Receipt:
    """One head's ballot as it was recorded, when something else was said of it meanwhile."""
    return Receipt(
        heading=heading_for(vote, [stand]),
        kind=ReceiptKind.RECORDED,
        choice=stand.former.choice,
        homes=names_of([elector]),
        disputed=(),
        developer=_developers([elector]),
        heads=1,
        code=stand.receipt,
        received_at=stand.received_at,
        closes_at=vote.closes_at,
    )


def opinion(vote: Vote, cast: Cast, opinions: Sequence[Opinion], sold: Sequence[Mandate]) -> Receipt:
    return Receipt(
        heading=vote.heading,
        kind=ReceiptKind.OPINION,
        choice=cast.choice,
        homes=home_names(one.home for one in opinions),
        disputed=(),
        heads=0,
        code="",
        received_at=cast.received_at,
        closes_at=vote.closes_at,
        first=True,
        opinion_reason=opinions[0].reason,
        sold=_sold(cast, sold),
    )
