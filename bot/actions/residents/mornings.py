"""The morning letter of somebody with a role: nothing on a day on which nothing waits for them."""

from datetime import datetime

from bot.actions.concerns.reading import charge_of
from bot.actions.entries.reading import entries_waiting
from bot.actions.residents.common import actor_of
from bot.actions.residents.helping import help_key
from bot.actions.residents.reading import requests_for
from bot.actions.staff import compounds_led
from bot.actions.unit import DueItem, UnitOfWork
from bot.actions.votes.looking import compounds_seen
from bot.rules.concerns import ConcernState
from bot.rules.letters import Lane, Letter, OnUnknown
from bot.rules.residents import STAFF, Actor, Role
from bot.rules.residents.deciding import may_help
from bot.rules.residents.mornings import MORNING, MORNING_LATEST, ClosingToday, Morning, closes_today, next_morning
from bot.rules.votes.drafts import DRAFTERS
from bot.rules.votes.facts import VoteState
from storage.residents.roles import Held
from storage.votes.records import Vote

# The roles to which anything of this can fall.
WOKEN = DRAFTERS | {Role.BUILDING_HEAD}


async def say_morning(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """The row of one morning plans the next, while there is a role. Long after an outage nothing is said: the menu has it all."""
    telegram_id = int(item.target)
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        actor = await actor_of(unit, telegram_id)
        if any(one.role in WOKEN for one in actor.appointments):
            await unit.schedule.plan(MORNING, item.target, next_morning(now))
            facts = await _waits_for(unit, actor, now)
            latest = item.due_at + MORNING_LATEST
            if not facts.is_empty and now < latest:
                key = f"morning:{telegram_id}:{item.due_at:%Y-%m-%d}"
                letter = Letter(key, telegram_id, "residents.morning", facts, lane=Lane.BULK, expires_at=latest, on_unknown=OnUnknown.RENEW)
                await unit.outbox.put(letter, now)
        await unit.commit()


async def _waits_for(unit: UnitOfWork, actor: Actor, now: datetime) -> Morning:
    votes = await _votes_of(unit, actor)
    due_today = [vote for vote in votes if vote.state is VoteState.OPEN and closes_today(vote.closes_at, now)]
    undecided = [vote.heading for vote in votes if vote.state is VoteState.UNDECIDED and await _decides(unit, actor, vote)]
    waiting = [await entries_waiting(unit, actor, vote.id) for vote in votes if vote.state is VoteState.OPEN]
    led = await compounds_led(unit, actor)
    return Morning(
        requests=sum(elsewhere is None for _, elsewhere in await requests_for(unit, actor)),
        calls=await _calls(unit, actor),
        chiefs=await _chiefs(unit, actor),
        closing=tuple([await _closing(unit, vote, now) for vote in sorted(due_today, key=lambda vote: vote.closes_at)]),
        undecided=tuple(undecided),
        concerns=await unit.concerns.count_for(await charge_of(unit, actor), [ConcernState.RAISED]),
        phones=sum(one.phones for one in waiting),
        differ=sum(one.differ for one in waiting),
        entries_of=next((one.vote_id for one in waiting if one.phones or one.differ or one.photos), ""),
        opinions=await unit.opinions.count_new(led, actor.person_id or ""),
        statements=sum((await unit.topics.count_waiting(led, actor.person_id or "")).values()),
        photos=sum(one.photos for one in waiting),
    )


async def _votes_of(unit: UnitOfWork, actor: Actor) -> list[Vote]:
    compounds = await compounds_seen(unit, actor)
    votes = await unit.votes.of_compounds(compounds, [VoteState.OPEN, VoteState.UNDECIDED]) if compounds else []
    return [vote for vote in votes if _concerns(actor, vote) or await _decides(unit, actor, vote)]


def _concerns(actor: Actor, vote: Vote) -> bool:
    """A building head is told of votes in which the own building is asked."""
    return any(vote.place_id in one.place.path for one in actor.appointments if one.role is Role.BUILDING_HEAD)


async def _decides(unit: UnitOfWork, actor: Actor, vote: Vote) -> bool:
    compound = await unit.compounds.place(vote.compound_id)
    return compound is not None and actor.has_role(DRAFTERS, compound)


async def _closing(unit: UnitOfWork, vote: Vote, now: datetime) -> ClosingToday:
    card = await unit.votes.card(vote, now)
    return ClosingToday(vote.heading, vote.closes_at, card.homes_in, card.homes)


async def _calls(unit: UnitOfWork, actor: Actor) -> int:
    """Calls that were put to this person, who still helps there, and that nobody has taken."""
    keys = await unit.residents.keys_told(actor.telegram_id, help_key(""))
    calls = await unit.help_calls.open_among({key.split(":")[1] for key in keys})
    places = await unit.compounds.places_by_id({call.place_id for call in calls if call.place_id})
    return sum(call.place_id in places and may_help(actor, places[call.place_id]) for call in calls)


async def _chiefs(unit: UnitOfWork, actor: Actor) -> int:
    """Those whom this person may agree to: neither proposed by them nor themselves."""
    waiting: dict[str, Held] = {}
    for appointment in actor.appointments:
        if appointment.role in STAFF:
            waiting |= {one.id: one for one in await unit.appointments.proposed(appointment.place)}
    return sum(actor.person_id not in {one.person_id, one.granted_by} for one in waiting.values())
