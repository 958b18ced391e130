"""What somebody asks about their own receipts, and the files of a vote for those in charge of it."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.proofs import handing
from bot.actions.proofs.reading import read_kept_tap, read_receipts
from bot.rules.residents import HomeRole
from handlers.context import Context, answer
from handlers.forms import Said
from handlers.menus import OpenFiles
from handlers.proofs import cards
from handlers.proofs.callbacks import WantFile
from messages import proofs as texts


async def receipts_asked(_message: Message, context: Context) -> None:
    found = await read_receipts(context.read(), actor=context.actor, now=context.now())
    kept = await read_kept_tap(context.read(), actor=context.actor, now=context.now())
    bindings = context.actor.active_bindings
    is_owner = any(one.role is HomeRole.OWNER for one in bindings)
    stranger = not context.actor.bindings
    shown = cards.own_receipts(found, context.language, is_owner=is_owner, is_bound=bool(bindings), kept=kept, stranger=stranger)
    await context.show(shown)


async def files_opened(query: CallbackQuery, callback_data: OpenFiles, context: Context) -> AnswerCallbackQuery:
    offer = await handing.read_files(context.read(), actor=context.actor, vote_id=callback_data.vote)
    message = query.message
    await context.show(cards.files_offered(offer, context.language), replace=message.message_id if message is not None else None)
    return answer(query)


async def file_wanted(query: CallbackQuery, callback_data: WantFile, context: Context) -> AnswerCallbackQuery:
    vote, kind = callback_data.vote, callback_data.kind
    await handing.queue_file(context.uow(), actor=context.actor, vote_id=vote, kind=kind, now=context.now())
    return answer(query, texts.file_queued(context.language))


def build_router() -> Router:
    router = Router(name="proofs")
    router.message.register(receipts_asked, Said("receipt", "凭证", "我的凭证", "查我的凭证", "my receipt", in_forms=False))
    router.callback_query.register(files_opened, OpenFiles.filter())
    router.callback_query.register(file_wanted, WantFile.filter())
    return router
