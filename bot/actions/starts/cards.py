"""The clerk's card 「还差 4 步就能发第一次表决」: read from the tables each time it is shown."""

from datetime import datetime

from bot.actions.staff import compounds_of
from bot.actions.unit import UnitOfWork
from bot.rules.groups import NotStaffHere
from bot.rules.letters import Letter
from bot.rules.ports import Language
from bot.rules.residents import Actor, Place
from bot.rules.starts import StartChoices, StartFacts


async def read_start(
    unit: UnitOfWork, *, telegram_id: int, language: Language, place_id: str, bot_username: str
) -> StartFacts | StartChoices:
    """Of one compound; of all where there are several and none is named. Only for staff."""
    async with unit:
        actor = await unit.residents.actor(telegram_id, language)
        if not actor.is_staff:
            raise NotStaffHere
        compounds = await compounds_of(unit, actor)
        named = [place for place in compounds if place.id == place_id]
        if place_id and not named:
            raise NotStaffHere
        if len(named or compounds) > 1:
            return StartChoices(tuple([await _facts(unit, actor, place, bot_username) for place in compounds]))
        return await _facts_of_first(unit, actor, named or compounds, bot_username)


async def put_start_card(
    unit: UnitOfWork, *, telegram_id: int, language: Language, bot_username: str, cause: str, now: datetime, place_id: str = ""
) -> None:
    """Sends the card after something of it has come true; inside a unit that somebody else commits. Nothing to who is not staff."""
    actor = await unit.residents.actor(telegram_id, language)
    if not actor.is_staff:
        return
    compounds = await compounds_of(unit, actor)
    named = [place for place in compounds if place.id == place_id]
    facts = await _facts_of_first(unit, actor, named or compounds, bot_username)
    await unit.outbox.put(Letter(f"start:{telegram_id}:{cause}", telegram_id, "starts.start_card", facts), now)


async def _facts_of_first(unit: UnitOfWork, actor: Actor, compounds: list[Place], bot_username: str) -> StartFacts:
    """Without a compound yet, the card of the community: everything is still to do."""
    if compounds:
        return await _facts(unit, actor, compounds[0], bot_username)
    community = next((appointment.place.name for appointment in actor.appointments), "")
    return StartFacts("", community, bot_username)


async def _facts(unit: UnitOfWork, actor: Actor, compound: Place, bot_username: str) -> StartFacts:
    counts = await unit.starts.counts(compound.id)
    waiting = [group for group in await unit.groups.unbound() if group.added_by == actor.telegram_id]
    return StartFacts(
        place_id=compound.id,
        place=compound.name,
        bot_username=bot_username,
        homes=counts.homes,
        gaps=counts.gaps,
        buildings=counts.buildings,
        buildings_with_head=counts.buildings_with_head,
        groups=counts.groups,
        groups_waiting=len(waiting),
        slips=counts.slips,
        votes=counts.votes,
    )
