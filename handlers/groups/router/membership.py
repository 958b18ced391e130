"""The bot was added, promoted, demoted, removed, the group became a supergroup or has another title."""

import structlog
from aiogram import Router
from aiogram.exceptions import TelegramAPIError
from aiogram.filters import BaseFilter
from aiogram.methods import PinChatMessage
from aiogram.types import ChatMemberRestricted, ChatMemberUpdated, Message

from bot.actions import groups as actions
from bot.rules.groups import Standing
from handlers.context import Context
from handlers.groups.router.standing import checked_standing

log = structlog.get_logger()
GROUP_TYPES = frozenset({"group", "supergroup"})
OUT = frozenset({"left", "kicked"})


class OfGroup(BaseFilter):
    """A change of the bot's own membership in a group (channels and private chats are others' matter)."""

    async def __call__(self, event: ChatMemberUpdated) -> bool:
        return event.chat.type in GROUP_TYPES


class Migrated(BaseFilter):
    """Either of the two service messages that tell of a new chat id."""

    async def __call__(self, message: Message) -> bool:
        return message.migrate_to_chat_id is not None or message.migrate_from_chat_id is not None


class Renamed(BaseFilter):
    async def __call__(self, message: Message) -> bool | dict[str, str]:
        return {"title": message.new_chat_title} if message.chat.type in GROUP_TYPES and message.new_chat_title else False


def _is_in(member: object) -> bool:
    return member.is_member if isinstance(member, ChatMemberRestricted) else getattr(member, "status", "") not in OUT


async def bot_membership_changed(event: ChatMemberUpdated, context: Context) -> None:
    username = context.facts.bot_username
    if not _is_in(event.new_chat_member):
        if _is_in(event.old_chat_member):
            await actions.leave_group(context.uow(), chat_id=event.chat.id, bot_username=username, now=context.now())
        return
    standing = await checked_standing(context, event.chat.id)
    to_pin = await actions.enter_group(
        context.uow(),
        chat_id=event.chat.id,
        title=event.chat.title or "",
        added_by=event.from_user.id,
        standing=standing or Standing(),
        language=context.facts.default_language,
        bot_username=username,
        now=context.now(),
    )
    if to_pin is not None:
        await _pin(context, event.chat.id, to_pin)


async def _pin(context: Context, chat_id: int, message_id: int) -> None:
    """A convenience: where it fails, a person pins by a long press, as the card says."""
    try:
        await context.bot(PinChatMessage(chat_id=chat_id, message_id=message_id, disable_notification=True))
    except TelegramAPIError as error:
        log.info("not_pinned", reason=type(error).__name__)


async def group_migrated(message: Message, context: Context) -> None:
    old_id = message.migrate_from_chat_id or message.chat.id
    new_id = message.migrate_to_chat_id or message.chat.id
    await actions.migrate_group(context.uow(), old_id=old_id, new_id=new_id, bot_username=context.facts.bot_username, now=context.now())


async def group_renamed(message: Message, context: Context, title: str) -> None:
    await actions.rename_group(context.uow(), chat_id=message.chat.id, title=title)


def register(router: Router) -> None:
    router.my_chat_member.register(bot_membership_changed, OfGroup())
    router.message.register(group_migrated, Migrated())
    router.message.register(group_renamed, Renamed())
