"""A binding becomes active: what is written with it, and who is told. Inside a unit that somebody else commits."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.actions.ballots.mandates import seller_stands
from bot.actions.entries.agents import agent_left
from bot.actions.residents.common import as_own, first_deciders, home_at, tell
from bot.actions.unit import UnitOfWork
from bot.actions.votes.letters import can_wait
from bot.rules.letters import Letter
from bot.rules.residents import BindingState, EndReason, HomeRole, Place, Via
from bot.rules.residents.deciding import OBJECTION_SPAN
from bot.rules.residents.facts import BindingEnded, HomeAt, Joined, NewcomerTold
from bot.rules.residents.mornings import is_quiet, next_morning
from bot.rules.votes.ballots import Choice
from bot.rules.votes.facts import RememberedTap, VoteState
from storage.residents.homes import Member
from storage.votes.records import Vote

REQUEST_WAITS = "residents.request_waits"
# 「刚才您点了」 is said of a tap no older than this.
JUST_NOW = timedelta(hours=1)
# Whom a remembered tap belongs to: an answer to one's own act is not held back by the night.
_OWN_ACTS = frozenset({Via.SLIP, Via.HOUSEHOLD})


async def settle_in(unit: UnitOfWork, binding_id: str, now: datetime, *, invited_by: str | None = None, by_letter: bool = False) -> Joined:
    """After a binding has become active: the others of the home are told, spare slips end, an earlier tap is asked about.

    `by_letter`: the person acted long ago, so a letter says that they are in, before they are asked about the tap.
    """
    member = await _member(unit, binding_id)
    home, building = await home_at(unit, member.home_id)
    if member.role is HomeRole.OWNER and member.owner_id is not None:
        await unit.invites.revoke_slips(member.home_id, member.owner_id, now)
    await _tell_home(unit, member, (home, building), invited_by, now)
    missed = await _missed_tap(unit, member, now)
    asking = await _tap_letter(unit, member.telegram_id, member.compound_id, now, at_once=member.via in _OWN_ACTS)
    own = await as_own(unit, home, member.compound_id, member.person_id)
    votes = await open_votes(unit, member)
    joined = Joined(member.binding_id, own, member.role, member.owner, member.via, asking is not None, len(votes), **missed)
    if asking is not None:
        joined = replace(joined, tap_vote=asking.key.split(":")[1])
    if by_letter:
        waits, key = all(can_wait(vote, now) for vote in votes), f"joined:{binding_id}"
        await tell(unit, member.telegram_id, key=key, card="residents.joined", facts=joined, now=now, night_waits=waits)
    if asking is not None:
        await unit.outbox.put(asking, now)
    return joined


async def _member(unit: UnitOfWork, binding_id: str) -> Member:
    member = await unit.bindings.member(binding_id)
    assert member is not None, "a binding that was just written"
    return member


async def _tell_home(unit: UnitOfWork, member: Member, at: tuple[HomeAt, Place], invited_by: str | None, now: datetime) -> None:
    """The home's members are told of a newcomer and can object (people.md, Binding)."""
    home, building = at
    level, _ = await first_deciders(unit, building, member.telegram_id)
    facts = NewcomerTold(member.binding_id, home, member.role, member.owner, member.via, now, now + OBJECTION_SPAN, level=level)
    for other in await unit.bindings.at_home(member.compound_id, member.home_id, [BindingState.ACTIVE]):
        if other.person_id != member.person_id:
            own = await as_own(unit, home, member.compound_id, other.person_id)
            mine = replace(facts, home=own, invited=other.person_id == invited_by)
            await tell(unit, other.telegram_id, key=f"newcomer:{member.binding_id}", card="residents.newcomer_told", facts=mine, now=now)


async def ask_about_tap(unit: UnitOfWork, telegram_id: int | None, compound_id: str, now: datetime, *, at_once: bool) -> bool:
    """Whether they were asked."""
    letter = await _tap_letter(unit, telegram_id, compound_id, now, at_once=at_once)
    if letter is not None:
        await unit.outbox.put(letter, now)
    return letter is not None


async def open_votes(unit: UnitOfWork, member: Member) -> list[Vote]:
    """Those that ask this home, and in which it has not answered by its seller (R16)."""
    votes = await unit.votes.of_compounds([member.compound_id], [VoteState.OPEN])
    asked = [vote for vote in votes if await unit.electorates.asks_any(vote.id, [member.home_id])]
    account, home = member.telegram_id, member.home_id
    return [vote for vote in asked if account is None or not await seller_stands(unit, account, vote, home)]


async def _missed_tap(unit: UnitOfWork, member: Member, now: datetime) -> dict[str, Any]:
    """The vote of an earlier tap that is over by now, or open while the tap is too old: what is not asked about is said, once."""
    tapped = await unit.residents.tapped(member.telegram_id, now) if member.telegram_id is not None else None
    vote = await unit.votes.vote(tapped[0]) if tapped is not None else None
    if tapped is None or member.telegram_id is None or vote is None or vote.compound_id != member.compound_id:
        return {}
    lapsed = tapped[1]
    if lapsed:
        await unit.residents.forget_tap(member.telegram_id)
    if vote.state in {VoteState.CANCELLED, VoteState.RETRACTED}:
        return {"missed": vote.title}
    if vote.state is not VoteState.OPEN or vote.closes_at <= now:
        return {"missed": vote.title, "missed_at": vote.closes_at}
    return {"missed": vote.title, "lapsed": True, "tap_vote": vote.id} if lapsed else {}


async def _tap_letter(unit: UnitOfWork, telegram_id: int | None, compound_id: str, now: datetime, *, at_once: bool) -> Letter | None:
    """「刚才您点了同意，要记下吗？」 when that vote is still open and of this compound; asked once."""
    tap = await unit.residents.tap(telegram_id, now) if telegram_id is not None else None
    vote = await unit.votes.vote(tap.vote_id) if tap is not None else None
    if tap is None or telegram_id is None or vote is None or vote.compound_id != compound_id:
        return None
    await unit.residents.forget_tap(telegram_id)
    if vote.state is not VoteState.OPEN or vote.closes_at <= now:
        return None
    waits = not at_once and can_wait(vote, now)
    read_at = next_morning(now) if waits and is_quiet(now) else now
    earlier = tap.tapped_at if read_at - tap.tapped_at > JUST_NOW else None
    facts = RememberedTap(vote.heading, Choice(tap.choice), vote.closes_at, tapped_at=earlier)
    key = f"tap:{vote.id}:{telegram_id}:{now.isoformat()}"
    return Letter(key, telegram_id, "votes.remembered_tap", facts, expires_at=vote.closes_at, night_waits=waits)


async def end_binding(unit: UnitOfWork, member: Member, *, reason: EndReason, by: str | None, now: datetime, told: bool) -> bool:
    """Future votes only: ballots already cast stand. The person is told unless they ended it themselves."""
    if not await unit.bindings.end(member.binding_id, reason=reason, by=by, now=now):
        return False
    await unit.schedule.cancel(member.binding_id, REQUEST_WAITS)
    await unit.invites.revoke_of(member.person_id, now, home_id=member.home_id)
    await unit.bindings.settle_objections(member.binding_id, "ended", by, now)
    await agent_left(unit, member, now)
    if told:
        home, _ = await home_at(unit, member.home_id)
        home = await as_own(unit, home, member.compound_id, member.person_id)
        key = f"ended:{member.binding_id}"
        await tell(unit, member.telegram_id, key=key, card="residents.binding_ended", facts=BindingEnded(home, reason), now=now)
    return True
