"""The bot comes into a group, gets or loses rights, is taken out, or the group becomes a supergroup."""

from datetime import datetime

from bot.actions.groups.cards import live_key, put_card, standing_of, take_card_away, tell_back, tell_gone
from bot.actions.groups.standing_votes import catch_up
from bot.actions.unit import UnitOfWork
from bot.actions.votes.posting import hold_votes
from bot.rules.groups import EVENING_LINE, ActAsYourself, Standing, next_evening
from bot.rules.letters import Letter, OnUnknown
from bot.rules.ports import Language
from storage.groups import Group
from storage.votes.records import Vote


async def enter_group(
    unit: UnitOfWork,
    *,
    chat_id: int,
    title: str,
    added_by: int,
    standing: Standing,
    language: Language,
    bot_username: str,
    now: datetime,
) -> int | None:
    """The bot is there, again there, or there with other rights. The message to pin, where it may pin only from now on."""
    async with unit:
        before = await unit.groups.group(chat_id)
        held = await hold_votes(unit, before.compound_id if before else None, now)
        group = await unit.groups.enter(chat_id, title, added_by, now)
        heard_again = await unit.chats.meet(chat_id, is_group=True, language=language, now=now)
        group = await _stand(unit, group, standing)
        returned = before is not None and not before.present
        if returned and group.place_id is not None:
            await tell_back(unit, group, now)
            await unit.schedule.plan(EVENING_LINE, group.id, next_evening(now), group.compound_id)
        if returned or heard_again:
            await catch_up(unit, group, held, f"back-{int(now.timestamp())}", now)
        await put_card(unit, group, bot_username, now, anew=before is None or (returned and group.place_id is None))
        live = await unit.chats.live(live_key(group.id))
        await unit.commit()
    may_pin_now = before is not None and standing.can_pin and not before.can_pin
    return live.message_id if may_pin_now and live is not None and live.chat_id == chat_id else None


async def rename_group(unit: UnitOfWork, *, chat_id: int, title: str) -> None:
    """Staff and drafters find it by the name that everybody in it sees."""
    async with unit:
        await unit.groups.rename(chat_id, title)
        await unit.commit()


async def note_standing(unit: UnitOfWork, *, chat_id: int, standing: Standing, bot_username: str, now: datetime) -> None:
    """What the platform says now; the card follows."""
    async with unit:
        group = await unit.groups.group(chat_id)
        if group is not None and standing_of(group) != standing:
            await put_card(unit, await _stand(unit, group, standing), bot_username, now)
        await unit.commit()


async def _stand(unit: UnitOfWork, group: Group, standing: Standing) -> Group:
    await unit.groups.set_rights(
        group.chat_id, is_admin=standing.is_admin, can_pin=standing.can_pin, hears_only_addressed=standing.hears_only_addressed
    )
    known = await unit.groups.by_id(group.id)
    return known or group


async def leave_group(unit: UnitOfWork, *, chat_id: int, bot_username: str, now: datetime) -> None:
    """What was planned for the group pauses; the chief is told privately."""
    async with unit:
        group = await unit.groups.group(chat_id)
        if group is not None:
            await hold_votes(unit, group.compound_id, now)
            await unit.groups.leave(chat_id, now)
            await unit.chats.set_reachable(chat_id, False)
            await unit.groups.give_up_letters(chat_id)
            await unit.schedule.cancel(group.id, EVENING_LINE)
            await tell_gone(unit, group, bot_username, now)
        await unit.commit()


async def migrate_group(unit: UnitOfWork, *, old_id: int, new_id: int, bot_username: str, now: datetime) -> None:
    """The group became a supergroup: every table follows in one transaction.

    Told by either service message or by the refusal of a send, and twice, it is done once.
    """
    async with unit:
        old, early = await unit.groups.group(old_id), await unit.groups.group(new_id)
        held = await hold_votes(unit, old.compound_id if old else None, now)
        if old is not None and early is not None and early.place_id is None:
            # The new chat showed itself before its history was known: its own card was a mistake.
            await unit.outbox.cancel(f"card:{early.id}:")
            await take_card_away(unit, early, now)
        chat = await unit.chats.chat(old_id)
        await unit.chats.migrate(old_id, new_id)
        if chat is not None:
            await unit.chats.set_language(new_id, chat.language)
        await unit.groups.migrate(old_id, new_id)
        await unit.outbox.migrate(old_id, new_id)
        group = await unit.groups.group(new_id)
        if old is not None and group is not None and await unit.chats.live(live_key(group.id)) is None:
            await _settle_in(unit, group, held, bot_username, now)
        await unit.commit()


async def _settle_in(unit: UnitOfWork, group: Group, held: list[Vote], bot_username: str, now: datetime) -> None:
    """Messages of the old chat cannot be edited any more: the card is posted anew, and nobody is told of a removal."""
    await unit.outbox.cancel(f"group-gone:{group.id}:")
    entered = group if group.present else await unit.groups.enter(group.chat_id, group.title, None, now)
    await unit.chats.set_reachable(group.chat_id, True)
    if entered.place_id is not None:
        await unit.schedule.plan(EVENING_LINE, entered.id, next_evening(now), entered.compound_id)
    await put_card(unit, entered, bot_username, now, anew=True, cause="moved")
    await catch_up(unit, entered, held, f"moved{entered.chat_id}", now)


async def note_nobody(unit: UnitOfWork, *, chat_id: int, now: datetime) -> None:
    """An anonymous admin or a channel spoke: once an hour the group reads how to act as oneself."""
    async with unit:
        group = await unit.groups.group(chat_id)
        if group is not None and group.present:
            key = f"nobody:{group.id}:{now:%Y-%m-%dT%H}"
            await unit.outbox.put(Letter(key, chat_id, "groups.act_as_yourself", ActAsYourself(group.id), on_unknown=OnUnknown.RENEW), now)
        await unit.commit()
