"""What the platform says the bot is in a group, asked before any unit of work is open."""

import structlog
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.methods import GetChatMember, GetMe
from aiogram.types import ChatMemberAdministrator, ChatMemberMember, ChatMemberRestricted, User

from bot.rules.groups import Standing
from handlers.context import Context

log = structlog.get_logger()


async def checked_standing(context: Context, chat_id: int) -> Standing | None:
    """None when the platform does not say: then nothing is claimed, and nothing that was known is forgotten."""
    try:
        me = await context.bot(GetMe())
        member = await context.bot(GetChatMember(chat_id=chat_id, user_id=context.facts.bot_id))
    except (TelegramAPIError, ClientDecodeError) as error:
        log.info("standing_not_checked", reason=type(error).__name__)
        return None
    return standing_of(member, me)


def standing_of(member: object, me: User) -> Standing:
    """A plain member with privacy mode on hears only what is addressed to it; both are checked, or it is not said."""
    if isinstance(member, ChatMemberAdministrator):
        return Standing(is_admin=True, can_pin=bool(member.can_pin_messages))
    plain = isinstance(member, ChatMemberMember) or (isinstance(member, ChatMemberRestricted) and member.is_member)
    return Standing(hears_only_addressed=plain and me.can_read_all_group_messages is False)
