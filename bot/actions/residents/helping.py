"""「帮忙」: residents reach the head, heads the staff, staff the operator, with the short codes of the last error and the last refusal."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.actions.residents.common import (
    actor_of,
    check_is_person,
    close_card,
    first_deciders,
    home_at,
    place_name,
    put_card,
    renew_cards,
    tell,
)
from bot.actions.residents.finding import pick_compound
from bot.actions.unit import DueItem, Form, UnitOfWork
from bot.rules.residents import STAFF, Actor, Level, Place, PlaceKind, Role
from bot.rules.residents.deciding import Passed, hardest, is_turn_of, may_help
from bot.rules.residents.facts import HelpAsked, HelpComes, HelpFrom, HelpSent, HelpTopic, HelpWanted, HomeAt, PlaceName
from bot.rules.residents.mornings import is_quiet
from bot.rules.residents.typed import help_words_from
from bot.rules.residents.violations import HelpAskedOften, HelpCallOver, HelpTakenAlready, NotInCharge, OfferGone
from bot.rules.updates import TROUBLE_REMEMBERED
from bot.rules.violations import code_of
from storage.base import decode
from storage.residents.calls import HelpCall

log = structlog.get_logger()
# Calls of one person in a day; more is not answered faster.
CALLS_A_DAY = 5
# What is written so soon after a call is the rest of it; and so many more messages a card has room for.
SAID_TOGETHER = timedelta(minutes=10)
MORE_OF_A_CALL = 5
HELP = "residents.help"
CARD = "residents.help_wanted"
PASSING_HELP = "residents.pass_help"
# Calls passed on in one transaction: more would hold the writer for longer than 250 ms (design.md, How an update flows).
AT_ONCE = 5


async def read_help(unit: UnitOfWork, *, telegram_id: int, now: datetime) -> HelpAsked:
    """Who would help."""
    async with unit:
        return await _asked(unit, telegram_id, now)


async def _asked(unit: UnitOfWork, telegram_id: int, now: datetime) -> HelpAsked:
    actor = await actor_of(unit, telegram_id)
    own = await _place_of(unit, actor, now)
    compounds = await unit.doors.compounds() if own is None else []
    place = own or await _chosen(unit, telegram_id, compounds, now)
    to, _ = await _helpers(unit, actor, place)
    return HelpAsked(
        to,
        await place_name(unit, place) if place is not None else None,
        *await _trouble(unit, telegram_id, now),
        where=await pick_compound(unit, compounds, None, 0) if place is None and compounds else None,
        chosen=own is None and place is not None,
        by_staff=actor.is_staff,
    )


async def _chosen(unit: UnitOfWork, telegram_id: int, compounds: Iterable[Place], now: datetime) -> Place | None:
    """Where somebody of whom nothing is known said that they live."""
    form = await unit.forms.form(telegram_id, now)
    wanted = form.facts.get("place") if form is not None and form.name == HELP else None
    return next((one for one in compounds if one.id == wanted), None)


async def choose_where(unit: UnitOfWork, *, telegram_id: int, place_id: str, page: int, topic: HelpTopic, now: datetime) -> HelpAsked:
    """The compound of somebody who is registered nowhere, or the choice within a community; who is known is helped where they live."""
    async with unit:
        check_is_person(telegram_id)
        place = await unit.compounds.place(place_id) if place_id else None
        if place_id and (place is None or place.kind not in {PlaceKind.COMMUNITY, PlaceKind.COMPOUND}):
            raise OfferGone
        if place is not None and place.kind is PlaceKind.COMPOUND:
            await unit.forms.keep(telegram_id, Form(HELP, "words", {"topic": topic, "place": place.id}), now)
            asked = await _asked(unit, telegram_id, now)
        else:
            await unit.forms.clear(telegram_id)
            asked = await _asked(unit, telegram_id, now)
            within = [one for one in await unit.doors.compounds() if place is None or place.id in one.path]
            asked = replace(asked, where=await pick_compound(unit, within, place, page)) if asked.place is None and within else asked
        await unit.commit()
    return asked


async def _trouble(unit: UnitOfWork, telegram_id: int, now: datetime) -> tuple[str, str]:
    """The codes of the last error and of the last refusal, empty where there was none lately."""
    error = await unit.residents.last_error_code(telegram_id, now - TROUBLE_REMEMBERED)
    refused = await unit.residents.last_refusal(telegram_id, now)
    return error or "", code_of(refused) if refused else ""


async def open_help(unit: UnitOfWork, *, telegram_id: int, now: datetime, topic: HelpTopic = HelpTopic.OWN_WORDS) -> HelpAsked:
    """From here on a typed sentence is carried to whoever helps, as being about the topic."""
    async with unit:
        check_is_person(telegram_id)
        asked = await _asked(unit, telegram_id, now)
        if asked.where is not None:
            # Words would be carried to nobody.
            await unit.forms.clear(telegram_id)
        else:
            facts = {"topic": topic} | ({"place": asked.place.id} if asked.chosen and asked.place is not None else {})
            await unit.forms.keep(telegram_id, Form(HELP, "words", facts), now)
        await unit.commit()
    return asked


async def _helpers(unit: UnitOfWork, actor: Actor, place: Place | None) -> tuple[HelpFrom, list[int]]:
    """Who helps this person there, and under which accounts: only those whom letters reach, so that nobody waits for nobody."""
    if actor.appointments and place is not None:
        roles = STAFF - {Role.COMMUNITY_STAFF} if actor.is_staff else STAFF
        above = [one for one in await unit.residents.holders(roles, place.path) if one != actor.telegram_id]
        to, asked = HelpFrom.STREET if actor.is_staff else HelpFrom.STAFF, above
    elif place is not None:
        level, asked = await first_deciders(unit, place, actor.telegram_id)
        to = HelpFrom(Level(level))
    else:
        return HelpFrom.OPERATOR, []
    reached = await unit.residents.arriving(asked)
    return (to, reached) if reached else (HelpFrom.OPERATOR, [])


async def _place_of(unit: UnitOfWork, actor: Actor, now: datetime) -> Place | None:
    """Where somebody serves; else the building of a home, where somebody not bound yet tapped, the only compound there is."""
    if actor.appointments:
        return actor.appointments[0].place
    if actor.bindings:
        _, building = await home_at(unit, actor.bindings[0].home.id)
        return building
    tap = await unit.residents.tap(actor.telegram_id, now)
    vote = await unit.votes.vote(tap.vote_id) if tap is not None else None
    if vote is not None:
        return await unit.compounds.place(vote.place_id)
    compounds = await unit.doors.compounds()
    return compounds[0] if len(compounds) == 1 else None


async def call_for_help(unit: UnitOfWork, *, telegram_id: int, topic: HelpTopic, words: str, now: datetime) -> HelpSent | HelpAsked:
    """`words` are empty where a button says it all. HelpAsked where it is not known yet to whom it goes."""
    said = help_words_from(words) if words else ""
    async with unit:
        await _check_pace(unit, telegram_id, now)
        asked = await _asked(unit, telegram_id, now)
        if asked.where is not None:
            await unit.commit()
            return asked
        actor = await actor_of(unit, telegram_id)
        place = await unit.compounds.place(asked.place.id) if asked.place is not None else None
        to, helpers = await _helpers(unit, actor, place)
        call_id = await unit.help_calls.add(telegram_id, place.id if place is not None else None, now)
        code, refusal = await _trouble(unit, telegram_id, now)
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
            refusal=refusal,
        )
        await _put(unit, wanted, helpers, now)
        await unit.forms.clear(telegram_id)
        await unit.commit()
    return HelpSent(to, where, len(helpers), code or refusal, by_staff=actor.is_staff, in_the_morning=is_quiet(now))


async def read_has_call(unit: UnitOfWork, *, telegram_id: int, now: datetime) -> bool:
    """Whether words that nothing else understands may belong to a call."""
    async with unit:
        return await unit.help_calls.newest_open(telegram_id, now - SAID_TOGETHER) is not None


async def add_to_call(unit: UnitOfWork, *, telegram_id: int, words: str, now: datetime) -> HelpSent | None:
    """People write in two messages: what nothing else understands soon after a call belongs to it. None where there is none.

    Whoever has the card sees it grow; once somebody goes, they will hear the rest. Of a call that nobody has, that is said again.
    """
    async with unit:
        call = await unit.help_calls.newest_open(telegram_id, now - SAID_TOGETHER)
        if call is None:
            return None
        told = await unit.residents.told(f"{help_key(call.id)}:")
        wanted = await _question(unit, call, told)
        place = await unit.compounds.place(call.place_id or "")
        asker = await actor_of(unit, telegram_id)
        if wanted is None or place is None:
            _, helpers = await _helpers(unit, asker, place)
            code = await _number(unit, telegram_id, now)
            await unit.commit()
            # Whoever helps there by now was not asked, and the question is gone: it is better asked anew.
            return None if helpers else HelpSent(HelpFrom.OPERATOR, None, 0, code, by_staff=asker.is_staff)
        if len(wanted.more) >= MORE_OF_A_CALL:
            return None
        having = [one for one in told if await _has_question(unit, wanted.call_id, one)]
        await _put(unit, replace(wanted, more=(*wanted.more, help_words_from(words))), having, now)
        to, reached = await _reading(unit, asker, place, having)
        code = "" if reached else await _number(unit, telegram_id, now)
        await unit.commit()
    return HelpSent(to, wanted.place, reached, code, by_staff=asker.is_staff)


async def _number(unit: UnitOfWork, telegram_id: int, now: datetime) -> str:
    code, refusal = await _trouble(unit, telegram_id, now)
    return code or refusal


async def _reading(unit: UnitOfWork, asker: Actor, place: Place, having: Iterable[int]) -> tuple[HelpFrom, int]:
    """Who reads what is added to a call: of those who have it, whom letters reach. Not who would be asked now: they may be others."""
    readers = [await actor_of(unit, one) for one in await unit.residents.arriving(list(having))]
    if not readers:
        return HelpFrom.OPERATOR, 0
    if asker.appointments:
        return HelpFrom.STREET if asker.is_staff else HelpFrom.STAFF, len(readers)
    level = next((level for level in Level if any(is_turn_of(one, place, level) for one in readers)), Level.STAFF)
    return HelpFrom(level), len(readers)


async def _has_question(unit: UnitOfWork, call_id: str, telegram_id: int) -> bool:
    """Not whose role has ended, or who has left: from their card it was taken away."""
    words = await unit.residents.words_told(telegram_id, f"{help_key(call_id)}:")
    return bool(words) and not decode(words, HelpWanted).is_taken_away


async def _put(unit: UnitOfWork, wanted: HelpWanted, helpers: Iterable[int], now: datetime) -> None:
    for helper in helpers:
        # Two messages may come within one moment.
        cause = f"asked:{now.isoformat()}:{len(wanted.more)}"
        await put_card(unit, key=help_key(wanted.call_id), telegram_id=helper, card=CARD, facts=wanted, cause=cause, now=now)


def help_key(call_id: str) -> str:
    return f"help:{call_id}"


def help_comes_key(call_id: str) -> str:
    return f"help-comes:{call_id}"


async def _check_pace(unit: UnitOfWork, telegram_id: int, now: datetime) -> None:
    if await unit.help_calls.count(telegram_id, now - timedelta(days=1)) >= CALLS_A_DAY:
        raise HelpAskedOften(now + timedelta(days=1))


async def _home_of(unit: UnitOfWork, actor: Actor) -> HomeAt | None:
    if not actor.bindings:
        return None
    home, _ = await home_at(unit, actor.bindings[0].home.id)
    return home


async def take_help(unit: UnitOfWork, *, call_id: str, telegram_id: int, now: datetime) -> HelpComes:
    """「我来帮」: by one of those who were asked, while their role lasts."""
    async with unit:
        call = await unit.help_calls.call(call_id)
        actor = await actor_of(unit, telegram_id)
        place = await unit.compounds.place(call.place_id or "") if call is not None else None
        if call is None and actor.appointments:
            raise HelpCallOver
        if call is None or place is None or actor.person_id is None or not may_help(actor, place):
            raise NotInCharge
        if telegram_id not in await unit.residents.told(f"{help_key(call_id)}:"):
            raise NotInCharge
        if not await unit.help_calls.take(call_id, actor.person_id, now):
            raise HelpTakenAlready
        where = await place_name(unit, place)
        mine = next((one for one in actor.appointments if one.place.id in place.path), None)
        comes = HelpComes(
            mine.role if mine else None, await place_name(unit, mine.place) if mine else None, await unit.residents.name(actor.person_id)
        )
        await tell(unit, call.telegram_id, key=help_comes_key(call_id), card="residents.help_comes", facts=comes, now=now)
        await _tell_helpers(unit, call, telegram_id, where, now)
        await unit.commit()
    return comes


async def _tell_helpers(unit: UnitOfWork, call: HelpCall, goes: int, where: PlaceName, now: datetime) -> None:
    """Whoever goes keeps the home and the question; the others read that somebody goes."""
    key = help_key(call.id)
    asked = await unit.residents.words_told(goes, f"{key}:")
    taken = HelpWanted(call.id, None, where, "", None, HelpTopic.OWN_WORDS, "", "", call.asked_at, taken=True)
    mine = replace(decode(asked, HelpWanted) if asked else taken, taken=True, by_reader=True)
    await renew_cards(unit, key=key, card=CARD, facts=taken, cause="taken", now=now, besides=goes)
    await put_card(unit, key=key, telegram_id=goes, card=CARD, facts=mine, cause="taken", now=now)


async def end_calls_of(unit: UnitOfWork, telegram_id: int, now: datetime) -> None:
    """Whoever asked leaves: nobody goes in vain, and no card shows any more where they live."""
    for call in await unit.help_calls.of_account(telegram_id):
        gone = HelpWanted(call.id, None, None, "", None, HelpTopic.OWN_WORDS, "", "", call.asked_at, asker_left=True)
        await renew_cards(unit, key=help_key(call.id), card=CARD, facts=gone, cause="asker-left", now=now)


async def pass_help_on(unit: UnitOfWork, telegram_id: int, now: datetime, *, level: Level | None = None, after: str = "") -> Passed:
    """Somebody's role has ended, or letters reach them no more: calls that nobody else has are put to who helps there now.

    `level` is where the role was, to tell a colleague from the level above. Some at a time, by their ids from `after` on.
    """
    keys = await unit.residents.keys_told(telegram_id, help_key(""))
    calls = await unit.help_calls.open_among({key.split(":")[1] for key in keys})
    calls = sorted((one for one in calls if one.id > after), key=lambda one: one.id)
    if len(calls) > AT_ONCE:
        await unit.schedule.plan(PASSING_HELP, f"{telegram_id}:{calls[AT_ONCE - 1].id}", now)
    return hardest([await _pass_on(unit, call, telegram_id, level, now) for call in calls[:AT_ONCE]])


async def pass_help_due(unit: UnitOfWork, item: DueItem, now: datetime) -> None:
    """`item.target` is who does not help any more, and the last call of the step before."""
    telegram_id, _, after = item.target.partition(":")
    async with unit:
        if not await unit.schedule.finish(item.id, now):
            return
        await pass_help_on(unit, int(telegram_id), now, after=after)
        await unit.commit()


async def _pass_on(unit: UnitOfWork, call: HelpCall, gone: int, level: Level | None, now: datetime) -> Passed:
    place = await unit.compounds.place(call.place_id or "")
    told = await unit.residents.told(f"{help_key(call.id)}:")
    if place is None or await _still_helps(unit, gone, place):
        return Passed.NOTHING
    to, helpers = await _helpers(unit, await actor_of(unit, call.telegram_id), place)
    helpers = [one for one in helpers if one != gone]
    others = [one for one in told if one != gone and await _still_helps(unit, one, place)]
    wanted = await _question(unit, call, told)
    if not may_help(await actor_of(unit, gone), place):
        now_with = to if others or helpers else HelpFrom.OPERATOR
        closed = HelpWanted(call.id, None, None, "", None, HelpTopic.OWN_WORDS, "", "", call.asked_at, moved_to=now_with)
        await close_card(unit, key=help_key(call.id), telegram_id=gone, card=CARD, facts=closed, now=now)
    if others or wanted is None:
        return Passed.COLLEAGUE if others else Passed.NOTHING
    await _put(unit, wanted, helpers, now)
    await _tell_asker(unit, call, HelpSent(to, await place_name(unit, place), len(helpers), wanted.code or wanted.refusal), now)
    at_level = level is not None and to is HelpFrom(level)
    return Passed.NOBODY if not helpers else Passed.COLLEAGUE if at_level else Passed.UP


async def _still_helps(unit: UnitOfWork, telegram_id: int, place: Place) -> bool:
    return may_help(await actor_of(unit, telegram_id), place) and bool(await unit.residents.arriving([telegram_id]))


async def _question(unit: UnitOfWork, call: HelpCall, told: Iterable[int]) -> HelpWanted | None:
    """As it was asked: on any card that was not taken away; None once the words are gone."""
    for telegram_id in told:
        words = await unit.residents.words_told(telegram_id, f"{help_key(call.id)}:")
        wanted: HelpWanted | None = decode(words, HelpWanted) if words else None
        if wanted is not None and not wanted.is_taken_away:
            return wanted
    return None


async def _tell_asker(unit: UnitOfWork, call: HelpCall, sent: HelpSent, now: datetime) -> None:
    """Where nobody can help the operator finds it in the log, and nothing personal."""
    key = f"help-moved:{call.id}:{now.isoformat()}"
    await tell(unit, call.telegram_id, key=key, card="residents.help_moved", facts=sent, now=now)
    if not sent.reached:
        unit.after_commit(lambda: log.warning("help_wanted", code=sent.code))
