"""What those in charge press and type: new opinions, demands, what the groups read."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.actions.opinions import listing, posting, sorting
from bot.actions.opinions.common import photos_of, words_of
from bot.actions.opinions.photos import read_photos
from bot.rules.opinions import DemandState
from bot.rules.opinions.facts import PickCompound
from handlers.context import Context, answer, show_here
from handlers.forms import FormStep, HasWords
from handlers.menus import NewOpinions
from handlers.opinions import cards
from handlers.opinions.callbacks import (
    DemandsOfPlace,
    InviteOpinions,
    ListOpinion,
    MergeOpinion,
    PickDemand,
    PublishDemands,
    RejectOpinion,
    SetDemandState,
    ShowDemand,
    ShowOpinion,
    ShowOpinionPhoto,
    UndoSorting,
    WriteTitle,
)
from messages import opinions as texts


async def new_opened(query: CallbackQuery, callback_data: NewOpinions, context: Context) -> AnswerCallbackQuery:
    facts = await sorting.read_new(context.read(), actor=context.actor, page=callback_data.page)
    quotes = tuple(words_of(line.opinion_id) for line in facts.lines)
    return await show_here(query, context, cards.new_opinions(facts, context.language), quotes=quotes)


async def opinion_opened(query: CallbackQuery, callback_data: ShowOpinion, context: Context) -> AnswerCallbackQuery:
    facts = await sorting.read_opinion(context.read(), opinion_id=callback_data.opinion, telegram_id=query.from_user.id)
    return await show_here(query, context, cards.opinion_card(facts, context.language), quotes=words_of(callback_data.opinion))


async def photo_opened(query: CallbackQuery, callback_data: ShowOpinionPhoto, context: Context) -> AnswerCallbackQuery:
    """Below the opinion; they are in no group and on no list."""
    photos = await read_photos(context.read(), opinion_id=callback_data.opinion, telegram_id=query.from_user.id)
    for number, sha256 in enumerate(photos, start=1):
        screen = cards.opinion_photo(callback_data.opinion, sha256, number, len(photos), context.language)
        await context.show(screen, quotes=photos_of(callback_data.opinion))
    return answer(query)


async def listing_wanted(query: CallbackQuery, callback_data: ListOpinion, context: Context) -> AnswerCallbackQuery:
    opinion, me, now = callback_data.opinion, query.from_user.id, context.now()
    if not callback_data.sure:
        asked = await sorting.ask_title(context.uow(), opinion_id=opinion, telegram_id=me, anew=False, now=now)
        return await show_here(query, context, cards.title_asked(asked, context.language), quotes=words_of(opinion))
    card = await sorting.list_opinion(context.uow(), opinion_id=opinion, telegram_id=me, mark=callback_data.mark, now=now)
    return await show_here(query, context, cards.opinion_card(card, context.language), quotes=words_of(opinion))


async def title_wanted(query: CallbackQuery, callback_data: WriteTitle, context: Context) -> AnswerCallbackQuery:
    asked = await sorting.ask_title(
        context.uow(), opinion_id=callback_data.opinion, telegram_id=query.from_user.id, anew=True, now=context.now()
    )
    return await show_here(query, context, cards.title_asked(asked, context.language), quotes=words_of(callback_data.opinion))


async def title_typed(message: Message, context: Context, words: str) -> None:
    asked = await sorting.type_title(context.uow(), telegram_id=context.actor.telegram_id, typed=words, now=context.now())
    await context.show(cards.title_asked(asked, context.language), quotes=words_of(asked.opinion_id))


async def demands_offered(query: CallbackQuery, callback_data: PickDemand, context: Context) -> AnswerCallbackQuery:
    facts = await sorting.read_merging(
        context.read(), opinion_id=callback_data.opinion, telegram_id=query.from_user.id, page=callback_data.page
    )
    return await show_here(query, context, cards.merge_pick(facts, context.language), quotes=words_of(callback_data.opinion))


async def merged(query: CallbackQuery, callback_data: MergeOpinion, context: Context) -> AnswerCallbackQuery:
    card = await sorting.merge(
        context.uow(), opinion_id=callback_data.opinion, demand_id=callback_data.demand, telegram_id=query.from_user.id, now=context.now()
    )
    return await show_here(query, context, cards.opinion_card(card, context.language), quotes=words_of(callback_data.opinion))


async def undone(query: CallbackQuery, callback_data: UndoSorting, context: Context) -> AnswerCallbackQuery:
    card = await sorting.undo(context.uow(), opinion_id=callback_data.opinion, telegram_id=query.from_user.id, now=context.now())
    return await show_here(query, context, cards.opinion_card(card, context.language), quotes=words_of(callback_data.opinion))


async def rejecting(query: CallbackQuery, callback_data: RejectOpinion, context: Context) -> AnswerCallbackQuery:
    opinion, me, now = callback_data.opinion, query.from_user.id, context.now()
    if not callback_data.sure:
        asked = await sorting.ask_rejection(context.uow(), opinion_id=opinion, telegram_id=me, now=now)
        return await show_here(query, context, cards.rejection_asked(asked, context.language), quotes=words_of(opinion))
    card = await sorting.reject(context.uow(), opinion_id=opinion, telegram_id=me, mark=callback_data.mark, now=now)
    return await show_here(query, context, cards.opinion_card(card, context.language), quotes=words_of(opinion))


async def rejection_typed(message: Message, context: Context, words: str) -> None:
    asked = await sorting.type_rejection(context.uow(), telegram_id=context.actor.telegram_id, typed=words, now=context.now())
    await context.show(cards.rejection_asked(asked, context.language), quotes=words_of(asked.opinion_id))


# demands
async def demands_opened(query: CallbackQuery, callback_data: DemandsOfPlace, context: Context) -> AnswerCallbackQuery:
    facts = await listing.read_in_charge(
        context.read(), telegram_id=query.from_user.id, place_id=callback_data.place, page=callback_data.page
    )
    if isinstance(facts, PickCompound):
        return await show_here(query, context, cards.pick_in_charge(facts, context.language))
    return await show_here(query, context, cards.demands_in_charge(facts, context.language))


async def demand_opened(query: CallbackQuery, callback_data: ShowDemand, context: Context) -> AnswerCallbackQuery:
    facts = await listing.read_demand(context.read(), demand_id=callback_data.demand, telegram_id=query.from_user.id)
    return await show_here(query, context, cards.demand_card(facts, context.language))


async def state_set(query: CallbackQuery, callback_data: SetDemandState, context: Context) -> AnswerCallbackQuery:
    demand, me, now = callback_data.demand, query.from_user.id, context.now()
    if callback_data.to is DemandState.NOT_PLANNED and not callback_data.sure:
        asked = await listing.ask_reason(context.uow(), demand_id=demand, telegram_id=me, now=now)
        return await show_here(query, context, cards.demand_reason_asked(asked, context.language))
    to, mark = callback_data.to, callback_data.mark
    card = await listing.set_state(context.uow(), demand_id=demand, telegram_id=me, to=to, mark=mark, now=now)
    return await show_here(query, context, cards.demand_card(card, context.language))


async def demand_reason_typed(message: Message, context: Context, words: str) -> None:
    asked = await listing.type_reason(context.uow(), telegram_id=context.actor.telegram_id, typed=words, now=context.now())
    await context.show(cards.demand_reason_asked(asked, context.language))


# the groups
async def publishing(query: CallbackQuery, callback_data: PublishDemands, context: Context) -> AnswerCallbackQuery:
    place, me = callback_data.place, query.from_user.id
    if not callback_data.stamp:
        shown = await posting.read_posting(context.read(), place_id=place, telegram_id=me)
        return await show_here(query, context, cards.posting_shown(shown, context.language))
    groups, in_the_morning = await posting.publish(
        context.uow(), place_id=place, telegram_id=me, stamp=callback_data.stamp, now=context.now()
    )
    await _demands_again(query, context, place)
    return answer(query, texts.list_published(context.language, groups=groups, in_the_morning=in_the_morning), alert=True)


async def _demands_again(query: CallbackQuery, context: Context, place: str) -> None:
    facts = await listing.read_in_charge(context.read(), telegram_id=query.from_user.id, place_id=place, page=0)
    assert not isinstance(facts, PickCompound), "a compound was named"
    await show_here(query, context, cards.demands_in_charge(facts, context.language))


async def inviting(query: CallbackQuery, callback_data: InviteOpinions, context: Context) -> AnswerCallbackQuery:
    place, me = callback_data.place, query.from_user.id
    if not callback_data.sure:
        shown = await posting.read_invitation(context.read(), place_id=place, telegram_id=me)
        return await show_here(query, context, cards.invitation_shown(shown, context.language))
    groups, in_the_morning = await posting.invite(context.uow(), place_id=place, telegram_id=me, now=context.now())
    await _demands_again(query, context, place)
    return answer(query, texts.invited(context.language, groups=groups, in_the_morning=in_the_morning), alert=True)


def register(router: Router) -> None:
    presses = router.callback_query.register
    presses(new_opened, NewOpinions.filter())
    presses(opinion_opened, ShowOpinion.filter())
    presses(photo_opened, ShowOpinionPhoto.filter())
    presses(listing_wanted, ListOpinion.filter())
    presses(title_wanted, WriteTitle.filter())
    presses(demands_offered, PickDemand.filter())
    presses(merged, MergeOpinion.filter())
    presses(undone, UndoSorting.filter())
    presses(rejecting, RejectOpinion.filter())
    presses(demands_opened, DemandsOfPlace.filter())
    presses(demand_opened, ShowDemand.filter())
    presses(state_set, SetDemandState.filter())
    presses(publishing, PublishDemands.filter())
    presses(inviting, InviteOpinions.filter())
    router.message.register(title_typed, FormStep(sorting.TITLING, "title"), HasWords())
    router.message.register(rejection_typed, FormStep(sorting.REJECTING, "reason"), HasWords())
    router.message.register(demand_reason_typed, FormStep(listing.DECLINING, "reason"), HasWords())
