"""An opinion said in a group: as an answer to a message that invites it, or by `/opinion`; what was understood goes to its author alone."""

from datetime import datetime

from bot.actions.opinions.common import compound_named
from bot.actions.opinions.giving import add_photo, begin_draft, draft_of
from bot.actions.residents.common import actor_of, check_is_person
from bot.actions.unit import UnitOfWork
from bot.rules.letters import Lane, Letter
from bot.rules.opinions import check_photo, words_from
from bot.rules.opinions.facts import CompoundChoice, OpinionDraft, SayInPrivate
from storage.groups import Group

# Messages that invite: an answer to one is an opinion.
INVITING = frozenset({"opinions.invitation", "opinions.demands_posted", "opinions.say_in_private"})


async def read_invites(unit: UnitOfWork, *, chat_id: int, message_id: int) -> bool:
    """Whether this message of ours in a bound group invites opinions."""
    async with unit:
        letter = await unit.outbox.letter_at(chat_id, message_id)
        return letter is not None and letter.card in INVITING and await _bound(unit, chat_id) is not None


async def read_group_compound(unit: UnitOfWork, *, chat_id: int) -> CompoundChoice | None:
    async with unit:
        group = await _bound(unit, chat_id)
        return None if group is None or group.compound_id is None else await compound_named(unit, group.compound_id)


async def _bound(unit: UnitOfWork, chat_id: int) -> Group | None:
    group = await unit.groups.group(chat_id)
    return group if group is not None and group.compound_id is not None else None


async def give_in_group(
    unit: UnitOfWork, *, telegram_id: int, chat_id: int, words: str, photo: tuple[str, int] | None, album: str, now: datetime
) -> OpinionDraft | None:
    """None: nobody known here, or out of reach, or nothing was said: the group reads, once an hour, how it is done."""
    check_is_person(telegram_id)
    if photo is not None:
        check_photo(photo[1])
    async with unit:
        group = await _bound(unit, chat_id)
        if group is None or group.compound_id is None:
            return None
        actor = await actor_of(unit, telegram_id)
        chat = await unit.chats.chat(telegram_id)
        at_home = any(one.home.compound_id == group.compound_id for one in actor.bindings)
        begun = await unit.opinions.draft_of_album(actor.person_id or "", album) if album else None
        if begun is not None and photo is not None and not words.strip():
            shown = await add_photo(unit, begun, telegram_id, file_id=photo[0], album=album, now=now, from_group=True)
            await unit.commit()
            return shown
        if not words.strip() or not at_home or chat is None or not chat.reachable:
            await _say_how(unit, group, now)
            await unit.commit()
            return None
        said, photos = words_from(words), [photo[0]] if photo is not None else []
        opinion_id = await begin_draft(unit, actor, group.compound_id, words=said, photos=photos, album=album, now=now)
        shown = await draft_of(unit, opinion_id, from_group=True)
        await unit.commit()
    return shown


async def _say_how(unit: UnitOfWork, group: Group, now: datetime) -> None:
    key = f"opinion-how:{group.id}:{int(now.timestamp() // 3600)}"
    letter = Letter(key, group.chat_id, "opinions.say_in_private", SayInPrivate(group.compound_id or ""), lane=Lane.CARD)
    await unit.outbox.put(letter, now)
