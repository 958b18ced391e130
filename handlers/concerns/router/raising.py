"""What residents press and type: the form, their own concerns, whether they may be known."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.concerns import authoring, photos
from bot.actions.concerns import raising as actions
from bot.rules.concerns.facts import JoinFirst, Raising, RaisingStep
from bot.rules.concerns.violations import FormGone, VoteIsOver
from bot.rules.votes.typed import choice_from
from handlers.concerns import cards
from handlers.concerns.callbacks import (
    AddToConcern,
    DropPhotos,
    MyConcerns,
    PickBand,
    PickKind,
    RewriteConcern,
    SayWho,
    SendConcern,
    ShowMyConcern,
    TakeBackConcern,
)
from handlers.concerns.forms import LINK_PREFIX, AtAButton
from handlers.context import Context, answer, show_here
from handlers.forms import CameByLink, FormStep, HasPhoto, HasWords, Said
from handlers.menus import MenuItem, RaiseConcern, named


async def concern_wanted(query: CallbackQuery, callback_data: RaiseConcern, context: Context) -> AnswerCallbackQuery:
    """In a group nothing is asked: the tap itself leads to the private chat. There the card stays as it is: it is for voting."""
    message = query.message
    if message is None or message.chat.type != "private":
        return answer(query, url=context.start_link(f"{LINK_PREFIX}{callback_data.vote}"))
    await _open(context, callback_data.vote)
    return answer(query)


async def concern_started(message: Message, context: Context, vote: str) -> None:
    await _open(context, vote)


async def _open(context: Context, vote: str) -> None:
    opened = await actions.open_raising(
        context.uow(), telegram_id=context.actor.telegram_id, vote_id=vote, language=context.language, now=context.now()
    )
    screen = cards.join_first(opened, context.language) if isinstance(opened, JoinFirst) else cards.raising(opened, context.language)
    await context.show(screen)


@asynccontextmanager
async def _at_the_form(query: CallbackQuery, context: Context) -> AsyncIterator[None]:
    """A form that is over leaves the screen that was pressed: it says so there. One that goes on asks its question again."""
    try:
        yield
    except (FormGone, VoteIsOver) as over:
        asks = context.form is not None and context.form.name == actions.RAISING and isinstance(over, FormGone)
        if asks:
            facts = await actions.read_raising(context.read(), telegram_id=query.from_user.id, now=context.now())
            await show_here(query, context, cards.raising(facts, context.language))
        else:
            await show_here(query, context, cards.form_over(over, context.language))
        raise


async def _went_on(query: CallbackQuery, context: Context, facts: Raising) -> AnswerCallbackQuery:
    return await show_here(query, context, cards.raising(facts, context.language))


async def kind_picked(query: CallbackQuery, callback_data: PickKind, context: Context) -> AnswerCallbackQuery:
    async with _at_the_form(query, context):
        facts = await actions.pick_kind(
            context.uow(), telegram_id=query.from_user.id, vote_id=callback_data.vote, kind=callback_data.kind, now=context.now()
        )
    return await _went_on(query, context, facts)


async def words_typed(message: Message, context: Context, words: str) -> None:
    facts = await actions.type_words(context.uow(), telegram_id=context.actor.telegram_id, typed=words, now=context.now())
    await context.show(cards.raising(facts, context.language))


async def sent_at_a_button(message: Message, context: Context, typed: bool, menu: tuple[MenuItem, ...]) -> None:
    """Words, a voice, a picture where a button is asked for: the question once more, and that they were not taken.

    Words of one's own before the first button are the concern's.
    """
    words = message.text or ""
    if context.form is not None and context.form.step == RaisingStep.KIND and words and not _means_else(words, context, menu):
        asked = await actions.write_first(context.uow(), telegram_id=context.actor.telegram_id, typed=words, now=context.now())
        await context.show(cards.raising(asked, context.language))
        return
    facts = await actions.read_raising(context.read(), telegram_id=context.actor.telegram_id, now=context.now())
    await context.show(cards.raising_again(facts, context.language, typed=typed))


def _means_else(words: str, context: Context, menu: tuple[MenuItem, ...]) -> bool:
    """A button's name, or a choice: nobody is to read of their 「同意」 that it is kept."""
    said = cards.names_a_button(words, context.language) or choice_from(words) is not None
    return said or named(menu, context.actor, words) is not None


async def band_picked(query: CallbackQuery, callback_data: PickBand, context: Context) -> AnswerCallbackQuery:
    async with _at_the_form(query, context):
        facts = await actions.pick_band(
            context.uow(), telegram_id=query.from_user.id, vote_id=callback_data.vote, band=callback_data.band, now=context.now()
        )
    return await _went_on(query, context, facts)


async def rewriting(query: CallbackQuery, callback_data: RewriteConcern, context: Context) -> AnswerCallbackQuery:
    async with _at_the_form(query, context):
        facts = await actions.rewrite(context.uow(), telegram_id=query.from_user.id, vote_id=callback_data.vote, now=context.now())
    return await _went_on(query, context, facts)


async def concern_sent(query: CallbackQuery, callback_data: SendConcern, context: Context) -> AnswerCallbackQuery:
    async with _at_the_form(query, context):
        mine = await actions.send_concern(
            context.uow(),
            telegram_id=query.from_user.id,
            vote_id=callback_data.vote,
            mark=callback_data.mark,
            zone=ZoneInfo(context.facts.timezone),
            now=context.now(),
        )
    return await show_here(query, context, cards.my_concern(mine, context.language))


async def photo_sent(message: Message, context: Context, file_id: str, size: int) -> None:
    facts = await actions.send_photo(
        context.uow(),
        telegram_id=context.actor.telegram_id,
        file_id=file_id,
        size=size,
        caption=message.caption or "",
        album=message.media_group_id or "",
        now=context.now(),
    )
    if facts is not None:
        await context.show(cards.raising(facts, context.language))


async def photos_dropped(query: CallbackQuery, callback_data: DropPhotos, context: Context) -> AnswerCallbackQuery:
    async with _at_the_form(query, context):
        facts = await actions.drop_photos(context.uow(), telegram_id=query.from_user.id, vote_id=callback_data.vote, now=context.now())
    return await _went_on(query, context, facts)


# one's own
async def adding(query: CallbackQuery, callback_data: AddToConcern, context: Context) -> AnswerCallbackQuery:
    asked = await photos.ask_adding(context.uow(), concern_id=callback_data.concern, telegram_id=query.from_user.id, now=context.now())
    return await show_here(query, context, cards.ask_more(asked, context.language))


async def more_typed(message: Message, context: Context, words: str) -> None:
    mine = await photos.add(context.uow(), telegram_id=context.actor.telegram_id, typed=words, now=context.now())
    assert mine is not None, "words are of no album"
    await context.show(cards.my_concern(mine, context.language))


async def more_photos(message: Message, context: Context, file_id: str, size: int) -> None:
    mine = await photos.add(
        context.uow(),
        telegram_id=context.actor.telegram_id,
        typed=message.caption or "",
        file_id=file_id,
        size=size,
        album=message.media_group_id or "",
        now=context.now(),
    )
    if mine is not None:
        await context.show(cards.my_concern(mine, context.language))


async def my_concerns_opened(query: CallbackQuery, callback_data: MyConcerns, context: Context) -> AnswerCallbackQuery:
    facts = await authoring.read_my_concerns(context.read(), telegram_id=query.from_user.id, page=callback_data.page, now=context.now())
    return await show_here(query, context, cards.my_concerns(facts, context.language))


async def my_concerns_asked(message: Message, context: Context) -> None:
    facts = await authoring.read_my_concerns(context.read(), telegram_id=context.actor.telegram_id, page=0, now=context.now())
    await context.show(cards.my_concerns(facts, context.language))


async def my_concern_opened(query: CallbackQuery, callback_data: ShowMyConcern, context: Context) -> AnswerCallbackQuery:
    mine = await authoring.read_my_concern(context.read(), concern_id=callback_data.concern, telegram_id=query.from_user.id)
    return await show_here(query, context, cards.my_concern(mine, context.language))


async def taking_back(query: CallbackQuery, callback_data: TakeBackConcern, context: Context) -> AnswerCallbackQuery:
    concern, me = callback_data.concern, query.from_user.id
    if not callback_data.sure:
        await authoring.check_own(context.read(), concern_id=concern, telegram_id=me)
        mine = await authoring.read_my_concern(context.read(), concern_id=concern, telegram_id=me)
        return await show_here(query, context, cards.take_back_asked(mine, context.language))
    await authoring.take_back(context.uow(), concern_id=concern, telegram_id=me, now=context.now())
    return await show_here(query, context, cards.taken_back(context.language))


async def who_said(query: CallbackQuery, callback_data: SayWho, context: Context) -> AnswerCallbackQuery:
    mine = await authoring.say_who(
        context.uow(), concern_id=callback_data.concern, telegram_id=query.from_user.id, agree=callback_data.agree, now=context.now()
    )
    return await show_here(query, context, cards.my_concern(mine, context.language))


def register(router: Router) -> None:
    presses = router.callback_query.register
    presses(concern_wanted, RaiseConcern.filter())
    presses(kind_picked, PickKind.filter())
    presses(band_picked, PickBand.filter())
    presses(rewriting, RewriteConcern.filter())
    presses(concern_sent, SendConcern.filter())
    presses(my_concerns_opened, MyConcerns.filter())
    presses(my_concern_opened, ShowMyConcern.filter())
    presses(taking_back, TakeBackConcern.filter())
    presses(who_said, SayWho.filter())
    presses(photos_dropped, DropPhotos.filter())
    presses(adding, AddToConcern.filter())
    router.message.register(concern_started, CameByLink(LINK_PREFIX, "vote"))
    router.message.register(my_concerns_asked, Said("concerns", "我的顾虑", "my concerns", in_forms=False))
    router.message.register(words_typed, FormStep(actions.RAISING, RaisingStep.WORDS), HasWords())
    router.message.register(photo_sent, FormStep(actions.RAISING), HasPhoto())
    router.message.register(more_typed, FormStep(photos.ADDING), HasWords())
    router.message.register(more_photos, FormStep(photos.ADDING), HasPhoto())
    router.message.register(sent_at_a_button, AtAButton())
