"""What the vote's groups read of a concern: itself, the answer, and how far it has got. Never who it was."""

from datetime import datetime

from bot.actions.concerns.common import news_key, renew, said_of, tell_author
from bot.actions.unit import UnitOfWork
from bot.rules.concerns.facts import ConcernPosted, News
from bot.rules.letters import Lane, Letter, OnUnknown
from storage.concerns import Concern


async def unpost(unit: UnitOfWork, vote_id: str, now: datetime) -> None:
    """The vote is called off: an answer that waited for the morning goes to no group, and whoever raised it is told so."""
    for concern in await unit.concerns.posted_about(vote_id):
        groups = [f"concern-posted:{concern.id}:{group.id}" for group in await unit.votes.groups(vote_id)]
        waiting = [key for key in groups if await unit.chats.live(key) is None and await unit.outbox.cancel(f"{key}:")]
        if not waiting or len(waiting) < len(groups):
            continue
        await unit.concerns.change(concern.compound_id, concern.id, posted_at=None)
        await unit.outbox.cancel(f"{news_key(concern.id)}:{News.POSTED}:")
        if await unit.outbox.cancel(f"{news_key(concern.id)}:{News.ANSWERED}:"):
            await tell_author(unit, concern, News.ANSWERED, now, text=concern.answer)
        await renew(unit, concern.id, "called-off", now)


async def post(unit: UnitOfWork, concern: Concern, now: datetime) -> None:
    """Once a group, edited from then on: an edit rings nobody."""
    facts = ConcernPosted(await said_of(unit, concern), concern.answer, concern.state)
    for group in await unit.votes.groups(concern.vote_id):
        live_key = f"concern-posted:{concern.id}:{group.id}"
        letter = Letter(
            key=f"{live_key}:{concern.state}",
            chat_id=group.chat_id,
            card="concerns.concern_posted",
            facts=facts,
            lane=Lane.CARD,
            live_key=live_key,
            coalesce_key=live_key,
            night_waits=await unit.chats.live(live_key) is None,
            on_unknown=OnUnknown.RENEW,
        )
        await unit.outbox.put(letter, now)
