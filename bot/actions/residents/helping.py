"""「帮忙」: residents reach the head, heads the staff, staff the operator, with the last error's short code."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.actions.residents.common import actor_of, check_is_person, first_deciders, home_at, place_name, put_card, renew_cards, tell
from bot.actions.unit import Form, UnitOfWork
from bot.rules.residents import STAFF, Actor, Level, Place, Role
from bot.rules.residents.facts import HelpAsked, HelpComes, HelpFrom, HelpSent, HelpTopic, HelpWanted, HomeAt, PlaceName
from bot.rules.residents.typed import help_words_from
from bot.rules.residents.violations import HelpAskedOften, HelpTakenAlready, NotInCharge
from storage.base import decode
from storage.residents.calls import HelpCall

# Calls of one person in a day; more is not answered faster.
CALLS_A_DAY = 5
# An error from so long ago has nothing to do with the call any more.
CODE_AGE = timedelta(days=2)
HELP = "residents.help"


async def read_help(unit: UnitOfWork, *, telegram_id: int, now: datetime) -> HelpAsked:
    """Who would help."""
    async with unit:
        return await _asked(unit, telegram_id, now)


async def _asked(unit: UnitOfWork, telegram_id: int, now: datetime) -> HelpAsked:
    to, place, _ = await _helpers(unit, await actor_of(unit, telegram_id), now)
    code = await unit.residents.last_error_code(telegram_id, now - CODE_AGE)
    return HelpAsked(to, await place_name(unit, place) if place is not None else None, code or "")


async def open_help(unit: UnitOfWork, *, telegram_id: int, now: datetime, topic: HelpTopic = HelpTopic.OWN_WORDS) -> HelpAsked:
    """From here on a typed sentence is carried to whoever helps, as being about the topic."""
    async with unit:
        check_is_person(telegram_id)
        asked = await _asked(unit, telegram_id, now)
        await unit.forms.keep(telegram_id, Form(HELP, "words", {"topic": topic}), now)
        await unit.commit()
    return asked


async def _helpers(unit: UnitOfWork, actor: Actor, now: datetime) -> tuple[HelpFrom, Place | None, list[int]]:
    """Who helps this person, where, and under which accounts."""
    if actor.appointments:
        served = actor.appointments[0].place
        roles = STAFF - {Role.COMMUNITY_STAFF} if actor.is_staff else STAFF
        above = [one for one in await unit.residents.holders(roles, served.path) if one != actor.telegram_id]
        to = HelpFrom.STREET if actor.is_staff else HelpFrom.STAFF
        return (to, served, above) if above else (HelpFrom.OPERATOR, served, [])
    place = await _place_of(unit, actor, now)
    if place is None:
        return HelpFrom.OPERATOR, None, []
    level, holders = await first_deciders(unit, place, actor.telegram_id)
    return (HelpFrom(Level(level)), place, holders) if holders else (HelpFrom.OPERATOR, place, [])


async def _place_of(unit: UnitOfWork, actor: Actor, now: datetime) -> Place | None:
    """The building of a home, else where somebody not bound yet tapped, else the only compound there is."""
    if actor.bindings:
        _, building = await home_at(unit, actor.bindings[0].home.id)
        return building
    tap = await unit.residents.tap(actor.telegram_id, now)
    vote = await unit.votes.vote(tap.vote_id) if tap is not None else None
    if vote is not None:
        return await unit.compounds.place(vote.place_id)
    compounds = await unit.doors.compounds()
    return compounds[0] if len(compounds) == 1 else None


async def call_for_help(unit: UnitOfWork, *, telegram_id: int, topic: HelpTopic, words: str, now: datetime) -> HelpSent:
    """`words` are empty where a button says it all."""
    said = help_words_from(words) if words else ""
    async with unit:
        await _check_pace(unit, telegram_id, now)
        actor = await actor_of(unit, telegram_id)
        to, place, helpers = await _helpers(unit, actor, now)
        call_id = await unit.help_calls.add(telegram_id, place.id if place is not None else None, now)
        code = await unit.residents.last_error_code(telegram_id, now - CODE_AGE) or ""
        where = await place_name(unit, place) if place is not None else None
        wanted = HelpWanted(
            call_id=call_id,
            home=await _home_of(unit, actor),
            place=where,
            name=await unit.residents.name(actor.person_id),
            role=actor.appointments[0].role if actor.appointments else None,
            topic=topic,
            words=said,
            code=code,
            asked_at=now,
        )
        for helper in helpers:
            await put_card(
                unit, key=f"help:{call_id}", telegram_id=helper, card="residents.help_wanted", facts=wanted, cause="asked", now=now
            )
        await unit.forms.clear(telegram_id)
        await unit.commit()
    return HelpSent(to, where, len(helpers), code)


async def _check_pace(unit: UnitOfWork, telegram_id: int, now: datetime) -> None:
    if await unit.help_calls.count(telegram_id, now - timedelta(days=1)) >= CALLS_A_DAY:
        raise HelpAskedOften(now + timedelta(days=1))


async def _home_of(unit: UnitOfWork, actor: Actor) -> HomeAt | None:
    if not actor.bindings:
        return None
    home, _ = await home_at(unit, actor.bindings[0].home.id)
    return home


async def take_help(unit: UnitOfWork, *, call_id: str, telegram_id: int, now: datetime) -> HelpComes:
    """「我来帮」: by one of those who were asked."""
    async with unit:
        call = await unit.help_calls.call(call_id)
        actor = await actor_of(unit, telegram_id)
        if call is None or actor.person_id is None or telegram_id not in await unit.residents.told(f"help:{call_id}:"):
            raise NotInCharge
        if not await unit.help_calls.take(call_id, actor.person_id, now):
            raise HelpTakenAlready
        place = await unit.compounds.place(call.place_id or "")
        where = await place_name(unit, place) if place is not None else None
        mine = next((one for one in actor.appointments if place is not None and one.place.id in place.path), None)
        comes = HelpComes(
            mine.role if mine else None, await place_name(unit, mine.place) if mine else None, await unit.residents.name(actor.person_id)
        )
        await tell(unit, call.telegram_id, key=f"help-comes:{call_id}", card="residents.help_comes", facts=comes, now=now)
        await _tell_helpers(unit, call, telegram_id, where, now)
        await unit.commit()
    return comes


async def _tell_helpers(unit: UnitOfWork, call: HelpCall, goes: int, where: PlaceName | None, now: datetime) -> None:
    """Whoever goes keeps the home and the question; the others read that somebody goes."""
    key = f"help:{call.id}"
    asked = await unit.residents.words_told(goes, f"{key}:")
    taken = HelpWanted(call.id, None, where, "", None, HelpTopic.OWN_WORDS, "", "", call.asked_at, taken=True)
    mine = replace(decode(asked, HelpWanted) if asked else taken, taken=True, by_reader=True)
    await renew_cards(unit, key=key, card="residents.help_wanted", facts=taken, cause="taken", now=now, besides=goes)
    await put_card(unit, key=key, telegram_id=goes, card="residents.help_wanted", facts=mine, cause="taken", now=now)
