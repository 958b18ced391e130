"""「我的资料」: see, export, correct, leave."""

from datetime import date, datetime
from typing import Any

import orjson
from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions import residents as actions
from handlers.context import Context, answer
from handlers.forms import FormStep, Said
from handlers.menus import MenuItem
from handlers.residents.callbacks import ExportMyData, LeaveLinli, RenameMe, ShowMyData
from handlers.residents.cards import serving as cards
from handlers.residents.router.coming import check_no_button, show_here
from handlers.residents.router.filters import Words
from handlers.residents.router.homes import Attachments, keep_for_a_day


async def my_data_opened(query: CallbackQuery, callback_data: ShowMyData, context: Context) -> AnswerCallbackQuery:
    facts = await actions.read_my_data(context.read(), telegram_id=query.from_user.id)
    return await show_here(query, context, cards.my_data(facts, context.language))


async def my_data_asked(message: Message, context: Context) -> None:
    facts = await actions.read_my_data(context.read(), telegram_id=context.actor.telegram_id)
    await context.show(cards.my_data(facts, context.language))


async def my_data_exported(
    query: CallbackQuery, callback_data: ExportMyData, context: Context, attachments: Attachments
) -> AnswerCallbackQuery:
    document = await actions.read_export(context.read(), telegram_id=query.from_user.id)
    data = orjson.dumps(document, default=_plain, option=orjson.OPT_INDENT_2)
    file = await keep_for_a_day(context, attachments, data, "linli-mydata.json", is_photo=False)
    await context.show(cards.my_data_file(context.language, file))
    return answer(query)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


async def new_name_asked(query: CallbackQuery, callback_data: RenameMe, context: Context) -> AnswerCallbackQuery:
    await actions.ask_for_name(context.uow(), telegram_id=query.from_user.id, now=context.now())
    await context.show(cards.new_name_asked(context.language))
    return answer(query)


async def new_name_typed(message: Message, context: Context, words: str, menu: tuple[MenuItem, ...]) -> None:
    check_no_button(words, menu)
    name = await actions.rename_me(context.uow(), telegram_id=context.actor.telegram_id, text=words, now=context.now())
    await context.show(cards.renamed(name, context.language))


async def leaving(query: CallbackQuery, callback_data: LeaveLinli, context: Context) -> AnswerCallbackQuery:
    if not callback_data.sure:
        asked = await actions.read_leaving_all(context.read(), telegram_id=query.from_user.id)
        return await show_here(query, context, cards.leave_asked(asked, context.language))
    left = await actions.leave_linli(context.uow(), telegram_id=query.from_user.id, now=context.now())
    return await show_here(query, context, cards.left(left, context.language))


def register(router: Router) -> None:
    router.message.register(my_data_asked, Said("mydata", "我的资料"))
    router.message.register(new_name_typed, FormStep("residents.naming", "name"), Words())
    router.callback_query.register(my_data_opened, ShowMyData.filter())
    router.callback_query.register(my_data_exported, ExportMyData.filter())
    router.callback_query.register(new_name_asked, RenameMe.filter())
    router.callback_query.register(leaving, LeaveLinli.filter())
