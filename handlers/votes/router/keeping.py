"""What those in charge do with a vote: see who has answered, extend, cancel, take back, post again, close after an outage."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime

from aiogram import Router
from aiogram.filters import or_f
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.ballots.designating import designate_owner, read_speaker, undo_designation
from bot.actions.votes import changing, looking, not_returned, posting
from bot.actions.votes.reasons import Held, check_undone, held_reason, hold_reason
from bot.rules.votes import VoteClosed
from bot.rules.votes.closing_times import later_closings
from bot.rules.votes.drafts import may_draft_anywhere
from bot.rules.votes.facts import VoteExtended, VoteState
from bot.rules.votes.previews import OwnerName
from bot.rules.votes.violations import (
    AlreadyCancelled,
    AlreadyDecided,
    ReasonForgotten,
    ResultStands,
    TooLateToRetract,
    VoteCancelled,
)
from handlers.context import Context, answer
from handlers.forms import FormStep, StaffTable, StrayWords
from handlers.menus import ShowVote, VotesInCharge
from handlers.votes.callbacks import (
    AskCancellation,
    AskExtension,
    CloseAsIs,
    DropSpeaker,
    ExtendDay,
    GiveReason,
    ListNotReturned,
    PickExtension,
    PickSpeaker,
    PostAgain,
    ShowDisputed,
    TakeBack,
)
from handlers.votes.cards import keeping as cards
from handlers.votes.forms import HasWords, ReasonWaits
from handlers.votes.router.drafting import drafter, moment, offers, shown
from messages import votes as texts


async def votes_opened(query: CallbackQuery, context: Context) -> AnswerCallbackQuery:
    votes = await looking.read_votes_in_charge(context.read(), context.actor)
    await shown(query, context, cards.votes_in_charge(votes, context.language, may_draft=may_draft_anywhere(context.actor)))
    return answer(query)


async def vote_opened(query: CallbackQuery, callback_data: ShowVote, context: Context) -> AnswerCallbackQuery:
    """Staff and chiefs see how it stands; a building head sees the own open homes."""
    if not may_draft_anywhere(context.actor):
        return await _list(query, context, callback_data.vote, page=0)
    await _show_vote(query, context, callback_data.vote)
    return answer(query)


async def _show_vote(query: CallbackQuery, context: Context, vote: str) -> None:
    view = await looking.read_overview(context.read(), actor=context.actor, vote_id=vote, now=context.now())
    if view.state is VoteState.CLOSED:
        result = await looking.read_vote_result(context.read(), vote_id=vote)
        await shown(query, context, cards.result_kept(result, context.language))
    else:
        await shown(query, context, cards.overview(view, context.language))


# Why a screen of those in charge is not true any more.
STALE = (AlreadyDecided, AlreadyCancelled, ReasonForgotten, ResultStands, TooLateToRetract, VoteClosed, VoteCancelled)


@asynccontextmanager
async def _refreshed(query: CallbackQuery, context: Context, vote: str) -> AsyncGenerator[None, None]:
    """Refused because the vote has moved on, the screen shows how it stands: its buttons would only be refused again."""
    try:
        yield
    except STALE:
        await _show_vote(query, context, vote)
        raise


async def not_returned_listed(query: CallbackQuery, callback_data: ListNotReturned, context: Context) -> AnswerCallbackQuery:
    return await _list(query, context, callback_data.vote, page=callback_data.page)


async def _list(query: CallbackQuery, context: Context, vote: str, *, page: int) -> AnswerCallbackQuery:
    homes = await not_returned.read_not_returned(context.read(), actor=context.actor, vote_id=vote, page=page)
    await shown(query, context, cards.not_returned(homes, context.language, in_charge=may_draft_anywhere(context.actor)))
    return answer(query)


async def card_wanted_again(query: CallbackQuery, callback_data: PostAgain, context: Context) -> AnswerCallbackQuery:
    async with _refreshed(query, context, callback_data.vote):
        posted = await posting.post_again(context.uow(), actor=context.actor, vote_id=callback_data.vote, now=context.now())
    return answer(query, texts.posted_again(context.language, facts=posted), alert=posted.lately or not posted.groups)


async def vote_taken_back(query: CallbackQuery, callback_data: TakeBack, context: Context) -> AnswerCallbackQuery:
    async with _refreshed(query, context, callback_data.vote):
        await changing.retract_vote(context.uow(), actor=context.actor, vote_id=callback_data.vote, now=context.now())
    await shown(query, context, cards.taken_back(callback_data.vote, context.language))
    return answer(query)


async def extension_wanted(query: CallbackQuery, callback_data: AskExtension, context: Context) -> AnswerCallbackQuery:
    async with _refreshed(query, context, callback_data.vote):
        vote = await changing.ask_extension(context.uow(), actor=context.actor, vote_id=callback_data.vote, now=context.now())
    # Of one that waits since long ago nothing later would lie ahead: as for a new one then.
    made = later_closings(vote.closes_at, context.now()) if vote.closes_at > context.now() else offers(context)
    await shown(query, context, cards.ask_new_closing(vote.heading, vote.closes_at, made, context.language))
    return answer(query)


async def extension_picked(query: CallbackQuery, callback_data: PickExtension, context: Context) -> AnswerCallbackQuery:
    at = moment(callback_data.at)
    by, vote_id = context.actor, callback_data.vote
    async with _refreshed(query, context, vote_id):
        vote = await changing.choose_extension(context.uow(), actor=by, vote_id=vote_id, closes_at=at, now=context.now())
    await shown(query, context, cards.ask_extension_reason(vote.heading, at, context.language))
    return answer(query)


async def extension_typed(_message: Message, context: Context, words: str) -> None:
    assert context.form is not None
    vote, at = await changing.write_extension(context.uow(), drafter(context), str(context.form.facts["vote"]), typed=words)
    await context.show(cards.ask_extension_reason(vote.heading, at, context.language))


async def reason_given(query: CallbackQuery, callback_data: GiveReason, context: Context) -> AnswerCallbackQuery:
    """A cancellation cannot be undone, so it is asked twice (voice.md, rule 11), whoever worded its reason."""
    async with _refreshed(query, context, callback_data.vote):
        await _reason_given(query, callback_data, context)
    return answer(query)


async def _reason_given(query: CallbackQuery, callback_data: GiveReason, context: Context) -> None:
    if callback_data.reason.startswith(cards.TYPED):
        await check_undone(context.read(), actor=context.actor, vote_id=callback_data.vote, at=callback_data.at)
        mark = callback_data.reason.removeprefix(cards.TYPED)
        reason = held_reason(context.form, vote_id=callback_data.vote, at=callback_data.at, mark=mark)
    else:
        reason = await _ready_made(context, callback_data.vote, callback_data.reason)
        if not callback_data.at:
            await check_undone(context.read(), actor=context.actor, vote_id=callback_data.vote, at=0)
            return await _confirm(query, context, callback_data.vote, None, reason)
    if callback_data.at:
        await _extend(query, context, callback_data.vote, moment(callback_data.at), reason)
    else:
        await _cancel(query, context, callback_data.vote, reason)


async def _ready_made(context: Context, vote: str, reason: str) -> str:
    """In the language of those who read it, which need not be that of whoever presses."""
    spoken = await looking.read_group_language(context.read(), vote_id=vote, now=context.now())
    return texts.reason_text(spoken or context.language, reason=reason)


async def extension_reason_typed(_message: Message, context: Context, words: str) -> None:
    assert context.form is not None
    facts = context.form.facts
    await _confirm(None, context, str(facts["vote"]), moment(int(facts["closes_at"]) // 60), words)


async def _confirm(query: CallbackQuery | None, context: Context, vote_id: str, closes_at: datetime | None, words: str) -> None:
    by, now = context.actor, context.now()
    vote, reason = await hold_reason(context.uow(), actor=by, vote_id=vote_id, closes_at=closes_at, typed=words, now=now)
    await shown(query, context, cards.confirm_reason(vote.heading, closes_at, reason, context.language))


async def sent_at_confirmation(message: Message, context: Context, held: Held) -> None:
    await context.show(cards.reason_waits(held, context.language, table=message.document is not None))


async def day_added(query: CallbackQuery, callback_data: ExtendDay, context: Context) -> AnswerCallbackQuery:
    reason = await _ready_made(context, callback_data.vote, "outage")
    async with _refreshed(query, context, callback_data.vote):
        extended = await changing.add_day(context.uow(), drafter(context), callback_data.vote, reason=reason)
    await _say_extended(query, context, extended)
    return answer(query)


async def _extend(query: CallbackQuery, context: Context, vote: str, closes_at: datetime, reason: str) -> None:
    extended = await changing.extend_vote(context.uow(), drafter(context), vote, closes_at=closes_at, reason=reason)
    await _say_extended(query, context, extended)


async def _say_extended(query: CallbackQuery, context: Context, extended: VoteExtended) -> None:
    vote = extended.heading.vote_id
    grouped = await looking.read_has_group(context.read(), vote_id=vote)
    text = texts.extended_done(context.language, facts=extended, grouped=grouped)
    await shown(query, context, cards.done(text, context.language, vote))


async def cancellation_wanted(query: CallbackQuery, callback_data: AskCancellation, context: Context) -> AnswerCallbackQuery:
    async with _refreshed(query, context, callback_data.vote):
        vote = await changing.ask_cancellation(context.uow(), actor=context.actor, vote_id=callback_data.vote, now=context.now())
    await shown(query, context, cards.ask_cancel_reason(vote.heading, context.language))
    return answer(query)


async def cancel_reason_typed(_message: Message, context: Context, words: str) -> None:
    assert context.form is not None
    await _confirm(None, context, str(context.form.facts["vote"]), None, words)


async def _cancel(query: CallbackQuery, context: Context, vote: str, reason: str) -> None:
    off = await changing.cancel_vote(context.uow(), actor=context.actor, vote_id=vote, reason=reason, now=context.now())
    grouped = await looking.read_has_group(context.read(), vote_id=vote)
    await shown(query, context, cards.done(texts.cancelled_done(context.language, heading=off.heading, grouped=grouped), context.language))


async def closed_as_it_is(query: CallbackQuery, callback_data: CloseAsIs, context: Context) -> AnswerCallbackQuery:
    async with _refreshed(query, context, callback_data.vote):
        await changing.close_after_outage(context.uow(), actor=context.actor, vote_id=callback_data.vote, now=context.now())
    await shown(query, context, cards.done(texts.closed_as_is(context.language), context.language, callback_data.vote))
    return answer(query)


async def disputed_listed(query: CallbackQuery, callback_data: ShowDisputed, context: Context) -> AnswerCallbackQuery:
    heads = await looking.read_disputed(context.read(), actor=context.actor, vote_id=callback_data.vote)
    await shown(query, context, cards.disputed_heads(heads, context.language))
    return answer(query)


async def speaker_picked(query: CallbackQuery, callback_data: PickSpeaker, context: Context) -> AnswerCallbackQuery:
    """Asked once more, because the other owners' choices count no more."""
    vote, head, owner = callback_data.vote, callback_data.head, callback_data.owner
    if not callback_data.sure:
        asked = await read_speaker(context.read(), actor=context.actor, vote_id=vote, head=head, owner_id=owner)
        await shown(query, context, cards.ask_speaker(asked, context.language))
        return answer(query)
    name = await designate_owner(context.uow(), actor=context.actor, vote_id=vote, head=head, owner_id=owner, now=context.now())
    await shown(query, context, cards.designated_done(vote, head, OwnerName(owner, name), context.language))
    return answer(query)


async def speaker_dropped(query: CallbackQuery, callback_data: DropSpeaker, context: Context) -> AnswerCallbackQuery:
    vote, head, owner = callback_data.vote, callback_data.head, callback_data.owner
    await undo_designation(context.uow(), actor=context.actor, vote_id=vote, head=head, owner_id=owner, now=context.now())
    await shown(query, context, cards.done(texts.designation_undone(context.language), context.language, vote))
    return answer(query)


def register(router: Router) -> None:
    presses = router.callback_query.register
    presses(votes_opened, VotesInCharge.filter())
    presses(vote_opened, ShowVote.filter())
    presses(not_returned_listed, ListNotReturned.filter())
    presses(card_wanted_again, PostAgain.filter())
    presses(vote_taken_back, TakeBack.filter())
    presses(extension_wanted, AskExtension.filter())
    presses(extension_picked, PickExtension.filter())
    presses(reason_given, GiveReason.filter())
    presses(day_added, ExtendDay.filter())
    presses(cancellation_wanted, AskCancellation.filter())
    presses(closed_as_it_is, CloseAsIs.filter())
    presses(disputed_listed, ShowDisputed.filter())
    presses(speaker_picked, PickSpeaker.filter())
    presses(speaker_dropped, DropSpeaker.filter())
    router.message.register(extension_typed, FormStep(changing.EXTENDING, "closing"), HasWords())
    router.message.register(extension_reason_typed, FormStep(changing.EXTENDING, "reason"), HasWords())
    router.message.register(cancel_reason_typed, FormStep(changing.CANCELLING, "reason"), HasWords())
    router.message.register(sent_at_confirmation, ReasonWaits(), or_f(StrayWords(), StaffTable()))
