"""Checks of the bot's rights in each group that it is in."""

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import GetChatMember
from aiogram.types import ChatMemberAdministrator, ChatMemberRestricted, User

from bot.runtime.checks.platform import PATIENCE
from bot.runtime.checks.verdicts import Check, fine, warning, wrong
from storage.groups import Group

BACK = "在私聊「我的群」里点「加回来」，选这个群。 / In the private chat: My groups → Bring back."


def left_group(group: Group) -> Check:
    """The platform said so when it happened: nothing is asked of a chat that the bot is not in. Perhaps it was meant so."""
    return warning(
        f"group:{group.title}",
        "不在这个群里了，表决和结果到不了那里。 / The bot was taken out of this group: votes and results do not come there.",
        BACK + " 不用这个群了，就点「解绑」。 / Not needed any more: Unbind.",
    )


async def check_group(bot: Bot, me: User, group: Group) -> Check:
    name = f"group:{group.title}"
    try:
        member = await bot(GetChatMember(chat_id=group.chat_id, user_id=me.id), request_timeout=PATIENCE)
    except (TelegramForbiddenError, TelegramBadRequest):
        return wrong(name, "不在这个群里了。 / The bot is no longer in this group.", BACK)
    except (TelegramAPIError, ClientDecodeError) as error:
        return warning(name, f"没有查到（{type(error).__name__}）。 / Not known.", "过一会儿再试。 / Try again later.")
    if member.status in {"left", "kicked"}:
        return wrong(name, "不在这个群里了。 / The bot is no longer in this group.", BACK)
    if isinstance(member, ChatMemberRestricted) and not member.can_send_messages:
        return wrong(
            name, "被禁言了，发不出卡片。 / The bot is muted here.", "请群管理员解除限制。 / A group admin must lift the restriction."
        )
    if group.place_id is None:
        return warning(
            name,
            "还没有绑定到小区。 / Not bound to a place yet.",
            "在群里的卡片上，或在「我的群」里绑定。 / Bind it on its card, or in My groups.",
        )
    if isinstance(member, ChatMemberAdministrator):
        pins = "能置顶" if member.can_pin_messages else "不能置顶"
        return fine(name, f"是管理员，{pins}；群里的话会传来，不看也不存。 / Admin; all talk reaches the bot and is dropped.")
    return fine(name, "普通成员，够用。 / A plain member, which is enough.")
