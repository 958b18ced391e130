"""After an outage each open vote's group reads which minutes to tap again."""

from datetime import datetime

from bot.actions.unit import UnitOfWork
from bot.rules.letters import Lane, Letter, OnUnknown
from bot.rules.updates import MESSAGES_KEPT, Away


async def announce_outage(unit: UnitOfWork, *, began_at: datetime, ended_at: datetime, now: datetime) -> None:
    """Once per group and outage, however many votes run there.

    Not held back by night: it is for those who have just tapped, and their taps are gone.
    """
    facts = Away(began_at, ended_at, messages_lost=ended_at - began_at > MESSAGES_KEPT)
    async with unit:
        chats: dict[int, str] = {}
        for vote in await unit.votes.all_open():
            # Where it was away at the close, the close itself says what happens next (R14).
            if vote.opened_at < ended_at < vote.closes_at:
                chats |= {group.chat_id: group.id for group in await unit.votes.groups(vote.id)}
        await unit.mailing.put_all(
            [
                Letter(
                    key=f"away:{int(began_at.timestamp())}:{group_id}",
                    chat_id=chat_id,
                    card="updates.away",
                    facts=facts,
                    lane=Lane.CARD,
                    on_unknown=OnUnknown.RENEW,
                )
                for chat_id, group_id in chats.items()
            ],
            now,
        )
        await unit.commit()
