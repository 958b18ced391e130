"""What somebody asks about their own receipts."""

from aiogram import Router
from aiogram.types import Message

from bot.actions.proofs.reading import read_receipts
from handlers.context import Context
from handlers.forms import Said
from handlers.proofs import cards


async def receipts_asked(_message: Message, context: Context) -> None:
    found = await read_receipts(context.read(), actor=context.actor, now=context.now())
    await context.show(cards.own_receipts(found, context.language))


def build_router() -> Router:
    router = Router(name="proofs")
    router.message.register(receipts_asked, Said("receipt", "凭证", "我的凭证", "查我的凭证", "my receipt", in_forms=False))
    return router
