"""「我的家」: who has my request, inviting family and tenants, leaving."""

from datetime import timedelta
from typing import Protocol

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery

from bot.actions import residents as actions
from bot.files.qr import qr_png
from bot.rules.residents.codes import LINK_PREFIX
from bot.rules.residents.facts import Leaving
from bot.rules.residents.violations import InviteGone, RequestDecided
from handlers.context import Context, answer
from handlers.residents.callbacks import InviteHousehold, LeaveHome, RevokeInvite, ShowMyHome, ShowMyHomes
from handlers.residents.cards import deciding as cards
from handlers.residents.router.coming import show_here
from handlers.screens import Attachment, Screen

# A picture with a code on it leaves the disk after a day: by then it has been sent.
PAPER_KEPT = timedelta(days=1)


class Kept(Protocol):
    @property
    def sha256(self) -> str: ...


class Attachments(Protocol):
    """Where the runtime keeps files until they are sent."""

    async def keep(self, data: bytes) -> Kept: ...


async def keep_for_a_day(context: Context, attachments: Attachments, data: bytes, name: str, *, is_photo: bool) -> Attachment:
    """A file with a code or with somebody's data on it: sent, then taken off the disk."""
    kept = await attachments.keep(data)
    await actions.plan_fading(context.uow(), sha256=kept.sha256, at=context.now() + PAPER_KEPT)
    return Attachment(kept.sha256, name, is_photo=is_photo)


def start_of_link(context: Context) -> str:
    """A code's link up to its payload `i_…`."""
    return context.start_link(LINK_PREFIX).removesuffix(LINK_PREFIX)


async def show_forward(context: Context, invite_id: str, screen: Screen) -> None:
    """The message to pass on: it has the code, so 「作废」 has to find it again."""
    shown = await context.show(screen)
    if shown is not None:
        me, now = context.actor.telegram_id, context.now()
        await actions.note_forward(context.uow(), invite_id=invite_id, telegram_id=me, message_id=shown, now=now)


async def my_homes_opened(query: CallbackQuery, callback_data: ShowMyHomes, context: Context) -> AnswerCallbackQuery:
    facts = await actions.read_my_homes(context.read(), telegram_id=query.from_user.id)
    return await show_here(query, context, cards.my_homes(facts, context.language))


async def my_home_opened(query: CallbackQuery, callback_data: ShowMyHome, context: Context) -> AnswerCallbackQuery:
    facts = await actions.read_my_home(context.read(), binding_id=callback_data.binding, telegram_id=query.from_user.id)
    return await show_here(query, context, cards.my_home(facts, context.language))


async def home_leaving(query: CallbackQuery, callback_data: LeaveHome, context: Context) -> AnswerCallbackQuery:
    if callback_data.sure is Leaving.ASKS:
        try:
            facts = await actions.read_leaving(context.read(), binding_id=callback_data.binding, telegram_id=query.from_user.id)
        except RequestDecided:
            homes = await actions.read_my_homes(context.read(), telegram_id=query.from_user.id)
            await show_here(query, context, cards.my_homes(homes, context.language))
            raise
        return await show_here(query, context, cards.leaving_asked(facts, context.language))
    waited = callback_data.sure is Leaving.WAITED
    facts = await actions.leave_home(
        context.uow(), binding_id=callback_data.binding, telegram_id=query.from_user.id, now=context.now(), waited=waited
    )
    if waited and not facts.waits:
        return await show_here(query, context, cards.leaving_asked(facts, context.language))
    return await show_here(query, context, cards.home_left(facts, context.language))


async def household_invited(
    query: CallbackQuery, callback_data: InviteHousehold, context: Context, attachments: Attachments
) -> AnswerCallbackQuery:
    if callback_data.role is None:
        asked = await actions.read_household_choice(context.read(), home_id=callback_data.home, telegram_id=query.from_user.id)
        return await show_here(query, context, cards.invite_asked(asked, context.language))
    facts, _ = await actions.invite_household(
        context.uow(),
        home_id=callback_data.home,
        role=callback_data.role,
        telegram_id=query.from_user.id,
        link=start_of_link(context),
        now=context.now(),
    )
    picture = await keep_for_a_day(context, attachments, qr_png(facts.link), "linli.png", is_photo=True)
    await show_here(query, context, cards.household_invite(facts, context.language))
    await show_forward(context, facts.invite_id, cards.household_forward(facts, context.language, picture))
    return answer(query)


async def invite_revoked(query: CallbackQuery, callback_data: RevokeInvite, context: Context) -> AnswerCallbackQuery:
    try:
        await actions.revoke_invite(context.uow(), invite_id=callback_data.invite, telegram_id=query.from_user.id, now=context.now())
    except InviteGone as gone:
        await show_here(query, context, cards.invite_over(gone, context.language))
        raise
    return await show_here(query, context, cards.invite_revoked(context.language))


def register(router: Router) -> None:
    router.callback_query.register(my_homes_opened, ShowMyHomes.filter())
    router.callback_query.register(my_home_opened, ShowMyHome.filter())
    router.callback_query.register(home_leaving, LeaveHome.filter())
    router.callback_query.register(household_invited, InviteHousehold.filter())
    router.callback_query.register(invite_revoked, RevokeInvite.filter())
