"""What a tap is answered with: the same facts for the dialog, the toast and the private receipt."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.actions.ballots.items import Cast
from bot.rules.votes import BallotState, ChangePolicy
from bot.rules.votes.casting import HeadBook, Judged, Mandate, Opinion, Stand
from bot.rules.votes.electorates import Elector, RosterHome
from bot.rules.votes.facts import Heading, HomeName, Receipt, ReceiptKind
from storage.ballots import LedgerRow
from storage.votes.records import Vote


def home_names(homes: Iterable[RosterHome]) -> tuple[HomeName, ...]:
    return tuple(HomeName(home.row.building, home.row.entrance, home.row.room) for home in sorted(homes, key=lambda home: home.position))


def names_of(electors: Iterable[Elector]) -> tuple[HomeName, ...]:
    """The homes people know these heads by; a head of parking places only by those."""
    return home_names(home for elector in electors for home in (elector.dwellings or elector.homes))


def heading_for(vote: Vote, stands: Iterable[Stand | None]) -> Heading:
    """As whoever holds these reads it: where one change is allowed and was made, nothing offers another."""
    held = [stand for stand in stands if stand is not None]
    is_used = vote.change_policy is ChangePolicy.ONCE and held and all(stand.former.changes for stand in held)
    return replace(vote.heading, change=ChangePolicy.NEVER) if is_used else vote.heading


def _stands(mandates: Iterable[Mandate], books: dict[int, HeadBook]) -> list[Stand | None]:
    return [book.stand(mandate.owner) for mandate in mandates if (book := books.get(mandate.elector.number)) is not None]


def _disputed(electors: Iterable[Elector], books: dict[int, HeadBook]) -> tuple[HomeName, ...]:
    return names_of(elector for elector in electors if (book := books.get(elector.number)) is not None and owners_differ(book, elector))


def owners_differ(book: HeadBook, elector: Elector) -> bool:
    """Its joint owners chose differently; channels of one owner that differ are another matter (R13)."""
    return book.counted is BallotState.DISPUTED and book.verdict(elector).disputed


def _contradicts(mandates: Iterable[Mandate], books: dict[int, HeadBook]) -> tuple[HomeName, ...]:
    found = (one for one in mandates if (book := books.get(one.elector.number)) is not None and book.contradicts(one.owner))
    return names_of(one.elector for one in found)


def _developers(electors: Iterable[Elector]) -> tuple[HomeName, ...]:
    return names_of(elector for elector in electors if elector.head.developer)


def _beside(cast: Cast, opinions: Sequence[Opinion]) -> tuple[HomeName, ...]:
    """A retraction takes back ballots only."""
    return home_names(one.home for one in opinions) if cast.choice is not None else ()


def written(
    vote: Vote,
    cast: Cast,
    mandates: Sequence[Mandate],
    judged: Sequence[Judged],
    books: dict[int, HeadBook],
    *,
    code: str,
    person_id: str | None,
    beside: Sequence[Opinion],
) -> Receipt:
    """A ballot, a change, or a retraction that was recorded. What another account chose before is not told."""
    electors = [mandate.elector for mandate in mandates]
    former = next((one.former for one in judged if one.former is not None and one.former.person_id == person_id), None)
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
        first=all(one.former is None for one in judged) and len(judged) == len(mandates),
        replaces=former.former.choice if former else None,
        replaces_at=former.received_at if former and former.former.choice else None,
        still_in=cast.choice is None and any(books[elector.number].takes_part for elector in electors),
        beside=_beside(cast, beside),
        contradicts=_contradicts(mandates, books),
        still_own=cast.choice is None and any(books[one.elector.number].own(one.owner) for one in mandates),
    )


def standing(vote: Vote, cast: Cast, mandates: Sequence[Mandate], books: dict[int, HeadBook], *, beside: Sequence[Opinion]) -> Receipt:
    """Nothing new: what stood already is shown with the receipt it had."""
    electors = [mandate.elector for mandate in mandates]
    first = mandates[0]
    stand = books[first.elector.number].stand(first.owner, cast.channel)
    choice = stand.former.choice if stand else None
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
        beside=_beside(cast, beside),
        contradicts=_contradicts(mandates, books),
    )


def again(vote: Vote, cast: Cast, rows: Sequence[LedgerRow], books: dict[int, HeadBook], *, beside: Sequence[Opinion]) -> Receipt:
    """The answer of an update that comes a second time, from what the ledger has of it."""
    electors = [cast.electorate.elector(row.head) for row in rows]
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


def opinion(vote: Vote, cast: Cast, opinions: Sequence[Opinion]) -> Receipt:
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
    )
