"""How many people read in the groups that a draft goes to, asked of the platform while no unit of work is open."""

import asyncio
from dataclasses import replace

import structlog
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.methods import GetChatMemberCount

from bot.rules.votes.previews import DraftView, GroupName
from handlers.context import Context

log = structlog.get_logger()
# A preview does not wait longer for it: a handler ends within 2 s (design.md).
PATIENCE = 1.0
# Voice.md, rule 2: a preview with more groups is long enough without.
COUNTED_GROUPS = 6


async def with_readers(context: Context, view: DraftView) -> DraftView:
    """The same view; its groups' people stay unknown where the platform does not say in time."""
    if view.preview is None or view.asked or not 0 < len(view.preview.groups) <= COUNTED_GROUPS:
        return view
    groups = tuple(await asyncio.gather(*(_counted(context, group) for group in view.preview.groups)))
    return replace(view, preview=replace(view.preview, groups=groups))


async def _counted(context: Context, group: GroupName) -> GroupName:
    try:
        async with asyncio.timeout(PATIENCE):
            members = await context.bot(GetChatMemberCount(chat_id=group.chat_id))
    except (TelegramAPIError, ClientDecodeError, TimeoutError) as error:
        log.info("members_not_counted", reason=type(error).__name__)
        return group
    return replace(group, people=max(members - 1, 0))
