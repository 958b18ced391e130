"""Buttons of the group's card: binding, what the bot may do, which votes are open."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery

from bot.actions import groups as actions
from handlers.context import Context, answer
from handlers.groups import cards
from handlers.groups.callbacks import BindGroup, GroupRights, GroupVotes
from messages import groups as texts


async def group_bound(query: CallbackQuery, callback_data: BindGroup, context: Context) -> AnswerCallbackQuery:
    """In the group or in staff's private list; there the group's page follows."""
    bound = await actions.bind_group(
        context.uow(),
        group_id=callback_data.group,
        place_id=callback_data.place,
        telegram_id=query.from_user.id,
        language=context.language,
        bot_username=context.facts.bot_username,
        now=context.now(),
    )
    if query.message is not None and query.message.chat.type == "private":
        detail = await actions.read_group(
            context.read(), group_id=bound.group_id, telegram_id=query.from_user.id, language=context.language
        )
        screen = cards.group_detail(detail, context.language, context.facts.bot_username)
        await context.show(screen, replace=query.message.message_id)
    return answer(query, texts.group_bound(context.language, bound=bound), alert=True)


async def rights_asked(query: CallbackQuery, callback_data: GroupRights, context: Context) -> AnswerCallbackQuery:
    await actions.check_in_group(context.read(), group_id=callback_data.group, chat_id=_chat(query))
    return answer(query, texts.group_rights(context.language), alert=True)


async def votes_asked(query: CallbackQuery, callback_data: GroupVotes, context: Context) -> AnswerCallbackQuery:
    votes = await actions.read_open_votes(context.read(), group_id=callback_data.group, chat_id=_chat(query))
    return answer(query, texts.open_votes(context.language, votes=votes), alert=True)


def _chat(query: CallbackQuery) -> int:
    return query.message.chat.id if query.message is not None else 0


def register(router: Router) -> None:
    router.callback_query.register(group_bound, BindGroup.filter())
    router.callback_query.register(rights_asked, GroupRights.filter())
    router.callback_query.register(votes_asked, GroupVotes.filter())
