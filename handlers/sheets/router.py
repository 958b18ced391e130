"""「公示单」, 「纸质票」, 「送达表」: choose the paper, and a worker sends the file."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery

from bot.actions import sheets
from handlers.context import Context, answer
from handlers.menus import OpenSheets
from handlers.sheets import cards
from handlers.sheets.callbacks import PrintSheet
from messages import sheets as texts


async def sheets_opened(query: CallbackQuery, callback_data: OpenSheets, context: Context) -> AnswerCallbackQuery:
    offer = await sheets.read_sheets(context.read(), actor=context.actor, vote_id=callback_data.vote, kind=callback_data.kind)
    message = query.message
    await context.show(cards.sheets_offered(offer, context.language), replace=message.message_id if message is not None else None)
    return answer(query)


async def sheet_wanted(query: CallbackQuery, callback_data: PrintSheet, context: Context) -> AnswerCallbackQuery:
    vote, kind, paper = callback_data.vote, callback_data.kind, callback_data.paper
    await sheets.queue_sheet(context.uow(), actor=context.actor, vote_id=vote, kind=kind, paper=paper, now=context.now())
    return answer(query, texts.sheet_queued(context.language))


def build_router() -> Router:
    router = Router(name="sheets")
    router.callback_query.register(sheets_opened, OpenSheets.filter())
    router.callback_query.register(sheet_wanted, PrintSheet.filter())
    return router
