"""What staff see of their groups, and what a group may know about its votes."""

from bot.actions.groups.binding import check_staff_of_group, may_see_unbound
from bot.actions.groups.cards import choice_at, choice_of, standing_of
from bot.actions.staff import compounds_of
from bot.actions.unit import UnitOfWork
from bot.rules.groups import (
    GroupDetail,
    GroupEntry,
    GroupList,
    GroupUnknown,
    NotStaffHere,
    OpenVote,
    PlaceChoice,
    PlacePage,
)
from bot.rules.ports import Language
from bot.rules.residents import STAFF, Actor, PlaceKind
from storage.groups import Group

# Places of one page of the private list, one to a row.
PAGE = 8


async def read_group_chat(unit: UnitOfWork, *, group_id: str) -> int | None:
    """The platform's id of a group, so that the handler can ask it about the bot's standing."""
    async with unit:
        group = await unit.groups.by_id(group_id)
    return group.chat_id if group is not None and group.present else None


async def read_group_list(unit: UnitOfWork, *, telegram_id: int, language: Language, place_id: str = "") -> GroupList:
    """`place_id`: the compound from whose page somebody came; it has to be theirs, and all of theirs are shown."""
    async with unit:
        actor = await _staff(unit, telegram_id, language)
        bound: dict[str, Group] = {}
        for appointment in actor.appointments:
            if appointment.role in STAFF:
                bound |= {group.id: group for group in await unit.groups.of_place(appointment.place)}
        unbound = [group for group in await unit.groups.unbound() if await may_see_unbound(unit, group, actor)]
        compounds = [await choice_of(unit, place) for place in await compounds_of(unit, actor)]
        if place_id and place_id not in {one.id for one in compounds}:
            raise NotStaffHere
        return GroupList(
            tuple([await _entry(unit, group) for group in bound.values()]),
            tuple([await _entry(unit, group) for group in unbound]),
            tuple(compounds),
        )


async def read_group(unit: UnitOfWork, *, group_id: str, telegram_id: int, language: Language) -> GroupDetail:
    async with unit:
        group = await _group_of_staff(unit, group_id, await _staff(unit, telegram_id, language))
        chat = await unit.chats.chat(group.chat_id)
        place = await unit.compounds.place(group.place_id) if group.place_id else None
        buildings = await unit.groups.buildings_of(place) if place is not None else []
        return GroupDetail(
            await _entry(unit, group),
            chat.language if chat is not None else language,
            standing_of(group),
            homes=sum(building.homes for building in buildings),
            homes_bound=sum(len(building.bound_at) for building in buildings),
            votes=tuple(
                [vote.title for one in await unit.groups.open_vote_ids(group.id) if (vote := await unit.votes.vote(one)) is not None]
            ),
        )


async def read_places(unit: UnitOfWork, *, group_id: str, inside: str, page: int, telegram_id: int, language: Language) -> PlacePage:
    """Where the group may be bound to: compounds, or `inside` one of them it and its buildings."""
    async with unit:
        actor = await _staff(unit, telegram_id, language)
        group = await _group_of_staff(unit, group_id, actor)
        compounds = await compounds_of(unit, actor)
        chosen = next((place for place in compounds if place.id == inside), compounds[0] if len(compounds) == 1 else None)
        places = [chosen, *await unit.compounds.places_under(chosen, PlaceKind.BUILDING)] if chosen is not None else compounds
        pages = max(1, -(-len(places) // PAGE))
        page = min(max(page, 0), pages - 1)
        choices = [await choice_of(unit, place) for place in places[page * PAGE : (page + 1) * PAGE]]
        own = PlaceChoice(chosen.id, chosen.name) if chosen is not None else None
        return PlacePage(await _entry(unit, group), tuple(choices), own, page, pages)


async def check_in_group(unit: UnitOfWork, *, group_id: str, chat_id: int) -> None:
    """A button of a group's card means something in that group only: whoever presses elsewhere may be no member."""
    async with unit:
        await _here(unit, group_id, chat_id)


async def _here(unit: UnitOfWork, group_id: str, chat_id: int) -> None:
    group = await unit.groups.by_id(group_id)
    if group is None or group.chat_id != chat_id:
        raise GroupUnknown


async def read_open_votes(unit: UnitOfWork, *, group_id: str, chat_id: int) -> tuple[OpenVote, ...]:
    """Votes whose card stands in this group, for whoever is in it."""
    async with unit:
        await _here(unit, group_id, chat_id)
        return tuple(OpenVote(title, closes_at) for title, closes_at in await unit.groups.open_votes(group_id))


async def _staff(unit: UnitOfWork, telegram_id: int, language: Language) -> Actor:
    actor = await unit.residents.actor(telegram_id, language)
    if not actor.is_staff:
        raise NotStaffHere
    return actor


async def _group_of_staff(unit: UnitOfWork, group_id: str, actor: Actor) -> Group:
    group = await unit.groups.by_id(group_id)
    if group is None:
        raise GroupUnknown
    await check_staff_of_group(unit, group, actor)
    return group


async def _entry(unit: UnitOfWork, group: Group) -> GroupEntry:
    return GroupEntry(group.id, group.title, await choice_at(unit, group.place_id), group.present)
