"""Whoever invited somebody reads what an objection did to their guest."""

from datetime import datetime

from bot.actions.residents.common import as_own, tell
from bot.actions.unit import UnitOfWork
from bot.rules.residents import Level, Via
from bot.rules.residents.facts import CardState, GuestHeld, HomeAt


async def tell_inviter(
    unit: UnitOfWork, binding_id: str, home: HomeAt, level: Level, state: CardState, *, objectors: list[str], now: datetime
) -> None:
    """In the unit of the objection, or of what ended it. Who objected to the own guest has read it already."""
    member = await unit.bindings.member(binding_id)
    if member is None or member.via is not Via.HOUSEHOLD:
        return
    inviter = await unit.invites.inviter(member.home_id, member.person_id)
    if inviter is None or inviter in objectors:
        return
    facts = GuestHeld(await as_own(unit, home, member.compound_id, inviter), member.role, level, state)
    key = f"guest:{member.binding_id}:{state}:{now.isoformat()}"
    await tell(unit, await unit.residents.account(inviter), key=key, card="residents.guest_held", facts=facts, now=now)
