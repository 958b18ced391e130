"""Roles and slips: who holds what, inviting, revoking, the second member of staff, printing."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery

from bot.actions import residents as actions
from bot.files.qr import qr_png
from bot.rules.residents.facts import RoleOverview
from handlers.context import Context, answer
from handlers.menus import OpenHeads, OpenSlips
from handlers.residents.callbacks import (
    ConfirmChief,
    InviteRole,
    PickSlips,
    PrintPoster,
    PrintSlips,
    RevokeRole,
    ShowBuildings,
    ShowHolders,
    ShowRoles,
)
from handlers.residents.cards import serving as cards
from handlers.residents.router.coming import show_here
from handlers.residents.router.homes import Attachments, keep_for_a_day, show_forward, start_of_link
from messages import residents as texts


async def heads_opened(query: CallbackQuery, callback_data: OpenHeads, context: Context) -> AnswerCallbackQuery:
    return await _show_roles(query, context, callback_data.place, 0)


async def roles_opened(query: CallbackQuery, callback_data: ShowRoles, context: Context) -> AnswerCallbackQuery:
    return await _show_roles(query, context, callback_data.place, callback_data.page)


async def _show_roles(query: CallbackQuery, context: Context, place: str, page: int) -> AnswerCallbackQuery:
    facts = await actions.read_role_places(context.read(), telegram_id=query.from_user.id, place_id=place, page=page)
    if isinstance(facts, RoleOverview):
        return await show_here(query, context, cards.role_overview(facts, context.language))
    return await show_here(query, context, cards.role_places(facts, context.language))


async def buildings_opened(query: CallbackQuery, callback_data: ShowBuildings, context: Context) -> AnswerCallbackQuery:
    facts = await actions.read_building_heads(
        context.read(), place_id=callback_data.place, page=callback_data.page, telegram_id=query.from_user.id
    )
    return await show_here(query, context, cards.building_heads(facts, context.language))


async def holders_opened(query: CallbackQuery, callback_data: ShowHolders, context: Context) -> AnswerCallbackQuery:
    facts = await actions.read_holders(
        context.read(), role=callback_data.role, place_id=callback_data.place, telegram_id=query.from_user.id
    )
    return await show_here(query, context, cards.role_holders(facts, context.language))


async def role_invited(query: CallbackQuery, callback_data: InviteRole, context: Context, attachments: Attachments) -> AnswerCallbackQuery:
    facts, _ = await actions.invite_role(
        context.uow(),
        role=callback_data.role,
        place_id=callback_data.place,
        granter=query.from_user.id,
        link=start_of_link(context),
        now=context.now(),
    )
    picture = await keep_for_a_day(context, attachments, qr_png(facts.link), "linli.png", is_photo=True)
    await show_here(query, context, cards.role_invite(facts, context.language))
    await show_forward(context, facts.invite_id, cards.role_forward(facts, context.language, picture))
    return answer(query)


async def role_revoking(query: CallbackQuery, callback_data: RevokeRole, context: Context) -> AnswerCallbackQuery:
    """Of somebody else, or one's own; asked once more before it is done."""
    telegram_id = query.from_user.id
    if not callback_data.sure:
        asked = await actions.read_revocation(context.read(), appointment_id=callback_data.appointment, telegram_id=telegram_id)
        own = any(one.id == callback_data.appointment for one in context.actor.appointments)
        return await show_here(query, context, cards.revoke_asked(asked, context.language, own=own))
    ended = await actions.revoke_role(context.uow(), appointment_id=callback_data.appointment, telegram_id=telegram_id, now=context.now())
    if ended.by_self:
        return await show_here(query, context, cards.role_ended(ended, context.language))
    facts = await actions.read_holders(context.read(), role=ended.role, place_id=ended.place.id, telegram_id=telegram_id)
    await show_here(query, context, cards.role_holders(facts, context.language))
    return answer(query, texts.role_revoked(context.language, facts=ended))


async def chief_decided(query: CallbackQuery, callback_data: ConfirmChief, context: Context) -> AnswerCallbackQuery:
    """The card is edited by its letter."""
    await actions.confirm_chief(
        context.uow(),
        appointment_id=callback_data.appointment,
        agree=callback_data.agree,
        telegram_id=query.from_user.id,
        now=context.now(),
    )
    return answer(query, texts.chief_decided(context.language, agree=callback_data.agree))


async def slips_opened(query: CallbackQuery, callback_data: OpenSlips, context: Context) -> AnswerCallbackQuery:
    places = await actions.read_compound_choice(context.read(), telegram_id=query.from_user.id, place_id=callback_data.place)
    if len(places.choices) > 1:
        return await show_here(query, context, cards.slips_choice(places, context.language))
    facts = await actions.read_slips(context.read(), place_id=places.choices[0].id, telegram_id=query.from_user.id)
    return await show_here(query, context, cards.slips_asked(facts, context.language))


async def slips_page_turned(query: CallbackQuery, callback_data: PickSlips, context: Context) -> AnswerCallbackQuery:
    places = await actions.read_compound_choice(context.read(), telegram_id=query.from_user.id, place_id="", page=callback_data.page)
    return await show_here(query, context, cards.slips_choice(places, context.language))


async def slips_printing(query: CallbackQuery, callback_data: PrintSlips, context: Context) -> AnswerCallbackQuery:
    await actions.queue_slips(context.uow(), place_id=callback_data.place, telegram_id=query.from_user.id, now=context.now())
    return answer(query, texts.slips_queued(context.language))


async def poster_printing(query: CallbackQuery, callback_data: PrintPoster, context: Context) -> AnswerCallbackQuery:
    await actions.queue_poster(context.uow(), place_id=callback_data.place, telegram_id=query.from_user.id, now=context.now())
    return answer(query, texts.poster_queued(context.language))


def register(router: Router) -> None:
    router.callback_query.register(heads_opened, OpenHeads.filter())
    router.callback_query.register(roles_opened, ShowRoles.filter())
    router.callback_query.register(buildings_opened, ShowBuildings.filter())
    router.callback_query.register(holders_opened, ShowHolders.filter())
    router.callback_query.register(role_invited, InviteRole.filter())
    router.callback_query.register(role_revoking, RevokeRole.filter())
    router.callback_query.register(chief_decided, ConfirmChief.filter())
    router.callback_query.register(slips_opened, OpenSlips.filter())
    router.callback_query.register(slips_page_turned, PickSlips.filter())
    router.callback_query.register(slips_printing, PrintSlips.filter())
    router.callback_query.register(poster_printing, PrintPoster.filter())
