"""「我的群」 in staff's private chat: the list, one group, where to bind it."""

from aiogram import Router
from aiogram.filters import BaseFilter
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions import groups as actions
from bot.rules.groups import BoundAnew, GroupDetail
from handlers.context import Context, answer
from handlers.groups import cards
from handlers.groups.callbacks import PickPlace, RenewCard, SetGroupLanguage, ShowGroup, UnbindGroup
from handlers.groups.router.standing import checked_standing
from handlers.menus import OpenGroups
from messages import groups as texts


class SaysStaff(BaseFilter):
    """`/start s_<group>`: 「我是干部」 was tapped on a group's card."""

    async def __call__(self, message: Message) -> bool | dict[str, str]:
        command, _, payload = (message.text or "").partition(" ")
        if message.chat.type != "private" or command != "/start" or not payload.startswith("s_"):
            return False
        return {"group_id": payload.removeprefix("s_").strip()}


async def staff_came(message: Message, context: Context, group_id: str) -> None:
    if not context.actor.is_staff:
        await context.show(cards.not_staff_yet(context.language))
        return
    await _show_group(context, group_id, None)


async def groups_opened(query: CallbackQuery, callback_data: OpenGroups, context: Context) -> AnswerCallbackQuery:
    facts = await actions.read_group_list(
        context.read(), telegram_id=query.from_user.id, language=context.language, place_id=callback_data.place
    )
    await context.show(cards.group_list(facts, context.language, context.facts.bot_username), replace=_message(query))
    return answer(query)


async def group_chosen(query: CallbackQuery, callback_data: ShowGroup, context: Context) -> AnswerCallbackQuery:
    await _show_group(context, callback_data.group, _message(query))
    return answer(query)


async def _show_group(context: Context, group_id: str, replace: int | None) -> None:
    """What the bot may do there is asked anew: rights change without a word to the bot's owner."""
    await _read(context, group_id)
    chat_id = await actions.read_group_chat(context.read(), group_id=group_id)
    standing = await checked_standing(context, chat_id) if chat_id is not None else None
    if chat_id is not None and standing is not None:
        username = context.facts.bot_username
        await actions.note_standing(context.uow(), chat_id=chat_id, standing=standing, bot_username=username, now=context.now())
    await _show_detail(context, group_id, replace)


async def _show_detail(context: Context, group_id: str, replace: int | None) -> None:
    detail = await _read(context, group_id)
    await context.show(cards.group_detail(detail, context.language, context.facts.bot_username), replace=replace)


async def _read(context: Context, group_id: str) -> GroupDetail:
    """Refuses whoever is not staff of the group's place."""
    return await actions.read_group(context.read(), group_id=group_id, telegram_id=context.actor.telegram_id, language=context.language)


async def places_asked(query: CallbackQuery, callback_data: PickPlace, context: Context) -> AnswerCallbackQuery:
    facts = await actions.read_places(
        context.read(),
        group_id=callback_data.group,
        inside=callback_data.inside,
        page=callback_data.page,
        telegram_id=query.from_user.id,
        language=context.language,
    )
    await context.show(cards.place_page(facts, context.language), replace=_message(query))
    return answer(query)


async def unbinding_asked(query: CallbackQuery, callback_data: UnbindGroup, context: Context) -> AnswerCallbackQuery:
    if callback_data.sure:
        try:
            await actions.unbind_group(
                context.uow(),
                group_id=callback_data.group,
                telegram_id=query.from_user.id,
                language=context.language,
                bot_username=context.facts.bot_username,
                now=context.now(),
                place_id=callback_data.place,
            )
        except BoundAnew:
            # In the place of the question the page says to which.
            await _show_detail(context, callback_data.group, _message(query))
            raise
        await _show_detail(context, callback_data.group, _message(query))
        return answer(query)
    detail = await _read(context, callback_data.group)
    await context.show(cards.unbind_asked(detail, context.language), replace=_message(query))
    return answer(query)


async def group_language_chosen(query: CallbackQuery, callback_data: SetGroupLanguage, context: Context) -> AnswerCallbackQuery:
    await actions.set_group_language(
        context.uow(),
        group_id=callback_data.group,
        language=callback_data.language,
        telegram_id=query.from_user.id,
        bot_username=context.facts.bot_username,
        now=context.now(),
    )
    await _show_detail(context, callback_data.group, _message(query))
    return answer(query, texts.language_set(context.language, chosen=callback_data.language))


async def card_renewal_asked(query: CallbackQuery, callback_data: RenewCard, context: Context) -> AnswerCallbackQuery:
    await actions.renew_card(
        context.uow(),
        group_id=callback_data.group,
        telegram_id=query.from_user.id,
        language=context.language,
        bot_username=context.facts.bot_username,
        now=context.now(),
    )
    return answer(query, texts.card_renewed(context.language))


def _message(query: CallbackQuery) -> int | None:
    return query.message.message_id if query.message is not None else None


def register(router: Router) -> None:
    router.message.register(staff_came, SaysStaff())
    router.callback_query.register(groups_opened, OpenGroups.filter())
    router.callback_query.register(group_chosen, ShowGroup.filter())
    router.callback_query.register(places_asked, PickPlace.filter())
    router.callback_query.register(unbinding_asked, UnbindGroup.filter())
    router.callback_query.register(group_language_chosen, SetGroupLanguage.filter())
    router.callback_query.register(card_renewal_asked, RenewCard.filter())
