"""What the vote's groups read of a concern: itself, the answer, and how far it has got. Never who it was."""

from datetime import datetime

from bot.actions.concerns.common import said_of
from bot.actions.unit import UnitOfWork
from bot.rules.concerns.facts import ConcernPosted
from bot.rules.letters import Lane, Letter, OnUnknown
from storage.concerns import Concern


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
