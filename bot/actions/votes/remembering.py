"""After binding: 「刚才您点了同意，要记下吗？」"""

from datetime import datetime

from bot.actions.unit import UnitOfWork
from bot.rules.letters import Letter
from bot.rules.votes import Choice
from bot.rules.votes.facts import RememberedTap, VoteState


async def remembered_letter(unit: UnitOfWork, *, telegram_id: int, vote_id: str, choice: str, now: datetime) -> Letter | None:
    """The question about a tap from before somebody was known; None when that vote is over. Inside a unit that was entered."""
    vote = await unit.votes.vote(vote_id)
    if vote is None or vote.state is not VoteState.OPEN or vote.closes_at <= now:
        return None
    facts = RememberedTap(vote.heading, Choice(choice), vote.closes_at)
    return Letter(f"remembered:{vote.id}:{telegram_id}", telegram_id, "votes.remembered_tap", facts, expires_at=vote.closes_at)
