"""The fake platform also answers what the bot is in a group."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import ChatMemberAdministrator, ChatMemberMember, User

from tests.groups.worlds import member_of
from tests.wire import BOT, Wire


@pytest.fixture
def wire(wire: Wire) -> Wire:
    """`members[chat id, bot id]` is "member" (also when unset), "administrator" or "pinning"; `privacy_off` lifts privacy mode."""
    session: Any = wire.session
    session.privacy_off = False

    async def get_chat_member(bot: Bot, method: Any) -> Any:
        status = session.members.get((method.chat_id, method.user_id), "member")
        if status == "member":
            return ChatMemberMember(**member_of(method.chat_id, "member"))
        return ChatMemberAdministrator(**member_of(method.chat_id, "administrator", can_pin=status == "pinning"))

    async def get_me(bot: Bot, method: Any) -> User:
        return BOT.model_copy(update={"can_read_all_group_messages": session.privacy_off})

    session._getChatMember = get_chat_member
    session._getMe = get_me
    return wire
