"""「录表格」: staff send a table of paper ballots, confirm what was read, and send the photos."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.entries import photos, tables
from handlers.context import Context
from handlers.entries import cards
from handlers.entries.callbacks import ConfirmTable, DropTable, OpenTable, WantPhotos
from handlers.entries.forms import HasNoCommand, HasPhoto, HasPhotoOfTable, HasTable
from handlers.entries.router.entering import show_here
from handlers.forms import FormStep


async def table_wanted(query: CallbackQuery, callback_data: OpenTable, context: Context) -> AnswerCallbackQuery:
    facts = await tables.ask_table(
        context.uow(), actor=context.actor, vote_id=callback_data.vote, received_at=context.received_at, now=context.now()
    )
    return await show_here(query, context, cards.table_asked(facts, context.language))


async def table_sent(_message: Message, context: Context, file_id: str, file_name: str, size: int) -> None:
    await tables.send_table(
        context.uow(),
        actor=context.actor,
        form=context.form,
        file_id=file_id,
        file_name=file_name,
        size=size,
        received_at=context.received_at,
        now=context.now(),
    )


async def words_sent(_message: Message, context: Context, words: str) -> None:
    """The file is asked for once more."""
    facts = await tables.read_table_asked(context.read(), actor=context.actor, form=context.form, received_at=context.received_at)
    await context.show(cards.table_asked(facts, context.language))


async def table_confirmed(query: CallbackQuery, callback_data: ConfirmTable, context: Context) -> AnswerCallbackQuery:
    facts = await tables.confirm_table(
        context.uow(), actor=context.actor, batch=callback_data.batch, received_at=context.received_at, now=context.now()
    )
    return await show_here(query, context, cards.photos_wanted(facts, context.language))


async def table_dropped(query: CallbackQuery, callback_data: DropTable, context: Context) -> AnswerCallbackQuery:
    await tables.drop_table(context.uow(), actor=context.actor, batch=callback_data.batch, now=context.now())
    return await show_here(query, context, cards.table_gone(context.language))


async def photos_opened(query: CallbackQuery, callback_data: WantPhotos, context: Context) -> AnswerCallbackQuery:
    facts = await photos.want_photos(
        context.uow(),
        actor=context.actor,
        vote_id=callback_data.vote,
        entry_id=callback_data.entry,
        received_at=context.received_at,
        now=context.now(),
    )
    return await show_here(query, context, cards.photos_wanted(facts, context.language))


async def photo_sent(message: Message, context: Context, file_id: str, size: int, vote: str = "") -> None:
    facts = await photos.send_photo_of(
        context.uow(),
        actor=context.actor,
        form=context.form,
        vote_id=vote,
        file_id=file_id,
        size=size,
        words=message.caption or "",
        album=message.media_group_id or "",
        received_at=context.received_at,
        now=context.now(),
    )
    if facts is not None:
        await context.show(cards.photos_wanted(facts, context.language))


async def words_for_photo(_message: Message, context: Context, words: str) -> None:
    """Words alone are no photo: what is asked for is said once more."""
    await context.show(cards.photo_needs_words(context.language))


def register(router: Router) -> None:
    presses = router.callback_query.register
    presses(table_wanted, OpenTable.filter())
    presses(table_confirmed, ConfirmTable.filter())
    presses(table_dropped, DropTable.filter())
    presses(photos_opened, WantPhotos.filter())
    router.message.register(table_sent, FormStep(tables.TABLE, tables.FILE), HasTable())
    router.message.register(words_sent, FormStep(tables.TABLE, tables.FILE), HasNoCommand())
    router.message.register(photo_sent, FormStep(photos.PHOTOS, photos.PHOTO), HasPhoto())
    router.message.register(photo_sent, HasPhotoOfTable())
    router.message.register(table_sent, FormStep(photos.PHOTOS, photos.PHOTO), HasTable())
    router.message.register(words_for_photo, FormStep(photos.PHOTOS, photos.PHOTO), HasNoCommand())
