"""What the votes feature tells of a vote that is an ask: it went out, it has an outcome, it is a draft again."""

from collections.abc import Sequence
from datetime import datetime

from bot.actions.unit import UnitOfWork
from bot.rules.asks import Ask, AskOfAll, ChangesAsked, Heard, RenovationUnknown, Stage, check_asks_only, check_may_ask, check_other_scheme
from bot.rules.letters import Letter
from bot.rules.votes.drafts import Draft
from storage.asks import Renovation
from storage.votes.records import Vote

# Between the renovation and the stage, in what a draft says of its ask.
BETWEEN = ":"


def named(renovation_id: str, stage: Stage) -> str:
    return f"{renovation_id}{BETWEEN}{stage}"


async def renovation_of(unit: UnitOfWork, draft: Draft, *, held: bool = False) -> tuple[Renovation, Stage]:
    renovation_id, _, stage = draft.ask.partition(BETWEEN)
    renovation = await unit.asks.renovation(renovation_id, held=held)
    if renovation is None or renovation.compound_id != draft.compound_id or stage not in list(Stage):
        raise RenovationUnknown
    return renovation, Stage(stage)


async def check_draft(unit: UnitOfWork, draft: Draft) -> None:
    """Somebody else may have asked it since the draft was begun. AskNotYet, AskTwice, AskSameScheme, AskOfAll, AskOnlyAsks."""
    if draft.ask:
        renovation, stage = await renovation_of(unit, draft)
        _check(draft, stage, await unit.asks.asks(renovation.compound_id, renovation.id))


def _check(draft: Draft, stage: Stage, asks: Sequence[Ask]) -> int:
    """Its round."""
    number = check_may_ask(stage, asks)
    check_other_scheme(stage, asks, draft.file.sha256 if draft.file is not None else None)
    if draft.place_id != draft.compound_id:
        raise AskOfAll
    check_asks_only(draft.ask, draft.matter)
    return number


async def note_sent(unit: UnitOfWork, draft: Draft, vote_id: str, *, by: str) -> None:
    """In the transaction that opens the vote, the renovation held: of two who send at once one reads that it is asked already."""
    if not draft.ask:
        return
    renovation, stage = await renovation_of(unit, draft, held=True)
    number = _check(draft, stage, await unit.asks.asks(renovation.compound_id, renovation.id))
    await unit.asks.add(renovation, stage, number, vote_id, by=by)


async def check_new_scheme(unit: UnitOfWork, vote_id: str, sha256: str) -> None:
    """Of a vote that is an ask, while it is held: its new scheme is not the one on which it did not pass. AskSameScheme."""
    found = await unit.asks.of_vote(vote_id)
    renovation = await unit.asks.renovation(found[0]) if found is not None else None
    if found is not None and renovation is not None:
        check_other_scheme(found[2], await unit.asks.asks(renovation.compound_id, renovation.id), sha256)


async def ask_in_draft(unit: UnitOfWork, vote_id: str) -> str:
    """Of a vote that was taken back: what its draft says of its ask."""
    found = await unit.asks.of_vote(vote_id)
    return "" if found is None else named(found[0], found[2])


async def ask_what_changed(unit: UnitOfWork, vote: Vote, to: list[int], now: datetime) -> None:
    """It was counted: those in charge are asked what changed because of it; without that the next stage does not open."""
    found = await unit.asks.of_vote(vote.id)
    renovation = await unit.asks.renovation(found[0]) if found is not None else None
    if found is None or renovation is None:
        return
    ask = await ask_of(unit, renovation, found[1])
    facts = ChangesAsked(renovation.id, renovation.title, renovation.compound, ask, await heard(unit, renovation, ask))
    letters = [Letter(f"ask:{ask.id}:{one}", one, "asks.changes_asked", facts, night_waits=True) for one in to]
    await unit.mailing.put_all(letters, now)


async def ask_of(unit: UnitOfWork, renovation: Renovation, ask_id: str) -> Ask:
    for one in await unit.asks.asks(renovation.compound_id, renovation.id):
        if one.id == ask_id:
            return one
    raise RenovationUnknown


async def heard(unit: UnitOfWork, renovation: Renovation, ask: Ask) -> Heard:
    tally = await unit.votes.tally(ask.vote_id)
    return Heard(
        concerns=await unit.concerns.count_about(ask.vote_id),
        opinions=tally.opinions if tally is not None else 0,
        demands=await unit.demands.count(renovation.compound_id, published=True),
    )
