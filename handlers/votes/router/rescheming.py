"""「换方案」: the new file, why, what would happen, and the button that does it."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.votes import looking, rescheming
from bot.rules.votes.drafts import SchemeFile
from handlers.context import Context, answer
from handlers.forms import FormStep, StrayWords
from handlers.votes.callbacks import AskNewScheme, ChangeScheme, GiveSchemeReason, ShowSchemeOffer
from handlers.votes.cards import rescheming as cards
from handlers.votes.forms import HasFile, HasWords
from handlers.votes.router.drafting import drafter, shown
from messages import votes as texts


def _vote(context: Context) -> str:
    assert context.form is not None
    return str(context.form.facts["vote"])


async def new_scheme_wanted(query: CallbackQuery, callback_data: AskNewScheme, context: Context) -> AnswerCallbackQuery:
    wanted = await rescheming.ask_new_scheme(context.uow(), actor=context.actor, vote_id=callback_data.vote, now=context.now())
    await shown(query, context, cards.scheme_wanted(wanted, context.language))
    return answer(query)


async def new_scheme_sent(message: Message, context: Context, file: SchemeFile, size: int) -> None:
    """At any of its questions: another file takes the place of the one in hand."""
    by, caption = drafter(context), message.caption or ""
    offer = await rescheming.offer_scheme(context.uow(), by, _vote(context), file=file, size=size, caption=caption)
    await context.show(cards.next_question(offer, context.language))


async def reason_typed(_message: Message, context: Context, words: str) -> None:
    offer = await rescheming.say_why(context.uow(), drafter(context), _vote(context), typed=words)
    await context.show(cards.next_question(offer, context.language))


async def reason_picked(query: CallbackQuery, callback_data: GiveSchemeReason, context: Context) -> AnswerCallbackQuery:
    vote = callback_data.vote
    spoken = await looking.read_group_language(context.read(), vote_id=vote, now=context.now())
    reason = texts.reason_text(spoken or context.language, reason=callback_data.reason)
    offer = await rescheming.say_why(context.uow(), drafter(context), vote, typed=reason)
    await shown(query, context, cards.next_question(offer, context.language))
    return answer(query)


async def notice_typed(_message: Message, context: Context, words: str) -> None:
    offer = await rescheming.say_notice(context.uow(), drafter(context), _vote(context), typed=words)
    await context.show(cards.next_question(offer, context.language))


async def offer_opened(query: CallbackQuery, callback_data: ShowSchemeOffer, context: Context) -> AnswerCallbackQuery:
    offer = await rescheming.read_offer(context.read(), drafter(context), callback_data.vote)
    await shown(query, context, cards.next_question(offer, context.language))
    return answer(query)


async def typed_at_offer(_message: Message, context: Context) -> None:
    """Only the button goes on: what would happen is shown once more."""
    offer = await rescheming.read_offer(context.read(), drafter(context), _vote(context))
    await context.show(cards.next_question(offer, context.language))


async def scheme_replaced(query: CallbackQuery, callback_data: ChangeScheme, context: Context) -> AnswerCallbackQuery:
    vote, sha, mark = callback_data.vote, callback_data.file, callback_data.mark
    done = await rescheming.change_scheme(context.uow(), drafter(context), vote, sha=sha, mark=mark)
    await shown(query, context, cards.scheme_change_done(done, context.language))
    return answer(query)


def register(router: Router) -> None:
    presses, words = router.callback_query.register, router.message.register
    presses(new_scheme_wanted, AskNewScheme.filter())
    presses(reason_picked, GiveSchemeReason.filter())
    presses(offer_opened, ShowSchemeOffer.filter())
    presses(scheme_replaced, ChangeScheme.filter())
    words(new_scheme_sent, FormStep(rescheming.RESCHEMING), HasFile())
    words(reason_typed, FormStep(rescheming.RESCHEMING, rescheming.REASON), HasWords())
    words(notice_typed, FormStep(rescheming.RESCHEMING, rescheming.NOTICE), HasWords())
    words(typed_at_offer, FormStep(rescheming.RESCHEMING, rescheming.CONFIRM), StrayWords())
