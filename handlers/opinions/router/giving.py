"""What residents press, type and send: an opinion, what was understood, their own ones."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.opinions import authoring
from bot.actions.opinions import giving as actions
from bot.actions.opinions.grouped import give_in_group
from bot.rules.opinions.facts import JoinFirst, OpinionAsked, OpinionDraft, PickCompound
from handlers.context import Context, answer, in_group, show_here
from handlers.forms import CameByLink, FormStep, HasPhoto, HasWords, Said, photo_of
from handlers.opinions import cards
from handlers.opinions.callbacks import (
    DropOpinion,
    GiveOpinion,
    HandIn,
    MyOpinions,
    PickCategory,
    RewriteOpinion,
    ShowMyOpinion,
    TakeBackOpinion,
)
from handlers.opinions.forms import OPINION_LINK, SaidInGroup, SomethingElse, said_after_command
from handlers.screens import Screen


async def _opened(context: Context, place: str, said: str = "") -> Screen:
    opened = await actions.open_giving(
        context.uow(), telegram_id=context.actor.telegram_id, place_id=place, language=context.language, now=context.now(), said=said
    )
    if isinstance(opened, JoinFirst):
        return cards.join_first(opened, context.language)
    return cards.pick_compound(opened, context.language) if isinstance(opened, PickCompound) else _drafted(opened, context)


async def giving(query: CallbackQuery, callback_data: GiveOpinion, context: Context) -> AnswerCallbackQuery:
    """In a group nothing is asked: the tap itself leads to the private chat."""
    if in_group(query):
        return answer(query, url=context.start_link(f"{OPINION_LINK}{callback_data.place}"))
    return await show_here(query, context, await _opened(context, callback_data.place))


async def giving_started(message: Message, context: Context, place: str) -> None:
    await context.show(await _opened(context, place))


async def giving_asked(message: Message, context: Context) -> None:
    """With words after the command they are the opinion, as in a group."""
    await context.show(await _opened(context, "", said_after_command(message.text or "")))


def _drafted(facts: OpinionDraft | OpinionAsked, context: Context) -> Screen:
    if isinstance(facts, OpinionDraft):
        return cards.opinion_draft(facts, context.language)
    return cards.ask_words(facts, context.language)


async def _show_album(message: Message, context: Context, facts: OpinionDraft | OpinionAsked) -> None:
    """Further pictures of an album come to the same draft, on the same message."""
    if not isinstance(facts, OpinionDraft):
        await context.show(_drafted(facts, context))
        return
    shown = await context.show(_drafted(facts, context), replace=facts.shown_in)
    if message.media_group_id and shown is not None and shown != facts.shown_in:
        await actions.note_shown(context.uow(), opinion_id=facts.opinion_id, telegram_id=context.actor.telegram_id, message_id=shown)


async def words_typed(message: Message, context: Context, words: str) -> None:
    facts = await actions.type_words(context.uow(), telegram_id=context.actor.telegram_id, typed=words, now=context.now())
    await context.show(_drafted(facts, context))


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
        await _show_album(message, context, facts)


async def something_else_sent(message: Message, context: Context, typed: bool) -> None:
    """The question, or what was understood, once more."""
    facts = await actions.read_waiting(context.read(), telegram_id=context.actor.telegram_id, typed=typed, now=context.now())
    await context.show(_drafted(facts, context))


async def said_in_group(message: Message, context: Context, words: str) -> None:
    """What was understood is shown to its author alone."""
    facts = await give_in_group(
        context.uow(),
        telegram_id=context.actor.telegram_id,
        chat_id=message.chat.id,
        words=words,
        photo=photo_of(message),
        album=message.media_group_id or "",
        now=context.now(),
    )
    if facts is not None:
        await _show_album(message, context, facts)


async def category_picked(query: CallbackQuery, callback_data: PickCategory, context: Context) -> AnswerCallbackQuery:
    facts = await actions.pick_category(
        context.uow(),
        telegram_id=query.from_user.id,
        opinion_id=callback_data.opinion,
        category=callback_data.category,
        now=context.now(),
    )
    return await show_here(query, context, cards.opinion_draft(facts, context.language))


async def rewriting(query: CallbackQuery, callback_data: RewriteOpinion, context: Context) -> AnswerCallbackQuery:
    facts = await actions.rewrite(context.uow(), telegram_id=query.from_user.id, opinion_id=callback_data.opinion, now=context.now())
    return await show_here(query, context, cards.ask_words(facts, context.language))


async def handed_in(query: CallbackQuery, callback_data: HandIn, context: Context) -> AnswerCallbackQuery:
    me, opinion, mark = query.from_user.id, callback_data.opinion, callback_data.mark
    mine = await actions.hand_in(context.uow(), telegram_id=me, opinion_id=opinion, mark=mark, now=context.now())
    return await show_here(query, context, cards.my_opinion(mine, context.language))


async def dropped(query: CallbackQuery, callback_data: DropOpinion, context: Context) -> AnswerCallbackQuery:
    await actions.drop_draft(context.uow(), telegram_id=query.from_user.id, opinion_id=callback_data.opinion, now=context.now())
    return await show_here(query, context, cards.opinion_gone(context.language, handed_in=False))


# one's own
async def my_opinions_opened(query: CallbackQuery, callback_data: MyOpinions, context: Context) -> AnswerCallbackQuery:
    facts = await authoring.read_my_opinions(context.read(), telegram_id=query.from_user.id, page=callback_data.page)
    return await show_here(query, context, cards.my_opinions(facts, context.language))


async def my_opinions_asked(message: Message, context: Context) -> None:
    facts = await authoring.read_my_opinions(context.read(), telegram_id=context.actor.telegram_id, page=0)
    await context.show(cards.my_opinions(facts, context.language))


async def my_opinion_opened(query: CallbackQuery, callback_data: ShowMyOpinion, context: Context) -> AnswerCallbackQuery:
    mine = await authoring.read_my_opinion(context.read(), opinion_id=callback_data.opinion, telegram_id=query.from_user.id)
    return await show_here(query, context, cards.my_opinion(mine, context.language))


async def taking_back(query: CallbackQuery, callback_data: TakeBackOpinion, context: Context) -> AnswerCallbackQuery:
    opinion, me = callback_data.opinion, query.from_user.id
    if not callback_data.sure:
        mine = await authoring.read_taking_back(context.read(), opinion_id=opinion, telegram_id=me)
        return await show_here(query, context, cards.take_back_asked(mine, context.language))
    await authoring.take_back(context.uow(), opinion_id=opinion, telegram_id=me, now=context.now())
    return await show_here(query, context, cards.opinion_gone(context.language, handed_in=True))


def register(router: Router) -> None:
    presses = router.callback_query.register
    presses(giving, GiveOpinion.filter())
    presses(category_picked, PickCategory.filter())
    presses(rewriting, RewriteOpinion.filter())
    presses(handed_in, HandIn.filter())
    presses(dropped, DropOpinion.filter())
    presses(my_opinions_opened, MyOpinions.filter())
    presses(my_opinion_opened, ShowMyOpinion.filter())
    presses(taking_back, TakeBackOpinion.filter())
    words = router.message.register
    words(said_in_group, SaidInGroup())
    words(giving_started, CameByLink(OPINION_LINK, "place"))
    words(giving_asked, Said("opinion", "提意见"))
    words(my_opinions_asked, Said("opinions", "我的意见", "my opinions"))
    words(words_typed, FormStep(actions.GIVING, actions.WORDS), HasWords())
    words(photo_sent, FormStep(actions.GIVING), HasPhoto())
    words(something_else_sent, FormStep(actions.GIVING), SomethingElse())
