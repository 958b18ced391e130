"""The one living card of a group and the letters about a group, inside a unit that somebody else commits."""

from datetime import datetime, timedelta

from bot.actions.staff import compounds_of
from bot.actions.unit import UnitOfWork
from bot.actions.votes.doubting import drafter_of
from bot.rules.groups import (
    CHOICES_IN_GROUP,
    CardOver,
    GroupBack,
    GroupClosed,
    GroupGone,
    GroupHelper,
    GroupWaiting,
    PlaceChoice,
    Standing,
)
from bot.rules.letters import Lane, Letter, OnUnknown
from bot.rules.residents import STAFF, Place, PlaceKind, Role
from storage.base import decode, encode
from storage.groups import Group

# A supergroup's birth looks like a removal for a moment: the chief is told only when no migration follows.
GONE_PATIENCE = timedelta(seconds=3)


def live_key(group_id: str) -> str:
    return f"helper:{group_id}"


def standing_of(group: Group) -> Standing:
    return Standing(group.is_admin, group.can_pin, group.hears_only_addressed)


async def choice_of(unit: UnitOfWork, place: Place) -> PlaceChoice:
    if place.kind is not PlaceKind.BUILDING:
        return PlaceChoice(place.id, place.name)
    compound = await unit.compounds.place(place.compound_id or "")
    return PlaceChoice(place.id, compound.name if compound else "", place.name)


async def choice_at(unit: UnitOfWork, place_id: str | None) -> PlaceChoice | None:
    place = await unit.compounds.place(place_id) if place_id else None
    return None if place is None else await choice_of(unit, place)


async def put_card(
    unit: UnitOfWork,
    group: Group,
    bot_username: str,
    now: datetime,
    *,
    first: str = "",
    anew: bool = False,
    reworded: bool = False,
    cause: str = "",
) -> None:
    """Brings the group's card to what is true now; an unchanged one is left alone.

    `anew` posts a new message, `reworded` edits although no fact changed (another language), `first` is a place that
    was proposed and stands first among the choices; one `cause` has one effect.
    """
    bound = await choice_at(unit, group.place_id)
    facts: GroupHelper | GroupWaiting
    if bound is not None:
        card, facts = "groups.group_helper", GroupHelper(group.id, bot_username, bound, standing_of(group))
    else:
        choices = await _choices(unit, group, first) if first else await _choices_as_they_stand(unit, group)
        card, facts = "groups.group_waiting", GroupWaiting(group.id, bot_username, choices, standing_of(group))
    key = live_key(group.id)
    last_id, *last = await unit.groups.newest_card((f"{key}:waiting", f"{key}:bound"))
    if anew:
        await unit.chats.drop_live(key)
    elif not reworded and last == [card, encode(facts)]:
        return
    letter = Letter(
        key=f"card:{group.id}:{group.chat_id}:{cause or last_id}",
        chat_id=group.chat_id,
        card=card,
        facts=facts,
        coalesce_key=f"{key}:{'bound' if bound else 'waiting'}",
        live_key=key,
        pin=group.can_pin,
        on_unknown=OnUnknown.RENEW,
    )
    await unit.outbox.put(letter, now)


async def _choices_as_they_stand(unit: UnitOfWork, group: Group) -> tuple[PlaceChoice, ...]:
    """What was proposed stays first, and no button takes another one's place while somebody reads the card."""
    key = live_key(group.id)
    _, card, written = await unit.groups.newest_card((f"{key}:waiting", f"{key}:bound"))
    stood = decode(written, GroupWaiting).choices if card == "groups.group_waiting" and written else ()
    kept = [one for one in [await choice_at(unit, one.id) for one in stood] if one is not None]
    known = {one.id for one in kept}
    return (*kept, *(one for one in await _choices(unit, group, "") if one.id not in known))[:CHOICES_IN_GROUP]


async def _choices(unit: UnitOfWork, group: Group, first: str) -> tuple[PlaceChoice, ...]:
    """The proposed place, then the compounds of who added the bot, else (a resident added it) whatever few there are."""
    adder = await unit.residents.actor(group.added_by, "zh") if group.added_by else None
    own = await compounds_of(unit, adder) if adder else []
    others = own or await unit.groups.compounds(CHOICES_IN_GROUP)
    proposed = await choice_at(unit, first)
    rest = [await choice_of(unit, place) for place in others if place.id != first]
    return tuple(([proposed] if proposed else []) + rest)[:CHOICES_IN_GROUP]


async def take_card_away(unit: UnitOfWork, group: Group, now: datetime) -> None:
    letter = Letter(
        key=f"over:{group.id}:{now.isoformat()}",
        chat_id=group.chat_id,
        card="groups.card_over",
        facts=CardOver(group.id),
        lane=Lane.CARD,
        live_key=live_key(group.id),
    )
    await unit.outbox.put(letter, now)


async def tell_gone(unit: UnitOfWork, group: Group, bot_username: str, now: datetime) -> None:
    place = await choice_at(unit, group.place_id)
    if place is None:
        return
    facts = GroupGone(group.title, place, bot_username)
    for telegram_id in await _responsible(unit, group):
        key = f"group-gone:{group.id}:{now.isoformat()}:{telegram_id}"
        await unit.outbox.put(
            Letter(key, telegram_id, "groups.group_gone", facts, not_before=now + GONE_PATIENCE, night_waits=True),
            now,
        )


async def tell_closed(unit: UnitOfWork, group: Group, now: datetime) -> None:
    """Those responsible, and whose votes are asked there; once a day, however many letters are refused."""
    place = await choice_at(unit, group.place_id)
    if place is None:
        return
    told = set(await _responsible(unit, group))
    for vote_id in await unit.groups.open_vote_ids(group.id):
        vote = await unit.votes.vote(vote_id)
        told |= set(await drafter_of(unit, vote)) if vote is not None else set()
    for telegram_id in sorted(told):
        key = f"group-closed:{group.id}:{now:%Y-%m-%d}:{telegram_id}"
        await unit.outbox.put(Letter(key, telegram_id, "groups.group_closed", GroupClosed(group.title, place), night_waits=True), now)


async def tell_back(unit: UnitOfWork, group: Group, now: datetime) -> None:
    """Told only to those who were told that it was gone."""
    place = await choice_at(unit, group.place_id)
    never_told = await unit.outbox.cancel(f"group-gone:{group.id}:")
    if place is None or never_told:
        return
    for telegram_id in await _responsible(unit, group):
        key = f"group-back:{group.id}:{now.isoformat()}:{telegram_id}"
        await unit.outbox.put(Letter(key, telegram_id, "groups.group_back", GroupBack(group.title, place), night_waits=True), now)


async def _responsible(unit: UnitOfWork, group: Group) -> list[int]:
    """The compound chief; the staff above where there is none."""
    place = await unit.compounds.place(group.place_id or "")
    path = place.path if place else ()
    return await unit.residents.holders({Role.COMPOUND_CHIEF}, path) or await unit.residents.holders(STAFF, path)
