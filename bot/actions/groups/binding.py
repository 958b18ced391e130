"""Staff say which place a group belongs to, and in which language it is spoken to."""

from datetime import datetime

from bot.actions.groups.cards import choice_of, live_key, put_card
from bot.actions.groups.living import reword_living
from bot.actions.groups.standing_votes import catch_up, post_vote_cards_anew, reword_vote_cards, show_open_votes, take_vote_cards_away
from bot.actions.starts import put_start_card
from bot.actions.unit import UnitOfWork
from bot.actions.votes.posting import hold_votes, tell_missed_ends
from bot.rules.groups import (
    CARD_AGAIN_AFTER,
    EVENING_LINE,
    POINTER_EVERY,
    BotNotInGroup,
    Bound,
    BoundAnew,
    CardAbove,
    GroupBoundElsewhere,
    GroupUnknown,
    LanguageHere,
    NotStaffHere,
    check_may_bind,
    next_evening,
)
from bot.rules.letters import Letter, OnUnknown
from bot.rules.ports import Language
from bot.rules.residents import Actor, Place
from storage.groups import Group


async def propose_place(unit: UnitOfWork, *, chat_id: int, title: str, place_id: str, bot_username: str, now: datetime) -> None:
    """`/start g_…` came with the bot: the place whose staff opened the link stands first on the card."""
    async with unit:
        group = await unit.groups.group(chat_id) or await unit.groups.enter(chat_id, title, None, now)
        if group.place_id is None:
            await put_card(unit, group, bot_username, now, first=place_id)
        await unit.commit()


async def bind_group(
    unit: UnitOfWork, *, group_id: str, place_id: str, telegram_id: int, language: Language, bot_username: str, now: datetime
) -> Bound:
    """By a press, which carries the real account even of an anonymous admin. A group is bound to one place."""
    async with unit:
        place = await unit.compounds.place(place_id)
        if place is None or place.compound_id is None:
            raise GroupUnknown
        actor = await unit.residents.actor(telegram_id, language)
        check_may_bind(actor, place)
        held = await hold_votes(unit, place.compound_id, now)
        group = await _known(unit, group_id)
        if not group.present:
            raise BotNotInGroup(group.title)
        again = group.place_id == place.id
        if not again:
            await _refuse_if_bound(unit, group)
            await unit.groups.bind(group.id, place.id, place.compound_id, actor.person_id, now)
            await unit.schedule.plan(EVENING_LINE, group.id, next_evening(now), place.compound_id)
            group = await unit.groups.by_id(group_id) or group
            await put_start_card(
                unit,
                telegram_id=telegram_id,
                language=language,
                bot_username=bot_username,
                cause=f"bound:{group.id}:{place.id}",
                now=now,
                place_id=place.compound_id,
            )
            await show_open_votes(unit, group, held, now)
        await put_card(unit, group, bot_username, now)
        bound = Bound(group.id, await choice_of(unit, place), again, group.can_pin)
        await unit.commit()
    return bound


async def _known(unit: UnitOfWork, group_id: str) -> Group:
    group = await unit.groups.by_id(group_id)
    if group is None:
        raise GroupUnknown
    return group


async def _refuse_if_bound(unit: UnitOfWork, group: Group) -> None:
    place = await unit.compounds.place(group.place_id) if group.place_id else None
    if place is not None:
        raise GroupBoundElsewhere(await choice_of(unit, place))


async def unbind_group(
    unit: UnitOfWork, *, group_id: str, telegram_id: int, language: Language, bot_username: str, now: datetime, place_id: str | None = None
) -> None:
    """The group belongs to nobody again and can be bound anew; told twice it is done once.

    `place_id`: to which place it was bound when it was asked; BoundAnew where it is another by now.
    """
    async with unit:
        group = await _known(unit, group_id)
        await check_staff_of_group(unit, group, await unit.residents.actor(telegram_id, language))
        await hold_votes(unit, group.compound_id, now)
        # Waiting for a vote somebody else may have done the same.
        group = await _known(unit, group_id)
        place = await unit.compounds.place(group.place_id) if group.place_id is not None else None
        if place is not None and place_id not in {None, place.id}:
            raise BoundAnew(await choice_of(unit, place))
        if group.place_id is not None:
            await take_vote_cards_away(unit, group, now)
            await unit.groups.unbind(group.id)
            await unit.schedule.cancel(group.id, EVENING_LINE)
            if group.present:
                await put_card(unit, await unit.groups.by_id(group.id) or group, bot_username, now)
        await unit.commit()


async def set_group_language(
    unit: UnitOfWork, *, group_id: str, language: Language, telegram_id: int | None, bot_username: str, now: datetime
) -> None:
    """By staff of its place; `telegram_id` None is the operator (command line, sandbox). Living cards change, old messages stay."""
    async with unit:
        group = await _known(unit, group_id)
        if telegram_id is not None:
            await check_staff_of_group(unit, group, await unit.residents.actor(telegram_id, language))
        await hold_votes(unit, group.compound_id, now)
        chat = await unit.chats.chat(group.chat_id)
        if chat is not None and chat.language != language:
            await unit.chats.set_language(group.chat_id, language)
            await put_card(unit, group, bot_username, now, reworded=True)
            await reword_vote_cards(unit, group, now)
            await reword_living(unit, group, now)
        await unit.commit()


def _pointer(group: Group, bot_username: str, now: datetime) -> Letter:
    """Once in a while, and of no use later."""
    key = f"card-above:{group.id}:{int(now.timestamp() // POINTER_EVERY.total_seconds())}"
    facts = CardAbove(bot_username, group.place_id is not None)
    return Letter(key, group.chat_id, "groups.card_above", facts, expires_at=now + POINTER_EVERY, on_unknown=OnUnknown.RENEW)


def _about_language(group: Group, bot_username: str, now: datetime) -> Letter:
    """As seldom as the pointer, whoever asks."""
    key = f"language-here:{group.id}:{int(now.timestamp() // POINTER_EVERY.total_seconds())}"
    facts = LanguageHere(bot_username)
    return Letter(key, group.chat_id, "groups.language_here", facts, expires_at=now + POINTER_EVERY, on_unknown=OnUnknown.RENEW)


async def renew_card(unit: UnitOfWork, *, group_id: str, telegram_id: int, language: Language, bot_username: str, now: datetime) -> None:
    """Staff want the card at the end of the group's talk."""
    async with unit:
        group = await _known(unit, group_id)
        await check_staff_of_group(unit, group, await unit.residents.actor(telegram_id, language))
        if not group.present:
            raise BotNotInGroup(group.title)
        await put_card(unit, group, bot_username, now, anew=True)
        await unit.commit()


async def ask_for_card(
    unit: UnitOfWork,
    *,
    chat_id: int,
    title: str,
    thread_id: int | None,
    telegram_id: int,
    language: Language,
    group_language: Language,
    bot_username: str,
    now: datetime,
    asks_language: bool = False,
) -> None:
    """Anybody's command in the group brings the card to its end, once an hour; `asks_language` is answered by itself.

    Where the group is divided into topics, that of a command of its staff is where we speak from then on (None: the general one).
    """
    async with unit:
        known = await unit.groups.group(chat_id)
        held = await hold_votes(unit, known.compound_id if known else None, now)
        # A command is heard where the bot is, whatever was said, or not said, of its coming back.
        group = known if known is not None and known.present else await unit.groups.enter(chat_id, title, None, now)
        heard_again = await unit.chats.meet(chat_id, is_group=True, language=group_language, now=now)
        by_staff = await _is_staff_of_group(unit, group, await unit.residents.actor(telegram_id, language))
        moved = by_staff and await unit.chats.set_thread(chat_id, thread_id)
        posted = await unit.groups.posted_at(live_key(group.id))
        if asks_language and posted is not None and not moved:
            await unit.outbox.put(_about_language(group, bot_username, now), now)
        elif moved or posted is None or now - posted >= CARD_AGAIN_AFTER:
            await put_card(unit, group, bot_username, now, anew=True)
        else:
            await unit.outbox.put(_pointer(group, bot_username, now), now)
        if moved:
            await post_vote_cards_anew(unit, group, now)
            await tell_missed_ends(unit, group, held, now)
        elif heard_again:
            await catch_up(unit, group, held, f"heard-{int(now.timestamp())}", now)
        await unit.commit()


async def check_staff_of_group(unit: UnitOfWork, group: Group, actor: Actor) -> None:
    if not await _is_staff_of_group(unit, group, actor):
        raise NotStaffHere


async def _is_staff_of_group(unit: UnitOfWork, group: Group, actor: Actor) -> bool:
    """Staff of the place a group is bound to; an unbound group is anybody's of staff who may see it."""
    if group.place_id is None:
        return await may_see_unbound(unit, group, actor)
    place = await unit.compounds.place(group.place_id)
    return place is not None and actor.is_staff_of(place)


async def may_see_unbound(unit: UnitOfWork, group: Group, actor: Actor) -> bool:
    """Staff see a group that waits, unless it was added by somebody who belongs to a place that is not theirs."""
    if not actor.is_staff:
        return False
    if group.added_by is None or group.added_by == actor.telegram_id:
        return True
    adder = await unit.residents.actor(group.added_by, actor.language)
    theirs: list[Place] = [one.place for one in adder.appointments]
    for binding in adder.bindings:
        place = await unit.compounds.place(binding.home.compound_id)
        theirs += [place] if place is not None else []
    return not theirs or any(_related(actor, place) for place in theirs)


def _related(actor: Actor, place: Place) -> bool:
    """Above, at or below a place of the actor's."""
    own = {appointment.place.id for appointment in actor.appointments}
    return bool(own & set(place.path)) or any(place.id in appointment.place.path for appointment in actor.appointments)
