"""What chiefs and staff press and type: the list, the answer, who it is, mediation, how it ended."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.concerns import answering, photos, reading, settling
from bot.rules.concerns.facts import ConcernCard
from handlers.concerns import cards
from handlers.concerns.callbacks import AnswerConcern, AskWho, EndConcern, Mediate, PostAnswer, SendAnswer, ShowConcern, ShowConcernPhotos
from handlers.context import Context, answer, show_here
from handlers.forms import FormStep, HasWords
from handlers.menus import ConcernsInCharge


async def concerns_opened(query: CallbackQuery, callback_data: ConcernsInCharge, context: Context) -> AnswerCallbackQuery:
    facts = await reading.read_concerns(context.read(), actor=context.actor, page=callback_data.page, now=context.now())
    return await show_here(query, context, cards.concern_list(facts, context.language))


async def concern_opened(query: CallbackQuery, callback_data: ShowConcern, context: Context) -> AnswerCallbackQuery:
    card = await reading.read_concern(context.read(), concern_id=callback_data.concern, telegram_id=query.from_user.id)
    return await _card(query, context, card)


async def _card(query: CallbackQuery, context: Context, card: ConcernCard) -> AnswerCallbackQuery:
    """How it stands after the press; the card itself, where that is another message, is edited by its letter."""
    return await show_here(query, context, cards.concern_card(card, context.language))


async def photos_opened(query: CallbackQuery, callback_data: ShowConcernPhotos, context: Context) -> AnswerCallbackQuery:
    """Below the concern, one after the other; they are in no group."""
    for sha256 in await photos.read_photos(context.read(), concern_id=callback_data.concern, telegram_id=query.from_user.id):
        await context.show(cards.concern_photo(callback_data.concern, sha256, context.language))
    return answer(query)


async def answer_wanted(query: CallbackQuery, callback_data: AnswerConcern, context: Context) -> AnswerCallbackQuery:
    card = await answering.ask_answer(context.uow(), concern_id=callback_data.concern, telegram_id=query.from_user.id, now=context.now())
    await context.show(cards.ask_answer(card, context.language))
    return answer(query)


async def answer_typed(message: Message, context: Context, words: str) -> None:
    shown = await answering.type_answer(context.uow(), telegram_id=context.actor.telegram_id, typed=words, now=context.now())
    await context.show(cards.answer_shown(shown, context.language))


async def answer_sent(query: CallbackQuery, callback_data: SendAnswer, context: Context) -> AnswerCallbackQuery:
    card = await answering.send_answer(
        context.uow(),
        concern_id=callback_data.concern,
        telegram_id=query.from_user.id,
        group=callback_data.group,
        mark=callback_data.mark,
        now=context.now(),
    )
    return await _card(query, context, card)


async def posting(query: CallbackQuery, callback_data: PostAnswer, context: Context) -> AnswerCallbackQuery:
    concern, me = callback_data.concern, query.from_user.id
    if not callback_data.sure:
        shown = await answering.read_posting(context.read(), concern_id=concern, telegram_id=me)
        return await show_here(query, context, cards.posting_shown(shown, context.language))
    return await _card(query, context, await answering.post_answer(context.uow(), concern_id=concern, telegram_id=me, now=context.now()))


async def who_wanted(query: CallbackQuery, callback_data: AskWho, context: Context) -> AnswerCallbackQuery:
    card = await settling.ask_who(context.uow(), concern_id=callback_data.concern, telegram_id=query.from_user.id, now=context.now())
    return await _card(query, context, card)


async def mediating(query: CallbackQuery, callback_data: Mediate, context: Context) -> AnswerCallbackQuery:
    concern, me = callback_data.concern, query.from_user.id
    if not callback_data.sure:
        asked = await settling.read_mediation(context.read(), concern_id=concern, telegram_id=me)
        return await show_here(query, context, cards.mediation_asked(asked, context.language))
    return await _card(query, context, await settling.mediate(context.uow(), concern_id=concern, telegram_id=me, now=context.now()))


async def ending(query: CallbackQuery, callback_data: EndConcern, context: Context) -> AnswerCallbackQuery:
    concern, me, to = callback_data.concern, query.from_user.id, callback_data.to
    if not callback_data.sure:
        asked = await settling.ask_reason(context.uow(), concern_id=concern, telegram_id=me, to=to, now=context.now())
        await context.show(cards.ask_reason(asked, context.language))
        return answer(query)
    return await _card(
        query, context, await settling.end_concern(context.uow(), concern_id=concern, telegram_id=me, to=to, now=context.now())
    )


async def reason_typed(message: Message, context: Context, words: str) -> None:
    asked = await settling.type_reason(context.uow(), telegram_id=context.actor.telegram_id, typed=words, now=context.now())
    await context.show(cards.end_shown(asked, context.language))


def register(router: Router) -> None:
    presses = router.callback_query.register
    presses(concerns_opened, ConcernsInCharge.filter())
    presses(concern_opened, ShowConcern.filter())
    presses(photos_opened, ShowConcernPhotos.filter())
    presses(answer_wanted, AnswerConcern.filter())
    presses(answer_sent, SendAnswer.filter())
    presses(posting, PostAnswer.filter())
    presses(who_wanted, AskWho.filter())
    presses(mediating, Mediate.filter())
    presses(ending, EndConcern.filter())
    router.message.register(answer_typed, FormStep(answering.ANSWERING, "words"), HasWords())
    router.message.register(reason_typed, FormStep(settling.ENDING, "reason"), HasWords())
