"""「去表决」: what a resident is asked now, and what came of what they were asked lately."""

from datetime import datetime, timedelta

from bot.actions.unit import UnitOfWork
from bot.actions.votes.looking import MOST_LISTED, own_choices
from bot.rules.residents import Actor, BindingState
from bot.rules.votes.facts import VoteState
from bot.rules.votes.previews import VoteLine
from bot.rules.votes.violations import BindingPending, BindingSuspended
from storage.votes.records import Vote

# How long after its close, and of how many votes, the result is offered where nothing else leads to it.
RESULTS_SHOWN = timedelta(days=30)
MOST_RESULTS = 3
ENDED = (VoteState.CLOSED, VoteState.UNDECIDED)


async def read_my_votes(unit: UnitOfWork, actor: Actor) -> tuple[VoteLine, ...]:
    """Open votes of the compounds in which this person is at home."""
    compounds = list(dict.fromkeys(binding.home.compound_id for binding in actor.active_bindings))
    async with unit:
        votes = await unit.votes.of_compounds(compounds, (VoteState.OPEN,), limit=MOST_LISTED) if compounds else []
        mine = [one.home.id for one in actor.active_bindings]
        asked = [vote for vote in votes if await unit.electorates.asks_any(vote.id, mine)]
        answered = {vote.id: await _has_answered(unit, actor, vote) for vote in asked} if len(asked) > 1 else {}
        if not asked:
            await _check_none_waits(unit, actor)
    lines = [VoteLine(vote.heading, vote.state, vote.closes_at, answered.get(vote.id, False)) for vote in asked]
    return tuple(sorted(lines, key=lambda line: line.closes_at))


async def _has_answered(unit: UnitOfWork, actor: Actor, vote: Vote) -> bool:
    """For every home that is theirs to answer for; somebody with none of those, whether they said what they think."""
    mine, _ = await own_choices(unit, actor, vote)
    if mine:
        return all(one.choice is not None for one in mine)
    return actor.person_id is not None and bool(await unit.ballots.opinions_given(vote.id, actor.person_id))


async def read_my_results(unit: UnitOfWork, actor: Actor, now: datetime) -> tuple[VoteLine, ...]:
    """The last votes of this person's homes that closed within the month or wait to be decided, the newest first."""
    compounds = list(dict.fromkeys(binding.home.compound_id for binding in actor.active_bindings))
    homes = [one.home.id for one in actor.active_bindings]
    async with unit:
        votes = await unit.votes.of_compounds(compounds, ENDED, limit=MOST_LISTED) if compounds else []
        lately = [vote for vote in votes if vote.state is VoteState.UNDECIDED or now - vote.closes_at < RESULTS_SHOWN]
        asked = [vote for vote in lately if await unit.electorates.asks_any(vote.id, homes)]
    lines = [VoteLine(vote.heading, vote.state, vote.closes_at) for vote in asked]
    return tuple(sorted(lines, key=lambda line: line.closes_at, reverse=True)[:MOST_RESULTS])


async def _check_none_waits(unit: UnitOfWork, actor: Actor) -> None:
    """Whose registration waits reads that, and not that there is nothing; which vote it is they read once they belong."""
    for state, refusal in ((BindingState.SUSPENDED, BindingSuspended), (BindingState.PENDING, BindingPending)):
        waiting = [binding for binding in actor.bindings if binding.state is state]
        compounds = list({binding.home.compound_id for binding in waiting})
        votes = await unit.votes.of_compounds(compounds, (VoteState.OPEN,), limit=MOST_LISTED) if compounds else []
        for vote in votes:
            for binding in waiting:
                if await unit.electorates.asks_any(vote.id, [binding.home.id]):
                    request = await unit.bindings.request(binding.id)
                    raise refusal(level=request.level) if request is not None else refusal()
