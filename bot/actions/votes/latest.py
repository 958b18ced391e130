"""What was told last of a vote to everybody whom it concerns: for those who are told later than the others."""

from datetime import datetime

from bot.actions.unit import UnitOfWork
from bot.actions.votes.closing import RESULT, read_result
from bot.actions.votes.telling import CALLED_OFF, UNTIL, News
from bot.rules.votes.facts import VoteCalledOff, VoteExtended, VoteState
from storage.votes.records import Vote


def extension_cause(closes_at: datetime) -> str:
    return f"{UNTIL}{int(closes_at.timestamp())}"


def extension_news(facts: VoteExtended) -> News:
    return News(extension_cause(facts.closes_at), "votes.vote_extended", facts)


def called_off_news(facts: VoteCalledOff) -> News:
    return News(CALLED_OFF, "votes.vote_called_off", facts)


async def latest(unit: UnitOfWork, vote: Vote) -> News | None:
    """As it was told to the first of them; None where nothing was, or where it is true no longer."""
    if vote.state is VoteState.CLOSED:
        result = await read_result(unit, vote)
        return News(RESULT, "votes.vote_result", result) if result is not None else None
    if vote.state is VoteState.CANCELLED:
        return called_off_news(VoteCalledOff(vote.heading, vote.end_reason or ""))
    if vote.state is not VoteState.OPEN:
        return None
    extension = await unit.tellings.extension(vote.id, vote.closes_at)
    if extension is None:
        return None
    former, reason = extension
    return extension_news(VoteExtended(vote.heading, former, vote.closes_at, reason))
