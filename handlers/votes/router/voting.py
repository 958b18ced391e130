"""What residents press and type: ballots, receipts, the scheme, the result."""

from datetime import datetime

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.ballots import VoteCaster
from bot.actions.residents import keep_tap, read_holder
from bot.actions.votes import looking, old_messages, pairs, picturing, showing
from bot.actions.votes.older_cards import OlderCards
from bot.rules.votes import Choice, VoteClosed
from bot.rules.votes.facts import NotBound, Receipt, ReceiptReplaced, VoteState
from bot.rules.votes.receipts import Old
from bot.rules.votes.violations import BindingPending, BindingSuspended, NotBoundHere, SchemeReplaced, VoteCancelled
from handlers.context import Context, answer
from handlers.menus import SCHEME_WANTED
from handlers.screens import Screen
from handlers.votes.callbacks import (
    AskPicture,
    EachHome,
    ForgetTap,
    HeadCast,
    HeadRetract,
    HowCounted,
    MyReceipt,
    OtherPart,
    RecordTap,
    ShowResult,
    ShowScheme,
    VoteCast,
    VoteRetract,
)
from handlers.votes.cards import voting as cards
from handlers.votes.cards.rescheming import scheme_changed
from messages import votes as texts

# What chooses, about one version of a scheme.
Choosing = VoteCast | HeadCast | HeadRetract | VoteRetract | RecordTap
# How a choice is written in a deep link: `v_<vote>_<letter>`.
LETTERS = {Choice.AGREE: "a", Choice.AGAINST: "g", Choice.ABSTAIN: "b"}


async def cast_ballot(
    context: Context, caster: VoteCaster, vote: str, choice: Choice | None, *, scheme: int | None, head: int | None = None
) -> Receipt | NotBound:
    me = context.actor.telegram_id
    try:
        outcome = await caster.cast(
            vote_id=vote,
            telegram_id=me,
            choice=choice,
            received_at=context.received_at,
            now=context.now(),
            update_id=context.update_id,
            head=head,
            scheme=scheme,
        )
    except BindingPending as refusal:
        kept = await keep_tap(context.uow(), telegram_id=me, vote_id=vote, choice=choice, now=context.now())
        raise BindingPending(kept.level, kept.until) from refusal
    except BindingSuspended as refusal:
        raise BindingSuspended(await read_holder(context.read(), telegram_id=me, vote_id=vote)) from refusal
    # The group commit has written this update's id with its effect.
    context.noted = isinstance(outcome, Receipt)
    return outcome


def _private(query: CallbackQuery, context: Context) -> int | None:
    """The message that was pressed, where that is in the private chat."""
    message = query.message
    return message.message_id if message is not None and message.chat.id == context.actor.telegram_id else None


async def _pressed(
    query: CallbackQuery, context: Context, caster: VoteCaster, data: Choosing, choice: Choice | None, *, head: int | None = None
) -> Receipt | NotBound:
    """A private message says how things stand when it is pressed: 20,000 of them are not edited at once (votes/amending.py)."""
    vote = data.vote
    try:
        outcome = await cast_ballot(context, caster, vote, choice, scheme=data.scheme, head=head)
    except (VoteClosed, VoteCancelled):
        await _end_here(query, context, vote)
        raise
    except SchemeReplaced:
        await _changed_here(query, context, vote)
        raise
    where = _private(query, context)
    if where is not None and isinstance(outcome, Receipt) and head is None:
        await _told_anew(context, where, outcome)
    return outcome


async def _told_anew(context: Context, where: int, outcome: Receipt) -> None:
    me, vote = context.actor.telegram_id, outcome.heading.vote_id
    old = await old_messages.read_old(context.read(), chat_id=me, message_id=where, receipt=outcome)
    if old is Old.RECEIPT:
        await context.show(cards.receipt(outcome, context.language), replace=where)
    elif old is Old.UNKNOWN:
        newer = ReceiptReplaced(outcome.heading, outcome.received_at)
        await context.show(cards.receipt_replaced(newer, context.language), replace=where)
    elif old is Old.QUESTION:
        mine = await looking.read_my_vote(context.read(), actor=context.actor, vote_id=vote, now=context.now())
        await context.show(cards.my_vote(mine, context.language), replace=where)


async def _end_here(query: CallbackQuery, context: Context, vote: str) -> None:
    where = _private(query, context)
    over = await looking.read_over(context.read(), actor=context.actor, vote_id=vote) if where is not None else None
    if over is not None:
        await context.show(cards.vote_over(over, context.language), replace=where)


async def _changed_here(query: CallbackQuery, context: Context, vote: str) -> None:
    """No choice comes under the thumb that pressed: what is asked by now is looked at first."""
    where = _private(query, context)
    changed = await looking.read_changed(context.read(), actor=context.actor, vote_id=vote) if where is not None else None
    if changed is not None:
        await context.show(scheme_changed(changed, context.language), replace=where)


def _answered(query: CallbackQuery, context: Context, outcome: Receipt | NotBound) -> AnswerCallbackQuery:
    """A stranger is taken to the private chat.

    No words beside the link: an app that is given both shows the words and opens nothing. In the private chat itself,
    where no card of another compound comes, there is no vote to be led to; neither is there for whoever took something back
    and has left since.
    """
    if isinstance(outcome, NotBound):
        if outcome.choice is None or (context.actor.bindings and (query.message is None or query.message.chat.type == "private")):
            raise NotBoundHere(outcome.compound)
        return answer(query, url=context.start_link(f"v_{outcome.vote_id}_{LETTERS[outcome.choice]}"))
    return cards.recorded_answer(query.id, outcome, context.language)


async def vote_cast(
    query: CallbackQuery, callback_data: VoteCast, context: Context, caster: VoteCaster, older_cards: OlderCards
) -> AnswerCallbackQuery:
    message = query.message
    if message is not None and message.chat.type != "private":
        await older_cards.seen(vote_id=callback_data.vote, chat_id=message.chat.id, message_id=message.message_id, now=context.now())
    return _answered(query, context, await _pressed(query, context, caster, callback_data, callback_data.choice))


async def head_cast(query: CallbackQuery, callback_data: HeadCast, context: Context, caster: VoteCaster) -> AnswerCallbackQuery:
    return await _for_head(query, context, caster, callback_data, callback_data.choice)


async def head_retracted(query: CallbackQuery, callback_data: HeadRetract, context: Context, caster: VoteCaster) -> AnswerCallbackQuery:
    return await _for_head(query, context, caster, callback_data, None)


async def _for_head(
    query: CallbackQuery, context: Context, caster: VoteCaster, callback_data: HeadCast | HeadRetract, choice: Choice | None
) -> AnswerCallbackQuery:
    outcome = await _pressed(query, context, caster, callback_data, choice, head=callback_data.head)
    if isinstance(outcome, NotBound):
        return _answered(query, context, outcome)
    choices = await looking.read_head_choices(context.read(), actor=context.actor, vote_id=callback_data.vote, now=context.now())
    await _show(query, context, cards.head_choices(choices, context.language))
    return _answered(query, context, outcome)


async def vote_retracted(query: CallbackQuery, callback_data: VoteRetract, context: Context, caster: VoteCaster) -> AnswerCallbackQuery:
    return _answered(query, context, await _pressed(query, context, caster, callback_data, None))


async def _show(query: CallbackQuery, context: Context, screen: Screen) -> None:
    """In place of the message whose button was pressed, where that is in the private chat."""
    await context.show(screen, replace=_private(query, context))


async def each_home_opened(query: CallbackQuery, callback_data: EachHome, context: Context) -> AnswerCallbackQuery:
    try:
        choices = await looking.read_head_choices(context.read(), actor=context.actor, vote_id=callback_data.vote, now=context.now())
    except (VoteClosed, VoteCancelled):
        await _end_here(query, context, callback_data.vote)
        raise
    await context.show(cards.head_choices(choices, context.language))
    return answer(query)


async def scheme_wanted(query: CallbackQuery, callback_data: ShowScheme, context: Context) -> AnswerCallbackQuery:
    chat_id = query.message.chat.id if query.message is not None else 0
    sent = await showing.send_scheme(context.uow(), actor=context.actor, vote_id=callback_data.vote, chat_id=chat_id, now=context.now())
    if not sent:
        return answer(query, url=context.start_link(SCHEME_WANTED))
    return answer(query, texts.scheme_sent(context.language) if chat_id != context.actor.telegram_id else None)


async def picture_wanted(query: CallbackQuery, callback_data: AskPicture, context: Context) -> AnswerCallbackQuery:
    """The group sees it; whoever pressed reads that it comes, or that there is one already."""
    chat_id = query.message.chat.id if query.message is not None else 0
    await picturing.ask_picture(context.uow(), vote_id=callback_data.vote, chat_id=chat_id, now=context.now())
    return answer(query, texts.picture_asked(context.language))


async def _result_seen(query: CallbackQuery, context: Context, older_cards: OlderCards, vote: str) -> None:
    message = query.message
    if message is not None and message.chat.type != "private":
        await older_cards.result_seen(vote_id=vote, chat_id=message.chat.id, message_id=message.message_id, now=context.now())


async def counting_explained(
    query: CallbackQuery, callback_data: HowCounted, context: Context, older_cards: OlderCards
) -> AnswerCallbackQuery:
    await _result_seen(query, context, older_cards, callback_data.vote)
    chat_id = query.message.chat.id if query.message is not None else 0
    result = await looking.read_result_here(context.read(), actor=context.actor, vote_id=callback_data.vote, chat_id=chat_id)
    return answer(query, texts.how_counted(context.language, facts=result), alert=True)


async def receipt_wanted(query: CallbackQuery, callback_data: MyReceipt, context: Context, older_cards: OlderCards) -> AnswerCallbackQuery:
    await _result_seen(query, context, older_cards, callback_data.vote)
    if not context.actor.bindings:
        return answer(query, texts.no_home_no_receipt(context.language, is_staff=context.actor.is_staff), alert=True)
    vote = callback_data.vote
    try:
        mine, held = await looking.read_my_receipts(context.read(), actor=context.actor, vote_id=vote, now=context.now())
    except (BindingPending, BindingSuspended) as refusal:
        level = await read_holder(context.read(), telegram_id=context.actor.telegram_id, vote_id=vote)
        suspended = isinstance(refusal, BindingSuspended)
        return answer(query, texts.receipt_not_yet(context.language, level=level, suspended=suspended), alert=True)
    return answer(query, texts.my_receipt(context.language, facts=mine, receipts=held), alert=True)


async def result_wanted(query: CallbackQuery, callback_data: ShowResult, context: Context) -> AnswerCallbackQuery:
    result = await looking.read_result_here(context.read(), actor=context.actor, vote_id=callback_data.vote)
    await _show(query, context, cards.result_here(result, context.language))
    return answer(query)


async def other_part_opened(query: CallbackQuery, callback_data: OtherPart, context: Context) -> AnswerCallbackQuery:
    """Below the receipt, which stays as it is."""
    other = await pairs.read_other(context.read(), callback_data.vote)
    mine = await looking.read_my_vote(context.read(), actor=context.actor, vote_id=other, now=context.now())
    await context.show(cards.my_vote(mine, context.language))
    return answer(query)


async def tap_recorded(query: CallbackQuery, callback_data: RecordTap, context: Context, caster: VoteCaster) -> AnswerCallbackQuery:
    """The question folds into how the vote stands; who has answered since it was asked keeps what they chose last."""
    try:
        return await _tap_recorded(query, callback_data, context, caster)
    except (VoteClosed, VoteCancelled):
        await _end_here(query, context, callback_data.vote)
        raise


async def _tap_recorded(query: CallbackQuery, callback_data: RecordTap, context: Context, caster: VoteCaster) -> AnswerCallbackQuery:
    vote = callback_data.vote
    # A message that the platform does not show any more does not say when it asked.
    asked_at = query.message.date if isinstance(query.message, Message) else None
    if context.actor.bindings and await _answered_since(context, vote, asked_at):
        return await _tap_stands(query, context, vote)
    outcome = await _pressed(query, context, caster, callback_data, callback_data.choice)
    if isinstance(outcome, Receipt):
        mine = await looking.read_my_vote(context.read(), actor=context.actor, vote_id=vote, now=context.now())
        await _show(query, context, cards.my_vote(mine, context.language))
    return _answered(query, context, outcome)


async def tap_forgotten(query: CallbackQuery, callback_data: ForgetTap, context: Context) -> AnswerCallbackQuery:
    """Nothing was recorded, and nothing is asked any more; what was answered since then stands, and that is said."""
    vote = callback_data.vote
    try:
        mine = await looking.read_my_vote(context.read(), actor=context.actor, vote_id=vote, now=context.now())
    except VoteCancelled:
        await _end_here(query, context, vote)
        raise
    if await _answered_since(context, vote, None):
        return await _tap_stands(query, context, vote)
    is_open = mine.state is VoteState.OPEN
    await _show(query, context, cards.tap_forgotten(context.language) if is_open else cards.my_vote(mine, context.language))
    return answer(query)


async def _answered_since(context: Context, vote: str, since: datetime | None) -> bool:
    return await looking.read_answered_since(context.read(), actor=context.actor, vote_id=vote, since=since)


async def _tap_stands(query: CallbackQuery, context: Context, vote: str) -> AnswerCallbackQuery:
    mine = await looking.read_my_vote(context.read(), actor=context.actor, vote_id=vote, now=context.now())
    await _show(query, context, cards.my_vote(mine, context.language))
    return answer(query, texts.tap_stands(context.language) if mine.state is VoteState.OPEN else None, alert=True)


def register(router: Router) -> None:
    router.callback_query.register(vote_cast, VoteCast.filter())
    router.callback_query.register(head_cast, HeadCast.filter())
    router.callback_query.register(head_retracted, HeadRetract.filter())
    router.callback_query.register(vote_retracted, VoteRetract.filter())
    router.callback_query.register(each_home_opened, EachHome.filter())
    router.callback_query.register(scheme_wanted, ShowScheme.filter())
    router.callback_query.register(picture_wanted, AskPicture.filter())
    router.callback_query.register(counting_explained, HowCounted.filter())
    router.callback_query.register(result_wanted, ShowResult.filter())
    router.callback_query.register(receipt_wanted, MyReceipt.filter())
    router.callback_query.register(other_part_opened, OtherPart.filter())
    router.callback_query.register(tap_recorded, RecordTap.filter())
    router.callback_query.register(tap_forgotten, ForgetTap.filter())
