"""Cards of deciders and members: confirm, refuse, object, settle; and who is registered at a home."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery

from bot.actions import residents as actions
from bot.rules.residents.facts import ConfirmAsked, Decided, RequestList
from bot.rules.residents.violations import RequestDecided, ResidentsRefusal
from handlers.context import Context, answer
from handlers.residents.callbacks import (
    AskRefusal,
    ConfirmRequest,
    ConfirmSurely,
    EndBinding,
    EndObjected,
    KnowNewcomer,
    ManageEntrance,
    ManageHomes,
    ObjectTo,
    RefuseRequest,
    SettleObjection,
    ShowHomePeople,
    ShowRequest,
    ShowRequests,
    WithdrawObjection,
)
from handlers.residents.cards import deciding as cards
from handlers.residents.cards.joining import pick
from handlers.residents.router.coming import show_here
from messages import residents as texts


@asynccontextmanager
async def _while_it_waits(query: CallbackQuery, context: Context) -> AsyncIterator[None]:
    """What somebody else settled meanwhile leaves the screen that was pressed: in its place stands what still waits."""
    try:
        yield
    except RequestDecided:
        with suppress(ResidentsRefusal):
            await show_here(query, context, cards.request_list(await _waiting(query, context), context.language))
        raise


async def _waiting(query: CallbackQuery, context: Context) -> RequestList:
    return await actions.read_requests(context.read(), telegram_id=query.from_user.id)


async def _settled(query: CallbackQuery, context: Context, decided: Decided) -> AnswerCallbackQuery:
    """The screen that was pressed may be no card, but come from the list: no letter edits that one."""
    await show_here(query, context, cards.settled(decided.card, context.language))
    return answer(query, texts.decided(context.language, facts=decided))


async def requests_opened(query: CallbackQuery, callback_data: ShowRequests, context: Context) -> AnswerCallbackQuery:
    return await show_here(query, context, cards.request_list(await _waiting(query, context), context.language))


async def request_opened(query: CallbackQuery, callback_data: ShowRequest, context: Context) -> AnswerCallbackQuery:
    if callback_data.objection:
        async with _while_it_waits(query, context):
            objection = await actions.read_objection(context.read(), binding_id=callback_data.binding, telegram_id=query.from_user.id)
        return await show_here(query, context, cards.objection_card(objection, context.language))
    async with _while_it_waits(query, context):
        request = await actions.read_request(context.read(), binding_id=callback_data.binding, telegram_id=query.from_user.id)
    return await show_here(query, context, cards.request_card(request, context.language))


async def request_confirmed(query: CallbackQuery, callback_data: ConfirmRequest | ConfirmSurely, context: Context) -> AnswerCallbackQuery:
    """The card itself is edited by its letter, also where others have it."""
    async with _while_it_waits(query, context):
        decided = await actions.confirm_request(
            context.uow(),
            binding_id=callback_data.binding,
            owner_id=callback_data.owner or None,
            telegram_id=query.from_user.id,
            now=context.now(),
            sure=isinstance(callback_data, ConfirmSurely),
        )
    if isinstance(decided, ConfirmAsked):
        return await show_here(query, context, cards.confirm_asked(decided, context.language))
    return await _settled(query, context, decided)


async def refusal_asked(query: CallbackQuery, callback_data: AskRefusal, context: Context) -> AnswerCallbackQuery:
    async with _while_it_waits(query, context):
        facts = await actions.read_refusal(context.read(), binding_id=callback_data.binding, telegram_id=query.from_user.id)
    return await show_here(query, context, cards.refusal_asked(facts, context.language))


async def request_refused(query: CallbackQuery, callback_data: RefuseRequest, context: Context) -> AnswerCallbackQuery:
    async with _while_it_waits(query, context):
        decided = await actions.refuse_request(
            context.uow(), binding_id=callback_data.binding, reason=callback_data.reason, telegram_id=query.from_user.id, now=context.now()
        )
    return await _settled(query, context, decided)


async def newcomer_known(query: CallbackQuery, callback_data: KnowNewcomer, context: Context) -> AnswerCallbackQuery:
    await actions.check_may_know(context.read(), binding_id=callback_data.binding, telegram_id=query.from_user.id)
    return await show_here(query, context, cards.newcomer_known(context.language))


async def newcomer_objected_to(query: CallbackQuery, callback_data: ObjectTo, context: Context) -> AnswerCallbackQuery:
    facts = await actions.object_to(context.uow(), binding_id=callback_data.binding, telegram_id=query.from_user.id, now=context.now())
    return await show_here(query, context, cards.objection_made(facts, context.language))


async def objection_withdrawn(query: CallbackQuery, callback_data: WithdrawObjection, context: Context) -> AnswerCallbackQuery:
    facts = await actions.withdraw_objection(
        context.uow(), binding_id=callback_data.binding, telegram_id=query.from_user.id, now=context.now()
    )
    return await show_here(query, context, cards.objection_settled(facts, context.language))


async def objection_settled(query: CallbackQuery, callback_data: SettleObjection | EndObjected, context: Context) -> AnswerCallbackQuery:
    """Kept at once; ended once the reason is chosen."""
    binding, telegram_id = callback_data.binding, query.from_user.id
    if isinstance(callback_data, SettleObjection) and not callback_data.keep:
        asked = await actions.read_objection_ending(context.read(), binding_id=binding, telegram_id=telegram_id)
        return await show_here(query, context, cards.objection_ending_asked(asked, context.language))
    end = callback_data.reason if isinstance(callback_data, EndObjected) else None
    async with _while_it_waits(query, context):
        decided = await actions.settle_objection(context.uow(), binding_id=binding, end=end, telegram_id=telegram_id, now=context.now())
    return await _settled(query, context, decided)


# who is registered at a home
async def homes_managed(query: CallbackQuery, callback_data: ManageHomes, context: Context) -> AnswerCallbackQuery:
    facts = await actions.read_managed_places(
        context.read(), place_id=callback_data.place, page=callback_data.page, telegram_id=query.from_user.id
    )
    return await show_here(query, context, pick(facts, context.language, manages=True))


async def entrance_managed(query: CallbackQuery, callback_data: ManageEntrance, context: Context) -> AnswerCallbackQuery:
    facts = await actions.read_managed_rooms(
        context.read(), home_id=callback_data.home, page=callback_data.page, telegram_id=query.from_user.id
    )
    return await show_here(query, context, pick(facts, context.language, manages=True))


async def home_people_opened(query: CallbackQuery, callback_data: ShowHomePeople, context: Context) -> AnswerCallbackQuery:
    facts = await actions.read_home_people(context.read(), home_id=callback_data.home, telegram_id=query.from_user.id)
    return await show_here(query, context, cards.home_people(facts, context.language))


async def binding_ending(query: CallbackQuery, callback_data: EndBinding, context: Context) -> AnswerCallbackQuery:
    """A reason, then once more whether it is sure."""
    reason, telegram_id = callback_data.reason, query.from_user.id
    if reason is None or not callback_data.sure:
        facts = await actions.read_ending(context.read(), binding_id=callback_data.binding, reason=reason, telegram_id=telegram_id)
        return await show_here(query, context, cards.ending_asked(facts, context.language))
    home = await actions.end_by_decider(
        context.uow(), binding_id=callback_data.binding, reason=reason, telegram_id=telegram_id, now=context.now()
    )
    people = await actions.read_home_people(context.read(), home_id=home.id, telegram_id=telegram_id)
    await show_here(query, context, cards.home_people(people, context.language))
    return answer(query, texts.binding_ended_by(context.language, home=home))


def register(router: Router) -> None:
    router.callback_query.register(requests_opened, ShowRequests.filter())
    router.callback_query.register(request_opened, ShowRequest.filter())
    router.callback_query.register(request_confirmed, ConfirmRequest.filter())
    router.callback_query.register(request_confirmed, ConfirmSurely.filter())
    router.callback_query.register(refusal_asked, AskRefusal.filter())
    router.callback_query.register(request_refused, RefuseRequest.filter())
    router.callback_query.register(newcomer_known, KnowNewcomer.filter())
    router.callback_query.register(newcomer_objected_to, ObjectTo.filter())
    router.callback_query.register(objection_withdrawn, WithdrawObjection.filter())
    router.callback_query.register(objection_settled, SettleObjection.filter())
    router.callback_query.register(objection_settled, EndObjected.filter())
    router.callback_query.register(homes_managed, ManageHomes.filter())
    router.callback_query.register(entrance_managed, ManageEntrance.filter())
    router.callback_query.register(home_people_opened, ShowHomePeople.filter())
    router.callback_query.register(binding_ending, EndBinding.filter())
